"""The simulated year: marked in every sheet, consistent in itself, and telling the stories it is meant to."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import load_workbook

from data_contracts.periode import Periode
from scripts.berkas_contoh import isi_berkas
from scripts.buat_simulasi import buat

CONTOH = Path(__file__).parents[2] / "examples"
SIMULASI = CONTOH / "simulasi"
PERIODE = Periode.range(Periode(2025, 11, 2), Periode(2026, 11, 1))
SASARAN_REKAM = 99.4
Baris = Mapping[str, object]


def lembar(path: Path) -> list[list[object]]:
    if path.suffix == ".csv":
        with path.open(encoding="cp1252", newline="") as berkas:
            return [list(baris) for baris in csv.reader(berkas, delimiter=";")]
    return [list(baris) for baris in load_workbook(path).worksheets[0].iter_rows(values_only=True)]


def tabel(path: Path, *, judul: str) -> list[Baris]:
    semua = lembar(path)
    kepala = next(i for i, baris in enumerate(semua) if judul in baris)
    return [dict(zip(map(str, semua[kepala]), baris, strict=True)) for baris in semua[kepala + 1 :]]


@cache
def formulir(periode: Periode) -> Mapping[str, Baris]:
    baris = tabel(SIMULASI / f"SIMULASI_laporan-kinerja-bidang-5_{periode}.xlsx", judul="kd_wilayah")
    return {str(satu["kd_wilayah"]): satu for satu in baris if satu["kd_wilayah"]}


def bulat(nilai: object) -> int:
    return int(str(nilai).replace(".", ""))


def cakupan(kode: str, periode: Periode) -> float:
    baris = formulir(periode)[kode]
    return 100 * bulat(baris["jml_perekaman"]) / bulat(baris["wajib_ktp_el"])


def kosong(kode: str, periode: Periode) -> bool:
    return all(
        nilai is None for judul, nilai in formulir(periode)[kode].items() if judul[:2] not in ("kd", "ka")
    )


def manifes() -> list[dict[str, str]]:
    with (SIMULASI / "manifes.csv").open(encoding="utf-8", newline="") as berkas:
        return list(csv.DictReader(berkas))


def tiba(file: str) -> datetime:
    return next(datetime.fromisoformat(satu["diterima"]) for satu in manifes() if satu["file"] == file)


def berkas_data() -> list[Path]:
    return sorted(path for path in SIMULASI.iterdir() if path.name != "manifes.csv")


def test_every_file_and_every_sheet_says_simulasi() -> None:
    for path in berkas_data():
        assert path.name.startswith("SIMULASI_")
        assert str(lembar(path)[0][0]).startswith("SIMULASI – ")
        if path.suffix == ".xlsx":
            sheets = load_workbook(path).worksheets
            assert all(sheet.title.split()[0] == "SIMULASI" for sheet in sheets)
            assert all(str(sheet["A1"].value).startswith("SIMULASI – ") for sheet in sheets)


def test_the_committed_files_are_what_the_script_writes(tmp_path: Path) -> None:
    buat(tmp_path, sumber=CONTOH / "sumber")
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in SIMULASI.iterdir()}
    for path in tmp_path.iterdir():
        assert isi_berkas(path) == isi_berkas(SIMULASI / path.name), f"{path.name} is stale"


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    satu, dua = tmp_path / "satu", tmp_path / "dua"
    buat(satu, sumber=CONTOH / "sumber")
    buat(dua, sumber=CONTOH / "sumber")
    assert {p.name: p.read_bytes() for p in satu.iterdir()} == {p.name: p.read_bytes() for p in dua.iterdir()}


def test_the_examples_stay_small() -> None:
    assert sum(path.stat().st_size for path in CONTOH.rglob("*") if path.is_file()) < 1_500_000


@pytest.mark.parametrize("periode", PERIODE, ids=str)
def test_each_form_has_35_rows_and_sums_that_add_up(periode: Periode) -> None:
    semua = dict(formulir(periode))
    jumlah = semua.pop("JUMLAH")
    assert len(semua) == 35
    for judul in ("wajib_ktp_el", "jml_perekaman", "sisa_blangko_ktp_el", "jml_cetak_kia"):
        nilai = [bulat(baris[judul]) for baris in semua.values() if baris[judul] is not None]
        assert sum(nilai) == jumlah[judul]


@pytest.mark.parametrize("periode", PERIODE, ids=str)
def test_typed_percentages_follow_from_their_counts(periode: Periode) -> None:
    for kode, baris in formulir(periode).items():
        if kode != "JUMLAH" and baris["persentase_jml_perekaman"] is not None:
            tercetak = float(str(baris["persentase_jml_perekaman"]).rstrip("%\xa0 ").replace(",", "."))
            assert tercetak == pytest.approx(cakupan(kode, periode), abs=0.0051)


def test_every_form_arrives_before_it_is_due() -> None:
    for periode in PERIODE:
        hari = tiba(f"SIMULASI_laporan-kinerja-bidang-5_{periode}.xlsx").date()
        assert periode.end < hari <= periode.due(3)


def test_about_a_third_of_the_regencies_are_below_the_recording_target() -> None:
    terakhir = PERIODE[-1]
    lapor = [kode for kode in formulir(terakhir) if kode != "JUMLAH" and not kosong(kode, terakhir)]
    nilai = [cakupan(kode, terakhir) for kode in lapor]
    assert len(nilai) == 34
    assert 8 <= sum(satu < SASARAN_REKAM for satu in nilai) <= 12
    assert sum(nilai) / len(nilai) == pytest.approx(99.4, abs=0.3)


def test_brebes_falls_behind_over_several_periods() -> None:
    nilai = [cakupan("3329", periode) for periode in PERIODE[-6:]]
    assert all(kemudian < kini for kini, kemudian in pairwise(nilai))
    assert nilai[0] - nilai[-1] > 1


def test_pemalang_runs_out_of_blangko() -> None:
    stok = [bulat(formulir(periode)["3327"]["sisa_blangko_ktp_el"]) for periode in PERIODE[-8:]]
    assert stok == sorted(stok, reverse=True)
    assert 0 < stok[-1] < 50


def test_wonogiri_is_silent_in_the_last_two_periods() -> None:
    assert [kosong("3312", periode) for periode in PERIODE[-3:]] == [False, True, True]


def test_kota_tegal_is_above_a_hundred_per_cent_all_year() -> None:
    assert min(cakupan("3376", periode) for periode in PERIODE) > 102


def test_grobogan_hands_in_its_last_report_again() -> None:
    assert formulir(PERIODE[-1])["3315"] == formulir(PERIODE[-2])["3315"]
    assert formulir(PERIODE[-2])["3315"] != formulir(PERIODE[-3])["3315"]


def test_a_new_dkb_lowers_the_coverage_of_kota_semarang_though_recording_goes_on() -> None:
    sebelum, sesudah = (formulir(periode)["3374"] for periode in (Periode(2026, 6, 1), Periode(2026, 6, 2)))
    assert bulat(sesudah["wajib_ktp_el"]) / bulat(sebelum["wajib_ktp_el"]) > 1.02
    assert bulat(sesudah["jml_perekaman"]) > bulat(sebelum["jml_perekaman"])
    assert cakupan("3374", Periode(2026, 6, 1)) > SASARAN_REKAM > cakupan("3374", Periode(2026, 6, 2))


@pytest.mark.parametrize("periode", ["2026-02-P1", "2026-06-P2", "2026-09-P2"])
def test_rembang_reports_late_by_a_file_of_its_own(periode: str) -> None:
    satu = Periode.parse(periode)
    file = f"SIMULASI_laporan_3317_{periode}.xlsx"
    baris = tabel(SIMULASI / file, judul="kab_kota")[0]
    assert kosong("3317", satu)
    assert baris["kab_kota"] == "Kabupaten Rembang"
    assert bulat(baris["wajib_ktp_el"]) > 490_000
    assert timedelta(days=2) <= tiba(file).date() - satu.due(3) <= timedelta(days=6)


def test_kabupaten_tegal_forgets_its_kind_and_then_sends_the_same_figures_with_it() -> None:
    periode = Periode(2026, 10, 1)
    awal, perbaikan = (
        f"SIMULASI_laporan_3328_{periode}.xlsx",
        f"SIMULASI_laporan_3328_{periode}_perbaikan.xlsx",
    )
    ragu, jelas = (dict(tabel(SIMULASI / file, judul="kab_kota")[0]) for file in (awal, perbaikan))
    assert kosong("3328", periode)
    assert "kd_wilayah" not in ragu
    assert (ragu.pop("kab_kota"), jelas.pop("kab_kota")) == ("Tegal", "Kabupaten Tegal")
    assert ragu == jelas
    assert tiba(awal) < tiba(perbaikan)


@pytest.mark.parametrize("kode", ["3319", "3327", "3374"])
def test_daily_stock_ends_each_half_month_where_the_form_says(kode: str) -> None:
    for periode in PERIODE[-4:]:
        (path,) = SIMULASI.glob(f"SIMULASI_harian_{kode}_{periode}.*")
        terakhir = [baris for baris in tabel(path, judul="Waktu Laporan") if baris["Waktu Laporan"]][-1]
        assert bulat(terakhir["Sisa Blanko KTP-EL"]) == bulat(formulir(periode)[kode]["sisa_blangko_ktp_el"])
        assert bulat(terakhir["PRR (Hari Ini)"]) == bulat(formulir(periode)[kode]["sisa_prr"])
        assert bulat(terakhir["SUKET (HARI INI)"]) == bulat(formulir(periode)[kode]["sisa_suket"])


@pytest.mark.parametrize("kode", ["3319", "3327", "3374"])
def test_blangko_fall_by_what_is_printed_and_rise_only_by_whole_parcels(kode: str) -> None:
    hari = [
        baris
        for path in sorted(SIMULASI.glob(f"SIMULASI_harian_{kode}_*"))
        for baris in tabel(path, judul="Waktu Laporan")
    ]
    cetak = ("Cetak KTP-EL PRR", "Cetak KTP-EL (SUKET)", "Cetak KTP-EL (HILANG/GANTI/RUSAK/PERUBAHAN)")
    assert len(hari) == 40
    for sebelum, sesudah in pairwise(hari):
        dicetak = sum(bulat(sesudah[judul]) for judul in cetak)
        datang = bulat(sesudah["Sisa Blanko KTP-EL"]) - bulat(sebelum["Sisa Blanko KTP-EL"]) + dicetak
        assert dicetak > 0
        assert datang >= 0
        assert datang % 500 == 0


def test_one_daily_report_is_a_semicolon_csv_of_windows_1252() -> None:
    isi = (SIMULASI / "SIMULASI_harian_3319_2026-11-P1.csv").read_bytes()
    assert b"SIMULASI \x96 " in isi
    assert isi.count(b";") > 200
    with pytest.raises(UnicodeDecodeError):
        isi.decode("utf-8")


def test_the_manifest_lists_every_file_once() -> None:
    assert sorted(satu["file"] for satu in manifes()) == [path.name for path in berkas_data()]
