"""A sender gets the own workbook back: the bad cells coloured and explained, nothing else touched."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import load_workbook as load_with_calamine

from data_contracts.contract import Severity
from data_contracts.tulisan import format_waktu
from etl.answer import with_answer, write_answer
from etl.answer.account import account_of
from etl.answer.styles import FILLS
from etl.answer.write import answer_bytes
from etl.privacy import find_personal_data
from etl.read import read_workbook
from etl.receipt import Receipt
from tests.etl.kantor import Office, open_office
from tests.etl.laporan import FORM_COLUMNS, NOW, RECEIVED, form_row, form_rows, write_form
from warehouse.records import State

BAD = {
    "33.01": {"jml_perekaman": "O,73"},
    "33.02": {"jml_perekaman": "O,74"},
    "33.03": {"persentase_jml_perekaman": 50.0},
    "33.04": {"sisa_suket": "-"},
}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path)


def faulty_form(path: Path, **how: str) -> Path:
    rows = [form_row(kode, **change) for kode, change in BAD.items()]
    return write_form(path, [*rows, form_row("33.05")], **how)


def answer_to(office: Office, receipt: Receipt) -> Path:
    assert receipt.submission is not None
    path = write_answer(
        receipt.submission, ledger=office.ledger, files=office.files, folder=office.folder / "jawaban"
    )
    assert path is not None
    return path


def coloured(sheet: Worksheet) -> Mapping[str, str]:
    cells = (cell for row in sheet.iter_rows() for cell in row if cell.fill.fill_type == "solid")
    return {cell.coordinate: str(cell.fill.fgColor.rgb) for cell in cells}


def comments(sheet: Worksheet) -> Mapping[str, str]:
    return {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}


def texts(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def parts(path: Path) -> Mapping[str, bytes]:
    with ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_each_bad_cell_is_coloured_and_says_what_is_wrong_and_what_to_do(office: Office) -> None:
    receipt = office.take_in(faulty_form(office.folder / "laporan.xlsx"))
    sheet = load_workbook(answer_to(office, receipt))["Laporan"]
    recorded, share, suket = (
        FORM_COLUMNS[name] for name in ("jml_perekaman", "persentase_jml_perekaman", "sisa_suket")
    )
    red, amber = FILLS[Severity.ERROR], FILLS[Severity.WARNING]
    assert coloured(sheet) == {
        f"{recorded}4": red,
        f"{recorded}5": red,
        f"{share}6": amber,
        f"{suket}7": amber,
    }
    said = comments(sheet)
    assert set(said) == set(coloured(sheet))
    assert "▼ kesalahan: Sudah rekam tertulis “O,73”: ada huruf O di tempat angka nol." in said["D4"]
    assert "Lakukan: Ganti dengan angka, lalu kirim lagi." in said["D4"]
    assert "◆ catatan" in said["E6"]
    assert "Seharusnya: Persentase sudah rekam" in said["E6"]


def test_the_comment_names_what_the_region_reported_before_and_when(office: Office) -> None:
    earlier = write_form(office.folder / "lalu.xlsx", form_rows(seed=3), title="Periode 16–30 September 2026")
    between = write_form(office.folder / "tadi.xlsx", form_rows(seed=7), title="Periode 1–15 Oktober 2026")
    office.take_in(between, received_at=RECEIVED - timedelta(days=10))
    office.take_in(earlier, received_at=RECEIVED - timedelta(days=5))
    receipt = office.take_in(faulty_form(office.folder / "laporan.xlsx"))
    said = comments(load_workbook(answer_to(office, receipt))["Laporan"])
    wanted = f"{form_row('33.01', seed=7)['jml_perekaman']:,}".replace(",", ".")
    assert f"Sebelumnya: {wanted} (15 Oktober 2026)" in said["D4"]


def test_the_first_sheet_is_a_receipt_with_every_group_of_findings_linked_to_its_cells(
    office: Office,
) -> None:
    receipt = office.take_in(faulty_form(office.folder / "laporan.xlsx", sheet="Data 'Okt' & <1>"))
    book = load_workbook(answer_to(office, receipt))
    assert book.sheetnames == ["Perbaikan", "Data 'Okt' & <1>"]
    assert book.active is not None
    assert book.active.title == "Perbaikan"
    front = book["Perbaikan"]
    shown = " ".join(texts(front))
    assert receipt.sha256 == next(t for t in texts(front) if ":" in t and len(t) == 71).replace(":", "")
    assert "laporan.xlsx" in shown
    assert format_waktu(RECEIVED) in shown
    assert format_waktu(NOW) in shown
    assert "7 baris dibaca = 3 diterima + 2 ditahan + 2 diabaikan" in shown
    links = {
        cell.value: cell.hyperlink.location for row in front.iter_rows() for cell in row if cell.hyperlink
    }
    assert links == {
        "D4:D5": "'Data ''Okt'' & <1>'!D4:D5",
        "E6": "'Data ''Okt'' & <1>'!E6",
        "F7": "'Data ''Okt'' & <1>'!F7",
    }
    assert [t for t in texts(front) if t in {"▼ kesalahan", "◆ catatan"}] == [
        "▼ kesalahan",
        "◆ catatan",
        "◆ catatan",
    ]
    assert {"judul", "1–2", "2 baris"} <= set(texts(front))


def test_the_first_sheet_is_set_up_to_be_read_and_printed(office: Office) -> None:
    front = load_workbook(answer_to(office, office.take_in(faulty_form(office.folder / "a.xlsx"))))[
        "Perbaikan"
    ]
    assert (front.page_setup.orientation, str(front.page_setup.paperSize)) == ("landscape", "9")
    assert front.sheet_properties.pageSetUpPr.fitToPage
    head = next(cell.row for row in front.iter_rows() for cell in row if cell.value == "Tanda")
    assert front.freeze_panes == f"A{head + 1}"
    assert front.print_title_rows == f"${head}:${head}"
    assert front.cell(head + 1, 3).alignment.wrap_text
    assert front.column_dimensions["C"].width > 40


def test_a_file_with_nothing_to_mend_gets_no_workbook(office: Office) -> None:
    receipt = office.take_in(write_form(office.folder / "bersih.xlsx", form_rows()))
    assert receipt.state is State.ACCEPTED
    answered = with_answer(
        receipt, ledger=office.ledger, files=office.files, folder=office.folder / "jawaban"
    )
    assert answered.marked_workbook is None
    assert not (office.folder / "jawaban").exists()


def test_a_file_that_was_only_remarked_upon_gets_no_workbook(office: Office) -> None:
    blank = {heading: None for heading in FORM_COLUMNS if heading not in {"kd_wilayah", "kab_kota"}}
    rows = [*form_rows()[1:], form_row("33.01") | blank]
    receipt = office.take_in(write_form(office.folder / "bersih.xlsx", rows))
    assert {finding.severity for finding in receipt.findings} == {Severity.INFO}
    folder = office.folder / "jawaban"
    assert (
        write_answer(receipt.submission or 0, ledger=office.ledger, files=office.files, folder=folder) is None
    )


def test_the_receipt_names_the_workbook_and_makes_a_missing_one_again_with_the_same_bytes(
    office: Office,
) -> None:
    receipt = office.take_in(faulty_form(office.folder / "laporan.xlsx"))
    path = answer_to(office, receipt)
    first = path.read_bytes()
    # What came in later, and what became of the submission since, is not in the answer.
    office.take_in(
        write_form(office.folder / "susulan.xlsx", form_rows(seed=9), title="Periode 1–15 Oktober 2026"),
        received_at=RECEIVED + timedelta(days=1),
    )
    office.ledger.add_event(
        receipt.submission or 0, state=State.WITHDRAWN, occurred_at=NOW + timedelta(days=1), actor=None
    )
    path.unlink()
    answered = with_answer(
        receipt, ledger=office.ledger, files=office.files, folder=office.folder / "jawaban"
    )
    assert answered.marked_workbook == str(path)
    assert path.read_bytes() == first
    assert answered.as_json()["marked_workbook"] == str(path)
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def decorated(path: Path) -> Path:
    """The province's form with everything a sender may have put around it."""
    faulty_form(path)
    book = load_workbook(path)
    sheet = book["Laporan"]
    sheet["D4"].font = Font(bold=True, color="FF00AA00")
    sheet["D4"].number_format = "#,##0"
    sheet["W3"], sheet["W4"] = "keterangan", "=C4-D8"
    sheet["C8"].fill = PatternFill("solid", fgColor="FF00FFFF")
    sheet["C8"].comment = Comment("Angka dari <SIAK> & DKB", "Operator")
    sheet["D5"].comment = Comment("Sudah saya cek", "Operator")
    sheet.column_dimensions["B"].width = 41
    sheet.row_dimensions[8].hidden = True
    sheet.merge_cells("A1:F1")
    sheet.print_area = "A1:V8"
    sheet.page_margins.left = 0.11
    sheet.auto_filter.ref = "A3:V8"
    sheet.conditional_formatting.add(
        "F4:F8", CellIsRule("lessThan", ["0"], fill=PatternFill(bgColor="FFFF0000"))
    )
    rule = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0")
    rule.add("C4:C8")
    sheet.add_data_validation(rule)
    other = book.create_sheet("Grafik")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=3, max_row=8), titles_from_data=True)
    other.add_chart(chart, "B2")
    other["A1"] = "Grafik dinas"
    other.print_title_rows = "1:1"
    book.active = 1
    book.save(path)
    return path


def test_nothing_of_the_senders_is_lost(office: Office) -> None:
    sent = decorated(office.folder / "laporan.xlsx")
    path = answer_to(office, office.take_in(sent))
    before, after = parts(sent), parts(path)
    assert before.keys() <= after.keys()
    changed = {name for name in before if before[name] != after[name]}
    assert not [
        name for name in changed if name.startswith(("xl/charts/", "xl/drawings/drawing", "xl/theme"))
    ]
    sheet, old = load_workbook(path)["Laporan"], load_workbook(sent)["Laporan"]
    assert [[cell.value for cell in row] for row in sheet] == [[cell.value for cell in row] for row in old]
    assert sheet["W4"].value == "=C4-D8"
    assert (sheet["D4"].font.bold, sheet["D4"].number_format) == (True, "#,##0")
    assert sheet["D4"].font.color.rgb == "FF00AA00"
    assert sheet["C8"].fill.fgColor.rgb == "FF00FFFF"
    assert sheet.column_dimensions["B"].width == 41
    assert sheet.row_dimensions[8].hidden
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:F1"]
    assert sheet.print_area == "'Laporan'!$A$1:$V$8"
    assert sheet.page_margins.left == 0.11
    assert sheet.auto_filter.ref == "A3:V8"
    assert [str(each.sqref) for each in sheet.conditional_formatting] == ["F4:F8"]
    assert [str(each.sqref) for each in sheet.data_validations.dataValidation] == ["C4:C8"]
    book = load_workbook(path)
    assert book["Grafik"].print_title_rows == "$1:$1"
    assert len(book["Grafik"]._charts) == 1


def test_the_senders_own_comments_stay_and_ours_are_appended(office: Office) -> None:
    path = answer_to(office, office.take_in(decorated(office.folder / "laporan.xlsx")))
    said = comments(load_workbook(path)["Laporan"])
    assert said["C8"] == "Angka dari <SIAK> & DKB"
    assert said["D5"].startswith("Sudah saya cek\n\n— Pantau —")
    assert "O,74" in said["D5"]


def test_only_the_first_sheet_is_selected(office: Office) -> None:
    book = load_workbook(answer_to(office, office.take_in(decorated(office.folder / "laporan.xlsx"))))
    assert [bool(sheet.sheet_view.tabSelected) for sheet in book] == [True, False, False]


def test_a_senders_sheet_called_perbaikan_is_data_like_any_other(office: Office) -> None:
    receipt = office.take_in(faulty_form(office.folder / "laporan.xlsx", sheet="perbaikan"))
    assert receipt.rows.quarantined == 2
    book = load_workbook(answer_to(office, receipt))
    assert book.sheetnames == ["Perbaikan (2)", "perbaikan"]
    assert set(comments(book["perbaikan"])) == {"D4", "D5", "E6", "F7"}


def test_a_blank_cell_and_a_missing_row_can_be_marked_too(office: Office) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Laporan"
    sheet["A1"] = "Periode 16–31 Oktober 2026"
    sheet.append(["kab_kota", "kd_wilayah", "wajib_ktp_el"])
    sheet.append(["Tegal", None, 1000])
    book.save(office.folder / "laporan.xlsx")
    receipt = office.take_in(office.folder / "laporan.xlsx")
    cells = {finding.cell for finding in receipt.findings if finding.cell}
    assert cells
    sheet = load_workbook(answer_to(office, receipt))["Laporan"]
    assert set(coloured(sheet)) == cells


def test_the_answer_is_read_by_other_programs_and_passes_the_privacy_look(office: Office) -> None:
    path = answer_to(office, office.take_in(decorated(office.folder / "laporan.xlsx")))
    assert find_personal_data(read_workbook(path)) is None
    book = load_with_calamine(str(path))
    assert book.sheet_names == ["Perbaikan", "Laporan", "Grafik"]
    assert book.get_sheet_by_name("Laporan").to_python()[3][3] == "O,73"


@pytest.mark.parametrize("sha256", ["1" * 64, ("a" + "1" * 16 + "b") * 3 + "0" * 10, "12345678" * 8])
def test_no_hash_looks_like_a_persons_number_when_it_comes_back(office: Office, sha256: str) -> None:
    receipt = office.take_in(faulty_form(office.folder / "laporan.xlsx"))
    account = account_of(receipt.submission or 0, ledger=office.ledger)
    told = replace(account, submission=replace(account.submission, sha256=sha256))
    path = office.folder / "kembali.xlsx"
    path.write_bytes(answer_bytes(told, path=office.files.path(receipt.sha256)))
    assert find_personal_data(read_workbook(path)) is None
