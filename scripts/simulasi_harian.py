"""Simulated daily reports: what a regency does on each working day between two half-month positions.

On the last working day of a half-month the daily positions equal those of the province's form; in between,
blangko fall by what is printed and rise by what is delivered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from data_contracts.hari_kerja import is_working_day
from data_contracts.periode import Periode
from scripts.berkas_contoh import Baris
from scripts.simulasi_daerah import CETAK_PER_JIWA, Daerah, Posisi

# Heading and field, in the order of a sister province's app.
KOLOM: Mapping[str, str] = {
    "NIK Baru": "nik_baru",
    "Cetak KK": "cetak_kk",
    "Perekaman KTP-EL": "rekam_baru",
    "PRR (Hari Ini)": "prr",
    "Cetak KTP-EL PRR": "cetak_prr",
    "SFE": "sfe",
    "Duplicate Record": "duplicate_record",
    "SUKET (HARI INI)": "sisa_suket",
    "SUKET (HARI SEBELUMNYA)": "sisa_suket_sebelumnya",
    "Cetak KTP-EL (SUKET)": "cetak_suket",
    "Cetak KTP-EL (HILANG/GANTI/RUSAK/PERUBAHAN)": "cetak_ganti",
    "Cetak Akta Kelahiran (0 - 17 Tahun)": "akta_lahir_0_17",
    "Cetak Akta Kelahiran (> 17 Tahun)": "akta_lahir_18",
    "Cetak Akta (Perkawinan)": "akta_perkawinan",
    "Cetak Akta (Perceraian)": "akta_perceraian",
    "Cetak Akta (Kematian)": "akta_kematian",
    "SKPWNI (PINDAH)": "pindah",
    "SKPWNI (DATANG)": "datang",
    "Cetak Kia ( 0 - 5 Tahun)": "cetak_kia_0_5",
    "Cetak Kia ( > 5 Tahun)": "cetak_kia_5",
    "Sisa Blanko KTP-EL": "sisa_blangko",
}
JUDUL: Baris = ["Waktu Laporan", "KABUPATEN/KOTA", "Tanggal Pelayanan", *KOLOM]
# Mean per million people and working day.
RATA_RATA = {
    "nik_baru": 62,
    "cetak_kk": 410,
    "rekam_baru": 32,
    "sfe": 14,
    "duplicate_record": 5,
    "akta_lahir_0_17": 58,
    "akta_lahir_18": 19,
    "akta_perkawinan": 1.5,
    "akta_perceraian": 0.7,
    "akta_kematian": 31,
    "pindah": 44,
    "datang": 39,
    "cetak_kia_0_5": 36,
    "cetak_kia_5": 64,
}
PARSEL = 500
JUMAT = 4


@dataclass(frozen=True, slots=True)
class Hari:
    """One service day and the figures reported for it."""

    tanggal: date
    dilaporkan: datetime
    angka: Mapping[str, int]

    def baris(self, nama: str) -> Baris:
        return [self.dilaporkan, nama, self.tanggal, *(self.angka[bidang] for bidang in KOLOM.values())]


@dataclass(frozen=True, slots=True)
class Paruh:
    """A half-month with the positions before and at its end."""

    periode: Periode
    sebelum: Posisi
    sesudah: Posisi


def hari_kerja(periode: Periode, *, libur: AbstractSet[date]) -> list[date]:
    panjang = (periode.end - periode.start).days + 1
    semua = (periode.start + timedelta(days=geser) for geser in range(panjang))
    return [hari for hari in semua if is_working_day(hari, holidays=libur)]


def harian(daerah: Daerah, paruh: Sequence[Paruh], *, libur: AbstractSet[date]) -> list[Hari]:
    """Every working day of the half-months, which follow one another."""
    acak = daerah.acak
    return [
        hari
        for satu in paruh
        for hari in _satu_paruh(daerah, satu, acak, hari_kerja(satu.periode, libur=libur))
    ]


def _satu_paruh(daerah: Daerah, paruh: Paruh, acak: np.random.Generator, hari: list[date]) -> Iterator[Hari]:
    diterima, cetak = _mutasi(daerah, paruh)
    per_hari = acak.multinomial(cetak, np.full(len(hari), 1 / len(hari)))
    stok = paruh.sebelum["sisa_blangko"] + diterima  # a delivery comes before the first card is printed
    suket = paruh.sebelum["sisa_suket"]
    for langkah, (tanggal, dicetak) in enumerate(zip(hari, per_hari.tolist(), strict=True), start=1):
        stok -= dicetak
        suket_kini = _di_antara(paruh, "sisa_suket", langkah / len(hari))
        angka = {
            **{nama: int(acak.poisson(rata * daerah.penduduk / 1e6)) for nama, rata in RATA_RATA.items()},
            **_rincian_cetak(dicetak, max(suket - suket_kini, 0), acak),
            "prr": _di_antara(paruh, "prr", langkah / len(hari)),
            "sisa_suket": suket_kini,
            "sisa_suket_sebelumnya": suket,
            "sisa_blangko": stok,
        }
        suket = suket_kini
        yield Hari(tanggal, _waktu_laporan(tanggal, acak), angka)


def _mutasi(daerah: Daerah, paruh: Paruh) -> tuple[int, int]:
    """Blangko received (in parcels) and cards printed between the two positions."""
    naik = paruh.sesudah["sisa_blangko"] - paruh.sebelum["sisa_blangko"]
    kurang = naik + 0.85 * daerah.penduduk * CETAK_PER_JIWA
    diterima = PARSEL * -(-int(kurang) // PARSEL) if naik > -PARSEL else 0
    return diterima, diterima - naik


def _rincian_cetak(dicetak: int, suket: int, acak: np.random.Generator) -> dict[str, int]:
    sisa = dicetak - min(suket, dicetak)
    prr = int(acak.binomial(sisa, 0.44))
    return {"cetak_prr": prr, "cetak_suket": dicetak - sisa, "cetak_ganti": sisa - prr}


def _di_antara(paruh: Paruh, bidang: str, bagian: float) -> int:
    sebelum, sesudah = paruh.sebelum[bidang], paruh.sesudah[bidang]
    return round(sebelum + (sesudah - sebelum) * bagian)


def _waktu_laporan(tanggal: date, acak: np.random.Generator) -> datetime:
    """Mostly the same afternoon; one day in six, unless a Friday, the next morning."""
    besok = acak.random() < 1 / 6 and tanggal.weekday() < JUMAT
    dasar = datetime(tanggal.year, tanggal.month, tanggal.day, 7 if besok else 15)  # noqa: DTZ001 - as typed
    return dasar + timedelta(days=int(besok), minutes=int(acak.integers(20, 110)))
