"""A file becomes cells with their addresses; nothing is judged yet, and nothing is moved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import chain, repeat
from math import isfinite
from pathlib import Path
from typing import TypeAlias

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from etl.biff import LOCKED, read_binary_marks
from etl.columns import TALL_ROWS, ColumnRows, encode_rows, put_texts
from etl.delimited import decode, read_delimited
from etl.kinds import FileKind, kind_of
from etl.marks import Position, SheetMarks, WorkbookMarks
from etl.opendocument import read_opendocument_marks
from etl.outside import read_outside_cells
from etl.package import BROKEN
from etl.pasted import is_pasted, read_pasted
from etl.sheet_xml import read_sheet_marks
from etl.sheets import CellValue, Hidden, Merged, Row, Sheet, UnreadableFileError, Workbook
from etl.webpage import read_web_page

__all__ = ["CellValue", "Merged", "Row", "Sheet", "UnreadableFileError", "Workbook", "read_workbook"]

MAX_BYTES = 100_000_000
_PANIC = "PanicException"
_MAX_PAGE_BYTES = 10_000_000

_Given: TypeAlias = int | float | str | bool | date | datetime | time | timedelta


def read_workbook(path: Path, *, file_name: str | None = None) -> Workbook:
    """Read an .xlsx, .xls, .ods, .csv, .tsv or .txt, whichever the content says it is.

    `file_name` is the name the file was sent under, where it is kept under another one. Blank cells are
    None, whole floats are int; a formula without its result stands as its own text, an error as Excel shows
    it. Text and web pages are one sheet named after the file, all their cells are text; the row number of a
    text is the physical line. Raises UnreadableFileError.
    """
    name = file_name or path.name
    _refuse_size(path.stat().st_size, name=name)
    try:
        kind = kind_of(path, name=name)
        if kind in _MARKS:
            return _read_book(path, kind=kind, name=name)
        return Workbook(name, (_read_text(path, kind=kind, name=name),))
    except ValueError as error:
        raise UnreadableFileError(f"Berkas {name} tidak dapat dibaca: {error}") from error


def _refuse_size(size: int, *, name: str) -> None:
    if size == 0:
        raise UnreadableFileError(f"Berkas {name} kosong (0 bita). Periksa berkasnya, lalu kirim lagi.")
    if size > MAX_BYTES:
        message = (
            f"Berkas {name} lebih besar dari 100 MB. Kirim hanya lembar laporannya, atau kirim sebagai CSV."
        )
        raise UnreadableFileError(message)


def _package_marks(path: Path) -> WorkbookMarks:
    marks = read_sheet_marks(path)
    return replace(marks, outside=(*marks.outside, *read_outside_cells(path)))


_MARKS = {
    FileKind.PACKAGE: _package_marks,
    FileKind.BINARY: read_binary_marks,
    FileKind.OPEN_DOCUMENT: read_opendocument_marks,
}


def _read_book(path: Path, *, kind: FileKind, name: str) -> Workbook:
    marks = _MARKS[kind](path)
    try:
        with path.open("rb") as file, load_workbook(file) as book:
            return Workbook(name, tuple(_sheets(book, marks=marks)), marks.outside)
    except PasswordError as error:
        raise ValueError(LOCKED) from error
    except CalamineError as error:
        raise ValueError(BROKEN) from error
    except BaseException as error:
        # The reader falls over some damaged files with an error that stands outside Python's own.
        if type(error).__name__ == _PANIC:
            raise ValueError(BROKEN) from error
        raise


def _sheets(book: CalamineWorkbook, *, marks: WorkbookMarks) -> Iterator[Sheet]:
    for each in book.sheets_metadata:
        if each.typ is SheetTypeEnum.WorkSheet:
            told = marks.sheets.get(each.name, SheetMarks())
            yield _sheet(book.get_sheet_by_name(each.name), each, marks=told)


def _sheet(sheet: CalamineSheet, metadata: SheetMetadata, *, marks: SheetMarks) -> Sheet:
    rows = _rows(sheet, unsettled=marks.unsettled)
    areas = sheet.merged_cell_ranges or []
    merged = tuple(Merged(top, left, bottom, right) for (top, left), (bottom, right) in areas)
    hidden = Hidden(
        sheet=metadata.visible is not SheetVisibleEnum.Visible,
        rows=marks.hidden_rows,
        columns=marks.hidden_columns,
    )
    return Sheet(sheet.name, rows, merged or marks.merged, hidden)


def _rows(sheet: CalamineSheet, *, unsettled: Mapping[Position, str]) -> Sequence[Row]:
    if sheet.height >= TALL_ROWS:
        return put_texts(_tall_rows(sheet), unsettled)
    rows = [tuple(map(_plain, row)) for row in sheet.to_python(skip_empty_area=False)]
    for (row, column), text in unsettled.items():
        _put(rows, row, column, text=text)
    return tuple(rows)


def _tall_rows(sheet: CalamineSheet) -> ColumnRows:
    """Row by row, since Python's cells of a large sheet would take more memory than the file's."""
    top, left = sheet.start or (0, 0)
    width = left + sheet.width
    blank, margin = [""] * width, [""] * left
    rows = (margin + row if left else row for row in sheet.iter_rows())
    return encode_rows(chain(repeat(blank, top), rows), width=width, plain=_plain)


def _put(rows: list[Row], row: int, column: int, *, text: str) -> None:
    """The text in a cell the reader left blank, or beyond the last one it saw."""
    rows.extend(() for _ in range(row + 1 - len(rows)))
    cells = [*rows[row], *(None for _ in range(column + 1 - len(rows[row])))]
    if cells[column] is None:
        cells[column] = text
    rows[row] = tuple(cells)


def _plain(value: _Given) -> CellValue:
    if value == "":
        return None
    if isinstance(value, float) and isfinite(value):
        return int(value) if value.is_integer() else value
    if isinstance(value, time | timedelta | float):  # a float here is infinite: no number to count with
        return str(value)
    return value


def _read_text(path: Path, *, kind: FileKind, name: str) -> Sheet:
    stem = Path(name).stem
    content = path.read_bytes()
    if kind is FileKind.WEB_PAGE:
        return read_web_page(_short(content), name=stem)
    is_message = Path(name).suffix.lower() == ".txt" and len(content) <= _MAX_PAGE_BYTES
    if is_message and is_pasted(text := decode(content)):
        return read_pasted(text, name=stem)
    return Sheet(stem, read_delimited(content))


def _short(content: bytes) -> str:
    if len(content) > _MAX_PAGE_BYTES:
        message = "halaman web sebesar ini tidak dibaca. Simpan sebagai .xlsx atau CSV, lalu kirim lagi."
        raise ValueError(message)
    return decode(content)
