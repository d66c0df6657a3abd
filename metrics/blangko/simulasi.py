"""When the cards run out: days of use drawn again from the office's own, until the stock is gone.

Circular block bootstrap (Politis and Romano 1992): stretches of consecutive working days are drawn with
replacement from the office's last weeks and set one behind the other. Stretches, not single days, because a
report over half a month says one rate for all its days, and busy days come together.

Every place has a generator of its own, made from the seed and its code: what one reports moves no other's
interval. For one place the same draws serve every stock, so that more cards never run out earlier.
"""

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
Generator = np.random.Generator


def generator_of(wilayah: str, *, seed: int) -> Generator:
    """The random numbers of one place: the same seed gives the same, another place others."""
    return np.random.default_rng([seed, *wilayah.encode()])


def run_out_days(stock: npt.ArrayLike, rates: Matrix, *, runs: int, rng: Generator) -> Numbers:
    """Of each run the number of the working day at whose close no card is left: 1 is the first one after the
    data date, 0 where there is no stock, HORIZON_DAYS + 1 where cards are left after that.

    `rates`: cards per working day in the order of days, at least one and none missing. `stock` is one number
    or one per run.
    """
    cards = np.broadcast_to(np.asarray(stock, dtype=np.float64), (runs,))
    stretches = _stretches(np.asarray(rates, dtype=np.float64))
    starts = (rng.random((_depth(cards, stretches), runs)) * len(stretches)).astype(np.int64)
    used = np.cumsum(stretches[:, -1][starts], axis=0)
    whole = (used < cards - _DUST).sum(axis=0)
    is_over = whole == len(starts)
    number = np.minimum(whole, len(starts) - 1)
    run = np.arange(runs)
    left = cards - np.where(whole > 0, used[number - 1, run], 0)
    day = (stretches[starts[number, run]] < left[:, None] - _DUST).sum(axis=1) + 1
    days = np.where(is_over, HORIZON_DAYS + 1, whole * stretches.shape[1] + day)
    return np.where(cards > 0, np.minimum(days, HORIZON_DAYS + 1), 0)


def with_delivery(dry: Numbers, replenished: Numbers, arrives: Numbers) -> Numbers:
    """The run-out days where a delivery comes on the day `arrives` of each run: who is dry by then stays as
    he is, the others last as long as with the cards added (`replenished`, of the same draws).
    """
    return np.where(dry < arrives, dry, replenished)


def interval(days: Numbers, *, percent: float) -> tuple[int, int]:
    """The days between which `percent` of the runs end, as many below as above; days that did occur."""
    ordered = np.sort(days)
    tail = (100 - percent) / 200
    low, high = (int(np.ceil(np.round(share * len(days), 9))) - 1 for share in (tail, 1 - tail))
    return int(ordered[max(low, 0)]), int(ordered[min(high, len(days) - 1)])


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
