"""The ordinary rows of tall sheets as columns of the contracts' frames, beside all other rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Contract, LogicalType
from etl.resolve.coded import Coded, Rows
from etl.resolve.ordinary import Ordinary
from etl.resolve.reading import SheetReading

DTYPE = {
    LogicalType.INTEGER: "Int64",
    LogicalType.NUMBER: "Float64",
    LogicalType.STRING: "str",
    LogicalType.DATE: "datetime64[us]",
    LogicalType.TIME: "str",
}

_KEYS = ["sheet", "source_row", "kode_wilayah", "tanggal_awal", "tanggal"]

Values: TypeAlias = Any
"""An array of pandas, of whichever dtype a column has."""


def with_ordinary_rows(
    frames: Mapping[str, pd.DataFrame], *, tables: Sequence[SheetReading]
) -> Mapping[str, pd.DataFrame]:
    """The frames of the rows read by themselves with all other rows, each in the file's order.

    Where several contracts are fed by the same rows, their frames share the columns of keys.
    """
    if all(table.ordinary is None for table in tables):
        return frames
    merged: dict[str, pd.DataFrame] = {}
    before: _Merge | None = None
    for name, frame in frames.items():
        merge = _Merge.of(frame, contract=load_contracts()[name], tables=tables)
        keys = merged[before.contract] if before is not None and merge.has_rows_of(before) else None
        merged[name] = merge.frame(keys)
        before = merge
    return merged


@dataclass(frozen=True, slots=True)
class _Part:
    """The ordinary rows of one sheet that report something of a contract."""

    sheet: str
    rows: Ordinary

    def column(self, name: str, *, dtype: Any) -> Values:
        if name == "source_row":
            return pd.array(self.rows.rows + 1, dtype="Int64")
        coded = self._coded(name)
        return pd.Series(list(coded.values), dtype=dtype).array.take(coded.codes)

    def _coded(self, name: str) -> Coded[object]:
        intervals = self.rows.intervals
        match name:
            case "sheet":
                return self._same(self.sheet)
            case "kode_wilayah":
                return _each(self.rows.wilayah, lambda one: one.kode)
            case "tanggal_awal":
                return _each(intervals, lambda interval: interval.first)
            case "tanggal":
                return _each(intervals, lambda interval: interval.last)
            case _ if any(name in told for told in self.rows.dimensions.values):
                return _each(self.rows.dimensions, lambda told: told.get(name))
            case _:
                return self.rows.figures.get(name) or self._same(None)

    def _same(self, value: object) -> Coded[object]:
        return Coded((value,), np.zeros(len(self.rows), dtype=np.int32))


@dataclass(frozen=True, slots=True)
class _Merge:
    """The rows of one contract: those read by themselves, and parts of tall sheets."""

    contract: str
    alone: pd.DataFrame
    parts: tuple[_Part, ...]
    order: Rows

    @classmethod
    def of(cls, alone: pd.DataFrame, *, contract: Contract, tables: Sequence[SheetReading]) -> "_Merge":
        parts = tuple(_parts(contract, tables))
        places = {table.name: number for number, table in enumerate(tables)}
        sheets = [alone["sheet"].map(places).to_numpy(dtype=np.intp)]
        sheets += [np.full(len(part.rows), places[part.sheet], dtype=np.intp) for part in parts]
        rows = [alone["source_row"].to_numpy(dtype=np.intp), *(part.rows.rows + 1 for part in parts)]
        order = np.lexsort((np.concatenate(rows), np.concatenate(sheets)))
        return cls(contract.name, alone, parts, order)

    def has_rows_of(self, other: "_Merge") -> bool:
        """Whether both consist of the same rows."""
        mine, theirs = [self.alone[_KEYS], *self.parts], [other.alone[_KEYS], *other.parts]
        return (
            len(mine) == len(theirs)
            and self.alone[_KEYS].equals(other.alone[_KEYS])
            and all(
                one.sheet == two.sheet and np.array_equal(one.rows.rows, two.rows.rows)
                for one, two in zip(self.parts, other.parts, strict=True)
            )
        )

    def frame(self, keys: pd.DataFrame | None) -> pd.DataFrame:
        """All rows in order; `keys` is a frame that has the same ones."""
        known = [] if keys is None else _KEYS
        columns = {
            str(name): self._column(str(name)) if keys is None or name not in known else keys[str(name)].array
            for name in self.alone.columns
        }
        return pd.DataFrame(columns, copy=False)

    def _column(self, name: str) -> Values:
        alone = self.alone[name]
        parts = [part.column(name, dtype=alone.dtype) for part in self.parts]
        if len(parts) == 1 and alone.empty:
            return parts[0]
        return pd.concat([alone, *map(pd.Series, parts)], ignore_index=True).array.take(self.order)


def _parts(contract: Contract, tables: Sequence[SheetReading]) -> Iterator[_Part]:
    fields = frozenset(field.name for field in contract.measured)
    for table in tables:
        if table.ordinary is not None:
            told = table.ordinary.says_any(fields)
            yield _Part(table.name, table.ordinary if told.all() else table.ordinary.only(told))


def _each(coded: Coded[Any], part: Callable[[Any], object]) -> Coded[object]:
    """Of each value that is there a part."""
    return Coded(tuple(None if value is None else part(value) for value in coded.values), coded.codes)
