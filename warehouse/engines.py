"""The engines, and what opening, locking and reading one state takes on each of them.

The only module of the project that imports database drivers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import StaticPool

from data_contracts.errors import PantauError, UsageError
from warehouse.durable import flush

BUSY_TIMEOUT_MS = 30_000
DUCKDB_MEMORY = "256MB"
# Any two constants would do: they name the locks that the writers and the publishers of one database share.
_WRITER_LOCK = 7_402_015
_PUBLISHER_LOCK = 7_402_016
# Room for the pages a large file touches: without it they are written and read again many times over.
CACHE_KIB = 64 * 1024
# Each file that is attached to the standing engine has a name of its own there.
_ATTACHED = count(1)


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


@contextmanager
def duckdb_driver(path: Path) -> Iterator[Any]:
    """The driver's own connection to a DuckDB file nobody else has open; flushed to disk at the end."""
    import duckdb

    # By itself the engine would take most of the machine's memory before it writes anything out.
    with duckdb.connect(str(path), config={"memory_limit": DUCKDB_MEMORY}) as driver:
        yield driver
    flush(path)


@contextmanager
def amended_duckdb(path: Path) -> Iterator[Any]:
    """One transaction on a DuckDB file nobody else has open; on disk when this ends, or nothing of it.

    For small changes: to start an engine, and its threads, for each of them would take longer than the work.
    """
    with _standing_duckdb().cursor() as driver:
        name, file = f"terbitan_{next(_ATTACHED)}", str(path).replace("'", "''")
        driver.execute(f"ATTACH '{file}' AS {name}")
        try:
            yield from _in_transaction(driver, name)
            # Raises where a detaching would leave the changes in a second file beside this one.
            driver.execute(f"CHECKPOINT {name}")
        finally:
            driver.execute("USE memory")
            driver.execute(f"DETACH {name}")
    flush(path)


def _in_transaction(driver: Any, name: str) -> Iterator[Any]:
    driver.execute(f"USE {name}")
    driver.begin()
    try:
        yield driver
    except BaseException:
        driver.rollback()
        raise
    driver.commit()


@cache
def _standing_duckdb() -> Any:
    import duckdb

    return duckdb.connect(":memory:", config={"threads": 1})


@contextmanager
def driver_errors(connection: sa.Connection, statement: str) -> Iterator[None]:
    """What the driver raises past SQLAlchemy, raised as SQLAlchemy would."""
    driver = connection.dialect.loaded_dbapi
    try:
        yield
    except driver.Error as error:
        raise sa.exc.DBAPIError.instance(
            statement, None, error, driver.Error, dialect=connection.dialect
        ) from error
