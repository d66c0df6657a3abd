"""The template: what a regency is given to fill in, opened as its spreadsheet program would open it."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from data_contracts.aturan import load_settings, with_changes
from data_contracts.catalogue import load_contracts, load_register
from data_contracts.contract import Difference, Measure
from data_contracts.errors import UsageError
from data_contracts.periode import Periode
from reporting.templat import FIRST_ROW, HEAD_ROW, template
from reporting.templat_baris import MOST_ROWS, days_of, is_due
from reporting.templat_periksa import FITS, INCOMPLETE, checks_of
from tests.metrics.reports import BLORA, Reports, row
from tests.reporting.isian import FIGURES, open_cells

PERIODE = Periode.parse("2026-10-P2")
SEMARANG = load_register().get("33.74")


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def made(*contracts: str, periode: Periode = PERIODE) -> Workbook:
    return opened(template(None, wilayah=SEMARANG, periode=periode, contracts=contracts or None))


def headings(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for cell in sheet[HEAD_ROW] if cell.value is not None]


def test_it_has_a_guide_and_a_sheet_for_every_subject() -> None:
    book = made()
    assert book.sheetnames == [
        "Petunjuk",
        *(name.replace("_", " ").capitalize() for name in load_contracts()),
    ]
    assert str(book["Petunjuk"]["A1"].value).startswith("Petunjuk Pantau – laporan Kota Semarang")


def test_every_figure_but_the_percentages_is_asked_for_once() -> None:
    book = made()
    for (name, contract), sheet in zip(load_contracts().items(), book.worksheets[1:], strict=True):
        asked = [field.name for field, cell in open_cells(sheet) if cell.row == FIRST_ROW]
        keys = [field.name for field in contract.dimensions]
        wanted = [field.name for field in contract.measured if field.measure is not Measure.RATIO]
        assert asked == [*keys, *wanted], name


def guide_of(*contracts: str, **options: Any) -> str:
    content = template(None, wilayah=SEMARANG, periode=PERIODE, contracts=contracts or None, **options)
    return "\n".join(str(cell.value) for cell in opened(content)["Petunjuk"]["A"])


@pytest.mark.parametrize(
    ("contracts", "day"),
    [
        ((), "1 November 2026"),
        (("anggaran",), "10 November 2026"),
        (("titik_layanan", "layanan"), "5 November 2026"),
    ],
)
def test_the_guide_names_the_day_by_which_the_report_is_judged(contracts: tuple[str, ...], day: str) -> None:
    line = {"berlaku_mulai": date(2026, 10, 20), "nilai": 1, "penulis": "Kabid", "alasan": "rapat"}
    settings = with_changes(load_settings(), {"hari_jatuh_tempo": [line]})
    assert f"kirim paling lambat {day}." in guide_of(*contracts, settings=settings)


def test_without_other_settings_the_guide_names_the_packages_own_day() -> None:
    assert "kirim paling lambat 3 November 2026." in guide_of()


def test_rows_and_codes_are_in_and_locked() -> None:
    book = made()
    for sheet in book.worksheets[1:]:
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert all(cell.protection.locked for cell in sheet[HEAD_ROW])
        for line in sheet.iter_rows(min_row=FIRST_ROW, max_col=2):
            assert load_register().get(str(line[0].value)).nama == line[1].value
            assert all(cell.protection.locked for cell in line)
    assert {str(line[0].value) for line in book["Titik layanan"].iter_rows(min_row=FIRST_ROW)} == {
        "33.74",
        *(one.kode for one in load_register().kecamatan if one.induk == "33.74"),
    }
    layanan = {(line[2].value, line[3].value) for line in book["Layanan"].iter_rows(min_row=FIRST_ROW)}
    assert {("Daring", "KTP-el"), ("Tatap muka", "KTP-el")} <= layanan
    assert 1 < len(layanan) <= MOST_ROWS


def test_a_cell_takes_only_what_the_contract_allows() -> None:
    book = made()
    for sheet in book.worksheets[1:]:
        guarded = {str(each.sqref): each for each in sheet.data_validations.dataValidation}
        for field, cell in open_cells(sheet):
            own = [each for area, each in guarded.items() if cell.coordinate in each.sqref]
            kinds = [each.type for each in own]
            if field.vocabulary is not None:
                assert kinds == ["list"]
            elif field.unit == "persen":
                assert (kinds, own[0].formula2) == (["decimal"], "100")
            elif field.logical_type.value in {"integer", "date"}:
                assert kinds == [{"integer": "whole", "date": "date"}[field.logical_type.value]]
                assert own[0].allow_blank
                assert own[0].errorStyle == "stop"
    (wajib,) = [e for e in book["Perekaman"].data_validations.dataValidation if "C6" in e.sqref]
    assert (wajib.operator, wajib.formula1) == ("greaterThanOrEqual", "1")


def test_a_list_holds_every_word_of_its_vocabulary() -> None:
    book = made("pengantaran")
    sheet = book["Pengantaran"]
    (payer,) = [
        each
        for each in sheet.data_validations.dataValidation
        if f"{_letter(sheet, 'Penanggung biaya antar')}{FIRST_ROW}" in each.sqref
    ]
    area = str(payer.formula1).split("!")[1].replace("$", "")
    assert [cell.value for (cell,) in book["Petunjuk"][area]] == ["Warga", "APBD", "Lainnya"]


def test_each_heading_explains_itself() -> None:
    sheet = made("perekaman")["Perekaman"]
    note = sheet.cell(HEAD_ROW, 3).comment
    assert note is not None
    assert load_contracts()["perekaman"].field("wajib_ktp").description in note.text


def _letter(sheet: Worksheet, heading: str) -> str:
    return next(str(cell.column_letter) for cell in sheet[HEAD_ROW] if cell.value == heading)


def test_what_was_reported_last_stands_beside_in_grey(reports: Reports) -> None:
    reports.send(row(BLORA, date(2026, 9, 30), wajib_ktp=990, sudah_rekam=900))
    reports.send(row(BLORA, date(2026, 10, 15), wajib_ktp=1_000), row(BLORA, date(2026, 11, 15), wajib_ktp=7))
    content = template(reports.marts(), wilayah=load_register().get(BLORA), periode=PERIODE)
    sheet = opened(content)["Perekaman"]
    above = {headings(sheet)[n]: sheet.cell(HEAD_ROW - 1, n + 1).value for n in range(len(headings(sheet)))}
    assert above["Wajib KTP"] == "1.000 (15 Oktober 2026)"
    assert above["Sudah rekam"] == "900 (30 September 2026)"
    assert above["PRR"] == "–"


def test_identities_are_checked_where_they_are_typed() -> None:
    sheet = made("suket")["Suket"]
    formula = str(
        sheet.cell(
            FIRST_ROW, headings(sheet).index(next(h for h in headings(sheet) if "periksa" in h)) + 1
        ).value
    )
    # awal D, terbit F, ditukar G, dicabut H (boleh kosong), akhir C
    assert formula == (
        f'=IF(COUNT(D6,F6,G6,C6)=4,IF(AND((SUM(D6,F6)-SUM(G6,H6,C6))>=0,(SUM(D6,F6)-SUM(G6,H6,C6))<=0),"{FITS}",'
        f'"◆ periksa"),"{INCOMPLETE}")'
    )


def test_the_checks_are_the_contracts_own_identities_and_hold_for_sound_figures() -> None:
    for contract in load_contracts().values():
        for check in checks_of(contract):
            assert isinstance(check.rule.derived, Difference)
            figures = {n: v for n in check.difference.fields if isinstance(v := FIGURES.get(n, 17), int)}
            value = check.difference.value(figures)
            lowest, highest = (check.rule.arguments.get(n) for n in ("min_value", "max_value"))
            assert value is None or lowest is None or value >= lowest, check.rule.id  # type: ignore[operator]
            assert value is None or highest is None or value <= highest, check.rule.id  # type: ignore[operator]


def test_the_same_arguments_give_the_same_bytes() -> None:
    one, two = (template(None, wilayah=SEMARANG, periode=PERIODE) for _ in range(2))
    assert one == two
    assert template(None, wilayah=SEMARANG, periode=PERIODE.next()) != one


@pytest.mark.parametrize(
    ("contract", "periode", "first"),
    [
        ("perekaman", "2026-10-P1", date(2026, 10, 1)),
        ("perekaman", "2026-10-P2", date(2026, 10, 16)),
        ("layanan", "2026-10-P2", date(2026, 10, 1)),
        ("anggaran", "2026-12-P2", date(2026, 10, 1)),
        ("titik_layanan", "2026-03-P1", date(2026, 1, 1)),
        ("titik_layanan", "2026-12-P2", date(2026, 7, 1)),
    ],
)
def test_each_subject_speaks_of_its_own_days(contract: str, periode: str, first: date) -> None:
    period = Periode.parse(periode)
    assert days_of(load_contracts()[contract], periode=period) == (first, period.end)


def test_monthly_flows_are_asked_for_when_the_month_is_over() -> None:
    first_half = Periode.parse("2026-10-P1")
    left_out = {name for name, one in load_contracts().items() if not is_due(one, periode=first_half)}
    assert left_out == {"pengantaran", "layanan"}
    assert all(is_due(one, periode=PERIODE) for one in load_contracts().values())


def test_only_the_subjects_asked_for_are_in() -> None:
    assert made("blangko", "suket").sheetnames == ["Petunjuk", "Suket", "Blangko"]


def test_an_unknown_subject_or_no_regency_is_refused() -> None:
    with pytest.raises(UsageError, match="xyz"):
        made("xyz")
    for kode in ("33", "33.74.01"):
        with pytest.raises(UsageError, match=r"33\.74"):
            template(None, wilayah=load_register().get(kode), periode=PERIODE)
