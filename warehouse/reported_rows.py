"""The rows that senders reported, read in bulk: filtered by the database, ordered and typed by columns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import sqlalchemy as sa

from data_contracts.catalogue import load_contracts
from warehouse import tables
from warehouse.columns import Flags, Positions, arrow_type, flags_of, gaps, read_columns
from warehouse.filled import filled_fields
from warehouse.submission_states import has_arrived, is_withdrawn, was_accepted

_submission = tables.submission
_READ_ALONG = ("id", "submission_id", "row_accepted")


class Part(ABC):
    """Which rows of a `<contract>_reported` table are asked for."""

    @abstractmethod
    def narrow(self, select: sa.Select[Any], table: sa.Table) -> sa.Select[Any]:
        """The select with no other rows of this table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window(Part):
    """Places and data days, both days included; None: all of them."""

    kodes: Collection[str] | None = None
    since: date | None = None
    until: date | None = None

    def narrow(self, select: sa.Select[Any], table: sa.Table) -> sa.Select[Any]:
        return select.where(self.condition(table))

    def condition(self, table: sa.Table) -> sa.ColumnElement[bool]:
        """What a row of this table has to meet."""
        place, day = table.c.kode_wilayah, table.c.tanggal
        among = sa.true() if self.kodes is None else place.in_(sorted(self.kodes))
        after = sa.true() if self.since is None else day >= self.since
        before = sa.true() if self.until is None else day <= self.until
        return sa.and_(among, after, before)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf(Part):
    """What lies in at least one of these windows."""

    windows: Sequence[Window]

    def narrow(self, select: sa.Select[Any], table: sa.Table) -> sa.Select[Any]:
        return select.where(sa.or_(sa.false(), *(window.condition(table) for window in self.windows)))


@dataclass(frozen=True, slots=True, kw_only=True)
class OfSameDays(Part):
    """Everything about the places and days that rows of these submissions name."""

    submissions: Sequence[int]

    def narrow(self, select: sa.Select[Any], table: sa.Table) -> sa.Select[Any]:
        own = table.alias("own")
        days = (
            sa.select(own.c.kode_wilayah, own.c.tanggal)
            .where(own.c.submission_id.in_(self.submissions))
            .distinct()
            .subquery()
        )
        same_day = sa.and_(table.c.tanggal == days.c.tanggal, table.c.kode_wilayah == days.c.kode_wilayah)
        return select.join(days, same_day)


EVERYTHING = Window()


def told_rows(
    connection: sa.Connection,
    contract: str,
    *,
    senders: pa.Table,
    part: Part,
    wanted: Sequence[str],
) -> pa.Table:
    """What these `senders_of` a moment told by then, in order of precedence (last wins).

    One row per source row, also of quarantined ones, with columns submission_id, received_at, simulasi,
    accepted (the row was, and its submission was not sent back), is_withdrawn (by then), then the wanted
    ones. The order is by received_at, then by order of entry.
    """
    table = tables.reported(contract)
    empty = _never_filled(connection, contract)
    own = (table.c.id, table.c.submission_id, table.c.accepted.label("row_accepted"))
    select = sa.select(*own, *(table.c[name] for name in wanted if name not in empty))
    rows = read_columns(connection, part.narrow(select, table))
    told = _in_precedence(rows, senders=senders)
    missing = {name: gaps(len(told), arrow_type(table.c[name].type)) for name in wanted if name in empty}
    names = [name for name in told.column_names if name not in wanted]
    return pa.table({name: missing[name] if name in missing else told[name] for name in (*names, *wanted)})


def accepted_rows(rows: pa.Table) -> pa.Table:
    """The accepted ones of `told_rows`."""
    return rows if _all(rows["accepted"]) else rows.filter(rows["accepted"])


def is_live(rows: pa.Table) -> Flags:
    """Which accepted rows still stand: their submission is not withdrawn."""
    return ~flags_of(rows["is_withdrawn"])


def _never_filled(connection: sa.Connection, contract: str) -> frozenset[str]:
    measured = {field.name for field in load_contracts()[contract].measured}
    return frozenset(measured - filled_fields(connection, contract))


def _all(column: pa.ChunkedArray) -> bool:
    return bool(flags_of(column).all())


def senders_of(connection: sa.Connection, *, known_at: datetime | None) -> pa.Table:
    """The submissions that have arrived by `known_at` (None: all), from the weakest to the strongest."""
    select = (
        sa.select(
            _submission.c.id,
            _submission.c.received_at,
            _submission.c.simulasi,
            was_accepted().label("was_accepted"),
            is_withdrawn(known_at).label("is_withdrawn"),
        )
        .where(has_arrived(known_at))
        .order_by(_submission.c.received_at, _submission.c.id)
    )
    return read_columns(connection, select)


def _in_precedence(rows: pa.Table, *, senders: pa.Table) -> pa.Table:
    rank = _rank(rows["submission_id"].to_numpy(), senders["id"].to_numpy())
    order = np.lexsort((rows["id"].to_numpy(), rank))
    # Below 0: of a submission that had not arrived by then.
    order = order[rank[order] >= 0]
    chosen = rows if _is_counting_up(order, len(rows)) else rows.take(pa.array(order))
    known = senders.take(pa.array(rank[order]))
    accepted = flags_of(chosen["row_accepted"]) & flags_of(known["was_accepted"])
    columns = {
        "submission_id": chosen["submission_id"],
        "received_at": known["received_at"],
        "simulasi": known["simulasi"],
        "accepted": pa.array(accepted),
        "is_withdrawn": known["is_withdrawn"],
    }
    own = {name: chosen[name] for name in chosen.column_names if name not in _READ_ALONG}
    return pa.table({**columns, **own})


def _rank(submissions: Positions, senders: Positions) -> Positions:
    """Per row the place of its submission among the senders, -1 where it is not one of them."""
    by_number = np.argsort(senders)
    places = np.searchsorted(senders[by_number], submissions)
    ranks = np.append(by_number, -1)[places]
    known: Positions = np.where(np.append(senders, -1)[ranks] == submissions, ranks, -1)
    return known


def _is_counting_up(order: Positions, rows: int) -> bool:
    return len(order) == rows and bool((order[1:] > order[:-1]).all())
