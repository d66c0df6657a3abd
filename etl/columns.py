"""The rows of a tall sheet held by column: each distinct value once, and for every row which one it has.

A million rows of a report have few distinct values in a column, so that this takes a twentieth of the memory
of tuples, and whoever has to read every cell can read every distinct value instead.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import TypeAlias, TypeVar, overload

import numpy as np
import numpy.typing as npt

from etl.sheets import CellValue, Row

TALL_ROWS = 2_000
"""From so many rows on a sheet is held by column."""

_BLOCK = 4_096

_Given = TypeVar("_Given", bound=Hashable)

Codes: TypeAlias = npt.NDArray[np.int32]
"""For every row the place of its value among the column's values."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: row `r` holds `values[codes[r]]`. A value may stand among them that no row has."""

    values: tuple[CellValue, ...]
    codes: Codes

    def rows_of(self, code: int) -> npt.NDArray[np.intp]:
        """The 0-based rows that hold this value, rising."""
        return np.flatnonzero(self.codes == code)

    def first_rows(self) -> npt.NDArray[np.intp]:
        """For each value the 0-based row that holds it first; the number of rows where none does."""
        first = np.full(len(self.values), self.codes.size, dtype=np.intp)
        first[self.codes[::-1]] = np.arange(self.codes.size - 1, -1, -1)
        return first

    def counts(self, start: int) -> Counter[CellValue]:
        """How many rows from `start` on hold each value."""
        found = np.bincount(self.codes[start:], minlength=len(self.values)).tolist()
        counts: Counter[CellValue] = Counter()
        for value, rows in zip(self.values, found, strict=True):
            counts[value] += rows
        return +counts


class ColumnRows(Sequence[Row]):
    """Rows as any other reader gives them, all of one width, made when they are asked for."""

    __slots__ = ("_height", "_last", "columns")

    def __init__(self, columns: Sequence[Column], *, height: int) -> None:
        self.columns = tuple(columns)
        self._height = height
        self._last: tuple[int, Row] | None = None

    def __len__(self) -> int:
        return self._height

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        if isinstance(index, slice):
            return tuple(self._between(*index.indices(self._height)))
        # A reader asks for the same row once for each of its cells.
        if self._last is None or self._last[0] != index:
            self._last = (index, self._row(index))
        return self._last[1]

    def __iter__(self) -> Iterator[Row]:
        return self._between(0, self._height)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # compared by content, as a list is

    def _row(self, index: int) -> Row:
        if not -self._height <= index < self._height:
            raise IndexError(index)
        return tuple(column.values[column.codes[index]] for column in self.columns)

    def _between(self, start: int, stop: int, step: int = 1) -> Iterator[Row]:
        if step != 1:
            yield from map(self._row, range(start, stop, step))
            return
        for first in range(start, stop, _BLOCK):
            last = min(first + _BLOCK, stop)
            cells = [map(c.values.__getitem__, c.codes[first:last].tolist()) for c in self.columns]
            yield from zip(*cells, strict=True) if cells else [()] * (last - first)


def encode_rows(
    rows: Iterable[Sequence[_Given]], *, width: int, plain: Callable[[_Given], CellValue]
) -> ColumnRows:
    """Hold rows of `width` cells by column; `plain` makes a cell's value of what the reader gave.

    Equal cells are one value: of 1 and 1.0, which `plain` tells no more apart, the first that came.
    """
    waiting = iter(rows)
    # A value not met before gets the next number.
    known = [defaultdict[_Given | tuple[_Given], int](count().__next__) for _ in range(width)]
    parts: list[list[Codes]] = [[] for _ in range(width)]
    height = 0
    while block := list(islice(waiting, _BLOCK)):
        height += len(block)
        for cells, memo, codes in zip(zip(*block, strict=True), known, parts, strict=True):
            codes.append(_codes(cells, memo))
    return ColumnRows(
        [
            Column(tuple(plain(_bare(key)) for key in memo), np.concatenate([*codes, _NO_CODES]))
            for memo, codes in zip(known, parts, strict=True)
        ],
        height=height,
    )


def put_texts(rows: ColumnRows, texts: Mapping[tuple[int, int], str]) -> ColumnRows:
    """The rows with these texts, by 0-based row and column, in cells that are blank or beyond the edge."""
    if not texts:
        return rows
    height = max((len(rows), *(row + 1 for row, _ in texts)))
    width = max((len(rows.columns), *(column + 1 for _, column in texts)))
    by_column: dict[int, dict[int, str]] = {}
    for (row, index), text in texts.items():
        by_column.setdefault(index, {})[row] = text
    given = (rows.columns[index : index + 1] for index in range(width))
    columns = [
        _put(_lengthened(one, height=height), by_column.get(index, {})) for index, one in enumerate(given)
    ]
    return ColumnRows(columns, height=height)


def _put(column: Column, texts: Mapping[int, str]) -> Column:
    values = list(column.values)
    for row, text in texts.items():
        if values[column.codes[row]] is None:
            column.codes[row] = len(values)
            values.append(text)
    return Column(tuple(values), column.codes)


def _lengthened(given: Sequence[Column], *, height: int) -> Column:
    """A copy of the one column given, or a blank one, of this height."""
    values, codes = ((*given[0].values, None), given[0].codes) if given else ((None,), _NO_CODES)
    longer: Codes = np.full(height, len(values) - 1, dtype=np.int32)
    longer[: codes.size] = codes
    return Column(values, longer)


_NO_CODES: Codes = np.empty(0, dtype=np.int32)


def _codes(cells: Sequence[_Given], memo: Mapping[_Given | tuple[_Given], int]) -> Codes:
    # True and 1 are equal, but they are not the same cell.
    keys = (
        [(cell,) if isinstance(cell, bool) else cell for cell in cells] if bool in map(type, cells) else cells
    )
    return np.fromiter(map(memo.__getitem__, keys), dtype=np.int32, count=len(keys))


def _bare(key: _Given | tuple[_Given]) -> _Given:
    return key[0] if isinstance(key, tuple) else key
