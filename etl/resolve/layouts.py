"""How a sheet is laid out: one table, several below or beside one another, or labels with their values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from data_contracts.contract import LogicalType
from etl.columns import ColumnRows
from etl.resolve.forms import read_forms
from etl.resolve.grid import row_text
from etl.resolve.headings import (
    Answers,
    Table,
    find_table,
    is_heading_row,
    repeated_region,
    starts_another_table,
)
from etl.resolve.hidden import hidden_findings
from etl.resolve.numbers import parse_number
from etl.resolve.reading import SheetReading
from etl.resolve.rows import Context, Reason, is_signature, own_sheet, read_sheet, without_table
from etl.resolve.titles import names_day, names_region, still_said
from etl.resolve.words import is_blank
from etl.sheets import CellValue, Row, Sheet
from warehouse.cells import part_name, sheet_of
from warehouse.records import IgnoredRow

_TITLE_ROWS = 6


@dataclass(frozen=True, slots=True)
class _Part:
    """One table of a sheet at its true address; the titles above its `first` row belong to another too."""

    sheet: Sheet
    first: int
    table: Table | None = None


def read_layout(sheet: Sheet, *, context: Context) -> tuple[SheetReading, ...]:
    """Read every table of a sheet; without any all its rows are ignored, which an INFO finding says."""
    if sheet.is_ours:
        return (own_sheet(sheet),)
    table = find_table(sheet, answers=context.answers)
    if table is None or _holds_values(sheet.rows[table.bottom]):
        readings = read_forms(sheet, context=context) or (without_table(sheet),)
    else:
        parts = _parts(sheet, table=table, answers=context.answers)
        readings = tuple(_read_part(part, context=context) for part in parts)
    first, *rest = readings
    told = tuple(hidden_findings(sheet, readings=readings))
    return (replace(first, findings=(*first.findings, *told)), *rest)


def _holds_values(headings: Row) -> bool:
    """Whether a row of known words is rather labels with their values between them."""
    filled = [cell for cell in headings if not is_blank(cell)]
    return 2 * sum(map(_is_number, filled)) >= len(filled)


def _read_part(part: _Part, *, context: Context) -> SheetReading:
    """Only the first headings of a sheet stand aside; those of a further table are accounted for as rows."""
    table = part.table or find_table(part.sheet, answers=context.answers)
    reading = read_sheet(part.sheet, context=context, table=table)
    above = range(table.top, table.bottom + 1) if table is not None and part.first else ()
    filled = [row + 1 for row in above if not all(map(is_blank, part.sheet.rows[row]))]
    headings = (IgnoredRow(sheet=part.sheet.name, row=row, reason=Reason.TITLE.value) for row in filled)
    left = (replace(one, sheet=sheet_of(one.sheet)) for one in (*headings, *reading.ignored))
    return replace(reading, ignored=tuple(one for one in left if one.row > part.first))


def _parts(sheet: Sheet, *, table: Table, answers: Answers) -> Sequence[_Part]:
    """The tables in reading order; a tall sheet is one, for nobody writes a second below 2.000 rows."""
    if isinstance(sheet.rows, ColumnRows):
        return (_Part(sheet, 0, table),)
    tops = list(_tops(sheet.rows, table=table, answers=answers))
    whole = [_Part(sheet, 0, table)] if len(tops) < 2 else list(_below_one_another(sheet, tops))
    parts = [beside for part in whole for beside in _beside_one_another(part, answers=answers)]
    named = enumerate(parts, start=1)
    return [_named(part, part_name(sheet.name, number)) for number, part in named]


def _named(part: _Part, name: str) -> _Part:
    if name == part.sheet.name:
        return part
    return _Part(replace(part.sheet, name=name), part.first)  # its findings about headings bear the name


def _tops(rows: Sequence[Row], *, table: Table | None, answers: Answers) -> Iterator[int]:
    """The first heading row (0-based) of each table; `table` is the best of them."""
    if table is None or not any(map(_has_number, rows[table.bottom + 1 :])):
        return
    above = rows[: table.top]
    yield from _tops(above, table=find_table(Sheet("", above), answers=answers), answers=answers)
    yield table.top
    below = range(table.bottom + 1, len(rows))
    start = next((row for row in below if _starts_another(rows, row, table=table)), None)
    if start is not None:
        rest = rows[start:]
        found = find_table(Sheet("", rest), answers=answers)
        yield from (start + top for top in _tops(rest, table=found, answers=answers))


def _starts_another(rows: Sequence[Row], row: int, *, table: Table) -> bool:
    """Headings of other figures, or the same ones under a title that names a day or region of its own."""
    if starts_another_table(rows[row], table=table):
        return True
    if not is_heading_row(rows[row], table=table):
        return False
    start = _title_start(rows, row, floor=table.bottom)
    return any(names_day(each) or names_region(each) for each in rows[start:row])


def _title_start(rows: Sequence[Row], top: int, *, floor: int) -> int:
    """The first row of the titles right above a table: text without figures, after a gap at most."""
    start = top
    for row in range(top - 1, max(floor, top - _TITLE_ROWS), -1):
        if all(map(is_blank, rows[row])):
            if start < top:
                break
            continue
        if _has_number(rows[row]) or is_signature(rows[row]):
            break
        start = row
    return start


def _below_one_another(sheet: Sheet, tops: Sequence[int]) -> Iterator[_Part]:
    starts = [
        0,
        *(_title_start(sheet.rows, top, floor=above) for above, top in pairwise(tops)),
    ]
    ends = [*starts[1:], len(sheet.rows)]
    for start, top, end in zip(starts, tops, ends, strict=True):
        kept = _common_titles(sheet.rows[: tops[0]], own=sheet.rows[start:top]) if start else ()
        blank: tuple[Row, ...] = ((),) * (start - len(kept))
        yield _Part(replace(sheet, rows=(*kept, *blank, *sheet.rows[start:end])), start)


def _common_titles(titles: Sequence[Row], *, own: Sequence[Row]) -> tuple[Row, ...]:
    """The sheet's titles, without what a table's own titles say."""
    has_day, has_region = any(map(names_day, own)), any(map(names_region, own))
    return tuple(
        _kept(row, still_said(row_text(row), has_day=has_day, has_region=has_region)) for row in titles
    )


def _kept(row: Row, said: str) -> Row:
    if said == row_text(row):
        return row
    return (said,) if said else ()


def _beside_one_another(part: _Part, *, answers: Answers) -> Iterator[_Part]:
    table = part.table or find_table(part.sheet, answers=answers)
    column = None if table is None else repeated_region(part.sheet, table=table)
    if table is None or column is None:
        yield replace(part, table=table)
        return
    yield _Part(_columns(part.sheet, slice(None, column), table=table), part.first)
    right = _columns(part.sheet, slice(column, None), table=table)
    yield from _beside_one_another(_Part(right, table.bottom + 1), answers=answers)


def _columns(sheet: Sheet, kept: slice, *, table: Table) -> Sheet:
    """The sheet with only these columns filled; of the titles also those that stand on one side alone."""
    rows = (
        _cut(row, kept) if number >= table.top or not all(map(is_blank, _cut(row, kept))) else row
        for number, row in enumerate(sheet.rows)
    )
    return replace(sheet, rows=tuple(rows))


def _cut(row: Row, kept: slice) -> Row:
    if kept.start is None:
        return row[kept]
    return (*(None for _ in row[: kept.start]), *row[kept])


def _has_number(row: Row) -> bool:
    return any(map(_is_number, row))


def _is_number(cell: CellValue) -> bool:
    if isinstance(cell, str):
        return cell[:1].isdigit() and parse_number(cell, logical_type=LogicalType.NUMBER).value is not None
    return isinstance(cell, int | float) and not isinstance(cell, bool)
