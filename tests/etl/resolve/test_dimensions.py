"""Courier, document, channel, kind of point and programme are keys: read by their words, never guessed."""

import pytest

from data_contracts.contract import Severity
from etl.read import CellValue
from etl.resolve.hours import parse_hour
from tests.etl.resolve.lembar import read_rows, reasons, said

DELIVERY = ["kode", "tanggal", "Kurir", "Jenis dokumen", "diserahkan", "terkirim"]


def test_the_ways_officials_write_a_courier_and_a_document_become_their_codes() -> None:
    resolved = read_rows(
        DELIVERY,
        [3301, "31/10/2026", "PT. POS INDONESIA", "E-KTP", 10, 9],
        [3301, "31/10/2026", "go-jek", "Kartu  Keluarga", 4, 4],
    )

    frame = resolved.frames["pengantaran"]
    assert list(frame.columns[:7]) == [
        "sheet", "source_row", "kode_wilayah", "tanggal_awal", "tanggal", "kurir", "jenis_dokumen",
    ]  # fmt: skip
    assert list(frame["kurir"]) == ["pos", "gojek"]
    assert list(frame["jenis_dokumen"]) == ["ktp_el", "kk"]
    assert said(resolved) == []
    assert resolved.texts["Sheet1", 2]["kurir"] == "PT. POS INDONESIA", "the source keeps what was typed"


def test_without_the_column_a_row_speaks_of_all_of_them_together() -> None:
    resolved = read_rows(["kode", "tanggal", "diserahkan"], [3301, "31/10/2026", 10])

    (row,) = resolved.frames["pengantaran"].to_dict("records")
    assert (row["kurir"], row["jenis_dokumen"]) == ("semua", "semua")
    assert said(resolved) == []


def test_a_blank_cell_or_an_unknown_word_keeps_the_row_out_and_the_known_words_are_named() -> None:
    resolved = read_rows(
        DELIVERY,
        [3301, "31/10/2026", None, "KTP-el", 10, 9],
        [3302, "31/10/2026", "Merpati Pos", "KTP-el", 4, 4],
        [3303, "31/10/2026", "Grab", "KTP-el", 4, 4],
    )

    blank, unknown = said(resolved)
    assert (blank.rule, blank.severity, blank.cell) == ("kunci_kosong", Severity.ERROR, "C2")
    assert (unknown.rule, unknown.severity, unknown.cell) == ("kata_tidak_dikenal", Severity.ERROR, "C3")
    assert unknown.value == "Merpati Pos"
    assert unknown.wilayah == "33.02"
    for message in (blank.message, unknown.message):
        assert "Pos Indonesia, Gojek, Grab" in message
    assert resolved.rejected == {("Sheet1", 2), ("Sheet1", 3)}


def test_a_sheet_of_service_points_has_to_say_of_which_kind_they_are() -> None:
    resolved = read_rows(["kode", "tanggal", "Jumlah titik layanan"], [3301, "31/10/2026", 24])

    (found,) = said(resolved)
    assert (found.rule, found.severity, found.cell) == ("kolom_kunci_tidak_ada", Severity.ERROR, None)
    assert "“Jenis titik layanan”" in found.message
    assert resolved.rejected == {("Sheet1", 2)}


def test_opening_hours_alone_are_a_report_and_not_a_row_left_empty() -> None:
    resolved = read_rows(
        ["kode", "tanggal", "jenis titik", "hari layanan", "jam buka", "jam tutup", "cetak di tempat"],
        [3301, "31/10/2026", "Kecamatan", "Senin–Jumat", "08:00 WIB", 15.3, "bisa"],
        [3302, "31/10/2026", "MPP", None, None, None, None],
    )

    (row,) = resolved.frames["titik_layanan"].to_dict("records")
    assert (row["jenis_titik"], row["nama_titik"]) == ("kecamatan", "semua")
    assert (row["jam_buka"], row["jam_tutup"]) == ("08.00", "15.30")
    assert (row["hari_layanan"], row["cetak_di_tempat"]) == ("Senin–Jumat", "ya")
    assert reasons(resolved) == {3: "belum mengisi"}


def test_a_denominators_kind_alone_is_still_no_report() -> None:
    resolved = read_rows(
        ["kode", "tanggal", "wajib_ktp", "sudah_rekam", "jenis_penyebut"],
        [3301, "31/10/2026", None, None, "DKB semester I 2026"],
    )

    assert reasons(resolved) == {2: "belum mengisi"}


def test_names_that_differ_in_case_and_spaces_only_are_one_point() -> None:
    resolved = read_rows(
        ["kode", "tanggal", "jenis titik", "nama titik", "petugas"],
        [3301, "31/10/2026", "Kecamatan", "Kantor  Kecamatan Kroya", 3],
        [3301, "31/10/2026", "Kecamatan", "KANTOR KECAMATAN KROYA", 3],
    )

    assert list(resolved.frames["titik_layanan"]["nama_titik"]) == ["KANTOR KECAMATAN KROYA"]
    assert reasons(resolved) == {3: "baris berulang"}


def test_rows_of_different_couriers_neither_repeat_nor_contradict_each_other() -> None:
    resolved = read_rows(
        DELIVERY,
        [3301, "31/10/2026", "Pos", "KTP-el", 10, 9],
        [3301, "31/10/2026", "Grab", "KTP-el", 10, 9],
        [3301, "31/10/2026", "Grab", "KK", 12, 11],
    )

    assert len(resolved.frames["pengantaran"]) == 3
    assert said(resolved) == []


def test_the_same_courier_twice_with_other_figures_goes_back() -> None:
    resolved = read_rows(
        DELIVERY,
        [3301, "31/10/2026", "Pos", "KTP-el", 10, 9],
        [3301, "31/10/2026", "PT Pos Indonesia", "KTP", 12, 9],
    )

    assert [(found.rule, found.cell) for found in said(resolved)] == [
        ("kunci_ganda", "A2"),
        ("kunci_ganda", "A3"),
    ]


def test_a_figure_without_dimensions_contradicts_itself_whatever_the_courier() -> None:
    resolved = read_rows(
        ["kode", "tanggal", "kurir", "diserahkan", "sisa_blangko"],
        [3301, "31/10/2026", "Pos", 10, 700],
        [3301, "31/10/2026", "Grab", 4, 800],
    )

    assert {found.rule for found in said(resolved)} == {"kunci_ganda"}


@pytest.mark.parametrize(
    ("cell", "hour"),
    [
        ("08.00", "08.00"), ("8:30 WIB", "08.30"), ("pukul 21.00", "21.00"), ("08:00:00", "08.00"),
        (8, "08.00"), (15.3, "15.30"), (0.5, "12.00"), ("24.00", "24.00"), ("25.00", None), ("08.75", None),
        ("pagi", None), ("24.30", None), (None, None), (True, None),
    ],
)  # fmt: skip
def test_a_time_of_day_is_read_as_it_is_written(cell: CellValue, hour: str | None) -> None:
    assert parse_hour(cell) == hour


def test_a_time_that_is_none_and_a_word_that_is_neither_yes_nor_no_are_errors() -> None:
    resolved = read_rows(
        ["kode", "tanggal", "jenis titik", "jam buka", "cetak di tempat", "petugas"],
        [3301, "31/10/2026", "Kecamatan", "pagi", "mungkin", 2],
    )

    assert [(found.rule, found.cell) for found in said(resolved)] == [
        ("jam_tidak_dikenali", "D2"),
        ("kata_tidak_dikenal", "E2"),
    ]


def test_a_total_row_is_held_against_the_documents_and_never_against_the_tariffs() -> None:
    head = ["kode", "tanggal", "Kurir", "terkirim", "tarif"]
    rows = [[3301, "31/10/2026", "Pos", 9, 10_000], [3301, "31/10/2026", "Grab", 4, 15_000]]

    assert said(read_rows(head, *rows, [None, None, "Jumlah", 13, 12_500])) == []
    (found,) = said(read_rows(head, *rows, [None, None, "Jumlah", 14, None]))
    assert (found.rule, found.cell) == ("jumlah_tidak_cocok", "D4")
