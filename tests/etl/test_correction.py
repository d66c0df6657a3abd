"""A file sent to mend an earlier one enters only where it differs, and the receipt says where that is."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from etl.answer import write_answer
from etl.answer.words import CORRECTION
from etl.receipt import Receipt
from tests.etl.kantor import Office, open_office
from tests.etl.laporan import FORM_COLUMNS, NOW, RECEIVED, FormRow, form_row, write_form
from warehouse.records import RowCount, State

REGIONS = ("33.01", "33.02", "33.03", "33.04")
LATER = RECEIVED + timedelta(hours=5)
RECORDED, SUKET = FORM_COLUMNS["jml_perekaman"], FORM_COLUMNS["sisa_suket"]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path)


def rows(**changes: Mapping[str, str | int]) -> list[FormRow]:
    """One row a region; `r33_02={...}` changes figures of 33.02."""
    return [form_row(kode, **changes.get(f"r{kode.replace('.', '_')}", {})) for kode in REGIONS]


def first_time(office: Office) -> Receipt:
    """Two rows enter, two are held back."""
    bad = rows(r33_02={"jml_perekaman": "O,73"}, r33_04={"jml_perekaman": "lupa"})
    receipt = office.take_in(write_form(office.folder / "laporan.xlsx", bad))
    assert receipt.rows == RowCount(read=6, accepted=2, quarantined=2, ignored=2)
    return receipt


def answered(office: Office, receipt: Receipt) -> Path:
    path = write_answer(
        receipt.submission or 0, ledger=office.ledger, files=office.files, folder=office.folder / "jawaban"
    )
    assert path is not None
    return path


def mended(
    office: Office, path: Path, change: Callable[[Worksheet], None], *, name: str = "kembali.xlsx"
) -> Path:
    """The answer as its receiver sends it back: saved by a spreadsheet program, some cells changed."""
    book = load_workbook(path)
    change(book["Laporan"])
    target = office.folder / "kembali" / name
    target.parent.mkdir(exist_ok=True)
    book.save(target)
    return target


def mend_row_5(sheet: Worksheet) -> None:
    sheet[f"{RECORDED}5"] = form_row("33.02")["jml_perekaman"]


def sentence(receipt: Receipt) -> str:
    (said,) = [finding.message for finding in receipt.findings if finding.rule == CORRECTION]
    return said


def in_force(office: Office, field: str = "sudah_rekam", contract: str = "perekaman") -> dict[str, object]:
    """The last figure not missing of each region, worked out from the ledger's rows by hand."""
    truth: dict[str, object] = {}
    for record in office.ledger.reported(contract).to_dict("records"):
        value = record[field]
        if isinstance(value, int | float) and value == value:
            truth[str(record["kode_wilayah"])] = value
    return truth


def reasons(office: Office, receipt: Receipt) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in office.ledger.ignored_rows(receipt.submission or 0):
        found[one.reason] = found.get(one.reason, 0) + 1
    return found


def test_only_the_mended_row_enters_and_the_receipt_says_so(office: Office) -> None:
    first = first_time(office)
    second = office.take_in(mended(office, answered(office, first), mend_row_5), received_at=LATER)
    assert office.ledger.submission(second.submission or 0).corrects == first.submission
    assert (second.rows.accepted, second.rows.quarantined) == (1, 1)
    assert second.rows.read == sum((second.rows.accepted, second.rows.quarantined, second.rows.ignored))
    assert reasons(office, second)["tidak berubah sejak kiriman nomor 1"] == 2
    assert sentence(second) == (
        "Perbaikan atas kiriman nomor 1: 1 baris yang tadinya ditahan kini diterima; 2 baris tidak berubah; "
        "1 baris masih ditahan."
    )
    assert in_force(office)["33.02"] == form_row("33.02")["jml_perekaman"]
    assert set(in_force(office)) == {"33.01", "33.02", "33.03"}


def test_the_sheet_perbaikan_is_never_data_even_under_another_name(office: Office) -> None:
    first = first_time(office)
    path = mended(office, answered(office, first), mend_row_5)
    book = load_workbook(path)
    front = book["Perbaikan"]
    front.title = "Catatan saya"
    for column, heading in enumerate(("kd_wilayah", "wajib_ktp_el", "jml_perekaman"), start=1):
        front.cell(40, column, heading)
        front.cell(41, column, (3305, 1000, 900)[column - 1])
    book.save(path)
    second = office.take_in(path, received_at=LATER)
    assert "33.05" not in in_force(office)
    assert reasons(office, second)["lembar dari Pantau"] > 8
    assert not [finding for finding in second.findings if finding.sheet == "Catatan saya"]


def test_a_changed_figure_is_counted_and_comes_into_force(office: Office) -> None:
    first = first_time(office)

    def change(sheet: Worksheet) -> None:
        sheet[f"{SUKET}4"] = 41
        sheet[f"{RECORDED}4"] = int(str(sheet[f"{RECORDED}4"].value)) + 7
        sheet["I6"] = None

    second = office.take_in(mended(office, answered(office, first), change), received_at=LATER)
    assert "2 angka berubah" in sentence(second)
    assert "1 angka dikosongkan, yang sudah diterima tetap berlaku" in sentence(second)
    assert in_force(office, "sisa_suket", "suket")["33.01"] == 41
    assert in_force(office, "anak_0_17", "dokumen")["33.03"] == form_row("33.03")["jml_anak_0_17"]


def test_withdrawing_a_correction_brings_the_former_figures_back(office: Office) -> None:
    first = first_time(office)
    before = in_force(office)

    def change(sheet: Worksheet) -> None:
        mend_row_5(sheet)
        sheet[f"{RECORDED}4"] = int(str(sheet[f"{RECORDED}4"].value)) + 7

    second = office.take_in(mended(office, answered(office, first), change), received_at=LATER)
    assert in_force(office) != before
    office.ledger.add_event(second.submission or 0, state=State.WITHDRAWN, occurred_at=NOW, actor=None)
    assert in_force(office) == before


def test_withdrawing_the_original_leaves_what_the_correction_itself_brought(office: Office) -> None:
    first = first_time(office)
    office.take_in(mended(office, answered(office, first), mend_row_5), received_at=LATER)
    office.ledger.add_event(first.submission or 0, state=State.WITHDRAWN, occurred_at=NOW, actor=None)
    assert set(in_force(office)) == {"33.02"}


def test_the_correction_of_a_withdrawn_submission_is_taken_as_new(office: Office) -> None:
    first = first_time(office)
    path = mended(office, answered(office, first), mend_row_5)
    office.ledger.add_event(first.submission or 0, state=State.WITHDRAWN, occurred_at=NOW, actor=None)
    second = office.take_in(path, received_at=LATER)
    assert office.ledger.submission(second.submission or 0).corrects is None
    assert second.rows.accepted == 3
    assert not [finding for finding in second.findings if finding.rule == CORRECTION]


def test_mended_twice_only_the_last_difference_enters_each_time(office: Office) -> None:
    first = first_time(office)
    second = office.take_in(mended(office, answered(office, first), mend_row_5), received_at=LATER)

    def mend_row_7(sheet: Worksheet) -> None:
        sheet[f"{RECORDED}7"] = form_row("33.04")["jml_perekaman"]

    path = mended(office, answered(office, second), mend_row_7)
    third = office.take_in(path, received_at=LATER + timedelta(hours=1))
    assert office.ledger.submission(third.submission or 0).corrects == second.submission
    assert (third.rows.accepted, third.rows.quarantined) == (1, 0)
    assert third.state is State.ACCEPTED
    assert sentence(third) == (
        "Perbaikan atas kiriman nomor 2: 1 baris yang tadinya ditahan kini diterima; 3 baris tidak berubah."
    )
    assert set(in_force(office)) == set(REGIONS)


def test_an_old_answer_sent_back_after_a_newer_correction_counts_as_a_change(office: Office) -> None:
    first = first_time(office)
    old = answered(office, first)

    def raise_by(by: int) -> Callable[[Worksheet], None]:
        def change(sheet: Worksheet) -> None:
            sheet[f"{SUKET}4"] = 3 + by

        return change

    office.take_in(mended(office, old, raise_by(40), name="a.xlsx"), received_at=LATER)
    assert in_force(office, "sisa_suket", "suket")["33.01"] == 43
    last = office.take_in(
        mended(office, old, raise_by(0), name="b.xlsx"), received_at=LATER + timedelta(hours=1)
    )
    assert "1 angka berubah" in sentence(last)
    assert in_force(office, "sisa_suket", "suket")["33.01"] == 3


def test_a_file_in_which_nothing_changed_is_no_returned_one(office: Office) -> None:
    marked = rows(r33_02={"persentase_jml_perekaman": 50})
    first = office.take_in(write_form(office.folder / "laporan.xlsx", marked))
    assert first.state is State.ACCEPTED_WITH_WARNINGS
    second = office.take_in(mended(office, answered(office, first), lambda sheet: None), received_at=LATER)
    assert second.state is State.ACCEPTED
    assert second.rows.accepted == 0
    assert sentence(second) == "Perbaikan atas kiriman nomor 1: 4 baris tidak berubah."


def test_what_an_earlier_answer_coloured_and_said_is_gone_once_it_is_mended(office: Office) -> None:
    first = first_time(office)

    def change(sheet: Worksheet) -> None:
        mend_row_5(sheet)
        assert sheet[f"{RECORDED}7"].comment is not None

    second = office.take_in(mended(office, answered(office, first), change), received_at=LATER)
    book = load_workbook(answered(office, second))
    assert book.sheetnames == ["Perbaikan", "Laporan"]
    sheet = book["Laporan"]
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment] == [f"{RECORDED}7"]
    assert sheet[f"{RECORDED}5"].fill.fill_type is None
    assert sheet[f"{RECORDED}7"].fill.fgColor.rgb == "FFFFC7CE"
    assert str(sheet[f"{RECORDED}7"].comment.text).count("— Pantau —") == 1
    assert "kiriman nomor 2" in str(book["Perbaikan"]["A1"].value)


def test_the_same_name_from_the_same_sender_for_the_same_keys_is_a_correction(office: Office) -> None:
    first = first_time(office)
    second = office.take_in(write_form(office.folder / "laporan.xlsx", rows()), received_at=LATER)
    assert office.ledger.submission(second.submission or 0).corrects == first.submission
    assert "2 baris yang tadinya ditahan kini diterima" in sentence(second)
    assert second.rows.accepted == 2


def test_another_name_another_sender_or_other_days_stand_for_themselves(office: Office) -> None:
    first_time(office)
    other_name = write_form(office.folder / "lain.xlsx", rows(r33_01={"sisa_suket": 1}))
    other_days = write_form(office.folder / "laporan.xlsx", rows(), title="Periode 1–15 November 2026")
    for path in (other_name, other_days):
        receipt = office.take_in(path, received_at=LATER + timedelta(days=20))
        assert office.ledger.submission(receipt.submission or 0).corrects is None
        assert receipt.rows.accepted == 4
    someone_else = write_form(office.folder / "laporan.xlsx", rows(r33_01={"sisa_suket": 2}))
    office.receive(someone_else, sender="Dinas lain", received_at=LATER)
    receipt = office.process(office.claim())
    assert office.ledger.submission(receipt.submission or 0).corrects is None


def test_saved_without_our_sheet_and_number_it_is_an_ordinary_report(office: Office) -> None:
    first = first_time(office)
    path = mended(office, answered(office, first), mend_row_5, name="ekspor.xlsx")
    book = load_workbook(path)
    del book["Perbaikan"]
    del book.custom_doc_props["PantauKiriman"]
    book.save(path)
    second = office.take_in(path, received_at=LATER)
    assert office.ledger.submission(second.submission or 0).corrects is None
    assert (second.rows.accepted, second.rows.quarantined) == (3, 1)


def test_a_number_that_belongs_to_another_file_means_nothing_here(office: Office, tmp_path: Path) -> None:
    elsewhere = open_office(tmp_path / "lain") if (tmp_path / "lain").mkdir() is None else office
    strange = answered(elsewhere, first_time(elsewhere))
    first_time(office)
    other = write_form(office.folder / "x.xlsx", rows(r33_01={"sisa_suket": 77}))
    office.take_in(other)
    path = mended(office, strange, mend_row_5, name="asing.xlsx")
    book = load_workbook(path)
    book.custom_doc_props["PantauKiriman"].value = str(book.custom_doc_props["PantauKiriman"].value).replace(
        "1;", "2;"
    )
    book.save(path)
    receipt = office.take_in(path, received_at=LATER)
    assert office.ledger.submission(receipt.submission or 0).corrects is None


def test_the_next_answer_says_on_top_what_the_correction_changed(office: Office) -> None:
    first = first_time(office)
    second = office.take_in(mended(office, answered(office, first), mend_row_5), received_at=LATER)
    front = load_workbook(answered(office, second))["Perbaikan"]
    head = next(cell.row for row in front.iter_rows() for cell in row if cell.value == "Tanda")
    said = {row[0].value: row[1].value for row in front.iter_rows(max_row=head - 1)}
    assert said["Perubahan"] == sentence(second)
    assert sentence(second) not in [cell.value for row in front.iter_rows(min_row=head) for cell in row]


def test_a_cell_once_marked_gets_its_own_colour_and_format_back(office: Office) -> None:
    path = write_form(
        office.folder / "laporan.xlsx",
        rows(r33_02={"jml_perekaman": "O,73"}, r33_04={"jml_perekaman": "lupa"}),
    )
    book = load_workbook(path)
    for cell in (f"{RECORDED}5", f"{RECORDED}7"):
        book["Laporan"][cell].fill = PatternFill("solid", fgColor="FF00FFFF")
        book["Laporan"][cell].number_format = "#,##0"
    book.save(path)
    first = office.take_in(path)
    once = load_workbook(answered(office, first))["Laporan"]
    assert once[f"{RECORDED}5"].fill.fgColor.rgb == "FFFFC7CE"
    second = office.take_in(mended(office, answered(office, first), mend_row_5), received_at=LATER)
    twice = load_workbook(answered(office, second))["Laporan"]
    assert twice[f"{RECORDED}5"].fill.fgColor.rgb == "FF00FFFF"
    assert twice[f"{RECORDED}7"].fill.fgColor.rgb == "FFFFC7CE"
    assert {twice[f"{RECORDED}{row}"].number_format for row in (5, 7)} == {"#,##0"}


def test_an_answer_is_known_again_as_it_left_our_hands(office: Office) -> None:
    first = first_time(office)
    second = office.take_in(answered(office, first), received_at=LATER)
    assert office.ledger.submission(second.submission or 0).corrects == first.submission
    assert (second.state, second.rows.accepted, second.rows.quarantined) == (State.RETURNED, 0, 2)
    assert sentence(second).endswith("2 baris tidak berubah; 2 baris masih ditahan.")
