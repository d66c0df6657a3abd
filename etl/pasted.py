"""A text pasted from a chat: every line a label with its value, at the line it stands in.

What the chat adds is left away: the stamp and name before a message, the asterisks of bold print, bullets and
pictures. Whoever wrote a message is no part of the report, so his name or number goes no further than here.
"""

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence

from data_contracts.catalogue import IDENTIFICATION, load_headings
from data_contracts.judul import normal_heading
from etl.sheets import Row, Sheet

_LOOKED_AT = 2_000
_FEWEST_LABELS = 2
_DAY = r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}"
_TIME = r"\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?"
_STAMP = re.compile(rf"\s*(?:\[(?:{_DAY},?\s+{_TIME}|{_TIME},?\s+{_DAY})\]\s*|{_DAY},?\s+{_TIME}\s+[-–]\s+)")
_WRITER = re.compile(r"(?P<name>[^:]{1,80}):\s*")
_LINE = re.compile(r"(?P<label>[^:=]{1,120}?)\s*[:=]\s*(?P<value>.*)", re.DOTALL)
_SPACED = re.compile(
    r"(?P<label>\D{1,120}?)\s+(?P<value>(?:Rp\.?\s*)?[-(]?\d[\d.,]*\)?(?:\s?%|\s\D{0,12})?)", re.IGNORECASE
)
_FURTHER = re.compile(r"\s*[,;|]\s+(?=[^,;|:=]{1,60}[:=])")
_BULLET = re.compile(r"^(?:[-–•*·>▪►✓✔]|\d{1,2}[.)])\s+")
_PRINT = "*_~`"
_FIELD_SPLIT = re.compile(r"[,;|\t]")


def is_pasted(text: str) -> bool:
    """Whether a text is labels with values, line by line, and no table of delimited columns."""
    lines = [line for _, line in zip(range(_LOOKED_AT), _lines(text), strict=False)]
    if any(sum(map(_is_known, _FIELD_SPLIT.split(line))) >= _FEWEST_LABELS for line in lines):
        return False
    labels = {
        normal_heading(match["label"])
        for line in lines
        for piece in _FURTHER.split(_message(line)[1])
        if (match := _LINE.fullmatch(_shown(piece))) and _is_known(match["label"])
    }
    return len(labels) >= _FEWEST_LABELS or any(load_headings()[one][0] != IDENTIFICATION for one in labels)


def read_pasted(text: str, *, name: str) -> Sheet:
    """One sheet: a line's label in A, its value in B, further ones of it in C and D; a plain line in A.

    The row is the physical line. `breaks` are the lines at which a message begins.
    """
    rows: list[Row] = []
    breaks: set[int] = set()
    for number, line in enumerate(_lines(text)):
        is_start, message = _message(line)
        if is_start:
            breaks.add(number)
        rows.append(tuple(_cells(message)))
    return Sheet(name, tuple(rows), breaks=frozenset(breaks))


def _lines(text: str) -> Iterator[str]:
    return iter(io.StringIO(text, newline=None))


def _message(line: str) -> tuple[bool, str]:
    """Whether a message begins in this line, and the line without its stamp and writer."""
    seen = "".join(character for character in line if unicodedata.category(character) != "Cf")
    stamp = _STAMP.match(seen)
    if stamp is None:
        return False, seen
    rest = seen[stamp.end() :]
    writer = _WRITER.match(rest)
    is_label = writer is not None and _is_known(writer["name"])
    return True, rest if writer is None or is_label else rest[writer.end() :]


def _cells(message: str) -> Iterator[str | None]:
    pieces = _FURTHER.split(message)
    matches = [_LINE.fullmatch(_shown(piece)) for piece in pieces]
    if len(pieces) > 1 and all(match and _is_known(match["label"]) for match in matches):
        for match in matches:
            yield from _pair(match)
    else:
        yield from (
            _pair(_LINE.fullmatch(_shown(message))) or _spaced(_shown(message)) or (_shown(message) or None,)
        )


def _pair(match: re.Match[str] | None) -> Sequence[str | None]:
    """Label and value; () where the line has none, such as a time of day or a link."""
    if match is None or not any(map(str.isalpha, match["label"])) or match["value"].startswith("//"):
        return ()
    return _shown(match["label"]), _shown(match["value"]) or None


def _spaced(message: str) -> Sequence[str | None]:
    """A known label followed by its figure without any sign between them; () for every other line."""
    match = _SPACED.fullmatch(message)
    owner = None if match is None else load_headings().get(normal_heading(match["label"]))
    is_figure = owner is not None and owner[0] != IDENTIFICATION
    return (match["label"], match["value"]) if match is not None and is_figure else ()


def _is_known(label: str) -> bool:
    return normal_heading(_shown(label)) in load_headings()


def _shown(text: str) -> str:
    """The text without bullets, bold marks and pictures around it; a dash alone is a value and stays."""
    bare = _BULLET.sub("", _without_pictures(text).strip()).strip()
    return bare.strip(_PRINT).strip() or bare


def _without_pictures(text: str) -> str:
    """Pictures are symbols to Unicode ("So"), drawn large by marks of their own."""
    return "".join(each for each in text if unicodedata.category(each) != "So" and each not in "\ufe0f\u20e3")
