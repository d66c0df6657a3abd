"""Many rows at once by each engine's quickest door: SQLite's driver, COPY of PostgreSQL, Arrow for DuckDB."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.csv as pa_csv  # type: ignore[import-untyped]
import sqlalchemy as sa
from sqlalchemy.schema import CreateTable

from warehouse.columns import PORTION_ROWS
from warehouse.engines import amended_duckdb, driver_errors, duckdb_driver
from warehouse.frames import plain_portions
from warehouse.snapshots import Changes, Contents
from warehouse.statements import Values, insert_rows


def insert_frame(
    connection: sa.Connection, table: sa.Table, frame: pd.DataFrame, *, constants: Mapping[str, int]
) -> set[str]:
    """Append a frame's rows to a ledger table, each with these constants; the columns that hold any value.

    All inside the connection's transaction.

    The rows go in portions straight to the driver, so that a million of them are never plain values at once.
    LedgerError for a fraction where only whole numbers go.
    """
    columns = [column for column in table.columns if column.name not in {"id", *constants}]
    append = _copy_portion if connection.dialect.name == "postgresql" else _insert_portion
    filled: set[str] = set()
    for portion in plain_portions(frame, columns):
        append(connection, table, portion, constants=constants)
        filled |= portion.keys()
    return filled


def _insert_portion(
    connection: sa.Connection, table: sa.Table, portion: Values, *, constants: Mapping[str, int]
) -> None:
    rows = len(next(iter(portion.values())))
    same = {name: [value] * rows for name, value in constants.items()}
    insert_rows(connection, table, {**same, **portion})


def _copy_portion(
    connection: sa.Connection, table: sa.Table, portion: Values, *, constants: Mapping[str, int]
) -> None:
    columns = {name: pa.array(values) for name, values in portion.items()}
    rows = len(next(iter(columns.values())))
    same = {name: pa.repeat(value, rows) for name, value in constants.items()}
    _copy(connection, table.name, pa.table({**same, **columns}), schema=None)


def write_duckdb(path: Path, contents: Contents) -> None:
    """Create a new DuckDB file with these tables, complete and flushed to disk when this returns.

    Table by table: nobody sees the file before it bears its name, and one transaction over a million rows
    would hold them all in memory until its end.
    """
    with duckdb_driver(path) as driver:
        load_duckdb(driver, contents)


def amend_duckdb(path: Path, changes: Changes) -> None:
    """Change a DuckDB file nobody else has open; flushed to disk when this returns."""
    with amended_duckdb(path) as driver:
        for table, change in changes.items():
            _delete_duckdb(driver, table, change.gone)
            _fill_duckdb(driver, table, change.rows)


def load_duckdb(driver: Any, contents: Contents) -> None:
    """Create each table over a DuckDB driver's connection and fill it (same column names)."""
    dialect = sa.make_url("duckdb://").get_dialect()()
    for table, rows in contents:
        driver.execute(str(CreateTable(_without_keys(table)).compile(dialect=dialect)))
        _fill_duckdb(driver, table, rows)


def _without_keys(table: sa.Table) -> sa.Table:
    # The builder gives each key once; an index to prove it again would double the file and slow its readers.
    columns = (sa.Column(column.name, column.type, nullable=column.nullable) for column in table.columns)
    return sa.Table(table.name, sa.MetaData(), *columns)


def _fill_duckdb(driver: Any, table: sa.Table, rows: pa.Table) -> None:
    if not len(rows):
        return
    filled = rows.select([name for name in rows.column_names if rows[name].null_count < len(rows)])
    columns = ", ".join(f'"{name}"' for name in filled.column_names)
    driver.register("isi", _without_zones(filled))
    driver.execute(f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM isi")  # noqa: S608
    driver.unregister("isi")


def _delete_duckdb(driver: Any, table: sa.Table, gone: pa.Table) -> None:
    if not len(gone):
        return
    same = " AND ".join(f'{table.name}."{name}" = pergi."{name}"' for name in gone.column_names)
    driver.register("pergi", gone)
    driver.execute(f"DELETE FROM {table.name} USING pergi WHERE {same}")  # noqa: S608
    driver.unregister("pergi")


def _without_zones(rows: pa.Table) -> pa.Table:
    # DuckDB would turn an aware moment into the session's local time on its way into a TIMESTAMP column.
    naive = pa.schema(
        [
            field.with_type(pa.timestamp("us")) if pa.types.is_timestamp(field.type) else field
            for field in rows.schema
        ]
    )
    return rows.cast(naive)


def load_postgres(connection: sa.Connection, contents: Contents, *, schema: str) -> None:
    """Create each table in a PostgreSQL schema and fill it."""
    for table, rows in contents:
        _create_postgres(connection, table, schema=schema)
        _copy(connection, table.name, rows, schema=schema)


def amend_postgres(connection: sa.Connection, changes: Changes, *, former: str, schema: str) -> None:
    """Create the marts of a PostgreSQL schema again in another one, with these changes."""
    for table in next(iter(changes)).metadata.sorted_tables:
        _create_postgres(connection, table, schema=schema)
        old, new = (table.to_metadata(sa.MetaData(), schema=name) for name in (former, schema))
        kept = sa.select(old)
        if table in changes:
            gone = _temporary(connection, changes[table].gone, like=table)
            kept = kept.where(~sa.exists().where(*(column == old.c[column.name] for column in gone.columns)))
        connection.execute(new.insert().from_select(new.columns.keys(), kept))
        if table in changes:
            _copy(connection, table.name, changes[table].rows, schema=schema)


def _create_postgres(connection: sa.Connection, table: sa.Table, *, schema: str) -> None:
    connection.execute(CreateTable(table), execution_options={"schema_translate_map": {None: schema}})


def _temporary(connection: sa.Connection, rows: pa.Table, *, like: sa.Table) -> sa.Table:
    columns = [sa.Column(name, like.c[name].type) for name in rows.column_names]
    table = sa.Table(
        f"pergi_{like.name}", sa.MetaData(), *columns, prefixes=["TEMPORARY"], postgresql_on_commit="DROP"
    )
    table.create(connection)
    _copy(connection, table.name, rows, schema=None)
    return table


def _copy(connection: sa.Connection, table: str, rows: pa.Table, *, schema: str | None) -> None:
    """Send rows to a PostgreSQL table by COPY, inside the connection's transaction."""
    quote = connection.dialect.identifier_preparer.quote
    place = quote(table) if schema is None else f"{quote(schema)}.{quote(table)}"
    names = ", ".join(quote(name) for name in rows.column_names)
    statement = f"COPY {place} ({names}) FROM STDIN (FORMAT csv)"
    with (
        driver_errors(connection, statement),
        connection.connection.cursor() as cursor,  # type: ignore[attr-defined]
        cursor.copy(statement) as copy,
    ):
        for portion in rows.to_batches(max_chunksize=PORTION_ROWS):
            copy.write(_as_csv(portion))


def _as_csv(rows: pa.RecordBatch) -> bytes:
    # Texts come quoted and gaps do not: that is how COPY tells an empty text from a missing one.
    text = io.BytesIO()
    pa_csv.write_csv(rows, text, pa_csv.WriteOptions(include_header=False))
    return text.getvalue()
