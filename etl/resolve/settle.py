"""What cannot be told of the rows of a tall sheet one at a time: shared keys, and what is said once."""

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from data_contracts.contract import Severity
from etl.resolve.coded import Coded, Flags
from etl.resolve.ordinary import Ordinary
from etl.resolve.reading import DataRow, SheetReading
from etl.resolve.regions import REGION_FIELDS
from etl.resolve.remarks import SHARED_KEY, Remark
from etl.resolve.repeats import Key, dimensions_of, keys_of, part_of, shared_key
from etl.source_rows import SourceRow

MOST_COMPARED = 10_000
"""Of so many rows that share keys it is told which with which; of more only how many they are."""

Habit = tuple[str, str, str]
"""Rule, sheet and field of what is said once for a whole column."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The sheets with every row to be spoken of read by itself; `habits`: how many rows are left unsaid."""

    sheets: Sequence[SheetReading]
    habits: Counter[Habit] = field(default_factory=Counter)


def settle(sheets: Sequence[SheetReading]) -> Settled:
    """Read by itself each row whose key another row of the file has too, and the first one with a habit.

    Where very many rows share keys, nobody compares them in pairs: they are all held back, with one finding.
    """
    if all(sheet.ordinary is None for sheet in sheets):
        return Settled(sheets)
    shared = _shared_keys(sheets)
    is_hopeless = sum(int(flags.sum()) for flags in shared.ordinary) > MOST_COMPARED
    apart = [
        _held_back(sheet, flags, alone=shared.alone) if is_hopeless else _taken_out(sheet, flags)
        for sheet, flags in zip(sheets, shared.ordinary, strict=True)
    ]
    habits: Counter[Habit] = Counter()
    for place, sheet in enumerate(apart):
        first = _first_with_habits(sheet)
        apart[place] = _taken_out(sheet, first)
        habits.update(_unsaid(apart[place]))
    return Settled(apart, habits)


def _held_back(sheet: SheetReading, chosen: Flags, *, alone: AbstractSet[SourceRow]) -> SheetReading:
    """The sheet with an error about these ordinary rows, and about those of `alone` that are its own."""
    rows = tuple(
        replace(row, findings=(*row.findings, shared_key(row))) if row.place in alone else row
        for row in sheet.rows
    )
    if sheet.ordinary is None or not chosen.any():
        return replace(sheet, rows=rows)
    keys = (column.index for column in sheet.columns if column.field.name in REGION_FIELDS)
    remark = Remark(SHARED_KEY, Severity.ERROR, None, None, next(keys, 0))
    remarks = {**sheet.ordinary.remarks, remark: chosen}
    return replace(sheet, rows=rows, ordinary=replace(sheet.ordinary, remarks=remarks))


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


@dataclass(frozen=True, slots=True)
class _Shared:
    """Rows with a figure that another row has under the same key: ordinary ones by sheet, others by place."""

    ordinary: Sequence[Flags]
    alone: AbstractSet[SourceRow]


def _shared_keys(sheets: Sequence[SheetReading]) -> _Shared:
    tables = [sheet.ordinary for sheet in sheets if sheet.ordinary is not None]
    rows = [row for sheet in sheets for row in sheet.rows]
    shared = [np.zeros(len(table), dtype=bool) for table in tables]
    alone: set[SourceRow] = set()
    for part in {part_of(name) for table in tables for name in table.figures}:
        for found, others in _shared_in(part, tables, rows=rows):
            shared = [flags | more for flags, more in zip(shared, found, strict=True)]
            alone |= others
    waiting = iter(shared)
    return _Shared([_NO_ROWS if sheet.ordinary is None else next(waiting) for sheet in sheets], alone)


def _shared_in(
    part: str | None, tables: Sequence[Ordinary], *, rows: Sequence[DataRow]
) -> Iterator[tuple[list[Flags], set[SourceRow]]]:
    """By figure of one part; rows that complete one another, as two sheets do, share none."""
    keys = [(key, row) for row in rows for key in keys_of(row) if key.part == part]
    numbered = _Numbered([_keys_in(table, part) for table in tables])
    every = [np.ones(len(table), dtype=bool) for table in tables]
    among, _ = numbered.repeated(every, others=keys)
    if not any(flags.any() for flags in among):
        return
    for name in {name for table in tables for name in table.figures if part_of(name) == part}:
        told = [
            flags & table.reports_any(frozenset({name})) for flags, table in zip(among, tables, strict=True)
        ]
        yield numbered.repeated(told, others=[(key, row) for key, row in keys if name in row.values])


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

    def repeated(
        self, among: Sequence[Flags], *, others: Sequence[tuple[Key, DataRow]]
    ) -> tuple[list[Flags], set[SourceRow]]:
        """For each sheet those `among` its rows, and those of the others, whose key stands there twice."""
        given = [np.where(flags, codes, -1) for flags, codes in zip(among, self._codes, strict=True)]
        taken = np.array([self._number_of(key) for key, _ in others], dtype=np.int64)
        every = np.concatenate([taken[taken >= 0], *(codes[codes >= 0] for codes in given)])
        repeated = every[pd.Series(every).duplicated(keep=False).to_numpy()]
        found = np.flatnonzero(np.isin(taken, repeated)).tolist()
        return [np.isin(codes, repeated) for codes in given], {others[n][1].place for n in found}

    def _number(self, keys: _Keys) -> npt.NDArray[np.int64]:
        """One number a row; -1 where a part of its key is not told, or nothing is reported under it."""
        combined = np.zeros(keys.is_reported.size, dtype=np.int64)
        is_told = keys.is_reported
        for numbers, coded in zip(self._numbers, keys.parts, strict=True):
            by_value = np.array([numbers[value] for value in coded.values], dtype=np.int64)
            combined = combined * len(numbers) + by_value[coded.codes]
            is_told = is_told & coded.is_told()
        return np.where(is_told, combined, -1)

    def _number_of(self, key: Key) -> int:
        """-1 for a key that no ordinary row has."""
        combined = 0
        for numbers, value in zip(self._numbers, (key.kode, key.interval, key.dimensions), strict=True):
            if value not in numbers:
                return -1
            combined = combined * len(numbers) + numbers[value]
        return combined
