"""`pantau serve` as an administrator runs it: worker and dashboard start together and end together."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from pantau.settings import Settings
from pantau.workplace import Workplace, open_workplace
from tests.etl.laporan import form_row, form_rows, write_form

ROOT = Path(__file__).resolve().parents[2]
PANTAU = [sys.executable, "-m", "pantau"]


@dataclass(frozen=True)
class Service:
    process: "subprocess.Popen[str]"
    home: Path
    url: str

    def child(self, word: str) -> int:
        """The process id of the child whose command line holds the word."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        (found,) = [pid for pid in children if word in Path(f"/proc/{pid}/cmdline").read_text().split("\0")]
        return int(found)

    def ingest(self, path: Path) -> Any:
        done = subprocess.run(
            [*PANTAU, "ingest", str(path), "--json"],
            cwd=ROOT,
            env=os.environ | {"PANTAU_HOME": str(self.home)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr == ""
        return json.loads(done.stdout)[0]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    home, port = tmp_path / "var", free_port()
    process = subprocess.Popen(
        [*PANTAU, "serve", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | {"PANTAU_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert f"http://127.0.0.1:{port}" in process.stdout.readline()
        yield Service(process, home, f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(timeout=30)
        if process.stdout is not None:
            process.stdout.close()


def is_published(workplace: Workplace) -> bool:
    info = workplace.marts.info()
    return info is not None and info.ledger_sequence == workplace.ledger.sequence()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until_gone(pid: int) -> None:
    end = monotonic() + 20
    while is_alive(pid):
        assert monotonic() < end
        sleep(0.05)


def test_reports_are_judged_by_the_running_worker_also_by_the_one_after_a_crash(
    service: Service, tmp_path: Path
) -> None:
    with urllib.request.urlopen(f"{service.url}/_stcore/health", timeout=5) as answer:
        assert answer.status == 200
    first = service.ingest(write_form(tmp_path / "satu.xlsx", form_rows()))
    assert (first["state"], first["submission"]) == ("accepted", 1)
    worker = service.child("worker")
    os.kill(worker, signal.SIGKILL)
    second = service.ingest(write_form(tmp_path / "dua.xlsx", [form_row("33.74", seed=7)]))
    assert (second["state"], second["submission"]) == ("accepted", 2)
    with open_workplace(Settings(home=service.home)) as workplace:
        end = monotonic() + 30
        while not is_published(workplace):
            assert monotonic() < end
            sleep(0.05)
    with closing(sqlite3.connect(service.home / "buku_besar.db")) as ledger:
        assert ledger.execute("SELECT outcome FROM job ORDER BY id").fetchall() == [
            ("accepted",),
            ("accepted",),
        ]


def test_told_to_end_it_takes_both_children_along_and_leaves_with_0(service: Service) -> None:
    children = [service.child("worker"), service.child("streamlit")]
    service.process.terminate()
    assert service.process.wait(timeout=30) == 0
    for child in children:
        wait_until_gone(child)


def test_a_taken_port_is_a_usage_error_with_a_way_out(service: Service, tmp_path: Path) -> None:
    port = service.url.rsplit(":", maxsplit=1)[1]
    done = subprocess.run(
        [*PANTAU, "serve", "--port", port],
        cwd=ROOT,
        env=os.environ | {"PANTAU_HOME": str(tmp_path / "lain")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "--port" in done.stderr
