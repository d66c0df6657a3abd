"""The system of record: append-only, one transaction per submission, every past moment reproducible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime

import pandas as pd
import sqlalchemy as sa

from warehouse import tables
from warehouse.engines import UnreachableDatabaseError, begin_read, begin_write
from warehouse.frames import plain_rows
from warehouse.ledger_reader import LedgerReader
from warehouse.ledger_upkeep import add_missing_fields, integrity_problem
from warehouse.queue import finish_job
from warehouse.records import (
    AlreadyWithdrawnError,
    ColumnUse,
    DuplicateSubmissionError,
    Event,
    Finding,
    IgnoredRow,
    NewSubmission,
    State,
    Submission,
)


class Ledger:
    """Everything that was ever reported, in a SQLite file or a PostgreSQL database."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    def close(self) -> None:
        """Let go of connections; they are opened again when the ledger is asked once more."""
        self.engine.dispose()

    def create(self) -> None:
        """Create the tables, and the columns of new contract fields, that are not there yet."""
        with begin_write(self.engine) as connection:
            tables.ledger_metadata.create_all(connection)
            add_missing_fields(connection)

    def record(  # noqa: PLR0913 - a submission and all that belongs to it
        self,
        submission: NewSubmission,
        *,
        rows: Mapping[str, pd.DataFrame],
        ignored: Sequence[IgnoredRow],
        columns: Sequence[ColumnUse],
        findings: Sequence[Finding],
        job_id: int | None = None,
    ) -> int:
        """Write a judged submission with all that belongs to it in one transaction and return its number.

        With `job_id` that job of the queue ends in the same transaction: no kill can come between the two.
        `rows[contract]` has one row per source row: sheet, source_row, kode_wilayah, tanggal_awal, tanggal,
        accepted, marked, raw (text or missing) and the contract's fields; a field's column may be absent.
        Raises DuplicateSubmissionError, having written nothing, when the same bytes are live already.
        """
        with begin_write(self.engine) as connection:
            existing = LedgerReader(connection).find_by_sha256(submission.sha256)
            if existing is not None:
                raise DuplicateSubmissionError(existing)
            submission_id = _insert_submission(connection, submission)
            _insert_first_events(connection, submission_id, submission)
            for contract, frame in rows.items():
                _insert_reported(connection, submission_id, contract=contract, frame=frame)
            for table, items in (
                (tables.ignored_row, ignored),
                (tables.submission_column, columns),
                (tables.finding, findings),
            ):
                _insert_all(connection, table, [{"submission_id": submission_id, **asdict(i)} for i in items])
            if job_id is not None:
                finish_job(
                    connection,
                    job_id,
                    outcome=submission.state,
                    submission_id=submission_id,
                    now=submission.entered_at,
                )
        return submission_id

    def add_event(
        self,
        submission_id: int,
        *,
        state: State,
        occurred_at: datetime,
        actor: str | None,
        reason: str | None = None,
    ) -> None:
        """Append a step to a submission's life, such as its withdrawal, which ends it.

        Raises UnknownSubmissionError, or AlreadyWithdrawnError when that life is over.
        """
        with begin_write(self.engine) as connection:
            if LedgerReader(connection).submission(submission_id).state is State.WITHDRAWN:
                raise AlreadyWithdrawnError(submission_id)
            _insert_event(
                connection,
                Event(
                    submission_id=submission_id,
                    state=state,
                    occurred_at=occurred_at,
                    actor=actor,
                    reason=reason,
                ),
            )

    @contextmanager
    def reading(self) -> Iterator[LedgerReader]:
        """Several questions to one and the same state of the ledger, whoever writes meanwhile."""
        with begin_read(self.engine) as connection:
            yield LedgerReader(connection)

    def find_by_sha256(self, sha256: str) -> Submission | None:
        """The live submission of these bytes, if any: withdrawn, returned and refused ones are not."""
        with self.reading() as reader:
            return reader.find_by_sha256(sha256)

    def submission(self, submission_id: int) -> Submission:
        """One submission in its current state; UnknownSubmissionError when there is none."""
        with self.reading() as reader:
            return reader.submission(submission_id)

    def submissions(self) -> tuple[Submission, ...]:
        """Every submission in its current state, in order of entry."""
        with self.reading() as reader:
            return reader.submissions()

    def events(self, submission_id: int) -> tuple[Event, ...]:
        """A submission's life, oldest entry first."""
        with self.reading() as reader:
            return reader.events(submission_id)

    def findings(self, submission_id: int) -> tuple[Finding, ...]:
        """What was found in a submission, in the order it was found."""
        with self.reading() as reader:
            return reader.findings(submission_id)

    def ignored_rows(self, submission_id: int) -> tuple[IgnoredRow, ...]:
        """The rows that were not data, with the reason of each."""
        with self.reading() as reader:
            return reader.ignored_rows(submission_id)

    def columns(self, submission_id: int) -> tuple[ColumnUse, ...]:
        """Which column of which sheet fed which field."""
        with self.reading() as reader:
            return reader.columns(submission_id)

    def reported(self, contract: str, *, known_at: datetime | None = None) -> pd.DataFrame:
        """See LedgerReader.reported."""
        with self.reading() as reader:
            return reader.reported(contract, known_at=known_at)

    def arrivals(self, *, known_at: datetime | None = None) -> pd.DataFrame:
        """See LedgerReader.arrivals."""
        with self.reading() as reader:
            return reader.arrivals(known_at=known_at)

    def sequence(self) -> int:
        """A number that rises with every change and so names the ledger's state; 0 when it is empty."""
        with self.reading() as reader:
            return reader.sequence()

    def integrity_problem(self) -> str | None:
        """What is wrong, as an Indonesian sentence; None when the ledger is whole and its rows add up."""
        try:
            with begin_read(self.engine) as connection:
                return integrity_problem(connection)
        except UnreachableDatabaseError as error:
            return error.message


def _insert_submission(connection: sa.Connection, new: NewSubmission) -> int:
    file = tables.source_file
    if connection.scalar(sa.select(file.c.size).where(file.c.sha256 == new.sha256)) is None:
        first = {"sha256": new.sha256, "size": new.size, "first_entered_at": new.entered_at}
        connection.execute(file.insert().values(first))
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
        "contracts": list(new.contracts),
        **{f"rows_{name}": count for name, count in asdict(new.rows).items()},
    }
    return int(connection.execute(table.insert().values(values).returning(table.c.id)).scalar_one())


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
    _insert_event(connection, received)
    _insert_event(connection, judged)


def _insert_event(connection: sa.Connection, event: Event) -> None:
    connection.execute(tables.submission_event.insert().values(asdict(event)))


def _insert_reported(
    connection: sa.Connection, submission_id: int, *, contract: str, frame: pd.DataFrame
) -> None:
    table = tables.reported(contract)
    columns = [column for column in table.columns if column.name not in {"id", "submission_id"}]
    rows = [{"submission_id": submission_id, **row} for row in plain_rows(frame, columns)]
    _insert_all(connection, table, rows)


def _insert_all(connection: sa.Connection, table: sa.Table, rows: list[dict[str, object]]) -> None:
    if rows:
        connection.execute(table.insert(), rows)
