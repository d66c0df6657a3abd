"""A file our own fault kept from being judged: put aside, told by the doctor, let in again by command."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import pantau.worker
from etl.intake import receive
from pantau.doctor import examine
from pantau.settings import Settings
from pantau.worker import UnjudgedFilesError, drain_if_idle
from pantau.workplace import Workplace, open_workplace
from tests.etl.laporan import form_row, write_form
from warehouse.queue import Stage

NOW = datetime(2026, 11, 2, 3, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "var", now=NOW)


@pytest.fixture
def workplace(settings: Settings) -> Iterator[Workplace]:
    with open_workplace(settings) as opened:
        yield opened


def pantau_says(settings: Settings, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "pantau", *arguments],
        env={"PATH": "/usr/bin:/bin"} | settings.environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_was_put_aside_is_told_by_the_doctor_and_let_in_again(
    workplace: Workplace, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_form(tmp_path / "laporan.xlsx", [form_row("33.05")])
    stores = {"ledger": workplace.ledger, "queue": workplace.queue, "files": workplace.files}
    arrival = receive(path, **stores, sender=None, received_at=NOW, period=None, now=NOW)
    assert arrival.job is not None

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(pantau.worker, "process", broken)
        with pytest.raises(UnjudgedFilesError, match=r"laporan\.xlsx"):
            drain_if_idle(workplace, clock=settings.clock)
    assert workplace.queue.get(arrival.job).stage is Stage.FAILED
    (queue,) = [check for check in examine(settings) if check.name == "Antrean"]
    assert not queue.passed
    assert "laporan.xlsx" in queue.message
    assert "pantau retry" in queue.message

    done = pantau_says(settings, "retry")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 berkas masuk lagi ke antrean" in done.stdout
    assert drain_if_idle(workplace, clock=settings.clock)
    assert workplace.queue.get(arrival.job).is_finished
    assert "Tidak ada berkas" in pantau_says(settings, "retry").stdout


def test_a_file_put_aside_is_our_fault_on_the_command_line_too(
    workplace: Workplace, settings: Settings, tmp_path: Path
) -> None:
    path = write_form(tmp_path / "laporan.xlsx", [form_row("33.05")])
    stores = {"ledger": workplace.ledger, "queue": workplace.queue, "files": workplace.files}
    arrival = receive(path, **stores, sender=None, received_at=NOW, period=None, now=NOW)
    assert arrival.job is not None
    for _ in range(3):
        workplace.queue.claim(worker="mati", now=NOW)
        workplace.queue.release_stale()
    again = pantau_says(settings, "ingest", str(path), "--json")
    assert (again.returncode, again.stdout) == (4, "")
    assert again.stderr.startswith("laporan.xlsx: ")
    assert len(again.stderr.strip().splitlines()) == 1
    assert pantau_says(settings, "retry").returncode == 0
    found = json.loads(pantau_says(settings, "ingest", str(path), "--json").stdout)
    assert found[0]["state"] == "accepted"


def test_the_doctor_tells_of_the_inbox_and_of_a_mailbox_that_is_away(
    workplace: Workplace, settings: Settings, tmp_path: Path
) -> None:
    workplace.settings.inbox_folder.mkdir()
    checks = {check.name: check for check in examine(settings)}
    assert checks["Kotak masuk"].passed
    assert "kotak-masuk" in checks["Kotak masuk"].message
    assert checks["Kotak surat"].message == "tidak dipakai"
    named = settings.model_copy(update={"imap_host": "surat.jateng.test"})
    away = {check.name: check for check in examine(named)}["Kotak surat"]
    assert not away.passed
    assert "smtp_host" in away.message
