"""The engines, and everything in which they differ: opening, locking, reading one state, bulk loading.

The only module of the project that knows database drivers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateTable

from data_contracts.errors import PantauError, UsageError
from warehouse.durable import flush
from warehouse.frames import plain_portions

if TYPE_CHECKING:
    import pandas as pd

BUSY_TIMEOUT_MS = 30_000
# Any two constants would do: they name the locks that the writers and the publishers of one database share.
_WRITER_LOCK = 7_402_015
_PUBLISHER_LOCK = 7_402_016
# Room for the pages a large file touches: without it they are written and read again many times over.
CACHE_KIB = 64 * 1024


class UnreachableDatabaseError(PantauError):
    """A database cannot be opened: no server there, a wrong address, a file that is not one or not ours."""

    def __init__(self, url: sa.URL) -> None:
        super().__init__(
            f"Basis data {url.render_as_string()} tidak dapat dibuka: alamatnya keliru, foldernya tidak "
            "berizin, peladennya mati, atau berkasnya rusak. Periksa itu, atau pulihkan dari cadangan."
        )
        self.url = url


def create_ledger_engine(url: str) -> sa.Engine:
    """The ledger's engine from `sqlite:///file` or `postgresql+psycopg://...`; UsageError for others."""
    parsed = sa.make_url(url)
    if parsed.drivername in {"sqlite", "sqlite+pysqlite"} and parsed.database:
        return _sqlite_engine(parsed)
    if parsed.drivername == "postgresql+psycopg":
        return create_postgres_engine(url)
    raise UsageError(
        f"Alamat buku besar tidak dikenal: {parsed.render_as_string()}. "
        "Gunakan sqlite:///berkas.db atau postgresql+psycopg://…"
    )


def create_postgres_engine(url: str) -> sa.Engine:
    """A PostgreSQL engine that notices a restarted server before it hands out a connection."""
    return sa.create_engine(url, pool_pre_ping=True)


def _sqlite_engine(url: sa.URL) -> sa.Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver would start transactions lazily and without a lock; _begin_sqlite does it instead.
    connection.isolation_level = None
    # WAL: readers and the writer do not wait for each other. FULL: with NORMAL a power cut may lose the last
    # commits, and a sender who holds a receipt must find the submission again.
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        f"cache_size=-{CACHE_KIB}",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    # A transaction that reads first and writes later cannot wait for another writer (SQLITE_BUSY at once), so
    # writers take the lock at the start.
    writing = connection.get_execution_options().get("pantau_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def begin_write(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One writing transaction; writers of the same database follow one another. Leaves all or nothing."""
    with _connect(engine).execution_options(pantau_writing=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITER_LOCK)))
        yield connection


@contextmanager
def begin_read(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One reading transaction that sees a single state of the database from its first statement on."""
    with _connect(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901
        with connection.begin():
            yield connection


@contextmanager
def begin_publish(engine: sa.Engine) -> Iterator[None]:
    """The right to publish marts into this PostgreSQL database; the server frees it when the process dies."""
    with _connect(engine) as connection, connection.begin():
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_PUBLISHER_LOCK)))
        yield


def _connect(engine: sa.Engine) -> sa.Connection:
    try:
        return engine.connect()
    except sa.exc.DatabaseError as error:
        raise UnreachableDatabaseError(engine.url) from error


def open_duckdb(path: Path) -> sa.Engine:
    """A read-only engine on a finished DuckDB file."""
    return sa.create_engine(f"duckdb:///{path}", connect_args={"read_only": True})


def create_memory_duckdb() -> sa.Engine:
    """A private DuckDB database in memory, gone when the engine is disposed of."""
    return sa.create_engine("duckdb:///:memory:", poolclass=StaticPool)


def write_duckdb(path: Path, frames: Mapping[sa.Table, pd.DataFrame]) -> None:
    """Create a new DuckDB file with these tables, complete and flushed to disk when this returns."""
    engine = sa.create_engine(f"duckdb:///{path}")
    try:
        with engine.begin() as connection:
            load_duckdb(connection, frames)
    finally:
        engine.dispose()
    flush(path)


def load_duckdb(connection: sa.Connection, frames: Mapping[sa.Table, pd.DataFrame]) -> None:
    """Create each table and fill it from its frame (same column names)."""
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101
    for table, frame in frames.items():
        # Scanning the registered frame takes milliseconds where executemany takes seconds.
        connection.execute(CreateTable(table))
        columns = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in frame.columns)
        driver.register("isi", _without_zones(frame))
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM isi")  # noqa: S608
        driver.unregister("isi")


def _without_zones(frame: pd.DataFrame) -> pd.DataFrame:
    # DuckDB would turn an aware moment into the session's local time on its way into a TIMESTAMP column.
    aware = frame.select_dtypes("datetimetz")
    return frame.assign(**{name: aware[name].dt.tz_convert(None) for name in aware.columns})


def insert_frame(
    connection: sa.Connection, table: sa.Table, frame: pd.DataFrame, *, constants: Mapping[str, int]
) -> None:
    """Append a frame's rows to a table, each with these constants, inside the connection's transaction.

    The rows go in portions straight to the driver, so that a million of them are never plain values at once.
    LedgerError for a fraction where only whole numbers go.
    """
    columns = [column for column in table.columns if column.name not in {"id", *constants}]
    append = _copy_portion if connection.dialect.name == "postgresql" else _insert_portion
    for portion in plain_portions(frame, columns):
        same = {
            name: number for name, values in portion.items() if (number := _only_number(values)) is not None
        }
        varying = {name: values for name, values in portion.items() if name not in same}
        append(connection, table, varying, constants={**constants, **same})


def _only_number(values: Sequence[object]) -> int | None:
    # Numbers and truth values alone: they can stand in a statement as they are, text cannot.
    first = values[0]
    return first if isinstance(first, int) and values.count(first) == len(values) else None


def _insert_portion(
    connection: sa.Connection,
    table: sa.Table,
    varying: Mapping[str, Sequence[object]],
    *,
    constants: Mapping[str, int],
) -> None:
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name in (*constants, *varying))
    values = ", ".join([*(str(int(value)) for value in constants.values()), *("?" for _ in varying)])
    statement = f"INSERT INTO {quote(table.name)} ({names}) VALUES ({values})"  # noqa: S608
    connection.exec_driver_sql(statement, list(zip(*varying.values(), strict=True)))


def _copy_portion(
    connection: sa.Connection,
    table: sa.Table,
    varying: Mapping[str, Sequence[object]],
    *,
    constants: Mapping[str, int],
) -> None:
    rows = zip(*(repeat(value) for value in constants.values()), *varying.values(), strict=False)
    copy_rows(connection, table, [*constants, *varying], rows, schema=None)


def load_postgres(connection: sa.Connection, frames: Mapping[sa.Table, pd.DataFrame], *, schema: str) -> None:
    """Create each table in a schema and fill it by COPY."""
    for table, frame in frames.items():
        connection.execute(CreateTable(table), execution_options={"schema_translate_map": {None: schema}})
        copy_rows(connection, table, list(frame.columns), frame_rows(frame), schema=schema)


def copy_rows(
    connection: sa.Connection,
    table: sa.Table,
    columns: Sequence[str],
    rows: Iterator[Sequence[object]],
    *,
    schema: str | None,
) -> None:
    """Send rows to a PostgreSQL table by COPY, inside the connection's transaction."""
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name in columns)
    place = quote(table.name) if schema is None else f"{quote(schema)}.{quote(table.name)}"
    with (
        _driver_errors(connection, f"COPY {place}"),
        connection.connection.cursor() as cursor,  # type: ignore[attr-defined]
        cursor.copy(f"COPY {place} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


@contextmanager
def _driver_errors(connection: sa.Connection, statement: str) -> Iterator[None]:
    """What the driver raises past SQLAlchemy, raised as SQLAlchemy would."""
    driver = connection.dialect.loaded_dbapi
    try:
        yield
    except driver.Error as error:
        raise sa.exc.DBAPIError.instance(
            statement, None, error, driver.Error, dialect=connection.dialect
        ) from error


def frame_rows(frame: pd.DataFrame) -> Iterator[Sequence[object]]:
    """The frame's rows as plain Python values, missing as None."""
    objects = frame.astype(object)
    return objects.where(frame.notna(), None).itertuples(index=False, name=None)
