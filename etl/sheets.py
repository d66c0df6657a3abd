"""What a file holds once it is read: sheets of cells with their addresses, and what stands beside them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from data_contracts.errors import PantauError
from data_contracts.lembar_sendiri import is_own_sheet

CellValue: TypeAlias = str | int | float | bool | date | datetime | None
Row: TypeAlias = tuple[CellValue, ...]


class UnreadableFileError(PantauError):
    """The file cannot be opened as a workbook or text; the message tells the sender what to do."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged area, 0-based, corners included; its value stands in the first cell, the others are None."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """What of a sheet is hidden from who opens it, 0-based; all of it is read nevertheless."""

    sheet: bool = False
    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class OutsideText:
    """One text outside the cells; `place` is how it is told to the sender."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows[0][0]` is A1; rows may differ in length; `merged` is empty for a CSV.

    `breaks` are the 0-based rows at which somebody else begins to speak: the next message of a pasted text.
    Those of a tall sheet are `etl.columns.ColumnRows`, which can also be asked column by column.
    """

    name: str
    rows: Sequence[Row]
    merged: tuple[Merged, ...] = ()
    hidden: Hidden = field(default_factory=Hidden)
    breaks: frozenset[int] = frozenset()

    @property
    def is_ours(self) -> bool:
        """Whether Pantau wrote it: an answer or a guide that came back with the report."""
        return len(self.rows) > 0 and len(self.rows[0]) > 0 and is_own_sheet(self.rows[0][0])


@dataclass(frozen=True, slots=True)
class Workbook:
    """Every sheet of a file, hidden ones too, in its order; and what it carries outside its cells."""

    file_name: str
    sheets: tuple[Sheet, ...]
    outside: tuple[OutsideText, ...] = ()
