"""Amounts of intervals laid over single working days, and looked up by place and window of days."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.panel import Matrix, Numbers

# More days than lie between any two dates a report can bear.
_DAYS_APART: Final = 10_000_000
_EPOCH: Final = date(1970, 1, 1).toordinal()
Days = npt.NDArray[np.datetime64]


def places_and_days(codes: "pd.Series[Any]", days: "pd.Series[Any]", *, places: pd.Index) -> Numbers:
    """Places and days as one number that rises with both; below zero for a place that is not among them."""
    number = places.get_indexer(pd.Index(codes)).astype(np.int64)
    counted: Numbers = days.to_numpy(dtype="datetime64[D]").astype(np.int64)
    return number * _DAYS_APART + counted


def spread_over_days(intervals: pd.DataFrame, *, holidays: AbstractSet[date]) -> pd.DataFrame:
    """One row per wilayah and working day: wilayah, hari, laju, tanggal (the last day of its interval),
    width.

    `intervals`: wilayah, tanggal_awal, tanggal, amount (missing ones are left out). An amount is spread
    evenly over the working days of its interval; where a day is told of twice, the narrower interval speaks,
    and of two as wide the earlier one. What falls on no working day has nothing to stand on and is left out.
    """
    known = intervals[intervals["amount"].notna()].reset_index(drop=True)
    first = known["tanggal_awal"].to_numpy(dtype="datetime64[D]")
    width = (known["tanggal"].to_numpy(dtype="datetime64[D]") - first).astype(np.int64) + 1
    row = np.repeat(np.arange(len(known)), np.maximum(width, 0))
    offset = np.arange(len(row)) - np.searchsorted(row, row, side="left")
    day = first[row] + offset
    is_working = np.is_busday(day, busdaycal=office_calendar(holidays))
    row, day = row[is_working], day[is_working]
    n_days = np.bincount(row, minlength=len(known))
    amount = known["amount"].to_numpy(dtype=np.float64)
    daily = pd.DataFrame(
        {
            "wilayah": known["wilayah"].to_numpy()[row],
            "hari": day.astype("datetime64[s]"),
            "laju": amount[row] / n_days[row],
            "tanggal": known["tanggal"].to_numpy(dtype="datetime64[s]")[row],
            "width": width[row],
        }
    )
    return daily.sort_values(["width", "tanggal"], kind="stable").drop_duplicates(["wilayah", "hari"])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DailyRates:
    """What `spread_over_days` gives, in the order of places and days."""

    places: Mapping[str, int]
    key: Numbers
    told_on: Numbers
    rate: Matrix

    def within(self, wilayah: str, *, after: date, until: date) -> Matrix:
        """The rates of the working days after one day up to another, of reports that had ended by then."""
        place = self.places.get(wilayah)
        if place is None:
            return np.array([])
        first, last = (place * _DAYS_APART + _number(day) for day in (after, until))
        low, high = np.searchsorted(self.key, [first, last], side="right")
        return self.rate[low:high][self.told_on[low:high] <= _number(until)]


def daily_rates(daily: pd.DataFrame) -> DailyRates:
    """`daily` as of `spread_over_days`, made ready to be looked up."""
    places = pd.Index(daily["wilayah"].unique())
    key = places_and_days(daily["wilayah"], daily["hari"], places=places)
    order = np.argsort(key, kind="stable")
    told_on: Numbers = daily["tanggal"].to_numpy(dtype="datetime64[D]").astype(np.int64)
    rate = daily["laju"].to_numpy(dtype=np.float64)
    numbers = {str(kode): number for number, kode in enumerate(places)}
    return DailyRates(places=numbers, key=key[order], told_on=told_on[order], rate=rate[order])


def working_days_after(days: Days, numbers: npt.ArrayLike, *, calendar: np.busdaycalendar) -> Days:
    """The so-manieth working day after each day: the day itself for 0, NaT where either is missing (NaT,
    NaN).
    """
    count = np.asarray(numbers, dtype=np.float64)
    found = np.where(count == 0, days, np.datetime64("NaT", "D"))
    later = (count > 0) & ~np.isnat(days)
    found[later] = np.busday_offset(
        days[later] + 1, count[later].astype(np.int64) - 1, roll="forward", busdaycal=calendar
    )
    return found


def office_calendar(holidays: AbstractSet[date]) -> np.busdaycalendar:
    """Monday to Friday without the holidays, as numpy counts them."""
    return np.busdaycalendar(holidays=as_days(sorted(holidays)))


def as_days(dates: Sequence[date | None]) -> Days:
    """Days as numpy counts them; NaT for None."""
    return np.array(dates, dtype="datetime64[D]")


def _number(day: date) -> int:
    """As numpy counts days, without its price: this is asked of every place and half-month."""
    return day.toordinal() - _EPOCH
