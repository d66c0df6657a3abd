"""What a format says about a sheet beside its values; the value reader hands none of it out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from etl.sheets import Merged, OutsideText
from warehouse.cells import address

Position: TypeAlias = tuple[int, int]
"""0-based row and column."""

MAX_CELLS = 5_000_000  # judging eight million cells, all different and all wrong, takes 1,6 GB
MAX_LONG_TEXT = 100_000_000
LONG_TEXT = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetMarks:
    """Of one sheet: cells whose formula has no result or whose result is an error, as text; what is hidden.

    Merged areas only where the value reader does not know them.
    """

    unsettled: Mapping[Position, str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Merged, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookMarks:
    """Of a whole file: its sheets by name, and the texts outside of their cells."""

    sheets: Mapping[str, SheetMarks] = field(default_factory=dict)
    outside: tuple[OutsideText, ...] = ()


class Room:
    """How much of the grid a file asks for; the reader holds every cell of it, blank ones too.

    A single stray cell at XFD1048576 makes the reader ask for a grid of 17 milliard cells, which ends the
    process. All sheets count together, for all are held at once.
    """

    def __init__(self) -> None:
        self._settled = 0
        self._rows = 0
        self._columns = 0
        self._long_text = 0

    def next_sheet(self) -> None:
        """What follows belongs to another sheet."""
        self._settled += self._rows * self._columns
        self._rows = self._columns = 0

    def take(self, *, row: int, column: int) -> None:
        """ValueError, with a sentence for the sender, when a filled cell makes the file too large."""
        self._rows, self._columns = max(self._rows, row + 1), max(self._columns, column + 1)
        if self._rows * self._columns + self._settled > MAX_CELLS:
            raise ValueError(self._sentence(row, column))

    def take_text(self, length: int) -> None:
        """ValueError when long texts, each cell's counted anew, would fill the memory.

        One text shared by a hundred thousand cells is small in the file and enormous once read.
        """
        self._long_text += length if length > LONG_TEXT else 0
        if self._long_text > MAX_LONG_TEXT:
            raise ValueError(
                "teks di sel-selnya terlalu panjang untuk sebuah laporan. Hapus kolom catatannya, "
                "lalu kirim lagi."
            )

    def _sentence(self, row: int, column: int) -> str:
        return (
            f"isinya lebih dari {MAX_CELLS // 1_000_000} juta sel, sampai sel "
            f"{address(row=row, column=column)}. Bila itu isi yang tersesat jauh di luar tabel, hapuslah; "
            "bila laporannya memang sebesar itu, kirim sebagai CSV."
        )
