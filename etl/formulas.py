"""Formulas of an .xlsx whose result is not in the file, and errors: the reader shows both as blank.

A workbook written by a program, or saved before it was calculated, keeps a formula without its value.
Taken for a blank cell it would be a figure lost without a word.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from posixpath import join, normpath

from etl.cells import column_number

Position = tuple[int, int]

_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_CELL = re.compile(r"<(?:\w+:)?c\s([^>]*)(?<!/)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_FORMULA = re.compile(r"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>(.*?)</(?:\w+:)?f>)", re.DOTALL)
_VALUE = re.compile(r"<(?:\w+:)?v(?:\s[^>]*)?>(.*?)</(?:\w+:)?v>", re.DOTALL)


def read_unsettled_cells(path: Path) -> Mapping[str, Mapping[Position, str]]:
    """Per sheet name the cells (0-based row and column) with a formula without result, or an error as result.

    The text is the formula with its "=" (of a formula shared with other cells at least that), or the error as
    Excel shows it. A formula whose result is an empty text is a blank cell and not among them.
    """
    with zipfile.ZipFile(path) as package:
        parts = {name: part for name, part in _sheet_parts(package) if part in package.namelist()}
        return {name: dict(_unsettled(package.read(part))) for name, part in parts.items()}


def _sheet_parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    relations = [_attributes(tag) for tag in _RELATION.findall(_text(package, "xl/_rels/workbook.xml.rels"))]
    targets = {one["Id"]: normpath(join("/xl", one["Target"])).lstrip("/") for one in relations}
    for sheet in map(_attributes, _SHEET.findall(_text(package, "xl/workbook.xml"))):
        yield sheet["name"], targets.get(sheet.get("id", ""), "")


def _unsettled(content: bytes) -> Iterator[tuple[Position, str]]:
    if not re.search(rb"<(?:\w+:)?f[\s>/]|\bt=[\"']e[\"']", content):
        return
    for tag, inside in _CELL.findall(content.decode("utf-8", errors="replace")):
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
