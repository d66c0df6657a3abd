"""Rows of a file by their place, held compactly: a million of them are a few arrays, not a million tuples."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from numbers import Integral
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

SourceRow: TypeAlias = tuple[str, int]
"""Sheet and 1-based row, as Excel or the physical CSV line has it."""

Numbers: TypeAlias = npt.NDArray[np.int64]


class SourceRows(AbstractSet[SourceRow]):
    """A set of source rows. It compares and combines with any set of them, quickly with one of its kind."""

    __slots__ = ("_numbers",)

    def __init__(self, numbers: Mapping[str, Numbers] | None = None) -> None:
        """`numbers` are the 1-based rows of each sheet, in any order; a number given twice counts once."""
        given = (numbers or {}).items()
        self._numbers = {sheet: _rising(rows.astype(np.int64)) for sheet, rows in given if rows.size}

    @classmethod
    def of(cls, places: Iterable[SourceRow]) -> "SourceRows":
        """The set of these places."""
        numbers: dict[str, list[int]] = {}
        for sheet, number in places:
            numbers.setdefault(sheet, []).append(number)
        return cls({sheet: np.array(rows, dtype=np.int64) for sheet, rows in numbers.items()})

    @classmethod
    def _from_iterable(cls, it: Iterable[SourceRow]) -> "SourceRows":  # type: ignore[override]
        """What the operators of the base class make their results with."""
        return cls.of(it)

    @property
    def sheets(self) -> tuple[str, ...]:
        """The sheets with at least one row in the set."""
        return tuple(self._numbers)

    def numbers(self, sheet: str) -> Numbers:
        """The sheet's rows, 1-based and rising."""
        return self._numbers.get(sheet, np.empty(0, dtype=np.int64))

    def first(self, sheet: str) -> int | None:
        """The sheet's uppermost row, None where it has none."""
        rows = self.numbers(sheet)
        return int(rows[0]) if rows.size else None

    def holds(self, frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
        """For each row of a frame with `sheet` and `source_row`, whether it is in the set."""
        found = np.zeros(len(frame), dtype=bool)
        rows = frame["source_row"].to_numpy(dtype=np.int64)
        for sheet in self._numbers:
            of_sheet = (frame["sheet"] == sheet).to_numpy(dtype=bool)
            found[of_sheet] = _member(self._numbers[sheet], rows[of_sheet])
        return found

    def __len__(self) -> int:
        return sum(rows.size for rows in self._numbers.values())

    def __iter__(self) -> Iterator[SourceRow]:
        for sheet, rows in self._numbers.items():
            for start in range(0, rows.size, 10_000):
                yield from ((sheet, number) for number in rows[start : start + 10_000].tolist())

    def __contains__(self, place: object) -> bool:
        match place:
            case (str() as sheet, Integral() as number) if sheet in self._numbers:
                rows = self._numbers[sheet]
                index = int(np.searchsorted(rows, int(number)))
                return index < rows.size and int(rows[index]) == int(number)
            case _:
                return False

    def __or__(self, other: AbstractSet[SourceRow]) -> "SourceRows":  # type: ignore[override]  # only of its like
        more = other if isinstance(other, SourceRows) else SourceRows.of(other)
        sheets = dict.fromkeys((*self._numbers, *more._numbers))
        return SourceRows({name: np.concatenate((self.numbers(name), more.numbers(name))) for name in sheets})

    __ror__ = __or__

    def __and__(self, other: AbstractSet[object]) -> "SourceRows":
        if not isinstance(other, SourceRows):
            return SourceRows.of(place for place in other if place in self)  # type: ignore[misc]
        return SourceRows(
            {name: rows[_member(other.numbers(name), rows)] for name, rows in self._numbers.items()}
        )

    __rand__ = __and__

    def __repr__(self) -> str:
        shown = ", ".join(f"{sheet}: {rows.size} baris" for sheet, rows in self._numbers.items())
        return f"SourceRows({shown})"


def _rising(rows: Numbers) -> Numbers:
    """Each once, in order; most rows come in order already."""
    return rows if bool((rows[1:] > rows[:-1]).all()) else np.unique(rows, sorted=True)


def _member(among: Numbers, rows: Numbers) -> npt.NDArray[np.bool_]:
    """Whether each of `rows` is among these rising numbers."""
    if not among.size:
        return np.zeros(rows.size, dtype=bool)
    index = np.minimum(np.searchsorted(among, rows), among.size - 1)
    return np.equal(among[index], rows)
