"""What cannot be told of the rows of a tall sheet one at a time: shared keys, and what is said once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.resolve.coded import Coded, Flags
from etl.resolve.ordinary import Ordinary
from etl.resolve.reading import DataRow, SheetReading
from etl.resolve.repeats import Key, dimensions_of, keys_of, part_of

Habit = tuple[str, str, str]
"""Rule, sheet and field of what is said once for a whole column."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The sheets with every row to be spoken of read by itself; `habits`: how many rows are left unsaid."""

    sheets: Sequence[SheetReading]
    habits: Counter[Habit] = field(default_factory=Counter)


def settle(sheets: Sequence[SheetReading]) -> Settled:
    """Read by itself each row whose key another row of the file has too, and the first one with a habit."""
    if all(sheet.ordinary is None for sheet in sheets):
        return Settled(sheets)
    apart = [_taken_out(sheet, shared) for sheet, shared in zip(sheets, _shared_keys(sheets), strict=True)]
    habits: Counter[Habit] = Counter()
    for place, sheet in enumerate(apart):
        first = _first_with_habits(sheet)
        apart[place] = _taken_out(sheet, first)
        habits.update(_unsaid(apart[place]))
    return Settled(apart, habits)


def _taken_out(sheet: SheetReading, chosen: Flags) -> SheetReading:
    """The sheet with some of its ordinary rows read by themselves."""
    if sheet.ordinary is None or sheet.line is None or not chosen.any():
        return sheet
    lines = map(sheet.line, sheet.ordinary.rows[chosen].tolist())
    rows = sorted((*sheet.rows, *lines), key=lambda row: row.number)
    return replace(sheet, rows=tuple(rows), ordinary=sheet.ordinary.only(~chosen))


def _first_with_habits(sheet: SheetReading) -> Flags:
    if sheet.ordinary is None:
        return _NO_ROWS
    first = np.zeros(len(sheet.ordinary), dtype=bool)
    for flags in sheet.ordinary.habits.values():
        first[np.flatnonzero(flags)[:1]] = True
    return first


def _unsaid(sheet: SheetReading) -> dict[Habit, int]:
    habits = {} if sheet.ordinary is None else sheet.ordinary.habits
    return {(rule, sheet.name, name): int(flags.sum()) for (rule, name), flags in habits.items()}


def _shared_keys(sheets: Sequence[SheetReading]) -> list[Flags]:
    """For each sheet its ordinary rows with a figure that another row of the file has under the same key."""
    tables = [sheet.ordinary for sheet in sheets if sheet.ordinary is not None]
    alone = [row for sheet in sheets for row in sheet.rows]
    shared = [np.zeros(len(table), dtype=bool) for table in tables]
    for part in {part_of(name) for table in tables for name in table.figures}:
        for found in _shared_in(part, tables, alone=alone):
            shared = [flags | more for flags, more in zip(shared, found, strict=True)]
    waiting = iter(shared)
    return [_NO_ROWS if sheet.ordinary is None else next(waiting) for sheet in sheets]


def _shared_in(
    part: str | None, tables: Sequence[Ordinary], *, alone: Sequence[DataRow]
) -> Iterator[list[Flags]]:
    """By figure of one part; rows that complete one another, as two sheets do, share none."""
    keys = [(key, row) for row in alone for key in keys_of(row) if key.part == part]
    numbered = _Numbered([_keys_in(table, part) for table in tables])
    every = [np.ones(len(table), dtype=bool) for table in tables]
    among = numbered.repeated(every, others=[key for key, _ in keys])
    if not any(flags.any() for flags in among):
        return
    for name in {name for table in tables for name in table.figures if part_of(name) == part}:
        told = [
            flags & table.reports_any(frozenset({name})) for flags, table in zip(among, tables, strict=True)
        ]
        yield numbered.repeated(told, others=[key for key, row in keys if name in row.values])


_NO_ROWS: Flags = np.zeros(0, dtype=bool)


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys of one part of a sheet's ordinary rows: kode, interval and dimensions; None where untold."""

    parts: tuple[Coded[object], Coded[object], Coded[object]]
    is_reported: Flags


def _keys_in(table: Ordinary, part: str | None) -> _Keys:
    kodes = tuple(None if one is None else one.kode for one in table.wilayah.values)
    told = tuple(dimensions_of(one, part=part) for one in table.dimensions.values)
    fields = frozenset(name for name in table.figures if part_of(name) == part)
    return _Keys(
        (Coded(kodes, table.wilayah.codes), table.intervals, Coded(told, table.dimensions.codes)),
        table.reports_any(fields),
    )


class _Numbered:
    """The keys of several sheets as numbers, the same for equal keys."""

    def __init__(self, keys: Sequence[_Keys]) -> None:
        self._numbers: tuple[dict[object, int], ...] = ({}, {}, {})
        for each in keys:
            for numbers, coded in zip(self._numbers, each.parts, strict=True):
                for value in coded.values:
                    numbers.setdefault(value, len(numbers))
        self._codes = [self._number(each) for each in keys]

    def repeated(self, among: Sequence[Flags], *, others: Iterable[Key]) -> list[Flags]:
        """For each sheet those `among` its rows whose key another of them has too, or one of the others."""
        given = [np.where(flags, codes, -1) for flags, codes in zip(among, self._codes, strict=True)]
        taken = [number for key in others if (number := self._number_of(key)) is not None]
        every = np.concatenate([np.array(taken, dtype=np.int64), *(codes[codes >= 0] for codes in given)])
        repeated = every[pd.Series(every).duplicated(keep=False).to_numpy()]
        return [np.isin(codes, repeated) for codes in given]

    def _number(self, keys: _Keys) -> npt.NDArray[np.int64]:
        """One number a row; -1 where a part of its key is not told, or nothing is reported under it."""
        combined = np.zeros(keys.is_reported.size, dtype=np.int64)
        is_told = keys.is_reported
        for numbers, coded in zip(self._numbers, keys.parts, strict=True):
            by_value = np.array([numbers[value] for value in coded.values], dtype=np.int64)
            combined = combined * len(numbers) + by_value[coded.codes]
            is_told = is_told & coded.is_told()
        return np.where(is_told, combined, -1)

    def _number_of(self, key: Key) -> int | None:
        combined = 0
        for numbers, value in zip(self._numbers, (key.kode, key.interval, key.dimensions), strict=True):
            if value not in numbers:
                return None
            combined = combined * len(numbers) + numbers[value]
        return combined
