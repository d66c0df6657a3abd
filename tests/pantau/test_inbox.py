"""The watched folder: nothing half written is taken, nothing is lost or doubled, everyone is answered."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pantau.inbox import Inbox
from pantau.settings import Settings
from pantau.worker import Rounds, drain_if_idle
from pantau.workplace import Workplace, open_workplace
from tests.etl.laporan import form_row, form_rows, write_form
from tests.pantau.conftest import KILLED, Workers
from warehouse.records import State

NOW = datetime(2026, 11, 2, 3, tzinfo=UTC)
NIK = "3374011203900001"


def clock() -> datetime:
    return NOW


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    with open_workplace(Settings(home=tmp_path / "var", now=NOW)) as opened:
        yield opened


@pytest.fixture
def inbox(workplace: Workplace) -> Path:
    folder = workplace.settings.inbox_folder
    folder.mkdir()
    return folder


def attend(workplace: Workplace) -> None:
    """What a running worker does until nothing is left: two looks, the queue, and laying aside."""
    watched = Inbox(workplace.settings.inbox_folder, workplace=workplace)
    watched.look()
    watched.look()
    drain_if_idle(workplace, clock=clock)
    watched.lay_aside()


def laid_out(inbox: Path) -> list[str]:
    return sorted(str(path.relative_to(inbox)) for path in inbox.rglob("*") if path.is_file())


def test_a_sound_report_ends_among_the_done_with_its_receipt(workplace: Workplace, inbox: Path) -> None:
    (inbox / "Disdukcapil Blora").mkdir()
    write_form(inbox / "Disdukcapil Blora" / "laporan.xlsx", form_rows())
    sent = (inbox / "Disdukcapil Blora" / "laporan.xlsx").read_bytes()
    attend(workplace)
    assert laid_out(inbox) == [
        "selesai/Disdukcapil Blora/laporan - tanda terima.txt",
        "selesai/Disdukcapil Blora/laporan.xlsx",
    ]
    assert (inbox / "selesai/Disdukcapil Blora/laporan.xlsx").read_bytes() == sent
    (submission,) = workplace.ledger.submissions()
    assert (submission.sender, submission.received_at) == ("Disdukcapil Blora", NOW)
    text = (inbox / "selesai/Disdukcapil Blora/laporan - tanda terima.txt").read_text(encoding="utf-8")
    assert submission.sha256 in text
    assert "37 baris dibaca = 35 diterima + 0 ditahan + 2 diabaikan" in text
    assert "2 November 2026 10.00 WIB" in text


def test_a_report_with_a_wrong_row_comes_back_with_the_cell_and_the_marked_workbook(
    workplace: Workplace, inbox: Path
) -> None:
    write_form(inbox / "laporan.xlsx", [form_row("33.05", sisa_prr=-1), form_row("33.06")])
    attend(workplace)
    assert laid_out(inbox) == [
        "dikembalikan/laporan - perbaikan.xlsx",
        "dikembalikan/laporan - tanda terima.txt",
        "dikembalikan/laporan.xlsx",
    ]
    text = (inbox / "dikembalikan/laporan - tanda terima.txt").read_text(encoding="utf-8")
    assert "Laporan G4" in text


def test_personal_data_are_refused_and_not_echoed(workplace: Workplace, inbox: Path) -> None:
    write_form(inbox / "daftar.xlsx", [form_row("33.05", pks=NIK)])
    write_form(inbox / f"laporan {NIK}.xlsx", [form_row("33.06")])
    attend(workplace)
    assert laid_out(inbox) == [
        "ditolak/daftar - tanda terima.txt",
        "ditolak/daftar.xlsx",
        "ditolak/nama-disamarkan - tanda terima.txt",
        "ditolak/nama-disamarkan.xlsx",
    ]
    for receipt in (inbox / "ditolak").glob("*.txt"):
        text = receipt.read_text(encoding="utf-8")
        assert NIK not in text
        assert "Hapus berkas ini" in text
    assert workplace.ledger.submissions() == ()
    assert workplace.queue.pending() == 0


def test_a_sender_named_by_a_personal_number_is_refused_without_the_number(
    workplace: Workplace, inbox: Path
) -> None:
    (inbox / NIK).mkdir()
    write_form(inbox / NIK / "laporan.xlsx", form_rows())
    attend(workplace)
    assert laid_out(inbox) == ["ditolak/laporan - tanda terima.txt", "ditolak/laporan.xlsx"]
    assert NIK not in (inbox / "ditolak/laporan - tanda terima.txt").read_text(encoding="utf-8")


def test_what_is_still_growing_or_not_ours_is_left_alone(workplace: Workplace, inbox: Path) -> None:
    for name in (".laporan.xlsx", "~$laporan.xlsx", "laporan.xlsx.part", "laporan.tmp"):
        (inbox / name).write_bytes(b"x")
    (inbox / "luar.xlsx").symlink_to("/etc/hostname")
    watched = Inbox(inbox, workplace=workplace)
    for size in range(1, 5):
        (inbox / "laporan.csv").write_bytes(b"a;b\n" * size)
        assert watched.look() == 0
    assert watched.look() == 1
    left = {".laporan.xlsx", "~$laporan.xlsx", "laporan.xlsx.part", "laporan.tmp"}
    assert {path.name for path in inbox.iterdir() if path.is_file() and not path.is_symlink()} == left
    assert (inbox / "luar.xlsx").is_symlink()


def test_the_same_name_twice_overwrites_nothing(workplace: Workplace, inbox: Path) -> None:
    contents = []
    for seed in (1, 2):
        write_form(inbox / "laporan.xlsx", form_rows(seed=seed))
        contents.append((inbox / "laporan.xlsx").read_bytes())
        attend(workplace)
    kept = [(inbox / "selesai" / name).read_bytes() for name in ("laporan.xlsx", "laporan (2).xlsx")]
    assert kept == contents
    assert len(workplace.ledger.submissions()) == 2


def test_the_same_file_again_is_answered_as_known(workplace: Workplace, inbox: Path) -> None:
    for _ in range(2):
        write_form(inbox / "laporan.xlsx", form_rows())
        content = (inbox / "laporan.xlsx").read_bytes()
        attend(workplace)
        (inbox / "laporan.xlsx").write_bytes(content)
        attend(workplace)
    texts = [path.read_text(encoding="utf-8") for path in sorted((inbox / "selesai").glob("*.txt"))]
    assert any("sudah pernah diterima" in text for text in texts)


def test_a_name_that_fits_nowhere_is_shortened(workplace: Workplace, inbox: Path) -> None:
    write_form(inbox / f"{'a' * 240}.xlsx", form_rows())
    (inbox / os.fsdecode(b"rusak-\xff.csv")).write_bytes(b"x;y\n1;2\n")
    attend(workplace)
    assert any(name.startswith("selesai/" + "a" * 200) for name in laid_out(inbox))
    assert "dikembalikan/rusak-\ufffd.csv" in laid_out(inbox)


def test_one_file_that_cannot_be_moved_keeps_no_other_waiting(
    workplace: Workplace, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_form(inbox / "a.xlsx", form_rows(seed=1))
    write_form(inbox / "b.xlsx", form_rows(seed=2))
    rename = Path.rename

    def stubborn(path: Path, target: Path) -> Path:
        if path.name == "a.xlsx":
            raise PermissionError(13, "Permission denied", str(path))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", stubborn)
    attend(workplace)
    assert (inbox / "a.xlsx").exists()
    assert "selesai/b.xlsx" in laid_out(inbox)


MOMENTS: dict[str, tuple[str, str, str]] = {
    "when the file is in its parcel": ("pantau.inbox", "flush", "before"),
    "when it is queued": ("warehouse.queue", "JobQueue.enqueue", "after"),
    "when it is judged": ("warehouse.ledger", "Ledger.record", "after"),
    "when its receipt is packed": ("pantau.inbox", "Inbox._pack", "after"),
    "when it lies aside and its parcel is still there": ("shutil", "rmtree", "before"),
}


@pytest.mark.parametrize(("module", "name", "moment"), MOMENTS.values(), ids=MOMENTS)
def test_a_killed_worker_loses_nothing_and_doubles_nothing(
    workers: Workers, workplace: Workplace, inbox: Path, module: str, name: str, moment: str
) -> None:
    write_form(inbox / "laporan.xlsx", [form_row("33.05", sisa_prr=-1), form_row("33.06")])
    die = {"module": module, "name": name, "moment": moment}
    assert workers.order(workplace.settings.folder, die=die) == KILLED
    assert workers.order(workplace.settings.folder) == 0
    assert [each.state for each in workplace.ledger.submissions()] == [State.PARTIALLY_ACCEPTED]
    assert laid_out(inbox) == [
        "dikembalikan/laporan - perbaikan.xlsx",
        "dikembalikan/laporan - tanda terima.txt",
        "dikembalikan/laporan.xlsx",
    ]
    assert list((inbox / "sedang-diperiksa").iterdir()) == []


def test_a_running_worker_looks_into_the_folder_by_itself(workplace: Workplace, inbox: Path) -> None:
    write_form(inbox / "laporan.xlsx", form_rows())
    rounds = Rounds(workplace, clock=clock)
    rounds._inbox_pause._seconds = 0
    for _ in range(5):
        rounds.turn()
    assert laid_out(inbox) == ["selesai/laporan - tanda terima.txt", "selesai/laporan.xlsx"]


def test_a_folder_that_is_away_stops_nothing_else(workplace: Workplace, tmp_path: Path) -> None:
    (workplace.settings.folder / "kotak-masuk").write_text("a file where the folder should be")
    rounds = Rounds(workplace, clock=clock)
    assert rounds.turn() is False
    assert not stat.S_ISDIR(workplace.settings.inbox_folder.stat().st_mode)
