"""A submission and those sent to mend it: what they hold together, and what is still held back of it."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd
import sqlalchemy as sa

from warehouse import tables
from warehouse.frames import read_frame
from warehouse.ledger_reader import LedgerReader
from warehouse.records import State, Submission

_LATEST = 20
"""So many submissions of one name and sender are looked at, latest first."""


def chain_of(reader: LedgerReader, submission_id: int) -> tuple[Submission, ...]:
    """The submission, what it was sent to mend, and all that was sent to mend these, in order of entry.

    Withdrawn ones are left out. Empty where the submission itself is withdrawn: nothing builds on it.
    """
    own = reader.submission(submission_id)
    if own.state is State.WITHDRAWN:
        return ()
    root = own
    while (
        root.corrects is not None and (above := reader.submission(root.corrects)).state is not State.WITHDRAWN
    ):
        root = above
    chain = (root, *reader.corrections_of(root.id))
    return tuple(each for each in chain if each.state is not State.WITHDRAWN)


def rows_of(reader: LedgerReader, contract: str, *, submissions: Collection[int]) -> pd.DataFrame:
    """Every row of these submissions, accepted or held back, in order of precedence (last wins).

    One row per source row: submission_id, sheet, source_row, kode_wilayah, tanggal_awal, tanggal, the
    contract's dimensions (all of them missing where they could not be told), accepted, marked, raw, then its
    fields.
    """
    table, submission = tables.reported(contract), tables.submission
    own = [column for column in table.columns if column.name != "id"]
    select = (
        sa.select(*own)
        .join(submission, table.c.submission_id == submission.c.id)
        .where(table.c.submission_id.in_(sorted(submissions)))
        .order_by(submission.c.received_at, submission.c.id, table.c.id)
    )
    return read_frame(reader.connection, select)


def same_name(reader: LedgerReader, *, file_name: str, sender: str) -> tuple[Submission, ...]:
    """The sender's submissions of that file name that are not withdrawn, latest first, at most twenty."""
    submission = tables.submission
    select = (
        sa.select(submission.c.id)
        .where(submission.c.file_name == file_name, submission.c.sender == sender)
        .order_by(submission.c.id.desc())
        .limit(_LATEST)
    )
    found = (reader.submission(number) for number in reader.connection.scalars(select))
    return tuple(each for each in found if each.state is not State.WITHDRAWN)


def shares_keys(
    reader: LedgerReader, submission: Submission, *, keys: Collection[tuple[str, object]]
) -> bool:
    """Whether any of its rows speaks of one of these places and data days (kode_wilayah, tanggal)."""
    wanted = set(keys)
    for contract in submission.contracts:
        table = tables.reported(contract)
        select = (
            sa.select(table.c.kode_wilayah, table.c.tanggal)
            .where(table.c.submission_id == submission.id)
            .distinct()
        )
        if any(tuple(row) in wanted for row in reader.connection.execute(select)):
            return True
    return False
