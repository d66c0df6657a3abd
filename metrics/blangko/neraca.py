"""Whether what a report says went in and out leads from its first count to its last: cards and Suket."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from data_contracts.catalogue import load_contracts
from data_contracts.tulisan import format_bilangan
from metrics.catalogue import DaysOfCover
from metrics.kecukupan import printed_cards
from metrics.laju import working_days
from metrics.results import missing, shaped

# The words of metrics/bendera/hasil.py; that package reads this one.
RAISED: Final = "raised"
CLEAR: Final = "clear"
NOT_ASSESSABLE: Final = "not_assessable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A stock and what moves it, by the names of the fields of one contract."""

    contract: str
    opening: str
    closing: str
    came: tuple[str, ...]
    went: tuple[str, ...]

    @property
    def moved(self) -> tuple[str, ...]:
        return (*self.came, *self.went)

    @property
    def parts(self) -> tuple[str, ...]:
        return (self.opening, *self.moved, self.closing)


CARDS: Final = Book(
    contract="blangko",
    opening="stok_awal_blangko",
    closing="sisa_blangko",
    came=("blangko_diterima", "blangko_pinjam_masuk"),
    went=("blangko_pinjam_keluar", "cetak_ktp", "blangko_rusak"),
)
LETTERS: Final = Book(
    contract="suket",
    opening="sisa_suket_sebelumnya",
    closing="sisa_suket",
    came=("suket_terbit",),
    went=("suket_ditukar", "suket_dicabut"),
)


def card_ledger(
    positions: pd.DataFrame, flows: pd.DataFrame, *, formula: DaysOfCover, holidays: AbstractSet[date]
) -> pd.DataFrame:
    """`reckoned` of the blank cards: opening + received + borrowed - lent - printed - spoiled = closing.

    Where no total was printed its parts stand for it, as for the use (`formula`: of days of cover).
    """
    fields = {*CARDS.moved, *(ref.field for ref in formula.uses)}
    known = flows.reindex(columns=[*_KEYS, *sorted(fields)])
    printed = printed_cards(known, formula=formula)
    return reckoned(positions, printed.assign(cetak_ktp=printed["printed"]), book=CARDS, holidays=holidays)


def reckoned(
    positions: pd.DataFrame, flows: pd.DataFrame, *, book: Book, holidays: AbstractSet[date]
) -> pd.DataFrame:
    """One row per wilayah and interval of `flows`: columns of `ledger_types(book)`.

    `positions`: kode_wilayah, tanggal, opening and closing; `flows`: kode_wilayah, tanggal_awal, tanggal and
    what moved. The opening is the one the report names, else what the report before left, if no working day
    lies between them. `difference` is closing - (opening + came - went), `carried` the opening named less
    what the report before left; raised where either is not zero. Nothing is reckoned with a part that was
    not reported: `difference` is missing then.
    """
    rows = _with_counts(positions, flows, book)
    left = _left_before(rows, positions, book, holidays)
    opening = rows[book.opening].fillna(left)
    came, went = (rows[list(names)].sum(axis=1, skipna=False) for names in (book.came, book.went))
    rows = rows.assign(carried=rows[book.opening] - left, expected=opening + came - went)
    rows = rows.assign(**{book.opening: opening}, difference=rows[book.closing] - rows["expected"])
    wrong = (rows["difference"] != 0) | (rows["carried"] != 0).fillna(value=False)
    outcome = np.select(
        [rows["difference"].isna(), wrong.fillna(value=False)], [NOT_ASSESSABLE, RAISED], CLEAR
    )
    rows = rows.assign(outcome=outcome, wilayah=rows["kode_wilayah"])
    return shaped(rows.sort_values(_KEYS, kind="stable"), ledger_types(book))


def ledger_types(book: Book) -> dict[str, str]:
    """The columns of `reckoned` and their types; counts are whole cards or letters."""
    counts = [*book.parts, "expected", "difference", "carried"]
    return {
        "wilayah": "str",
        "tanggal_awal": "datetime64[s]",
        "tanggal": "datetime64[s]",
        **dict.fromkeys(counts, "Int64"),
        "outcome": "str",
    }


_KEYS = ["kode_wilayah", "tanggal_awal", "tanggal"]


def _with_counts(positions: pd.DataFrame, flows: pd.DataFrame, book: Book) -> pd.DataFrame:
    """Each interval with the counts at its ends. An opening belongs to the one interval that ends that day;
    of several nobody knows whose it is.
    """
    counts = positions.reindex(columns=["kode_wilayah", "tanggal", book.opening, book.closing])
    rows = flows.reindex(columns=[*_KEYS, *book.moved]).merge(
        counts, on=["kode_wilayah", "tanggal"], how="left"
    )
    rows = rows.astype(dict.fromkeys(book.parts, "Int64"))
    shared = rows.duplicated(["kode_wilayah", "tanggal"], keep=False)
    return rows.assign(**{book.opening: rows[book.opening].mask(shared)})


def _left_before(
    rows: pd.DataFrame, positions: pd.DataFrame, book: Book, holidays: AbstractSet[date]
) -> "pd.Series[Any]":
    """What the report before left, where it reaches up to the interval."""
    known = positions.loc[positions[book.closing].notna(), ["kode_wilayah", "tanggal", book.closing]]
    known = known.rename(columns={"tanggal": "before", book.closing: "left"}).sort_values("before")
    if known.empty or rows.empty:  # nothing to look back on, which merge_asof cannot be asked about
        return missing(rows.index, dtype="Int64")
    starts = rows[["kode_wilayah", "tanggal_awal"]].reset_index().sort_values("tanggal_awal")
    found = pd.merge_asof(
        starts,
        known.astype({"before": starts["tanggal_awal"].dtype, "left": "Int64"}),
        left_on="tanggal_awal",
        right_on="before",
        by="kode_wilayah",
        allow_exact_matches=False,
    ).set_index("index")
    told = found["before"].notna()
    ends = found.loc[told, "tanggal_awal"] - pd.Timedelta(days=1)
    gap = pd.Series(0, index=found.index)
    gap[told] = working_days(
        found.loc[told, "before"].dt.date.tolist(), ends.dt.date.tolist(), holidays=holidays
    )
    return found["left"].where(told & (gap == 0)).reindex(rows.index)


def say_row(row: Mapping[Any, Any], *, book: Book) -> tuple[str | None, str]:
    """Of one row of `reckoned` why it cannot be reckoned, and what is to be said."""
    names = {name: _name(book, name) for name in book.parts}
    lacking = [names[part] for part in book.parts if pd.isna(row[part])]
    if lacking:
        reason = f"{', '.join(lacking)} tidak dilaporkan"
        return reason, f"Mutasi tidak dapat diperiksa: {reason}."
    said = {part: f"{names[part]} {format_bilangan(int(row[part]))}" for part in book.parts}
    signs = "".join(
        [*(f" + {said[part]}" for part in book.came), *(f" - {said[part]}" for part in book.went)]
    )
    reckoned = f"{said[book.opening]}{signs} = {format_bilangan(int(row['expected']))}"
    if row["difference"]:
        return (
            None,
            f"{reckoned}, sedangkan {said[book.closing]}{_off(row['difference'])}. Periksa mutasinya.",
        )
    if not pd.isna(row["carried"]) and row["carried"]:
        carried = _off(row["carried"])
        return None, f"{said[book.opening]} tidak sama dengan sisa laporan sebelumnya{carried}."
    return None, f"{reckoned}, sesuai {said[book.closing]}."


def _off(difference: int) -> str:
    return f" (selisih {format_bilangan(int(difference))})"


def _name(book: Book, field: str) -> str:
    return load_contracts()[book.contract].field(field).business_name
