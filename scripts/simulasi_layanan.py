"""The simulated monthly reports of deliveries, services, service points and budgets, a few of each.

Drawn from a generator seeded by code and month, like the rest of the simulation: a changed regency leaves the
others as they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from data_contracts.wilayah import Wilayah
from scripts.berkas_contoh import Baris, Lembar
from scripts.simulasi_daerah import BENIH

BULAN = (date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31))
POSISI_TITIK = date(2026, 6, 30)
POSISI_ANGGARAN = date(2026, 9, 30)
# Who carries, what it costs, and who pays; Rembang, Kabupaten Tegal and Kota Surakarta pay it themselves.
KURIR = {"Pos Indonesia": 10_000, "Gojek": 14_000, "Grab": 15_000}
APBD = {"33.17", "33.28", "33.72"}
DOKUMEN = {"KTP-el": 0.0016, "Kartu Keluarga": 0.0011}
KANAL = {"Daring": 0.45, "Tatap muka": 0.55}
ONGKOS_PUNGUTAN = ("33.26", BULAN[1])  # one office charges for a document once: a finding

JUDUL_ANTAR: Baris = (
    "Kode wilayah", "Nama wilayah", "Tanggal awal", "Tanggal data", "Kurir", "Jenis dokumen", "Siap antar",
    "Diserahkan ke kurir", "Terkirim", "Gagal antar", "Diambil sendiri", "Tarif antar (Rp)",
    "Penanggung biaya antar", "Biaya antar (Rp)", "Biaya dokumen (Rp)",
)  # fmt: skip
JUDUL_LAYANAN: Baris = (
    "Kode wilayah", "Nama wilayah", "Tanggal awal", "Tanggal data", "Kanal layanan", "Jenis dokumen",
    "Permohonan", "Permohonan selesai", "Selesai dalam 24 jam",
)  # fmt: skip
JUDUL_TITIK: Baris = (
    "Kode wilayah", "Nama wilayah", "Tanggal data", "Jenis titik layanan", "Jumlah titik layanan",
    "Jumlah petugas", "Hari layanan", "Jam buka", "Jam tutup", "Jam buka Sabtu", "Jam tutup Sabtu",
    "Layanan tersedia", "Cetak di tempat",
)  # fmt: skip
JUDUL_ANGGARAN: Baris = (
    "Kode wilayah", "Nama wilayah", "Tanggal data", "Tahun anggaran", "Program", "Dianggarkan", "Pagu (Rp)",
    "Realisasi (Rp)",
)  # fmt: skip


def bulanan(wilayah: Sequence[Wilayah], *, akhir: date) -> tuple[Lembar, Lembar]:
    """Deliveries and services of one month, all kab/kota."""
    antar = [baris for satu in wilayah for baris in _antar(satu, akhir)]
    layanan = [baris for satu in wilayah for baris in _layanan(satu, akhir)]
    return _lembar("pengantaran", JUDUL_ANTAR, antar), _lembar("layanan", JUDUL_LAYANAN, layanan)


def titik(wilayah: Sequence[Wilayah]) -> Lembar:
    """Where and when offices are open, all kab/kota."""
    return _lembar("titik_layanan", JUDUL_TITIK, [baris for satu in wilayah for baris in _titik(satu)])


def anggaran(wilayah: Sequence[Wilayah]) -> Lembar:
    """What the programmes may spend and have spent, all kab/kota."""
    return _lembar("anggaran", JUDUL_ANGGARAN, [baris for satu in wilayah for baris in _anggaran(satu)])


def _lembar(nama: str, judul: Baris, baris: Sequence[Baris]) -> Lembar:
    kepala: list[Baris] = [[f"SIMULASI – {nama.replace('_', ' ')}"], []]
    return Lembar(f"SIMULASI {nama}", [*kepala, judul, *baris], baris_judul=len(kepala), gabung=len(judul))


def _acak(wilayah: Wilayah, hari: date) -> np.random.Generator:
    return np.random.default_rng([BENIH, int(wilayah.kode.replace(".", "")), hari.toordinal()])


def _sekitar(acak: np.random.Generator, rata_rata: float) -> int:
    return round(rata_rata * acak.uniform(0.85, 1.15))


def _bagian(acak: np.random.Generator, seluruh: int, bagian: float) -> int:
    return min(seluruh, _sekitar(acak, seluruh * bagian))


def _antar(wilayah: Wilayah, akhir: date) -> Iterator[Baris]:
    acak = _acak(wilayah, akhir)
    kurir = list(KURIR) if wilayah.jenis == "Kota" else list(KURIR)[:1]
    for nama in kurir:
        for dokumen, per_jiwa in DOKUMEN.items():
            siap = _sekitar(acak, (wilayah.penduduk or 0) * per_jiwa / len(kurir))
            serah = _bagian(acak, siap, 0.9)
            kirim = _bagian(acak, serah, 0.93)
            gagal = _bagian(acak, serah - kirim, 0.5)
            dipungut = (wilayah.kode, akhir) == ONGKOS_PUNGUTAN and dokumen == "KTP-el"
            yield [
                wilayah.kode, wilayah.nama, akhir.replace(day=1), akhir, nama, dokumen, siap, serah, kirim,
                gagal, _bagian(acak, siap, 0.2), KURIR[nama], "APBD" if wilayah.kode in APBD else "Warga",
                KURIR[nama] * kirim, 250_000 if dipungut else 0,
            ]  # fmt: skip


def _layanan(wilayah: Wilayah, akhir: date) -> Iterator[Baris]:
    acak = _acak(wilayah, akhir)
    for kanal, bagian in KANAL.items():
        mohon = _sekitar(acak, (wilayah.penduduk or 0) * 0.012 * bagian)
        selesai = _bagian(acak, mohon, 0.95)
        sehari = _bagian(acak, selesai, 0.82)
        yield [
            wilayah.kode, wilayah.nama, akhir.replace(day=1), akhir, kanal, "Semua dokumen", mohon, selesai,
            sehari,
        ]  # fmt: skip


def _titik(wilayah: Wilayah) -> Iterator[Baris]:
    acak = _acak(wilayah, POSISI_TITIK)
    kecamatan = wilayah.jumlah_kecamatan or 0
    mencetak = "Ya" if acak.random() < 0.7 else "Tidak"
    kepala: Baris = [wilayah.kode, wilayah.nama, POSISI_TITIK]
    yield [
        *kepala, "Kantor dinas", 1, int(acak.integers(18, 45)), "Senin–Jumat", "08.00", "15.30", None, None,
        "Semua layanan", "Ya",
    ]  # fmt: skip
    yield [
        *kepala, "Kecamatan", kecamatan, 2 * kecamatan, "Senin–Jumat", "08.00", "15.00", None, None,
        "Perekaman KTP-el, KK, surat pindah", mencetak,
    ]  # fmt: skip
    if wilayah.jenis == "Kota":
        yield [
            *kepala, "MPP", 1, 4, "Senin–Sabtu", "08.00", "15.00", "08.00", "12.00", "Semua layanan", "Ya",
        ]  # fmt: skip


def _anggaran(wilayah: Wilayah) -> Iterator[Baris]:
    acak = _acak(wilayah, POSISI_ANGGARAN)
    kepala: Baris = [wilayah.kode, wilayah.nama, POSISI_ANGGARAN, 2026]
    pagu = round((wilayah.penduduk or 0) * acak.uniform(1_500, 2_500), -6)
    yield [
        *kepala,
        "Pelayanan administrasi kependudukan",
        "Ya",
        int(pagu),
        int(pagu * acak.uniform(0.55, 0.8)),
    ]
    if wilayah.kode in APBD:
        yield [*kepala, "Pengantaran dokumen", "Ya", 150_000_000, int(150_000_000 * acak.uniform(0.5, 0.7))]
