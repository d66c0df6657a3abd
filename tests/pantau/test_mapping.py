"""A heading of the sender's own is asked about, answered once, and from then on read as answered."""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from pantau.cli import main

ANSWER = ("--sender", "Disdukcapil Cilacap", "--heading", "Kartu kosong", "--author", "Sri, Bidang 5")


class Office:
    """Runs commands in this process; the last one's exit code, output and complaint."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.code = 0
        self.out = self.err = ""

    def __call__(self, *words: object) -> "Office":
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in words])
        self.code = int(left.value.code or 0)
        self.out, self.err = self._capsys.readouterr()
        return self

    def ingest(self, path: Path, *, sender: str = "Disdukcapil Cilacap") -> dict[str, Any]:
        (receipt,) = json.loads(self("ingest", path, "--json", "--sender", sender).out)
        return dict(receipt)

    def mappings(self) -> list[dict[str, Any]]:
        return list(json.loads(self("mapping", "list", "--json").out))


@pytest.fixture
def office(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Office:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PANTAU_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("PANTAU_NOW", "2026-11-02T10:00:00+07:00")
    return Office(capsys)


def _report(path: Path, *, stock: int) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Periode 16–31 Oktober 2026"])
    sheet.append(["kode", "wajib_ktp", "Kartu kosong"])
    sheet.append(["33.01", 1_500_000, stock])
    book.save(path)
    return path


def test_an_answered_heading_is_read_from_the_next_report_on_and_says_by_whose_answer(
    office: Office, tmp_path: Path
) -> None:
    before = office.ingest(_report(tmp_path / "a.xlsx", stock=600))
    assert [each["rule"] for each in before["findings"]] == ["judul_tak_dikenal"]
    assert before["contracts"] == ["perekaman"]

    assert office("mapping", "add", *ANSWER, "--field", "sisa_blangko").code == 0
    after = office.ingest(_report(tmp_path / "b.xlsx", stock=601))

    assert "blangko" in after["contracts"]
    (told,) = [each for each in after["findings"] if each["rule"] == "judul_menurut_jawaban"]
    assert (told["severity"], told["sheet"], told["cell"]) == ("info", "Sheet", "C2")
    assert "menurut jawaban Sri, Bidang 5, 2 November 2026 10.00 WIB" in told["message"]


def test_another_sender_is_asked_for_himself(office: Office, tmp_path: Path) -> None:
    office("mapping", "add", *ANSWER, "--field", "sisa_blangko")
    receipt = office.ingest(_report(tmp_path / "a.xlsx", stock=600), sender="Disdukcapil Banyumas")

    assert receipt["contracts"] == ["perekaman"]


def test_a_revoked_answer_stays_on_record_and_is_read_no_more(office: Office, tmp_path: Path) -> None:
    office("mapping", "add", *ANSWER, "--field", "sisa_blangko")
    assert office("mapping", "revoke", *ANSWER).code == 0

    (kept,) = office.mappings()
    assert (kept["heading"], kept["field"], kept["author"]) == (
        "kartu kosong",
        "sisa_blangko",
        "Sri, Bidang 5",
    )
    assert kept["revoked_at"] is not None
    assert office.ingest(_report(tmp_path / "a.xlsx", stock=600))["contracts"] == ["perekaman"]
    assert office("mapping", "revoke", *ANSWER).code == 2


@pytest.mark.parametrize(
    ("heading", "field", "code", "said"),
    [
        ("Sisa Suket", "sisa_blangko", 2, "sudah dikenal sebagai “Sisa Suket”"),
        ("NIK", "sisa_blangko", 3, "data perorangan"),
        ("Nama Lengkap", "nama_wilayah", 3, "data perorangan"),
        ("Kartu kosong", "sisa_kartu", 2, "tidak ada di kontrak"),
        (" - ", "sisa_blangko", 2, "Judulnya kosong"),
    ],
)
def test_what_can_not_be_answered(office: Office, heading: str, field: str, code: int, said: str) -> None:
    words = ("--sender", "A", "--heading", heading, "--author", "B", "--field", field)
    office("mapping", "add", *words)

    assert (office.code, said in office.err) == (code, True)
    assert office.mappings() == []


def test_the_list_is_readable(office: Office) -> None:
    office("mapping", "add", *ANSWER, "--field", "sisa_blangko")

    heading, row = office("mapping", "list").out.splitlines()
    assert heading.split()[:2] == ["Pengirim", "Judul"]
    assert "kartu kosong" in row
    assert office("mapping", "list", "--sender", "lain").out.count("\n") == 1
