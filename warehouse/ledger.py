"""The system of record: append-only, one transaction per submission, every past moment reproducible."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime

import pandas as pd
import sqlalchemy as sa

from warehouse import tables
from warehouse.engines import UnreachableDatabaseError, begin_read, begin_write
from warehouse.filled import note_filled_before
from warehouse.ledger_reader import LedgerReader
from warehouse.ledger_upkeep import add_what_is_missing, integrity_problem
from warehouse.ledger_writer import insert_event, insert_records, insert_reported, insert_submission
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
    Validation,
)
from warehouse.reported_rows import Window


class Ledger:
    """Everything that was ever reported, in a SQLite file or a PostgreSQL database."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    def close(self) -> None:
        """Let go of connections; they are opened again when the ledger is asked once more."""
        self.engine.dispose()

    def create(self) -> None:
        """Create the tables, columns and indexes that are not there yet."""
        with begin_write(self.engine) as connection:
            tables.ledger_metadata.create_all(connection)
            add_what_is_missing(connection)
            note_filled_before(connection)

    def record(  # noqa: PLR0913 - a submission and all that belongs to it
        self,
        submission: NewSubmission,
        *,
        rows: Mapping[str, pd.DataFrame],
        ignored: Sequence[IgnoredRow],
        columns: Sequence[ColumnUse],
        findings: Sequence[Finding],
        validations: Sequence[Validation] = (),
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
            submission_id = insert_submission(connection, submission)
            for contract, frame in rows.items():
                insert_reported(connection, submission_id, contract=contract, frame=frame)
            for table, items in (
                (tables.ignored_row, ignored),
                (tables.submission_column, columns),
                (tables.finding, findings),
                (tables.validation, validations),
            ):
                insert_records(connection, submission_id, table=table, records=items)
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
            insert_event(
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

    def validations(self, submission_id: int) -> tuple[Validation, ...]:
        """What the rules came to over a submission's rows, in the order they were tried."""
        with self.reading() as reader:
            return reader.validations(submission_id)

    def corrections_of(self, submission_id: int) -> tuple[Submission, ...]:
        """See LedgerReader.corrections_of."""
        with self.reading() as reader:
            return reader.corrections_of(submission_id)

    def reported(
        self,
        contract: str,
        *,
        kodes: Collection[str] | None = None,
        since: date | None = None,
        until: date | None = None,
        known_at: datetime | None = None,
    ) -> pd.DataFrame:
        """See LedgerReader.reported."""
        with self.reading() as reader:
            return reader.reported(contract, kodes=kodes, since=since, until=until, known_at=known_at)

    def past(self, contracts: Iterable[str], *, windows: Sequence[Window]) -> Mapping[str, pd.DataFrame]:
        """See LedgerReader.past."""
        with self.reading() as reader:
            return reader.past(contracts, windows=windows)

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
