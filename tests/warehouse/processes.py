"""What child processes do in the kill and reader tests: each tells its parent where it stands over a pipe."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pandas as pd
import sqlalchemy as sa

from tests.warehouse.sending import P2, TEGAL, at, send
from warehouse.engines import create_ledger_engine
from warehouse.files import FileStore
from warehouse.flag_history import FlagHistory, Judged
from warehouse.ledger import Ledger
from warehouse.marts import create_mart_store, publish
from warehouse.queue import JobQueue
from warehouse.tables import posisi

REACHED = "reached"
PATIENCE_SECONDS = 60


@contextmanager
def child(target: Callable[..., None], *arguments: object) -> Iterator[Connection]:
    """A child process at work; it is killed (SIGKILL) when the block ends."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=target, args=(theirs, *arguments))
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        process.kill()
        process.join()
        process.close()
        ours.close()


def kill_when_reached(target: Callable[..., None], *arguments: object) -> None:
    """Let a child work until it says it stands at the critical place, and kill it there."""
    with child(target, *arguments) as pipe:
        assert pipe.poll(PATIENCE_SECONDS), "the child never came to the critical place"
        assert pipe.recv() == REACHED


def _halt(pipe: Connection) -> None:
    pipe.send(REACHED)
    time.sleep(PATIENCE_SECONDS)


def halting_after(function: Callable[..., Any], pipe: Connection, *, calls: int) -> Callable[..., Any]:
    """The function, except that its last of so many calls never returns."""
    made = 0

    def call(*arguments: Any, **named: Any) -> Any:
        nonlocal made
        result = function(*arguments, **named)
        made += 1
        if made == calls:
            _halt(pipe)
        return result

    return call


def record_halfway(pipe: Connection, ledger_url: str, calls: int) -> None:
    """Record a file and halt inside the transaction, after so many tables were written."""
    from warehouse import ledger as module

    with patch.object(module, "insert_records", halting_after(module.insert_records, pipe, calls=calls)):
        send(Ledger(create_ledger_engine(ledger_url)), "killed", {"prr": 1}, received_at=at(5))


def record_and_halt(pipe: Connection, ledger_url: str) -> None:
    """Record a file and halt right after."""
    send(Ledger(create_ledger_engine(ledger_url)), "killed", {"prr": 1}, received_at=at(5))
    _halt(pipe)


def claim_and_halt(pipe: Connection, ledger_url: str) -> None:
    """Take a job and halt before anything comes of it."""
    job = JobQueue(create_ledger_engine(ledger_url)).claim(worker="killed", now=at(1))
    assert job is not None
    _halt(pipe)


def flags_state(sequence: int) -> Judged:
    return Judged(ledger_sequence=sequence, settings_mark="a", day=P2)


def flags(outcome: str) -> pd.DataFrame:
    """One flag of one regency."""
    said = {"severity": None, "since": pd.NaT, "evidence": "{}", "clears_when": None, "message": outcome}
    key = {"wilayah": TEGAL, "indicator": "prr", "rule": "target", "periode": "2026-10-P2"}
    return pd.DataFrame([{**key, "outcome": outcome, **said, "versi": "a"}])


def record_flags_halfway(pipe: Connection, ledger_url: str, place: str) -> None:
    """Record flags and halt inside the transaction, after `place`."""
    from warehouse import flag_history as module

    with patch.object(module, place, halting_after(getattr(module, place), pipe, calls=1)):
        FlagHistory(create_ledger_engine(ledger_url)).record(
            flags("raised"), state=flags_state(2), evaluated_at=at(2)
        )


def record_flags_on_word(pipe: Connection, ledger_url: str) -> None:
    """Wait for the start, then record flags and tell how many were new."""
    history = FlagHistory(create_ledger_engine(ledger_url))
    pipe.send(REACHED)
    pipe.recv()
    pipe.send(history.record(flags("raised"), state=flags_state(1), evaluated_at=at(1)))


def publish_halfway(pipe: Connection, ledger_url: str, marts_url: str, place: str) -> None:
    """Publish and halt after the first call of `place` (a function's full name)."""
    module_name, _, name = place.rpartition(".")
    module = __import__(module_name, fromlist=[name])
    with patch.object(module, name, halting_after(getattr(module, name), pipe, calls=1)):
        publish(Ledger(create_ledger_engine(ledger_url)), store=create_mart_store(marts_url), now=at(9))


def publish_and_halt(pipe: Connection, ledger_url: str, marts_url: str) -> None:
    """Publish and halt right after."""
    publish(Ledger(create_ledger_engine(ledger_url)), store=create_mart_store(marts_url), now=at(9))
    _halt(pipe)


def put_halfway(pipe: Connection, folder: str, source: str) -> None:
    """Copy a file into the store and halt before it gets its name."""
    from warehouse import files as module

    with patch.object(module, "_copy", halting_after(module._copy, pipe, calls=1)):
        FileStore(Path(folder)).put(Path(source))


def read_on_demand(pipe: Connection, marts_url: str) -> None:
    """Hold the marts open and answer each question with (version, print-ready records)."""
    store = create_mart_store(marts_url)
    marts = store.current()
    while True:
        if pipe.recv() == "reopen":
            marts = store.current()
        assert marts is not None
        pipe.send((marts.version, marts.frame(sa.select(posisi("perekaman").c.prr))["prr"].tolist()))


def claim_all(pipe: Connection, ledger_url: str) -> None:
    """Wait for the start, then take jobs until none is left, and tell which."""
    queue = JobQueue(create_ledger_engine(ledger_url))
    pipe.send(REACHED)
    pipe.recv()
    taken = []
    while (job := queue.claim(worker=str(os.getpid()), now=at(1))) is not None:
        taken.append(job.id)
    pipe.send(taken)
