"""Delimited text as offices export it: any of four delimiters, any of four encodings, addresses kept."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from etl.columns import ColumnRows
from etl.sheets import Row
from etl.tall_text import TALL_BYTES, read_tall_text

_DELIMITERS = (";", ",", "\t", "|")
_LOOKED_AT = 200
_SAMPLE = 1 << 20
_BYTE_ENCODINGS = ("utf-8-sig", "cp1252")

TextRow = tuple[str | None, ...]


def read_delimited(content: bytes) -> Sequence[Row]:
    """Rows by physical line: row 0 is the first line of the file; an empty cell is None.

    A record whose quoted cell holds a line break leaves the lines it runs over empty, so that later
    addresses still agree with the file. Many lines are held by column where nothing is odd about them. Raises
    ValueError, with an Indonesian sentence for the sender, when the bytes are not text or a quote does not
    close.
    """
    tall = _tall(content) if len(content) >= TALL_BYTES else None
    return _careful(content) if tall is None else tall


def _tall(content: bytes) -> ColumnRows | None:
    sample = content[:_SAMPLE].decode("utf-8-sig", errors="replace")
    lines = list(io.StringIO(sample, newline=""))[:-1]  # the last one may be cut
    if len(lines) < _LOOKED_AT:
        return None
    delimiter = _delimiter(lines)
    ((width, _),) = Counter(_widths(lines, delimiter)).most_common(1)
    return read_tall_text(content, delimiter=delimiter, width=width)


def _careful(content: bytes) -> tuple[TextRow, ...]:
    lines = list(io.StringIO(decode(content), newline=""))  # str.splitlines would also split at form feeds
    return _rows(lines, delimiter=_delimiter(lines))


def decode(content: bytes) -> str:
    """The text of bytes in UTF-8 or UTF-16 with or without mark, or Windows-1252. Raises ValueError."""
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_wide else _BYTE_ENCODINGS:
        try:
            return _text(content, encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("isinya bukan teks. Buka di Excel, simpan sebagai CSV UTF-8, lalu kirim lagi.")


def _text(content: bytes, encoding: str) -> str:
    text = content.decode(encoding)
    if "\0" in text:
        raise ValueError("isinya bukan teks CSV. Buka di Excel, simpan sebagai CSV UTF-8, lalu kirim lagi.")
    return text


def _delimiter(lines: Sequence[str]) -> str:
    """The delimiter under which most lines have the same number of cells; then the one that gives most cells.

    Decimal commas make a semicolon file look like commas too, but never in the line of headings.
    """
    return max(_DELIMITERS, key=lambda delimiter: _consistency(lines, delimiter))


def _consistency(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    widths = Counter(_widths(lines, delimiter))
    del widths[0], widths[1]
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _widths(lines: Sequence[str], delimiter: str) -> list[int]:
    try:
        return [len(record) for record in islice(csv.reader(lines, delimiter=delimiter), _LOOKED_AT)]
    except csv.Error:
        return []


def _rows(lines: Sequence[str], *, delimiter: str) -> tuple[TextRow, ...]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    rows: list[TextRow] = []
    try:
        for record in reader:
            rows.append(tuple(cell or None for cell in record))
            rows.extend([()] * (reader.line_num - len(rows)))
    except csv.Error as error:
        line = len(rows) + 1
        message = f"tanda kutip di sekitar baris {line} tidak ditutup. Perbaiki baris itu, lalu kirim lagi."
        raise ValueError(message) from error
    return tuple(rows)
