"""What an .ods says beside its values: hidden and merged cells, unsettled formulas, notes and text boxes.

The XML is streamed, and one with a document type is refused: no spreadsheet writes one, and its entities can
unfold without end.
"""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from etl.marks import LONG_TEXT, Position, Room, SheetMarks, WorkbookMarks
from etl.package import BROKEN, broken_package_said
from etl.sheets import Merged, OutsideText

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_DRAW = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0 "
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_OUTSIDE = {
    f"{_OFFICE}annotation": "komentar sel",
    f"{_DRAW}frame": "kotak teks",
    f"{_DRAW}custom-shape": "kotak teks",
}
_HIDING = frozenset({"collapse", "filter"})
_FAR = 16_384
_SEPARATOR = " "
_LOCKED = "dikunci dengan sandi. Hapus sandinya, simpan ulang, lalu kirim lagi."

Attributes = Mapping[str, str]


def read_opendocument_marks(path: Path) -> WorkbookMarks:
    """Marks by sheet name. Raises ValueError, with a sentence, if locked, broken or boundless."""
    with broken_package_said(), zipfile.ZipFile(path) as package:
        if b"encryption-data" in package.read("META-INF/manifest.xml"):
            raise ValueError(_LOCKED)
        reader = _Reader()
        _parse(package, "content.xml", reader)
        outside = [*reader.outside]
        for part, place in (("styles.xml", "kepala atau kaki halaman"), ("meta.xml", "properti berkas")):
            if part in package.namelist():
                texts = _Texts(place)
                _parse(package, part, texts)
                outside += texts.found
    return WorkbookMarks(sheets=reader.sheets, outside=tuple(outside))


def _parse(package: zipfile.ZipFile, part: str, reader: "_Reader | _Texts") -> None:
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        with package.open(part) as file:
            parser.ParseFile(file)
    except expat.ExpatError as error:
        raise ValueError(BROKEN) from error


def _refuse_document_type(*_: object) -> None:
    raise ValueError(
        "memuat deklarasi DTD, yang tidak ada di lembar kerja biasa. Simpan ulang, lalu kirim lagi."
    )


class _Texts:
    """Every paragraph of a part."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.found: list[OutsideText] = []
        self._pieces: list[str] = []

    def start(self, name: str, _: Attributes) -> None:
        if name == f"{_TEXT}p":
            self.end(name)

    def end(self, name: str) -> None:
        if name == f"{_TEXT}p" or not name.startswith(_TEXT):
            text = "".join(self._pieces).strip()
            self._pieces.clear()
            if text:
                self.found.append(OutsideText(self.place, text))

    def characters(self, text: str) -> None:
        self._pieces.append(text)


@dataclass(slots=True)
class _Table:
    name: str
    row: int = 0
    row_repeats: int = 1
    column: int = 0
    declared: int = 0
    unsettled: dict[Position, str] = field(default_factory=dict)
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    merged: list[Merged] = field(default_factory=list)


@dataclass(slots=True)
class _Cell:
    attributes: Attributes
    length: int = 0


class _Reader:
    """Walks over content.xml; a table inside a cell or a text box is not a sheet."""

    def __init__(self) -> None:
        self.sheets: dict[str, SheetMarks] = {}
        self.outside: list[OutsideText] = []
        self._room = Room()
        self._table: _Table | None = None
        self._nested = 0
        self._cell: _Cell | None = None
        self._aside: list[tuple[str, list[str]]] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name in _OUTSIDE:
            self._aside.append((name, []))
        elif self._aside:
            return
        elif name == f"{_TABLE}table":
            self._start_table(attributes)
        elif self._table is not None and self._nested == 1:
            self._start_part(name, attributes, table=self._table)

    def end(self, name: str) -> None:
        if self._aside:
            self._end_aside(name)
        elif name == f"{_TABLE}table":
            self._end_table()
        elif self._table is not None and self._nested == 1:
            self._end_part(name, table=self._table)

    def characters(self, text: str) -> None:
        if self._aside:
            self._aside[-1][1].append(text)
        elif self._cell is not None:
            self._cell.length += len(text.strip())

    def _end_aside(self, name: str) -> None:
        element, pieces = self._aside[-1]
        if name == f"{_TEXT}p":
            pieces.append("\n")
        if name == element:
            self._aside.pop()
            self.outside += [
                OutsideText(_OUTSIDE[name], line) for line in "".join(pieces).split("\n") if line
            ]

    def _start_table(self, attributes: Attributes) -> None:
        self._nested += 1
        if self._nested == 1:
            self._room.next_sheet()
            self._table = _Table(attributes.get(f"{_TABLE}name", ""))

    def _end_table(self) -> None:
        self._nested -= 1
        if self._nested == 0 and self._table is not None:
            table, self._table = self._table, None
            self.sheets[table.name] = SheetMarks(
                unsettled=table.unsettled,
                hidden_rows=frozenset(table.rows),
                hidden_columns=frozenset(table.columns),
                merged=tuple(table.merged),
            )

    def _start_part(self, name: str, attributes: Attributes, *, table: _Table) -> None:
        is_hidden = attributes.get(f"{_TABLE}visibility") in _HIDING
        if name == f"{_TABLE}table-column":
            repeats = _number(attributes, "number-columns-repeated")
            if is_hidden:
                table.columns.update(range(table.declared, min(table.declared + repeats, _FAR)))
            table.declared += repeats
        elif name == f"{_TABLE}table-row":
            table.row_repeats, table.column = _number(attributes, "number-rows-repeated"), 0
            if is_hidden:
                table.rows.update(range(table.row, table.row + min(table.row_repeats, _FAR)))
        elif name in _CELLS:
            self._cell = _Cell(attributes)

    def _end_part(self, name: str, *, table: _Table) -> None:
        if name == f"{_TABLE}table-row":
            table.row += table.row_repeats
        elif name in _CELLS and self._cell is not None:
            self._settle(self._cell, table=table)
            table.column += _number(self._cell.attributes, "number-columns-repeated")
            self._cell = None

    def _settle(self, cell: _Cell, *, table: _Table) -> None:
        repeats = _number(cell.attributes, "number-columns-repeated")
        has_value = f"{_OFFICE}value-type" in cell.attributes
        formula = cell.attributes.get(f"{_TABLE}formula")
        if has_value or cell.length or formula is not None:
            self._room.take_text(cell.length * repeats * table.row_repeats if cell.length > LONG_TEXT else 0)
            self._room.take(row=table.row + table.row_repeats - 1, column=table.column + repeats - 1)
        if formula is not None and not has_value and not cell.length:
            table.unsettled[table.row, table.column] = f"={formula.partition('=')[2]}"
        _merge(cell.attributes, table=table)


def _merge(attributes: Attributes, *, table: _Table) -> None:
    wide, tall = _number(attributes, "number-columns-spanned"), _number(attributes, "number-rows-spanned")
    if wide > 1 or tall > 1:
        table.merged.append(Merged(table.row, table.column, table.row + tall - 1, table.column + wide - 1))


def _number(attributes: Attributes, name: str) -> int:
    text = attributes.get(_TABLE + name, "1")
    return int(text) if text.isdecimal() and text != "0" else 1
