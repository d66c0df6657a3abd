"""Several tables on a sheet are each read as their own; what is hidden is read and told."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from openpyxl import Workbook as Buku

from data_contracts.contract import Severity
from etl.judge import Judgement, judge
from etl.read import Hidden, Sheet, Workbook, read_workbook
from etl.resolve import Resolved, resolve
from tests.etl.laporan import Remembered
from tests.etl.resolve.lembar import PERIODE, places, read_rows, reasons, said

HEAD = ("kode", "wajib_ktp", "jml_perekaman")
RECEIVED = datetime(2026, 11, 2, 3, tzinfo=UTC)


def _figures(resolved: Resolved, contract: str, field: str) -> dict[tuple[str, int], object]:
    frame = resolved.frames[contract].dropna(subset=[field])
    return {
        (sheet, int(row)): value
        for sheet, row, value in zip(frame["sheet"], frame["source_row"], frame[field], strict=True)
    }


def _judge(path: Path) -> Judgement:
    return judge(
        path,
        file_name=path.name,
        sha256="0" * 64,
        sender=None,
        received_at=RECEIVED,
        entered_at=RECEIVED,
        period=PERIODE,
        history=Remembered({}),
    )


def test_a_table_below_the_first_is_read_under_its_own_headings() -> None:
    resolved = read_rows(
        HEAD, (3301, 100, 90), (), ("Tabel 2. Stok",), ("kode", "sisa_suket", "sisa_blangko"), (3301, 5, 600)
    )

    assert _figures(resolved, "perekaman", "wajib_ktp") == {("Sheet1", 2): 100}
    assert _figures(resolved, "suket", "sisa_suket") == {("Sheet1/2", 6): 5}
    assert reasons(resolved) == {4: "judul", 5: "judul"}
    assert said(resolved) == []


def test_each_table_is_read_for_the_day_and_region_its_own_title_names() -> None:
    resolved = read_rows(
        ("Kabupaten Tegal, tanggal 16 Oktober 2026",),
        ("nama kecamatan", "wajib_ktp"),
        ("Slawi", 100),
        (),
        ("Kabupaten Pemalang, tanggal 17 Oktober 2026",),
        ("nama kecamatan", "wajib_ktp"),
        ("Belik", 200),
        period=None,
    )

    frame = resolved.frames["perekaman"]
    assert [day.date() for day in frame["tanggal"]] == [date(2026, 10, 16), date(2026, 10, 17)]
    assert frame["kode_wilayah"].str[:5].tolist() == ["33.28", "33.27"]
    assert said(resolved) == []


def test_the_title_of_the_sheet_holds_for_a_second_table_without_one() -> None:
    resolved = read_rows(
        ("Periode 1–15 Oktober 2026",),
        HEAD,
        (3301, 100, 90),
        (),
        ("kode", "sisa_suket"),
        (3302, 5),
        period=None,
    )

    assert resolved.frames["suket"]["tanggal"].dt.date.tolist() == [date(2026, 10, 15)]
    assert reasons(resolved) == {1: "judul", 5: "judul"}


def test_what_the_sheets_title_says_beside_holds_on_for_a_second_table() -> None:
    resolved = read_rows(
        ("Kecamatan Slawi Kabupaten Tegal, 16 Oktober 2026",),
        ("no", "wajib_ktp"),
        (1, 100),
        (),
        ("Keadaan 17 Oktober 2026",),
        ("no", "sisa_suket"),
        (1, 5),
        period=None,
    )

    frame = resolved.frames["suket"]
    assert (frame["kode_wilayah"].iloc[0], frame["tanggal"].iloc[0].date()) == (
        "33.28.10",
        date(2026, 10, 17),
    )


def test_a_smaller_table_above_the_largest_is_no_title() -> None:
    resolved = read_rows(
        ("kode", "sisa_suket"), (3301, 5), (), (*HEAD, "prr", "sisa_blangko"), (3301, 100, 90, 3, 600)
    )

    assert _figures(resolved, "suket", "sisa_suket") == {("Sheet1", 2): 5}
    assert _figures(resolved, "perekaman", "wajib_ktp") == {("Sheet1/2", 5): 100}


def test_tables_beside_one_another_may_name_other_regions_in_a_row() -> None:
    resolved = read_rows(
        ("Periode 16–31 Oktober 2026",),
        ("no", "kode", "wajib_ktp", None, "no", "kode", "sisa_suket"),
        (1, 3301, 100, None, 1, 3302, 7),
        (2, 3303, 200, None, 2, 3304, 8),
        ("JUMLAH", None, 300, None, "JUMLAH", None, 15),
    )

    assert _figures(resolved, "perekaman", "wajib_ktp") == {("Sheet1", 3): 100, ("Sheet1", 4): 200}
    assert _figures(resolved, "suket", "sisa_suket") == {("Sheet1/2", 3): 7, ("Sheet1/2", 4): 8}
    assert resolved.frames["suket"]["kode_wilayah"].tolist() == ["33.02", "33.04"]
    assert {use.field: use.column for use in resolved.columns if use.sheet == "Sheet1/2"}["sisa_suket"] == "G"
    assert said(resolved) == []


def test_an_error_in_a_second_table_keeps_only_its_row_out_and_names_the_true_cell(tmp_path: Path) -> None:
    book = Buku()
    sheet = book.worksheets[0]
    sheet.title = "Lap"
    for row in (HEAD, (3301, 100, 90), (), ("kode", "sisa_suket"), (3302, "O,7"), (3303, 4)):
        sheet.append(list(row))
    book.save(tmp_path / "2026-10-P2.xlsx")
    judgement = _judge(tmp_path / "2026-10-P2.xlsx")

    (found,) = [each for each in judgement.findings if each.severity is Severity.ERROR]
    assert (found.rule, found.sheet, found.cell) == ("huruf_o", "Lap", "B5")
    assert (judgement.submission.rows.accepted, judgement.submission.rows.quarantined) == (2, 1)


def test_the_same_figure_said_differently_in_two_tables_names_both_lines() -> None:
    resolved = read_rows(HEAD, (3301, 100, 90), (), ("kode", "sisa_suket", "wajib_ktp"), (3301, 5, 101))

    assert sorted(places(resolved)) == [("kunci_ganda", "A2"), ("kunci_ganda", "A5")]
    assert "baris 5 dengan" in said(resolved)[0].message


def _hidden(hidden: Hidden) -> Resolved:
    rows = (("Periode 16–31 Oktober 2026",), HEAD, (3301, 100, 90), (3302, 200, 180), (3303, 300, 270))
    return resolve(Workbook("a.xlsx", (Sheet("S", rows, hidden=hidden),)), period=PERIODE)


def test_what_is_hidden_is_read_and_told() -> None:
    hidden = Hidden(sheet=True, rows=frozenset({2, 3, 9}), columns=frozenset({1, 7}))
    resolved = _hidden(hidden)

    told = {found.rule: found for found in said(resolved)}
    assert len(resolved.rows) == 3
    assert {found.severity for found in told.values()} == {Severity.INFO}
    assert (told["baris_tersembunyi"].cell, told["kolom_tersembunyi"].cell) == ("A3", "B1")
    assert "Baris 3–4 " in told["baris_tersembunyi"].message
    assert "Kolom B " in told["kolom_tersembunyi"].message
    assert "“S” tersembunyi" in told["lembar_tersembunyi"].message


def test_hidden_rows_without_data_are_not_worth_a_word() -> None:
    assert said(_hidden(Hidden(rows=frozenset({0, 1, 40})))) == []


def test_rows_hidden_in_excel_are_found(tmp_path: Path) -> None:
    book = Buku()
    sheet = book.worksheets[0]
    for row in (HEAD, (3301, 100, 90), (3302, 200, 180)):
        sheet.append(list(row))
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.create_sheet("Lain").sheet_state = "hidden"
    book.save(tmp_path / "2026-10-P2.xlsx")
    read = read_workbook(tmp_path / "2026-10-P2.xlsx")

    assert [replace(each.hidden) for each in read.sheets] == [
        Hidden(rows=frozenset({2}), columns=frozenset({2})),
        Hidden(sheet=True),
    ]
    assert [found.rule for found in resolve(read, period=None).findings] == [
        "baris_tersembunyi",
        "kolom_tersembunyi",
    ]
