"""The layouts that really arrive, each as its sender writes it."""

from pathlib import Path

import pytest

from etl.privacy import find_personal_data
from etl.resolve import Resolved, resolve
from tests.etl.resolve.lembar import PERIODE, read_rows, reasons, said, write_book

DAILY = (
    "Waktu Laporan", "KABUPATEN/KOTA", "Tanggal Pelayanan", "NIK Baru", "Cetak KK", "Perekaman KTP-EL",
    "PRR (Hari Ini)", "Cetak KTP-EL PRR", "SFE", "Duplicate Record", "SUKET (HARI INI)",
    "SUKET (HARI SEBELUMNYA)", "Cetak KTP-EL (SUKET)", "Cetak KTP-EL (HILANG/GANTI/RUSAK/PERUBAHAN)",
    "Cetak Akta Kelahiran (0 - 17 Tahun)", "Cetak Akta Kelahiran (> 17 Tahun)", "Cetak Akta (Perkawinan)",
    "Cetak Akta (Perceraian)", "Cetak Akta (Kematian)", "SKPWNI (PINDAH)", "SKPWNI (DATANG)",
    "Cetak Kia ( 0 - 5 Tahun)", "Cetak Kia ( > 5 Tahun)", "Sisa Blanko KTP-EL",
)  # fmt: skip
PER_KECAMATAN = (
    "tanggal", "rekam_ktp_el", "cetak_ktp_el", "kartu_keluarga", "kia", "pindah", "kedatangan",
    "akta_kelahiran", "akta_kematian", "stok_blangko_ktp", "stok_blangko_kia", "persentase_ribbon",
    "persentase_film", "ikd_hari_ini",
)  # fmt: skip


def _values(resolved: Resolved) -> dict[str, object]:
    """The figures of a file of a single row, by field."""
    keys = {"sheet", "source_row", "kode_wilayah", "tanggal_awal", "tanggal"}
    return {
        str(name): value
        for frame in resolved.frames.values()
        for name, value in frame.iloc[0].items()
        if name not in keys
    }


def test_the_daily_report_of_a_regency_takes_the_day_of_service() -> None:
    row = ("17/10/2026 08:00", "Kab. Tegal", "16/10/2026", *range(1, 22))
    resolved = read_rows(DAILY, row, period=None)

    assert said(resolved) == []
    assert [str(frame["tanggal"].iloc[0].date()) for frame in resolved.frames.values()] == [
        "2026-10-16"
    ] * len(resolved.frames)
    assert sorted(_values(resolved).values(), key=int) == list(range(1, 22))  # type: ignore[arg-type]


def test_a_daily_report_of_a_kecamatan_knows_all_its_columns() -> None:
    title = ("Laporan harian Kecamatan Slawi Kabupaten Tegal",)
    resolved = read_rows(title, PER_KECAMATAN, ("16 Oktober 2026", *range(1, 14)), period=None)

    assert said(resolved) == []
    assert {frame["kode_wilayah"].iloc[0] for frame in resolved.frames.values()} == {"33.28.10"}
    assert sorted(_values(resolved).values(), key=int) == list(range(1, 14))  # type: ignore[arg-type]


def test_a_daily_table_with_a_row_per_kecamatan(tmp_path: Path) -> None:
    book = write_book(
        tmp_path / "a.xlsx",
        [("16 Okt 2026", [
            ["Kabupaten Tegal"],
            ["No", "Kecamatan", "Perekaman KTP-EL", "PRR"],
            [1, "Slawi", 10, 1], [2, "Adiwerna", 20, 2], [None, "JUMLAH", 30, 3],
            [], [None, None, "Slawi, 17 Oktober 2026"], [None, None, "Kepala Dinas"],
            [None, None, "NIP 197001011990011001"],
        ])],
    )  # fmt: skip
    resolved = resolve(book, period=None)

    assert resolved.frames["perekaman"]["kode_wilayah"].str[:5].tolist() == ["33.28", "33.28"]
    assert said(resolved) == []
    assert reasons(resolved) == {
        1: "judul",
        5: "baris jumlah",
        7: "tanda tangan",
        8: "tanda tangan",
        9: "tanda tangan",
    }


def test_a_siak_aggregate_keeps_its_two_percentages_apart_or_unread_never_merged() -> None:
    resolved = read_rows(
        ("NO_PROP", "NO_KAB", "WILAYAH", "WKTP", "REKAM", "PERSEN", "MMLK", "PERSEN"),
        (33, 1, "CILACAP", 1_500_000, 1_470_000, 98.0, 1_440_000, 96.0),
    )

    values = _values(resolved)
    assert (values["wajib_ktp"], values["sudah_rekam"], values["memiliki_ktp"]) == (
        1_500_000,
        1_470_000,
        1_440_000,
    )
    assert list(values.values()).count(98.0) <= 1
    assert values.get("persen_rekam") != 96.0
    assert [found.cell for found in said(resolved)] != []


def test_percentages_under_their_own_heading_are_two_fields() -> None:
    resolved = read_rows(
        ("KODE", "WAJIB KTP", "SUDAH REKAM", None, "MEMILIKI KTP", None),
        (None, None, "JML", "%", "JML", "%"),
        (3301, 1_500_000, 1_470_000, 98.0, 1_440_000, 96.0),
    )

    values = _values(resolved)
    assert (values["sudah_rekam"], values["memiliki_ktp"]) == (1_470_000, 1_440_000)
    assert values.get("persen_rekam", 98.0) == 98.0
    assert values.get("persen_memiliki", 96.0) == 96.0


@pytest.mark.parametrize(
    "names", [("LK", "PR", "JML"), ("L", "P", "Jumlah"), ("Laki-laki", "Perempuan", "Total")]
)
def test_the_gender_split_under_a_merged_parent(tmp_path: Path, names: tuple[str, str, str]) -> None:
    book = write_book(
        tmp_path / "a.xlsx",
        [("DKB", [
            ["KODE", "WAJIB KTP", None, None, "SUDAH REKAM", None, None, "BELUM REKAM", None, None],
            [None, *names, *names, *names],
            ["33.01", 10, 11, 21, 9, 10, 19, 1, 1, 2],
        ])],
        merge=["A1:A2", "B1:D1", "E1:G1", "H1:J1"],
    )  # fmt: skip
    resolved = resolve(book, period=PERIODE)

    assert said(resolved) == []
    assert _values(resolved) == {
        "wajib_ktp_lk": 10, "wajib_ktp_pr": 11, "wajib_ktp": 21, "sudah_rekam_lk": 9, "sudah_rekam_pr": 10,
        "sudah_rekam": 19, "belum_rekam_lk": 1, "belum_rekam_pr": 1, "belum_rekam": 2,
    }  # fmt: skip


def test_nik_baru_split_over_two_rows_is_a_count(tmp_path: Path) -> None:
    book = write_book(
        tmp_path / "a.xlsx",
        [("Harian", [["KODE", "NIK", "Cetak"], [None, "Baru", "KK"], ["33.01", 5, 6]])],
    )

    assert find_personal_data(book) is None
    assert _values(resolve(book, period=PERIODE)) == {"nik_baru": 5, "cetak_kk": 6}
