"""What is known of a table's regions: the ledger's rows, then the file's own, in order of their days."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.lines import owners
from etl.table import Flags, Numbers, Positions, Table

Values = npt.NDArray[np.float64]

LENGTH = "selang"
"""The usual length of a row's interval in days: what reports every half-month is compared with its like."""

NOT_KNOWN = -1

_EPOCH = date(1970, 1, 1)
_DAY_BITS = 20
_DAY_MASK = (1 << _DAY_BITS) - 1
# Half-months have 13 to 16 days, months 28 to 31, quarters 90 to 92, years 365 or 366.
_USUAL_LENGTHS = {(13, 16): 15, (28, 31): 30, (90, 92): 91, (365, 366): 365}


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One figure through time: for each key and day the last value that is not missing, in order."""

    moments: Numbers
    values: Values

    def on(self, moments: Numbers) -> Positions:
        """Where the value of each moment stands; NOT_KNOWN where there is none."""
        at = np.searchsorted(self.moments, moments)
        inside = np.minimum(at, len(self.moments) - 1)
        return _kept(at, (at < len(self.moments)) & (moments >= 0) & (self._moment(inside) == moments))

    def before(self, moments: Numbers) -> Positions:
        """Where the latest value of an earlier day of the same key stands; NOT_KNOWN where there is none."""
        at = np.searchsorted(self.moments, moments) - 1
        same_key = key_of(self.moment(at)) == key_of(moments)
        return _kept(at, (at >= 0) & (moments >= 0) & same_key)

    def back(self, at: Positions, steps: int) -> Positions:
        """So many values of the same key further back; NOT_KNOWN where there are not so many."""
        further = np.where(at == NOT_KNOWN, NOT_KNOWN, at - steps)
        same_key = key_of(self.moment(further)) == key_of(self.moment(at))
        return _kept(further, (further >= 0) & same_key)

    def value(self, at: Positions) -> Values:
        """The values there, NaN where it is not known."""
        return np.where(at == NOT_KNOWN, np.nan, np.append(self.values, np.nan)[at])

    def moment(self, at: Positions) -> Numbers:
        """The moments there; of what is not known any one at all."""
        return self._moment(np.maximum(at, 0))

    def day(self, at: int) -> date:
        return day_of(int(self.moments[at]))

    def _moment(self, at: Positions) -> Numbers:
        return self.moments[at] if len(self.moments) else np.full(len(at), NOT_KNOWN, dtype=np.int64)


def track_of(moments: Numbers, *, values: Values) -> Track:
    """A track of these values, in rising order of their moments; of several for one moment the last."""
    last = np.concatenate([moments[1:] != moments[:-1], np.ones(min(1, len(moments)), dtype=bool)])
    return Track(moments=moments[last], values=values[last])


class Chronicle:
    """The past of a table's regions, and the table as its latest part.

    Rows are told apart by their key, the columns `by`, and their day; both together are one number, a
    moment, negative where either is not known. `past` holds `PastReports.past` of the table's contracts; a
    contract may be absent. Of several values for one key, day and figure the last one that is not missing
    counts, as it does in the read model; the file's own come last.
    """

    def __init__(self, table: Table, past: Mapping[str, pd.DataFrame], *, by: Sequence[str]) -> None:
        self.table = table
        self._past = {one.name: past[one.name] for one in table.contracts if one.name in past}
        *moments, self.own = _moments([*self._past.values(), table.frame], by=by)
        self._moments = dict(zip(self._past, moments, strict=True))
        self._orders: dict[str, tuple[Numbers, Positions]] = {}

    def now(self, field: str) -> Values:
        """The table's own values of a field, NaN where missing."""
        return _numbers(self.table.frame[field])

    def past_of(self, contract: str) -> tuple[pd.DataFrame, Numbers]:
        """The ledger's rows of a contract, and the moment of each; none where it was not asked."""
        if contract not in self._past:
            return pd.DataFrame(), np.empty(0, dtype=np.int64)
        return self._past[contract], self._moments[contract]

    def track(self, field: str) -> Track:
        contract = owners()[field]
        moments, order = self._order(contract)
        values = self._values(contract, field)
        known = order[~np.isnan(values[order])]
        return track_of(moments[known], values=values[known])

    @cached_property
    def days(self) -> Numbers:
        """Every moment that something is known of, the file's own included, rising."""
        return np.unique(np.concatenate([self.own, *self._moments.values()]))

    def spread(self, field: str) -> Values:
        """The value of a field at each of `days`, NaN where none is known."""
        contract = owners()[field]
        moments, _ = self._order(contract)
        values = self._values(contract, field)
        known = ~np.isnan(values)
        spread = np.full(len(self.days), np.nan)
        # Of several values assigned to one place the last one stays.
        spread[np.searchsorted(self.days, moments[known])] = values[known]
        return spread

    def _values(self, contract: str, field: str) -> Values:
        own = self.now(field)
        if contract not in self._past:
            return own
        return np.concatenate([_numbers(self._past[contract][field]), own])

    def _order(self, contract: str) -> tuple[Numbers, Positions]:
        """The moments of the past and the own rows, and these rows by moment without those of none."""
        if contract not in self._orders:
            past = [self._moments[contract]] if contract in self._moments else []
            moments = np.concatenate([*past, self.own])
            order = np.argsort(moments, kind="stable")
            self._orders[contract] = moments, order[moments[order] >= 0]
        return self._orders[contract]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chronicles:
    """A table's past seen twice: by day, and by day among reports of intervals of like length."""

    by_day: Chronicle
    by_interval: Chronicle

    @property
    def table(self) -> Table:
        return self.by_day.table


def chronicles_of(tables: Sequence[Table], past: Mapping[str, pd.DataFrame]) -> tuple[Chronicles, ...]:
    """The chronicles of each table."""
    like = {name: with_length(rows) for name, rows in past.items()}
    return tuple(_chronicles(table, like) for table in tables)


def _chronicles(table: Table, past: Mapping[str, pd.DataFrame]) -> Chronicles:
    dated = Table(contracts=table.contracts, frame=with_length(table.frame))
    return Chronicles(
        by_day=Chronicle(dated, past, by=table.keys),
        by_interval=Chronicle(dated, past, by=(*table.keys, LENGTH)),
    )


def day_of(moment: int) -> date:
    """The day in a moment."""
    return _EPOCH + timedelta(days=moment & _DAY_MASK)


def days_in(moments: Numbers) -> Numbers:
    """The day in each moment, counted from 1 January 1970."""
    return moments & _DAY_MASK


def key_of(moments: Numbers) -> Numbers:
    """The number of the key in each moment."""
    return moments >> _DAY_BITS


def with_length(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the usual length of each row's interval; a row without a first day speaks of one day."""
    first = frame["tanggal_awal"].fillna(frame["tanggal"])
    days = (frame["tanggal"] - first).dt.days.to_numpy(dtype=np.float64, na_value=0) + 1
    usual = days.copy()
    for (shortest, longest), length in _USUAL_LENGTHS.items():
        usual[(days >= shortest) & (days <= longest)] = length
    return frame.assign(**{LENGTH: usual.astype(np.int64)})


def _moments(frames: Sequence[pd.DataFrame], *, by: Sequence[str]) -> Iterator[Numbers]:
    together = pd.concat([frame[[*by, "tanggal"]] for frame in frames], ignore_index=True)
    key = np.zeros(len(together), dtype=np.int64)
    known = together["tanggal"].notna().to_numpy()
    for name in by:
        codes, values = pd.factorize(together[name])
        key = key * (len(values) + 1) + codes
        known = known & (codes >= 0)
    days = together["tanggal"].to_numpy().astype("datetime64[D]").astype(np.int64)
    moments = np.where(known & (days >= 0), key << _DAY_BITS | days & _DAY_MASK, NOT_KNOWN)
    ends = np.cumsum([len(frame) for frame in frames])
    yield from np.split(moments, ends[:-1])


def _numbers(column: "pd.Series[Any]") -> Values:
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def _kept(at: Positions, where: Flags) -> Positions:
    return np.where(where, at, NOT_KNOWN)
