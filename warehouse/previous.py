"""What a region had reported before a submission: the figure beside which its sender sees a finding."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias, TypeVar

import sqlalchemy as sa

from data_contracts.catalogue import load_contracts
from warehouse import tables
from warehouse.cells import sheet_of
from warehouse.ledger_reader import LedgerReader
from warehouse.submission_states import is_live

_LONGEST_AGO = timedelta(days=3 * 366)
_AT_ONCE = 500
"""SQLite takes no more than some thousand values in one question."""

Source: TypeAlias = tuple[str, int]
"""Sheet and 1-based row."""

Scalar: TypeAlias = int | float | str | date

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Former:
    """A figure that was accepted earlier and the data date it was reported for."""

    value: Scalar
    tanggal: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The figures of one contract in the rows of one submission that are asked for."""

    submission_id: int
    contract: str
    fields: Mapping[Source, Collection[str]]


def previous_values(
    reader: LedgerReader, wanted: Wanted, *, known_at: datetime
) -> Mapping[tuple[Source, str], Former]:
    """For each row and field its region's latest accepted, not missing figure of an earlier data date.

    As known at `known_at`, of the last three years at most; beside rows of the same region and dimensions,
    real beside real and simulated beside simulated, the submission itself left out. A figure that was not
    reported in that time is not in it.
    """
    own = [row for batch in _batches(list(wanted.fields)) for row in _own_rows(reader, wanted, batch)]
    regions = {row["kode_wilayah"] for row in own}
    history: dict[object, list[Mapping[str, Any]]] = {}
    for batch in _batches(sorted(regions)):
        days = [row["tanggal"] for row in own if row["kode_wilayah"] in set(batch)]
        between = (min(days) - _LONGEST_AGO, max(days))
        for row in _earlier_rows(reader, wanted, batch, between=between, known_at=known_at):
            history.setdefault(_key(row, wanted.contract), []).append(row)
    return dict(_found(own, history, wanted))


def _batches(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    return (items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE))


def _own_rows(reader: LedgerReader, wanted: Wanted, places: Sequence[Source]) -> Iterator[Mapping[str, Any]]:
    table = tables.reported(wanted.contract)
    dimensions = [field.name for field in load_contracts()[wanted.contract].dimensions]
    columns = [table.c[name] for name in ("sheet", "source_row", "kode_wilayah", "tanggal", *dimensions)]
    select = sa.select(*columns).where(
        table.c.submission_id == wanted.submission_id,
        table.c.source_row.in_([row for _, row in places]),
        table.c.kode_wilayah.is_not(None),
        table.c.tanggal.is_not(None),
    )
    asked = set(places)
    rows = reader.connection.execute(select).mappings()
    return (dict(row) for row in rows if (sheet_of(row["sheet"]), row["source_row"]) in asked)


def _earlier_rows(
    reader: LedgerReader,
    wanted: Wanted,
    regions: Sequence[str],
    *,
    between: tuple[date, date],
    known_at: datetime,
) -> Iterator[Mapping[str, Any]]:
    """Oldest data date first; of one date in order of precedence, the last one wins."""
    table, submission = tables.reported(wanted.contract), tables.submission
    fields = sorted({name for names in wanted.fields.values() for name in names})
    keys = (
        "kode_wilayah",
        "tanggal",
        *(field.name for field in load_contracts()[wanted.contract].dimensions),
    )
    select = (
        sa.select(*(table.c[name] for name in dict.fromkeys((*keys, *fields))))
        .join(submission, table.c.submission_id == submission.c.id)
        .where(
            table.c.kode_wilayah.in_(regions),
            table.c.tanggal >= between[0],
            table.c.tanggal < between[1],
            table.c.accepted,
            table.c.submission_id != wanted.submission_id,
            submission.c.simulasi == reader.submission(wanted.submission_id).simulasi,
            is_live(known_at),
        )
        .order_by(table.c.tanggal, submission.c.received_at, submission.c.id, table.c.id)
    )
    return (dict(row) for row in reader.connection.execute(select).mappings())


def _key(row: Mapping[str, Any], contract: str) -> object:
    return (row["kode_wilayah"], *(row[field.name] for field in load_contracts()[contract].dimensions))


def _found(
    own: Sequence[Mapping[str, Any]],
    history: Mapping[object, Sequence[Mapping[str, Any]]],
    wanted: Wanted,
) -> Iterator[tuple[tuple[Source, str], Former]]:
    for row in own:
        source = (sheet_of(row["sheet"]), row["source_row"])
        past = [one for one in history.get(_key(row, wanted.contract), ()) if one["tanggal"] < row["tanggal"]]
        for name in wanted.fields[source]:
            last = next((one for one in reversed(past) if one[name] is not None), None)
            if last is not None:
                yield (source, name), Former(last[name], last["tanggal"])
