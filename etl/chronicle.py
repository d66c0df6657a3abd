"""What is known of a table's regions: the ledger's rows, then the file's own, in order of their days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
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
    """One figure through time: for each key and day the last value that is not missing, in order.

    `earlier` says for each row of the table where the latest value of an earlier day of its key stands,
    NOT_KNOWN where there is none.
    """

    moments: Numbers
    values: Values
    earlier: Positions

    def back(self, at: Positions, steps: int | Positions) -> Positions:
        """So many values of the same key further back; NOT_KNOWN where there are not so many."""
        further = np.maximum(at - steps, NOT_KNOWN)
        return _kept(further, (further >= 0) & (key_of(self.moment(further)) == key_of(self.moment(at))))

    def value(self, at: Positions) -> Values:
        """The values there, NaN where it is not known."""
        return np.append(self.values, np.nan)[at]

    def moment(self, at: Positions) -> Numbers:
        """The moments there; of what is not known NOT_KNOWN."""
        return np.append(self.moments, NOT_KNOWN)[at]

    def day(self, at: int) -> date:
        return day_of(int(self.moments[at]))


class Chronicle:
    """The past of a table's regions, and the table as its latest part.

    Rows are told apart by their key, the columns `by`, and their day; both together are one number, a
    moment, negative where either is not known. `past` holds the ledger's rows of the table's contracts; a
    contract may be absent. Of several values for one key, day and figure the last one that is not missing
    counts, as it does in the read model; the file's own come last.

    `own` are the moments of the table's rows; `days` every moment that something is known of, rising.
    """

    def __init__(self, table: Table, past: Mapping[str, pd.DataFrame], *, by: Sequence[str]) -> None:
        self.table = table
        self._past = {one.name: past[one.name] for one in table.contracts if one.name in past}
        frames = [*self._past.values(), table.frame]
        every = _moments(frames, by=by)
        self.days, at = np.unique(every, return_inverse=True)
        ends = np.cumsum([len(frame) for frame in frames])[:-1]
        *moments, self.own = np.split(every, ends)
        *places, self.place = np.split(at, ends)
        self._moments = dict(zip(self._past, moments, strict=True))
        self._places = dict(zip(self._past, places, strict=True))

    def now(self, field: str) -> Values:
        """The table's own values of a field, NaN where missing."""
        return _numbers(self.table.frame[field])

    def past_of(self, contract: str) -> tuple[pd.DataFrame, Numbers]:
        """The ledger's rows of a contract, and the moment of each; none where it was not asked."""
        if contract not in self._past:
            return pd.DataFrame(), np.empty(0, dtype=np.int64)
        return self._past[contract], self._moments[contract]

    def spread(self, field: str) -> Values:
        """The value of a field at each of `days`, NaN where none is known."""
        spread = np.full(len(self.days), np.nan)
        contract = owners()[field]
        if contract in self._past:
            _put(spread, self._places[contract], _numbers(self._past[contract][field]))
        _put(spread, self.place, self.now(field))
        return spread

    def track(self, field: str) -> Track:
        spread = self.spread(field)
        known = ~np.isnan(spread) & (self.days >= 0)
        moments = self.days[known]
        # How many are known before each of the days, so where the last of them stands.
        before: Positions = np.cumsum(known, dtype=np.intp) - known
        earlier = before[self.place] - 1
        same_key = key_of(np.append(moments, NOT_KNOWN)[earlier]) == key_of(self.own)
        return Track(
            moments=moments, values=spread[known], earlier=_kept(earlier, same_key & (self.own >= 0))
        )


def _put(spread: Values, places: Positions, values: Values) -> None:
    known = ~np.isnan(values)
    # Of several values assigned to one place the last one stays.
    spread[places[known]] = values[known]


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
    by_day = Chronicle(dated, past, by=table.keys)
    own = (past[one.name] for one in table.contracts if one.name in past)
    lengths = {length for frame in (dated.frame, *own) for length in frame[LENGTH].unique()}
    if len(lengths) == 1:
        return Chronicles(by_day=by_day, by_interval=by_day)
    return Chronicles(by_day=by_day, by_interval=Chronicle(dated, past, by=(*table.keys, LENGTH)))


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
    last = _day_numbers(frame["tanggal"])
    days = 1 + last - np.where(frame["tanggal_awal"].isna(), last, _day_numbers(frame["tanggal_awal"]))
    usual = days.copy()
    for (shortest, longest), length in _USUAL_LENGTHS.items():
        usual[(days >= shortest) & (days <= longest)] = length
    return frame.assign(**{LENGTH: usual})


def _moments(frames: Sequence[pd.DataFrame], *, by: Sequence[str]) -> Numbers:
    together = pd.concat([frame[[*by, "tanggal"]] for frame in frames], ignore_index=True)
    key = np.zeros(len(together), dtype=np.int64)
    known = together["tanggal"].notna().to_numpy()
    for name in by:
        codes, values = pd.factorize(together[name])
        key = key * (len(values) + 1) + codes
        known = known & (codes >= 0)
    days = _day_numbers(together["tanggal"])
    moments: Numbers = np.where(known & (days >= 0), key << _DAY_BITS | days & _DAY_MASK, NOT_KNOWN)
    return moments


def _day_numbers(days: "pd.Series[Any]") -> Numbers:
    """Counted from 1 January 1970; far below 0 where there is none."""
    return days.to_numpy().astype("datetime64[D]").astype(np.int64)


def _numbers(column: "pd.Series[Any]") -> Values:
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def _kept(at: Positions, where: Flags) -> Positions:
    return np.where(where, at, NOT_KNOWN)
