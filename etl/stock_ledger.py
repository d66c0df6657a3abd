"""The blank cards that daily reports account for, beside the stock the half-month's summary ends with."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from data_contracts.catalogue import load_holidays
from data_contracts.contract import Severity
from data_contracts.hari_kerja import is_working_day
from data_contracts.periode import Periode
from data_contracts.tulisan import format_bilangan
from etl.chronicle import LENGTH, Chronicles
from etl.lines import Line, Places
from etl.observations import Hits, Observation, tell

CLOSING, OPENING = "sisa_blangko", "stok_awal_blangko"
RECEIVED, BORROWED, LENT, SPOILED = (
    "blangko_diterima",
    "blangko_pinjam_masuk",
    "blangko_pinjam_keluar",
    "blangko_rusak",
)
MOVED = (RECEIVED, BORROWED, LENT, SPOILED)
PRINTED = "cetak_ktp"
PRINTED_FOR, ALSO_PRINTED_FOR = ("cetak_prr", "cetak_suket", "cetak_ganti"), "cetak_baru"
"""A daily sheet without a total of its prints names them by what they were for."""

_TOLD = [CLOSING, OPENING, *MOVED, PRINTED, *PRINTED_FOR, ALSO_PRINTED_FOR]
_DAY, _HALF_MONTH = 1, 15
_POSITION, _PAST = "baris", -1
_COLUMNS = ["kode_wilayah", "tanggal_awal", "tanggal", LENGTH, _POSITION, *_TOLD]

Figures = dict[str, int]


def check_stock_ledger(chronicles: Sequence[Chronicles], *, places: Places) -> Iterator[Observation]:
    """A warning where a half-month does not close: opening + received + borrowed - lent - printed - spoiled.

    Judged where every working day of the half-month was reported with its prints, and both the opening stock
    and what was received are known: from the days, else from the summary. Loans and spoiled cards that no day
    mentions count as none, as they do within one report. At the summary's row, or where that came with an
    earlier file at the last of the days'.
    """
    for each in chronicles:
        if CLOSING in each.table.fields:
            wrong = {book.place: book for book in _books(each) if book.expected != book.closing}
            hits = Hits(
                rule="mutasi_harian_tidak_sesuai",
                severity=Severity.WARNING,
                field=CLOSING,
                positions=np.array(sorted(wrong), dtype=np.intp),
                sentence=partial(_sentence, books=wrong),
            )
            yield from tell(hits, table=each.table, places=places)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """One region's half-month: where to speak of it, and what went in and out."""

    place: int
    periode: Periode
    opening: int
    moved: Figures
    closing: int

    @property
    def expected(self) -> int:
        came, went = (RECEIVED, BORROWED), (LENT, PRINTED, SPOILED)
        return self.opening + sum(self.moved[name] for name in came) - sum(self.moved[name] for name in went)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """What one day's report says, and its last row of our own (_PAST: none)."""

    place: int
    figures: Figures

    @property
    def printed(self) -> int | None:
        if PRINTED in self.figures:
            return self.figures[PRINTED]
        if not all(name in self.figures for name in PRINTED_FOR):
            return None
        return sum(self.figures[name] for name in PRINTED_FOR) + self.figures.get(ALSO_PRINTED_FOR, 0)


def _books(chronicles: Chronicles) -> Iterator[_Book]:
    rows = _rows(chronicles)
    summaries = _summaries(rows)
    if summaries.empty:
        return
    by_region = rows[rows["kode_wilayah"].isin(summaries["kode_wilayah"])].groupby("kode_wilayah")
    for kode, own in summaries.groupby("kode_wilayah"):
        of_region = by_region.get_group(kode)
        if (of_region[LENGTH] == _DAY).any():
            books = (_book(one, rows=of_region) for one in own.to_dict("records"))
            yield from (book for book in books if book is not None)


def _rows(chronicles: Chronicles) -> pd.DataFrame:
    """Past before own, with the row's position in the table (_PAST where it has none).

    None at all where only summaries or only daily reports are known.
    """
    own = chronicles.table.frame
    past, _ = chronicles.by_day.past_of("blangko")
    known = [frame for frame in (past, own) if len(frame)]
    lengths = {length for frame in known for length in frame[LENGTH].unique()}
    if not {_DAY, _HALF_MONTH} <= lengths:
        return own.iloc[:0].reindex(columns=_COLUMNS)
    placed = [past.assign(**{_POSITION: _PAST}), own.assign(**{_POSITION: range(len(own))})]
    return pd.concat([frame.reindex(columns=_COLUMNS) for frame in placed if len(frame)], ignore_index=True)


def _summaries(rows: pd.DataFrame) -> pd.DataFrame:
    """The last report of the stock at the end of each half-month, over just that half-month."""
    long = rows[(rows[LENGTH] == _HALF_MONTH) & rows[CLOSING].notna()]
    whole = [
        Periode.of(last.date()).end == last.date() and Periode.of(last.date()).start == first.date()
        for first, last in zip(long["tanggal_awal"], long["tanggal"], strict=True)
    ]
    return long[whole].drop_duplicates(["kode_wilayah", "tanggal"], keep="last")


def _book(summary: Mapping[Hashable, Any], *, rows: pd.DataFrame) -> _Book | None:
    """None where a working day, the opening or the receipts are not there, or nothing of it is our own."""
    periode = Periode.of(summary["tanggal"].date())
    days = _days(rows, periode)
    opening = _opening(rows, periode=periode, days=days)
    place = int(summary[_POSITION])
    place = max([day.place for day in days.values()], default=_PAST) if place == _PAST else place
    received = _received(days, summary=summary)
    if place == _PAST or opening is None or received is None or not _is_whole(days, periode):
        return None
    moved = {
        name: sum(day.figures.get(name, 0) for day in days.values())
        for name in (RECEIVED, BORROWED, LENT, SPOILED)
    }
    printed = sum(day.printed or 0 for day in days.values())
    return _Book(
        place=place,
        periode=periode,
        opening=opening,
        moved=moved | {RECEIVED: received, PRINTED: printed},
        closing=int(summary[CLOSING]),
    )


def _received(days: Mapping[date, _Day], *, summary: Mapping[Hashable, Any]) -> int | None:
    """Many a daily sheet has no column for deliveries; to count those as none would accuse its sender."""
    told = [day.figures[RECEIVED] for day in days.values() if RECEIVED in day.figures]
    if told:
        return sum(told)
    return None if pd.isna(summary[RECEIVED]) else int(summary[RECEIVED])


def _is_whole(days: Mapping[date, _Day], periode: Periode) -> bool:
    every = (periode.start + timedelta(n) for n in range((periode.end - periode.start).days + 1))
    owed = [day for day in every if is_working_day(day, holidays=load_holidays())]
    return all(day in days for day in owed) and all(day.printed is not None for day in days.values())


def _days(rows: pd.DataFrame, periode: Periode) -> Mapping[date, _Day]:
    """The daily reports of the half-month; of several values for a day the last one counts."""
    within = rows["tanggal"].between(pd.Timestamp(periode.start), pd.Timestamp(periode.end))
    daily = rows[within & (rows[LENGTH] == _DAY)]
    return {
        pd.Timestamp(str(day)).date(): _Day(place=int(own[_POSITION].max()), figures=_last_known(own))
        for day, own in daily.groupby("tanggal")
    }


def _last_known(rows: pd.DataFrame) -> Figures:
    known: Figures = {}
    for row in rows[_TOLD].to_dict("records"):
        known |= {str(name): int(value) for name, value in row.items() if not pd.isna(value)}
    return known


def _opening(rows: pd.DataFrame, *, periode: Periode, days: Mapping[date, _Day]) -> int | None:
    """The closing stock of the day before, else what the first day began with."""
    before = rows[(rows["tanggal"] == pd.Timestamp(periode.previous().end)) & rows[CLOSING].notna()]
    if len(before):
        return int(before[CLOSING].iloc[-1])
    first = days.get(min(days)) if days else None
    return None if first is None else first.figures.get(OPENING)


def _sentence(line: Line, position: int, *, books: Mapping[int, _Book]) -> str:
    book = books[position]
    moved = {name: format_bilangan(count) for name, count in book.moved.items()}
    return (
        f"Sisa blangko {line.wilayah} akhir {book.periode.label} dilaporkan {format_bilangan(book.closing)}, "
        f"sedangkan menurut laporan hariannya {format_bilangan(book.expected)}: awal "
        f"{format_bilangan(book.opening)} + diterima {moved[RECEIVED]} + pinjam masuk {moved[BORROWED]} - "
        f"pinjam keluar {moved[LENT]} - dicetak {moved[PRINTED]} - rusak {moved[SPOILED]}. Periksa laporan "
        "harian atau rekapnya."
    )
