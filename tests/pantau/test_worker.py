"""The worker: one at a time, everything in the queue, and no file holds up the others."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep

import pytest

import pantau.worker
from etl.intake import receive
from etl.process import process
from pantau.settings import Settings
from pantau.worker import UnjudgedFilesError, drain_if_idle, run
from pantau.workplace import Workplace, open_workplace, worker_lock
from tests.etl.laporan import form_row, form_rows, write_form
from warehouse.queue import Stage
from warehouse.records import State

NOW = datetime(2026, 11, 2, 3, tzinfo=UTC)


def clock() -> datetime:
    return NOW


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    with open_workplace(Settings(home=tmp_path / "var", now=NOW)) as opened:
        yield opened


def hand_in(workplace: Workplace, path: Path) -> int:
    arrival = receive(
        path,
        ledger=workplace.ledger,
        queue=workplace.queue,
        files=workplace.files,
        sender=None,
        received_at=NOW,
        period=None,
        now=NOW,
    )
    assert arrival.job is not None
    return arrival.job


def wait_until(condition: Callable[[], bool], *, seconds: float = 30) -> None:
    end = monotonic() + seconds
    while not condition():
        assert monotonic() < end, "waited in vain"
        sleep(0.02)


def test_a_file_that_breaks_us_keeps_no_other_waiting_and_is_put_aside_until_it_is_let_in_again(
    workplace: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = hand_in(workplace, write_form(tmp_path / "rusak.xlsx", [form_row("33.01")]))
    sound = hand_in(workplace, write_form(tmp_path / "baik.xlsx", [form_row("33.02")]))

    def judge_all_but_one(job: object, **others: object) -> object:
        if job.file_name == "rusak.xlsx":  # type: ignore[attr-defined]
            raise ZeroDivisionError
        return process(job, **others)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(pantau.worker, "process", judge_all_but_one)
        with pytest.raises(UnjudgedFilesError, match=r"rusak\.xlsx"):
            drain_if_idle(workplace, clock=clock)
    assert workplace.queue.get(sound).outcome is State.ACCEPTED
    assert workplace.queue.get(broken).stage is Stage.FAILED
    assert workplace.queue.get(broken).failure == pantau.worker.OUR_FAULT
    assert workplace.queue.retry() == 1
    assert drain_if_idle(workplace, clock=clock)
    assert workplace.queue.get(broken).outcome is State.ACCEPTED
    assert len(workplace.ledger.submissions()) == 2


def test_what_is_judged_is_published_at_once(workplace: Workplace, tmp_path: Path) -> None:
    hand_in(workplace, write_form(tmp_path / "laporan.xlsx", form_rows()))
    assert drain_if_idle(workplace, clock=clock)
    snapshot = workplace.marts.info()
    assert snapshot is not None
    assert snapshot.ledger_sequence == workplace.ledger.sequence() > 0


def test_a_second_worker_stands_by_and_takes_over_when_the_first_ends(
    workplace: Workplace, tmp_path: Path
) -> None:
    # A lock of its own, as another process would have.
    second = replace(workplace, lock=worker_lock(workplace.settings))
    stops = [threading.Event(), threading.Event()]
    threads = [
        threading.Thread(target=run, args=(place,), kwargs={"clock": clock, "stop": stop})
        for place, stop in zip((workplace, second), stops, strict=True)
    ]
    try:
        threads[0].start()
        wait_until(workplace.has_running_worker)
        threads[1].start()
        stops[0].set()
        threads[0].join(timeout=30)
        job = hand_in(workplace, write_form(tmp_path / "laporan.xlsx", [form_row("33.03")]))
        wait_until(lambda: workplace.queue.get(job).is_finished)
    finally:
        for stop in stops:
            stop.set()
        threads[1].join(timeout=30)
    assert not any(thread.is_alive() for thread in threads)
    assert workplace.queue.get(job).outcome is State.ACCEPTED


def test_while_a_worker_runs_no_other_process_judges(workplace: Workplace, tmp_path: Path) -> None:
    job = hand_in(workplace, write_form(tmp_path / "laporan.xlsx", [form_row("33.03")]))
    with worker_lock(workplace.settings):
        assert drain_if_idle(workplace, clock=clock) is False
    assert not workplace.queue.get(job).is_finished
