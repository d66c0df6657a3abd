"""A formula is its cached result; one without a result is never taken for a blank cell."""

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from data_contracts.contract import Severity
from etl.privacy import find_personal_data
from etl.read import read_workbook
from etl.resolve import resolve
from tests.etl.laporan import FORM_HEADINGS, form_row, write_form


def with_cell(path: Path, cell: str) -> Path:
    """A workbook whose B2 is this XML, as other programs write it."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["B2"] = "kode", "ganti"
    book.save(path)
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    name = "xl/worksheets/sheet1.xml"
    content = parts[name].decode()
    start, end = content.index('<c r="B2"'), content.index("</c>", content.index('<c r="B2"')) + 4
    parts[name] = (content[:start] + cell + content[end:]).encode()
    with zipfile.ZipFile(path, "w") as new:
        for part, written in parts.items():
            new.writestr(part, written)
    return path


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="B2"><f>1+1</f><v>2</v></c>', 2),
        ('<c r="B2"><f>1+1</f><v></v></c>', "=1+1"),
        ('<c r="B2"><f>1+1</f><v/></c>', "=1+1"),
        ('<c r="B2" s="0"><f>A1&amp;"x"</f></c>', '=A1&"x"'),
        ('<c r="B2"><f t="shared" si="0"/></c>', "="),
        ('<c r="B2" t="str"><f>IF(A1="","","x")</f><v></v></c>', None),
        ('<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c r="B2" t="e"><v>#REF!</v></c>', "#REF!"),
    ],
)
def test_what_stands_in_a_calculated_cell(tmp_path: Path, cell: str, value: object) -> None:
    (sheet,) = read_workbook(with_cell(tmp_path / "a.xlsx", cell)).sheets
    rows = [*sheet.rows, (), ()]
    assert rows[0][:1] == ("kode",)
    assert (rows[1][1] if len(rows[1]) > 1 else None) == value


def test_a_count_left_as_a_formula_sends_the_row_back_and_a_percentage_does_not(tmp_path: Path) -> None:
    path = write_form(
        tmp_path / "laporan.xlsx",
        [
            form_row("33.01", wajib_ktp_el="=1000000+200000"),
            form_row("33.02", persentase_jml_perekaman="=D5/C5*100"),
        ],
    )
    resolved = resolve(read_workbook(path), period=None)
    found = {one.cell: (one.rule, one.severity) for one in resolved.findings}
    assert found == {
        "C4": ("rumus_tanpa_nilai", Severity.ERROR),
        "E5": ("rumus_tanpa_nilai", Severity.WARNING),
    }
    assert resolved.rejected == {("Laporan", 4)}


@pytest.mark.parametrize("percentage", ["=D5/C5*100", "#DIV/0!"])
def test_percentage_formulas_alone_do_not_fill_a_row(tmp_path: Path, percentage: str) -> None:
    blank = dict.fromkeys(FORM_HEADINGS[2:])
    unfilled = form_row("33.02") | blank | {"persentase_jml_perekaman": percentage}
    path = write_form(tmp_path / "laporan.xlsx", [form_row("33.01"), unfilled])
    resolved = resolve(read_workbook(path), period=None)
    assert [one.rule for one in resolved.findings] == ["belum_mengisi"]
    assert resolved.rows == {("Laporan", 4)}


def test_a_personal_number_inside_a_formula_is_found(tmp_path: Path) -> None:
    cell = '<c r="B2"><f>"3374011203900001"&amp;""</f></c>'
    found = find_personal_data(read_workbook(with_cell(tmp_path / "a.xlsx", cell)))
    assert found is not None
    assert found.cell == "B2"


def test_figures_without_a_heading_are_told_and_a_numbering_is_not(tmp_path: Path) -> None:
    path = tmp_path / "2026-10-P2.xlsx"
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        [None, "kode", "wajib_ktp", None, "prr"],
        [1, "33.01", 100, 7, 5],
        [2, "33.02", 200, 9, 6],
    ):
        sheet.append(row)
    book.save(path)
    written = tmp_path / "b_2026-10-P2.csv"
    written.write_text(";kode;wajib_ktp;;prr\n1;33.01;100;7,5;5\n2;33.02;200;9;6\n", encoding="utf-8")
    for each in (path, written):
        resolved = resolve(read_workbook(each), period=None)
        assert [(one.rule, one.cell) for one in resolved.findings] == [("kolom_tanpa_judul", "D1")]
        assert not resolved.rejected
