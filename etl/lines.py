"""A source row seen as one thing, whatever contracts it feeds, and where its figures stood."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from data_contracts.catalogue import load_contracts, load_register
from etl.source_rows import SourceRow
from etl.table import Table
from warehouse.cells import cell_of
from warehouse.records import ColumnUse, Finding

_ROW_OF_CELL = re.compile(r"[A-Z]+([0-9]+)")

Value: TypeAlias = int | float | str | date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One source row with the figures of a table's contracts; missing figures are not in `values`."""

    source: SourceRow
    kode_wilayah: str | None
    tanggal_awal: date | None
    tanggal: date | None
    values: Mapping[str, Value]

    def value(self, field: str) -> Value:
        """A figure, or one of the keys."""
        keys = {"kode_wilayah": self.kode_wilayah, "tanggal_awal": self.tanggal_awal, "tanggal": self.tanggal}
        return self.values.get(field, keys.get(field))

    def number(self, field: str) -> int | float | None:
        """A figure of this row; None where it is missing or no number."""
        value = self.values.get(field)
        return value if isinstance(value, int | float) else None

    @property
    def wilayah(self) -> str:
        """The region's full name, or where the row stands when its region is not known."""
        if self.kode_wilayah is None:
            return f"baris {self.source[1]}"
        return load_register().get(self.kode_wilayah).nama


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the figures stood: column letter by sheet and field, text as typed by source row and field."""

    columns: Mapping[tuple[str, str], str]
    texts: Mapping[SourceRow, Mapping[str, str]]

    @classmethod
    def of(cls, columns: Iterable[ColumnUse], *, texts: Mapping[SourceRow, Mapping[str, str]]) -> "Places":
        return cls(columns={(use.sheet, use.field): use.column for use in columns}, texts=texts)

    def cell(self, row: SourceRow, *, field: str) -> str | None:
        """The A1 address; None where the sheet has no such column (a date from a title, for instance)."""
        column = self.columns.get((row[0], field))
        return None if column is None else cell_of(column, row=row[1])

    def text(self, row: SourceRow, *, field: str, value: Value = None) -> str | None:
        """The cell as typed; of a row without texts, whose texts are simply its values, the value itself."""
        typed = self.texts.get(row)
        if typed is not None:
            return typed.get(field)
        return None if value is None else str(value)


def line_at(table: Table, position: int) -> Line:
    """The row of a table at this position (0-based)."""
    kode, first, last = (_at(table, name, position) for name in ("kode_wilayah", "tanggal_awal", "tanggal"))
    values = {name: _at(table, name, position) for name in table.fields}
    return Line(
        source=table.source(position),
        kode_wilayah=kode if isinstance(kode, str) else None,
        tanggal_awal=first if isinstance(first, date) else None,
        tanggal=last if isinstance(last, date) else None,
        values={name: value for name, value in values.items() if value is not None},
    )


def row_of(finding: Finding) -> SourceRow | None:
    """The source row a finding's cell stands in; None where it names no cell."""
    match = _ROW_OF_CELL.fullmatch(finding.cell or "")
    return None if match is None or finding.sheet is None else (finding.sheet, int(match[1]))


def plain_value(value: Any) -> Any:
    """A frame's scalar as Python has it: numpy's numbers as int or float, days as dates, missing as None."""
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    return value.item() if isinstance(value, np.generic) else value


@cache
def owners() -> Mapping[str, str]:
    """The contract of each figure; keys belong to all of them and so to none."""
    contracts = load_contracts().values()
    return {field.name: contract.name for contract in contracts for field in contract.measured}


def _at(table: Table, name: str, position: int) -> Value:
    value: Value = plain_value(table.arrays[name][position])
    return value
