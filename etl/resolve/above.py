"""The rows above a row of sums, whichever way they were read."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from etl.resolve.dates import Interval
from etl.resolve.ordinary import Ordinary, sum_of
from etl.resolve.reading import DataRow


@dataclass(frozen=True, slots=True)
class Above:
    """Rows of data: `lines` read one by one, `ordinary` read by column."""

    lines: Sequence[DataRow]
    ordinary: Ordinary | None = None

    def __len__(self) -> int:
        return len(self.lines) + (0 if self.ordinary is None else len(self.ordinary))

    def intervals(self) -> frozenset[Interval | None]:
        """The days the rows speak of."""
        by_column = () if self.ordinary is None else self.ordinary.intervals.distinct()
        return frozenset((*(line.interval for line in self.lines), *by_column))

    def leaves(self) -> "Above":
        """The rows in which no other lies: a kabupaten above its kecamatan is not counted twice."""
        by_column = () if self.ordinary is None else tuple(self.ordinary.wilayah.distinct())
        regions = (*(line.wilayah for line in self.lines), *by_column)
        parents = {one.induk for one in regions if one is not None}
        lines = [line for line in self.lines if line.wilayah is None or line.wilayah.kode not in parents]
        return Above(lines, None if self.ordinary is None else _outside(self.ordinary, parents))

    def sum(self, field: str) -> int | None:
        """None where no row reports the field, or one does so unreadably."""
        is_readable = all(field in line.values for line in self.lines if field in line.texts)
        if self.ordinary is not None and field in self.ordinary.silent:
            is_readable = is_readable and not self.ordinary.silent[field].any()
        return self.sum_of_readable(field) if is_readable else None

    def sum_of_readable(self, field: str) -> int | None:
        """The sum over the rows that report the field readably; None where none does."""
        figure = None if self.ordinary is None else self.ordinary.figures.get(field)
        by_column = None if figure is None else sum_of(figure)
        values = [value for line in self.lines if isinstance(value := line.values.get(field), int)]
        if not values:
            return by_column
        return sum(values) + (by_column or 0)


class RowsSoFar:
    """The rows above the one being read, from the top of the table and from the last row of sums on."""

    def __init__(self, ordinary: Ordinary | None) -> None:
        self._ordinary = ordinary
        self._lines: list[DataRow] = []
        self._closed_lines, self._closed_row = 0, 0

    def add(self, line: DataRow) -> None:
        self._lines.append(line)

    def close(self, row: int) -> None:
        """Begin a new group below this row (0-based)."""
        self._closed_lines, self._closed_row = len(self._lines), row

    def every(self, row: int) -> Above:
        """All rows above this one."""
        return Above(self._lines, self._between(0, row))

    def group(self, row: int) -> Above:
        """Those since the last row of sums; all where there is none between."""
        group = Above(self._lines[self._closed_lines :], self._between(self._closed_row, row))
        return group if len(group) else self.every(row)

    def _between(self, first: int, row: int) -> Ordinary | None:
        return None if self._ordinary is None else self._ordinary.between(first, row)


def _outside(ordinary: Ordinary, parents: set[str | None]) -> Ordinary:
    is_leaf = np.array(
        [one is None or one.kode not in parents for one in ordinary.wilayah.values], dtype=bool
    )
    keep = is_leaf[ordinary.wilayah.codes]
    return ordinary if keep.all() else ordinary.only(keep)
