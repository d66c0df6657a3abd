"""The ordinary rows of a tall sheet, read by column: nothing is to be said about any of them alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from data_contracts.wilayah import Wilayah
from etl.columns import Codes
from etl.resolve.dates import Interval
from etl.resolve.figures import FigureValue

T_co = TypeVar("T_co", covariant=True)

Flags: TypeAlias = npt.NDArray[np.bool_]
Rows: TypeAlias = npt.NDArray[np.intp]
"""0-based rows of a sheet, rising."""


@dataclass(frozen=True, slots=True)
class Coded(Generic[T_co]):
    """A value for each of many rows: row `r` has `values[codes[r]]`."""

    values: tuple[T_co, ...]
    codes: Codes

    def only(self, keep: Flags | slice) -> "Coded[T_co]":
        """The values of the rows kept."""
        return Coded(self.values, self.codes[keep])

    def distinct(self) -> Iterator[T_co]:
        """The values that some row has."""
        return (self.values[code] for code in np.unique(self.codes).tolist())

    def is_told(self) -> Flags:
        """For each row whether its value is there."""
        told: Flags = np.array([value is not None for value in self.values], dtype=bool)[self.codes]
        return told


def sum_of(figure: Coded[FigureValue | None]) -> int | None:
    """The sum of a column of counts, exact; None where no row reports one."""
    counts = np.bincount(figure.codes, minlength=len(figure.values)).tolist()
    told = [(v, n) for v, n in zip(figure.values, counts, strict=True) if n and isinstance(v, int)]
    return sum(value * count for value, count in told) if told else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordinary:
    """Rows of one sheet whose every cell was read and needs no word.

    `figures` holds the values by field, None where blank; `dimensions` the further keys told by each row.
    `habits` are what is said once for a whole column, by rule and field, with the rows it concerns.
    """

    rows: Rows
    wilayah: Coded[Wilayah | None]
    intervals: Coded[Interval | None]
    dimensions: Coded[Mapping[str, str]]
    figures: Mapping[str, Coded[FigureValue | None]]
    habits: Mapping[tuple[str, str], Flags]

    def __len__(self) -> int:
        return self.rows.size

    def only(self, keep: Flags | slice) -> "Ordinary":
        """Some of these rows, in their order."""
        return replace(
            self,
            rows=self.rows[keep],
            wilayah=self.wilayah.only(keep),
            intervals=self.intervals.only(keep),
            dimensions=self.dimensions.only(keep),
            figures={name: figure.only(keep) for name, figure in self.figures.items()},
            habits={habit: flags[keep] for habit, flags in self.habits.items()},
        )

    def between(self, first: int, beyond: int) -> "Ordinary":
        """Those from row `first` (0-based) up to the one before `beyond`."""
        start, stop = np.searchsorted(self.rows, (first, beyond)).tolist()
        return self.only(slice(start, stop))

    def reports_any(self, fields: frozenset[str]) -> Flags:
        """For each row whether it reports one of these figures."""
        told = np.zeros(len(self), dtype=bool)
        for name in fields & self.figures.keys():
            told |= self.figures[name].is_told()
        return told
