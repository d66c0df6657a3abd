"""Many rows in few SQLite statements; what the rows of a statement all say is bound once for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import sqlalchemy as sa

from warehouse.columns import Flags
from warehouse.engines import driver_errors

Values: TypeAlias = Mapping[str, Sequence[object]]

ROWS_PER_STATEMENT = 50
"""SQLite spends as much on starting a statement as on several rows, and on a bound value as on storing it."""

_OFTEN = 0.75
"""A column is bound once for all rows where it says one thing in at least this share of the statements."""


def insert_rows(connection: sa.Connection, table: sa.Table, columns: Values) -> None:
    """Append these rows in their order, columns of one height, inside the connection's transaction."""
    rows = len(next(iter(columns.values())))
    together = rows - rows % ROWS_PER_STATEMENT
    flags = {name: _alike(values, stop=together) for name, values in columns.items()}
    often = [name for name, alike in flags.items() if alike.sum() >= _OFTEN * len(alike)]
    even = np.logical_and.reduce([flags[name] for name in often or columns])
    plans = {
        True: _Plan(connection, table, columns, shared=often),
        False: _Plan(connection, table, columns, shared=()),
    }
    for is_even, start, stop in _runs(even):
        plans[is_even].insert(range(start, stop, ROWS_PER_STATEMENT), height=ROWS_PER_STATEMENT)
    if together < rows:
        plans[False].insert(range(together, rows), height=1)


def _alike(values: Sequence[object], *, stop: int) -> Flags:
    """For each full statement's rows whether they all say the same."""
    last = ROWS_PER_STATEMENT - 1
    starts = range(0, stop, ROWS_PER_STATEMENT)
    # Most columns that differ at all differ at the ends.
    found = (
        values[start] == values[start + last]
        and values[start : start + ROWS_PER_STATEMENT].count(values[start]) == ROWS_PER_STATEMENT
        for start in starts
    )
    return np.fromiter(found, dtype=bool, count=len(starts))


def _runs(even: Flags) -> Iterator[tuple[bool, int, int]]:
    """Statements of one kind that follow one another: the kind, their first row and the row after them."""
    bounds = [0, *(np.flatnonzero(even[1:] != even[:-1]) + 1).tolist(), len(even)]
    for first, end in pairwise(bounds):
        if first < end:
            yield bool(even[first]), first * ROWS_PER_STATEMENT, end * ROWS_PER_STATEMENT


class _Plan:
    """Statements over rows of which these columns are bound once, the others row by row."""

    def __init__(
        self, connection: sa.Connection, table: sa.Table, columns: Values, *, shared: Sequence[str]
    ) -> None:
        self._connection = connection
        self._shared = [columns[name] for name in shared]
        varying = [name for name in columns if name not in shared]
        self._varying = [columns[name] for name in varying]
        quote = connection.dialect.identifier_preparer.quote
        names = ", ".join(map(quote, [*shared, *varying]))
        self._head = f"INSERT INTO {quote(table.name)} ({names}) VALUES "  # noqa: S608 - names of our own
        self._texts: dict[int, str] = {}

    def insert(self, starts: range, *, height: int) -> None:
        """Insert the rows from each of these starts, so many at a time."""
        if height not in self._texts:
            self._texts[height] = self._head + self._places(height)
        text = self._texts[height]
        with (
            driver_errors(self._connection, text),
            closing(self._connection.connection.cursor()) as cursor,
        ):
            cursor.executemany(text, self._parameters(starts, height=height))

    def _places(self, height: int) -> str:
        common = [f"?{place}" for place in range(1, len(self._shared) + 1)]
        width = len(self._varying)
        firsts = range(len(common) + 1, len(common) + 1 + height * width, width) if width else [0] * height
        rows = ([*common, *(f"?{first + place}" for place in range(width))] for first in firsts)
        return ", ".join(f"({', '.join(row)})" for row in rows)

    def _parameters(self, starts: range, *, height: int) -> list[tuple[object, ...]]:
        width, rows = len(self._varying), len(starts) * height
        values: list[object] = [None] * (width * rows)
        for place, column in enumerate(self._varying):
            values[place::width] = column[starts.start : starts.start + rows]
        step = width * height
        return [
            (*(column[start] for column in self._shared), *values[number * step : (number + 1) * step])
            for number, start in enumerate(starts)
        ]
