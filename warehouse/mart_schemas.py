"""Marts as schemas of a PostgreSQL database: every version a schema of its own, and a pointer row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.schema import CreateSchema, DropSchema

from warehouse.bulk import amend_postgres, load_postgres
from warehouse.engines import begin_publish, begin_read, begin_write
from warehouse.mart_store import KEPT_VERSIONS, MartStore
from warehouse.snapshots import Changes, Contents, Marts, Snapshot
from warehouse.types import UtcDateTime

_SCHEMA = re.compile(r"pantau_marts_v(\d+)")
# A reader in the middle of a query holds its old version; it is removed at a later publication.
_DROP_TIMEOUT = "SET LOCAL lock_timeout = '500ms'"

_metadata = sa.MetaData()
_pointer = sa.Table(
    "pantau_marts_current",
    _metadata,
    # Holds 1 and nothing else: there is one pointer.
    sa.Column("id", sa.Integer, sa.CheckConstraint("id = 1"), primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("ledger_sequence", sa.BigInteger, nullable=False),
    sa.Column("ledger_mark", sa.String, nullable=False),
    sa.Column("published_at", UtcDateTime, nullable=False),
    sa.Column("known_at", UtcDateTime),
    sa.Column("layout", sa.String, nullable=False),
)


class MartSchemas(MartStore):
    """Versions as schemas `pantau_marts_v<version>`; `pantau_marts_current` points to one of them."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        with begin_write(engine) as connection:
            _create_pointer(connection)

    def info(self) -> Snapshot | None:
        columns = [column for column in _pointer.columns if column.name != "id"]
        with begin_read(self._engine) as connection:
            row = connection.execute(sa.select(*columns)).mappings().one_or_none()
        return None if row is None else Snapshot(**row)

    def current(self) -> Marts | None:
        snapshot = self.info()
        if snapshot is None:
            return None
        engine = self._engine.execution_options(schema_translate_map={None: _schema(snapshot.version)})
        # Its connections belong to the store's pool, which serves all versions.
        return Marts(engine, snapshot=snapshot, release=lambda: None)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        with begin_publish(self._engine):
            yield

    def next_version(self) -> int:
        snapshot = self.info()
        return 1 if snapshot is None else snapshot.version + 1

    def add(self, contents: Contents, *, snapshot: Snapshot) -> None:
        with self._making_current(snapshot) as connection:
            load_postgres(connection, contents, schema=_schema(snapshot.version))

    def amend(self, changes: Changes, *, snapshot: Snapshot) -> None:
        former = self.info()
        assert former is not None  # noqa: S101
        with self._making_current(snapshot) as connection:
            amend_postgres(
                connection, changes, former=_schema(former.version), schema=_schema(snapshot.version)
            )

    @contextmanager
    def _making_current(self, snapshot: Snapshot) -> Iterator[sa.Connection]:
        with self._engine.begin() as connection:
            connection.execute(CreateSchema(_schema(snapshot.version)))
            yield connection
            connection.execute(_pointer.delete())
            connection.execute(_pointer.insert().values(id=1, **asdict(snapshot)))
        self._remove_versions(kept=range(snapshot.version - KEPT_VERSIONS + 1, snapshot.version + 1))

    def close(self) -> None:
        self._engine.dispose()

    def _remove_versions(self, *, kept: range) -> None:
        for name in sa.inspect(self._engine).get_schema_names():
            found = _SCHEMA.fullmatch(name)
            if found and int(found[1]) not in kept:
                self._drop(name)

    def _drop(self, schema: str) -> None:
        try:
            with self._engine.begin() as connection:
                connection.exec_driver_sql(_DROP_TIMEOUT)
                connection.execute(DropSchema(schema, cascade=True))
        except sa.exc.OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                raise


def _create_pointer(connection: sa.Connection) -> None:
    inspector = sa.inspect(connection)
    if inspector.has_table(_pointer.name):
        present = {column["name"] for column in inspector.get_columns(_pointer.name)}
        if present != set(_pointer.columns.keys()):
            # What it points to can be built again from the ledger, and is at the next publication.
            _pointer.drop(connection)
    _metadata.create_all(connection)


_LOCK_NOT_AVAILABLE = "55P03"


def _schema(version: int) -> str:
    return f"pantau_marts_v{version}"
