"""Reports with couriers through the whole intake: what is kept, and what is said at which cell."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from data_contracts.contract import Severity
from tests.etl.kantor import Office, open_office
from warehouse.records import State

HEAD = [
    "Kode wilayah", "Tanggal awal", "Tanggal data", "Kurir", "Jenis dokumen", "Diserahkan ke kurir",
    "Terkirim", "Gagal antar", "Penanggung biaya antar", "Biaya dokumen (Rp)",
]  # fmt: skip
OCTOBER = ["01/10/2026", "31/10/2026"]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path)


def written(path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in (HEAD, *rows):
        page.append(row)
    book.save(path)
    return path


def test_couriers_of_one_place_and_day_are_kept_side_by_side(office: Office, tmp_path: Path) -> None:
    receipt = office.take_in(
        written(
            tmp_path / "pengantaran.xlsx",
            ["33.01", *OCTOBER, "PT Pos", "KTP", 100, 90, 10, "COD", 0],
            ["33.01", *OCTOBER, "Gojek", "KTP", 40, 40, 0, "APBD", 0],
            ["36.72", *OCTOBER, "Pos Indonesia", "Semua dokumen", 7, 7, 0, "Pemohon", 0],
        )
    )
    assert (receipt.state, receipt.findings) == (State.ACCEPTED, ())

    kept = office.ledger.reported("pengantaran")
    columns = ["kode_wilayah", "kurir", "jenis_dokumen", "terkirim", "penanggung_biaya"]
    assert kept[columns].to_numpy(object).tolist() == [
        ["33.01", "pos", "ktp_el", 90, "warga"],
        ["33.01", "gojek", "ktp_el", 40, "apbd"],
        ["36.72", "pos", "semua", 7, "warga"],
    ]


def test_a_fee_for_a_document_lets_the_row_in_and_is_said_with_the_law(
    office: Office, tmp_path: Path
) -> None:
    path = written(tmp_path / "biaya.xlsx", ["33.26", *OCTOBER, "Pos", "KTP", 100, 90, 10, "Warga", 250_000])
    receipt = office.take_in(path)

    (found,) = receipt.findings
    assert (receipt.state, receipt.rows.accepted) == (State.ACCEPTED_WITH_WARNINGS, 1)
    assert (found.rule, found.severity, found.cell) == ("biaya_dokumen_nol", Severity.WARNING, "J2")
    assert "UU 24/2013 Pasal 79A" in found.message
    assert "250.000" in found.message


def test_only_the_row_with_an_unknown_courier_or_place_is_kept_out(office: Office, tmp_path: Path) -> None:
    receipt = office.take_in(
        written(
            tmp_path / "campur.xlsx",
            ["33.01", *OCTOBER, "Merpati Pos", "KTP", 100, 90, 10, "Warga", 0],
            ["33.02", *OCTOBER, "Pos", "KTP", 100, 90, 10, "Warga", 0],
            ["32.73", *OCTOBER, "Pos", "KTP", 100, 90, 10, "Warga", 0],
        )
    )
    assert receipt.state is State.PARTIALLY_ACCEPTED
    assert [(found.rule, found.cell) for found in receipt.findings] == [
        ("kata_tidak_dikenal", "D2"),
        ("wilayah_di_luar_register", "A4"),
    ]
    assert office.ledger.reported("pengantaran")["kode_wilayah"].tolist() == ["33.02"]


def test_another_courier_in_the_next_month_is_no_copy_and_no_fall(office: Office, tmp_path: Path) -> None:
    september = ["01/09/2026", "30/09/2026"]
    office.take_in(written(tmp_path / "a.xlsx", ["33.01", *september, "Pos", "KTP", 100, 90, 10, "Warga", 0]))
    receipt = office.take_in(
        written(tmp_path / "b.xlsx", ["33.01", *OCTOBER, "Grab", "KTP", 100, 90, 10, "Warga", 0])
    )
    assert receipt.findings == ()
