"""A process killed (SIGKILL) at the worst moment leaves all or nothing; the next one completes the work."""

from __future__ import annotations

from contextlib import ExitStack
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.warehouse.processes import (
    PATIENCE_SECONDS,
    REACHED,
    child,
    claim_all,
    claim_and_halt,
    flags,
    flags_state,
    kill_when_reached,
    publish_halfway,
    put_halfway,
    read_on_demand,
    record_and_halt,
    record_flags_halfway,
    record_flags_on_word,
    record_halfway,
)
from tests.warehouse.sending import TEGAL, at, send, sha256_of
from warehouse import tables
from warehouse.files import FileStore
from warehouse.flag_history import FlagHistory
from warehouse.ledger import Ledger
from warehouse.marts import MartStore, publish
from warehouse.queue import JobQueue
from warehouse.tables import posisi


def current_prr(store: MartStore) -> list[int]:
    marts = store.current()
    assert marts is not None
    try:
        return marts.frame(sa.select(posisi("perekaman").c.prr))["prr"].tolist()
    finally:
        marts.close()


def rows_of(ledger: Ledger, *, submission: str) -> int:
    """How many rows of any table came from that file, and the file itself."""
    sha256 = sha256_of(submission)
    with ledger.engine.connect() as connection:
        select = sa.select(tables.submission.c.id).where(tables.submission.c.sha256 == sha256)
        numbers = connection.execute(select).scalars().all()
        of_file = tables.source_file.c.sha256 == sha256
        return sum(
            connection.execute(sa.select(sa.func.count()).select_from(table).where(condition)).scalar_one()
            for table, condition in [
                (tables.source_file, of_file),
                *(
                    (table, table.c.submission_id.in_(numbers))
                    for table in tables.ledger_metadata.sorted_tables
                    if "submission_id" in table.c
                ),
            ]
        )


@pytest.mark.parametrize("calls", [1, 3])
def test_killed_inside_the_transaction_nothing_of_the_file_is_there(
    ledger: Ledger, ledger_url: str, calls: int
) -> None:
    kept = send(ledger, "kept", {"prr": 7})
    sequence = ledger.sequence()
    kill_when_reached(record_halfway, ledger_url, calls)

    assert [item.id for item in ledger.submissions()] == [kept]
    assert rows_of(ledger, submission="killed") == 0
    assert ledger.sequence() == sequence
    assert ledger.integrity_problem() is None
    again = send(ledger, "killed", {"prr": 1}, received_at=at(6))
    assert ledger.reported("perekaman")["submission_id"].tolist() == [kept, again]


def test_killed_after_the_transaction_all_of_the_file_is_there(ledger: Ledger, ledger_url: str) -> None:
    kill_when_reached(record_and_halt, ledger_url)
    found = ledger.find_by_sha256(sha256_of("killed"))
    assert found is not None
    assert ledger.reported("perekaman")["prr"].tolist() == [1]
    assert len(ledger.events(found.id)) == 2
    assert ledger.integrity_problem() is None


def test_the_job_of_a_killed_worker_is_done_by_the_next(queue: JobQueue, ledger_url: str) -> None:
    number = queue.enqueue(
        Path("a.xlsx"),
        sha256=sha256_of("a"),
        file_name="a.xlsx",
        sender=None,
        received_at=at(0),
        period=None,
        now=at(0),
    )
    kill_when_reached(claim_and_halt, ledger_url)
    assert queue.claim(worker="next", now=at(2)) is None
    assert queue.release_stale() == 1
    job = queue.claim(worker="next", now=at(2))
    assert job is not None
    assert (job.id, job.attempts) == (number, 2)


@pytest.mark.parametrize("place", ["_changed", "insert_frame"])
def test_killed_while_recording_flags_nothing_of_them_is_there_and_the_next_one_completes(
    ledger: Ledger, ledger_url: str, place: str
) -> None:
    history = FlagHistory(ledger.engine)
    history.record(flags("clear"), state=flags_state(1), evaluated_at=at(1))
    kill_when_reached(record_flags_halfway, ledger_url, place)
    assert not history.is_recorded(flags_state(2))
    assert history.latest()["outcome"].tolist() == ["clear"]
    assert history.record(flags("raised"), state=flags_state(2), evaluated_at=at(3)) == 1
    assert history.history(wilayah=TEGAL)["outcome"].tolist() == ["clear", "raised"]
    assert ledger.integrity_problem() is None


def test_of_two_processes_that_record_the_same_flags_one_is_heard(ledger: Ledger, ledger_url: str) -> None:
    with ExitStack() as stack:
        both = [stack.enter_context(child(record_flags_on_word, ledger_url)) for _ in range(2)]
        assert [_heard(each) for each in both] == [REACHED, REACHED]
        for each in both:
            each.send("go")
        assert sorted(_heard(each) for each in both) == [0, 1]
    assert FlagHistory(ledger.engine).history(wilayah=TEGAL)["outcome"].tolist() == ["raised"]


DUCKDB_PLACES = (
    "warehouse.mart_folder.amend_duckdb",
    "warehouse.bulk._delete_duckdb",
    "warehouse.bulk._fill_duckdb",
    "warehouse.mart_folder.replace_durably",
)
POSTGRES_PLACES = ("warehouse.mart_schemas.amend_postgres", "warehouse.bulk._temporary")


def test_killed_while_publishing_readers_see_the_former_version_and_the_next_publication_completes(
    ledger: Ledger, ledger_url: str, store: MartStore, marts_url: str
) -> None:
    send(ledger, "1", {"prr": 1}, received_at=at(1))
    publish(ledger, store=store, now=at(1))
    places = DUCKDB_PLACES if marts_url.startswith("duckdb") else POSTGRES_PLACES
    for value, place in enumerate(places, start=2):
        send(ledger, str(value), {"prr": value}, received_at=at(value))
        kill_when_reached(publish_halfway, ledger_url, marts_url, place)
        assert current_prr(store) == [value - 1]
        snapshot = publish(ledger, store=store, now=at(value))
        assert snapshot.version == value
        assert current_prr(store) == [value]


def test_a_file_store_killed_midway_holds_nothing_and_takes_the_file_again(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_bytes(b"kab;prr\n")
    store = FileStore(tmp_path / "berkas")
    kill_when_reached(put_halfway, str(tmp_path / "berkas"), str(source))
    left = [path for path in (tmp_path / "berkas").rglob("*") if path.is_file()]
    assert [path.suffix for path in left] == [".part"]
    assert store.remove_strays() == 1
    assert not left[0].exists()
    assert store.path(store.put(source)).read_bytes() == b"kab;prr\n"


def test_another_process_keeps_reading_its_version_while_new_ones_are_published(
    ledger: Ledger, store: MartStore, marts_url: str
) -> None:
    send(ledger, "1", {"prr": 1}, received_at=at(1))
    publish(ledger, store=store, now=at(1))
    with child(read_on_demand, marts_url) as reader:

        def answer(question: str) -> object:
            reader.send(question)
            return _heard(reader)

        assert answer("read") == (1, [1])
        for value in (2, 3):
            send(ledger, str(value), {"prr": value}, received_at=at(value))
            publish(ledger, store=store, now=at(value))
            assert answer("read") == (1, [1])
        assert answer("reopen") == (3, [3])
        assert current_prr(store) == [3]


def test_two_processes_never_get_the_same_job(queue: JobQueue, ledger_url: str) -> None:
    numbers = [
        queue.enqueue(
            Path(name),
            sha256=sha256_of(name),
            file_name=name,
            sender=None,
            received_at=at(0),
            period=None,
            now=at(0),
        )
        for name in map(str, range(40))
    ]
    with ExitStack() as stack:
        workers = [stack.enter_context(child(claim_all, ledger_url)) for _ in range(2)]
        assert [_heard(worker) for worker in workers] == [REACHED, REACHED]
        for worker in workers:
            worker.send("go")
        taken = [number for worker in workers for number in _heard(worker)]
    assert sorted(taken) == numbers


def _heard(pipe: Connection) -> Any:
    assert pipe.poll(PATIENCE_SECONDS)
    return pipe.recv()
