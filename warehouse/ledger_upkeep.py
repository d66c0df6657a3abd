"""Looking after the ledger's tables: room for what is new, and whether everything still adds up."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data_contracts.catalogue import load_contracts
from warehouse import tables

_submission = tables.submission


def add_what_is_missing(connection: sa.Connection) -> None:
    """Give a ledger from an earlier day the columns and indexes that its tables gained."""
    inspector = sa.inspect(connection)
    for table in tables.ledger_metadata.sorted_tables:
        columns = {column["name"] for column in inspector.get_columns(table.name)}
        for column in table.columns:
            if column.name not in columns:
                _add_column(connection, column)
        indexes = {index["name"] for index in inspector.get_indexes(table.name)}
        for index in table.indexes:
            if index.name not in indexes:
                index.create(connection)


def _add_column(connection: sa.Connection, column: sa.Column[Any]) -> None:
    quote = connection.dialect.identifier_preparer.quote
    kind = column.type.compile(connection.dialect)
    connection.exec_driver_sql(
        f"ALTER TABLE {quote(column.table.name)} ADD COLUMN {quote(column.name)} {kind}"
    )


def integrity_problem(connection: sa.Connection) -> str | None:
    """The first thing wrong with the database or with the sums of its rows; None when nothing is."""
    return _damage(connection) or _uneven_rows(connection)


def _damage(connection: sa.Connection) -> str | None:
    if connection.dialect.name != "sqlite":
        # A server looks after its own pages; here it only has to answer.
        connection.execute(sa.select(1))
        return None
    result = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one())
    if result == "ok":
        return None
    return f"Berkas buku besar rusak ({result}). Hentikan Pantau dan pulihkan dari cadangan."


def _uneven_rows(connection: sa.Connection) -> str | None:
    accepted, ignored = _accepted_source_rows(), _ignored_rows()
    uneven = connection.scalar(
        sa.select(_submission.c.id)
        .outerjoin(accepted, accepted.c.submission_id == _submission.c.id)
        .outerjoin(ignored, ignored.c.submission_id == _submission.c.id)
        .where(
            sa.or_(
                _submission.c.rows_accepted != sa.func.coalesce(accepted.c.number, 0),
                _submission.c.rows_ignored != sa.func.coalesce(ignored.c.number, 0),
            )
        )
        .order_by(_submission.c.id)
        .limit(1)
    )
    if uneven is None:
        return None
    return (
        f"Jumlah baris kiriman nomor {uneven} tidak klop dengan isinya. "
        "Jangan ubah buku besar; pulihkan dari cadangan atau tarik kiriman itu dan masukkan ulang berkasnya."
    )


def _accepted_source_rows() -> sa.Subquery:
    # One source row may feed several contracts; UNION counts it once.
    rows = sa.union(
        *(
            sa.select(table.c.submission_id, table.c.sheet, table.c.source_row).where(table.c.accepted)
            for table in map(tables.reported, load_contracts())
        )
    ).subquery()
    return _counted(sa.select(rows.c.submission_id), by=rows.c.submission_id)


def _ignored_rows() -> sa.Subquery:
    table = tables.ignored_row
    return _counted(sa.select(table.c.submission_id), by=table.c.submission_id)


def _counted(select: sa.Select[tuple[int]], *, by: sa.ColumnElement[int]) -> sa.Subquery:
    return select.add_columns(sa.func.count().label("number")).group_by(by).subquery()
