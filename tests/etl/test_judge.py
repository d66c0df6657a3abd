"""A real workbook is judged to the cell: which rows enter, which go back, what is said about each."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook

from data_contracts.contract import Severity
from data_contracts.periode import Periode
from etl.judge import Judgement, is_simulated, judge
from etl.read import Sheet
from etl.read import Workbook as ReadWorkbook
from etl.source_rows import SourceRows
from tests.etl.laporan import FORM_COLUMNS, NOW, RECEIVED, Remembered, form_row, form_rows, write_form
from warehouse.records import Finding, State

SEMARANG, CILACAP, TEGAL = "33.74", "33.01", "33.76"


def judged(
    path: Path,
    *,
    period: Periode | None = None,
    received_at: datetime = RECEIVED,
    past: Mapping[str, pd.DataFrame] | None = None,
) -> Judgement:
    return judge(
        path,
        file_name=path.name,
        sha256="0" * 64,
        sender="Disdukcapil",
        received_at=received_at,
        entered_at=NOW,
        period=period,
        history=Remembered(past or {}),
    )


def the(judgement: Judgement, rule: str) -> Finding:
    [finding] = [finding for finding in judgement.findings if finding.rule == rule]
    return finding


def assert_rows_add_up(judgement: Judgement) -> None:
    """Against the ledger's frames, row by row, not against the counts' own arithmetic."""
    stored: dict[tuple[str, int], bool] = {}
    for frame in judgement.rows.values():
        for sheet, row, accepted in zip(frame["sheet"], frame["source_row"], frame["accepted"], strict=True):
            assert stored.setdefault((sheet, row), accepted) == accepted
    rows = judgement.submission.rows
    assert rows.accepted == sum(stored.values())
    assert rows.quarantined == len(stored) - sum(stored.values())
    assert rows.ignored == len(judgement.ignored)
    assert rows.read == rows.accepted + rows.quarantined + rows.ignored


def test_a_sound_form_is_accepted_whole(tmp_path: Path) -> None:
    judgement = judged(write_form(tmp_path / "laporan.xlsx", form_rows()))
    assert judgement.submission.state is State.ACCEPTED
    assert judgement.findings == ()
    assert judgement.submission.contracts == ("perekaman", "suket", "blangko", "dokumen")
    # 35 rows of data; the two titles are ignored, the headings are not counted.
    assert (judgement.submission.rows.accepted, judgement.submission.rows.ignored) == (35, 2)
    assert_rows_add_up(judgement)


def test_the_same_arguments_give_the_same_judgement(tmp_path: Path) -> None:
    path = write_form(tmp_path / "laporan.xlsx", [form_row(SEMARANG, sisa_prr=-1), form_row(CILACAP)])
    first, second = judged(path), judged(path)
    assert first.submission == second.submission
    assert first.findings == second.findings
    for contract, frame in first.rows.items():
        pd.testing.assert_frame_equal(frame, second.rows[contract])


def test_a_row_with_an_error_goes_back_from_every_contract_and_the_others_enter(tmp_path: Path) -> None:
    rows = [form_row(CILACAP), form_row(SEMARANG, jml_cetak_kia=-3), form_row(TEGAL)]
    judgement = judged(write_form(tmp_path / "laporan.xlsx", rows))
    assert judgement.submission.state is State.PARTIALLY_ACCEPTED
    for frame in judgement.rows.values():
        assert dict(zip(frame["kode_wilayah"], frame["accepted"], strict=True)) == {
            CILACAP: True,
            SEMARANG: False,
            TEGAL: True,
        }
    assert_rows_add_up(judgement)
    finding = the(judgement, "kia_tidak_negatif")
    assert (finding.sheet, finding.cell) == ("Laporan", f"{FORM_COLUMNS['jml_cetak_kia']}5")
    assert (finding.contract, finding.field, finding.wilayah) == ("dokumen", "kia", SEMARANG)
    assert finding.value == "-3"


def test_a_word_where_a_number_belongs_goes_back_and_brings_no_second_finding(tmp_path: Path) -> None:
    rows = [form_row(CILACAP), form_row(SEMARANG, jml_perekaman="banyak")]
    judgement = judged(write_form(tmp_path / "laporan.xlsx", rows))
    [finding] = judgement.findings
    assert (finding.severity, finding.cell, finding.value) == (Severity.ERROR, "D5", "banyak")
    assert judgement.submission.rows.quarantined == 1


def test_a_warning_lets_the_row_in_and_marks_it(tmp_path: Path) -> None:
    rows = [form_row(CILACAP), form_row(SEMARANG, persentase_jml_perekaman=97.2)]
    judgement = judged(write_form(tmp_path / "laporan.xlsx", rows))
    assert judgement.submission.state is State.ACCEPTED_WITH_WARNINGS
    assert judgement.submission.rows.accepted == 2
    frame = judgement.rows["blangko"]
    assert list(frame["marked"]) == [False, True]
    assert the(judgement, "persen_rekam_sesuai_jumlah").cell == "E5"


def test_only_errors_return_the_file(tmp_path: Path) -> None:
    rows = [form_row(CILACAP, sisa_prr=-1), form_row(SEMARANG, sisa_prr=-1)]
    judgement = judged(write_form(tmp_path / "laporan.xlsx", rows))
    assert judgement.submission.state is State.RETURNED
    assert judgement.submission.rows.quarantined == 2
    assert not any(frame["accepted"].any() for frame in judgement.rows.values())
    assert_rows_add_up(judgement)


def test_a_file_without_a_period_goes_back_whole_with_its_rows_kept(tmp_path: Path) -> None:
    judgement = judged(write_form(tmp_path / "laporan.xlsx", form_rows(), title="Bidang 5"))
    assert judgement.submission.state is State.RETURNED
    assert the(judgement, "periode_tidak_ada").severity is Severity.ERROR
    assert judgement.submission.rows.quarantined == 35
    assert len(judgement.rows["perekaman"]) == 35
    assert_rows_add_up(judgement)


def test_the_sender_may_tell_the_period(tmp_path: Path) -> None:
    path = write_form(tmp_path / "laporan.xlsx", form_rows(), title="Bidang 5")
    judgement = judged(path, period=Periode.parse("2026-10-P2"))
    assert judgement.submission.state is State.ACCEPTED
    assert {str(day.date()) for day in judgement.rows["perekaman"]["tanggal"]} == {"2026-10-31"}


def test_a_file_without_a_table_goes_back(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["Kepada Yth. Kepala Dinas"])
    page.append(["Terlampir laporan bulan ini."])
    book.save(tmp_path / "surat.xlsx")
    judgement = judged(tmp_path / "surat.xlsx")
    assert judgement.submission.state is State.RETURNED
    assert the(judgement, "tidak_ada_tabel").severity is Severity.ERROR
    assert judgement.submission.contracts == ()
    assert judgement.submission.rows.ignored == 2
    assert_rows_add_up(judgement)


def test_a_row_that_was_not_filled_in_is_ignored_and_no_row_of_zeros(tmp_path: Path) -> None:
    empty = dict.fromkeys(list(FORM_COLUMNS)[2:])
    judgement = judged(write_form(tmp_path / "laporan.xlsx", [form_row(CILACAP), form_row(TEGAL) | empty]))
    assert judgement.submission.rows.accepted == 1
    assert [row.row for row in judgement.ignored if row.reason == "belum mengisi"] == [5]
    assert judgement.submission.state is State.ACCEPTED
    assert_rows_add_up(judgement)


def test_two_different_rows_for_one_region_both_go_back(tmp_path: Path) -> None:
    rows = [form_row(CILACAP), form_row(SEMARANG), form_row(SEMARANG, seed=3)]
    judgement = judged(write_form(tmp_path / "laporan.xlsx", rows))
    assert judgement.submission.rows.quarantined == 2
    assert judgement.submission.state is State.PARTIALLY_ACCEPTED
    assert_rows_add_up(judgement)


def test_a_blank_cell_stays_missing_and_a_zero_stays_zero(tmp_path: Path) -> None:
    rows = [form_row(CILACAP, sisa_suket=None), form_row(SEMARANG, sisa_suket=0)]
    judgement = judged(write_form(tmp_path / "laporan.xlsx", rows))
    # A row none of whose figures belong to a contract does not stand in that contract.
    suket = judgement.rows["suket"]
    assert dict(zip(suket["kode_wilayah"], suket["sisa_suket"], strict=True)) == {SEMARANG: 0}
    assert CILACAP in set(judgement.rows["perekaman"]["kode_wilayah"])


def test_what_its_sender_typed_is_kept_with_every_row(tmp_path: Path) -> None:
    judgement = judged(write_form(tmp_path / "laporan.xlsx", [form_row(CILACAP, jml_perekaman="1.234.567")]))
    [raw] = judgement.rows["perekaman"]["raw"]
    assert '"sudah_rekam": "1.234.567"' in raw
    assert judgement.rows["perekaman"]["sudah_rekam"].iloc[0] == 1_234_567


def test_findings_are_told_from_top_to_bottom(tmp_path: Path) -> None:
    rows = [
        form_row(CILACAP, persentase_jml_perekaman=50),
        form_row(SEMARANG, jml_cetak_kia=-1),
        form_row(TEGAL, jml_perekaman="?x"),
    ]
    judgement = judged(write_form(tmp_path / "laporan.xlsx", rows))
    cells = [finding.cell for finding in judgement.findings]
    assert cells == ["E4", "J5", "D6"]


def test_a_report_for_days_to_come_goes_back(tmp_path: Path) -> None:
    early = datetime(2026, 10, 15, 3, 0, tzinfo=UTC)
    judgement = judged(write_form(tmp_path / "laporan.xlsx", form_rows()), received_at=early)
    assert judgement.submission.state is State.RETURNED
    assert the(judgement, "tanggal_di_masa_depan").tanggal is not None
    assert judgement.submission.rows.quarantined == 35


def test_a_row_that_goes_back_is_not_compared_with_the_past(tmp_path: Path) -> None:
    past = judged(write_form(tmp_path / "p1.xlsx", form_rows())).rows
    later = write_form(tmp_path / "p2.xlsx", form_rows(), title="Periode 1-15 November 2026")
    in_time = judged(later, received_at=datetime(2026, 11, 16, 3, 0, tzinfo=UTC), past=past)
    assert {finding.rule for finding in in_time.findings} == {"kemungkinan_salinan"}
    too_early = judged(later, received_at=datetime(2026, 10, 31, 3, 0, tzinfo=UTC), past=past)
    assert {finding.rule for finding in too_early.findings} == {"tanggal_di_masa_depan"}


def test_a_report_sent_before_its_period_is_over_enters_with_a_note(tmp_path: Path) -> None:
    early = datetime(2026, 10, 30, 3, 0, tzinfo=UTC)
    judgement = judged(write_form(tmp_path / "laporan.xlsx", form_rows()), received_at=early)
    assert judgement.submission.state is State.ACCEPTED_WITH_WARNINGS
    assert [finding.rule for finding in judgement.findings] == ["periode_belum_selesai"]
    assert judgement.rows["perekaman"]["marked"].all()


def a_sheet(name: str, *texts: str) -> Sheet:
    return Sheet(name, tuple((text,) for text in texts))


@pytest.mark.parametrize(
    ("file_name", "sheets", "simulated"),
    [
        ("laporan_SIMULASI_2026.xlsx", (a_sheet("Data", "33.01"),), True),
        ("laporan.xlsx", (a_sheet("Simulasi Oktober", "33.01"),), True),
        ("laporan.xlsx", (a_sheet("Data", "Data simulasi", "kd_wilayah", "33.01"),), True),
        ("laporan.xlsx", (a_sheet("Data", "Laporan", "kd_wilayah", "33.01"),), False),
        ("laporan.xlsx", (a_sheet("Simulasi", "33.01"), a_sheet("Data", "33.01")), False),
        ("laporan.xlsx", (a_sheet("Simulasi", "33.01"), a_sheet("Sheet2")), True),
        ("laporan.xlsx", (), False),
    ],
)
def test_a_file_is_simulated_when_its_name_or_each_of_its_sheets_says_so(
    file_name: str, sheets: tuple[Sheet, ...], simulated: bool
) -> None:
    book = ReadWorkbook(file_name, sheets)
    data = SourceRows.of((sheet.name, len(sheet.rows)) for sheet in sheets if sheet.rows)
    assert is_simulated(book, data=data) is simulated


def test_a_remark_below_the_headings_makes_no_simulation() -> None:
    book = ReadWorkbook("laporan.xlsx", (a_sheet("Data", "kd_wilayah", "33.01", "bukan simulasi"),))
    assert not is_simulated(book, data=SourceRows.of([("Data", 2)]))


def test_every_rule_that_was_tried_says_how_many_rows_it_judged_and_how_many_fell_through(
    tmp_path: Path,
) -> None:
    rows = [form_row(CILACAP), form_row(SEMARANG, sisa_prr=-1), form_row(TEGAL, sisa_prr=None)]
    judgement = judged(write_form(tmp_path / "laporan.xlsx", rows))
    [prr] = [each for each in judgement.validations if each.rule == "prr_tidak_negatif"]
    assert (prr.contract, prr.expectation) == ("perekaman", "expect_column_values_to_be_between")
    assert (prr.evaluated, prr.unexpected) == (2, 1)
    # The form has no such column, so nobody judged it.
    assert "sfe_tidak_negatif" not in {each.rule for each in judgement.validations}
    assert {each.unexpected for each in judgement.validations} == {0, 1}


def test_what_was_left_out_as_a_consequence_still_counts_as_fallen_through(tmp_path: Path) -> None:
    wrong = form_row(CILACAP, sisa_prr=-1, persentase_jml_perekaman=12.5, jml_perekaman=-5)
    judgement = judged(write_form(tmp_path / "laporan.xlsx", [wrong]))
    told = {finding.rule for finding in judgement.findings}
    assert told == {"prr_tidak_negatif", "sudah_rekam_tidak_negatif"}
    fallen = {each.rule for each in judgement.validations if each.unexpected}
    assert fallen == {*told, "persen_rekam_sesuai_jumlah"}


def test_a_figure_far_from_the_forms_before_is_marked(tmp_path: Path) -> None:
    """Fifteen forms have fourteen changes between them, two of which the DKB of 30 June explains."""
    past: dict[str, list[pd.DataFrame]] = {}
    periode = Periode.parse("2026-03-P1")
    for number in range(15):
        form = write_form(tmp_path / f"{periode}.xlsx", [form_row(SEMARANG, seed=number % 3)], title=None)
        for name, frame in judged(form, period=periode).rows.items():
            past.setdefault(name, []).append(frame)
        periode = periode.next()
    known = {name: pd.concat(frames, ignore_index=True) for name, frames in past.items()}
    later = write_form(tmp_path / "lagi.xlsx", [form_row(SEMARANG, seed=1, sisa_prr=9_000)], title=None)
    found = judged(later, period=periode, past=known)
    assert the(found, "pencilan").field == "prr"
    assert found.submission.state is State.ACCEPTED_WITH_WARNINGS
