"""The code decides; a name counts where it can mean one wilayah only; nothing is guessed."""

from collections.abc import Sequence

import pytest

from data_contracts.contract import Severity
from etl.read import CellValue, Merged, Sheet, Workbook
from etl.resolve import resolve
from tests.etl.resolve.lembar import PERIODE, places, read_rows, reasons, said


def _kode(heading: Sequence[CellValue], *row: CellValue, file_name: str = "laporan.xlsx") -> str | None:
    resolved = read_rows([*heading, "wajib_ktp", "prr"], [*row, 10, 1], file_name=file_name)
    (kode,) = resolved.frames["perekaman"]["kode_wilayah"]
    return kode if isinstance(kode, str) else None


@pytest.mark.parametrize("code", ["33.74", "3374", 3374, " 33.74\u00a0", "3374.0"])
def test_a_code_is_read_with_and_without_its_dot(code: CellValue) -> None:
    assert _kode(["kode"], code) == "33.74"


def test_a_code_that_excel_took_for_a_number_keeps_its_zero() -> None:
    assert _kode(["kode"], 33.1) == "33.10"


@pytest.mark.parametrize(
    ("name", "kode"),
    [("KABUPATEN CILACAP", "33.01"), ("Kab. Tegal", "33.28"), ("Kota Tegal", "33.76"), ("Solo", "33.72"),
     ("Demak", "33.21"), ("Jawa Tengah", "33"), ("Kota Kudus", "33.19")],
)  # fmt: skip
def test_a_name_of_one_wilayah_is_enough(name: str, kode: str) -> None:
    assert _kode(["Kabupaten/Kota"], name) == kode


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [("Tegal", "33.28", "33.76"), ("semarang", "33.22", "33.74"), ("Magelang", "33.08", "33.71"),
     ("Pekalongan", "33.26", "33.75")],
)  # fmt: skip
def test_a_bare_name_of_two_is_refused_and_both_are_named(name: str, first: str, second: str) -> None:
    resolved = read_rows(["Kabupaten/Kota", "wajib_ktp", "prr"], [name, 10, 1])

    (found,) = said(resolved)
    assert (found.rule, found.severity, found.cell, found.value) == (
        "wilayah_ambigu", Severity.ERROR, "A2", name
    )  # fmt: skip
    assert first in found.message
    assert second in found.message
    assert resolved.rejected == {("Sheet1", 2)}


@pytest.mark.parametrize(
    ("heading", "value"),
    [("kode", 3399), ("kode", "32.74"), ("kab_kota", "Wakanda"), ("kab_kota", "Solo Raya")],
)
def test_what_the_register_does_not_hold_is_refused(heading: str, value: CellValue) -> None:
    resolved = read_rows([heading, "wajib_ktp", "prr"], [value, 10, 1])

    assert places(resolved) == [("wilayah_di_luar_register", "A2")]
    assert resolved.rejected == {("Sheet1", 2)}


def test_where_code_and_name_differ_the_code_decides_and_the_row_is_marked() -> None:
    resolved = read_rows(["kode", "kab_kota", "wajib_ktp", "prr"], [3374, "Kota Tegal", 10, 1])

    (found,) = said(resolved)
    assert (found.rule, found.severity, found.cell, found.wilayah) == (
        "kode_nama_berbeda", Severity.WARNING, "B2", "33.74"
    )  # fmt: skip
    assert resolved.frames["perekaman"]["kode_wilayah"].tolist() == ["33.74"]
    assert not resolved.rejected


@pytest.mark.parametrize(("code", "name"), [(3376, "Tegal"), (3328, "TEGAL"), ("33.74.01", "Kota Semarang")])
def test_a_name_the_code_could_have_is_no_difference(code: CellValue, name: str) -> None:
    assert said(read_rows(["kode", "wilayah", "wajib_ktp", "prr"], [code, name, 10, 1])) == []


@pytest.mark.parametrize(
    ("parts", "kode"),
    [((33, 74, 1), "33.74.01"), (("33", "74", "01"), "33.74.01"), ((33, 74, 0), "33.74"),
     ((33, 74, None), "33.74"), ((None, 3374, None), "33.74"),
     ((33, 3374, 337401), "33.74.01"), ((33, 1, 1), "33.01.01")],
)  # fmt: skip
def test_a_code_in_parts_is_joined(parts: tuple[CellValue, ...], kode: str) -> None:
    assert _kode(["NO_PROP", "NO_KAB", "NO_KEC"], *parts) == kode


def test_a_kecamatan_s_number_without_its_kabupaten_s_is_refused() -> None:
    resolved = read_rows(["NO_PROP", "NO_KEC", "wajib_ktp", "prr"], [33, 5, 10, 1])

    assert places(resolved) == [("wilayah_di_luar_register", "B2")]


def test_a_province_s_number_alone_does_not_make_the_row_the_province_s() -> None:
    resolved = read_rows(
        ["Kota Salatiga"], ["NO_PROP", "tanggal", "cetak_kk"], [33, "16/10/2026", 5], period=None
    )

    assert resolved.frames["dokumen"]["kode_wilayah"].tolist() == ["33.73"]


def test_kecamatan_listed_under_their_kabupaten_s_code_are_told_apart() -> None:
    head = ["kode", "kecamatan", "wajib_ktp", "prr"]
    resolved = read_rows(
        head, [3374, "Tugu", 10, 1], [3374, "Tembalang", 20, 2], [3374, "Kota Semarang", 30, 3]
    )

    assert resolved.frames["perekaman"]["kode_wilayah"].tolist() == ["33.74.16", "33.74.10", "33.74"]


def test_the_figures_of_an_unknown_kecamatan_do_not_become_the_kabupaten_s() -> None:
    resolved = read_rows(["kode", "kecamatan", "wajib_ktp", "prr"], [3374, "Tuguu", 10, 1])

    assert places(resolved) == [("wilayah_di_luar_register", "B2")]
    assert resolved.rejected == {("Sheet1", 2)}


def test_rows_of_villages_are_left_out() -> None:
    head = ["NO_PROP", "NO_KAB", "NO_KEC", "NO_KEL", "wajib_ktp", "prr"]
    resolved = read_rows(head, [33, 74, 1, 0, 10, 1], [33, 74, 1, 1001, 4, 1])

    assert reasons(resolved) == {3: "rincian desa/kelurahan"}
    assert resolved.frames["perekaman"]["kode_wilayah"].tolist() == ["33.74.01"]


def test_a_repeated_kecamatan_name_is_read_with_its_kabupaten() -> None:
    assert _kode(["Kabupaten/Kota", "Kecamatan"], "Kab. Demak", "Karanganyar") == "33.21.09"
    assert _kode(["Kecamatan"], "Tembalang") == "33.74.10"


def test_a_repeated_kecamatan_name_alone_is_refused() -> None:
    resolved = read_rows(["Kecamatan", "wajib_ktp", "prr"], ["Karanganyar", 10, 1])

    assert places(resolved) == [("wilayah_ambigu", "A2")]


@pytest.mark.parametrize(
    "place", ["PEMERINTAH KABUPATEN KARANGANYAR", "Kab. Karanganyar", "Kabupaten/Kota : Karanganyar"]
)
def test_titles_tell_which_kabupaten_the_kecamatan_are_of(place: str) -> None:
    resolved = read_rows(
        [place], ["Wilayah", "wajib_ktp", "prr"], ["Karanganyar", 10, 1], ["Tasikmadu", 8, 2]
    )

    assert resolved.frames["perekaman"]["kode_wilayah"].tolist() == ["33.13.09", "33.13.10"]


def test_a_siak_file_name_tells_which_kota_the_kecamatan_are_of() -> None:
    assert _kode(["WILAYAH"], "Tugu", file_name="agr_rekam_cetak_ektp_31102026_3374.xlsx") == "33.74.16"


@pytest.mark.parametrize(
    ("title", "sheet", "file_name", "kode"),
    [
        ("DINAS DUKCAPIL KABUPATEN PEMALANG", "Harian", "laporan.xlsx", "33.27"),
        ("Laporan harian", "Kota Salatiga", "laporan.xlsx", "33.73"),
        ("Laporan harian", "Harian", "harian_3327.xlsx", "33.27"),
        ("Laporan harian", "Harian", "Harian_Kab_Blora.xlsx", "33.16"),
        ("Kecamatan Tembalang, Kota Semarang", "Harian", "laporan.xlsx", "33.74.10"),
    ],
)
def test_a_daily_sheet_without_a_region_column_belongs_to_the_named_one(
    title: str, sheet: str, file_name: str, kode: str
) -> None:
    resolved = read_rows(
        [title],
        ["tanggal", "cetak_kk", "nik baru"],
        ["16/10/2026", 5, 2],
        name=sheet,
        file_name=file_name,
        period=None,
    )

    assert resolved.frames["dokumen"]["kode_wilayah"].tolist() == [kode]


@pytest.mark.parametrize(
    ("title", "rule"),
    [("Laporan harian", "wilayah_tidak_ada"), ("Kabupaten/Kota: Tegal", "wilayah_tidak_ada")],
)
def test_a_daily_sheet_of_nobody_goes_back_whole(title: str, rule: str) -> None:
    resolved = read_rows(
        [title], ["tanggal", "cetak_kk", "nik baru"], ["16/10/2026", 5, 2], ["17/10/2026", 6, 2]
    )

    assert places(resolved) == [(rule, None)]
    assert resolved.rejected == resolved.rows == {("Sheet1", 3), ("Sheet1", 4)}


def test_figures_without_code_and_name_go_back() -> None:
    resolved = read_rows(["kode", "nama wilayah", "wajib_ktp", "prr"], [None, None, 10, 1])

    assert places(resolved) == [("wilayah_tidak_ada", "A2")]


def test_a_kabupaten_cell_merged_over_its_days_holds_for_each() -> None:
    rows = (
        ("Kabupaten/Kota", "Tanggal", "wajib_ktp", "prr"),
        ("Kota Tegal", "16/10/2026", 10, 1),
        (None, "17/10/2026", 11, 2),
    )
    merged = Workbook("a.xlsx", (Sheet("S", rows, (Merged(top=1, left=0, bottom=2, right=0),)),))
    plain = Workbook("a.xlsx", (Sheet("S", rows),))

    assert resolve(merged, period=PERIODE).frames["perekaman"]["kode_wilayah"].tolist() == ["33.76", "33.76"]
    assert places(resolve(plain, period=PERIODE)) == [("wilayah_tidak_ada", "A3")]


def test_a_merged_area_below_or_beside_the_filled_cells_does_no_harm() -> None:
    rows = (("kode", "wajib_ktp", "prr"), (3376, 10, 1))
    areas = (Merged(top=5, left=0, bottom=8, right=2), Merged(top=1, left=7, bottom=2, right=8))
    resolved = resolve(Workbook("a.xlsx", (Sheet("S", rows, areas),)), period=PERIODE)

    assert resolved.rows == {("S", 2)}
