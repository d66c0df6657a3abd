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
from warehouse.types import UtcDateTime, column_type

ledger_metadata = sa.MetaData()
mart_metadata = sa.MetaData()

LEVEL_MEASURES = (Measure.STOCK, Measure.CUMULATIVE, Measure.RATIO, Measure.ATTRIBUTE)
FLOW_MEASURES = (Measure.FLOW,)

# SQLite numbers rows by itself only in a column of type INTEGER.
_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _id() -> sa.Column[int]:
    return sa.Column("id", _Id, primary_key=True, autoincrement=True)


def _submission_id() -> sa.Column[int]:
    return sa.Column("submission_id", _Id, sa.ForeignKey("submission.id"), nullable=False, index=True)


source_file = sa.Table(
    "source_file",
    ledger_metadata,
    sa.Column("sha256", sa.String, primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("first_entered_at", UtcDateTime, nullable=False),
)

submission = sa.Table(
    "submission",
    ledger_metadata,
    _id(),
    sa.Column("sha256", sa.String, sa.ForeignKey("source_file.sha256"), nullable=False),
    # Counts the earlier submissions of the same bytes, all withdrawn or sent back. Two processes that enter
    # one file at once compute the same number, and the constraint below lets only one of them through.
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("file_name", sa.String, nullable=False),
    sa.Column("sender", sa.String),
    sa.Column("received_at", UtcDateTime, nullable=False),
    sa.Column("entered_at", UtcDateTime, nullable=False),
    sa.Column("simulasi", sa.Boolean, nullable=False),
    # The submission this one was sent to mend; both stay, with all their rows.
    sa.Column("corrects", _Id, sa.ForeignKey("submission.id"), index=True),
    sa.Column("contracts", sa.JSON, nullable=False),
    sa.Column("rows_read", sa.Integer, nullable=False),
    sa.Column("rows_accepted", sa.Integer, nullable=False),
    sa.Column("rows_quarantined", sa.Integer, nullable=False),
    sa.Column("rows_ignored", sa.Integer, nullable=False),
    sa.UniqueConstraint("sha256", "attempt"),
    sa.CheckConstraint("rows_read = rows_accepted + rows_quarantined + rows_ignored"),
    sqlite_autoincrement=True,
)

submission_event = sa.Table(
    "submission_event",
    ledger_metadata,
    _id(),
    _submission_id(),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("occurred_at", UtcDateTime, nullable=False),
    sa.Column("actor", sa.String),
    sa.Column("reason", sa.String),
    # The event's number names the ledger's state (Ledger.sequence), so a number is never used twice.
    sqlite_autoincrement=True,
)

ignored_row = sa.Table(
    "ignored_row",
    ledger_metadata,
    _id(),
    _submission_id(),
    sa.Column("sheet", sa.String, nullable=False),
    sa.Column("row", sa.Integer, nullable=False),
    sa.Column("reason", sa.String, nullable=False),
)

submission_column = sa.Table(
    "submission_column",
    ledger_metadata,
    _id(),
    _submission_id(),
    sa.Column("sheet", sa.String, nullable=False),
    sa.Column("contract", sa.String, nullable=False),
    sa.Column("field", sa.String, nullable=False),
    sa.Column("column", sa.String, nullable=False),
    sa.Column("header", sa.String, nullable=False),
)

finding = sa.Table(
    "finding",
    ledger_metadata,
    _id(),
    _submission_id(),
    sa.Column("rule", sa.String, nullable=False),
    sa.Column("severity", sa.String, nullable=False),
    sa.Column("contract", sa.String),
    sa.Column("field", sa.String),
    sa.Column("sheet", sa.String),
    sa.Column("cell", sa.String),
    sa.Column("wilayah", sa.String),
    sa.Column("tanggal", sa.Date),
    sa.Column("value", sa.String),
    sa.Column("message", sa.String, nullable=False),
)

# Which fields anybody ever gave a value for: the others, most of a contract's, need not be read.
filled_field = sa.Table(
    "filled_field",
    ledger_metadata,
    sa.Column("contract", sa.String, primary_key=True),
    sa.Column("field", sa.String, primary_key=True),
)

validation = sa.Table(
    "validation",
    ledger_metadata,
    _id(),
    _submission_id(),
    sa.Column("contract", sa.String, nullable=False),
    sa.Column("rule", sa.String, nullable=False),
    sa.Column("expectation", sa.String, nullable=False),
    sa.Column("severity", sa.String, nullable=False),
    sa.Column("evaluated", sa.Integer, nullable=False),
    sa.Column("unexpected", sa.Integer, nullable=False),
)

heading_mapping = sa.Table(
    "heading_mapping",
    ledger_metadata,
    _id(),
    sa.Column("sender", sa.String, nullable=False, index=True),
    sa.Column("heading", sa.String, nullable=False),
    sa.Column("contract", sa.String, nullable=False),
    sa.Column("field", sa.String, nullable=False),
    sa.Column("author", sa.String, nullable=False),
    sa.Column("decided_at", UtcDateTime, nullable=False),
    sa.Column("revoked_by", sa.String),
    sa.Column("revoked_at", UtcDateTime),
)

job = sa.Table(
    "job",
    ledger_metadata,
    _id(),
    sa.Column("path", sa.String, nullable=False),
    sa.Column("sha256", sa.String, nullable=False),
    sa.Column("file_name", sa.String, nullable=False),
    sa.Column("sender", sa.String),
    sa.Column("received_at", UtcDateTime, nullable=False),
    sa.Column("period", sa.String),
    sa.Column("enqueued_at", UtcDateTime, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("worker", sa.String),
    sa.Column("claimed_at", UtcDateTime),
    sa.Column("finished_at", UtcDateTime),
    sa.Column("outcome", sa.String),
    # Why it was given up; such a job waits for `retry` and not for a worker.
    sa.Column("failure", sa.String),
    sa.Column("submission_id", _Id, sa.ForeignKey("submission.id")),
    sqlite_autoincrement=True,
)
sa.Index(
    "job_unfinished",
    job.c.sha256,
    job.c.file_name,
    unique=True,
    sqlite_where=job.c.finished_at.is_(None),
    postgresql_where=job.c.finished_at.is_(None),
)


# A mail that came in, and what is owed to its sender. Nothing of its text is kept.
mail = sa.Table(
    "mail",
    ledger_metadata,
    _id(),
    sa.Column("mailbox", sa.String, nullable=False),
    sa.Column("uid_validity", sa.BigInteger, nullable=False),
    sa.Column("uid", sa.BigInteger, nullable=False),
    sa.Column("address", sa.String, nullable=False),
    sa.Column("subject", sa.String),
    sa.Column("message_id", sa.String),
    sa.Column("received_at", UtcDateTime, nullable=False),
    sa.Column("verdict", sa.String, nullable=False),
    # The Message-ID of our answer, chosen before it is sent; NULL where none is owed.
    sa.Column("reply_id", sa.String),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("tried_at", UtcDateTime),
    sa.Column("replied_at", UtcDateTime),
    sa.Column("given_up", sa.String),
    sa.UniqueConstraint("mailbox", "uid_validity", "uid"),
)

mail_file = sa.Table(
    "mail_file",
    ledger_metadata,
    _id(),
    sa.Column("mail_id", _Id, sa.ForeignKey("mail.id"), nullable=False, index=True),
    sa.Column("file_name", sa.String, nullable=False),
    sa.Column("job_id", _Id, sa.ForeignKey("job.id")),
    # What was said of a file that was answered at once.
    sa.Column("said", sa.String),
    sa.CheckConstraint("(job_id IS NULL) <> (said IS NULL)"),
)


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
        _id(),
        _submission_id(),
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
