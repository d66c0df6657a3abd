"""The read model's front door: publish the ledger's state, open what is published."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from data_contracts.errors import UsageError
from warehouse.engines import create_postgres_engine
from warehouse.ledger import Ledger
from warehouse.ledger_reader import LedgerReader
from warehouse.mart_builder import build_changes, build_marts
from warehouse.mart_folder import MartFolder
from warehouse.mart_schemas import MartSchemas
from warehouse.mart_store import MartStore
from warehouse.snapshots import MartError, Marts, Snapshot
from warehouse.tables import mart_layout

FEW_ROWS = 20_000
"""Up to so many rows are looked up key by key; of more than that, and a quarter, all is read."""

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
    """Make the marts of the ledger as known at `known_at` (None: all of it) the current version.

    Where the current version already shows that state it is returned and nothing is written. Where it shows
    an earlier state of the same ledger, only what changed since is built. Safe to call from several processes
    at once: they follow one another.
    """
    with store.exclusive():
        current = store.info()
        with ledger.reading() as reader:
            snapshot = _snapshot(reader, version=store.next_version(), now=now, known_at=known_at)
            if current is not None and current.shows_same_as(snapshot):
                return current
            changed = _changed_since(current, reader=reader, snapshot=snapshot)
            if current is None or changed is None:
                store.add(build_marts(reader, known_at=known_at), snapshot=snapshot)
            else:
                store.amend(
                    build_changes(reader, submissions=changed, since=current.ledger_sequence),
                    snapshot=snapshot,
                )
    return snapshot


def _snapshot(reader: LedgerReader, *, version: int, now: datetime, known_at: datetime | None) -> Snapshot:
    sequence = reader.sequence()
    return Snapshot(
        version=version,
        ledger_sequence=sequence,
        ledger_mark=reader.mark(sequence),
        published_at=now,
        known_at=known_at,
        layout=mart_layout(),
    )


def _changed_since(
    current: Snapshot | None, *, reader: LedgerReader, snapshot: Snapshot
) -> tuple[int, ...] | None:
    """The submissions by which the ledger has moved on from the current version; None: build everything."""
    if current is None or not _continues(current, reader=reader, snapshot=snapshot):
        return None
    changed = reader.changed_since(current.ledger_sequence)
    rows = reader.accepted_count(submissions=changed)
    return None if rows > max(FEW_ROWS, reader.accepted_count() // 4) else changed


def _continues(current: Snapshot, *, reader: LedgerReader, snapshot: Snapshot) -> bool:
    """Whether the current version shows an earlier state of this ledger in the same tables."""
    return (
        current.known_at is None
        and snapshot.known_at is None
        and current.layout == snapshot.layout
        and current.ledger_sequence < snapshot.ledger_sequence
        and current.ledger_mark == reader.mark(current.ledger_sequence)
    )
