"""The read model's front door: publish the ledger's state, open what is published."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from data_contracts.errors import UsageError
from warehouse.engines import create_postgres_engine
from warehouse.ledger import Ledger
from warehouse.mart_builder import build_marts
from warehouse.mart_folder import MartFolder
from warehouse.mart_schemas import MartSchemas
from warehouse.mart_store import MartStore
from warehouse.snapshots import MartError, Marts, Snapshot
from warehouse.tables import mart_layout

__all__ = ["MartError", "MartStore", "Marts", "Snapshot", "create_mart_store", "publish"]


def create_mart_store(url: str) -> MartStore:
    """The store at `duckdb:///folder` or `postgresql+psycopg://...`; other URLs raise UsageError."""
    parsed = sa.make_url(url)
    if parsed.drivername == "duckdb" and parsed.database:
        return MartFolder(Path(parsed.database))
    if parsed.drivername == "postgresql+psycopg":
        return MartSchemas(create_postgres_engine(url))
    raise UsageError(
        f"Alamat data terbitan tidak dikenal: {parsed.render_as_string()}. "
        "Gunakan duckdb:///folder atau postgresql+psycopg://…"
    )


def publish(ledger: Ledger, *, store: MartStore, now: datetime, known_at: datetime | None = None) -> Snapshot:
    """Build every mart from the ledger as known at `known_at` (None: all of it) as the current version.

    Where the current version already shows that state it is returned and nothing is written. Safe to call
    from several processes at once: they follow one another.
    """
    layout = mart_layout()
    with store.exclusive():
        current = store.info()
        with ledger.reading() as reader:
            sequence = reader.sequence()
            if current and current.shows(ledger_sequence=sequence, known_at=known_at, layout=layout):
                return current
            contents = build_marts(reader, known_at=known_at)
        snapshot = Snapshot(
            version=store.next_version(),
            ledger_sequence=sequence,
            published_at=now,
            known_at=known_at,
            layout=layout,
        )
        store.add(contents, snapshot=snapshot)
    return snapshot
