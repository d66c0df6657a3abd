"""Deliveries: when the next one is to be expected, from the office's own history where it has one.

What was asked for is in no report, only what came (`blangko_diterima`): the size of past deliveries is what
rationing left of the orders, so that no rate of filling has to be assumed. The next one comes as long after
the last as deliveries have come after one another; while there is no such history, or the next one is
overdue, `blangko_tunggu_hari` working days after the data date.
"""

from bisect import bisect_left, insort
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd

from metrics.blangko.hari import Days, as_days
from metrics.panel import Matrix, Numbers

FEWEST_GAPS: Final = 3
HISTORY: Final = timedelta(weeks=52)
OWN: Final = "riwayat kiriman"
SETTING: Final = "pengaturan"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Expected:
    """`lead_days`: working days after the data date after which the next delivery may come, one per gap of
    the history that is still possible; `amounts`: cards of past deliveries, empty without a history.
    """

    lead_days: Numbers
    amounts: Matrix
    basis: str

    @property
    def usual_lead_days(self) -> int:
        """The middle of them, rounded up."""
        ordered = np.sort(self.lead_days)
        return -int(-(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) // 2)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Deliveries:
    """Of one place the days its deliveries were told on, in their order, and how many cards each."""

    days: Days
    amounts: Matrix

    def expected(self, seen_on: date, *, lead_days: int, calendar: np.busdaycalendar) -> Expected:
        """The next delivery as seen on a day; `lead_days` where the history says nothing."""
        first, last = np.datetime64(seen_on - HISTORY, "D"), np.datetime64(seen_on, "D")
        begin, end = np.searchsorted(self.days, [first, last], side="right")
        days, amounts = self.days[begin:end], self.amounts[begin:end]
        default = np.array([lead_days])
        if len(days) <= FEWEST_GAPS:
            return Expected(lead_days=default, amounts=amounts[:0], basis=SETTING)
        gaps = np.busday_count(days[:-1] + 1, days[1:] + 1, busdaycal=calendar)
        waited = np.busday_count(days[-1] + 1, last + 1, busdaycal=calendar)
        to_come = gaps[gaps > waited] - waited
        if not len(to_come):
            return Expected(lead_days=default, amounts=amounts, basis=SETTING)
        return Expected(lead_days=to_come, amounts=amounts, basis=OWN)


NONE: Final = Deliveries(days=as_days([]), amounts=np.array([]))


def deliveries(flows: pd.DataFrame) -> dict[str, Deliveries]:
    """By code. `flows`: kode_wilayah, tanggal_awal, tanggal, blangko_diterima.

    A delivery is told on the last day of its interval; one that is told of twice counts by the narrower
    interval.
    """
    came = flows[(flows["blangko_diterima"] > 0).fillna(value=False)]
    came = came.assign(width=came["tanggal"] - came["tanggal_awal"])
    return {str(kode): _of_place(own) for kode, own in came.groupby("kode_wilayah")}


def _of_place(own: pd.DataFrame) -> Deliveries:
    ordered = own.sort_values(["width", "tanggal"])
    starts, ends = (ordered[name].dt.date.tolist() for name in ("tanggal_awal", "tanggal"))
    kept: dict[date, float] = {}
    days: list[date] = []
    for start, end, amount in zip(starts, ends, ordered["blangko_diterima"].astype("float64"), strict=True):
        place = bisect_left(days, start)
        if place == len(days) or days[place] > end:
            kept[end] = float(amount)
            insort(days, end)
    return Deliveries(days=as_days(days), amounts=np.array([kept[day] for day in days]))
