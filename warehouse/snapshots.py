"""One published state of the read model: its name (Snapshot) and the door to its tables (Marts)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import sqlalchemy as sa

from data_contracts.errors import PantauError
from warehouse.engines import begin_read
from warehouse.frames import read_frame

Contents = Iterable[tuple[sa.Table, pa.Table]]


@dataclass(frozen=True, slots=True)
class Change:
    """What a mart table gains and loses: every row that agrees with a row of `gone` goes, `rows` come.

    `gone` has some of the key's columns.
    """

    gone: pa.Table
    rows: pa.Table


Changes = Mapping[sa.Table, Change]


class MartError(PantauError):
    """The published data cannot be found or read; they can always be built again from the ledger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a version was built from: the ledger's state, the moment it shows, the tables' layout.

    `ledger_mark` tells a ledger put back from a copy, whose numbers may mean other events by now.
    """

    version: int
    ledger_sequence: int
    ledger_mark: str
    published_at: datetime
    known_at: datetime | None
    layout: str

    def shows_same_as(self, other: Snapshot) -> bool:
        """Whether both were built from the same, so that their content is the same."""
        return self._source == other._source

    @property
    def _source(self) -> tuple[object, ...]:
        return (self.ledger_sequence, self.ledger_mark, self.known_at, self.layout)


class Marts:
    """The tables of one snapshot, read-only, whatever is published meanwhile. Threads may share it."""

    def __init__(self, engine: sa.Engine, *, snapshot: Snapshot, release: Callable[[], None]) -> None:
        self._engine = engine
        self._release = release
        self.snapshot = snapshot

    @property
    def version(self) -> int:
        return self.snapshot.version

    @property
    def ledger_sequence(self) -> int:
        return self.snapshot.ledger_sequence

    @property
    def published_at(self) -> datetime:
        return self.snapshot.published_at

    def frame(self, select: sa.Select[Any]) -> pd.DataFrame:
        """The select's rows, typed by its columns (`Int64`, `Float64`, `boolean`, `datetime64[us]`, str).

        Missing is `<NA>`/`NaT`/`NaN`, never 0. Tables: `warehouse.tables.posisi`, `kegiatan`, `kiriman`.
        """
        with begin_read(self._engine) as connection:
            return read_frame(connection, select)

    def close(self) -> None:
        """Let go of the file or connections; a closed Marts is not asked again."""
        self._release()
