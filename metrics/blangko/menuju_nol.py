"""Suket and print-ready backlog to zero: when, at the present pace, or never."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

import numpy as np

from data_contracts.periode import Periode
from data_contracts.tulisan import format_bilangan, format_tanggal
from metrics.catalogue import Direction
from metrics.laju import Calendar, date_at_pace, stretch_paces
from metrics.panel import Matrix


@dataclass(frozen=True, slots=True, kw_only=True)
class TowardZero:
    """`left` people or letters on the data date, None unknown; `pace_per_day` by how many it fell per working
    day, below zero where it rose, None unknown; `reached_on` None where it never comes or is not known.
    """

    left: int | None
    pace_per_day: float | None
    reached_on: date | None
    sentence: str


def toward_zero(
    counts: Matrix, *, calendar: Calendar, months: int, period: int = -1
) -> tuple[TowardZero, ...]:
    """Of each row of `counts` [places, periods] what its pace over the last `months` leads to, as seen on
    the data date of one period.

    The pace is (level `months` ago - level now) / working days between; not known where either was not
    reported.
    """
    paces = stretch_paces(counts, calendar=calendar, direction=Direction.LOWER, months=months)[:, period]
    seen_on = calendar.data_dates[period]
    return tuple(
        _of_place(left, pace, seen_on=seen_on, calendar=calendar, months=months)
        for left, pace in zip(_floats(counts[:, period]), _floats(paces), strict=True)
    )


def to_zero_of(
    levels: Sequence[float | None], *, periods: Sequence[Periode], months: int, holidays: AbstractSet[date]
) -> TowardZero:
    """`toward_zero` of one place over consecutive half-months, oldest first, as seen from the last one; None
    was not reported.
    """
    counts = np.array([[np.nan if level is None else level for level in levels]])
    calendar = Calendar(data_dates=[each.end for each in periods], holidays=holidays)
    return toward_zero(counts, calendar=calendar, months=months)[0]


def _of_place(left: float, pace: float, *, seen_on: date, calendar: Calendar, months: int) -> TowardZero:
    reached_on = date_at_pace(left, pace_per_day=pace, from_date=seen_on, holidays=calendar.holidays)
    return TowardZero(
        left=None if np.isnan(left) else int(left),
        pace_per_day=None if np.isnan(pace) else pace,
        reached_on=reached_on,
        sentence=_say(left, pace, reached_on=reached_on, months=months),
    )


def _say(left: float, pace: float, *, reached_on: date | None, months: int) -> str:
    if np.isnan(left):
        return "Belum dapat dinilai: jumlahnya tidak dilaporkan."
    if left == 0:
        return "Sudah nol."
    if np.isnan(pace):
        return f"Belum dapat dinilai: jumlah {months} bulan sebelumnya tidak dilaporkan."
    if reached_on is None:
        moved = "tidak berkurang" if pace == 0 else "bertambah" if pace < 0 else "hampir tidak berkurang"
        return f"Tidak tercapai pada laju sekarang: dalam {months} bulan terakhir {moved}."
    rate = format_bilangan(pace, decimals=1)
    return f"Nol pada {format_tanggal(reached_on)} bila tetap berkurang {rate} per hari kerja."


def _floats(column: Matrix) -> Sequence[float]:
    return [float(each) for each in column]
