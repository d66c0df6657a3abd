"""Pace: whether the people still to record can be recorded by the target date, at the best pace shown so far.

Needed is the number of people left over the working days left. It is held against the best pace of any
stretch of three months within the last twelve. Where even that would not do, the target is not realistic
and that is said. All paces are people (cards, letters) per working day; working days are Monday to Friday
without national holidays and cuti bersama.
"""

from calendar import monthrange
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil, isnan
from typing import Final

import numpy as np
import numpy.typing as npt

from data_contracts.target import Target
from metrics.catalogue import Direction
from metrics.deret import last_points, quotient
from metrics.panel import Matrix, Numbers
from metrics.sinyal import Codes

HALVES_OF_A_MONTH: Final = 2
HALF_YEAR: Final = (6, 30)
YEAR: Final = (12, 31)
Days = npt.NDArray[np.datetime64]


class Outcome(StrEnum):
    """Whether the target can still be reached in time; in order of precedence."""

    NOT_ASSESSABLE = "belum dapat dinilai"
    REACHED = "sudah tercapai"
    IMPOSSIBLE = "tidak mungkin: hari kerja sudah habis"
    NOT_REALISTIC = "tidak realistis"
    REALISTIC = "masih terjangkau"


OUTCOMES: Final = tuple(Outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The data dates of consecutive half-months, oldest first, and the days offices are closed."""

    data_dates: Sequence[date]
    holidays: AbstractSet[date]

    def days_left(self, deadlines: Sequence[date | None]) -> Numbers:
        """Working days after each data date up to its deadline; 0 where it is past or there is none."""
        pairs = zip(self.data_dates, deadlines, strict=True)
        ends = [day if end is None else end for day, end in pairs]
        return working_days(self.data_dates, ends, holidays=self.holidays)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shown:
    """Paces per working day, [places, periods], above 0 the good way; NaN where they are not known.

    `present` is that of the stretch ending at the period, `best` the highest of the stretches before and
    with it.
    """

    present: Matrix
    best: Matrix


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pace:
    """Matrices [places, periods], each period as seen on its data date; `days_left` [periods] in working
    days.

    `outcome` numbers OUTCOMES. `needed` is per working day, NaN where nobody is left, or no working day.
    """

    outcome: Codes
    needed: Matrix
    days_left: Numbers


def judge_pace(left: Matrix, *, best: Matrix, calendar: Calendar, deadlines: Sequence[date | None]) -> Pace:
    """The pace needed against the best one shown, for every place at every period.

    `left` [places, periods] are the people still to record to reach the target in force then (0 or less:
    reached; NaN: unknown). `deadlines` are the target dates as they stood at each period, None where there is
    none.
    """
    days_left = calendar.days_left(deadlines)
    needed = np.where(left > 0, quotient(left, days_left), np.nan)
    has_date = np.array([each is not None for each in deadlines], dtype=np.bool_)
    cases = (
        (np.isnan(left), Outcome.NOT_ASSESSABLE),
        (left <= 0, Outcome.REACHED),
        (np.broadcast_to(~has_date, left.shape), Outcome.NOT_ASSESSABLE),
        (np.broadcast_to(days_left <= 0, left.shape), Outcome.IMPOSSIBLE),
        (np.isnan(best), Outcome.NOT_ASSESSABLE),
        (needed > best, Outcome.NOT_REALISTIC),
    )
    found = np.select(
        [case for case, _ in cases],
        [OUTCOMES.index(outcome) for _, outcome in cases],
        OUTCOMES.index(Outcome.REALISTIC),
    )
    return Pace(outcome=found.astype(np.int8), needed=needed, days_left=days_left)


def shown_paces(
    counts: Matrix, *, calendar: Calendar, direction: Direction, months: int, stretch_months: int
) -> Shown:
    """The paces each place has shown up to each period.

    `counts` [places, periods] is the cumulative count on the data dates (or, where LOWER is good, the level
    to bring down). The best is taken over the stretches of `stretch_months` that lie within the last
    `months` and whose two ends were reported.
    """
    present = stretch_paces(counts, calendar=calendar, direction=direction, months=stretch_months)
    stretches = HALVES_OF_A_MONTH * (months - stretch_months) + 1
    best: Matrix = np.fmax.reduce(last_points(present, window=stretches), axis=-1)
    return Shown(present=present, best=best)


def stretch_paces(counts: Matrix, *, calendar: Calendar, direction: Direction, months: int) -> Matrix:
    """Of each period the change per working day over the `months` that end with it, above 0 the good way.

    NaN where either end is missing or lies before the first period, and where there was no working day.
    """
    halves = HALVES_OF_A_MONTH * months
    dates = calendar.data_dates
    days = working_days(dates[:-halves], dates[halves:], holidays=calendar.holidays)
    gained = counts[..., halves:] - counts[..., :-halves]
    paces: Matrix = np.full(counts.shape, np.nan)
    paces[..., halves:] = quotient(-gained if direction is Direction.LOWER else gained, days)
    return paces


def working_days(after: Sequence[date], until: Sequence[date], *, holidays: AbstractSet[date]) -> Numbers:
    """Working days after each day of `after`, up to and including that of `until`; 0 where that is not later.

    The count of `hari_kerja.is_working_day` over many spans at once.
    """
    counted = np.busday_count(_days(after) + 1, _days(until) + 1, holidays=_days(sorted(holidays)))
    return np.maximum(counted, 0)


def deadline(target: Target, *, data_date: date, months: int) -> date:
    """The day by which a target is to be reached, as seen on a data date.

    Its own last day where it has one that is not past, else the end of the half-year (30 June, 31 December)
    first reached on or after the day `months` months later (its month's last day where it has no such day).
    """
    if target.berlaku_sampai is not None and target.berlaku_sampai >= data_date:
        return target.berlaku_sampai
    later = _months_later(data_date, months)
    half = date(later.year, *HALF_YEAR)
    return half if later <= half else date(later.year, *YEAR)


def date_at_pace(
    left: float, *, pace_per_day: float, from_date: date, holidays: AbstractSet[date]
) -> date | None:
    """The working day after `from_date` by which `left` people are done at that pace.

    `from_date` itself where nobody is left; None where it never comes: no pace, or one of the wrong way.
    """
    if left <= 0:
        return from_date
    if isnan(left) or not pace_per_day > 0:
        return None
    needed = ceil(left / pace_per_day)
    if needed > (date.max - from_date).days * 5 // 8:
        return None
    first = np.datetime64(from_date + timedelta(days=1), "D")
    reached = np.busday_offset(first, needed - 1, roll="forward", holidays=_days(sorted(holidays)))
    found: date = reached.astype(object)
    return found


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _days(dates: Sequence[date]) -> Days:
    return np.array(dates, dtype="datetime64[D]")
