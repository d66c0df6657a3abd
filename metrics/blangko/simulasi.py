"""When the cards run out: days of use drawn again from the office's own, until the stock is gone.

Circular block bootstrap (Politis and Romano 1992): stretches of consecutive working days are drawn with
replacement from the office's last weeks and set one behind the other. Stretches, not single days, because a
report over half a month says one rate for all its days, and busy days come together.

The usual level of a few weeks is itself uncertain, and over a long stock that outweighs the ups and downs:
each run first draws which stretches its office is made of, one fewer than fit into the days known (Rao and
Wu 1988), and then lives on these. An interval of 80 % so holds the day in 72 to 81 of 100 cases where days
are independent of one another, in about 60 to 70 where use drifts or is only told by half-months, and from
a single report it is hardly more than a point (test_the_interval_holds_the_day_about_as_often_as_it_says).

Every place has a generator of its own, made from the seed and its code: what one reports moves no other's
interval. For one place the same draws serve every stock, so that more cards never run out earlier.
"""

from dataclasses import dataclass
from math import ceil
from typing import Final

import numpy as np
import numpy.typing as npt

from metrics.panel import Matrix, Numbers

HORIZON_DAYS: Final = 260
"""A year of working days; what lasts longer is not dated."""

LONGEST_STRETCH: Final = 10
"""Working days of half a month, the rhythm of the reports."""

FEWEST_STRETCHES: Final = 4
"""So many stretches must fit into the days known: drawn whole, a history would always add up to itself."""

# Rates are quotients: a third of a card must not keep a card from being the last.
_DUST: Final = 1e-6


@dataclass(slots=True, kw_only=True, eq=False)
class Draws:
    """The random numbers of one place: the same seed gives the same, another place others.

    They are drawn row by row as deeper ones are asked for; a row is the same whenever that is.
    """

    runs: int
    rng: np.random.Generator
    _drawn: Matrix

    def rows(self, depth: int) -> Matrix:
        """The first so many rows, one number per run in each."""
        if depth > len(self._drawn):
            more = self.rng.random((depth - len(self._drawn), self.runs))
            self._drawn = np.concatenate([self._drawn, more])
        return self._drawn[:depth]


def draws_of(wilayah: str, *, seed: int, runs: int) -> Draws:
    """Fresh draws of a place."""
    return Draws(runs=runs, rng=generator_of(wilayah, seed=seed), _drawn=np.empty((0, runs)))


def generator_of(name: str, *, seed: int) -> np.random.Generator:
    """A generator of its own for everything that has a name."""
    return np.random.default_rng([seed, *name.encode()])


def run_out_days(stock: npt.ArrayLike, rates: Matrix, *, draws: Draws) -> Numbers:
    """Of each run the number of the working day at whose close no card is left: 1 is the first one after the
    data date, 0 where there is no stock, HORIZON_DAYS + 1 where cards are left after that.

    `rates`: cards per working day in the order of days, at least one and none missing. `stock` is one number
    or one per run.
    """
    cards = np.broadcast_to(np.asarray(stock, dtype=np.float64), (draws.runs,))
    stretches = _stretches(rates)
    starts = _starts(draws, stretches, depth=_depth(cards, stretches))
    used = np.cumsum(stretches[:, -1][starts], axis=0)
    whole = (used < cards - _DUST).sum(axis=0)
    is_over = whole == len(starts)
    number = np.minimum(whole, len(starts) - 1)
    run = np.arange(draws.runs)
    left = cards - np.where(whole > 0, used[number - 1, run], 0)
    day = (stretches[starts[number, run]] < left[:, None] - _DUST).sum(axis=1) + 1
    days = np.where(is_over, HORIZON_DAYS + 1, whole * stretches.shape[1] + day)
    return np.where(cards > 0, np.minimum(days, HORIZON_DAYS + 1), 0)


def begins_by(stock: float, rates: Matrix, *, day: int, draws: Draws, percent: float) -> bool:
    """Whether the interval begins on that working day or before: `interval(run_out_days(...))[0] <= day`,
    without following every run to its end.
    """
    if stock <= 0 or day < 1:
        return stock <= 0 <= day
    if day > HORIZON_DAYS or day * float(rates.min()) >= stock:
        return True
    if day * float(rates.max()) < stock - _DUST:
        return False
    stretches = _stretches(rates)
    whole, rest = divmod(day, stretches.shape[1])
    starts = _starts(draws, stretches, depth=whole + 1)
    used = stretches[:, -1][starts[:whole]].sum(axis=0)
    if rest:
        used = used + stretches[:, rest - 1][starts[whole]]
    ended = int(np.count_nonzero(used >= stock - _DUST))
    return ended > _rank((100 - percent) / 200, draws.runs)


def with_delivery(dry: Numbers, replenished: Numbers, arrives: Numbers) -> Numbers:
    """The run-out days where a delivery comes on the day `arrives` of each run: who is dry by then stays as
    he is, the others last as long as with the cards added (`replenished`, of the same draws).
    """
    return np.where(dry < arrives, dry, replenished)


def interval(days: Numbers, *, percent: float) -> tuple[int, int]:
    """The days between which `percent` of the runs end, as many below as above; days that did occur."""
    ordered, tail = np.sort(days), (100 - percent) / 200
    return int(ordered[_rank(tail, len(days))]), int(ordered[_rank(1 - tail, len(days))])


def _rank(share: float, runs: int) -> int:
    """Of ordered runs the number of the one at which this share of them is reached."""
    return min(max(ceil(round(share * runs, 9)), 1), runs) - 1


def _starts(draws: Draws, stretches: Matrix, *, depth: int) -> Numbers:
    """[depth, runs]: the stretches each run goes through, out of the few its office is made of."""
    few = max(len(stretches) // stretches.shape[1] - 1, 1)
    rows = draws.rows(few + depth)
    office = (rows[:few] * len(stretches)).astype(np.int64)
    return np.take_along_axis(office, (rows[few:] * few).astype(np.int64), axis=0)


def _stretches(rates: Matrix) -> Matrix:
    """[starts, days]: from each day on what has been used by the end of each following one, round in a
    circle.
    """
    length = min(max(len(rates) // FEWEST_STRETCHES, 1), LONGEST_STRETCH)
    at = (np.arange(len(rates))[:, None] + np.arange(length)) % len(rates)
    used: Matrix = np.cumsum(rates[at], axis=1)
    return used


def _depth(cards: Matrix, stretches: Matrix) -> int:
    """So many stretches that even the slowest run is through, or at the horizon."""
    most = ceil(HORIZON_DAYS / int(stretches.shape[1]))
    slowest = float(stretches[:, -1].min())
    if slowest <= 0:
        return most
    needed = ceil(float(cards.max()) / slowest)
    return min(most, max(1, needed))
