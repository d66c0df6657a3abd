"""What an .xls (BIFF8) says beside its values: hidden rows and columns, unsettled formulas, texts elsewhere.

Record numbers and layouts: [MS-XLS]. A formula has no result where its writer asked for "calculate on load"
and left a zero (Apache POI), or where every formula of the file results in an empty text (xlwt): Excel and
LibreOffice ask for no such thing, and calculate.
"""

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import dropwhile, islice, takewhile
from pathlib import Path

from etl.biff_texts import long_texts
from etl.compound import CompoundFile, open_compound
from etl.marks import Position, Room, SheetMarks, WorkbookMarks
from etl.package import BROKEN
from etl.sheets import OutsideText

LOCKED = "dikunci dengan sandi. Hapus sandinya di Excel, simpan ulang, lalu kirim lagi."

_BOUNDSHEET, _FILEPASS, _EOF = 0x0085, 0x002F, 0x000A
_ROW, _COLINFO, _FORMULA, _BOOLERR = 0x0208, 0x007D, 0x0006, 0x0205
_HEADER_FOOTER = frozenset({0x0014, 0x0015})
_SHARED_TEXTS, _CONTINUE, _SHARED_TEXT = 0x00FC, 0x003C, 0x00FD
_VALUES = frozenset({0x0203, 0x027E, _SHARED_TEXT, 0x0204, 0x00D6, _BOOLERR, _FORMULA})
_MULTIPLE_RK = 0x00BD
_HIDDEN_ROW, _HIDDEN_COLUMN, _ON_LOAD = 0x20, 0x01, 0x02
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_EMPTY_TEXT = 3
_WITHOUT_RESULT = "=…"
_PRINTED = re.compile(rb"[\x20-\x7e]{16,}")
_PRINTED_WIDE = re.compile(rb"(?:[\x20-\x7e]\x00){16,}")
_LARGEST_COLUMN = 255


def read_binary_marks(path: Path) -> WorkbookMarks:
    """Marks by sheet name. Raises ValueError, with a sentence for the sender, if locked, broken or boundless.

    Texts outside the cells are every run of 16 and more printed characters in the file: comments, headers and
    footers, properties; those of the cells are among them.
    """
    book = open_compound(path.read_bytes())
    name = next((name for name in ("Workbook", "Book") if name in book.names), None)
    if "EncryptedPackage" in book.names:
        raise ValueError(LOCKED)
    if name is None:
        raise ValueError("bukan buku kerja Excel. Buka di programnya, simpan sebagai .xlsx, lalu kirim lagi.")
    stream = book.stream(name)
    room, texts = Room(), long_texts(_shared_texts(stream))
    found = {sheet: _marks(stream, start, room=room, texts=texts) for sheet, start in _bound_sheets(stream)}
    is_calculated = any(marks.results for marks in found.values())
    sheets = {sheet: marks.made(is_calculated=is_calculated) for sheet, marks in found.items()}
    return WorkbookMarks(sheets=sheets, outside=tuple(_printed(book)))


def is_locked_package(path: Path) -> bool:
    """Whether a compound file is an .xlsx locked with a password."""
    return "EncryptedPackage" in open_compound(path.read_bytes()).names


def _records(stream: bytes, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """Record numbers and contents up to the end of the substream."""
    at = start
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        if kind == _EOF:
            return
        at += 4 + length


def _shared_texts(stream: bytes) -> list[bytes]:
    """The record of shared texts and those that continue it."""
    records = dropwhile(lambda each: each[0] != _SHARED_TEXTS, _records(stream))
    first = [record for _, record in islice(records, 1)]
    return first + [record for _, record in takewhile(lambda each: each[0] == _CONTINUE, records)]


def _bound_sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, record in _records(stream):
        if kind == _FILEPASS:
            raise ValueError(LOCKED)
        if kind == _BOUNDSHEET and len(record) > 8:
            (start,) = struct.unpack_from("<I", record)
            encoding = "utf-16-le" if record[7] & 1 else "latin-1"
            yield record[8:].decode(encoding, errors="replace"), start


@dataclass(slots=True)
class _Marks:
    """Collects while the records of one sheet go by."""

    room: Room
    texts: Mapping[int, int]
    unsettled: dict[Position, str] = field(default_factory=dict)
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    empty: set[Position] = field(default_factory=set)
    results: int = 0

    def made(self, *, is_calculated: bool) -> SheetMarks:
        """`is_calculated`: whether any formula of the file has a result that is not an empty text."""
        left = {} if is_calculated else dict.fromkeys(self.empty, _WITHOUT_RESULT)
        return SheetMarks(
            unsettled=left | self.unsettled,
            hidden_rows=frozenset(self.rows),
            hidden_columns=frozenset(self.columns),
        )

    def see(self, kind: int, record: bytes) -> None:
        if kind in _VALUES:
            self._see_value(kind, record)
        elif kind == _MULTIPLE_RK:
            row, first = struct.unpack_from("<HH", record)
            self.room.take(row=row, column=first + (len(record) - 6) // 6 - 1)
        elif kind == _ROW and struct.unpack_from("<H", record, 12)[0] & _HIDDEN_ROW:
            self.rows.add(struct.unpack_from("<H", record)[0])
        elif kind == _COLINFO and struct.unpack_from("<H", record, 8)[0] & _HIDDEN_COLUMN:
            first, last = struct.unpack_from("<HH", record)
            self.columns.update(range(first, min(last, _LARGEST_COLUMN) + 1))

    def _see_value(self, kind: int, record: bytes) -> None:
        row, column = struct.unpack_from("<HH", record)
        self.room.take(row=row, column=column)
        if kind == _SHARED_TEXT and self.texts:
            self.room.take_text(self.texts.get(struct.unpack_from("<I", record, 6)[0], 0))
        text = _error(record) if kind == _BOOLERR else None
        if kind == _FORMULA:
            text = _unsettled(record)
            is_empty = record[6] == _EMPTY_TEXT and record[12:14] == b"\xff\xff"
            self.results += text is None and not is_empty
            if is_empty:
                self.empty.add((row, column))
        if text is not None:
            self.unsettled[row, column] = text


def _marks(stream: bytes, start: int, *, room: Room, texts: Mapping[int, int]) -> _Marks:
    room.next_sheet()
    marks = _Marks(room, texts)
    try:
        for kind, record in _records(stream, start):
            marks.see(kind, record)
    except struct.error as error:
        raise ValueError(BROKEN) from error
    return marks


def _error(record: bytes) -> str | None:
    return _ERRORS.get(record[6], "#N/A") if record[7] else None


def _unsettled(record: bytes) -> str | None:
    """An error as Excel shows it; "=…" where the result was left to be calculated on load."""
    result, (flags,) = record[6:14], struct.unpack_from("<H", record, 14)
    if result.endswith(b"\xff\xff"):
        return _ERRORS.get(result[2], "#N/A") if result[0] == 2 else None
    return _WITHOUT_RESULT if flags & _ON_LOAD and not any(result) else None


def _printed(book: CompoundFile) -> Iterator[OutsideText]:
    for name in sorted(book.names):
        stream = book.stream(name)
        for run in _PRINTED.finditer(stream):
            yield OutsideText("bagian di luar sel", run[0].decode("ascii"))
        for run in _PRINTED_WIDE.finditer(stream):
            yield OutsideText("bagian di luar sel", run[0].decode("utf-16-le"))
