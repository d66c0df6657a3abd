"""What one place stated about its services in one report: for places that stand in no total, and for what was
said once and not since.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from data_contracts.catalogue import load_contracts, load_register
from metrics.layanan import DELIVERY, SERVICE, Services
from metrics.rincian import dimensions
from metrics.sources import Span
from metrics.window import plain_rows

Keys = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """What was reported of one place, day and set of dimensions: `figures` by field name, none missing.

    `tanggal_awal`: the first day of its flows; None where it has none.
    """

    wilayah: str
    contract: str
    keys: Keys
    tanggal_awal: date | None
    tanggal: date
    figures: Mapping[str, Any]
    simulasi: bool


def of_comparators(services: Services) -> tuple[Statement, ...]:
    """Of the kab/kota of other provinces the latest of each place, contract and first dimension."""
    codes = {each.kode for each in load_register().pembanding}
    found = (each for name in services for each in _statements(services, name) if each.wilayah in codes)
    return _latest(found)


def formerly(services: Services, *, span: Span, wilayah: str | None = None) -> tuple[Statement, ...]:
    """What real reports said of deliveries and services and stands in no total of the span.

    That is what was said before it and not since, what was said in it without a count (who pays, what it
    costs), and whatever the province says of itself.
    """
    province = load_register().provinsi.kode
    stated = (each for name in (DELIVERY, SERVICE) for each in _statements(services, name))
    real = [each for each in stated if not each.simulasi and span.last and each.tanggal <= span.last]
    own = [each for each in real if each.wilayah.startswith(wilayah or province)]
    return tuple(each for each in _latest(own) if each.wilayah == province or not _is_counted(each, span))


def _is_counted(statement: Statement, span: Span) -> bool:
    first = statement.tanggal_awal
    return first is not None and first >= (span.first or date.min)


def _latest(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    found = list(statements)
    last: dict[tuple[Any, ...], date] = {}
    for each in found:
        last[_topic(each)] = max(each.tanggal, last.get(_topic(each), date.min))
    return tuple(each for each in found if each.tanggal == last[_topic(each)])


def _topic(statement: Statement) -> tuple[Any, ...]:
    return statement.wilayah, statement.contract, statement.keys[:1]


def _statements(services: Services, contract: str) -> Iterator[Statement]:
    """Levels and flows of the same place, last day and dimensions are one statement."""
    names = dimensions(contract)
    parts = [_told(rows, contract) for rows in (services[contract].flows, services[contract].levels)]
    merged: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in (row for rows in parts for row in plain_rows(rows)):
        key = (row["wilayah"], row["tanggal"], *(row[name] for name in names), row["simulasi"])
        known = {name: value for name, value in row.items() if value is not None}
        merged[key] = known | merged.get(key, {})
    fields = [field.name for field in load_contracts()[contract].measured]
    for row in merged.values():
        yield Statement(
            wilayah=row["wilayah"],
            contract=contract,
            keys=tuple((name, row[name]) for name in names),
            tanggal_awal=row["tanggal_awal"].date() if "tanggal_awal" in row else None,
            tanggal=row["tanggal"].date(),
            figures={name: row[name] for name in fields if name in row},
            simulasi=row["simulasi"],
        )


def _told(rows: pd.DataFrame, contract: str) -> pd.DataFrame:
    fields = [field.name for field in load_contracts()[contract].measured if field.name in rows]
    return rows[rows[fields].notna().any(axis=1)]
