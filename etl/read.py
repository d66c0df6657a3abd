"""A file becomes cells with their addresses; nothing is judged yet, and nothing is moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import isfinite
from pathlib import Path
from typing import TypeAlias

from python_calamine import CalamineError, CalamineSheet, SheetTypeEnum, load_workbook

from data_contracts.errors import PantauError
from etl.delimited import read_delimited
from etl.formulas import Position, read_unsettled_cells
from etl.outside import OutsideText, read_outside_cells
from etl.package import refuse_dangerous_package

MAX_BYTES = 50_000_000
_OLE = b"\xd0\xcf\x11\xe0"  # .xls, and also an .xlsx locked with a password

CellValue: TypeAlias = str | int | float | bool | date | datetime | None
Row: TypeAlias = tuple[CellValue, ...]


class UnreadableFileError(PantauError):
    """The file cannot be opened as a workbook or CSV; the message tells the sender what to do."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged area, 0-based, corners included; its value stands in the first cell, the others are None."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows[0][0]` is A1; rows may differ in length; `merged` is empty for a CSV."""

    name: str
    rows: tuple[Row, ...]
    merged: tuple[Merged, ...] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """Every sheet of a file, hidden ones too, in its order; and what it carries outside its cells."""

    file_name: str
    sheets: tuple[Sheet, ...]
    outside: tuple[OutsideText, ...] = ()


def read_workbook(path: Path, *, file_name: str | None = None) -> Workbook:
    """Read an .xlsx or .csv.

    `file_name` is the name the file was sent under, where it is kept under another one; it decides how the
    file is read. Blank cells are None, whole floats are int; a formula without its result stands as its own
    text, an error as Excel shows it. A CSV is one sheet named after the file, its row number is the physical
    line, and all its cells are text. Raises UnreadableFileError.
    """
    name = file_name or path.name
    _refuse_size(path.stat().st_size, name=name)
    match Path(name).suffix.lower():
        case ".xlsx" | ".xlsm":
            return _read_package(path, name=name)
        case ".csv":
            return Workbook(name, (_read_csv(path, name=name),))
        case _:
            message = (
                f"Berkas {name} bukan .xlsx atau .csv. Buka di Excel, simpan sebagai .xlsx, lalu kirim lagi."
            )
            raise UnreadableFileError(message)


def _refuse_size(size: int, *, name: str) -> None:
    if size == 0:
        raise UnreadableFileError(f"Berkas {name} kosong (0 bita). Periksa berkasnya, lalu kirim lagi.")
    if size > MAX_BYTES:
        message = f"Berkas {name} lebih besar dari 50 MB. Kirim hanya lembar laporannya."
        raise UnreadableFileError(message)


def _read_package(path: Path, *, name: str) -> Workbook:
    with path.open("rb") as file:
        if file.read(len(_OLE)) == _OLE:
            message = (
                f"Berkas {name} berformat Excel lama atau dikunci dengan sandi. "
                "Hapus sandinya, simpan sebagai .xlsx, lalu kirim lagi."
            )
            raise UnreadableFileError(message)
    try:
        refuse_dangerous_package(path)
        with load_workbook(path) as book:
            names = [m.name for m in book.sheets_metadata if m.typ is SheetTypeEnum.WorkSheet]
            unsettled = read_unsettled_cells(path)
            sheets = tuple(
                _sheet(book.get_sheet_by_name(sheet), unsettled=unsettled.get(sheet, {})) for sheet in names
            )
            return Workbook(name, sheets, read_outside_cells(path))
    except ValueError as error:
        raise UnreadableFileError(f"Berkas {name} tidak dapat dibaca: {error}") from error
    except CalamineError as error:
        message = (
            f"Berkas {name} rusak atau bukan buku kerja Excel. Buka di Excel, simpan ulang, lalu kirim lagi."
        )
        raise UnreadableFileError(message) from error


def _sheet(sheet: CalamineSheet, *, unsettled: Mapping[Position, str]) -> Sheet:
    rows = [list(map(_plain, row)) for row in sheet.to_python(skip_empty_area=False)]
    for (row, column), text in unsettled.items():
        _put(rows, row, column, text=text)
    areas = sheet.merged_cell_ranges or []
    merged = tuple(Merged(top, left, bottom, right) for (top, left), (bottom, right) in areas)
    return Sheet(sheet.name, tuple(map(tuple, rows)), merged)


def _put(rows: list[list[CellValue]], row: int, column: int, *, text: str) -> None:
    """The text in a cell the reader left blank, or beyond the last one it saw."""
    rows.extend([] for _ in range(row + 1 - len(rows)))
    rows[row].extend(None for _ in range(column + 1 - len(rows[row])))
    if rows[row][column] is None:
        rows[row][column] = text


def _plain(value: float | str | bool | date | datetime | time | timedelta) -> CellValue:  # noqa: FBT001 - a cell's value
    if value == "":
        return None
    if isinstance(value, float) and isfinite(value):
        return int(value) if value.is_integer() else value
    if isinstance(value, time | timedelta | float):  # a float here is infinite: no number to count with
        return str(value)
    return value


def _read_csv(path: Path, *, name: str) -> Sheet:
    try:
        return Sheet(Path(name).stem, read_delimited(path.read_bytes()))
    except ValueError as error:
        raise UnreadableFileError(f"Berkas {name} tidak dapat dibaca: {error}") from error
