"""Rank with its uncertainty, never a league table: between which places a regency may really stand.

H. Goldstein and D. J. Spiegelhalter, "League tables and their limitations", Journal of the Royal Statistical
Society A 159 (1996). The uncertainty is that of the funnel with overdispersion (metrics/corong.py), on
purpose wider than a place's own chance: at our populations a plain binomial interval would make nearly every
rank certain.
"""

from dataclasses import dataclass

import numpy as np

from metrics.corong import Z95, Funnel
from metrics.panel import Matrix


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ranks:
    """[places, periods], 1 is the best; NaN where a place is not ranked (no counts, above 100 %).

    `rank` by the shares themselves, ties sharing the better one. `best` counts only those that are surely
    better, `worst` leaves out only those that are surely worse; `n` places are ranked.
    """

    rank: Matrix
    best: Matrix
    worst: Matrix
    n: Matrix


def ranks(around: Funnel, *, is_higher_better: bool, limit: float = Z95) -> Ranks:
    """The ranks of the places of a funnel, half-month by half-month.

    One place is surely better than another where their intervals, `limit` widened standard deviations on
    either side, do not meet.
    """
    position = around.offset if is_higher_better else -around.offset
    reach = limit * around.spread
    rank, best, worst = (np.full(position.shape, np.nan) for _ in range(3))
    for at in range(position.shape[1]):
        rank[:, at], best[:, at], worst[:, at] = _of_period(position[:, at], reach[:, at])
    count = np.isfinite(position).sum(axis=0).astype(np.float64)
    return Ranks(rank=rank, best=best, worst=worst, n=np.where(np.isfinite(rank), count, np.nan))


def _of_period(position: Matrix, reach: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    known = np.isfinite(position)
    low, high = position - reach, position + reach
    # Sorted once, so that a count of those below or above is a look-up and not a comparison of all pairs.
    ordered, lows, highs = (np.sort(values[known]) for values in (position, low, high))
    count = len(ordered)
    above = count - np.searchsorted(ordered, position, side="right")
    surely_better = count - np.searchsorted(lows, high, side="right")
    surely_worse = np.searchsorted(highs, low, side="left")
    ranked = (1.0 + above, 1.0 + surely_better, count - surely_worse.astype(np.float64))
    rank, best, worst = (np.where(known, values, np.nan) for values in ranked)
    return rank, best, worst
