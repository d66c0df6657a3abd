"""What an .xlsx carries outside its cells: comments, text boxes, and what pivot tables and links keep."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

_TEXT_PARTS = {
    "xl/comments": "komentar sel",
    "xl/threadedcomments/": "komentar sel",
    "xl/drawings/": "kotak teks",
}
_VALUE_PARTS = {
    "xl/pivotcache/": "simpanan tabel pivot",
    "xl/externallinks/": "simpanan tautan ke berkas lain",
}
_END_OF_TEXT = re.compile(r"</(?:\w+:)?(?:comment|threadedComment|p)>")
_TAG = re.compile(r"<[^>]*>")
_VALUE = re.compile(r"""\bv="([^"]*)"|<v>([^<]*)</v>|<cacheField\s[^>]*?\bname="([^"]*)\"""")


@dataclass(frozen=True, slots=True)
class OutsideText:
    """One text outside the cells; `place` is how it is told to the sender."""

    place: str
    text: str


def read_outside_cells(path: Path) -> tuple[OutsideText, ...]:
    """Every comment, text box, and value kept by a pivot table or a link to another file.

    A pivot table keeps the rows it was made from, by name and NIK, also where only its sums are shown.
    """
    with zipfile.ZipFile(path) as package:
        return tuple(OutsideText(place, text) for place, text in _texts(package) if text.strip())


def _texts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    for name in (name for name in package.namelist() if name.lower().endswith(".xml")):
        text_place, value_place = _place(name, _TEXT_PARTS), _place(name, _VALUE_PARTS)
        if text_place:
            yield from ((text_place, text) for text in _running_texts(_content(package, name)))
        if value_place:
            yield from ((value_place, value) for value in _kept_values(_content(package, name)))


def _place(name: str, parts: dict[str, str]) -> str | None:
    return next((place for start, place in parts.items() if name.lower().startswith(start)), None)


def _content(package: zipfile.ZipFile, name: str) -> str:
    return package.read(name).decode("utf-8", errors="replace")


def _running_texts(content: str) -> Iterator[str]:
    """Text whole even where its formatting changes within a number."""
    for part in _END_OF_TEXT.split(content):
        yield unescape(_TAG.sub("", part))


def _kept_values(content: str) -> set[str]:
    return {unescape("".join(match)) for match in _VALUE.findall(content)}
