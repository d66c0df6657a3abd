"""Laney's p' chart: shares over time whose denominators are large.

D. B. Laney, "Improved control charts for attributes", Quality Engineering 14 (2002). At hundreds of
thousands of people binomial limits are so narrow that nearly every point falls outside; here they are
widened by the ups and downs that the shares really have from point to point. Only for shares of what
happened in a period (online applications of all applications), never for a cumulative level. The rules of
signals are those of metrics/sinyal.py.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from metrics.deret import (
    last_points,
    mean_or_zero,
    packed,
    per_point,
    quotient,
    spread,
    sum_in_order,
    unpacked,
)
from metrics.panel import Matrix, Numbers
from metrics.spc import FEWEST, Latest, Limits, latest

MEAN_RANGE_OF_SIGMA: Final = 1.128
LIMIT_SIGMAS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShareChart:
    """`value` is numerator / denominator of each point, between 0 and 1; NaN where the point is kept out.

    `limits` stand beside each point (`n` and `mean_range`, that of z, too), so that `spc.signals(value,
    limits)` reads them. They are not cut off at 0 and 1: no share lies beyond these, so that no signal
    changes.
    """

    value: Matrix
    limits: Limits


def limits(numerator: Matrix, denominator: Matrix) -> ShareChart:
    """The chart of each series of counts [..., points].

    Centre p = sum k / sum n; s_i = sqrt(p (1 - p) / n_i); z_i = (k_i / n_i - p) / s_i; limits p +- 3 s_i S
    with S = mean moving range of z / 1.128, ranges taken between consecutive points that are there. Kept
    out: points without both counts, without people, below zero or above their whole. Where p is 0 or 1, or
    all shares are equal, and with a single point, S is 0: the limits are p and nothing is a signal.
    """
    k, n, order = _packed_counts(numerator, denominator)
    charted = _chart(k, n)
    return ShareChart(value=unpacked(charted.value, order), limits=spread(charted.limits, order))


def rolling_latest_signal(
    numerator: Matrix, denominator: Matrix, *, window: int, fewest: int = FEWEST
) -> Latest:
    """For every place and period what the chart of the last `window` points up to it says of the point there.

    Exactly `limits` and `spc.signals` of that window, for all periods at once; a period without a point, or
    with one that is kept out, has none.
    """
    k, n, order = _packed_counts(numerator, denominator)
    charted = _chart(last_points(k, window=window), last_points(n, window=window))
    return spread(latest(charted.value, charted.limits, fewest=fewest), order)


def _packed_counts(numerator: Matrix, denominator: Matrix) -> tuple[Matrix, Matrix, Numbers]:
    k, n = np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64)
    is_point = (n > 0) & (k >= 0) & (k <= n)
    people, order = packed(np.where(is_point, n, np.nan))
    return np.take_along_axis(np.where(is_point, k, np.nan), order, axis=-1), people, order


def _chart(k: Matrix, n: Matrix) -> ShareChart:
    """Of series without a gap between their points; NaN may stand before and behind them."""
    total_k, total_n = per_point(sum_in_order(k)), per_point(sum_in_order(n))
    centre = quotient(total_k, total_n)
    # In whole numbers, so that a share equal to the centre differs from it by exactly nothing.
    off = quotient(k * total_n - total_k * n, n * total_n)
    sigma = np.sqrt(centre * (1 - centre) / n)
    z = np.where(sigma == 0, 0.0, quotient(off, sigma))
    mean_range = per_point(mean_or_zero(np.abs(np.diff(z, axis=-1))))
    reach = LIMIT_SIGMAS * sigma * mean_range / MEAN_RANGE_OF_SIGMA
    is_point = ~np.isnan(n)
    return ShareChart(
        value=centre + off,
        limits=Limits(
            centre=np.where(is_point, centre, np.nan),
            lower=centre - reach,
            upper=centre + reach,
            mean_range=np.where(is_point, mean_range, np.nan),
            n=np.where(is_point, per_point(is_point.sum(axis=-1)), 0),
        ),
    )
