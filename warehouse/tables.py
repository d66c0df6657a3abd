"""Every table as an explicit `sa.Table`: the ledger's, the queue's, and the marts'."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import CreateTable

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Contract, Field, Measure
from warehouse.ledger_tables import (
    filled_field,
    finding,
    flag_evaluation,
    flag_run,
    heading_mapping,
    id_column,
    ignored_row,
    job,
    ledger_metadata,
    mail,
    mail_file,
    source_file,
    submission,
    submission_column,
    submission_event,
    submission_id_column,
    validation,
)
from warehouse.types import UtcDateTime, column_type

__all__ = [
    "FLOW_MEASURES",
    "LEVEL_MEASURES",
    "field_columns",
    "filled_field",
    "finding",
    "flag_evaluation",
    "flag_run",
    "heading_mapping",
    "ignored_row",
    "job",
    "kegiatan",
    "kegiatan_keys",
    "kiriman",
    "ledger_metadata",
    "mail",
    "mail_file",
    "mart_layout",
    "mart_metadata",
    "posisi",
    "posisi_keys",
    "reported",
    "source_file",
    "submission",
    "submission_column",
    "submission_event",
    "validation",
]

mart_metadata = sa.MetaData()

LEVEL_MEASURES = (Measure.STOCK, Measure.CUMULATIVE, Measure.RATIO, Measure.ATTRIBUTE)
FLOW_MEASURES = (Measure.FLOW,)


def field_columns(fields: Iterable[Field]) -> list[sa.Column[Any]]:
    """One nullable column per field: missing is NULL, never 0."""
    return [sa.Column(field.name, column_type(field.logical_type)) for field in fields]


def posisi_keys(contract: Contract) -> tuple[str, ...]:
    """The key of a contract's positions: of a level, only its day counts."""
    return ("kode_wilayah", "tanggal", *(field.name for field in contract.dimensions))


def kegiatan_keys(contract: Contract) -> tuple[str, ...]:
    """The key of what happened in an interval."""
    return ("kode_wilayah", "tanggal_awal", "tanggal", *(field.name for field in contract.dimensions))


def _reported(contract: Contract) -> sa.Table:
    needed = posisi_keys(contract)
    name = f"{contract.name}_reported"
    return sa.Table(
        name,
        ledger_metadata,
        id_column(),
        submission_id_column(),
        sa.Column("sheet", sa.String, nullable=False),
        sa.Column("source_row", sa.Integer, nullable=False),
        sa.Column("kode_wilayah", sa.String),
        sa.Column("tanggal_awal", sa.Date),
        sa.Column("tanggal", sa.Date),
        *field_columns(contract.dimensions),
        sa.Column("accepted", sa.Boolean, nullable=False),
        sa.Column("marked", sa.Boolean, nullable=False),
        sa.Column("raw", sa.String),
        *field_columns(contract.measured),
        # A quarantined row may lack a part of its key; an accepted one never does.
        sa.CheckConstraint(f"NOT accepted OR ({' AND '.join(f'{key} IS NOT NULL' for key in needed)})"),
        sa.Index(f"{name}_day", "tanggal", "kode_wilayah"),
    )


def _mart(name: str, *, keys: tuple[str, ...], fields: tuple[Field, ...]) -> sa.Table:
    types: Mapping[str, type[sa.types.TypeEngine[Any]]] = dict.fromkeys(("tanggal_awal", "tanggal"), sa.Date)
    return sa.Table(
        name,
        mart_metadata,
        *(sa.Column(key, types.get(key, sa.String)(), primary_key=True) for key in keys),
        *field_columns(fields),
        sa.Column("simulasi", sa.Boolean, nullable=False),
        sa.Column("diterima_pada", UtcDateTime, nullable=False),
        sa.Column("direvisi", sa.Boolean, nullable=False),
    )


_REPORTED = {name: _reported(contract) for name, contract in load_contracts().items()}
_POSISI = {
    name: _mart(f"{name}_posisi", keys=posisi_keys(contract), fields=contract.of_measure(*LEVEL_MEASURES))
    for name, contract in load_contracts().items()
}
_KEGIATAN = {
    name: _mart(
        f"{name}_kegiatan",
        keys=kegiatan_keys(contract),
        fields=contract.of_measure(*FLOW_MEASURES),
    )
    for name, contract in load_contracts().items()
}

kiriman = sa.Table(
    "kiriman",
    mart_metadata,
    sa.Column("submission_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kode_wilayah", sa.String, primary_key=True),
    sa.Column("tanggal", sa.Date, primary_key=True),
    sa.Column("diterima_pada", UtcDateTime, nullable=False),
    sa.Column("diterima_sah", sa.Boolean, nullable=False),
    sa.Column("bertanda", sa.Boolean, nullable=False),
    sa.Column("simulasi", sa.Boolean, nullable=False),
)


def reported(contract: str) -> sa.Table:
    """Ledger: one row per source row received, accepted or quarantined, wide over the contract's fields."""
    return _REPORTED[contract]


def posisi(contract: str) -> sa.Table:
    """Mart: one row per kode_wilayah, tanggal and the contract's dimensions, the levels of that day.

    Never summed over time.
    """
    return _POSISI[contract]


def kegiatan(contract: str) -> sa.Table:
    """Mart: one row per kode_wilayah, interval (both days included) and the contract's dimensions, with what
    happened in it.
    """
    return _KEGIATAN[contract]


@cache
def mart_layout() -> str:
    """Names the marts' tables and columns: after a new field a snapshot of the old layout is out of date."""
    statements = "".join(str(CreateTable(table)) for table in mart_metadata.sorted_tables)
    return hashlib.sha256(statements.encode()).hexdigest()[:16]
