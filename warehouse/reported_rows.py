"""The rows that senders reported, read in bulk: filtered by the database, ordered and typed by columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data_contracts.catalogue import load_contracts
from warehouse import tables
from warehouse.frames import read_frame
from warehouse.submission_states import has_arrived, is_withdrawn, was_accepted

_submission = tables.submission
_NOT_REPORTED = ("id", "submission_id", "accepted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which places and data days are asked for, both days included; None: all of them."""

    kodes: Collection[str] | None = None
    since: date | None = None
    until: date | None = None

    def conditions(self, table: sa.Table) -> list[sa.ColumnElement[bool]]:
        """What a row of a `<contract>_reported` table has to meet."""
        conditions: list[sa.ColumnElement[bool]] = []
        if self.kodes is not None:
            conditions.append(table.c.kode_wilayah.in_(sorted(self.kodes)))
        if self.since is not None:
            conditions.append(table.c.tanggal >= self.since)
        if self.until is not None:
            conditions.append(table.c.tanggal <= self.until)
        return conditions


EVERYTHING = Part()


def accepted_rows(
    connection: sa.Connection, contract: str, *, known_at: datetime | None, part: Part = EVERYTHING
) -> pd.DataFrame:
    """Accepted rows of everything received by `known_at`, in order of precedence (last wins).

    Columns: submission_id, received_at, simulasi, is_live (False where it is withdrawn by then), then the
    table's own. The order is by received_at, then by order of entry.
    """
    table = tables.reported(contract)
    own = [column for column in table.columns if column.name not in _NOT_REPORTED]
    select = sa.select(table.c.id, table.c.submission_id, *own).where(
        table.c.accepted, *part.conditions(table)
    )
    return _in_precedence(read_frame(connection, select), senders=_accepted(connection, known_at=known_at))


def without_shadowed(rows: pd.DataFrame, *, contract: str) -> pd.DataFrame:
    """Without the simulated rows of a place and day for which a real row holds a figure."""
    if not rows["simulasi"].any():
        return rows
    measured = [field.name for field in load_contracts()[contract].measured]
    key = pd.MultiIndex.from_frame(rows[["kode_wilayah", "tanggal"]])
    is_real = ~rows["simulasi"].to_numpy(dtype=bool)
    has_figure = rows[measured].notna().any(axis=1).to_numpy()
    shadowed = ~is_real & key.isin(key[is_real & has_figure])
    return rows[~shadowed].reset_index(drop=True)


def _accepted(connection: sa.Connection, *, known_at: datetime | None) -> pd.DataFrame:
    """The submissions with figures, from the weakest to the strongest: id, received_at, simulasi, is_live."""
    select = (
        sa.select(
            _submission.c.id,
            _submission.c.received_at,
            _submission.c.simulasi,
            sa.not_(is_withdrawn(known_at)).label("is_live"),
        )
        .where(was_accepted(), has_arrived(known_at))
        .order_by(_submission.c.received_at, _submission.c.id)
    )
    return read_frame(connection, select)


def _in_precedence(rows: pd.DataFrame, *, senders: pd.DataFrame) -> pd.DataFrame:
    rank = pd.Index(senders["id"]).get_indexer(pd.Index(rows["submission_id"]))
    order = np.lexsort((rows["id"].to_numpy(), rank))
    # Rank -1: of a submission that had not arrived by then, or was sent back.
    order = order[rank[order] >= 0]
    chosen = rows.drop(columns="id").take(order).reset_index(drop=True)
    known = senders.drop(columns="id").take(rank[order]).reset_index(drop=True)
    return _put_after(chosen, name="submission_id", columns=known)


def _put_after(frame: pd.DataFrame, *, name: str, columns: pd.DataFrame) -> pd.DataFrame:
    place = list(frame.columns).index(name) + 1
    parts: Sequence[pd.DataFrame] = (frame.iloc[:, :place], columns, frame.iloc[:, place:])
    return pd.concat(parts, axis="columns")
