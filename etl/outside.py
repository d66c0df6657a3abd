"""What an .xlsx carries outside its cells: comments, text boxes, properties, and what pivots keep."""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import unescape
from pathlib import Path

from etl.sheets import OutsideText

_TEXT_PARTS = {
    "xl/comments": "komentar sel",
    "xl/threadedcomments/": "komentar sel",
    "xl/drawings/": "kotak teks",
}
_NODE_PARTS = {
    "docprops/": "properti berkas",
    "xl/workbook.xml": "nama yang ditetapkan di buku kerja",
}
_VALUE_PARTS = {
    "xl/pivotcache/": "simpanan tabel pivot",
    "xl/externallinks/": "simpanan tautan ke berkas lain",
    "xl/charts/": "simpanan diagram",
}
_END_OF_TEXT = re.compile(r"</(?:\w+:)?(?:comment|threadedComment|p)>")
_NODE = re.compile(r">([^<]+)<")
_TAG = re.compile(r"<[^>]*>")
_VALUE = re.compile(r"""\bv="([^"]*)"|<(?:c:)?v>([^<]*)</(?:c:)?v>|<cacheField\s[^>]*?\bname="([^"]*)\"""")


def read_outside_cells(path: Path) -> tuple[OutsideText, ...]:
    """Every comment, text box, property, name, and value kept by a pivot table, a chart or a link.

    A pivot table keeps the rows it was made from, by name and NIK, also where only its sums are shown.
    """
    with zipfile.ZipFile(path) as package:
        return tuple(OutsideText(place, text) for place, text in _texts(package) if text.strip())


def _texts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    for name in (name for name in package.namelist() if name.lower().endswith(".xml")):
        for parts, texts in _READERS:
            place = next((place for start, place in parts.items() if name.lower().startswith(start)), None)
            if place is not None:
                yield from ((place, text) for text in texts(_content(package, name)))


def _content(package: zipfile.ZipFile, name: str) -> str:
    return package.read(name).decode("utf-8", errors="replace")


def _running_texts(content: str) -> Iterator[str]:
    """Text whole even where its formatting changes within a number."""
    for part in _END_OF_TEXT.split(content):
        yield unescape(_TAG.sub("", part))


def _kept_values(content: str) -> set[str]:
    return {unescape("".join(match)) for match in _VALUE.findall(content)}


def _nodes(content: str) -> Iterator[str]:
    return map(unescape, _NODE.findall(content))


_READERS: tuple[tuple[Mapping[str, str], Callable[[str], Iterable[str]]], ...] = (
    (_TEXT_PARTS, _running_texts),
    (_VALUE_PARTS, _kept_values),
    (_NODE_PARTS, _nodes),
)
