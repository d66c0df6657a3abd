"""Killed at any moment, the intake leaves a submission whole or not at all; the next worker completes it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy as sa

from tests.etl.kantor import Office, open_office
from tests.etl.laporan import form_row, form_rows, write_form
from warehouse import tables
from warehouse.engines import begin_read
from warehouse.queue import MAX_ATTEMPTS
from warehouse.records import State

KILLED = -9


class Workers:
    """Processes to order about; each order tells how its children ended (0 done, -9 killed)."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def order(self, folder: Path, *works: dict[str, Any], **order: Any) -> list[int]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        line = json.dumps({"folder": str(folder), "works": list(works)} | order)
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        ended: list[int] = json.loads(self._process.stdout.readline())
        return ended


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    command = [sys.executable, "-m", "tests.etl.pekerja"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "siap"
        yield Workers(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=20) == 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the office is; its tables are there before anybody works in it."""
    (tmp_path / "kantor").mkdir()
    open_office(tmp_path / "kantor").engine.dispose()
    return tmp_path / "kantor"


@pytest.fixture
def office(folder: Path) -> Iterator[Office]:
    opened = open_office(folder)
    yield opened
    opened.engine.dispose()


def a_report(path: Path, *, seed: int = 0) -> Path:
    """35 rows of which one goes back, so that every table of the ledger has something to hold."""
    rows = form_rows(seed=seed)
    rows[4] = form_row("33.05", seed=seed, sisa_prr=-1)
    return write_form(path, rows)


def counts_by_submission(office: Office) -> dict[int, dict[str, int]]:
    """How many rows of each of the ledger's tables belong to each submission."""
    numbers: dict[int, dict[str, int]] = {}
    with begin_read(office.engine) as connection:
        for table in tables.ledger_metadata.sorted_tables:
            if "submission_id" in table.c:
                owner = table.c.submission_id
                select = sa.select(owner, sa.func.count()).where(owner.is_not(None)).group_by(owner)
                for submission, count in connection.execute(select):
                    numbers.setdefault(submission, {})[table.name] = count
    return numbers


WHOLE = {
    "submission_event": 2,
    "ignored_row": 2,
    "submission_column": 22,
    "finding": 1,
    "job": 1,
    "perekaman_reported": 35,
    "suket_reported": 35,
    "blangko_reported": 35,
    "dokumen_reported": 35,
}


@cache
def undisturbed() -> dict[str, int]:
    """What a report that nothing happened to leaves in the ledger."""
    with TemporaryDirectory() as folder:
        office = open_office(Path(folder, "kantor"))
        office.receive(a_report(Path(folder, "laporan.xlsx")))
        office.process(office.claim())
        (counts,) = counts_by_submission(office).values()
        office.engine.dispose()
    assert counts.items() >= WHOLE.items()
    assert counts["validation"] > 0
    return counts


def assert_whole_or_nothing(office: Office) -> None:
    numbers = [submission.id for submission in office.ledger.submissions()]
    assert counts_by_submission(office) == dict.fromkeys(numbers, undisturbed())
    for submission in office.ledger.submissions():
        assert office.files.path(submission.sha256).is_file()


def complete(office: Office, *paths: Path) -> None:
    """What the next worker does: the senders try again, and what was left half done is taken up first."""
    for path in paths:
        office.receive(path)
    office.queue.release_stale()
    while office.queue.pending():
        office.process(office.claim())


def assert_complete(office: Office, *, files: int) -> None:
    assert [submission.state for submission in office.ledger.submissions()] == [
        State.PARTIALLY_ACCEPTED
    ] * files
    assert counts_by_submission(office) == dict.fromkeys(range(1, files + 1), undisturbed())
    assert len({submission.sha256 for submission in office.ledger.submissions()}) == files
    # A temporary file of the killed process may lie about; what bears a name is whole.
    named = [path for path in office.stored_files() if path.suffix != ".part"]
    assert len(named) == files


MOMENTS = {
    "while the file is copied": ("warehouse.files", "replace_durably", "before", 1),
    "when the file is stored and not queued": ("warehouse.queue", "JobQueue.enqueue", "before", 1),
    "when the file is queued": ("warehouse.queue", "JobQueue.enqueue", "after", 1),
    "when the job is taken up": ("warehouse.queue", "JobQueue.claim", "after", 1),
    "while the file is judged": ("etl.judge", "resolve", "after", 1),
    "when the file is judged and not recorded": ("etl.judge", "judge", "after", 1),
    "when the submission is written and no row": ("warehouse.ledger", "insert_submission", "after", 1),
    "between two contracts": ("warehouse.ledger", "insert_reported", "after", 2),
    "when all is written but the job": ("warehouse.ledger", "finish_job", "before", 1),
    "just before the commit": ("warehouse.ledger", "finish_job", "after", 1),
    "just after the commit": ("warehouse.ledger", "Ledger.record", "after", 1),
}


@pytest.mark.parametrize(("module", "name", "moment", "call"), MOMENTS.values(), ids=MOMENTS)
def test_killed_at_a_chosen_moment(
    workers: Workers, office: Office, tmp_path: Path, module: str, name: str, moment: str, call: int
) -> None:
    path = a_report(tmp_path / "laporan.xlsx")
    die = {"module": module, "name": name, "moment": moment, "call": call}
    assert workers.order(office.folder, {"paths": [str(path)]}, die=die) == [KILLED]
    assert len(office.ledger.submissions()) == (1 if name == "Ledger.record" else 0)
    assert_whole_or_nothing(office)
    complete(office, path)
    assert_complete(office, files=1)


@pytest.mark.parametrize("milliseconds", [50, 150, 300, 500, 800])
def test_killed_somewhere_on_the_way(
    workers: Workers, office: Office, tmp_path: Path, milliseconds: int
) -> None:
    paths = [a_report(tmp_path / f"laporan_{seed}.xlsx", seed=seed) for seed in range(6)]
    work = {"paths": [str(path) for path in paths]}
    assert workers.order(office.folder, work, kill_after=milliseconds / 1_000) == [KILLED]
    assert_whole_or_nothing(office)
    complete(office, *paths)
    assert_complete(office, files=6)


def test_killed_and_killed_again(workers: Workers, office: Office, tmp_path: Path) -> None:
    path = a_report(tmp_path / "laporan.xlsx")
    die = {"module": "warehouse.ledger", "name": "finish_job", "moment": "before"}
    for _ in range(MAX_ATTEMPTS - 1):
        office.queue.release_stale()
        assert workers.order(office.folder, {"paths": [str(path)]}, die=die) == [KILLED]
        assert_whole_or_nothing(office)
    complete(office, path)
    assert_complete(office, files=1)


def answers(path: Path) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return read


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_two_processes_with_the_same_file_at_once(
    workers: Workers, tmp_path: Path, engine: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgres_url") if engine == "postgresql" else None
    office = open_office(tmp_path / "kantor", url=url)
    copies = [a_report(tmp_path / name) for name in ("satu.xlsx", "dua.xlsx")]
    copies[1].write_bytes(copies[0].read_bytes())
    for copy in copies:
        assert office.receive(copy).job is not None
    works = [{"paths": [], "answers": str(tmp_path / f"{n}.json")} for n in range(2)]
    assert workers.order(office.folder, *works, url=url) == [0, 0]
    receipts = [receipt for n in range(2) for receipt in answers(tmp_path / f"{n}.json")]
    assert sorted(receipt["state"] for receipt in receipts) == ["duplicate", "partially_accepted"]
    assert [receipt["submission"] for receipt in receipts] == [1, 1]
    assert len(office.ledger.submissions()) == 1
    assert counts_by_submission(office) == {1: undisturbed() | {"job": 2}}
    office.engine.dispose()


def test_two_processes_that_bring_the_same_file_at_once(
    workers: Workers, office: Office, tmp_path: Path
) -> None:
    path = a_report(tmp_path / "laporan.xlsx")
    works = [{"paths": [str(path)], "answers": str(tmp_path / f"{n}.json")} for n in range(2)]
    assert workers.order(office.folder, *works) == [0, 0]
    receipts = [receipt for n in range(2) for receipt in answers(tmp_path / f"{n}.json")]
    assert [receipt["submission"] for receipt in receipts if receipt["state"] != "duplicate"] == [1]
    assert_complete(office, files=1)
