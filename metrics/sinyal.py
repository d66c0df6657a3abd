"""The signals of a control chart: which points are more than the usual ups and downs, by which rule.

NHS England, "Making Data Count": four rules, in order of precedence. They hold for any chart with a centre
and limits, one figure per series or one per point.

1. A point beyond a limit; one on it is not.
2. Seven points strictly rising or falling; all of a longer run, and a tie breaks it.
3. Two of three consecutive points beyond two thirds of the way to the same limit and not beyond it; these two
   are marked, and the third may stand anywhere.
4. Seven points on one side of the mean; one on it stands on neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Self

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from metrics.catalogue import Direction
from metrics.panel import Flags, Matrix

Codes = npt.NDArray[np.int8]
RUN: Final = 7
TRIPLE: Final = 3
TWO_THIRDS: Final = 2 / 3
HIGH: Final = 1
LOW: Final = -1
NO_SIDE: Final = 0
NO_RULE: Final = -1


class Rule(StrEnum):
    """Why a point is a signal, in order of precedence."""

    OUTSIDE = "luar_batas"
    TREND = "tujuh_searah"
    NEAR_LIMIT = "dua_dari_tiga"
    SHIFT = "tujuh_sesisi"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def sentence(self) -> str:
        """For an official, without a term of statistics."""
        return _SENTENCES[self]


_LABELS: Final = {
    Rule.OUTSIDE: "Di luar batas kendali",
    Rule.TREND: "Tujuh titik searah",
    Rule.NEAR_LIMIT: "Dua dari tiga titik dekat batas",
    Rule.SHIFT: "Tujuh titik di satu sisi rata-rata",
}
_SENTENCES: Final = {
    Rule.OUTSIDE: "Angka ini berada di luar naik turun yang biasa.",
    Rule.TREND: "Tujuh laporan berturut-turut terus naik atau terus turun.",
    Rule.NEAR_LIMIT: "Dua dari tiga laporan berturut-turut mendekati batas yang sama.",
    Rule.SHIFT: "Tujuh laporan berturut-turut berada di sisi rata-rata yang sama.",
}
RULES: Final = tuple(Rule)


class Meaning(StrEnum):
    """What a signal says, given which way is good."""

    NONE = "tanpa sinyal"
    CONCERN = "perlu perhatian"
    IMPROVEMENT = "membaik"
    NEUTRAL = "berubah"


MEANINGS: Final = tuple(Meaning)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Signals:
    """`high` and `low` are of shape [rules, ..., points], the rules in the order of RULES.

    High is a point above, or in a rise; low one below, or in a fall. `is_assessable`: a point stands there
    and its chart has enough of them; elsewhere nothing is marked. `rule` numbers the first rule that marks
    the point (NO_RULE where none does) and `side` is HIGH, LOW or NO_SIDE; where one rule marks both sides,
    a rise ends and a fall begins there or the other way round, the side of the mean on which the point
    stands decides.
    """

    high: Flags
    low: Flags
    is_above: Flags
    is_assessable: Flags
    rule: Codes = field(init=False)
    side: Codes = field(init=False)

    def __post_init__(self) -> None:
        rule, side = _first(self.high, self.low, self.is_above)
        object.__setattr__(self, "rule", rule)
        object.__setattr__(self, "side", side)

    @classmethod
    def joined(cls, pieces: Sequence[Self]) -> Self:
        """Pieces that follow one another in time as one."""
        return cls(
            high=np.concatenate([each.high for each in pieces], axis=-1),
            low=np.concatenate([each.low for each in pieces], axis=-1),
            is_above=np.concatenate([each.is_above for each in pieces], axis=-1),
            is_assessable=np.concatenate([each.is_assessable for each in pieces], axis=-1),
        )


def meanings(side: Codes, *, direction: Direction) -> Codes:
    """For each side the number of its meaning in MEANINGS."""
    good = {Direction.HIGHER: HIGH, Direction.LOWER: LOW, Direction.NEUTRAL: NO_SIDE}[direction]
    found = np.where(side == good, MEANINGS.index(Meaning.IMPROVEMENT), MEANINGS.index(Meaning.CONCERN))
    if direction is Direction.NEUTRAL:
        found = np.full(side.shape, MEANINGS.index(Meaning.NEUTRAL))
    return np.where(side == NO_SIDE, MEANINGS.index(Meaning.NONE), found).astype(np.int8)


def marks(values: Matrix, centre: Matrix, lower: Matrix, upper: Matrix) -> tuple[Flags, Flags]:
    """The points each rule marks on the high and on the low side: [rules, ..., points] each.

    `values` has no gap between its points (NaN only before and behind them); the lines stand beside each
    point or once per series.
    """
    known = ~np.isnan(values)
    steps = np.diff(values, axis=-1)
    sides = [
        (values > upper, steps > 0, _near(values, centre, upper, HIGH), values > centre),
        (values < lower, steps < 0, _near(values, centre, lower, LOW), values < centre),
    ]
    high, low = (
        np.stack([outside, _in_run(moved, RUN - 1, wider=1), _in_triple(near, known), _in_run(beyond, RUN)])
        for outside, moved, near, beyond in sides
    )
    return high, low


def latest_codes(
    values: Matrix, centre: Matrix, lower: Matrix, upper: Matrix, *, is_assessable: Flags
) -> tuple[Codes, Codes]:
    """Rule and side of the last point alone: what `marks` says of it. Series end with their last point."""
    tail = values[..., -RUN:]
    steps, full = np.diff(tail, axis=-1), tail.shape[-1] == RUN
    high, low = (
        np.stack(
            [
                outside[..., -1],
                full & moved.all(axis=-1),
                _ends_triple(near, values),
                full & beyond.all(axis=-1),
            ]
        )
        for outside, moved, near, beyond in (
            (
                values[..., -1:] > upper[..., -1:],
                steps > 0,
                _near(values, centre, upper, HIGH),
                tail > centre[..., -RUN:],
            ),
            (
                values[..., -1:] < lower[..., -1:],
                steps < 0,
                _near(values, centre, lower, LOW),
                tail < centre[..., -RUN:],
            ),
        )
    )
    return _first(high & is_assessable, low & is_assessable, values[..., -1] >= centre[..., -1])


def _first(high: Flags, low: Flags, is_above: Flags) -> tuple[Codes, Codes]:
    """The first rule that marks each point, and its side."""
    marked = high | low
    rule = np.where(marked.any(axis=0), marked.argmax(axis=0), NO_RULE).astype(np.int8)
    at = np.maximum(rule, 0)[None]
    is_high, is_low = (np.take_along_axis(each, at, axis=0)[0] for each in (high, low))
    side = np.where(is_high & (is_above | ~is_low), HIGH, np.where(is_low, LOW, NO_SIDE))
    return rule, side.astype(np.int8)


def _near(values: Matrix, centre: Matrix, limit: Matrix, side: int) -> Flags:
    """Beyond two thirds of the way to the limit, and not beyond the limit."""
    inner = centre + TWO_THIRDS * (limit - centre)
    near: Flags = (side * values > side * inner) & (side * values <= side * limit)
    return near


def _in_run(flags: Flags, length: int, *, wider: int = 0) -> Flags:
    """Members of runs of at least `length` flags; `wider`: each flag stands for so many points more than
    one.
    """
    marked = np.zeros((*flags.shape[:-1], flags.shape[-1] + wider), dtype=np.bool_)
    n_places = flags.shape[-1] - length + 1
    if n_places > 0:
        is_run = sliding_window_view(flags, length, axis=-1).all(axis=-1)
        for offset in range(length + wider):
            marked[..., offset : offset + n_places] |= is_run
    return marked


def _in_triple(near: Flags, known: Flags) -> Flags:
    """The near ones of two out of three consecutive points."""
    marked = np.zeros(near.shape, dtype=np.bool_)
    n_places = near.shape[-1] - TRIPLE + 1
    if n_places > 0:
        two = sliding_window_view(near, TRIPLE, axis=-1).sum(axis=-1) >= TRIPLE - 1
        two &= sliding_window_view(known, TRIPLE, axis=-1).all(axis=-1)
        for offset in range(TRIPLE):
            marked[..., offset : offset + n_places] |= two
    return marked & near


def _ends_triple(near: Flags, values: Matrix) -> Flags:
    """Whether the last point is near, and one of the two before it."""
    if near.shape[-1] < TRIPLE:
        return np.zeros(near.shape[:-1], dtype=np.bool_)
    ends: Flags = near[..., -1] & near[..., -TRIPLE:-1].any(axis=-1) & ~np.isnan(values[..., -TRIPLE])
    return ends
