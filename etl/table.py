"""The rows of a file as the checks look at them: one table for all contracts that share their keys."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray

from data_contracts.catalogue import load_contracts
from data_contracts.contract import PLACE_AND_DAYS, Contract, Field
from etl.source_rows import SourceRow, SourceRows

Positions: TypeAlias = npt.NDArray[np.intp]
Flags: TypeAlias = npt.NDArray[np.bool_]
Numbers: TypeAlias = npt.NDArray[np.int64]

PLACE = ("sheet", "source_row")

_NO_ROW = -1
_SHEET_BITS = 32


@dataclass(frozen=True, kw_only=True)
class Table:
    """One row per source row, in the file's order, numbered from 0.

    `frame` has sheet, source_row, kode_wilayah, tanggal_awal, tanggal, the dimensions of `contracts` (the
    same for all of them) and their reported fields; what a row does not report is missing.
    """

    contracts: tuple[Contract, ...]
    frame: pd.DataFrame

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Whom a row speaks of: its region, and the dimensions."""
        return ("kode_wilayah", *(field.name for field in self.contracts[0].dimensions))

    @cached_property
    def measured(self) -> tuple[Field, ...]:
        """The reported fields, contract by contract."""
        fields = (field for contract in self.contracts for field in contract.measured)
        return tuple(field for field in fields if field.name in self.frame.columns)

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(field.name for field in self.measured)

    @cached_property
    def arrays(self) -> Mapping[str, ExtensionArray]:
        """The columns of the frame by name: looking one up there costs as much as a hundred values."""
        return {str(name): column.array for name, column in self.frame.items()}

    def source(self, position: int) -> SourceRow:
        return str(self.arrays["sheet"][position]), int(self.arrays["source_row"][position])

    def sources(self, positions: Positions) -> SourceRows:
        """The source rows at these positions."""
        place = self.frame[list(PLACE)].iloc[positions]
        numbers = place["source_row"].to_numpy(dtype=np.int64)
        by_sheet = place.groupby("sheet").indices.items()
        return SourceRows({str(sheet): numbers[rows] for sheet, rows in by_sheet})

    def without(self, rows: SourceRows) -> "Table":
        """The same without these source rows."""
        left_out = rows.holds(self.frame)
        if not left_out.any():
            return self
        return Table(contracts=self.contracts, frame=self.frame[~left_out].reset_index(drop=True))


def tables_of(frames: Mapping[str, pd.DataFrame]) -> tuple[Table, ...]:
    """A file's frames by contract as tables: those without dimensions as one, the others by themselves."""
    fed = [name for name in load_contracts() if name in frames and not frames[name].empty]
    plain = [name for name in fed if not load_contracts()[name].dimensions]
    own = [[name] for name in fed if name not in plain]
    return tuple(_table(group, frames) for group in ([plain] if plain else []) + own)


def places_of(tables: Sequence[Table]) -> Table:
    """Every source row of the file once, with its region and days and without its figures."""
    frames = [table.frame[[*PLACE, *PLACE_AND_DAYS]] for table in tables]
    rows = frames[0] if len(frames) == 1 else pd.concat(frames).drop_duplicates([*PLACE], ignore_index=True)
    return Table(contracts=tables[0].contracts, frame=rows)


def _table(names: Sequence[str], frames: Mapping[str, pd.DataFrame]) -> Table:
    contracts = tuple(load_contracts()[name] for name in names)
    parts = [frames[name].reset_index(drop=True) for name in names]
    return Table(contracts=contracts, frame=parts[0] if len(parts) == 1 else _side_by_side(parts, contracts))


def _side_by_side(parts: Sequence[pd.DataFrame], contracts: Sequence[Contract]) -> pd.DataFrame:
    figures = [
        part[[f.name for f in one.measured if f.name in part]]
        for part, one in zip(parts, contracts, strict=True)
    ]
    if all(_same_rows(part, parts[0]) for part in parts[1:]):
        return pd.concat([parts[0][[*PLACE, *PLACE_AND_DAYS]], *figures], axis="columns")
    rows, places = _union(parts)
    columns = {str(name): column.array for name, column in rows.items()}
    for own, at in zip(figures, places, strict=True):
        columns |= {str(name): values.array.take(at, allow_fill=True) for name, values in own.items()}
    return pd.DataFrame(columns)


def _same_rows(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return all(one[name].equals(other[name]) for name in reversed(PLACE))


def _union(parts: Sequence[pd.DataFrame]) -> tuple[pd.DataFrame, list[Positions]]:
    """The places, regions and days of all rows, in the file's order; and where each part has them."""
    numbers = _numbers(parts)
    every, first = np.unique(np.concatenate(numbers), return_index=True)
    keys = pd.concat([part[[*PLACE, *PLACE_AND_DAYS]] for part in parts], ignore_index=True)
    places = [np.full(len(every), _NO_ROW) for _ in parts]
    for at, own in zip(places, numbers, strict=True):
        at[np.searchsorted(every, own)] = np.arange(len(own))
    return keys.iloc[first], places


def _numbers(parts: Sequence[pd.DataFrame]) -> list[Numbers]:
    """Each row's place in the file as one number: sheet by sheet, then row by row."""
    sheets, _ = pd.factorize(pd.concat([part["sheet"] for part in parts]))
    rows = pd.concat([part["source_row"] for part in parts]).to_numpy(dtype=np.int64)
    together = (sheets.astype(np.int64) << _SHEET_BITS) | rows
    return list(_split(together, parts))


def _split(numbers: Numbers, parts: Sequence[pd.DataFrame]) -> Iterator[Numbers]:
    start = 0
    for part in parts:
        yield numbers[start : start + len(part)]
        start += len(part)
