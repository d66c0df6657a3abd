"""The table is found wherever it stands, under one row of headings or several merged ones."""

from pathlib import Path

import pytest

from data_contracts.contract import Severity
from etl.read import CellValue, Sheet
from etl.resolve.headings import find_table
from tests.etl.resolve.lembar import FORMULIR, read_rows, said, write_book


def _fields(*rows: tuple[CellValue, ...]) -> dict[str, int]:
    table = find_table(Sheet("S", rows))
    assert table is not None
    return {column.field.name: column.index for column in table.columns}


def test_the_22_columns_of_the_province_s_form_are_all_known() -> None:
    table = find_table(Sheet("S", (FORMULIR,)))

    assert table is not None
    assert [column.index for column in table.columns] == list(range(22))
    assert [column.field.name for column in table.columns[:8]] == [
        "kode_wilayah", "nama_wilayah", "wajib_ktp", "sudah_rekam", "persen_rekam", "sisa_suket", "prr",
        "sisa_blangko",
    ]  # fmt: skip
    assert table.findings == ()


@pytest.mark.parametrize("above", [0, 1, 5, 39])
def test_the_heading_row_may_stand_anywhere_in_the_first_forty(above: int) -> None:
    titles = (("LAPORAN PEREKAMAN",),) * above
    table = find_table(Sheet("S", (*titles, ("kode", "wajib_ktp"), ("3301", 5))))

    assert table is not None
    assert (table.top, table.bottom) == (above, above)


def test_headings_below_the_fortieth_row_are_not_searched() -> None:
    assert find_table(Sheet("S", ((("x",),) * 40) + (("kode", "wajib_ktp"),))) is None


def test_merged_headings_of_two_rows_are_read_together(tmp_path: Path) -> None:
    book = write_book(
        tmp_path / "dkb.xlsx",
        [("DKB", [
            ["KODE", "WILAYAH", "WAJIB KTP", None, None, "SUDAH REKAM", None, None, "SISA BLANGKO"],
            [None, None, "LK", "PR", "JML", "LK", "PR", "JML", None],
            ["33.01", "Kab. Cilacap", 10, 11, 21, 9, 10, 19, 700],
        ])],
        merge=["A1:A2", "B1:B2", "C1:E1", "F1:H1", "I1:I2"],
    )  # fmt: skip
    table = find_table(book.sheets[0])

    assert table is not None
    assert {column.field.name: column.index for column in table.columns} == {
        "kode_wilayah": 0, "nama_wilayah": 1, "wajib_ktp_lk": 2, "wajib_ktp_pr": 3, "wajib_ktp": 4,
        "sudah_rekam_lk": 5, "sudah_rekam_pr": 6, "sudah_rekam": 7, "sisa_blangko": 8,
    }  # fmt: skip
    assert table.columns[2].header == "WAJIB KTP LK"
    assert (table.top, table.bottom) == (0, 1)


def test_an_upper_heading_that_only_groups_is_left_out() -> None:
    fields = _fields(
        ("Wilayah", "DATA KTP-EL", None, None),
        (None, "WAJIB KTP", None, "PRR"),
        (None, "LK", "PR", None),
    )

    assert fields == {"nama_wilayah": 0, "wajib_ktp_lk": 1, "wajib_ktp_pr": 2, "prr": 3}


def test_a_first_data_row_is_not_taken_for_a_lower_heading() -> None:
    table = find_table(
        Sheet("S", (("kode", "nama wilayah", "wajib_ktp"), ("3301", "Kabupaten Cilacap", "10")))
    )

    assert table is not None
    assert table.bottom == 0


def test_invisible_characters_and_case_do_not_count() -> None:
    assert _fields(("\ufeffKD_Wilayah", "Wajib\u00a0 KTP\u200b", "Sisa  Blanko\nKTP-EL")) == {
        "kode_wilayah": 0, "wajib_ktp": 1, "sisa_blangko": 2
    }  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "field"),
    [("Wajib KTP (jiwa)", "wajib_ktp"), ("3. Sisa Blangko KTP-el (keping)", "sisa_blangko"),
     ("% Perekaman", "persen_rekam"), ("Anak 0-17 Tahun (jiwa)", "anak_0_17")],
)  # fmt: skip
def test_numbering_and_units_in_a_heading_do_not_count(heading: str, field: str) -> None:
    assert _fields(("kode", heading, "prr")) == {"kode_wilayah": 0, field: 1, "prr": 2}


@pytest.mark.parametrize(
    "row", [("Kabupaten/Kota", "Kecamatan"), ("wajib_ktp",), ("halo", "dunia"), (1, 2, 3), ()]
)
def test_a_row_without_a_figure_and_a_second_heading_is_no_header(row: tuple[CellValue, ...]) -> None:
    assert find_table(Sheet("S", (row,))) is None


def test_a_heading_nearly_known_is_asked_about_and_its_figures_are_not_taken() -> None:
    resolved = read_rows(["kd_wilayah", "wajib_ktp", "sisa_suked", "cuaca"], [3301, 5, 6, 7])

    (near,), (far,) = said(resolved, "judul_mirip"), said(resolved, "judul_tak_dikenal")
    assert (near.sheet, near.cell, near.value) == ("Sheet1", "C1", "sisa_suked")
    assert (near.severity, near.contract, near.field) == (Severity.WARNING, "suket", "sisa_suket")
    assert near.message.startswith("Apakah kolom “sisa_suked” berarti “Sisa Suket”?")
    assert (far.cell, "Apakah" in far.message) == ("D1", False)
    assert list(resolved.frames) == ["perekaman"]


def test_what_the_table_has_already_is_not_suggested_again() -> None:
    resolved = read_rows(["kd_wilayah", "sisa_suket", "sisa_suked"], [3301, 5, 6])

    assert all("berarti “Sisa Suket”" not in found.message for found in said(resolved))


def test_of_a_field_given_twice_the_first_column_is_read() -> None:
    resolved = read_rows(["kd_wilayah", "wajib_ktp", "WKTP"], [3301, 5, 6])

    (found,) = said(resolved)
    assert (found.rule, found.cell, found.severity) == ("judul_ganda", "C1", Severity.WARNING)
    assert resolved.frames["perekaman"]["wajib_ktp"].tolist() == [5]


def test_a_part_without_its_upper_heading_is_said_to_be_unread() -> None:
    resolved = read_rows(["kd_wilayah", "wajib_ktp", "LK"], [3301, 5, 2])

    (found,) = said(resolved)
    assert (found.rule, found.cell, found.severity) == ("judul_tanpa_induk", "C1", Severity.INFO)


def test_the_heading_of_each_column_is_kept_for_tracing() -> None:
    resolved = read_rows(["kd_wilayah", "Wajib KTP-el"], [3301, 5])

    assert [(use.field, use.contract, use.column, use.header) for use in resolved.columns] == [
        ("kode_wilayah", "kop_laporan", "A", "kd_wilayah"),
        ("wajib_ktp", "perekaman", "B", "Wajib KTP-el"),
    ]


SIAK = ["KODE", "WKTP", "REKAM", "PERSEN"]


def test_a_bare_percentage_beside_recordings_alone_is_that_of_the_recorded() -> None:
    resolved = read_rows(SIAK, [3301, 200, 190, "95,00"])

    assert resolved.frames["perekaman"]["persen_rekam"].tolist() == [95.0]
    assert said(resolved) == []


@pytest.mark.parametrize(
    "headings",
    [
        [*SIAK, "MMLK"],
        ["KODE", "WKTP", "MMLK", "PERSEN", "SFE"],
        ["KODE", "WKTP", "BLM_MMLK LK", "%", "SFE"],
    ],
)
def test_a_bare_percentage_beside_those_who_own_a_card_is_not_taken_for_either(headings: list[str]) -> None:
    resolved = read_rows(headings, [3301, 200, 190, 95, 180])

    (found,) = said(resolved)
    assert (found.rule, found.severity, found.cell) == ("persen_tanpa_keterangan", Severity.WARNING, "D1")
    assert not {"persen_rekam", "persen_memiliki"} & set(resolved.frames["perekaman"].columns)


def test_two_percentages_under_the_counts_they_follow_from_are_kept_apart() -> None:
    resolved = read_rows(
        ["KODE", "WKTP", "REKAM", None, "MMLK", None],
        [None, None, "JML", "PERSEN", "JML", "PERSEN"],
        [3301, 200, 190, "95,00", 180, "90,00"],
    )

    (row,) = resolved.frames["perekaman"].to_dict("records")
    assert (row["sudah_rekam"], row["persen_rekam"]) == (190, 95.0)
    assert (row["memiliki_ktp"], row["persen_memiliki"]) == (180, 90.0)
    assert said(resolved) == []


def test_the_question_in_the_guide_is_the_one_that_is_asked() -> None:
    resolved = read_rows(["kd_wilayah", "wajib_ktp", "siza blangko"], [3301, 5, 6])

    (asked,) = said(resolved, "judul_mirip")
    assert asked.message.startswith("Apakah kolom “siza blangko” berarti “Sisa blangko KTP-el”?")
    assert asked.field == "sisa_blangko"
