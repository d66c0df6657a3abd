"""The report's attachment table, opened as its reader would open it."""

from __future__ import annotations

import io

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from data_contracts.periode import Periode
from reporting.lampiran import attachment
from tests.metrics.reports import BLORA, KUDUS, NOW, Reports, row

PERIODE = Periode.parse("2026-10-P2")
FIRST_ROW = 4


def sheet_of(content: bytes) -> Worksheet:
    (sheet,) = load_workbook(io.BytesIO(content)).worksheets
    return sheet


def sent(reports: Reports, *, simulasi: bool = False) -> Worksheet:
    blora = row(BLORA, PERIODE.end, wajib_ktp=1_000, sudah_rekam=980, prr=0, anak_0_17=300, kia=100)
    kudus = row(KUDUS, PERIODE.end, wajib_ktp=3_000, sudah_rekam=3_060, prr=7)
    reports.send(blora, kudus, simulasi=simulasi)
    return sheet_of(attachment(reports.marts(), periode=PERIODE, now=NOW))


def named(sheet: Worksheet, heading: str, place: str) -> object:
    headings = [cell.value for cell in sheet[FIRST_ROW - 1]]
    (line,) = [cells for cells in sheet.iter_rows(values_only=True) if cells[1] == place]
    return line[headings.index(heading)]


def test_it_has_all_35_by_code_their_sum_and_the_source(reports: Reports) -> None:
    sheet = sent(reports)
    names = [sheet.cell(number, 2).value for number in range(FIRST_ROW, sheet.max_row)]
    assert len(names) == 36
    assert (names[0], names[34], names[35]) == ("Kabupaten Cilacap", "Kota Tegal", "JUMLAH")
    assert [sheet.cell(number, 1).value for number in (FIRST_ROW, FIRST_ROW + 34)] == [1, 35]
    source = str(sheet.cell(sheet.max_row, 1).value)
    assert source.startswith("Sumber: laporan kabupaten/kota, 2 dari 35 melapor; diterbitkan ")
    assert sheet["A2"].value == "Periode 16–31 Oktober 2026"


def test_zero_is_a_figure_and_what_was_not_reported_is_empty(reports: Reports) -> None:
    sheet = sent(reports)
    blora = "Kabupaten Blora"
    assert (named(sheet, "PRR", blora), named(sheet, "Sisa Suket", blora)) == (0, None)
    assert named(sheet, "Wajib KTP", "Kabupaten Pati") is None
    assert named(sheet, "Catatan", "Kabupaten Pati") == "belum lapor"


def test_percentages_come_from_the_counts_of_their_row_and_are_not_cut_at_100(reports: Reports) -> None:
    sheet = sent(reports)
    assert named(sheet, "Perekaman %", "Kabupaten Blora") == 98
    assert named(sheet, "Perekaman %", "Kabupaten Kudus") == 102
    assert named(sheet, "Catatan", "Kabupaten Kudus") == "periksa penyebut"
    # (980 + 3.060) / (1.000 + 3.000)
    assert named(sheet, "Perekaman %", "JUMLAH") == 101
    assert named(sheet, "Belum Rekam", "JUMLAH") == -40
    assert named(sheet, "KIA %", "JUMLAH") == 33.33


def test_a_simulation_says_so_in_title_and_sheet_name(reports: Reports) -> None:
    sheet = sent(reports, simulasi=True)
    assert sheet.title == "SIMULASI 2026-10-P2"
    assert sheet["A1"].value == "SIMULASI – bukan data resmi"


def test_the_same_snapshot_gives_the_same_bytes(reports: Reports) -> None:
    sent(reports)
    marts = reports.marts()
    assert attachment(marts, periode=PERIODE, now=NOW) == attachment(marts, periode=PERIODE, now=NOW)
