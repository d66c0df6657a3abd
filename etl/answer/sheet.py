"""Cells of a sender's sheet get another look; its figures, formulas and everything else stay as they are."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from etl.answer.markup import (
    Edit,
    Tag,
    append_into,
    edited,
    end_of,
    escaped,
    find_tag,
    find_tags,
    with_attribute,
)
from etl.answer.package import required
from warehouse.cells import column_letter, column_number

Place = tuple[int, int]
"""1-based row and 0-based column."""

Restyle = Callable[[int], int]
"""From the look a cell has to the one it gets."""

_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# Children of a worksheet that come after the drawing of its comments.
_AFTER_LEGACY_DRAWING = (
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)


def place_of(cell: str) -> Place | None:
    """Row and column of an address such as "D5"; None for anything else."""
    match = _CELL.fullmatch(cell)
    return None if match is None else (int(match[2]), column_number(match[1]))


def anchors(part: bytes) -> Mapping[Place, Place]:
    """For each cell hidden under a merged area the one that is seen; areas of whole columns are left out."""
    seen: dict[Place, Place] = {}
    for tag in find_tags(part, "mergeCell"):
        first, _, last = (tag.attribute("ref") or "").partition(":")
        top, bottom = place_of(first), place_of(last)
        if top is None or bottom is None or (bottom[0] - top[0] + 1) * (bottom[1] - top[1] + 1) > 10_000:
            continue
        for row in range(top[0], bottom[0] + 1):
            for column in range(top[1], bottom[1] + 1):
                seen[row, column] = top
    return seen


def restyled(part: bytes, looks: Mapping[Place, Restyle]) -> bytes:
    """The sheet with other looks at these cells; a cell that is not there yet is put in, blank."""
    grid = _Grid.of(part)
    numbers = [row.number for row in grid.rows]
    edits: list[Edit] = []
    for number, group in groupby(sorted(looks), key=lambda place: place[0]):
        wanted = {column: looks[number, column] for _, column in group}
        index = bisect_left(numbers, number)
        following = grid.rows[index] if index < len(numbers) else None
        if following is not None and following.number == number:
            edits += _restyle_row(grid, following, wanted)
        else:
            edits.append(_new_row(grid, number, wanted, before=following))
    return edited(part, _opened_once(edits, grid.data))


def with_comments_drawing(part: bytes, *, relation: str, relations: str) -> bytes:
    """The sheet pointing to the drawing of its comments; `relations` is the namespace of relation ids."""
    root = required(find_tag(part, "worksheet"))
    end = end_of(part, root)
    after = (find_tag(part, name, start=root.end, end=end) for name in _AFTER_LEGACY_DRAWING)
    place = min((tag.start for tag in after if tag is not None), default=end)
    prefix = root.prefix.decode()
    text = f'<{prefix}legacyDrawing xmlns:r="{relations}" r:id="{escaped(relation)}"/>'
    return edited(part, [Edit(place, place, text.encode())])


def deselected(part: bytes) -> bytes:
    """The sheet not selected: two selected sheets would be edited together."""
    return edited(
        part,
        [
            Edit(tag.start, tag.end, with_attribute(tag.text, "tabSelected", None))
            for tag in find_tags(part, "sheetView")
            if tag.attribute("tabSelected") is not None
        ],
    )


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    tag: Tag


@dataclass(frozen=True, slots=True)
class _Grid:
    """A sheet's rows, and the look a blank cell has by its column (first, last, style; 1-based)."""

    part: bytes
    data: Tag
    rows: tuple[_Row, ...]
    columns: tuple[tuple[int, int, int], ...]

    @classmethod
    def of(cls, part: bytes) -> "_Grid":
        data = required(find_tag(part, "sheetData"))
        styled = (tag for tag in find_tags(part, "col", end=data.start) if tag.attribute("style"))
        columns = tuple((_int(tag, "min"), _int(tag, "max"), _int(tag, "style")) for tag in styled)
        return cls(part, data, tuple(_rows(part, data)), columns)

    def column_style(self, column: int) -> int:
        return next((style for first, last, style in self.columns if first <= column + 1 <= last), 0)


def _rows(part: bytes, data: Tag) -> Iterator[_Row]:
    """Every row; one that bears no number follows the one before it."""
    number = 0
    for tag in find_tags(part, "row", start=data.end, end=end_of(part, data)):
        given = tag.attribute("r")
        number = int(given) if given else number + 1
        yield _Row(number, tag)


def _restyle_row(grid: _Grid, row: _Row, wanted: Mapping[int, Restyle]) -> Iterator[Edit]:
    cells = dict(_cells(grid.part, row))
    base = _int(row.tag, "s") if row.tag.attribute("customFormat") in {"1", "true"} else None
    missing: dict[int | None, list[bytes]] = {}
    for column, restyle in sorted(wanted.items()):
        if column in cells:
            tag = cells[column]
            style = str(restyle(_int(tag, "s")))
            yield Edit(tag.start, tag.end, with_attribute(tag.text, "s", style))
        else:
            following = min((other for other in cells if other > column), default=None)
            look = restyle(grid.column_style(column) if base is None else base)
            missing.setdefault(following, []).append(_cell(row.tag, row.number, column, look))
    for following, texts in missing.items():
        if following is None:
            yield append_into(grid.part, row.tag, b"".join(texts))
        else:
            yield Edit(cells[following].start, cells[following].start, b"".join(texts))


def _cells(part: bytes, row: _Row) -> Iterator[tuple[int, Tag]]:
    column = -1
    if row.tag.is_empty:
        return
    for tag in find_tags(part, "c", start=row.tag.end, end=end_of(part, row.tag)):
        place = place_of(tag.attribute("r") or "")
        column = column + 1 if place is None else place[1]
        yield column, tag


def _cell(like: Tag, row: int, column: int, look: int) -> bytes:
    return b"<" + like.prefix + f'c r="{column_letter(column)}{row}" s="{look}"/>'.encode()


def _new_row(grid: _Grid, number: int, wanted: Mapping[int, Restyle], *, before: _Row | None) -> Edit:
    cells = b"".join(
        _cell(grid.data, number, column, restyle(grid.column_style(column)))
        for column, restyle in sorted(wanted.items())
    )
    prefix = grid.data.prefix
    text = b"<" + prefix + f'row r="{number}">'.encode() + cells + b"</" + prefix + b"row>"
    if before is not None:
        return Edit(before.tag.start, before.tag.start, text)
    return append_into(grid.part, grid.data, text)


def _opened_once(edits: list[Edit], data: Tag) -> list[Edit]:
    """Of a sheet without rows each new row would open `<sheetData/>` anew: put them into one."""
    if not data.is_empty or not edits:
        return edits
    head = edits[0].text[: edits[0].text.index(b">") + 1]
    tail = edits[0].text[edits[0].text.rindex(b"</") :]
    rows = b"".join(edit.text[len(head) : -len(tail)] for edit in edits)
    return [Edit(data.start, data.end, head + rows + tail)]


def _int(tag: Tag, name: str) -> int:
    text = tag.attribute(name) or "0"
    return int(text) if text.isdecimal() else 0
