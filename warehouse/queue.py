"""The durable queue of files that wait for their judgement, in the ledger's database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data_contracts.periode import Periode
from warehouse.engines import begin_read, begin_write
from warehouse.records import LedgerError, State
from warehouse.tables import job as _job

MAX_ATTEMPTS = 3
"""How often a file is taken up before it is put aside: one that brings us down would do so for ever."""

KILLED = (
    "Pemeriksaan berkas ini berulang kali berhenti di tengah jalan, sehingga berkasnya disisihkan. Berkas "
    "tersimpan dan tidak perlu dikirim ulang; pengelola akan memeriksanya lagi."
)


class Stage(StrEnum):
    """Where a job stands; FAILED: put aside through a fault of ours, until somebody lets it in again."""

    WAITING = "waiting"
    JUDGING = "judging"
    FINISHED = "finished"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """What an official reads."""
        return _STAGE_LABELS[self]


_STAGE_LABELS = {
    Stage.WAITING: "menunggu giliran",
    Stage.JUDGING: "sedang diperiksa",
    Stage.FINISHED: "selesai diperiksa",
    Stage.FAILED: "belum dapat diperiksa karena kesalahan kami",
}


class UnknownJobError(LedgerError):
    """No job bears this number."""

    def __init__(self, job_id: int) -> None:
        super().__init__(f"Antrean tidak memuat nomor {job_id}. Lihat isi antrean dengan `pantau doctor`.")
        self.job_id = job_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One file handed in. `attempts`: how often a worker took it up; above 1 an earlier one was killed.

    `outcome` and `finished_at` are None until it is judged; `submission_id` also where nothing was recorded.
    `failure` says why it was put aside (a sentence for the sender); None where it was not.
    """

    id: int
    path: Path
    sha256: str
    file_name: str
    sender: str | None
    received_at: datetime
    period: Periode | None
    enqueued_at: datetime
    attempts: int
    worker: str | None
    claimed_at: datetime | None
    finished_at: datetime | None
    outcome: State | None
    failure: str | None
    submission_id: int | None

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    @property
    def stage(self) -> Stage:
        if self.is_finished:
            return Stage.FINISHED
        if self.failure is not None:
            return Stage.FAILED
        return Stage.WAITING if self.claimed_at is None else Stage.JUDGING


class JobQueue:
    """First in, first out; what is in it survives every process."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def enqueue(  # noqa: PLR0913 - what is known of a file on arrival
        self,
        path: Path,
        *,
        sha256: str,
        file_name: str,
        sender: str | None,
        received_at: datetime,
        period: Periode | None,
        now: datetime,
    ) -> int:
        """Put a stored file into the queue; one that waits already, under the same name, keeps its number."""
        same = (_job.c.sha256 == sha256, _job.c.file_name == file_name, _job.c.finished_at.is_(None))
        with begin_write(self._engine) as connection:
            waiting = connection.scalar(sa.select(_job.c.id).where(*same))
            if waiting is not None:
                return int(waiting)
            values = {
                "path": str(path),
                "sha256": sha256,
                "file_name": file_name,
                "sender": sender,
                "received_at": received_at,
                "period": None if period is None else str(period),
                "enqueued_at": now,
                "attempts": 0,
            }
            return int(connection.execute(_job.insert().values(values).returning(_job.c.id)).scalar_one())

    def claim(self, *, worker: str, now: datetime) -> Job | None:
        """The next waiting job, from now on this worker's alone; None when nothing waits."""
        first = (
            sa.select(_job.c.id)
            .where(_is_open(), _job.c.claimed_at.is_(None))
            # A file that brings the worker down goes to the end of the line instead of holding up the others.
            .order_by(_job.c.attempts, _job.c.id)
            .limit(1)
        )
        with begin_write(self._engine) as connection:
            job_id = connection.scalar(first)
            if job_id is None:
                return None
            claimed = {"worker": worker, "claimed_at": now, "attempts": _job.c.attempts + 1}
            row = connection.execute(
                _job.update().where(_job.c.id == job_id).values(claimed).returning(*_job.columns)
            ).one()
        return _as_job(row)

    def finish(self, job_id: int, *, outcome: State, submission_id: int | None, now: datetime) -> None:
        """Note how a job ended; UnknownJobError when there is no such job."""
        with begin_write(self._engine) as connection:
            finish_job(connection, job_id, outcome=outcome, submission_id=submission_id, now=now)

    def get(self, job_id: int) -> Job:
        """One job as it stands; UnknownJobError when there is none."""
        with begin_read(self._engine) as connection:
            row = connection.execute(sa.select(_job).where(_job.c.id == job_id)).one_or_none()
        if row is None:
            raise UnknownJobError(job_id)
        return _as_job(row)

    def find(self, *, sha256: str, file_name: str, received_at: datetime) -> Job | None:
        """The job a delivery led to, told by content, name and moment of receipt; None: there is none."""
        same = (_job.c.sha256 == sha256, _job.c.file_name == file_name, _job.c.received_at == received_at)
        with begin_read(self._engine) as connection:
            row = connection.execute(sa.select(_job).where(*same).order_by(_job.c.id).limit(1)).one_or_none()
        return None if row is None else _as_job(row)

    def ahead_of(self, job_id: int) -> int:
        """How many jobs, those in work included, come before one that waits; 0 where its turn is next."""
        own = sa.select(_job.c.attempts).where(_job.c.id == job_id).scalar_subquery()
        earlier = sa.or_(
            _job.c.claimed_at.is_not(None),
            _job.c.attempts < own,
            sa.and_(_job.c.attempts == own, _job.c.id < job_id),
        )
        waiting = (_is_open(), _job.c.id != job_id, earlier)
        with begin_read(self._engine) as connection:
            return int(connection.scalar(sa.select(sa.func.count()).select_from(_job).where(*waiting)) or 0)

    def put_back(self, job_id: int, *, failure: str) -> bool:
        """Let a job that a fault of ours kept from being judged wait again; tells whether it was put aside.

        After its last attempt it is put aside with that failure: a sentence for its sender, without a trace
        of our code. UnknownJobError when there is no such job.
        """
        with begin_write(self._engine) as connection:
            attempts = connection.scalar(sa.select(_job.c.attempts).where(_job.c.id == job_id))
            if attempts is None:
                raise UnknownJobError(job_id)
            _release(connection, _job.c.id == job_id, failure=failure)
        return int(attempts) >= MAX_ATTEMPTS

    def release_stale(self) -> int:
        """Put back what a killed worker left half done and return how many; after the last attempt, aside.

        Only for the holder of the worker's lock: it takes every claim for stale.
        """
        with begin_write(self._engine) as connection:
            return _release(connection, _job.c.claimed_at.is_not(None), failure=KILLED)

    def put_aside(self) -> tuple[Job, ...]:
        """The jobs that were put aside, oldest first."""
        aside = (_job.c.finished_at.is_(None), _job.c.failure.is_not(None))
        with begin_read(self._engine) as connection:
            rows = connection.execute(sa.select(_job).where(*aside).order_by(_job.c.id)).all()
        return tuple(map(_as_job, rows))

    def retry(self) -> int:
        """Let every job that was put aside wait once more, with all its attempts; how many these are."""
        aside = (_job.c.finished_at.is_(None), _job.c.failure.is_not(None))
        again = {"failure": None, "attempts": 0}
        with begin_write(self._engine) as connection:
            return int(connection.execute(_job.update().where(*aside).values(again)).rowcount)

    def pending(self) -> int:
        """How many jobs a worker still has to do, those in work included and those put aside not."""
        select = sa.select(sa.func.count()).select_from(_job).where(_is_open())
        with begin_read(self._engine) as connection:
            return int(connection.scalar(select) or 0)


def _is_open() -> sa.ColumnElement[bool]:
    return sa.and_(_job.c.finished_at.is_(None), _job.c.failure.is_(None))


def _release(connection: sa.Connection, which: sa.ColumnElement[bool], *, failure: str) -> int:
    """Take the claim off unfinished jobs; how many wait again. The spent ones go aside."""
    spent = _job.c.attempts >= MAX_ATTEMPTS
    free = {"worker": None, "claimed_at": None}
    aside = _job.update().where(_is_open(), which, spent).values({**free, "failure": failure})
    connection.execute(aside)
    return int(connection.execute(_job.update().where(_is_open(), which).values(free)).rowcount)


def finish_job(
    connection: sa.Connection, job_id: int, *, outcome: State, submission_id: int | None, now: datetime
) -> None:
    """Note a job's end inside a transaction that also holds what it led to."""
    ended = {"outcome": outcome.value, "submission_id": submission_id, "finished_at": now}
    if connection.execute(_job.update().where(_job.c.id == job_id).values(ended)).rowcount == 0:
        raise UnknownJobError(job_id)


def _as_job(row: sa.Row[Any]) -> Job:
    values = dict(row._mapping)
    return Job(
        **{
            **values,
            "path": Path(values["path"]),
            "period": None if values["period"] is None else Periode.parse(values["period"]),
            "outcome": None if values["outcome"] is None else State(values["outcome"]),
        }
    )
