"""Suket issued while blank cards were there: not allowed (Dirjen Dukcapil, November 2022)."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from data_contracts.tulisan import format_bilangan
from metrics.panel import Flags, Matrix

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


def _before(matrix: Matrix) -> Matrix:
    return np.concatenate([np.full((len(matrix), 1), np.nan), matrix[:, :-1]], axis=1)


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
