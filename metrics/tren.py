"""Recent trend of Fingertips (OHID): whether the latest points rise or fall by more than chance.

OHID, Fingertips technical guidance on recent trends (`TrendMarkerCalculator`, `assign_trend_markers` of
PHEindicatormethods): a straight line through the latest five points, each with the weight of its precision;
a trend where chi-square = (slope / its standard error)^2 is above 9,5495 (99,8 %, one degree of freedom)
and the slope keeps its sign when any one of the points is left out. The points must be equally spaced and
all there.

Shares: weights n_i / (p (1 - p)) with p = sum k / sum n, which makes it the chi-square for a linear trend
in proportions. The signs are those of the same weighted line; OHID's program takes them from unweighted
lines through the logits, which differ from these only where denominators differ much. Counts: weights 1 /
k_i (Poisson).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from metrics.deret import last_points, quotient
from metrics.panel import Flags, Matrix
from metrics.sinyal import Codes

POINTS: Final = 5
THRESHOLD: Final = 9.5495


class Outcome(StrEnum):
    """What the latest points say."""

    RISING = "naik"
    FALLING = "turun"
    NO_TREND = "tidak ada tren"
    NOT_COMPUTABLE = "tidak dapat dihitung"


OUTCOMES: Final = tuple(Outcome)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trend:
    """Arrays of the shape of the series, at each period of the points up to it.

    `outcome` numbers OUTCOMES; `slope` is the change per period (of the share between 0 and 1, or of the
    count), `chi_square` the test statistic, both NaN where not computable.
    """

    outcome: Codes
    slope: Matrix
    chi_square: Matrix


def share_trend(
    numerator: Matrix, denominator: Matrix, *, points: int = POINTS, threshold: float = THRESHOLD
) -> Trend:
    """Trend of shares at every period, from counts [..., periods]; NaN is missing.

    Not computable where one of the latest `points` periods is missing, has nobody, or is at 0 % or at 100 %
    and above: no binomial error can be given there.
    """
    k = last_points(np.asarray(numerator, dtype=np.float64), window=points)
    n = last_points(np.asarray(denominator, dtype=np.float64), window=points)
    is_whole: Flags = np.logical_and.reduce((k > 0) & (k < n), axis=-1)
    total_k, total_n = k.sum(axis=-1), n.sum(axis=-1)
    # The weights without p (1 - p), which is the same for all five and falls out of the slope.
    slope, spread, keeps_sign = _line(k, n)
    chi_square = quotient(slope**2 * spread * total_n**2, total_k * (total_n - total_k))
    return _judged(slope, chi_square, keeps_sign, is_whole=is_whole, threshold=threshold)


def count_trend(counts: Matrix, *, points: int = POINTS, threshold: float = THRESHOLD) -> Trend:
    """Trend of counts [..., periods] (flows); not computable where one of the points is missing or not
    above 0.
    """
    k = last_points(np.asarray(counts, dtype=np.float64), window=points)
    is_whole: Flags = np.logical_and.reduce(k > 0, axis=-1)
    weights = quotient(1, k)
    slope, spread, keeps_sign = _line(np.where(np.isnan(k), np.nan, 1.0), weights)
    return _judged(slope, slope**2 * spread, keeps_sign, is_whole=is_whole, threshold=threshold)


def _line(weighted: Matrix, weights: Matrix) -> tuple[Matrix, Matrix, Flags]:
    """Slope of the weighted line, the weighted spread of time about its mean, and whether the sign holds.

    `weighted` is value times weight, [..., points] as the weights.
    """
    times = np.arange(1.0, weights.shape[-1] + 1)
    slope, spread = _slope(weighted, weights, times)
    without_one = [
        _slope(*(np.delete(each, left_out, axis=-1) for each in (weighted, weights, times)))[0]
        for left_out in range(len(times))
    ]
    keeps_sign: Flags = np.logical_and.reduce([other * slope > 0 for other in without_one])
    return slope, spread, keeps_sign


def _slope(weighted: Matrix, weights: Matrix, times: Matrix) -> tuple[Matrix, Matrix]:
    total, moment = weights.sum(axis=-1), (weights * times).sum(axis=-1)
    # Whole numbers as long as counts are, so that a level line has a slope of exactly 0.
    rise = total * (weighted * times).sum(axis=-1) - moment * weighted.sum(axis=-1)
    across = total * (weights * times**2).sum(axis=-1) - moment**2
    return quotient(rise, across), quotient(across, total)


def _judged(
    slope: Matrix, chi_square: Matrix, keeps_sign: Flags, *, is_whole: Flags, threshold: float
) -> Trend:
    is_trend = keeps_sign & (chi_square > threshold)
    outcome = np.select(
        [~is_whole, is_trend & (slope > 0), is_trend],
        [OUTCOMES.index(each) for each in (Outcome.NOT_COMPUTABLE, Outcome.RISING, Outcome.FALLING)],
        OUTCOMES.index(Outcome.NO_TREND),
    )
    return Trend(
        outcome=outcome.astype(np.int8),
        slope=np.where(is_whole, slope, np.nan),
        chi_square=np.where(is_whole, chi_square, np.nan),
    )
