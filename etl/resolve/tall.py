"""Which rows of a tall sheet are ordinary: what each distinct value or key means is asked once.

The readers asked are those that read any row. A row is ordinary where reading it alone would give its keys
and figures and not a word about them; every other row is left to be read by itself, and so is one in doubt.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from data_contracts.wilayah import Wilayah
from etl.columns import Codes, Column, ColumnRows
from etl.resolve.codes import VILLAGE_FIELDS, is_village
from etl.resolve.dates import Interval
from etl.resolve.figures import FigureValue, read_cell
from etl.resolve.findings import Place
from etl.resolve.fractions import with_whole_percentages
from etl.resolve.grid import Grid
from etl.resolve.headings import Column as Heading
from etl.resolve.headings import field_of_heading, starts_another_table
from etl.resolve.numbers import NumberRemark
from etl.resolve.ordinary import Coded, Flags, Ordinary, Rows
from etl.resolve.periods import PERIOD_FIELDS
from etl.resolve.readers import FEWEST_ZEROS, Readers
from etl.resolve.regions import ALL_PARTS
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
    """What the readers made of each distinct value or combination, and which of them need no word."""

    read: Coded[T]
    is_plain: Flags

    @property
    def plain_rows(self) -> Flags:
        return self.is_plain[self.read.codes]


def read_tall(readers: Readers, rows: ColumnRows) -> Tall:
    """Part the rows below the headings in ordinary ones and others; blank ones are neither."""
    grid = readers.grid
    filled = ~_are_blank(rows)
    filled[: grid.table.bottom + 1] = False
    is_ordinary = filled & _have_plain_form(grid, rows)
    regions, periods = _regions(readers, rows), _periods(readers, rows)
    dimensions = _dimensions(readers, rows)
    figures = {column.field.name: _figure(grid, column, rows) for column in grid.table.figures}
    for plain in (one.plain_rows for one in (regions, periods, dimensions)):
        is_ordinary &= plain
    for plain in (one.meaning.plain_rows for one in figures.values()):
        is_ordinary &= plain
    is_ordinary &= _tell_something((one.meaning.read for one in figures.values()), height=len(rows))
    if not _are_about_someone(readers):
        is_ordinary[:] = False
    chosen = np.flatnonzero(is_ordinary)
    ordinary = Ordinary(
        rows=chosen,
        wilayah=_of(regions.read, chosen),
        intervals=_of(periods.read, chosen),
        dimensions=_of(dimensions.read, chosen),
        figures={name: _of(one.meaning.read, chosen) for name, one in figures.items()},
        habits={
            (NumberRemark.FOREIGN_STYLE.value, name): one.is_foreign[chosen]
            for name, one in figures.items()
            if one.is_foreign.any()
        },
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


def _are_about_someone(readers: Readers) -> bool:
    """Whether a row with known keys speaks of its wilayah or its day; else its text decides what it is."""
    return readers.regions.has_columns or readers.periods.has_dates


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
    grid, regions = readers.grid, readers.regions
    groups = _groups(grid, rows, (*ALL_PARTS, *VILLAGE_FIELDS))
    readings = [regions.read(row) for row in groups.values]
    known = [one.wilayah is not None or not regions.has_columns for one in readings]
    plain = [
        is_known and not one.findings and not is_village(grid, row)
        for one, row, is_known in zip(readings, groups.values, known, strict=True)
    ]
    return _meaning(groups.codes, [one.wilayah for one in readings], plain)


def _periods(readers: Readers, rows: ColumnRows) -> _Meaning[Interval | None]:
    groups = _groups(readers.grid, rows, PERIOD_FIELDS)
    readings = [readers.periods.read(row) for row in groups.values]
    has_dates = readers.periods.has_dates
    plain = [not one.findings and (one.interval is not None or not has_dates) for one in readings]
    return _meaning(groups.codes, [one.interval for one in readings], plain)


def _dimensions(readers: Readers, rows: ColumnRows) -> _Meaning[Mapping[str, str]]:
    """As if each row reported every figure of the sheet; one that then lacks a key is left."""
    fields = dict.fromkeys(
        one.name for contract in readers.dimensions.contracts for one in contract.dimensions
    )
    filled = frozenset(column.field.name for column in readers.grid.table.figures)
    groups = _groups(readers.grid, rows, tuple(fields))
    readings = [readers.dimensions.read(row, filled=filled) for row in groups.values]
    return _meaning(groups.codes, [one.values for one in readings], [not one.findings for one in readings])


def _meaning(codes: Codes, values: Sequence[T], plain: Sequence[bool]) -> _Meaning[T]:
    return _Meaning(Coded(tuple(values), codes), np.array(plain, dtype=bool))


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
    """What the cells of a figure mean; `is_foreign`: those written with English separators."""

    meaning: _Meaning[FigureValue | None]
    is_foreign: Flags


def _figure(grid: Grid, heading: Heading, rows: ColumnRows) -> _Figure:
    """Plain is a cell that is blank, or gives its value with nothing to say but a habit of its writer."""
    column = rows.columns[heading.index]
    cells = [
        read_cell(
            Place(sheet=grid.sheet.name, value=value, contract=heading.contract, field=heading.field.name),
            heading.field,
        )
        for value in column.values
    ]
    foreign = [
        cell.value is not None
        and cell.finding is not None
        and cell.finding.rule == NumberRemark.FOREIGN_STYLE
        for cell in cells
    ]
    plain = [cell.finding is None or is_foreign for cell, is_foreign in zip(cells, foreign, strict=True)]
    meaning = _meaning(column.codes, [cell.value for cell in cells], plain)
    return _Figure(meaning, np.array(foreign, dtype=bool)[column.codes])


def _tell_something(figures: Iterable[Coded[FigureValue | None]], *, height: int) -> Flags:
    """At least one number, and of several not all zero."""
    numbers, is_zero = np.zeros(height, dtype=np.int16), np.ones(height, dtype=bool)
    for figure in figures:
        numbers += _flags(figure, (isinstance(value, int | float) for value in figure.values))
        is_zero &= _flags(figure, (not value for value in figure.values))
    tells: Flags = (numbers > 0) & ~(is_zero & (numbers >= FEWEST_ZEROS))
    return tells
