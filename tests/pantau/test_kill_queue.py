"""Killed at seeded moments over a queue of 35 files, the worker ends where an undisturbed one does.

40 deaths by default; PANTAU_KILLS=200 asks for more. `judged` and `after` place a death: so many files
judged, then so many seconds later. Some deaths are placed by a function instead: in the midst of publishing a
snapshot, of writing an answer, of recording, of judging and keeping the flags.
"""

from __future__ import annotations

import os
import random
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from data_contracts.catalogue import load_register
from etl.intake import receive
from pantau.publishing import state_of
from pantau.settings import Settings
from pantau.workplace import Workplace, open_workplace
from tests.etl.laporan import form_row, write_form
from tests.pantau.conftest import KILLED, Workers
from warehouse import tables
from warehouse.engines import begin_read

NOW = datetime(2026, 11, 2, 3, tzinfo=UTC)
KILLS = int(os.environ.get("PANTAU_KILLS", "40"))
# A queue gives a file back only so often, so the many deaths of a long run are spread over several courses.
KILLS_A_COURSE = 40
# Keys that depend on the order in which files were judged, which deaths change.
NUMBERS = ("id", "submission_id", "attempts", "worker", "claimed_at", "path")
# A row sent back, and one let in with a remark; the others are sound.
MISTAKES: dict[int, dict[str, Any]] = {0: {"sisa_prr": -1}, 1: {"persentase_jml_perekaman": 12}}
ANSWERING: tuple[dict[str, Any], ...] = (
    {"module": "warehouse.durable", "name": "flush", "moment": "before"},
    {"module": "warehouse.durable", "name": "flush", "moment": "after"},
    {"module": "etl.answering", "name": "write_answer", "moment": "before"},
    {"module": "etl.answering", "name": "write_answer", "moment": "after"},
    {"module": "warehouse.ledger", "name": "finish_job", "moment": "before"},
    {"module": "warehouse.ledger", "name": "Ledger.record", "moment": "after"},
)
# These come when the queue is empty: sooner, one life would judge all files.
PUBLISHING: tuple[dict[str, Any], ...] = (
    {"module": "pantau.worker", "name": "publish", "moment": "before"},
    {"module": "warehouse.mart_folder", "name": "MartFolder.add", "moment": "before"},
    {"module": "warehouse.mart_folder", "name": "MartFolder._make_current", "moment": "after"},
    {"module": "pantau.worker", "name": "judge_flags", "moment": "before"},
    {"module": "warehouse.flag_history", "name": "insert_frame", "moment": "after"},
    {"module": "warehouse.flag_history", "name": "FlagHistory.record", "moment": "after"},
)


@dataclass(frozen=True, slots=True)
class Death:
    """What an order to the workers says of its moment."""

    order: dict[str, Any]

    @classmethod
    def drawn(cls, number: int, *, of: int, files: int, chance: random.Random) -> Death:
        is_late = number >= of * 9 // 10
        if chance.random() < 0.3:
            return cls({"die": chance.choice(PUBLISHING if is_late else ANSWERING)})
        judged = min(number * files * 10 // (of * 9), files)
        return cls({"judged": judged, "after": chance.uniform(0, 0.15)})


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which 35 small reports wait, some of them with a mistake."""
    folder = tmp_path_factory.mktemp("antrean")
    settings = Settings(home=folder / "var", now=NOW)
    with open_workplace(settings) as workplace:
        for number, wilayah in enumerate(load_register().kabkota):
            rows = [form_row(wilayah.kode, seed=number, **MISTAKES.get(number % 5, {}))]
            path = write_form(folder / f"laporan_{wilayah.kode}.xlsx", rows)
            arrival = receive(
                path,
                ledger=workplace.ledger,
                queue=workplace.queue,
                files=workplace.files,
                sender=f"Disdukcapil {wilayah.nama}",
                received_at=NOW,
                period=None,
                now=NOW,
            )
            assert arrival.job is not None
    return settings.folder


@pytest.fixture(scope="module")
def undisturbed(queue: Path, workers: Workers, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home = tmp_path_factory.mktemp("tenang") / "var"
    shutil.copytree(queue, home)
    assert workers.order(home) == 0
    found = picture(home)
    assert len(found["submission"]) == 35
    states = {row["state"] for row in found["submission_event"]}
    assert states == {"received", "accepted", "returned", "accepted_with_warnings"}
    assert len(found["answers"]) == 14
    return found


@pytest.mark.parametrize("seed", range(1, max(1, KILLS // KILLS_A_COURSE) + 1))
def test_after_all_deaths_ledger_and_answers_equal_the_undisturbed_ones(
    queue: Path, undisturbed: dict[str, Any], workers: Workers, tmp_path: Path, seed: int
) -> None:
    home = tmp_path / "var"
    shutil.copytree(queue, home)
    chance = random.Random(seed)
    deaths = min(KILLS, KILLS_A_COURSE)
    drawn = [Death.drawn(number, of=deaths, files=35, chance=chance) for number in range(deaths)]
    ended = [workers.order(home, **death.order) for death in drawn]
    assert ended.count(KILLED) >= deaths * 3 // 4, "too few died on the way"
    assert set(ended) <= {KILLED, 0}
    with open_workplace(Settings(home=home, now=NOW)) as workplace:
        # A file that brought three workers down was put aside, as one that is to blame would be.
        workplace.queue.retry()
    assert workers.order(home) == 0
    assert picture(home) == undisturbed


def picture(home: Path) -> dict[str, Any]:
    """Everything that ledger, answers and published marts say, told by file instead of by number."""
    with open_workplace(Settings(home=home, now=NOW)) as workplace:
        names = {each.id: each.file_name for each in workplace.ledger.submissions()}
        assert len(set(names.values())) == len(names), "a file was entered twice"
        found: dict[str, Any] = {
            table.name: _rows(workplace, table, names)
            for table in tables.ledger_metadata.sorted_tables
            if table not in (tables.flag_run, tables.flag_evaluation)
        }
        found["flags"] = _flags(workplace)
        found["answers"] = _answers(workplace, names)
        found["marts"] = _marts(workplace, names)
    return found


def _rows(workplace: Workplace, table: sa.Table, names: dict[int, str]) -> list[dict[str, Any]]:
    with begin_read(workplace.ledger.engine) as connection:
        rows = [dict(row._mapping) for row in connection.execute(sa.select(table))]
    told = [
        {"file": names.get(row.get("submission_id", row.get("id")))} | _without_numbers(row) for row in rows
    ]
    return sorted(told, key=repr)


def _flags(workplace: Workplace) -> list[str]:
    """What the flags say in the end. How often they were judged on the way there deaths may change."""
    assert workplace.flags.last_state() == state_of(workplace, now=NOW)
    return sorted(map(repr, workplace.flags.latest().to_dict("records")))


def _without_numbers(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in NUMBERS}


def _answers(workplace: Workplace, names: dict[int, str]) -> dict[str, list[tuple[str, str, str]]]:
    """By file what its marked workbook says in which cell, its own number left out."""
    found = {}
    for path in sorted(workplace.settings.answers_folder.rglob("*.xlsx")):
        number = int(path.parent.name)
        found[names[number]] = [
            (sheet.title, cell.coordinate, _said(cell).replace(f"nomor {number}", "nomor"))
            for sheet in load_workbook(path).worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ]
    return found


def _said(cell: Any) -> str:
    return f"{cell.value} {cell.comment.text if cell.comment else ''}"


def _marts(workplace: Workplace, names: dict[int, str]) -> dict[str, list[str]]:
    marts = workplace.marts.current()
    assert marts is not None
    assert marts.ledger_sequence == workplace.ledger.sequence()
    found = {}
    for table in tables.mart_metadata.sorted_tables:
        frame = marts.frame(sa.select(table))
        if "submission_id" in frame:
            frame["submission_id"] = frame["submission_id"].map(lambda number: names[int(number)])
        found[table.name] = sorted(map(repr, frame.to_dict("records")))
    marts.close()
    return found
