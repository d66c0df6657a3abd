"""Write examples/simulasi: an invented year in the real layouts, marked SIMULASI in every sheet and name.

`python scripts/buat_simulasi.py` writes byte for byte the same files each time.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from data_contracts.catalogue import load_holidays, load_register
from data_contracts.periode import Periode
from data_contracts.tulisan import WIB, format_bilangan, format_persen
from data_contracts.wilayah import Wilayah
from scripts.berkas_contoh import (
    Baris,
    Kiriman,
    Lembar,
    Nilai,
    kosongkan,
    tulis_buku,
    tulis_csv,
    tulis_manifes,
)
from scripts.formulir import KOLOM, LEBAR, Formulir, Isian, tempat_tanggal
from scripts.simulasi_cerita import KOREKSI, KOSONG, SUSULAN, Susulan, Tahun, ceritakan
from scripts.simulasi_daerah import BENIH, PERIODE, Daerah, Posisi, baca_daerah, setahun
from scripts.simulasi_harian import JUDUL, Hari, Paruh, harian
from scripts.simulasi_layanan import BULAN, POSISI_ANGGARAN, POSISI_TITIK, anggaran, bulanan, titik

CONTOH = Path(__file__).resolve().parents[1] / "examples"
SIMULASI = "SIMULASI"
PROVINSI = "Bidang 5, provinsi (SIMULASI)"
JUDUL_FORMULIR = "SIMULASI – Laporan Kinerja Bidang 5"
RASIO = {
    "persen_rekam": ("sudah_rekam", "wajib_ktp"),
    "persen_kia": ("kia", "anak_0_17"),
    "persen_akta": ("akta_0_18", "anak_0_18"),
}
# Offices that type their counts as text with points, and those that add the sign to a percentage.
BERTITIK = {"33.01", "33.24", "33.72"}
BERTANDA = {"33.10", "33.24", "33.71"}
# Daily reports: the last four half-months, from the Monday eight weeks before the last working day.
HARIAN = {"33.19": "csv", "33.27": "xlsx", "33.74": "xlsx"}
PARUH_HARIAN = 4
HARIAN_SEJAK = date(2026, 9, 21)


def main() -> None:
    buat(CONTOH / "simulasi", sumber=CONTOH / "sumber")


def buat(folder: Path, *, sumber: Path) -> None:
    """Write every workbook, CSV and manifes.csv of the simulation into `folder`, which is emptied first."""
    kosongkan(folder)
    wilayah = load_register().kabkota
    daerah = baca_daerah(sumber / "simulasi_daerah.csv", wilayah=wilayah)
    tahun = {satu.wilayah.kode: setahun(satu) for satu in daerah}
    nama_resmi = {satu.kode: satu.nama for satu in wilayah}
    ceritakan(tahun)
    kiriman = [
        *(_provinsi(folder, periode, tahun, wilayah) for periode in PERIODE),
        *(
            _sendiri(folder, susulan, tahun[susulan.kode], nama_resmi[susulan.kode])
            for susulan in (*SUSULAN, *KOREKSI)
        ),
        *(kirim for satu in daerah if satu.wilayah.kode in HARIAN for kirim in _harian(folder, satu, tahun)),
        *_layanan(folder, wilayah),
    ]
    tulis_manifes(folder / "manifes.csv", kiriman)


def isian(kode: str, posisi: Posisi) -> Isian:
    """A position with the percentages the office typed: a number, or a text with comma."""
    persen = {
        nama: round(100 * posisi[pembilang] / posisi[penyebut], 2)
        for nama, (pembilang, penyebut) in RASIO.items()
    }
    return {**posisi, **{nama: _ketik_persen(kode, nilai) for nama, nilai in persen.items()}}


def _ketik_persen(kode: str, nilai: float) -> Nilai:
    if kode in BERTANDA:
        return format_persen(nilai)
    return format_bilangan(nilai, decimals=2) if int(kode[3:]) % 2 else nilai


def _provinsi(folder: Path, periode: Periode, tahun: Tahun, wilayah: Sequence[Wilayah]) -> Kiriman:
    langkah = PERIODE.index(periode)
    isi = {
        kode: isian(kode, posisi[langkah]) for kode, posisi in tahun.items() if (kode, periode) not in KOSONG
    }
    kaki = [tempat_tanggal(periode), "Kepala Bidang 5 (jabatan dan angka simulasi)"]
    formulir = Formulir(SIMULASI, JUDUL_FORMULIR, periode, kaki)
    file = f"SIMULASI_laporan-kinerja-bidang-5_{periode}.xlsx"
    tulis_buku(folder / file, formulir.lembar(isi, wilayah=wilayah, bertitik=BERTITIK))
    acak = np.random.default_rng([BENIH, langkah])
    return Kiriman(
        file, _tiba(periode, hari=int(acak.integers(1, 3)), menit=int(acak.integers(90, 420))), PROVINSI
    )


def _sendiri(folder: Path, susulan: Susulan, posisi: Sequence[Posisi], pengirim: str) -> Kiriman:
    """One regency's own row, without a code: only its name says whose it is."""
    periode, kode = susulan.periode, susulan.kode
    sebelumnya = posisi[PERIODE.index(periode)]
    koreksi = {bidang: sebelumnya[bidang] + selisih for bidang, selisih in susulan.selisih.items()}
    isi = isian(kode, {**sebelumnya, **koreksi})
    kepala: list[Baris] = [[JUDUL_FORMULIR], [f"Periode {periode.label}"], []]
    baris: list[Baris] = [["kab_kota", *KOLOM], [susulan.nama, *(isi[bidang] for bidang in KOLOM.values())]]
    kaki: list[Baris] = [[], ["Kepala Dinas (jabatan dan angka simulasi)"]]
    file = f"SIMULASI_laporan_{kode.replace('.', '')}_{periode}{susulan.akhiran}.xlsx"
    tulis_buku(folder / file, Lembar(SIMULASI, [*kepala, *baris, *kaki], baris_judul=3, gabung=LEBAR - 1))
    return Kiriman(file, _tiba(periode, hari=susulan.hari, menit=205), f"Disdukcapil {pengirim} (SIMULASI)")


def _layanan(folder: Path, wilayah: Sequence[Wilayah]) -> Iterable[Kiriman]:
    """Deliveries and services of three months, service points and budgets once: gathered by the province."""
    for akhir in BULAN:
        file = f"SIMULASI_layanan-dan-pengantaran_{akhir:%Y-%m}.xlsx"
        yield _himpunan(folder, file, akhir, *bulanan(wilayah, akhir=akhir))
    yield _himpunan(folder, f"SIMULASI_titik-layanan_{POSISI_TITIK}.xlsx", POSISI_TITIK, titik(wilayah))
    berkas = f"SIMULASI_anggaran_{POSISI_ANGGARAN}.xlsx"
    yield _himpunan(folder, berkas, POSISI_ANGGARAN, anggaran(wilayah))


def _himpunan(folder: Path, file: str, akhir: date, *lembar: Lembar) -> Kiriman:
    tulis_buku(folder / file, *lembar)
    return Kiriman(file, _tiba(Periode.of(akhir), hari=4, menit=150), PROVINSI)


def _tiba(periode: Periode, *, hari: int, menit: int) -> str:
    pagi = datetime.combine(periode.end + timedelta(days=hari), time(7), tzinfo=WIB)
    return (pagi + timedelta(minutes=menit)).isoformat()


def _harian(folder: Path, daerah: Daerah, tahun: Tahun) -> Iterable[Kiriman]:
    posisi = tahun[daerah.wilayah.kode]
    awal = len(PERIODE) - PARUH_HARIAN
    paruh = [Paruh(PERIODE[i], posisi[i - 1], posisi[i]) for i in range(awal, len(PERIODE))]
    hari = [satu for satu in harian(daerah, paruh, libur=load_holidays()) if satu.tanggal >= HARIAN_SEJAK]
    menurut: Mapping[Periode, list[Hari]] = {satu.periode: [] for satu in paruh}
    for satu in hari:
        menurut[Periode.of(satu.tanggal)].append(satu)
    for periode, isi in menurut.items():
        yield _berkas_harian(folder, daerah.wilayah, periode, isi)


def _berkas_harian(folder: Path, wilayah: Wilayah, periode: Periode, hari: Sequence[Hari]) -> Kiriman:
    kepala: list[Baris] = [[f"SIMULASI – Laporan harian pelayanan {wilayah.nama}"], []]
    baris: list[Baris] = [*kepala, JUDUL, *(satu.baris(wilayah.nama) for satu in hari)]
    bentuk = HARIAN[wilayah.kode]
    file = f"SIMULASI_harian_{wilayah.kode.replace('.', '')}_{periode}.{bentuk}"
    if bentuk == "csv":
        tulis_csv(folder / file, baris, encoding="cp1252")
    else:
        tulis_buku(folder / file, Lembar(SIMULASI, baris, baris_judul=len(kepala), gabung=len(JUDUL)))
    return Kiriman(file, _tiba(periode, hari=1, menit=75), f"Disdukcapil {wilayah.nama} (SIMULASI)")


if __name__ == "__main__":
    main()
