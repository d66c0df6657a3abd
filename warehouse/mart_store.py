"""What every keeper of published marts can do, whichever engine it stands on."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime

from warehouse.bulk import load_duckdb
from warehouse.engines import create_memory_duckdb
from warehouse.ledger import Ledger
from warehouse.ledger_reader import LedgerReader
from warehouse.mart_builder import build_marts
from warehouse.snapshots import Changes, Contents, Marts, Snapshot
from warehouse.tables import mart_layout

KEPT_VERSIONS = 3
# No published version bears it.
EPHEMERAL_VERSION = 0


class MartStore(ABC):
    """Published versions side by side, and a pointer to the one that counts."""

    @abstractmethod
    def info(self) -> Snapshot | None:
        """The current version's description, without opening it; None before the first publication."""

    @abstractmethod
    def current(self) -> Marts | None:
        """The current version, opened read-only; None before the first publication. The caller closes it."""

    @abstractmethod
    def exclusive(self) -> AbstractContextManager[None]:
        """The right to publish; other publishers, in other processes too, wait. Readers do not."""

    @abstractmethod
    def add(self, contents: Contents, *, snapshot: Snapshot) -> None:
        """Write a version and then make it the current one; killed at any moment, the former one still is.

        Only for the holder of `exclusive`. Versions other than the last three are removed.
        """

    @abstractmethod
    def amend(self, changes: Changes, *, snapshot: Snapshot) -> None:
        """As `add`, for a version that differs from the current one by these changes alone."""

    @abstractmethod
    def next_version(self) -> int:
        """The number the next published version bears."""

    @abstractmethod
    def close(self) -> None:
        """Let go of connections. Marts that were handed out are closed by those who hold them."""

    @contextmanager
    def ephemeral(self, ledger: Ledger, *, known_at: datetime) -> Iterator[Marts]:
        """The marts as known at a past moment, in memory, gone afterwards. For one thread."""
        engine = create_memory_duckdb()
        try:
            with ledger.reading() as reader, engine.begin() as connection:
                load_duckdb(connection.connection.driver_connection, build_marts(reader, known_at=known_at))
                snapshot = _of_the_past(reader, known_at=known_at)
            yield Marts(engine, snapshot=snapshot, release=engine.dispose)
        finally:
            engine.dispose()


def _of_the_past(reader: LedgerReader, *, known_at: datetime) -> Snapshot:
    sequence = reader.sequence()
    return Snapshot(
        version=EPHEMERAL_VERSION,
        ledger_sequence=sequence,
        ledger_mark=reader.mark(sequence),
        published_at=known_at,
        known_at=known_at,
        layout=mart_layout(),
    )
