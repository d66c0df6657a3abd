"""A file comes in at the door: looked at, kept, queued, judged, recorded and answered, on a real ledger."""

import dataclasses
import json
import logging
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Contract, LogicalType, Rule, Severity, Stage
from data_contracts.errors import UsageError
from data_contracts.periode import Periode
from etl.intake import receipt_of
from etl.suites import CheckBrokenError
from tests.etl.kantor import Office, open_office
from tests.etl.laporan import FORM_HEADINGS, NOW, RECEIVED, form_row, form_rows, write_form
from warehouse.files import FileStore
from warehouse.records import LedgerError, State

NIK = "3374010101900001"
KEYS = [
    "file", "sha256", "submission", "state", "contracts", "rows", "findings", "marked_workbook",
]  # fmt: skip
FINDING_KEYS = [
    "rule", "severity", "contract", "field", "sheet", "cell", "wilayah", "tanggal", "value", "message",
]  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = open_office(tmp_path / "kantor")
    yield opened
    opened.engine.dispose()


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return write_form(tmp_path / "laporan.xlsx", form_rows())


def write_page(path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def test_a_sound_form_is_accepted_and_kept_as_it_came(office: Office, form: Path) -> None:
    receipt = office.take_in(form)
    assert (receipt.state, receipt.submission, receipt.findings) == (State.ACCEPTED, 1, ())
    assert office.files.path(receipt.sha256).read_bytes() == form.read_bytes()
    submission = office.ledger.submission(1)
    assert (submission.file_name, submission.sender, submission.size) == (
        "laporan.xlsx",
        "Disdukcapil",
        form.stat().st_size,
    )
    assert (submission.received_at, submission.entered_at) == (RECEIVED, NOW)
    assert len(office.ledger.reported("perekaman")) == 35
    assert office.queue.pending() == 0


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, State.ACCEPTED),
        ({"persentase_jml_perekaman": 60}, State.ACCEPTED_WITH_WARNINGS),
        ({"sisa_prr": -1}, State.PARTIALLY_ACCEPTED),
    ],
)
def test_the_state_follows_from_the_worst_row(
    office: Office, tmp_path: Path, changes: dict[str, int], state: State
) -> None:
    path = write_form(tmp_path / "a.xlsx", [form_row("33.01"), form_row("33.74", **changes)])
    receipt = office.take_in(path)
    assert receipt.state is state
    assert receipt.submission is not None
    assert office.ledger.submission(receipt.submission).state is state


def test_a_returned_file_stays_in_the_ledger_with_its_rows_but_feeds_no_figure(
    office: Office, tmp_path: Path
) -> None:
    receipt = office.take_in(write_form(tmp_path / "a.xlsx", form_rows(), title="tanpa periode"))
    assert receipt.state is State.RETURNED
    assert (receipt.rows.read, receipt.rows.accepted, receipt.rows.quarantined) == (37, 0, 35)
    assert office.counts()["perekaman_reported"] == 35
    assert office.ledger.reported("perekaman").empty


def test_a_returned_file_may_come_again_with_the_period_it_lacked(office: Office, tmp_path: Path) -> None:
    path = write_form(tmp_path / "a.xlsx", form_rows(), title="tanpa periode")
    assert office.take_in(path).state is State.RETURNED
    again = office.take_in(path, period=Periode.parse("2026-10-P2"))
    assert (again.state, again.submission) == (State.ACCEPTED, 2)


def test_a_withdrawn_file_may_come_again(office: Office, form: Path) -> None:
    office.take_in(form)
    office.ledger.add_event(1, state=State.WITHDRAWN, occurred_at=NOW, actor="penguji", reason="keliru")
    assert office.take_in(form).state is State.ACCEPTED


def test_the_receipt_as_json_has_these_keys_and_no_others(office: Office, tmp_path: Path) -> None:
    rows = [form_row("33.01"), form_row("33.74", sisa_prr=-1)]
    answer = office.take_in(write_form(tmp_path / "a.xlsx", rows)).as_json()
    assert list(answer) == KEYS
    assert answer["rows"] == {"read": 4, "accepted": 1, "quarantined": 1, "ignored": 2}
    assert answer["marked_workbook"] is None
    findings = json.loads(json.dumps(answer))["findings"]
    assert [list(finding) for finding in findings] == [FINDING_KEYS]
    told = {key: findings[0][key] for key in FINDING_KEYS if key != "message"}
    assert told == {
        "rule": "prr_tidak_negatif",
        "severity": "error",
        "contract": "perekaman",
        "field": "prr",
        "sheet": "Laporan",
        "cell": "G5",
        "wilayah": "33.74",
        "tanggal": "2026-10-31",
        "value": "-1",
    }


def test_the_ledger_gives_the_same_receipt_later(office: Office, tmp_path: Path) -> None:
    path = write_form(tmp_path / "a.xlsx", [form_row("33.01"), form_row("33.74", sisa_prr=-1)])
    arrival = office.receive(path)
    assert arrival.job is not None
    receipt = office.process(office.claim())
    office.ledger.add_event(1, state=State.WITHDRAWN, occurred_at=NOW, actor="penguji")
    assert receipt_of(office.queue.get(arrival.job), ledger=office.ledger) == receipt


def test_a_job_that_is_not_finished_has_no_receipt(office: Office, form: Path) -> None:
    arrival = office.receive(form)
    assert arrival.job is not None
    with pytest.raises(LedgerError, match="masih dalam antrean"):
        receipt_of(office.queue.get(arrival.job), ledger=office.ledger)


def test_the_same_bytes_again_are_a_duplicate_and_write_nothing(
    office: Office, form: Path, tmp_path: Path
) -> None:
    first = office.take_in(form)
    before = (office.ledger.sequence(), office.counts(), office.stored_files())
    copy = tmp_path / "salinan.xlsx"
    copy.write_bytes(form.read_bytes())
    receipt = office.take_in(copy)
    assert (receipt.state, receipt.file) == (State.DUPLICATE, "salinan.xlsx")
    assert (receipt.submission, receipt.contracts, receipt.rows) == (1, first.contracts, first.rows)
    assert (office.ledger.sequence(), office.counts(), office.stored_files()) == before


def test_two_names_for_the_same_bytes_in_the_queue_end_as_one_submission(
    office: Office, form: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "salinan.xlsx"
    copy.write_bytes(form.read_bytes())
    arrivals = [office.receive(form), office.receive(copy)]
    receipts = [office.process(office.claim()), office.process(office.claim())]
    assert [receipt.state for receipt in receipts] == [State.ACCEPTED, State.DUPLICATE]
    assert [receipt.submission for receipt in receipts] == [1, 1]
    second = arrivals[1].job
    assert second is not None
    assert receipt_of(office.queue.get(second), ledger=office.ledger) == receipts[1]
    assert office.queue.pending() == 0


BY_NAME: Mapping[str, list[list[object]]] = {
    "a number typed as text": [["kd_wilayah", "wajib_ktp_el"], ["3374", NIK]],
    "a number kept as a number": [["kd_wilayah", "wajib_ktp_el"], ["3374", int(NIK)]],
    "a number in a sentence": [["kd_wilayah", "wajib_ktp_el"], [f"a.n. Siti, NIK {NIK}", 5]],
    "a list by name": [["NIK", "NAMA_LGKP", "TGL_LHR"], ["-", "Siti", "01/01/1990"]],
}


@pytest.mark.parametrize("rows", BY_NAME.values(), ids=BY_NAME)
def test_personal_data_are_refused_before_anything_is_kept(
    office: Office, tmp_path: Path, rows: list[list[object]], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    arrival = office.receive(write_page(tmp_path / "belum_rekam.xlsx", *rows))
    receipt = arrival.receipt
    assert arrival.job is None
    assert receipt is not None
    assert (receipt.state, receipt.submission, receipt.rows.read) == (State.REFUSED, None, 0)
    [finding] = receipt.findings
    assert finding.sheet == "Sheet"
    assert finding.cell is not None
    assert finding.cell in finding.message
    assert finding.value is None
    assert set(office.counts().values()) == {0}
    assert office.stored_files() == []
    assert NIK not in json.dumps(receipt.as_json())
    assert NIK not in caplog.text
    for path in office.folder.rglob("*"):
        assert path.is_dir() or NIK.encode() not in path.read_bytes()


@pytest.mark.parametrize("content", [b"", b"kd_wilayah,wajib_ktp_el\n3374,5\n", b"\x00\x01rusak"])
def test_a_number_of_a_person_in_the_file_name_is_refused_and_not_repeated(
    office: Office, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / f"rekam {NIK}.csv"
    path.write_bytes(content)
    receipt = office.receive(path).receipt
    assert receipt is not None
    assert receipt.state is State.REFUSED
    assert NIK not in json.dumps(receipt.as_json())
    assert set(office.counts().values()) == {0}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("kosong.xlsx", b""),
        ("rusak.xlsx", b"PK\x03\x04 bukan zip"),
        ("surat.pdf", b"%PDF-1.7"),
        ("x.xlsx", b"a,b\n1,2"),
    ],
)
def test_what_cannot_be_opened_goes_back_and_leaves_nothing(
    office: Office, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    receipt = office.receive(path).receipt
    assert receipt is not None
    assert (receipt.state, receipt.submission) == (State.RETURNED, None)
    [finding] = receipt.findings
    assert (finding.rule, finding.severity) == ("berkas_tidak_terbaca", Severity.ERROR)
    assert name in finding.message
    assert office.stored_files() == []
    assert set(office.counts().values()) == {0}


class OverwrittenMeanwhile(FileStore):
    """Somebody saves another content under the same name, just after it was looked at."""

    def __init__(self, folder: Path, *, content: bytes) -> None:
        super().__init__(folder)
        self._content = content

    def put(self, path: Path) -> str:
        path.write_bytes(self._content)
        return super().put(path)


def test_a_file_that_changes_while_it_is_taken_in_is_looked_at_again(
    office: Office, form: Path, tmp_path: Path
) -> None:
    by_name = write_page(tmp_path / "b.xlsx", ["NIK"], [NIK]).read_bytes()
    files = OverwrittenMeanwhile(office.folder / "berkas", content=by_name)
    meddled = dataclasses.replace(office, files=files)
    with pytest.raises(UsageError, match="berubah ketika sedang dibaca"):
        meddled.receive(form)
    assert office.stored_files() == []
    assert office.queue.pending() == 0


def test_taking_a_file_in_does_not_import_great_expectations(form: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from tests.etl.kantor import open_office\n"
        "office = open_office(Path(sys.argv[2])); arrival = office.receive(Path(sys.argv[1]))\n"
        "assert arrival.job == 1; print('great_expectations' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, form, tmp_path / "lain"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def broken_contracts() -> dict[str, Contract]:
    """The contracts with one more rule, that compares a text with a number."""
    contracts = dict(load_contracts())
    perekaman = contracts["perekaman"]
    assert perekaman.field("jenis_penyebut").logical_type is LogicalType.STRING
    rule = Rule(
        id="aturan_rusak",
        fields=("jenis_penyebut",),
        stage=Stage.TYPED,
        expectation="expect_column_values_to_be_between",
        arguments={"min_value": 0},
        severity=Severity.ERROR,
        message="{nilai}",
        derived=None,
    )
    contracts["perekaman"] = dataclasses.replace(perekaman, rules=(*perekaman.rules, rule))
    return contracts


def test_a_broken_rule_is_our_fault_and_the_file_waits_until_it_is_mended(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    headings = [*FORM_HEADINGS[:4], "jenis_penyebut"]
    row = form_row("33.74")
    path = write_page(
        tmp_path / "a.xlsx",
        ["Periode 16-31 Oktober 2026"],
        headings,
        [*(row[heading] for heading in headings[:4]), "DKB"],
    )
    arrival = office.receive(path)
    with monkeypatch.context() as patch:
        patch.setattr("etl.table.load_contracts", broken_contracts)
        with pytest.raises(CheckBrokenError, match="aturan_rusak"):
            office.process(office.claim())
    assert office.ledger.submissions() == ()
    assert office.counts()["finding"] == 0
    assert arrival.job is not None
    assert not office.queue.get(arrival.job).is_finished
    assert office.queue.release_stale() == 1
    receipt = office.process(office.claim())
    assert (receipt.state, receipt.rows.accepted) == (State.ACCEPTED, 1)


def test_a_report_is_compared_with_what_the_ledger_holds_of_the_period_before(
    office: Office, tmp_path: Path
) -> None:
    office.take_in(write_form(tmp_path / "p1.xlsx", [form_row("33.01"), form_row("33.74", seed=5)]))
    rows = [form_row("33.01"), form_row("33.74", seed=4)]
    later = write_form(tmp_path / "p2.xlsx", rows, title="Periode 1-15 November 2026")
    receipt = office.take_in(later, received_at=datetime(2026, 11, 16, 3, 0, tzinfo=UTC))
    assert receipt.state is State.ACCEPTED_WITH_WARNINGS
    assert [(finding.rule, finding.cell) for finding in receipt.findings] == [
        ("kemungkinan_salinan", "C4"),
        ("perekaman_turun", "D5"),
    ]


def test_a_simulated_report_is_not_compared_with_a_real_one(office: Office, tmp_path: Path) -> None:
    office.take_in(write_form(tmp_path / "p1.xlsx", form_rows()))
    later = write_form(tmp_path / "simulasi.xlsx", form_rows(), title="Periode 1-15 November 2026")
    receipt = office.take_in(later, received_at=datetime(2026, 11, 16, 3, 0, tzinfo=UTC))
    assert receipt.state is State.ACCEPTED
    assert receipt.submission is not None
    assert office.ledger.submission(receipt.submission).simulasi


def test_a_returned_report_is_nobody_s_past(office: Office, tmp_path: Path) -> None:
    office.take_in(write_form(tmp_path / "p1.xlsx", [form_row("33.01", sisa_prr=-1)]))
    later = write_form(tmp_path / "p2.xlsx", [form_row("33.01")], title="Periode 1-15 November 2026")
    receipt = office.take_in(later, received_at=datetime(2026, 11, 16, 3, 0, tzinfo=UTC))
    assert receipt.state is State.ACCEPTED


@pytest.mark.postgres
def test_the_same_intake_works_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    office = open_office(tmp_path / "kantor", url=postgres_url)
    rows = [form_row("33.01"), form_row("33.74", sisa_prr=-1), form_row("33.76", persentase_jml_perekaman=60)]
    path = write_form(tmp_path / "a.xlsx", rows)
    receipt = office.take_in(path)
    assert (receipt.state, receipt.rows.accepted, receipt.rows.quarantined) == (
        State.PARTIALLY_ACCEPTED,
        2,
        1,
    )
    before = (office.ledger.sequence(), office.counts())
    assert office.take_in(path).state is State.DUPLICATE
    refused = office.receive(write_page(tmp_path / "b.xlsx", [NIK])).receipt
    assert refused is not None
    assert refused.state is State.REFUSED
    assert (office.ledger.sequence(), office.counts()) == before
    marked = office.ledger.reported("perekaman").set_index("kode_wilayah")["marked"]
    assert marked.to_dict() == {"33.01": False, "33.76": True}
    assert office.ledger.findings(1) == receipt.findings
    office.engine.dispose()
