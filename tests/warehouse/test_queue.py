"""What is handed in waits, is judged by one worker, and survives every process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data_contracts.periode import Periode
from tests.warehouse.sending import at, frame, sha256_of, submission
from warehouse.ledger import Ledger
from warehouse.queue import KILLED, MAX_ATTEMPTS, JobQueue, Stage, UnknownJobError
from warehouse.records import DuplicateSubmissionError, State


def enqueue(queue: JobQueue, name: str, *, hours: float = 0, period: Periode | None = None) -> int:
    return queue.enqueue(
        Path("/berkas", name),
        sha256=sha256_of(name),
        file_name=name,
        sender="Disdukcapil",
        received_at=at(hours),
        period=period,
        now=at(hours + 0.5),
    )


def test_a_job_is_read_back_as_it_was_handed_in(queue: JobQueue) -> None:
    number = enqueue(queue, "a.xlsx", period=Periode.parse("2026-10-P2"))
    job = queue.get(number)
    assert (job.path, job.sha256, job.file_name) == (Path("/berkas/a.xlsx"), sha256_of("a.xlsx"), "a.xlsx")
    assert (job.sender, job.received_at, job.enqueued_at) == ("Disdukcapil", at(0), at(0.5))
    assert job.period == Periode.parse("2026-10-P2")
    assert (job.attempts, job.worker, job.outcome, job.submission_id) == (0, None, None, None)
    assert not job.is_finished


def test_jobs_are_taken_in_order_of_arrival_and_each_once(queue: JobQueue) -> None:
    numbers = [enqueue(queue, name) for name in ("c", "a", "b")]
    taken = [queue.claim(worker="w", now=at(1)) for _ in range(4)]
    assert [job and job.id for job in taken] == [*numbers, None]
    assert taken[0] == queue.get(numbers[0])
    assert taken[0].worker == "w"
    assert taken[0].claimed_at == at(1)
    assert taken[0].attempts == 1


def test_the_same_file_waits_once_until_it_is_judged(queue: JobQueue) -> None:
    first = enqueue(queue, "a.xlsx")
    assert enqueue(queue, "a.xlsx", hours=1) == first
    queue.claim(worker="w", now=at(1))
    assert enqueue(queue, "a.xlsx", hours=2) == first
    assert queue.get(first).received_at == at(0)
    queue.finish(first, outcome=State.REFUSED, submission_id=None, now=at(3))
    assert enqueue(queue, "a.xlsx", hours=4) != first


def test_a_delivery_finds_the_job_it_led_to_also_when_it_is_judged(queue: JobQueue) -> None:
    first = enqueue(queue, "a.xlsx", hours=1)
    queue.finish(first, outcome=State.RETURNED, submission_id=None, now=at(2))
    again = enqueue(queue, "a.xlsx", hours=3)
    for number, hours in ((first, 1), (again, 3)):
        found = queue.find(sha256=sha256_of("a.xlsx"), file_name="a.xlsx", received_at=at(hours))
        assert found == queue.get(number)
    assert queue.find(sha256=sha256_of("a.xlsx"), file_name="a.xlsx", received_at=at(2)) is None
    assert queue.find(sha256=sha256_of("a.xlsx"), file_name="b.xlsx", received_at=at(1)) is None


def test_a_waiting_job_knows_how_many_come_before_it(queue: JobQueue) -> None:
    first, second, third = (enqueue(queue, name) for name in ("a", "b", "c"))
    assert [queue.ahead_of(job) for job in (first, second, third)] == [0, 1, 2]
    queue.claim(worker="w", now=at(1))
    assert [queue.ahead_of(job) for job in (second, third)] == [1, 2]
    queue.finish(first, outcome=State.RETURNED, submission_id=None, now=at(1))
    assert [queue.ahead_of(job) for job in (second, third)] == [0, 1]
    # One that brought a worker down goes to the end of the line.
    queue.claim(worker="w", now=at(2))
    queue.release_stale()
    assert [queue.ahead_of(job) for job in (second, third)] == [1, 0]


def test_pending_counts_what_waits_and_what_is_in_work(queue: JobQueue) -> None:
    assert queue.pending() == 0
    first, _ = enqueue(queue, "a"), enqueue(queue, "b")
    queue.claim(worker="w", now=at(1))
    assert queue.pending() == 2
    queue.finish(first, outcome=State.RETURNED, submission_id=None, now=at(2))
    assert queue.pending() == 1
    finished = queue.get(first)
    assert (finished.is_finished, finished.outcome, finished.finished_at) == (True, State.RETURNED, at(2))


def test_what_a_killed_worker_left_is_put_back(queue: JobQueue) -> None:
    first, done = enqueue(queue, "a"), enqueue(queue, "b")
    for _ in range(2):
        queue.claim(worker="killed", now=at(1))
    queue.finish(done, outcome=State.REFUSED, submission_id=None, now=at(1))
    assert queue.claim(worker="next", now=at(2)) is None
    assert queue.release_stale() == 1
    assert queue.release_stale() == 0
    again = queue.claim(worker="next", now=at(2))
    assert again is not None
    assert (again.id, again.worker, again.attempts) == (first, "next", 2)


def test_a_file_that_kills_every_worker_is_put_aside_and_waits_for_somebody(queue: JobQueue) -> None:
    fatal = enqueue(queue, "fatal")
    for _ in range(MAX_ATTEMPTS):
        assert queue.get(fatal).stage is Stage.WAITING
        assert queue.claim(worker="w", now=at(1)) is not None
        assert queue.get(fatal).stage is Stage.JUDGING
        queue.release_stale()
    assert queue.get(fatal).stage is Stage.FAILED
    assert queue.get(fatal).failure == KILLED
    assert [job.id for job in queue.put_aside()] == [fatal]
    assert queue.pending() == 0
    assert queue.claim(worker="w", now=at(2)) is None
    assert enqueue(queue, "fatal", hours=3) == fatal

    assert queue.retry() == 1
    assert queue.put_aside() == ()
    again = queue.claim(worker="w", now=at(4))
    assert again is not None
    assert (again.id, again.attempts, again.failure) == (fatal, 1, None)


def test_a_file_that_our_fault_keeps_from_being_judged_comes_after_the_others_and_then_aside(
    queue: JobQueue,
) -> None:
    faulty, sound = enqueue(queue, "faulty"), enqueue(queue, "sound")
    order, aside = [], []
    while (job := queue.claim(worker="w", now=at(1))) is not None:
        order.append(job.id)
        if job.id == sound:
            queue.finish(sound, outcome=State.ACCEPTED, submission_id=None, now=at(1))
        else:
            aside.append(queue.put_back(faulty, failure="Aturan kami rusak."))
    assert order == [faulty, sound, *[faulty] * (MAX_ATTEMPTS - 1)]
    assert aside == [*[False] * (MAX_ATTEMPTS - 1), True]
    assert queue.get(faulty).failure == "Aturan kami rusak."
    assert queue.get(sound).stage is Stage.FINISHED
    with pytest.raises(UnknownJobError):
        queue.put_back(77, failure="x")


def test_a_file_that_brings_the_worker_down_does_not_hold_up_the_others(queue: JobQueue) -> None:
    fatal, other = enqueue(queue, "fatal"), enqueue(queue, "other")
    queue.claim(worker="w", now=at(1))
    queue.release_stale()
    order = [queue.claim(worker="w", now=at(2)) for _ in range(2)]
    assert [job and job.id for job in order] == [other, fatal]


def test_no_two_workers_get_the_same_job(queue: JobQueue) -> None:
    numbers = [enqueue(queue, f"{number}.xlsx") for number in range(24)]

    def work(worker: int) -> list[int]:
        taken = []
        while (job := queue.claim(worker=str(worker), now=at(1))) is not None:
            assert queue.get(job.id).worker == str(worker)
            taken.append(job.id)
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [number for part in pool.map(work, range(4)) for number in part]
    assert sorted(taken) == numbers


def test_of_two_senders_of_the_same_file_at_once_one_job_comes(queue: JobQueue) -> None:
    with ThreadPoolExecutor(4) as pool:
        numbers = set(pool.map(lambda _: enqueue(queue, "a.xlsx"), range(8)))
    assert len(numbers) == queue.pending() == 1


def test_a_job_ends_in_the_transaction_that_records_its_file(ledger: Ledger, queue: JobQueue) -> None:
    def record(job: int) -> int:
        return ledger.record(
            submission("a.xlsx", entered_at=at(2)),
            rows={"perekaman": frame({"prr": 1})},
            ignored=(),
            columns=(),
            findings=(),
            job_id=job,
        )

    first = enqueue(queue, "a.xlsx")
    number = record(first)
    job = queue.get(first)
    assert (job.outcome, job.submission_id, job.finished_at) == (State.ACCEPTED, number, at(2))

    second = enqueue(queue, "a.xlsx")
    with pytest.raises(DuplicateSubmissionError):
        record(second)
    assert not queue.get(second).is_finished


def test_an_unknown_job_is_an_error_and_records_nothing(ledger: Ledger, queue: JobQueue) -> None:
    with pytest.raises(UnknownJobError, match="77"):
        queue.get(77)
    with pytest.raises(UnknownJobError):
        queue.finish(77, outcome=State.REFUSED, submission_id=None, now=at(0))
    with pytest.raises(UnknownJobError):
        ledger.record(submission("a"), rows={}, ignored=(), columns=(), findings=(), job_id=77)
    assert ledger.submissions() == ()
