"""A template made, filled in and handed in by command: it passes without a finding."""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from data_contracts.catalogue import load_contracts
from pantau.cli import main
from tests.reporting.isian import FIGURES, fill

WORDS = ("template", "--wilayah", "33.74", "--period", "2026-10-P2", "-o")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PANTAU_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("PANTAU_NOW", "2026-11-02T10:00:00+07:00")
    return tmp_path


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    return int(left.value.code or 0)


def ingested(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    capsys.readouterr()
    code = run("ingest", path, "--json", "--sender", "Disdukcapil Kota Semarang")
    (receipt,) = json.loads(capsys.readouterr().out)
    return code, receipt


def test_filled_in_it_passes_without_a_finding_and_its_figures_are_right(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "isian.xlsx"
    assert run(*WORDS, path) == 0
    code, receipt = ingested(fill(path), capsys)
    assert receipt["findings"] == []
    assert (code, receipt["state"], receipt["marked_workbook"]) == (0, "accepted", None)
    assert receipt["contracts"] == list(load_contracts())
    rows = receipt["rows"]
    assert rows["quarantined"] == 0
    assert rows["accepted"] == sum(sheet.max_row - 5 for sheet in load_workbook(path).worksheets[1:])
    assert run("metrics", "--indicator", "cakupan_perekaman", "--wilayah", "33.74", "--format", "json") == 0
    (coverage,) = json.loads(capsys.readouterr().out)
    assert (coverage["numerator"], coverage["denominator"]) == (FIGURES["sudah_rekam"], FIGURES["wajib_ktp"])
    assert coverage["tanggal_data"] == "2026-10-31"
    # The next period's template shows what has just been reported.
    assert run("template", "--wilayah", "3374", "--period", "2026-11-P1", "-o", folder / "lanjut.xlsx") == 0
    sheet = load_workbook(folder / "lanjut.xlsx")["Perekaman"]
    assert "1.260.000 (31 Oktober 2026)" in [cell.value for cell in sheet[4]]


def test_left_partly_blank_it_is_sound_and_blank_is_missing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "isian.xlsx"
    assert run(*WORDS, path, "--contract", "perekaman", "suket") == 0
    code, receipt = ingested(fill(path, without=frozenset({"prr", "rekam_baru"})), capsys)
    assert (code, receipt["state"], receipt["findings"]) == (0, "accepted", [])
    assert run("metrics", "--indicator", "prr", "--wilayah", "33.74", "--format", "json") == 0
    (backlog,) = json.loads(capsys.readouterr().out)
    assert backlog["value"] is None


def test_a_slip_in_it_comes_back_marked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "isian.xlsx"
    assert run(*WORDS, path, "--contract", "perekaman") == 0
    code, receipt = ingested(fill(path, sudah_rekam="1O"), capsys)
    assert (code, receipt["state"]) == (1, "returned")
    sheet = load_workbook(receipt["marked_workbook"])["Perekaman"]
    marked = [cell.coordinate for cell in sheet[6] if cell.comment is not None]
    assert marked == ["D6"]
    assert not sheet["D6"].protection.locked


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("template", "--wilayah", "Tegal", "--period", "2026-10-P2", "-o", "t.xlsx"), "Tegal bukan kode"),
        (("template", "--wilayah", "33", "--period", "2026-10-P2", "-o", "t.xlsx"), "33 bukan kode"),
        (
            ("template", "--wilayah", "33.74", "--period", "2026-10-P2", "-o", "t.csv"),
            "tidak berakhiran .xlsx",
        ),
        ((*WORDS, "t.xlsx", "--contract", "xyz"), "Kontrak xyz tidak dikenal"),
        (("template", "--wilayah", "33.74", "--period", "Oktober", "-o", "t.xlsx"), "2026-10-P2"),
        ((*WORDS, "/dev/null/t.xlsx"), "tidak dapat ditulis"),
    ],
)
def test_a_wrong_call_is_one_sentence_with_exit_code_2(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words) == 2
    assert said in capsys.readouterr().err


def test_the_guide_names_the_due_day_set_here(folder: Path) -> None:
    path = folder / "isian.xlsx"
    words = ("--author", "Kabid 5", "--reason", "rapat", "--from", "2026-10-16")
    assert run("rules", "set", "hari_jatuh_tempo", "1", *words) == 0
    assert run(*WORDS, path) == 0
    lines = [str(cell.value) for cell in load_workbook(path)["Petunjuk"]["A"]]
    assert any("kirim paling lambat 1 November 2026." in line for line in lines)
