"""Files of every kind as other programs write them, for the tests of the reader."""

import struct
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from types import NoneType

import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableColumn, TableRow
from odf.text import P
from openpyxl import Workbook
from xlwt.CompoundDoc import XlsDoc

Cell = str | int | float | None
Rows = Sequence[Sequence[Cell]]
SECTOR = 512


def write_xls(path: Path, rows: Rows, *, change: Callable[[xlwt.Worksheet], None] | None = None) -> Path:
    """A real .xls of one sheet "Lap", changed before it is saved."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Lap")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None:
                sheet.write(r, c, value)
    if change is not None:
        change(sheet)
    book.save(str(path))
    return path


def write_locked_xls(path: Path) -> Path:
    """An .xls with a password: its globals begin with a FILEPASS record."""
    book = xlwt.Workbook()
    book.add_sheet("Lap").write(0, 0, "kode")
    stream = book.get_biff_data()
    (first,) = struct.unpack_from("<H", stream, 2)
    at = 4 + first
    XlsDoc().save(str(path), stream[:at] + struct.pack("<HH", 0x2F, 6) + bytes(6) + stream[at:])
    return path


def write_compound(path: Path, names: Sequence[str]) -> Path:
    """A compound file with empty streams of these names, at most three."""
    header = bytearray(SECTOR)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<5H", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<8I", header, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    links = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    entries = b"".join(_entry(name, kind) for name, kind in (("Root Entry", 5), *((one, 2) for one in names)))
    path.write_bytes(bytes(header) + links + entries.ljust(SECTOR, b"\0"))
    return path


def _entry(name: str, kind: int) -> bytes:
    entry = bytearray(128)
    text = name.encode("utf-16-le")
    entry[: len(text)] = text
    struct.pack_into("<HB", entry, 64, len(text) + 2, kind)
    struct.pack_into("<II", entry, 116, 0xFFFFFFFE, 0)
    return bytes(entry)


def write_ods(path: Path, rows: Sequence[TableRow], *, columns: Sequence[TableColumn] = ()) -> Path:
    """A real .ods of one sheet "Lap"."""
    document = OpenDocumentSpreadsheet()
    table = Table(name="Lap")
    for part in (*columns, *rows):
        table.addElement(part)
    document.spreadsheet.addElement(table)
    document.save(str(path))
    return path


def ods_row(*cells: object, **attributes: object) -> TableRow:
    row = TableRow(**attributes)
    for cell in cells:
        row.addElement(cell if not isinstance(cell, str | int | float | NoneType) else ods_cell(cell))
    return row


def ods_cell(value: Cell, **attributes: object) -> TableCell:
    if value is None:
        return TableCell(**attributes)
    kind = "string" if isinstance(value, str) else "float"
    cell = TableCell(valuetype=kind, **({} if kind == "string" else {"value": value}), **attributes)
    cell.addElement(P(text=str(value)))
    return cell


def write_xlsx(path: Path, rows: Rows) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(path)
    return path


def with_parts(
    path: Path, *, added: dict[str, bytes] | None = None, changed: Callable[[str, bytes], bytes]
) -> Path:
    """The package with every part passed through `changed`, and further parts."""
    with zipfile.ZipFile(path) as old:
        parts = {name: changed(name, old.read(name)) for name in old.namelist()} | (added or {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return path
