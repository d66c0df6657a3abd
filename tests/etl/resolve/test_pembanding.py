"""A regency of another province that is known to us, read by the same rules as the 35."""

import pytest

from etl.resolve.places import code_in_file_name, wilayah_in_text
from tests.etl.resolve.lembar import read_rows, said

FIGURES = ["tanggal", "sisa_blangko", "sisa_suket"]
DAY = "02/06/2020"


@pytest.mark.parametrize(
    ("heading", "cell", "kode"),
    [
        ("kode", 3672, "36.72"),
        ("kode", "36.72", "36.72"),
        ("kab_kota", "KOTA CILEGON", "36.72"),
        ("kab_kota", "Cilegon", "36.72"),
        ("kab_kota", "Kab. Bekasi", "32.16"),
        ("kab_kota", "Kota Bekasi", "32.75"),
    ],
)
def test_it_is_known_by_its_code_and_by_its_name(heading: str, cell: str | int, kode: str) -> None:
    resolved = read_rows([heading, *FIGURES], [cell, DAY, 10_791, 4_921], period=None)

    assert said(resolved) == []
    assert resolved.frames["blangko"]["kode_wilayah"].tolist() == [kode]


def test_it_is_known_by_the_parts_of_a_siak_code() -> None:
    resolved = read_rows(["NO_PROP", "NO_KAB", *FIGURES], [36, 72, DAY, 10_791, 4_921], period=None)

    assert resolved.frames["suket"]["kode_wilayah"].tolist() == ["36.72"]


def test_it_is_known_by_a_title_and_by_the_name_of_a_file() -> None:
    titled = read_rows(["PEMERINTAH KOTA CILEGON"], FIGURES, [DAY, 10_791, 4_921], period=None)
    named = read_rows(FIGURES, [DAY, 10_791, 4_921], file_name="blangko_3672.xlsx", period=None)

    for resolved in (titled, named):
        assert said(resolved) == []
        assert resolved.frames["blangko"]["kode_wilayah"].tolist() == ["36.72"]


def test_a_bare_bekasi_is_a_question_between_the_two() -> None:
    resolved = read_rows(["kab_kota", *FIGURES], ["Bekasi", DAY, 1, 2], period=None)

    (found,) = said(resolved)
    assert (found.rule, found.cell) == ("wilayah_ambigu", "A2")
    assert "Kabupaten Bekasi (32.16) atau Kota Bekasi (32.75)" in found.message


@pytest.mark.parametrize(("heading", "cell"), [("kode", 3273), ("kode", "31.74"), ("kab_kota", "Kota Depok")])
def test_any_other_place_outside_the_province_keeps_its_row_out(heading: str, cell: str | int) -> None:
    resolved = read_rows([heading, *FIGURES], [cell, DAY, 1, 2], period=None)

    (found,) = said(resolved)
    assert (found.rule, found.cell) == ("wilayah_di_luar_register", "A2")
    assert resolved.rejected == {("Sheet1", 2)}


def test_a_kecamatan_of_ours_is_never_meant_by_a_sheet_of_theirs() -> None:
    # Grogol is a kecamatan of Kota Cilegon and one of Kabupaten Sukoharjo.
    resolved = read_rows(["Kota Cilegon"], ["kecamatan", *FIGURES], ["Grogol", DAY, 10, 20], period=None)

    (found,) = said(resolved)
    assert (found.rule, found.cell) == ("wilayah_di_luar_register", "A3")
    assert resolved.rejected == {("Sheet1", 3)}


def test_a_date_in_a_file_name_is_no_code_of_another_province() -> None:
    found = code_in_file_name("agr_rekam_cetak_ektp_14022020_3374.xlsx")
    assert found is not None
    assert found.kode == "33.74"
    assert code_in_file_name("laporan_2032-16.xlsx") is None
    assert wilayah_in_text("Kabupaten/Kota: Bekasi") is None
