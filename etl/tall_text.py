"""Delimited text of very many lines, read by column; what is odd is left to the careful reader."""

import codecs
import csv
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa  # type: ignore[import-untyped]

from etl.columns import Codes, Column, ColumnRows

TALL_BYTES = 200_000
"""From so many bytes on a text is worth it: some 2.000 lines of a report."""

_BLOCK = 1 << 22
_MOST_LOOSE = 20
"""One line in so many may have another number of cells than most: titles, notes, a total."""

_LINE_ENDS = b"\r\n"


def read_tall_text(content: bytes, *, delimiter: str, width: int) -> ColumnRows | None:
    """The rows by physical line, most of them `width` cells wide; an empty cell is None.

    None where another reader has to look: text in UTF-16 or in no encoding, quoted cells that hold quotes or
    line breaks, lines of every length. What is read here reads there in the same way.
    """
    encoding = _encoding(content)
    if encoding is None or b"\0" in content or not _is_plainly_quoted(content, delimiter=delimiter):
        return None
    loose = _Loose(most=len(content) // _MOST_LOOSE // max(width, 1))
    try:
        table = _table(content, delimiter=delimiter, width=width, encoding=encoding, loose=loose)
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None
    columns, height = _columns(table), table.num_rows + len(loose.texts)
    del table
    pa.default_memory_pool().release_unused()  # it would keep as much as the file is large
    return _with_loose(columns, loose.read(delimiter), height=height)


def _encoding(content: bytes) -> str | None:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    if content.isascii():
        return "utf8"
    try:
        for _ in codecs.iterdecode(_pieces(content), "utf-8"):
            pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf8"


def _pieces(content: bytes) -> Iterator[bytes]:
    return (content[start : start + _BLOCK] for start in range(0, len(content), _BLOCK))


def _is_plainly_quoted(content: bytes, *, delimiter: str) -> bool:
    """Whether every quote opens or closes a whole cell of one line: what it means is then beyond doubt."""
    if b'"' not in content:
        return True
    start = len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0
    while start < len(content):
        end = min(start + _BLOCK, len(content))
        if end < len(content):
            end = content.rfind(b"\n", start, end) + 1
        if end <= start or not _is_plain_piece(content[start:end], delimiter=delimiter):
            return False
        start = end
    return True


def _is_plain_piece(piece: bytes, *, delimiter: str) -> bool:
    """`piece` is of whole lines."""
    data = np.frombuffer(b"\n" + piece + b"\n", dtype=np.uint8)
    quotes = np.flatnonzero(data == ord('"'))
    if quotes.size % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    edges = np.frombuffer(delimiter.encode() + _LINE_ENDS, dtype=np.uint8)
    line_ends = np.flatnonzero(np.isin(data, edges[-len(_LINE_ENDS) :]))
    is_whole = np.isin(data[opening - 1], edges) & np.isin(data[closing + 1], edges)
    is_in_line = np.searchsorted(line_ends, opening) == np.searchsorted(line_ends, closing)
    return bool(is_whole.all() and is_in_line.all())


class _Loose:
    """The lines with another number of cells, as the reader meets them."""

    def __init__(self, *, most: int) -> None:
        self.texts: dict[int, str] = {}
        self._most = most

    def meet(self, row: "pa.csv.InvalidRow") -> str:
        self.texts[row.number - 1] = row.text
        return "skip" if len(self.texts) <= self._most else "error"

    def read(self, delimiter: str) -> dict[int, list[str]]:
        """Their cells by 0-based line."""
        cells = csv.reader(self.texts.values(), delimiter=delimiter, strict=True)
        return dict(zip(self.texts, cells, strict=True))


def _table(content: bytes, *, delimiter: str, width: int, encoding: str, loose: _Loose) -> pa.Table:
    from pyarrow import csv as arrow_csv

    names = [str(index) for index in range(width)]
    text = pa.dictionary(pa.int32(), pa.string())
    return arrow_csv.read_csv(
        pa.BufferReader(content),
        # Several threads do not tell the number of a line.
        read_options=arrow_csv.ReadOptions(
            column_names=names, use_threads=False, block_size=_BLOCK, encoding=encoding
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=delimiter, ignore_empty_lines=False, invalid_row_handler=loose.meet
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, text), strings_can_be_null=False
        ),
    ).unify_dictionaries()


def _columns(table: pa.Table) -> list[Column]:
    return [_column(column) for column in table.columns]


def _column(column: pa.ChunkedArray) -> Column:
    values = column.chunk(0).dictionary.to_pylist() if column.num_chunks else []
    codes = [chunk.indices.to_numpy() for chunk in column.chunks]
    return Column(tuple(text or None for text in values), np.concatenate([*codes, np.empty(0, np.int32)]))


def _with_loose(columns: Sequence[Column], loose: dict[int, list[str]], *, height: int) -> ColumnRows:
    """The lines of another length put back in their place, and as many columns as the longest asks for."""
    if not loose:
        return ColumnRows(columns, height=height)
    is_loose = np.zeros(height, dtype=bool)
    is_loose[list(loose)] = True
    width = max(len(columns), *map(len, loose.values()))
    blank = Column((), np.empty(0, dtype=np.int32))
    return ColumnRows(
        [
            _spread(
                columns[index] if index < len(columns) else blank,
                {row: cells[index] or None for row, cells in loose.items() if index < len(cells)},
                is_loose=is_loose,
            )
            for index in range(width)
        ],
        height=height,
    )


def _spread(column: Column, loose: dict[int, str | None], *, is_loose: npt.NDArray[np.bool_]) -> Column:
    values = [*column.values, None, *loose.values()]
    codes: Codes = np.full(is_loose.size, len(column.values), dtype=np.int32)
    if column.codes.size:
        codes[~is_loose] = column.codes
    codes[np.fromiter(loose, dtype=np.intp)] = np.arange(len(column.values) + 1, len(values), dtype=np.int32)
    return Column(tuple(values), codes)
