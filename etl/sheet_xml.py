"""What an .xlsx says about its cells beside their values: hidden rows and columns, formulas without result.

A workbook written by a program, or saved before it was calculated, keeps a formula without its value; the
value reader shows it, and an error, as blank. Taken for a blank cell it would be a figure lost without a
word.
The XML is streamed row by row, since a sheet can be larger than the memory meant for it.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from posixpath import join, normpath
from typing import IO

from etl.marks import LONG_TEXT, Position, Room, SheetMarks, WorkbookMarks
from etl.package import broken_package_said
from etl.sheets import OutsideText
from warehouse.cells import column_number

_CHUNK = 1 << 20
_LONGEST_ROW = 1 << 25
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_SHARED_TEXT = re.compile(rb"<(?:\w+:)?si(?:\s[^>]*)?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)

_ROW_END = re.compile(rb"</(?:\w+:)?row>|<(?:\w+:)?row\s[^>]*/>")
_ROW = re.compile(rb"<(?:\w+:)?row\s([^>]*)>")
_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
# A cell that holds something; "<c .../>" is only styled. The reader's grid reaches as far as these do.
_FILLED = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^>]*(?<!/)>""")
_USUAL_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"[^/>]*>'
)  # as nearly every program writes it, quicker
_ANY_CELL = re.compile(rb"<(?:\w+:)?c(?:\s[^>]*)?(?<!/)>")
_CALCULATED = (b"<f", b":f", b't="e"', b"t='e'")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)(?<!/)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_FORMULA = re.compile(r"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>(.*?)</(?:\w+:)?f>)", re.DOTALL)
_VALUE = re.compile(r"<(?:\w+:)?v(?:\s[^>]*)?>(.*?)</(?:\w+:)?v>", re.DOTALL)
_NODE = re.compile(r">([^<]+)<")
_BELOW = "kepala, kaki, atau aturan isian lembar"
_SHARED = re.compile(rb"""\bt=["']s["'][^>]*>\s*<(?:\w+:)?v>(\d+)<""")


def read_sheet_marks(path: Path) -> WorkbookMarks:
    """Marks by sheet name, and what stands below the rows: page headers and footers, rules for input.

    Unsettled cells are those with a formula without result, or an error as result. The text is the formula
    with its "=" (of a formula shared with other cells at least that), or the error as Excel shows it. A
    formula whose result is an empty text is a blank cell and not among them. Raises ValueError, with a
    sentence for the sender, when the grid is boundless.
    """
    with broken_package_said(), zipfile.ZipFile(path) as package:
        held = frozenset(package.namelist())
        room, long_texts = Room(), _long_texts(package, held)
        read: dict[str, _Marks] = {}
        for name, part in _sheet_parts(package):
            if part in held:
                with package.open(part) as file:
                    read[name] = _marks(file, room=room, long_texts=long_texts)
        outside = (OutsideText(_BELOW, text) for marks in read.values() for text in marks.below)
        return WorkbookMarks(sheets={n: marks.made() for n, marks in read.items()}, outside=tuple(outside))


def _sheet_parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    relations = [_attributes(tag) for tag in _RELATION.findall(_text(package, "xl/_rels/workbook.xml.rels"))]
    targets = {one["Id"]: normpath(join("/xl", one["Target"])).lstrip("/") for one in relations}
    for sheet in map(_attributes, _SHEET.findall(_text(package, "xl/workbook.xml"))):
        yield sheet["name"], targets.get(sheet.get("id", ""), "")


def _long_texts(package: zipfile.ZipFile, held: frozenset[str]) -> Mapping[int, int]:
    """The lengths of the shared texts that are long, by their number."""
    name = next((part for part in held if part.lower() == "xl/sharedstrings.xml"), None)
    if name is None:
        return {}
    texts = enumerate(_SHARED_TEXT.finditer(package.read(name)))
    return {number: len(text[1]) for number, text in texts if len(text[1] or b"") > LONG_TEXT}


@dataclass(slots=True)
class _Marks:
    """Collects while the rows of one sheet go by."""

    unsettled: dict[Position, str] = field(default_factory=dict)
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    below: list[str] = field(default_factory=list)

    def made(self) -> SheetMarks:
        return SheetMarks(
            unsettled=self.unsettled,
            hidden_rows=frozenset(self.rows),
            hidden_columns=frozenset(self.columns),
        )


def _marks(part: IO[bytes], *, room: Room, long_texts: Mapping[int, int]) -> _Marks:
    room.next_sheet()
    marks = _Marks()
    piece = b""
    for piece in _whole_rows(part):
        _measure(piece, room=room, long_texts=long_texts)
        _hidden(piece, marks=marks)
        if any(sign in piece for sign in _CALCULATED):
            marks.unsettled.update(_unsettled(piece))
    marks.below.extend(unescape(text) for text in _NODE.findall(piece.decode(errors="replace")))
    return marks


def _whole_rows(part: IO[bytes]) -> Iterator[bytes]:
    """The XML in pieces that cut no row in two."""
    rest = b""
    while chunk := part.read(_CHUNK):
        text = rest + chunk
        end = _end_of_rows(text)
        if end:
            yield text[:end]
        rest = text[end:]
        if len(rest) > _LONGEST_ROW:
            raise ValueError(
                "satu barisnya terlalu panjang. Salin laporannya ke buku kerja baru, lalu kirim lagi."
            )
    yield rest


def _end_of_rows(text: bytes) -> int:
    usual = text.rfind(b"</row>")
    return (
        usual + len(b"</row>") if usual >= 0 else max((m.end() for m in _ROW_END.finditer(text)), default=0)
    )


def _filled_cells(piece: bytes) -> list[tuple[bytes, bytes]]:
    """Column letters and row number of every cell that holds something."""
    usual = _USUAL_CELL.findall(piece)
    if len(usual) == piece.count(b"<c ") == piece.count(b"<c") - piece.count(b"<col"):
        return usual
    filled = _FILLED.findall(piece)
    if len(filled) != len(_ANY_CELL.findall(piece)):
        raise ValueError("selnya ditulis tanpa alamat. Buka di Excel, simpan ulang, lalu kirim lagi.")
    return filled


def _measure(piece: bytes, *, room: Room, long_texts: Mapping[int, int]) -> None:
    filled = _filled_cells(piece)
    if filled:
        letters, rows = zip(*filled, strict=True)
        widest = max(column_number(each.decode()) for each in set(letters))
        room.take(row=max(map(int, rows)) - 1, column=widest)
    if long_texts:
        for number in _SHARED.findall(piece):
            room.take_text(long_texts.get(int(number), 0))


def _hidden(piece: bytes, *, marks: _Marks) -> None:
    if b"hidden=" not in piece:
        return
    for tag in _ROW.findall(piece):
        row = re.search(rb"""\br=["'](\d{1,7})["']""", tag)
        if row is not None and _HIDDEN.search(tag):
            marks.rows.add(int(row[1]) - 1)
    for tag in _COLUMN.findall(piece):
        span = _attributes(tag.decode(errors="replace"))
        if _HIDDEN.search(tag) and "min" in span and "max" in span:
            marks.columns.update(range(int(span["min"]) - 1, min(int(span["max"]), 16_384)))


def _unsettled(piece: bytes) -> Iterator[tuple[Position, str]]:
    for match in _CELL.finditer(piece):
        tag, inside = match[1].decode(errors="replace"), match[2].decode(errors="replace")
        cell = _attributes(tag)
        text = _shown(cell.get("t"), inside)
        if text is not None and "r" in cell:
            yield _position(cell["r"]), text


def _shown(kind: str | None, inside: str) -> str | None:
    """What stands for a cell the reader leaves blank; None for every other cell."""
    value, formula = _VALUE.search(inside), _FORMULA.search(inside)
    if kind == "e" and value is not None:
        return unescape(value[1])
    has_result = kind == "str" or (value is not None and value[1] != "")
    return None if formula is None or has_result else f"={unescape(formula[1] or '')}"


def _position(address: str) -> Position:
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :]) - 1, column_number(letters)


def _attributes(tag: str) -> dict[str, str]:
    """Attributes by their name without prefix."""
    found = re.findall(r"""([\w:]+)=(?:"([^"]*)"|'([^']*)')""", tag)
    return {name.rpartition(":")[2]: unescape(double or single) for name, double, single in found}


def _text(package: zipfile.ZipFile, name: str) -> str:
    return package.read(name).decode("utf-8", errors="replace") if name in package.namelist() else ""
