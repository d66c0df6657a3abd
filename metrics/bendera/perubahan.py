"""The change of an indicator from one half-month to the next, on one denominator; else there is none."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import numpy as np

from data_contracts.aturan import Rules
from data_contracts.periode import Periode
from metrics.observations import NO_BASIS as UNNAMED
from metrics.panel import Flags, Matrix, Panel

DKB_DAYS: Final = ((6, 30), (12, 31))


def changes(panel: Panel, *, rules: Rules) -> Matrix:
    """Value less the value of the half-month before, in the indicator's unit; NaN where either is missing,
    stands on a denominator of another kind or date, or on no counts while the other does.
    """
    counted = np.isfinite(panel.numerator)
    same = ~is_rebased(panel, rules=rules)
    same[:, 1:] &= counted[:, 1:] == counted[:, :-1]
    found: Matrix = np.full(panel.value.shape, np.nan)
    found[:, 1:] = panel.value[:, 1:] - panel.value[:, :-1]
    return np.where(same, found, np.nan)


def is_rebased(panel: Panel, *, rules: Rules) -> Flags:
    """Whether the denominator is of another kind or date than in the half-month before.

    Where the sender names neither, it is taken for a new one when a DKB is dated in this half-month and the
    count is another, or when the count moved by more than a year of 17-year-olds could explain. A running
    count is never another one: it is meant to move.
    """
    rebased: Flags = np.zeros(panel.value.shape, dtype=np.bool_)
    if not panel.indicator.has_frozen_whole:
        return rebased
    both = (panel.basis[:, 1:] >= 0) & (panel.basis[:, :-1] >= 0)
    named = np.array([name not in {"", UNNAMED} for name in panel.bases], dtype=np.bool_)
    has_name = named[panel.basis] if len(named) else rebased
    differs = panel.basis[:, 1:] != panel.basis[:, :-1]
    unnamed = ~has_name[:, 1:] & ~has_name[:, :-1]
    rebased[:, 1:] = both & np.where(unnamed, _moved(panel, rules=rules), differs)
    return rebased


def _moved(panel: Panel, *, rules: Rules) -> Flags:
    now, before = panel.denominator[:, 1:], panel.denominator[:, :-1]
    with np.errstate(invalid="ignore"):
        moved: Flags = np.abs(now - before) * 100 > rules.wajib_ktp_ubah_persen * before
        other: Flags = np.isfinite(now) & np.isfinite(before) & (now != before)
    return moved | (other & has_new_dkb(panel.periods)[1:])


def has_new_dkb(periods: Sequence[Periode]) -> Flags:
    """Of each half-month whether a DKB is dated after the end of the one before and up to its own."""
    ends = [periode.end for periode in periods]
    starts = [periode.start - timedelta(days=1) for periode in periods]
    return np.array([_is_dated(start, end) for start, end in zip(starts, ends, strict=True)], dtype=np.bool_)


def _is_dated(start: date, end: date) -> bool:
    return any(start < date(end.year, *day) <= end for day in DKB_DAYS)
