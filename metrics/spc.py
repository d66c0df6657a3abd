"""XmR charts: which changes of a series are more than its usual ups and downs.

NHS England, "Making Data Count" (as the package NHSRplotthedots draws it): the centre is the mean, the
limits lie 2.66 mean moving ranges on either side of it. Only for flows (recordings, prints, exchanges of a
period), never for a cumulative level, whose steady rise would be a signal everywhere; shares have their own
chart in metrics/laney.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from data_contracts.errors import DataError
from data_contracts.periode import Periode
from metrics.catalogue import Direction
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
from metrics.panel import Flags, Matrix, Numbers
from metrics.sinyal import Codes, Signals, latest_codes, marks

LIMIT_OF_RANGE: Final = 2.66
SCREEN: Final = 3.267
FEWEST: Final = 12


class TargetVerdict(StrEnum):
    """Whether the usual ups and downs reach the target."""

    CONSISTENTLY_MET = "selalu tercapai"
    CONSISTENTLY_MISSED = "selalu luput"
    HIT_OR_MISS = "kadang tercapai, kadang luput"
    NOT_ASSESSABLE = "belum dapat dinilai"


TARGET_VERDICTS: Final = tuple(TargetVerdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebase:
    """From `periode` on the chart has a new centre: decided by a person, never by the figures themselves."""

    periode: Periode
    penulis: str
    alasan: str

    def __post_init__(self) -> None:
        if not self.penulis.strip() or not self.alasan.strip():
            message = f"Pangkal baru bagan sejak {self.periode.label} perlu nama penulis dan alasannya."
            raise DataError(message)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Limits:
    """Of each series, or of each point where limits differ from point to point (Laney, re-based charts).

    In the unit of the series; NaN where it has no point. `mean_range` is the mean moving range the limits
    rest on, `n` the number of points.
    """

    centre: Matrix
    lower: Matrix
    upper: Matrix
    mean_range: Matrix
    n: Numbers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Latest:
    """What the chart made at each point says of that point; arrays of the shape of the series.

    `rule` numbers the rule in sinyal.RULES and is NO_RULE where none marks the point, `side` is 1 (high), -1
    (low) or 0. `is_assessable`: a point stands there and the chart has enough of them; elsewhere no signal.
    The figures are those of that chart: NaN where there is no point.
    """

    rule: Codes
    side: Codes
    is_assessable: Flags
    centre: Matrix
    lower: Matrix
    upper: Matrix
    n: Numbers


def limits(values: Matrix, *, screen: float = SCREEN) -> Limits:
    """Limits of each series of `values` [..., points]; NaN points are left out before anything is reckoned.

    A moving range is the difference of two consecutive points that are there. Ranges of at least `screen`
    times their own mean are left out once and the mean is taken again, except where that would leave none.
    A constant series, and one of a single point, has a mean range of 0: its limits are its mean, and
    nothing is a signal.
    """
    together, _ = packed(np.asarray(values, dtype=np.float64))
    return limits_of_whole(together, screen=screen)


def limits_of_whole(values: Matrix, *, screen: float) -> Limits:
    """`limits` of series without a gap between their points; NaN may stand before and behind them."""
    known = ~np.isnan(values)
    n = known.sum(axis=-1)
    centre = _mean(values, known, n)
    mean_range = _mean_range(values, screen=screen)
    return Limits(
        centre=centre,
        lower=centre - LIMIT_OF_RANGE * mean_range,
        upper=centre + LIMIT_OF_RANGE * mean_range,
        mean_range=np.where(n > 0, mean_range, np.nan),
        n=n,
    )


def signals(values: Matrix, charted: Limits, *, fewest: int = FEWEST) -> Signals:
    """The points of `values` each rule marks within their limits; nothing in series of under `fewest` points.

    `charted` holds one figure per series, or one per point (NaN where there is none).
    """
    values = np.asarray(values, dtype=np.float64)
    together, order = packed(values)
    lines = [
        np.take_along_axis(_broad(line, values), order, axis=-1)
        for line in (charted.centre, charted.lower, charted.upper)
    ]
    high, low = marks(together, *lines)
    enough = _broad(charted.n, values) >= fewest
    is_assessable = enough & ~np.isnan(values)
    return Signals(
        high=np.stack([unpacked(each, order) for each in high]) & is_assessable,
        low=np.stack([unpacked(each, order) for each in low]) & is_assessable,
        is_above=values >= _broad(charted.centre, values),
        is_assessable=is_assessable,
    )


def chart(
    values: Matrix, *, starts: Sequence[int] = (), screen: float = SCREEN, fewest: int = FEWEST
) -> tuple[Limits, Signals]:
    """Limits and signals of series re-based at the positions `starts` (`rebase_starts`).

    Each segment has limits from its own points only, at least `fewest` of them or no signals, and no run
    crosses into the next. Every figure of the limits stands beside each point.
    """
    pieces = np.split(np.asarray(values, dtype=np.float64), sorted(set(starts) - {0}), axis=-1)
    found = [limits(piece, screen=screen) for piece in pieces]
    charted = [signals(piece, each, fewest=fewest) for piece, each in zip(pieces, found, strict=True)]
    return _joined_limits(found, pieces), Signals.joined(charted)


def rolling_latest_signal(
    values: Matrix, *, window: int, fewest: int = FEWEST, screen: float = SCREEN
) -> Latest:
    """For every place and period what the chart of the last `window` points up to it says of the point there.

    Exactly `limits` and `signals` of that window, for all periods at once; a period without a point has none.
    """
    together, order = packed(np.asarray(values, dtype=np.float64))
    windows = last_points(together, window=window)
    return spread(latest(windows, limits_of_whole(windows, screen=screen), fewest=fewest), order)


def latest(windows: Matrix, charted: Limits, *, fewest: int) -> Latest:
    """What charts say of their last point; `windows` [..., points] have no gap, NaN only before the first."""
    is_point = ~np.isnan(windows[..., -1])
    n = _broad(charted.n, windows)[..., -1]
    is_assessable = (n >= fewest) & is_point
    lines = [_broad(line, windows) for line in (charted.centre, charted.lower, charted.upper)]
    rule, side = latest_codes(windows, *lines, is_assessable=is_assessable)
    centre, lower, upper = (np.where(is_point, line[..., -1], np.nan) for line in lines)
    return Latest(
        rule=rule,
        side=side,
        is_assessable=is_assessable,
        centre=centre,
        lower=lower,
        upper=upper,
        n=np.where(is_point, n, 0),
    )


def target_verdicts(
    charted: Limits | Latest, target: npt.ArrayLike, *, direction: Direction, fewest: int = FEWEST
) -> Codes:
    """For each series (or point) the number of its verdict in TARGET_VERDICTS.

    Only a target beyond the limits is met or missed consistently; one on a limit, or between them, is hit or
    missed by the usual ups and downs. Without a target, a good direction or `fewest` points: not assessable.
    """
    aim = np.asarray(target, dtype=np.float64)
    if direction is Direction.NEUTRAL:
        return np.full(
            charted.centre.shape, TARGET_VERDICTS.index(TargetVerdict.NOT_ASSESSABLE), dtype=np.int8
        )
    below, above = TargetVerdict.CONSISTENTLY_MET, TargetVerdict.CONSISTENTLY_MISSED
    if direction is Direction.LOWER:
        below, above = above, below
    found = np.select(
        [(charted.n < fewest) | np.isnan(aim), aim < charted.lower, aim > charted.upper],
        [TARGET_VERDICTS.index(each) for each in (TargetVerdict.NOT_ASSESSABLE, below, above)],
        TARGET_VERDICTS.index(TargetVerdict.HIT_OR_MISS),
    )
    return found.astype(np.int8)


def rebase_starts(rebases: Sequence[Rebase], *, periods: Sequence[Periode]) -> tuple[int, ...]:
    """Positions in `periods` from which a new centre holds, for `chart`; those outside are left out."""
    return tuple(sorted({periods.index(each.periode) for each in rebases if each.periode in periods}))


def _mean(values: Matrix, known: Flags, n: Numbers) -> Matrix:
    """Taken as a step from the first point, so that the mean of a constant series is that constant."""
    if values.shape[-1] == 0:
        return np.full(n.shape, np.nan)
    first = np.take_along_axis(values, known.argmax(axis=-1)[..., None], axis=-1)
    mean: Matrix = first[..., 0] + quotient(sum_in_order(values - first), n)
    return mean


def _mean_range(values: Matrix, *, screen: float) -> Matrix:
    ranges = np.abs(np.diff(values, axis=-1))
    mean = mean_or_zero(ranges)
    kept = np.where(ranges < screen * per_point(mean), ranges, np.nan)
    leaves_none = np.isnan(kept).all(axis=-1)
    return np.where(leaves_none, mean, mean_or_zero(kept))


def _broad(figure: npt.NDArray[Any], values: Matrix) -> npt.NDArray[Any]:
    """Beside each point, whether the figure is of a series or of a point already."""
    beside = per_point(figure) if figure.ndim < values.ndim else figure
    return np.broadcast_to(beside, values.shape)


def _joined_limits(found: Sequence[Limits], pieces: Sequence[Matrix]) -> Limits:
    """Limits of segments one behind the other, each figure beside its points."""
    columns = {
        item.name: np.concatenate(
            [_broad(getattr(each, item.name), piece) for each, piece in zip(found, pieces, strict=True)],
            axis=-1,
        )
        for item in fields(Limits)
    }
    return Limits(**columns)
