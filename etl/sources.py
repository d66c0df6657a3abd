"""The same region, day and figure told by somebody else: two live submissions that do not agree."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

import numpy as np
import pandas as pd

from data_contracts.aturan import default_rules
from data_contracts.contract import Contract, Field, LogicalType, Measure
from data_contracts.tulisan import format_bilangan, format_tanggal
from etl.chronicle import NOT_KNOWN, Chronicles, Values
from etl.lines import Line, Places
from etl.observations import Hits, Observation, tell, warning
from etl.past import PastReports
from etl.table import Flags, Numbers, Positions
from warehouse.records import Submission

PERCENT_TOLERANCE = default_rules().lapor_beda_poin
"""Points that two typed percentages may lie apart, as from their own counts."""

_COMPARED = (Measure.STOCK, Measure.CUMULATIVE, Measure.FLOW, Measure.RATIO)
_NUMERIC = (LogicalType.INTEGER, LogicalType.NUMBER)
_KIND = "jenis_penyebut"
_OF_A_KIND = frozenset(
    {
        "wajib_ktp",
        "belum_rekam",
        "belum_memiliki_ktp",
        "persen_rekam",
        "persen_belum_rekam",
        "persen_memiliki",
    }
)
"""What hangs on the denominator, and so differs where its kind does."""


def check_sources(
    chronicles: Sequence[Chronicles], *, history: PastReports, sender: str | None, places: Places
) -> Iterator[Observation]:
    """A warning at each figure that another live submission tells differently for the same region and day.

    Flows are only compared between intervals of like length. A sender who speaks of the same interval again
    corrects himself, which is no contradiction. What hangs on a denominator is not compared where the two
    name different kinds of it.
    """
    file_of = cache(history.submission)
    for each in chronicles:
        for contract in each.table.contracts:
            others = _Others(each, contract, file_of=file_of, sender=sender)
            for hits in others.hits():
                yield from tell(hits, table=each.table, places=places)


class _Others:
    """The ledger's rows of one contract that others sent about the days and regions of a table."""

    def __init__(
        self,
        chronicles: Chronicles,
        contract: Contract,
        *,
        file_of: Callable[[int], Submission],
        sender: str | None,
    ) -> None:
        self._chronicles, self._contract, self._file_of = chronicles, contract, file_of
        rows, by_day = chronicles.by_day.past_of(contract.name)
        self._rows = rows
        if rows.empty:
            return
        _, by_interval = chronicles.by_interval.past_of(contract.name)
        same_day = np.flatnonzero((by_day >= 0) & np.isin(by_day, chronicles.by_day.own))
        again = np.isin(by_interval[same_day], chronicles.by_interval.own)
        own = self._sent_by(rows["submission_id"].iloc[same_day], sender)
        kept = same_day[~(again & own)]
        self._rows = rows.iloc[kept]
        self._by_day, self._by_interval = by_day[kept], by_interval[kept]

    def hits(self) -> Iterator[Hits]:
        if len(self._rows):
            for field in self._chronicles.table.measured:
                if field in self._contract.measured and _is_compared(field):
                    yield from self._compared(field)

    def _sent_by(self, submissions: "pd.Series[int]", sender: str | None) -> Flags:
        senders = {number: self._file_of(int(number)).sender for number in submissions.unique()}
        return np.array([senders[number] == sender for number in submissions], dtype=bool)

    def _compared(self, field: Field) -> Iterator[Hits]:
        is_flow = field.measure is Measure.FLOW
        chronicle = self._chronicles.by_interval if is_flow else self._chronicles.by_day
        moments = self._by_interval if is_flow else self._by_day
        told = self._rows[field.name].to_numpy(dtype=np.float64, na_value=np.nan)
        place = _last_place(moments, ~np.isnan(told), wanted=chronicle.own)
        other = np.where(place >= 0, np.append(told, np.nan)[place], np.nan)
        tolerance = PERCENT_TOLERANCE if field.measure is Measure.RATIO else 0.0
        differs = np.round(np.abs(chronicle.now(field.name) - other), 9) > tolerance
        if field.name in _OF_A_KIND:
            differs &= ~self._of_another_kind(place)
        if differs.any():
            sentence = partial(self._sentence, field=field, place=place, other=other)
            yield warning("berbeda_antar_sumber", field=field.name, where=differs, sentence=sentence)

    def _of_another_kind(self, place: Positions) -> Flags:
        frame = self._chronicles.table.frame
        if _KIND not in frame.columns:
            return np.zeros(len(place), dtype=bool)
        own = frame[_KIND].to_numpy(dtype=object)
        theirs = self._rows[_KIND].to_numpy(dtype=object)[np.maximum(place, 0)]
        named = ~(pd.isna(own) | pd.isna(theirs))
        differs: Flags = named & (own != theirs)
        return differs

    def _sentence(self, line: Line, position: int, *, field: Field, place: Positions, other: Values) -> str:
        row = self._rows.iloc[int(place[position])]
        file = self._file_of(int(row["submission_id"]))
        sent_by = f" dari {file.sender}" if file.sender else ""
        decimals = 2 if field.logical_type is LogicalType.NUMBER else 0
        own, told = (
            format_bilangan(value, decimals=decimals)
            for value in (line.number(field.name), float(other[position]))
        )
        return (
            f"{field.business_name} {line.wilayah} tertulis {own}, sedangkan berkas {file.file_name}"
            f"{sent_by} menyebut {told} untuk {format_tanggal(row['tanggal'].date())}. Pastikan mana yang "
            "benar, lalu perbaiki yang keliru."
        )


def _is_compared(field: Field) -> bool:
    return field.measure in _COMPARED and field.logical_type in _NUMERIC


def _last_place(moments: Numbers, known: Flags, *, wanted: Numbers) -> Positions:
    """For each wanted moment the last of the known rows with it, NOT_KNOWN where there is none."""
    # Of several places with one moment the last one stays.
    places = np.flatnonzero(known)
    order = places[np.argsort(moments[places], kind="stable")]
    at = np.searchsorted(moments[order], wanted, side="right") - 1
    place = np.append(order, NOT_KNOWN)[at]
    same = (at >= 0) & (np.append(moments, NOT_KNOWN)[place] == wanted) & (wanted >= 0)
    found: Positions = np.where(same, place, NOT_KNOWN)
    return found
