"""Change against the others: a CUSUM on the place's percentile rank, as OpenPrescribing's alerts reckon it.

The rank removes what happens to everybody: a regency that rises more slowly than the rest sinks. How the
alarm works (OpenPrescribing, `CUSUM` in bookmark_utils.py; after Montgomery, Introduction to Statistical
Quality Control):

- Reference mean m and standard deviation s (population) of the first `window` points. An upper and a lower
sum start at 0, gain what a point lies above m + s/2 or below m - s/2, and never pass 0; they are kept to
two decimals. - The alarm sounds at a point whose sum is beyond `sensitivity` * s as it was when the
reference was taken. - At the point after an alarm m is taken anew from the `window` points before it. Where
the sum that sounded still grows, it goes on against the old threshold; else both sums start again from this
point, and s is taken anew too.

A missing point is left out before anything is reckoned, as the query behind those alerts does. No alarm can
sound before there are more points than the window holds; from there on later points change nothing in an
earlier alarm.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from metrics.catalogue import Direction
from metrics.deret import last_points, packed, quotient, spread
from metrics.panel import Flags, Matrix, Numbers

WINDOW: Final = 12
SENSITIVITY: Final = 5.0
DECIMALS: Final = 2
NEVER: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Alarms:
    """Arrays of the shape of the series: whether the alarm sounds at a point, and since when.

    `since` is the position of the point at which the present run of alarms on that side began, NEVER where
    none sounds. `is_assessable`: a point stands there, with at least `window` points before it.
    """

    up: Flags
    down: Flags
    since: Numbers
    is_assessable: Flags


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PeerChange:
    """`percentile` [places, periods] is `percentile_ranks`; the alarm sounds on the side that is `worse` or
    `better`, since the period numbered `since` (NEVER where none sounds). `is_assessable` as in Alarms.
    """

    percentile: Matrix
    worse: Flags
    better: Flags
    since: Numbers
    is_assessable: Flags


def change_against_peers(
    values: Matrix,
    *,
    direction: Direction,
    window: int = WINDOW,
    sensitivity: float = SENSITIVITY,
    least_places: float = 0.0,
) -> PeerChange:
    """Of each place in each period whether it moves against the others; `values` [places, periods].

    All places of the matrix are the peers. An indicator without a good direction is not assessable. A rank
    that stood still in its reference counts as having moved by `least_places` places: a cumulative level
    keeps its rank for months, and one place lost would sound the alarm.
    """
    percentile = percentile_ranks(values, direction=direction)
    step = 100 / max(values.shape[0] - 1, 1)
    found = alarms(percentile, window=window, sensitivity=sensitivity, least=least_places * step)
    has_side = direction is not Direction.NEUTRAL
    return PeerChange(
        percentile=percentile,
        worse=found.down & has_side,
        better=found.up & has_side,
        since=np.where(has_side, found.since, NEVER),
        is_assessable=found.is_assessable & has_side,
    )


def percentile_ranks(values: Matrix, *, direction: Direction) -> Matrix:
    """Rank of each place among all places of the period, 0 to 100, 100 the best; `values` [places, periods].

    100 * (places worse + half of the others equal to it) / (places - 1): ties share the middle of their
    ranks. NaN where the place has no value, or no other has one. Without a good direction 100 is the
    highest.
    """
    not_better = pd.DataFrame(values).rank(method="average").to_numpy(dtype=np.float64) - 1
    others = (~np.isnan(values)).sum(axis=0) - 1
    found = 100 * quotient(not_better, others)
    return 100 - found if direction is Direction.LOWER else found


def alarms(
    values: Matrix, *, window: int = WINDOW, sensitivity: float = SENSITIVITY, least: float = 0.0
) -> Alarms:
    """The alarms of each series [..., points]; NaN is no point.

    A reference that varies less than `least` counts as varying that much. With 0, as published, and a
    standard deviation of 0 any move (of 0,01 or more) sounds the alarm.
    """
    together, order = packed(np.asarray(values, dtype=np.float64))
    up, down = _run(together, window=window, sensitivity=sensitivity, least=least)
    began = np.where(up, _starts(up), _starts(down))
    since = np.where(up | down, np.take_along_axis(order, np.maximum(began, 0), axis=-1), NEVER)
    enough = (np.arange(together.shape[-1]) >= window) & ~np.isnan(together)
    return spread(Alarms(up=up, down=down, since=since, is_assessable=enough), order)


@dataclass(slots=True, kw_only=True)
class _State:
    """Of every series before the next point: reference mean and deviation, both sums, and which of them
    sounds.
    """

    mean: Matrix
    deviation: Matrix
    rise: Matrix
    fall: Matrix
    up: Flags
    down: Flags


def _run(points: Matrix, *, window: int, sensitivity: float, least: float) -> tuple[Flags, Flags]:
    up, down = np.zeros(points.shape, dtype=np.bool_), np.zeros(points.shape, dtype=np.bool_)
    if points.shape[-1] <= window:
        return up, down
    windows = last_points(points, window=window)[..., window - 1 :, :]
    means, deviations = windows.mean(axis=-1), np.maximum(windows.std(axis=-1), least)
    state = _reference(points, window=window, mean=means[..., 0], deviation=deviations[..., 0])
    for at in range(window, points.shape[-1]):
        before = at - window
        state = _after(state, points[..., at], mean=means[..., before], deviation=deviations[..., before])
        up[..., at] = state.up = state.rise > sensitivity * state.deviation
        down[..., at] = state.down = ~state.up & (state.fall < -sensitivity * state.deviation)
    return up, down


def _reference(points: Matrix, *, window: int, mean: Matrix, deviation: Matrix) -> _State:
    """After the points of the first window, within which no alarm sounds."""
    rise, fall = np.zeros(mean.shape), np.zeros(mean.shape)
    for at in range(window):
        rise, fall = _sums(points[..., at], mean=mean, deviation=deviation, rise=rise, fall=fall)
    silent = np.zeros(mean.shape, dtype=np.bool_)
    return _State(mean=mean, deviation=deviation, rise=rise, fall=fall, up=silent, down=silent)


def _after(state: _State, point: Matrix, *, mean: Matrix, deviation: Matrix) -> _State:
    """The sums with one point more; `mean` and `deviation` are those of the window before it."""
    sounded = state.up | state.down
    target = np.where(sounded, mean, state.mean)
    rise, fall = _sums(point, mean=target, deviation=state.deviation, rise=state.rise, fall=state.fall)
    goes_on = (state.up & (rise > state.rise)) | (state.down & (fall < state.fall))
    restarts = sounded & ~goes_on
    fresh = _sums(point, mean=mean, deviation=deviation, rise=np.zeros(1), fall=np.zeros(1))
    return _State(
        mean=target,
        deviation=np.where(restarts, deviation, state.deviation),
        rise=np.where(restarts, fresh[0], rise),
        fall=np.where(restarts, fresh[1], fall),
        up=state.up,
        down=state.down,
    )


def _sums(
    point: Matrix, *, mean: Matrix, deviation: Matrix, rise: Matrix, fall: Matrix
) -> tuple[Matrix, Matrix]:
    slack = deviation / 2
    higher: Matrix = np.maximum(0.0, rise + (point - (mean + slack))).round(DECIMALS)
    lower: Matrix = np.minimum(0.0, fall + (point - (mean - slack))).round(DECIMALS)
    return higher, lower


def _starts(sounding: Flags) -> Numbers:
    """For each point of a run of alarms the position at which the run began; elsewhere of no meaning."""
    before = np.concatenate(
        [np.zeros((*sounding.shape[:-1], 1), dtype=np.bool_), sounding[..., :-1]], axis=-1
    )
    positions = np.where(sounding & ~before, np.arange(sounding.shape[-1]), NEVER)
    return np.maximum.accumulate(positions, axis=-1)
