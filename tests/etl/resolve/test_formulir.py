"""Whole files as they arrive: the province's form, a daily list, a semicolon export, in real files."""

import random
from datetime import date
from pathlib import Path

import pandas as pd

from data_contracts.catalogue import load_register
from etl.read import CellValue, read_workbook
from etl.resolve import resolve
from tests.etl.resolve.lembar import FORMULIR, places, reasons, said, write_book

KABKOTA = load_register().kabkota


def _form_row(number: int) -> list[CellValue]:
    """One row of the form with figures that follow from its number."""
    one = KABKOTA[number]
    recorded = 900_000 + number
    return [
        int(one.kode.replace(".", "")), one.nama.upper(), 1_000_000, recorded, recorded / 10_000,
        number, 10 * number, 500 + number, 400, 100, 25.0, 500, 450, 90.0, 1, 2, 3, 4, 5, 6, 7, 8,
    ]  # fmt: skip


def test_the_province_s_form_feeds_four_contracts(tmp_path: Path) -> None:
    rows = [
        ["LAPORAN KINERJA BIDANG 5"],
        ["Periode 16–31 Oktober 2026"],
        [],
        FORMULIR,
        *[_form_row(number) for number in range(35)],
        [None, "JUMLAH", 35_000_000, sum(900_000 + n for n in range(35))],
        [],
        [None] * 17 + ["Semarang, 2 November 2026"],
        [None] * 17 + ["NIP. 19700101 199503 1 001"],
    ]
    book = write_book(tmp_path / "form.xlsx", [("Bidang 5", rows)], merge=["A1:V1", "A2:V2"])
    resolved = resolve(book, period=None)

    assert said(resolved) == []
    assert list(resolved.frames) == ["perekaman", "suket", "blangko", "dokumen"]
    assert [len(frame) for frame in resolved.frames.values()] == [35, 35, 35, 35]
    assert reasons(resolved) == {
        1: "judul", 2: "judul", 40: "baris jumlah", 42: "tanda tangan", 43: "tanda tangan"
    }  # fmt: skip
    assert len(resolved.columns) == 22


def test_frames_are_typed_in_the_file_s_order_with_their_source_rows(tmp_path: Path) -> None:
    book = write_book(tmp_path / "f_2026-10-P2.xlsx", [("S", [FORMULIR, *map(_form_row, (34, 0, 7))])])
    frame = resolve(book, period=None).frames["perekaman"]

    assert frame["kode_wilayah"].tolist() == ["33.76", "33.01", "33.08"]
    assert frame["source_row"].tolist() == [2, 3, 4]
    assert frame["sudah_rekam"].tolist() == [900_034, 900_000, 900_007]
    assert set(frame["tanggal_awal"]) == {pd.Timestamp(2026, 10, 16)}
    assert set(frame["tanggal"]) == {pd.Timestamp(2026, 10, 31)}
    assert frame.dtypes.astype(str).to_dict() == {
        "sheet": "str", "source_row": "Int64", "kode_wilayah": "str", "tanggal_awal": "datetime64[us]",
        "tanggal": "datetime64[us]", "wajib_ktp": "Int64", "sudah_rekam": "Int64", "persen_rekam": "Float64",
        "prr": "Int64",
    }  # fmt: skip


def test_a_blank_stays_missing_beside_a_zero(tmp_path: Path) -> None:
    head = ["kd_wilayah", "sisa_suket", "sisa_prr"]
    book = write_book(
        tmp_path / "f_2026-10-P2.xlsx", [("S", [head, [3301, None, 5], [3302, 0, 5], [3303, "nihil", 5]])]
    )
    suket = resolve(book, period=None).frames["suket"]

    assert suket["kode_wilayah"].tolist() == ["33.02", "33.03"]
    assert suket["sisa_suket"].tolist() == [0, 0]


def test_the_text_of_every_cell_is_kept_as_typed(tmp_path: Path) -> None:
    head = ["kd_wilayah", "kab_kota", "wajib_ktp_el", "jml_perekaman"]
    book = write_book(tmp_path / "f_2026-10-P2.xlsx", [("S", [head, [3301, "Kab. Cilacap", "1.234", "-"]])])

    assert resolve(book, period=None).texts == {
        ("S", 2): {
            "kode_wilayah": "3301",
            "nama_wilayah": "Kab. Cilacap",
            "wajib_ktp": "1.234",
            "sudah_rekam": "-",
        }
    }


def test_a_semicolon_export_in_windows_1252_is_read_by_physical_line(tmp_path: Path) -> None:
    path = tmp_path / "rekap.csv"
    path.write_bytes(
        "Rekap perekaman – keadaan 31 Oktober 2026;;;\r\n"
        ";;;\r\n"
        'KODE;"Nama\r\nWilayah";Wajib KTP;% Perekaman\r\n'
        "33.01;Kab. Cilacap;1.234.567;98,09\r\n"
        "33.28;Tegal;1.000;97,5\r\n"
        ";Tegal;2.000;97,5\r\n".encode("cp1252")
    )
    resolved = resolve(read_workbook(path), period=None)

    assert places(resolved) == [("wilayah_ambigu", "B7")]
    frame = resolved.frames["perekaman"]
    assert frame["source_row"].tolist() == [5, 6, 7]
    assert frame["wajib_ktp"].tolist() == [1_234_567, 1_000, 2_000]
    assert frame["persen_rekam"].tolist() == [98.09, 97.5, 97.5]
    assert frame["tanggal"].dt.date.tolist() == [date(2026, 10, 31)] * 3


def test_a_daily_list_has_its_days_and_drops_its_repetitions(tmp_path: Path) -> None:
    head = [
        "Waktu Laporan", "KABUPATEN/KOTA", "Tanggal Pelayanan", "NIK Baru", "Cetak KK", "Perekaman KTP-EL",
        "PRR (Hari Ini)", "SUKET (HARI INI)", "SUKET (HARI SEBELUMNYA)", "Cetak Kia ( 0 - 5 Tahun)",
        "Cetak Kia ( > 5 Tahun)", "Sisa Blanko KTP-EL",
    ]  # fmt: skip
    first = ["17/10/2026 08:00", "KOTA SEMARANG", date(2026, 10, 16), 1, 2, 3, 4, 5, 6, 7, 8, 9]
    zeros = ["18/10/2026 08:00", "KOTA SEMARANG", date(2026, 10, 17), *[0] * 9]
    book = write_book(tmp_path / "harian.xlsx", [("Harian", [head, first, first, zeros])])
    resolved = resolve(book, period=None)

    assert places(resolved) == [("baris_berulang", "B3"), ("semua_nol", "B4")]
    frame = resolved.frames["perekaman"]
    assert frame["tanggal"].dt.date.tolist() == [date(2026, 10, 16), date(2026, 10, 17)]
    assert frame["tanggal_awal"].tolist() == frame["tanggal"].tolist()
    assert frame["rekam_baru"].tolist() == [3, 0]
    assert resolved.frames["dokumen"]["cetak_kia_5"].tolist() == [8, 0]


def test_a_finding_never_repeats_a_number_of_16_digits(tmp_path: Path) -> None:
    rows = [["kode", "wajib_ktp", "prr"], [3301, "NIK 3374010101900001", 5], [3374010101900001, 5, 5]]
    book = write_book(tmp_path / "f_2026-10-P2.xlsx", [("S", rows)])
    resolved = resolve(book, period=None)

    assert places(resolved) == [("bukan_angka", "B2"), ("wilayah_di_luar_register", "A3")]
    assert "3374010101900001" not in repr(resolved.findings) + repr(resolved.texts)


def test_a_long_sheet_is_read_whole(tmp_path: Path) -> None:
    numbers = random.Random(7)
    days = pd.date_range("2026-01-01", periods=29).date
    rows: list[list[CellValue]] = [
        [one.kode, day, *(numbers.randrange(1, 10**6) for _ in range(20))] for day in days for one in KABKOTA
    ]
    head = ["kode", "tanggal", *(name for name in FORMULIR[2:])]
    book = write_book(tmp_path / "tahun.xlsx", [("S", [head, *rows])])

    resolved = resolve(book, period=None)

    assert len(resolved.rows) == 1015
    assert int(resolved.frames["perekaman"]["wajib_ktp"].sum()) == sum(int(str(row[2])) for row in rows)
