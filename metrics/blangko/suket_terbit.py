"""Suket issued while blank cards were there: not allowed (Dirjen Dukcapil, November 2022)."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from data_contracts.periode import Periode
from data_contracts.tulisan import format_bilangan
from metrics.blangko.neraca import CLEAR, NOT_ASSESSABLE, RAISED
from metrics.panel import Flags, Matrix
from metrics.results import periode_of, shaped

FINDING_TYPES: Final = {
    "wilayah": "str",
    "periode": "str",
    "outcome": "str",
    "issued": "Int64",
    "is_rise": "boolean",
    "stock_before": "Int64",
    "stock": "Int64",
    "reason": "str",
    "message": "str",
}
NO_LETTERS: Final = "Suket terbit maupun sisa Suket periode ini dan sebelumnya tidak dilaporkan"
NO_STOCK: Final = "sisa blangko pada awal atau akhir periode tidak dilaporkan"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Issued:
    """Matrices [places, periods]. `issued`: letters; where only the letters in hand were reported their rise
    (`is_rise`), 0 where they did not rise; NaN unknown. `stock_before` is that of the end of the half-month
    before. A cell is judged where neither `no_letters` nor `no_stock` holds.
    """

    issued: Matrix
    is_rise: Flags
    stock_before: Matrix
    raised: Flags
    no_letters: Flags
    no_stock: Flags


def letters_while_stocked(issued: Matrix, *, letters: Matrix, stock: Matrix) -> Issued:
    """Raised where letters were issued and cards were there at both ends of the half-month.

    `issued`: suket_terbit of each half-month, `letters` and `stock`: sisa_suket and sisa_blangko at its end,
    NaN missing; periods consecutive. Nothing issued, or no card at one end, is clear whatever else is
    missing.
    """
    rise = np.maximum(letters - _before(letters), 0)
    is_rise = np.isnan(issued) & ~np.isnan(rise)
    known = np.where(np.isnan(issued), rise, issued)
    opening = _before(stock)
    raised = (known > 0) & (opening > 0) & (stock > 0)
    excused = (known == 0) | (opening == 0) | (stock == 0)
    no_letters = np.isnan(known) & ~excused
    return Issued(
        issued=known,
        is_rise=is_rise,
        stock_before=opening,
        raised=raised,
        no_letters=no_letters,
        no_stock=(np.isnan(opening) | np.isnan(stock)) & ~excused & ~no_letters,
    )


def issued_while_stocked(
    positions: pd.DataFrame, flows: pd.DataFrame, *, periods: tuple[Periode, ...]
) -> pd.DataFrame:
    """One row per wilayah of either frame and half-month of `periods` (consecutive): FINDING_TYPES.

    `positions`: kode_wilayah, tanggal, sisa_suket, sisa_blangko (of each the last of a half-month counts);
    `flows`: kode_wilayah, tanggal_awal, tanggal, suket_terbit, added up over the intervals that lie in the
    half-month; where intervals of different lengths tell of it, those of the greatest length.
    """
    places = tuple(sorted({*positions["kode_wilayah"], *flows["kode_wilayah"]}))
    all_periods = (periods[0].previous(), *periods)
    levels = positions.assign(periode=periode_of(positions["tanggal"])).sort_values("tanggal")
    letters, stock = (
        _laid_out(levels.dropna(subset=name), name, places, all_periods)
        for name in ("sisa_suket", "sisa_blangko")
    )
    found = letters_while_stocked(
        _laid_out(_issued_in(flows), "suket_terbit", places, all_periods), letters=letters, stock=stock
    )
    return _rows(found, stock=stock, places=places, periods=periods)


def _before(matrix: Matrix) -> Matrix:
    return np.concatenate([np.full((len(matrix), 1), np.nan), matrix[:, :-1]], axis=1)


def _issued_in(flows: pd.DataFrame) -> pd.DataFrame:
    known = flows[flows["suket_terbit"].notna()]
    first, last = periode_of(known["tanggal_awal"]), periode_of(known["tanggal"])
    known = known.assign(periode=last, width=known["tanggal"] - known["tanggal_awal"])[first == last]
    widest = known.groupby(["kode_wilayah", "periode"])["width"].transform("max")
    chosen = known[known["width"] == widest].groupby(["kode_wilayah", "periode"])
    return chosen[["suket_terbit"]].sum().reset_index()


def _laid_out(rows: pd.DataFrame, name: str, places: tuple[str, ...], periods: tuple[Periode, ...]) -> Matrix:
    """[places, periods]; of several rows of a cell the last."""
    last = rows.drop_duplicates(["kode_wilayah", "periode"], keep="last")
    table = last.pivot(index="kode_wilayah", columns="periode", values=name)
    laid = table.reindex(index=list(places), columns=[str(each) for each in periods])
    matrix: Matrix = laid.to_numpy(dtype=np.float64, na_value=np.nan)
    return matrix


def _rows(
    found: Issued, *, stock: Matrix, places: tuple[str, ...], periods: tuple[Periode, ...]
) -> pd.DataFrame:
    """Without the half-month before the first, which only opens it."""
    cells = [
        _row(found, stock, place, period) | {"wilayah": places[place], "periode": str(periods[period - 1])}
        for period in range(1, len(periods) + 1)
        for place in range(len(places))
    ]
    return shaped(pd.DataFrame(cells), FINDING_TYPES)


def _row(found: Issued, stock: Matrix, place: int, period: int) -> dict[str, Any]:
    at = place, period
    reason = NO_LETTERS if found.no_letters[at] else NO_STOCK if found.no_stock[at] else None
    outcome = NOT_ASSESSABLE if reason else RAISED if found.raised[at] else CLEAR
    return {
        "outcome": outcome,
        "issued": found.issued[at],
        "is_rise": bool(found.is_rise[at]),
        "stock_before": found.stock_before[at],
        "stock": stock[at],
        "reason": reason,
        "message": say_issued(found, stock, place=place, period=period),
    }


def say_issued(found: Issued, stock: Matrix, *, place: int, period: int) -> str:
    """One cell in a sentence."""
    at = place, period
    if found.no_letters[at] or found.no_stock[at]:
        return f"Tidak dapat dinilai: {NO_LETTERS if found.no_letters[at] else NO_STOCK}."
    count = format_bilangan(found.issued[at])
    what = f"Sisa Suket bertambah {count} lembar" if found.is_rise[at] else f"Suket terbit {count} lembar"
    first, last = format_bilangan(found.stock_before[at]), format_bilangan(stock[at])
    if found.raised[at]:
        return f"{what}, padahal blangko tersedia: {first} keping pada awal dan {last} pada akhir periode."
    if found.issued[at] == 0:
        return "Tidak ada Suket baru yang terlihat." if found.is_rise[at] else "Tidak ada Suket terbit."
    return f"Blangko tidak tersedia pada awal atau akhir periode ({first} dan {last} keping)."
