"""What a judged submission becomes in the ledger's tables, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data_contracts.catalogue import load_contracts
from warehouse import tables
from warehouse.bulk import insert_frame
from warehouse.filled import note_filled
from warehouse.records import Event, NewSubmission, State


def insert_submission(connection: sa.Connection, new: NewSubmission) -> int:
    """Write a submission with its file and its first two events; its number."""
    _insert_file(connection, new)
    table = tables.submission
    earlier = sa.select(sa.func.count()).select_from(table).where(table.c.sha256 == new.sha256)
    values = {
        "sha256": new.sha256,
        "attempt": connection.scalar(earlier),
        "file_name": new.file_name,
        "sender": new.sender,
        "received_at": new.received_at,
        "entered_at": new.entered_at,
        "simulasi": new.simulasi,
        "corrects": new.corrects,
        "contracts": list(new.contracts),
        **{f"rows_{name}": count for name, count in asdict(new.rows).items()},
    }
    submission_id = int(connection.execute(table.insert().values(values).returning(table.c.id)).scalar_one())
    _insert_first_events(connection, submission_id, new)
    return submission_id


def insert_event(connection: sa.Connection, event: Event) -> None:
    """Append one step to a submission's life."""
    connection.execute(tables.submission_event.insert().values(asdict(event)))


def insert_reported(
    connection: sa.Connection, submission_id: int, *, contract: str, frame: pd.DataFrame
) -> None:
    """Append the rows of one contract; LedgerError for a fraction where only whole numbers go.

    Rows go in by day, those of one day in their own order: precedence asks for no more, and the index by day
    grows at its end instead of everywhere.
    """
    if frame.empty:
        return
    days = pd.to_datetime(frame["tanggal"])
    by_day = frame if days.is_monotonic_increasing else frame.take(np.argsort(days.to_numpy(), kind="stable"))
    table = tables.reported(contract)
    filled = insert_frame(connection, table, by_day, constants={"submission_id": submission_id})
    note_filled(connection, contract, filled & {field.name for field in load_contracts()[contract].measured})


def insert_records(
    connection: sa.Connection, submission_id: int, *, table: sa.Table, records: Sequence[Any]
) -> None:
    """Append records of one kind (findings, ignored rows, ...), whose fields are the table's columns."""
    if not records:
        return
    names = [field.name for field in fields(records[0])]
    rows = [
        {"submission_id": submission_id, **{name: getattr(record, name) for name in names}}
        for record in records
    ]
    connection.execute(table.insert(), rows)


def _insert_file(connection: sa.Connection, new: NewSubmission) -> None:
    file = tables.source_file
    if connection.scalar(sa.select(file.c.size).where(file.c.sha256 == new.sha256)) is None:
        first = {"sha256": new.sha256, "size": new.size, "first_entered_at": new.entered_at}
        connection.execute(file.insert().values(first))


def _insert_first_events(connection: sa.Connection, submission_id: int, new: NewSubmission) -> None:
    received = Event(
        submission_id=submission_id,
        state=State.RECEIVED,
        occurred_at=new.received_at,
        actor=new.sender,
        reason=None,
    )
    judged = Event(
        submission_id=submission_id, state=new.state, occurred_at=new.entered_at, actor="pantau", reason=None
    )
    insert_event(connection, received)
    insert_event(connection, judged)
