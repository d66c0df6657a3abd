"""What the ledger can be asked, over one connection and so over one state of the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import sqlalchemy as sa

from data_contracts.catalogue import load_contracts, load_routine_contracts
from data_contracts.contract import Severity
from warehouse import tables
from warehouse.arrivals import ARRIVAL_COLUMNS, arrivals_of
from warehouse.columns import as_frame
from warehouse.records import (
    ColumnUse,
    Event,
    Finding,
    IgnoredRow,
    RowCount,
    State,
    Submission,
    UnknownSubmissionError,
    Validation,
)
from warehouse.reported_rows import (
    EVERYTHING,
    AnyOf,
    Part,
    Window,
    accepted_rows,
    is_live,
    senders_of,
    told_rows,
)
from warehouse.truth import counting_rows

_submission = tables.submission
_event = tables.submission_event
_READ_ALONG = ("id", "submission_id", "accepted")
_HOW_WRITTEN = ("sheet", "source_row", "marked", "raw")


class LedgerReader:
    """Questions to the ledger inside one reading transaction (`Ledger.reading`)."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self._senders: dict[datetime | None, pa.Table] = {}

    def senders(self, known_at: datetime | None) -> pa.Table:
        """What `told_rows` has to know of the submissions; read once, since a reader sees one state."""
        if known_at not in self._senders:
            self._senders[known_at] = senders_of(self.connection, known_at=known_at)
        return self._senders[known_at]

    def sequence(self) -> int:
        """The number of the last event, 0 when there is none: every change to the ledger adds one."""
        return int(self.connection.scalar(sa.select(sa.func.max(_event.c.id))) or 0)

    def mark(self, sequence: int) -> str:
        """What the event of that number says, in short: a ledger put back from a copy says otherwise."""
        columns = (_event.c.submission_id, _event.c.state, _event.c.occurred_at, _submission.c.sha256)
        select = sa.select(*columns).join(_submission).where(_event.c.id == sequence)
        row = self.connection.execute(select).one_or_none()
        return hashlib.sha256(repr(row and tuple(row)).encode()).hexdigest()[:16]

    def changed_since(self, sequence: int) -> tuple[int, ...]:
        """The submissions that something happened to after that event, in order of entry."""
        own = _event.c.submission_id
        select = sa.select(own).where(_event.c.id > sequence).distinct().order_by(own)
        return tuple(self.connection.execute(select).scalars())

    def entered_since(self, sequence: int) -> frozenset[int]:
        """The submissions of which nothing was there up to that event."""
        number, own = _event.c.id, _event.c.submission_id
        told = sa.select(own).where(number > sequence)
        select = sa.select(own).where(own.in_(told)).group_by(own).having(sa.func.min(number) > sequence)
        return frozenset(self.connection.scalars(select))

    def fed_by(self, submissions: Sequence[int]) -> frozenset[str]:
        """The contracts that these submissions have rows of."""
        names = list(load_contracts())
        own = (tables.reported(name).c.submission_id for name in names)
        found = self.connection.execute(sa.select(*(sa.exists().where(one.in_(submissions)) for one in own)))
        return frozenset(name for name, has_rows in zip(names, found.one(), strict=True) if has_rows)

    def accepted_count(self, *, submissions: Collection[int] | None = None) -> int:
        """How many accepted source rows the ledger holds, or these submissions do."""
        select = sa.select(sa.func.sum(_submission.c.rows_accepted))
        chosen = select if submissions is None else select.where(_submission.c.id.in_(sorted(submissions)))
        return int(self.connection.scalar(chosen) or 0)

    def submission(self, submission_id: int) -> Submission:
        """One submission in its current state; UnknownSubmissionError when there is none."""
        row = self.connection.execute(_submissions().where(_submission.c.id == submission_id)).one_or_none()
        if row is None:
            raise UnknownSubmissionError(submission_id)
        return _as_submission(row)

    def submissions(self) -> tuple[Submission, ...]:
        """Every submission in its current state, in order of entry."""
        return tuple(_as_submission(row) for row in self.connection.execute(_submissions()))

    def find_by_sha256(self, sha256: str) -> Submission | None:
        """The live submission of these bytes: at most one, because `record` lets no second one in."""
        rows = self.connection.execute(_submissions().where(_submission.c.sha256 == sha256))
        return next((found for found in map(_as_submission, rows) if found.state.is_live), None)

    def events(self, submission_id: int) -> tuple[Event, ...]:
        """A submission's life, oldest entry first."""
        return tuple(
            Event(**{**row, "state": State(row["state"])})
            for row in self._of_submission(_event, Event, submission_id)
        )

    def findings(self, submission_id: int) -> tuple[Finding, ...]:
        """What was found in a submission, in the order it was found."""
        return tuple(
            Finding(**{**row, "severity": Severity(row["severity"])})
            for row in self._of_submission(tables.finding, Finding, submission_id)
        )

    def ignored_rows(self, submission_id: int) -> tuple[IgnoredRow, ...]:
        """The rows that were not data, with the reason of each."""
        return tuple(
            IgnoredRow(**row) for row in self._of_submission(tables.ignored_row, IgnoredRow, submission_id)
        )

    def columns(self, submission_id: int) -> tuple[ColumnUse, ...]:
        """Which column of which sheet fed which field."""
        return tuple(
            ColumnUse(**row)
            for row in self._of_submission(tables.submission_column, ColumnUse, submission_id)
        )

    def validations(self, submission_id: int) -> tuple[Validation, ...]:
        """What the rules came to over a submission's rows, in the order they were tried."""
        return tuple(
            Validation(**{**row, "severity": Severity(row["severity"])})
            for row in self._of_submission(tables.validation, Validation, submission_id)
        )

    def corrections_of(self, submission_id: int) -> tuple[Submission, ...]:
        """The submissions sent to mend this one, and those sent to mend these, in order of entry."""
        self.submission(submission_id)
        chain = sa.select(_submission.c.id).where(_submission.c.corrects == submission_id).cte(recursive=True)
        chain = chain.union(sa.select(_submission.c.id).join(chain, _submission.c.corrects == chain.c.id))
        rows = self.connection.execute(_submissions().where(_submission.c.id.in_(sa.select(chain.c.id))))
        return tuple(map(_as_submission, rows))

    def reported(
        self,
        contract: str,
        *,
        kodes: Collection[str] | None = None,
        since: date | None = None,
        until: date | None = None,
        known_at: datetime | None = None,
    ) -> pd.DataFrame:
        """Accepted rows of the submissions live at `known_at` (None: now), in order of precedence: last wins.

        One row per source row: submission_id, received_at, simulasi, sheet, source_row, kode_wilayah,
        tanggal_awal (missing: the sender named no start), tanggal, the contract's dimensions, marked, raw,
        then its fields. `kodes` names the places asked for, `since` and `until` the first and last data day
        (tanggal); the database leaves the others out. A simulated row is left out where a real one says
        anything about the same place and day: a place's figures of one day are real or simulated, never a
        mixture. The order is by received_at, then by order of entry, so that a later entry with an earlier
        received_at does not override.
        """
        window = Window(kodes=kodes, since=since, until=until)
        return self._counting(contract, known_at=known_at, part=window, left_out=_READ_ALONG)

    def past(self, contracts: Iterable[str], *, windows: Sequence[Window]) -> Mapping[str, pd.DataFrame]:
        """By contract the rows of `reported` in one of the windows, without where and how they were written.

        Without sheet, source_row, marked and raw: what a new report is held against, in one question each.
        """
        part, left_out = AnyOf(windows=windows), (*_READ_ALONG, *_HOW_WRITTEN)
        return {name: self._counting(name, known_at=None, part=part, left_out=left_out) for name in contracts}

    def _counting(
        self, contract: str, *, known_at: datetime | None, part: Part, left_out: Collection[str]
    ) -> pd.DataFrame:
        names = tables.reported(contract).columns.keys()
        wanted = [name for name in names if name not in left_out]
        told = told_rows(self.connection, contract, senders=self.senders(known_at), part=part, wanted=wanted)
        rows = accepted_rows(told)
        counting = counting_rows(rows, contract=contract, live=is_live(rows))
        return as_frame(rows.filter(pa.array(counting)).drop_columns(["accepted", "is_withdrawn"]))

    def arrivals(self, *, known_at: datetime | None = None) -> pd.DataFrame:
        """Who sent something for which day: one row per submission, kode_wilayah and tanggal.

        Only the contracts owed every half-month count: a budget dated 31 December is no routine report.
        Columns: submission_id, kode_wilayah, tanggal, received_at, accepted (at least one row of it entered),
        marked, simulasi. Submissions sent back are included, withdrawn ones are not; rows whose place or day
        could not be read belong to nobody and are left out.
        """
        senders = self.senders(known_at)
        told = [
            told_rows(self.connection, name, senders=senders, part=EVERYTHING, wanted=ARRIVAL_COLUMNS)
            for name in load_routine_contracts()
        ]
        return as_frame(arrivals_of(told))

    def _of_submission(self, table: sa.Table, record: type[Any], submission_id: int) -> list[dict[str, Any]]:
        self.submission(submission_id)
        select = (
            sa.select(*(table.c[field.name] for field in fields(record)))
            .where(table.c.submission_id == submission_id)
            .order_by(table.c.id)
        )
        return [dict(row) for row in self.connection.execute(select).mappings()]


def _submissions() -> sa.Select[Any]:
    last = sa.select(sa.func.max(_event.c.id)).where(_event.c.submission_id == _submission.c.id)
    state = sa.select(_event.c.state).where(_event.c.id == last.correlate(_submission).scalar_subquery())
    return (
        sa.select(
            *_submission.columns,
            tables.source_file.c.size,
            state.correlate(_submission).scalar_subquery().label("state"),
        )
        .join(tables.source_file)
        .order_by(_submission.c.id)
    )


def _as_submission(row: sa.Row[Any]) -> Submission:
    return Submission(
        id=row.id,
        sha256=row.sha256,
        file_name=row.file_name,
        size=row.size,
        sender=row.sender,
        received_at=row.received_at,
        entered_at=row.entered_at,
        simulasi=row.simulasi,
        state=State(row.state),
        contracts=tuple(row.contracts),
        corrects=row.corrects,
        rows=RowCount(
            read=row.rows_read,
            accepted=row.rows_accepted,
            quarantined=row.rows_quarantined,
            ignored=row.rows_ignored,
        ),
    )
