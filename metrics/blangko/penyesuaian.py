"""Consumption adjusted for stock-outs: what an office would have used, had it never been without cards.

OpenLMIS, requisition column "Adjusted Consumption": N = ceil(C * 30M / (30M - X)) for the consumption C of
M months of 30 days with X days without stock; where no day with stock is left, N = C.
"""

from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.blangko.hari import places_and_days
from metrics.laju import working_days
from metrics.panel import Matrix, Numbers

DAYS_OF_A_MONTH: Final = 30


def adjusted_consumption(
    consumed: npt.ArrayLike, *, months: npt.ArrayLike, stockout_days: npt.ArrayLike
) -> Matrix:
    """Whole cards, of matching shape; NaN where any of the three is missing.

    `months` may be a part of a month (15 days are 0.5). Without a day with stock the consumption as it is.
    """
    used, days, dry = np.broadcast_arrays(
        np.asarray(consumed, dtype=np.float64),
        # 30 times 13/30 must be 13 again, or the ceiling would add a card.
        np.round(DAYS_OF_A_MONTH * np.asarray(months, dtype=np.float64), 6),
        np.asarray(stockout_days, dtype=np.float64),
    )
    stocked = days - dry
    adjusted: Matrix = np.array(used + 0 * stocked)
    can = stocked > 0
    adjusted[can] = np.ceil(used[can] * days[can] / stocked[can])
    return adjusted


def days_without_stock(stock: pd.DataFrame, *, holidays: AbstractSet[date]) -> pd.DataFrame:
    """The calendar days known to have begun and ended without cards: wilayah, hari.

    `stock`: wilayah, tanggal, stock at the close of the day. Known only between two reports of zero that no
    unreported working day lies between: in a longer gap cards may have come and gone.
    """
    known = stock.loc[stock["stock"].notna(), ["wilayah", "tanggal", "stock"]]
    known = known.drop_duplicates(["wilayah", "tanggal"], keep="last").sort_values(["wilayah", "tanggal"])
    before = known.groupby("wilayah")[["tanggal", "stock"]].shift()
    is_dry = ((known["stock"] == 0) & (before["stock"] == 0)).fillna(value=False).to_numpy(dtype=np.bool_)
    ends, starts = _days(known["tanggal"][is_dry]), _days(before["tanggal"][is_dry])
    adjoining = working_days(starts.tolist(), ends.tolist(), holidays=holidays) <= 1
    codes, ends, starts = known["wilayah"][is_dry][adjoining], ends[adjoining], starts[adjoining]
    width = (ends - starts).astype(np.int64)
    offset = np.arange(width.sum()) - np.repeat(np.cumsum(width) - width, width)
    days = np.repeat(starts, width) + offset + 1
    return pd.DataFrame({"wilayah": np.repeat(codes.to_numpy(), width), "hari": days.astype("datetime64[s]")})


def dry_days_in(intervals: pd.DataFrame, *, dry: pd.DataFrame) -> Numbers:
    """How many of the `dry` days (of `days_without_stock`) lie in each interval: wilayah, tanggal_awal,
    tanggal.
    """
    places = pd.Index(intervals["wilayah"].unique())
    own = dry[dry["wilayah"].isin(places)]
    key = np.sort(places_and_days(own["wilayah"], own["hari"], places=places))
    first = places_and_days(intervals["wilayah"], intervals["tanggal_awal"], places=places)
    last = places_and_days(intervals["wilayah"], intervals["tanggal"], places=places)
    return np.searchsorted(key, last, side="right") - np.searchsorted(key, first, side="left")


def _days(column: "pd.Series[Any]") -> npt.NDArray[np.datetime64]:
    days: npt.NDArray[np.datetime64] = column.to_numpy(dtype="datetime64[D]")
    return days
