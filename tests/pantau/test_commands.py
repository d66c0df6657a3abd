"""The commands on a data folder of their own: what they print, and with which exit code they leave."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from metrics.catalogue import load_indicators
from pantau.cli import main
from tests.etl.laporan import form_row, form_rows, write_form

HIDDEN = "3374011203900001"


class Shell:
    """Runs commands in this process and keeps what they printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.code = 0
        self.out = self.err = ""

    def __call__(self, *words: object) -> "Shell":
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in words])
        self.code = int(left.value.code or 0)
        self.out, self.err = self._capsys.readouterr()
        return self

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.out)))


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shell:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PANTAU_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("PANTAU_NOW", "2026-11-02T10:00:00+07:00")
    return Shell(capsys)


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return write_form(tmp_path / "laporan.xlsx", form_rows())


def test_the_provinces_form_goes_in_as_it_is_and_a_second_time_changes_nothing(
    shell: Shell, form: Path
) -> None:
    (first,) = shell("ingest", form, "--json", "--sender", "Bidang 5").json
    assert shell.code == 0
    assert list(first) == [
        *("file", "sha256", "submission", "state", "contracts", "rows", "findings", "marked_workbook"),
    ]
    assert (first["file"], first["state"], first["submission"]) == ("laporan.xlsx", "accepted", 1)
    assert first["contracts"] == ["perekaman", "suket", "blangko", "dokumen"]
    assert first["rows"]["accepted"] == 35
    before = shell("metrics").out
    (second,) = shell("ingest", form, "--json").json
    assert (shell.code, second["state"], second["submission"]) == (0, "duplicate", 1)
    assert shell("metrics").out == before
    (kept,) = shell("submissions", "--json").json
    assert (kept["submission"], kept["sender"], kept["received_at"]) == (
        *(1, "Bidang 5", "2026-11-02T10:00:00+07:00"),
    )


def test_a_broken_row_leaves_with_1_and_names_its_cell(shell: Shell, tmp_path: Path) -> None:
    path = write_form(tmp_path / "a.xlsx", [form_row("33.01"), form_row("33.02", sisa_prr=-1)])
    (receipt,) = shell("ingest", path, "--json").json
    assert (shell.code, receipt["state"]) == (1, "partially_accepted")
    (finding,) = receipt["findings"]
    assert (finding["severity"], finding["cell"], finding["wilayah"]) == ("error", "G5", "33.02")


def test_a_report_without_a_period_goes_back_until_it_is_named(shell: Shell, tmp_path: Path) -> None:
    path = write_form(tmp_path / "laporan.xlsx", form_rows(), title=None)
    (receipt,) = shell("ingest", path, "--json").json
    assert (shell.code, receipt["state"]) == (1, "returned")
    assert [finding["rule"] for finding in receipt["findings"]] == ["periode_tidak_ada"]
    (receipt,) = shell("ingest", path, "--json", "--period", "2026-10-P2").json
    assert (shell.code, receipt["state"]) == (0, "accepted")


def test_personal_data_leave_with_3_and_no_trace(shell: Shell, tmp_path: Path) -> None:
    rows = [form_row("33.01", kab_kota=f"Budi {HIDDEN}")]
    shell("ingest", write_form(tmp_path / "laporan.xlsx", rows), "--json")
    assert (shell.code, shell.json[0]["state"]) == (3, "refused")
    assert HIDDEN not in shell.out + shell.err
    assert shell("submissions", "--json").json == []
    kept = [path for path in (tmp_path / "var").rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if HIDDEN.encode() in path.read_bytes()]


def test_a_senders_name_with_a_personal_number_is_not_kept_either(shell: Shell, form: Path) -> None:
    shell("ingest", form, "--sender", f"Budi {HIDDEN}")
    assert (shell.code, shell.out) == (3, "")
    assert HIDDEN not in shell.err
    assert shell("submissions", "--json").json == []


def test_of_several_files_each_has_its_own_answer(shell: Shell, form: Path, tmp_path: Path) -> None:
    broken = tmp_path / "bukan.xlsx"
    broken.write_bytes(b"PK\x03\x04 bukan buku kerja")
    good, bad = shell("ingest", form, broken, "--json").json
    assert (shell.code, good["state"], bad["state"]) == (1, "accepted", "returned")


def test_for_people_the_answer_is_a_few_sentences(shell: Shell, tmp_path: Path) -> None:
    path = write_form(tmp_path / "a.xlsx", [form_row("33.01"), form_row("33.02", sisa_prr=-1)])
    lines = shell("ingest", path).out.splitlines()
    assert lines[0].startswith("a.xlsx: diterima sebagian. ")
    assert "1 diterima + 1 ditahan" in lines[0]
    assert lines[1].startswith("  [kesalahan] Laporan G5: ")


def test_metrics_gives_the_promised_columns_and_every_kabkota(shell: Shell, form: Path) -> None:
    shell("ingest", form)
    rows = shell("metrics", "--indicator", "cakupan_perekaman").rows
    promised = "indicator wilayah nama tanggal_data numerator denominator value unit dasar status reason"
    assert " ".join(rows[0]) == promised
    assert [row["wilayah"] for row in rows][:2] == ["33", "33.01"]
    assert len(rows) == 36
    province = rows[0]
    assert int(province["numerator"]) == sum(int(row["numerator"]) for row in rows[1:])
    assert province["tanggal_data"] == "2026-10-31"
    as_json = shell("metrics", "--indicator", "cakupan_perekaman", "--format", "json").json
    assert as_json[0]["numerator"] == int(province["numerator"])


def test_known_at_looks_back_and_an_earlier_received_correction_does_not_override(
    shell: Shell, tmp_path: Path
) -> None:
    first = write_form(tmp_path / "a.xlsx", [form_row("33.74", sisa_prr=10)])
    later = write_form(tmp_path / "b.xlsx", [form_row("33.74", sisa_prr=20)])
    older = write_form(tmp_path / "c.xlsx", [form_row("33.74", sisa_prr=30)])
    for path, day in ((first, "2026-11-01"), (later, "2026-11-02"), (older, "2026-10-31T20:00")):
        shell("ingest", path, "--received-at", day)
    asked = ("metrics", "--indicator", "prr", "--wilayah", "33.74")
    assert [row["value"] for row in shell(*asked).rows] == ["20.0"]
    assert [row["value"] for row in shell(*asked, "--known-at", "2026-11-01").rows] == ["10.0"]
    assert [row["value"] for row in shell(*asked, "--known-at", "2026-10-31").rows] == ["30.0"]


def test_withdrawing_brings_the_former_value_back_and_lets_the_file_come_again(
    shell: Shell, tmp_path: Path
) -> None:
    first = write_form(tmp_path / "a.xlsx", [form_row("33.74", sisa_prr=10)])
    wrong = write_form(tmp_path / "b.xlsx", [form_row("33.74", sisa_prr=99)])
    shell("ingest", first, "--received-at", "2026-11-01")
    (receipt,) = shell("ingest", wrong, "--json").json
    asked = ("metrics", "--indicator", "prr", "--wilayah", "33.74")
    assert [row["value"] for row in shell(*asked).rows] == ["99.0"]
    assert shell("withdraw", receipt["submission"], "--reason", "salah ketik").code == 0
    assert [row["value"] for row in shell(*asked).rows] == ["10.0"]
    assert [one["state"] for one in shell("submissions", "--json").json] == ["accepted", "withdrawn"]
    assert shell("ingest", wrong, "--json").json[0]["state"] == "accepted"
    shell("withdraw", 99, "--reason", "tidak ada")
    assert (shell.code, shell.out) == (2, "")
    assert "pantau submissions" in shell.err


@pytest.mark.postgres
def test_postgresql_for_ledger_and_marts_gives_the_same_figures_to_the_last_digit(
    shell: Shell, form: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = write_form(tmp_path / "b.xlsx", [form_row("33.74", seed=3), form_row("33.75", sisa_prr=-1)])
    asked = (
        ("metrics",),
        ("status", "--period", "2026-10-P2"),
        ("lineage", "--indicator", "prr", "--wilayah", "33"),
    )
    told = []
    for url in ("", postgres_url):
        monkeypatch.setenv("PANTAU_LEDGER_URL", url)
        monkeypatch.setenv("PANTAU_MARTS_URL", url)
        shell("ingest", form, other)
        told.append([shell(*words).out for words in asked])
        assert shell("doctor").code == 0
    assert told[0] == told[1]
    assert len(told[0][0].splitlines()) == 1 + len(load_indicators()) * 36


def test_lineage_names_file_sheet_and_cell(shell: Shell, form: Path) -> None:
    shell("ingest", form)
    rows = shell("lineage", "--indicator", "cakupan_perekaman", "--wilayah", "3374").rows
    cells = {row["role"]: row for row in rows}
    assert {role: (row["sheet"], row["cell"]) for role, row in cells.items()} == {
        "numerator": ("Laporan", "D36"),
        "denominator": ("Laporan", "C36"),
        "reported": ("Laporan", "E36"),
    }
    assert {row["file"] for row in rows} == {"laporan.xlsx"}


def test_status_tells_for_all_35_who_owes_what(shell: Shell, tmp_path: Path) -> None:
    shell("ingest", write_form(tmp_path / "a.xlsx", [form_row("33.01"), form_row("33.02", sisa_prr=-1)]))
    rows = shell("status", "--period", "2026-10-P2").rows
    assert list(rows[0]) == ["wilayah", "nama", "periode", "status", "received_at", "due", "submission"]
    assert len(rows) == 35
    statuses = {row["wilayah"]: row["status"] for row in rows}
    assert (statuses["33.01"], statuses["33.02"], statuses["33.03"]) == ("on_time", "returned", "not_due")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ingest", "tidak-ada.xlsx"), "tidak-ada.xlsx tidak ada"),
        (("metrics", "--indicator", "cakupan"), "cakupan_perekaman"),
        (("lineage", "--indicator", "prr", "--wilayah", "99.99"), "33.74"),
        (
            ("metrics", "--indicator", "prr", "--wilayah", "36.72"),
            "Kota Cilegon (36.72) adalah daerah pembanding",
        ),
    ],
)
def test_what_cannot_be_done_is_one_sentence_on_stderr_and_exit_code_2(
    shell: Shell, words: tuple[str, ...], said: str
) -> None:
    shell(*words)
    assert (shell.code, shell.out) == (2, "")
    assert said in shell.err
    assert shell.err.count("\n") == 1


def test_a_fault_of_ours_is_exit_code_4_without_a_traceback(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "buku_besar.db").write_bytes(b"bukan basis data sama sekali" * 100)
    shell("submissions")
    assert (shell.code, shell.out) == (4, "")
    assert "Traceback" not in shell.err
    assert shell.err.count("\n") == 1


def test_before_the_first_report_all_35_have_not_reported(shell: Shell) -> None:
    rows = shell("metrics", "--indicator", "prr", "--level", "kabkota").rows
    assert shell.code == 0
    assert [(row["status"], row["value"]) for row in rows] == [("belum lapor", "")] * 35


def test_the_doctor_finds_a_folder_in_use_sound(shell: Shell, form: Path) -> None:
    shell("ingest", form)
    lines = shell("doctor").out.splitlines()
    assert shell.code == 0
    assert all(line.startswith("✓") for line in lines)
    assert "✓ Buku besar: utuh, 1 kiriman" in lines


def test_the_doctor_finds_a_damaged_ledger(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "buku_besar.db").write_bytes(b"bukan basis data sama sekali" * 100)
    shell("doctor")
    assert shell.code == 1
    assert "✗" in shell.out


def test_a_faulty_file_comes_back_marked_and_its_correction_is_recognised(
    shell: Shell, tmp_path: Path
) -> None:
    bad = write_form(tmp_path / "laporan.xlsx", [form_row("33.01", jml_perekaman="O,73"), form_row("33.02")])
    shell("ingest", bad)
    assert shell.code == 1
    (marked,) = (tmp_path / "var" / "jawaban").glob("*/laporan.xlsx")
    assert str(marked) in shell.out
    book = load_workbook(marked)
    book["Laporan"]["D4"] = form_row("33.01")["jml_perekaman"]
    book.save(tmp_path / "kembali.xlsx")
    (second,) = shell("ingest", tmp_path / "kembali.xlsx", "--json").json
    assert (shell.code, second["state"], second["marked_workbook"]) == (0, "accepted", None)
    assert second["rows"]["accepted"] == 1
    assert (
        "1 baris yang tadinya ditahan kini diterima; 1 baris tidak berubah"
        in second["findings"][0]["message"]
    )
    shell("withdraw", 1, "--reason", "keliru")
    assert "kiriman nomor 2) tetap berlaku" in shell.out


def test_revisions_name_the_cell_before_and_after_and_are_never_live_formulas(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANTAU_NOW", "2026-11-02T10:00:00+07:00")
    shell("ingest", write_form(tmp_path / "a.xlsx", form_rows()), "--sender", "Bidang 5")
    changed = form_rows()
    changed[1]["sisa_prr"] = int(changed[1]["sisa_prr"]) + 5
    monkeypatch.setenv("PANTAU_NOW", "2026-11-04T10:00:00+07:00")
    shell("ingest", write_form(tmp_path / "b.xlsx", changed), "--sender", "=1+1")
    (row,) = shell("revisions", "--since", "2026-11-03").rows
    assert shell.code == 0
    assert (row["wilayah"], row["field"], row["cell_before"], row["cell_after"]) == (
        "33.02",
        "prr",
        "G5",
        "G5",
    )
    assert (row["file_before"], row["file_after"]) == ("a.xlsx", "b.xlsx")
    assert int(row["after"]) - int(row["before"]) == float(row["change"]) == 5
    assert row["sender"] == "'=1+1"
    (document,) = shell("revisions", "--since", "2026-11-03", "--format", "json").json
    assert (document["sender"], document["rincian"]) == ("=1+1", None)
    assert document["changed_at"] == "2026-11-04T10:00:00+07:00"
    assert shell("revisions", "--since", "2026-11-05").rows == []


def test_revisions_since_no_day_is_a_usage_error(shell: Shell) -> None:
    shell("revisions", "--since", "kemarin dulu")
    assert shell.code == 2
    assert "kemarin dulu" in shell.err
