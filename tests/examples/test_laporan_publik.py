"""The published figures: every line of the source is in a file or in the list of those left out."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from data_contracts.catalogue import load_contracts, load_headings
from data_contracts.contract import LogicalType
from data_contracts.judul import normal_heading
from scripts.berkas_contoh import isi_berkas
from scripts.buat_laporan_publik import JUDUL_HARIAN, SIAK, TABEL, buat
from scripts.daftar_contoh import dengan_daftar
from scripts.formulir import KOLOM

CONTOH = Path(__file__).parents[2] / "examples"
PUBLIK = CONTOH / "laporan-publik"
JUDUL_ANGKA = (
    set(KOLOM)
    | set(SIAK.values())
    | set(TABEL.values())
    | set(JUDUL_HARIAN.values())
    | {
        field.name
        for contract in load_contracts().values()
        for field in contract.measured
        if field.logical_type in {LogicalType.INTEGER, LogicalType.NUMBER}
    }
)


def lembar(path: Path) -> list[list[object]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as berkas:
            return [[sel or None for sel in baris] for baris in csv.reader(berkas, delimiter=";")]
    buku = load_workbook(path)
    assert len(buku.worksheets) == 1
    return [list(baris) for baris in buku.worksheets[0].iter_rows(values_only=True)]


def angka(path: Path) -> Iterator[tuple[str, list[object], object]]:
    """(heading, row, figure) of every filled figure cell; the JUMLAH row repeats figures and is left out."""
    semua = lembar(path)
    judul = next(i for i, baris in enumerate(semua) if JUDUL_ANGKA & set(baris))
    for baris in semua[judul + 1 :]:
        for kepala, sel in zip(semua[judul], baris, strict=True):
            if kepala in JUDUL_ANGKA and sel is not None and baris[0] != "JUMLAH":
                yield str(kepala), baris, sel


def berkas_data() -> list[Path]:
    return sorted(path for path in PUBLIK.iterdir() if path.name != "manifes.csv")


def manifes() -> list[dict[str, str]]:
    with (PUBLIK / "manifes.csv").open(encoding="utf-8", newline="") as berkas:
        return list(csv.DictReader(berkas))


def terbitan() -> list[dict[str, str]]:
    with (CONTOH / "sumber" / "published_figures.csv").open(encoding="utf-8", newline="") as berkas:
        return list(csv.DictReader(berkas))


def baris_tidak_dimuat() -> list[str]:
    teks = (CONTOH / "README.md").read_text(encoding="utf-8")
    bagian = teks.split("<!-- tidak-dimuat: mulai -->")[1].split("<!-- tidak-dimuat: selesai -->")[0]
    return [baris for baris in bagian.splitlines() if baris.startswith("| 2")]


def test_every_published_figure_is_loaded_or_listed_with_its_reason() -> None:
    dimuat = sum(len(list(angka(path))) for path in berkas_data())
    assert dimuat + len(baris_tidak_dimuat()) == len(terbitan())
    assert dimuat > 150


def test_every_figure_left_out_names_a_reason() -> None:
    assert all(baris.rstrip("| ").rsplit("|", 1)[1].strip() for baris in baris_tidak_dimuat())


def test_every_figure_in_a_file_stands_in_the_source() -> None:
    nilai = {float(satu["nilai"]) for satu in terbitan()}
    for path in berkas_data():
        for judul, _, sel in angka(path):
            assert float(str(sel).replace(",", ".")) in nilai, f"{path.name}: {judul} {sel}"


def test_every_heading_of_a_csv_means_the_field_it_names() -> None:
    bidang = load_headings()
    lain = {"wilayah": "nama_wilayah", "jumlah_anak_memiliki_kia": "kia"}
    for path in PUBLIK.glob("angka-terbitan*.csv"):
        for judul in map(str, lembar(path)[0]):
            assert bidang[normal_heading(judul)][1].name == lain.get(judul, judul)


@pytest.mark.parametrize(
    ("file", "wilayah", "isi"),
    [
        (
            "angka-terbitan_2021-07-15.csv",
            "Provinsi Jawa Tengah",
            {
                "wajib_ktp": "28126986",
                "sudah_rekam": "29260118",
                "persen_rekam": "103",
                "sisa_blangko": "390000",
            },
        ),
        (
            "perekaman-ktp-el_2020-09-01.xlsx",
            "Provinsi Jawa Tengah",
            {"persentase_sudah_rekam": "98", "persentase_belum_rekam": "1,04"},
        ),
        (
            "angka-terbitan_2020-02-14.csv",
            "Kabupaten Blora",
            {
                "stok_awal_blangko": "0",
                "blangko_diterima": "22000",
                "cetak_ktp": "19084",
                "sisa_blangko": "2916",
            },
        ),
        (
            "angka-terbitan_2018-12-19.csv",
            "Kabupaten Pati",
            {
                "wajib_ktp": "984963",
                "sudah_rekam": "972356",
                "belum_rekam": "12607",
                "persen_belum_rekam": "3,6",
                "sisa_suket": "23595",
            },
        ),
    ],
)
def test_the_figures_of_one_wilayah_stand_together_as_printed(
    file: str, wilayah: str, isi: dict[str, str]
) -> None:
    assert {judul: sel for judul, baris, sel in angka(PUBLIK / file) if wilayah in baris} == isi


def test_the_province_form_has_its_22_columns_and_all_35_rows() -> None:
    semua = lembar(PUBLIK / "laporan-kinerja-bidang-5_2021-07-P1.xlsx")
    judul = next(i for i, baris in enumerate(semua) if baris[0] == "kd_wilayah")
    kode = [str(baris[0]) for baris in semua[judul + 1 : judul + 36]]
    assert len(semua[judul]) == 22
    assert kode == sorted(kode)
    assert (kode[0], kode[-1]) == ("3301", "3376")
    assert semua[judul + 36][0] == "JUMLAH"


def test_no_file_arrives_before_the_day_its_figures_speak_of() -> None:
    tiba = {satu["file"]: datetime.fromisoformat(satu["diterima"]) for satu in manifes()}
    for path in PUBLIK.glob("*.csv"):
        if path.name != "manifes.csv":
            tanggal = {datetime.strptime(str(baris[1]), "%d/%m/%Y").date() for _, baris, _ in angka(path)}  # noqa: DTZ007
            assert max(tanggal) <= tiba[path.name].date()
    for path in PUBLIK.glob("perekaman*.xlsx"):
        harian = {baris[0].date() for _, baris, _ in angka(path) if isinstance(baris[0], datetime)}
        assert harian
        assert max(harian) <= tiba[path.name].date()


def test_the_manifest_lists_every_file_once_in_order_of_arrival() -> None:
    assert sorted(satu["file"] for satu in manifes()) == [path.name for path in berkas_data()]
    waktu = [datetime.fromisoformat(satu["diterima"]) for satu in manifes()]
    assert waktu == sorted(waktu)
    assert all(satu.utcoffset() is not None and satu.date() <= date(2026, 11, 23) for satu in waktu)


def test_the_committed_files_are_what_the_script_writes(tmp_path: Path) -> None:
    buat(tmp_path, sumber=CONTOH / "sumber")
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in PUBLIK.iterdir()}
    for path in tmp_path.iterdir():
        assert isi_berkas(path) == isi_berkas(PUBLIK / path.name), f"{path.name} is stale"


def test_the_lists_of_the_readme_are_current() -> None:
    teks = (CONTOH / "README.md").read_text(encoding="utf-8")
    assert dengan_daftar(teks, sumber=CONTOH / "sumber") == teks
