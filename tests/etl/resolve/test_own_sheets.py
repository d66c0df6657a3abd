"""Sheets and columns Pantau itself wrote carry no figure of a sender's, whatever they are called."""

from pathlib import Path

import pytest

from etl.judge import is_simulated
from etl.resolve import resolve
from etl.sheets import Sheet, Workbook
from etl.source_rows import SourceRows
from tests.etl.resolve.lembar import PERIODE, places, read_rows, reasons, write_book

OURS = ("Jawaban Pantau atas kiriman nomor 3",)
TABLE = (("kd_wilayah", "wajib_ktp_el"), (3301, 1000))


@pytest.mark.parametrize(
    "first", ["Jawaban Pantau atas kiriman nomor 3", "  Petunjuk Pantau – laporan Kota Tegal"]
)
def test_a_sheet_of_ours_is_left_out_without_a_word(first: str) -> None:
    resolved = read_rows((first,), *TABLE)
    assert places(resolved) == [("tidak_ada_tabel", None)]
    assert reasons(resolved) == dict.fromkeys((1, 2, 3), "lembar dari Pantau")
    assert not resolved.frames


def test_a_sheet_that_only_speaks_of_pantau_is_read() -> None:
    resolved = read_rows(("Laporan untuk Pantau",), *TABLE)
    assert len(resolved.rows) == 1


def test_the_other_sheets_of_a_file_are_read_as_ever(tmp_path: Path) -> None:

    book = write_book(
        tmp_path / "laporan.xlsx",
        [("Perbaikan", (OURS, *TABLE)), ("Data", TABLE)],
    )
    resolved = resolve(book, period=PERIODE)
    assert {sheet for sheet, _ in resolved.rows} == {"Data"}
    assert [finding.rule for finding in resolved.findings] == []


def test_a_column_of_ours_is_neither_read_nor_asked_about() -> None:
    resolved = read_rows(
        ("kd_wilayah", "wajib_ktp_el", "Pantau: Wajib KTP terakhir", "Pantau: periksa 1. jumlah"),
        (3301, 1000, "990 (30 September 2026)", "=IF(B2>0,1)"),
    )
    assert [use.field for use in resolved.columns] == ["kode_wilayah", "wajib_ktp"]
    assert not resolved.findings


def test_our_sheet_does_not_make_a_simulated_file_a_real_one() -> None:
    ours = Sheet("Perbaikan", (OURS,))
    simulated = Sheet("SIMULASI Oktober", ((1, 2),))
    real = Sheet("Oktober", ((1, 2),))
    assert is_simulated(Workbook("laporan.xlsx", (ours, simulated)), data=SourceRows())
    assert not is_simulated(Workbook("laporan.xlsx", (ours, simulated, real)), data=SourceRows())
    assert not is_simulated(Workbook("laporan.xlsx", (ours,)), data=SourceRows())
