"""Which rows of a tall sheet are ordinary: what each distinct value or key means is asked once.

The readers asked are those that read any row. A row is ordinary where reading it alone would give its keys
and figures and not a word about them; every other row is left to be read by itself, and so is one in doubt.
Of what is said of more rows than anybody reads, only the first are spoken of by themselves.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from data_contracts.wilayah import Wilayah
from etl.columns import Codes, Column, ColumnRows
from etl.resolve.coded import Coded, Flags, Rows
from etl.resolve.codes import VILLAGE_FIELDS, is_village
from etl.resolve.dates import Interval
from etl.resolve.figures import FigureValue, read_cell
from etl.resolve.findings import Place
from etl.resolve.fractions import with_whole_percentages
from etl.resolve.grid import Grid
from etl.resolve.headings import Column as Heading
from etl.resolve.headings import field_of_heading, starts_another_table
from etl.resolve.numbers import NumberRemark
from etl.resolve.ordinary import Ordinary
from etl.resolve.periods import PERIOD_FIELDS
from etl.resolve.readers import FEWEST_ZEROS, Readers, all_zero
from etl.resolve.regions import ALL_PARTS
from etl.resolve.remarks import Findings, Remark, remark_of, remarks_in, told_alone
from etl.resolve.totals import labels_a_total
from etl.resolve.words import is_blank
from etl.sheets import CellValue

_MOST_COMBINATIONS = 2**62

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tall:
    """The rows of a tall sheet: those read by column, and those left to be read one by one (0-based)."""

    ordinary: Ordinary
    left: Rows


@dataclass(frozen=True, slots=True)
class _Meaning(Generic[T]):
    """What the readers made of each distinct value or combination, and what they had to say about it.

    `stays`: those with which a row may be told by column.
    """

    read: Coded[T]
    findings: Coded[Findings]
    stays: Flags


def read_tall(readers: Readers, rows: ColumnRows) -> Tall:
    """Part the rows below the headings in ordinary ones and others; blank ones are neither."""
    grid = readers.grid
    filled = ~_are_blank(rows)
    filled[: grid.table.bottom + 1] = False
    keys = _regions(readers, rows), _periods(readers, rows), _dimensions(readers, rows)
    figures = {column.field.name: _figure(grid, column, rows) for column in grid.table.figures}
    numbers, is_zero = _numbers([figure.read for figure in figures.values()], height=len(rows))
    may_stay = filled & _have_plain_form(grid, rows) & (numbers > 0)
    for key in keys:
        may_stay &= key.stays
    remarks = dict(_zeros(readers, keys[0].findings.codes, is_zero & (numbers >= FEWEST_ZEROS)))
    found = [*(key.findings for key in keys), *(figure.findings for figure in figures.values())]
    for findings in found:
        remarks |= remarks_in(findings)
    is_ordinary = may_stay & ~told_alone(remarks.values(), among=may_stay)
    chosen = np.flatnonzero(is_ordinary)
    ordinary = Ordinary(
        rows=chosen,
        wilayah=_of(keys[0].read, chosen),
        intervals=_of(keys[1].read, chosen),
        dimensions=_of(keys[2].read, chosen),
        figures={name: _of(figure.read, chosen) for name, figure in figures.items()},
        habits={
            (NumberRemark.FOREIGN_STYLE.value, name): figure.is_foreign[chosen]
            for name, figure in figures.items()
            if figure.is_foreign.any()
        },
        remarks={remark: flags[chosen] for remark, flags in remarks.items() if flags[chosen].any()},
        silent={name: figure.is_silent[chosen] for name, figure in figures.items() if figure.is_silent.any()},
    )
    left = np.flatnonzero(filled & ~is_ordinary)
    return Tall(with_whole_percentages(ordinary, columns=grid.table.figures), left)


def _of(coded: Coded[T], rows: Rows) -> Coded[T]:
    return Coded(coded.values, coded.codes[rows])


def _are_blank(rows: ColumnRows) -> Flags:
    blank = np.ones(len(rows), dtype=bool)
    for column in rows.columns:
        blank &= _flags(column, map(is_blank, column.values))
    return blank


def _flags(column: Column | Coded[T], by_value: Iterable[bool]) -> Flags:
    flags: Flags = np.fromiter(by_value, dtype=bool, count=len(column.values))[column.codes]
    return flags


def _have_plain_form(grid: Grid, rows: ColumnRows) -> Flags:
    """No sum, no headings, not the row of column numbers, and above any other table."""
    plain = ~_may_be_headings(rows)
    for column in rows.columns[: min(column.index for column in grid.table.figures)]:
        plain &= ~_flags(column, map(labels_a_total, column.values))
    plain[grid.table.bottom + 1 : grid.table.bottom + 2] = False
    doubtful = (row for row in np.flatnonzero(~plain).tolist() if row > grid.table.bottom)
    another = next((row for row in doubtful if starts_another_table(rows[row], table=grid.table)), len(rows))
    plain[another:] = False
    return plain


def _may_be_headings(rows: ColumnRows) -> Flags:
    """Rows with two known headings or more."""
    known = np.zeros(len(rows), dtype=np.int16)
    for column in rows.columns:
        known += _flags(column, (field_of_heading(value) is not None for value in column.values))
    may_be: Flags = known > 1
    return may_be


def _regions(readers: Readers, rows: ColumnRows) -> _Meaning[Wilayah | None]:
    """A row that says nothing of its region may be a sum or a signature: it is read by itself."""
    grid, regions = readers.grid, readers.regions
    groups = _groups(grid, rows, (*ALL_PARTS, *VILLAGE_FIELDS))
    readings = [regions.read(row) for row in groups.values]
    stays = [
        (one.is_typed or not regions.has_columns) and not is_village(grid, row)
        for one, row in zip(readings, groups.values, strict=True)
    ]
    found = [one.findings for one in readings]
    return _meaning(groups.codes, [one.wilayah for one in readings], found, stays=stays)


def _periods(readers: Readers, rows: ColumnRows) -> _Meaning[Interval | None]:
    """Where no column names the region, only a row that names its day is one of data."""
    groups = _groups(readers.grid, rows, PERIOD_FIELDS)
    readings = [readers.periods.read(row) for row in groups.values]
    has_dates = readers.periods.has_dates
    stays = [readers.regions.has_columns or (has_dates and one.interval is not None) for one in readings]
    found = [one.findings for one in readings]
    return _meaning(groups.codes, [one.interval for one in readings], found, stays=stays)


def _dimensions(readers: Readers, rows: ColumnRows) -> _Meaning[Mapping[str, str]]:
    """As if each row reported every figure of the sheet; one that then lacks a key is read by itself."""
    fields = dict.fromkeys(
        one.name for contract in readers.dimensions.contracts for one in contract.dimensions
    )
    filled = frozenset(column.field.name for column in readers.grid.table.figures)
    groups = _groups(readers.grid, rows, tuple(fields))
    readings = [readers.dimensions.read(row, filled=filled) for row in groups.values]
    stays = [not one.findings for one in readings]
    return _meaning(groups.codes, [one.values for one in readings], [()] * len(readings), stays=stays)


def _meaning(
    codes: Codes, values: Sequence[T], findings: Sequence[Findings], *, stays: Sequence[bool]
) -> _Meaning[T]:
    return _Meaning(
        Coded(tuple(values), codes), Coded(tuple(findings), codes), np.array(stays, dtype=bool)[codes]
    )


def _zeros(readers: Readers, regions: Codes, is_zero: Flags) -> Iterator[tuple[Remark, Flags]]:
    """The remark about rows of zeros only, at the cell that names their region."""
    first = Column((None,) * (int(regions.max(initial=-1)) + 1), regions).first_rows()
    anchors = np.array([readers.regions.anchor(row) for row in first.tolist()], dtype=np.intp)
    for anchor in dict.fromkeys(anchors.tolist()):
        yield remark_of(all_zero(readers, row=0, column=anchor)), is_zero & (anchors == anchor)[regions]


def _groups(grid: Grid, rows: ColumnRows, fields: Sequence[str]) -> Coded[int]:
    """Rows that say the same in these key columns; the value of a group is the first row (0-based) in it."""
    combined = np.zeros(len(rows), dtype=np.int64)
    size = 1
    for index in (grid.table.keys[field] for field in fields if field in grid.table.keys):
        column = _with_merged(grid, index, rows)
        if size * len(column.values) > _MOST_COMBINATIONS:
            combined, size = _renumbered(combined)
        combined = combined * len(column.values) + column.codes
        size *= len(column.values)
    codes, count = _renumbered(combined)
    first = Column((None,) * count, codes.astype(np.int32)).first_rows()
    return Coded(tuple(first.tolist()), codes.astype(np.int32))


def _renumbered(combined: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], int]:
    codes, distinct = pd.factorize(combined)
    return codes, len(distinct)


def _with_merged(grid: Grid, index: int, rows: ColumnRows) -> Column:
    """A key column with its vertically merged cells filled in, as the grid shows them."""
    column = rows.columns[index]
    below = {row: value for (row, at), value in grid.filled.items() if at == index}
    values: list[CellValue] = list(column.values)
    codes: Codes = column.codes.copy() if below else column.codes
    known: dict[CellValue, int] = {}
    for row, value in below.items():
        if row < codes.size and is_blank(values[codes[row]]):
            codes[row] = known.setdefault(value, len(values))
            if known[value] == len(values):
                values.append(value)
    return Column(tuple(values), codes)


@dataclass(frozen=True, slots=True)
class _Figure:
    """What the cells of a figure mean, and what there is to say about them.

    `is_foreign`: those written with English separators, a habit of their writer; `is_silent`: those filled
    without meaning a value.
    """

    read: Coded[FigureValue | None]
    findings: Coded[Findings]
    is_foreign: Flags
    is_silent: Flags


def _figure(grid: Grid, heading: Heading, rows: ColumnRows) -> _Figure:
    column = rows.columns[heading.index]
    cells = [read_cell(_place(grid, heading, value), heading.field) for value in column.values]
    foreign = [
        cell.value is not None
        and cell.finding is not None
        and cell.finding.rule == NumberRemark.FOREIGN_STYLE
        for cell in cells
    ]
    found = tuple(
        () if cell.finding is None or is_habit else (cell.finding,)
        for cell, is_habit in zip(cells, foreign, strict=True)
    )
    silent = (
        cell.value is None and not is_blank(value) for cell, value in zip(cells, column.values, strict=True)
    )
    return _Figure(
        read=Coded(tuple(cell.value for cell in cells), column.codes),
        findings=Coded(found, column.codes),
        is_foreign=_flags(column, foreign),
        is_silent=_flags(column, silent),
    )


def _place(grid: Grid, heading: Heading, value: CellValue) -> Place:
    """A cell of the column, in whichever row."""
    return Place(
        sheet=grid.sheet.name,
        row=0,
        column=heading.index,
        value=value,
        contract=heading.contract,
        field=heading.field.name,
    )


def _numbers(
    figures: Sequence[Coded[FigureValue | None]], *, height: int
) -> tuple[npt.NDArray[np.int16], Flags]:
    """For each row how many numbers it reports, and whether all of them are zero."""
    numbers, is_zero = np.zeros(height, dtype=np.int16), np.ones(height, dtype=bool)
    for figure in figures:
        is_number = [isinstance(value, int | float) for value in figure.values]
        numbers += _flags(figure, is_number)
        is_zero &= ~_flags(figure, (yes and bool(v) for yes, v in zip(is_number, figure.values, strict=True)))
    return numbers, is_zero
