"""A source row seen as one thing, whatever contracts it feeds, and what was observed about it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from data_contracts.catalogue import load_contracts, load_register
from data_contracts.contract import Severity
from etl.cells import cell_of
from warehouse.records import ColumnUse, Finding

SourceRow: TypeAlias = tuple[str, int]
"""Sheet and 1-based row, as Excel or the physical CSV line has it."""

Value: TypeAlias = int | float | str | date | None

_KEYS = ("kode_wilayah", "tanggal_awal", "tanggal")
_ROW_OF_CELL = re.compile(r"[A-Z]+([0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One source row with the figures of all contracts it feeds; missing figures are not in `values`."""

    source: SourceRow
    kode_wilayah: str | None
    tanggal_awal: date | None
    tanggal: date | None
    values: Mapping[str, Value]

    def number(self, field: str) -> int | float | None:
        """A figure of this row; None where it is missing or no number."""
        value = self.values.get(field)
        return value if isinstance(value, int | float) else None

    @property
    def first_day(self) -> date | None:
        """The first day the row speaks of: its interval's, or its only day."""
        return self.tanggal_awal or self.tanggal

    @property
    def wilayah(self) -> str:
        """The region's full name, or where the row stands when its region is not known."""
        if self.kode_wilayah is None:
            return f"baris {self.source[1]}"
        return load_register().get(self.kode_wilayah).nama


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A finding and the source rows it speaks of: an error keeps them out, a warning marks them."""

    finding: Finding
    rows: frozenset[SourceRow]


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

    def text(self, row: SourceRow, *, field: str) -> str | None:
        return self.texts.get(row, {}).get(field)


def lines_of(frames: Mapping[str, pd.DataFrame]) -> dict[SourceRow, Line]:
    """Every source row of the contracts' frames, in order of appearance."""
    keys: dict[SourceRow, dict[str, Value]] = {}
    values: dict[SourceRow, dict[str, Value]] = {}
    for contract, frame in frames.items():
        measured = [field.name for field in load_contracts()[contract].measured if field.name in frame]
        for record in _records(frame[["sheet", "source_row", *_KEYS, *measured]]):
            source = (str(record.pop("sheet")), int(str(record.pop("source_row"))))
            keys[source] = {name: record.pop(name) for name in _KEYS}
            values.setdefault(source, {}).update({k: v for k, v in record.items() if v is not None})
    return {source: _line(source, keys=keys[source], values=values[source]) for source in keys}


def observe(  # noqa: PLR0913 - a finding has these parts
    line: Line,
    *,
    rule: str,
    severity: Severity,
    field: str,
    message: str,
    places: Places,
) -> Observation:
    """Something observed about one figure of one row."""
    finding = Finding(
        rule=rule,
        severity=severity,
        contract=_owners().get(field),
        field=field,
        sheet=line.source[0],
        cell=places.cell(line.source, field=field),
        wilayah=line.kode_wilayah,
        tanggal=line.tanggal,
        value=places.text(line.source, field=field),
        message=message,
    )
    return Observation(finding=finding, rows=frozenset({line.source}))


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
def _owners() -> Mapping[str, str]:
    """The contract of each figure; keys belong to all of them and so to none."""
    contracts = load_contracts().values()
    return {field.name: contract.name for contract in contracts for field in contract.measured}


def _records(frame: pd.DataFrame) -> list[dict[str, Value]]:
    columns = [map(plain_value, frame[name].array) for name in frame.columns]
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _line(source: SourceRow, *, keys: Mapping[str, Value], values: Mapping[str, Value]) -> Line:
    kode, first, last = (keys[name] for name in _KEYS)
    return Line(
        source=source,
        kode_wilayah=kode if isinstance(kode, str) else None,
        tanggal_awal=first if isinstance(first, date) else None,
        tanggal=last if isinstance(last, date) else None,
        values=values,
    )
