"""The desk behind the door: a queued file is judged and recorded. For the worker alone: judging is heavy."""

from datetime import datetime

from etl.receipt import Receipt, duplicate, recorded
from warehouse.files import FileStore
from warehouse.ledger import Ledger
from warehouse.mappings import HeadingMappings
from warehouse.queue import Job, JobQueue
from warehouse.records import DuplicateSubmissionError, State, Submission


def process(job: Job, *, ledger: Ledger, queue: JobQueue, files: FileStore, now: datetime) -> Receipt:
    """Judge a claimed job's file and record it; the job ends in the same transaction as its record.

    After a kill at any moment either both are there or neither, and the job can simply be processed again.
    Bytes that became live meanwhile, through another job, end it as `duplicate`. Raises CheckBrokenError when
    a rule of ours is broken; the job then stays unfinished.
    """
    from etl.correction import former_of, settle
    from etl.judge import judge

    existing = ledger.find_by_sha256(job.sha256)
    if existing is not None:
        return _end_as_duplicate(job, existing=existing, queue=queue, now=now)
    judgement = judge(
        files.path(job.sha256),
        file_name=job.file_name,
        sha256=job.sha256,
        sender=job.sender,
        received_at=job.received_at,
        entered_at=now,
        period=job.period,
        history=ledger,
        mappings={} if job.sender is None else HeadingMappings(ledger.engine).answers_of(job.sender),
    )
    former = former_of(judgement, path=files.path(job.sha256), ledger=ledger)
    if former is not None:
        judgement = settle(judgement, former=former)
    try:
        number = ledger.record(
            judgement.submission,
            rows=judgement.rows,
            ignored=judgement.ignored,
            columns=judgement.columns,
            findings=judgement.findings,
            validations=judgement.validations,
            job_id=job.id,
        )
    except DuplicateSubmissionError as error:
        return _end_as_duplicate(job, existing=error.existing, queue=queue, now=now)
    return recorded(ledger.submission(number), findings=judgement.findings, state=judgement.submission.state)


def warm_up() -> None:
    """Import Great Expectations and run one small suite, so that the first file does not wait for it."""
    from etl.suites import warm_up as warm_up_suites

    warm_up_suites()


def _end_as_duplicate(job: Job, *, existing: Submission, queue: JobQueue, now: datetime) -> Receipt:
    queue.finish(job.id, outcome=State.DUPLICATE, submission_id=existing.id, now=now)
    return duplicate(existing, file=job.file_name)
