"""What happens in the simulated year: the few regencies whose story the pages have to tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from data_contracts.periode import Periode
from scripts.simulasi_daerah import DKB_TERAKHIR, PERIODE, Posisi

WONOGIRI, GROBOGAN, REMBANG, BATANG, PEMALANG = "33.12", "33.15", "33.17", "33.25", "33.27"
KAB_TEGAL, BREBES, KOTA_SEMARANG = "33.28", "33.29", "33.74"

Tahun = Mapping[str, list[Posisi]]

# Points of coverage Brebes loses in each half-month from 1-15 September on.
SUSUT_BREBES = (0.11, 0.24, 0.31, 0.38, 0.36)
# Kota Semarang's new DKB of 30 June counts people who had been on no list.
LONJAKAN_SEMARANG = 1.0215
# Pemalang gets no more blangko from 16 July on: what is left at the end of each half-month since.
STOK_PEMALANG = (23_400, 19_650, 15_870, 12_140, 8_460, 4_930, 1_610, 38)
PRR_PEMALANG = (540, 620, 980, 1_450, 2_210, 3_180, 4_390, 6_120)
# Suket left over: the value of the first half-month, and how much of it is gone in each one after.
SUKET_TERSISA = {BREBES: (384, 9), "33.07": (96, 3), "33.20": (61, 4), "33.04": (25, 3)}
SUKET_PEMALANG = 412

BUNGKAM = {(WONOGIRI, Periode(2026, 10, 2)), (WONOGIRI, Periode(2026, 11, 1))}


@dataclass(frozen=True, slots=True)
class Susulan:
    """A report a regency sends by itself: its row in the province's file is blank, or was wrong.

    `hari` counts from the last day of the period (the report is due on day 3); `selisih` is what a correction
    adds to the figures of that row.
    """

    kode: str
    periode: Periode
    nama: str
    hari: int
    akhiran: str = ""
    selisih: Mapping[str, int] = field(default_factory=dict)


SUSULAN = (
    Susulan(REMBANG, Periode(2026, 2, 1), "Kabupaten Rembang", 5),
    Susulan(REMBANG, Periode(2026, 6, 2), "Kabupaten Rembang", 7),
    Susulan(REMBANG, Periode(2026, 9, 2), "Kabupaten Rembang", 6),
    # A bare “Tegal” may be the kabupaten or the kota: it comes back, and the kabupaten sends it again.
    Susulan(KAB_TEGAL, Periode(2026, 10, 1), "Tegal", 1),
    Susulan(KAB_TEGAL, Periode(2026, 10, 1), "Kabupaten Tegal", 2, akhiran="_perbaikan"),
)
# Batang finds a mobile recording of two days left out of its report, and tells the recordings anew.
KOREKSI = (
    Susulan(
        BATANG,
        Periode(2026, 10, 2),
        "Kabupaten Batang",
        9,
        akhiran="_koreksi",
        selisih={"sudah_rekam": 96, "prr": 41},
    ),
)
KOSONG = BUNGKAM | {(satu.kode, satu.periode) for satu in SUSULAN}


def ceritakan(tahun: Tahun) -> None:
    """Write every story into the year, in place."""
    _kota_semarang(tahun[KOTA_SEMARANG])
    _brebes(tahun[BREBES])
    _pemalang(tahun[PEMALANG])
    for kode, (awal, susut) in SUKET_TERSISA.items():
        for langkah, posisi in enumerate(tahun[kode]):
            posisi["sisa_suket"] = max(awal - susut * langkah, 0)
    # Grobogan hands in its last report again, every figure the same.
    tahun[GROBOGAN][-1] = dict(tahun[GROBOGAN][-2])


def _kota_semarang(setahun: list[Posisi]) -> None:
    for periode, posisi in zip(PERIODE, setahun, strict=True):
        if periode.end >= DKB_TERAKHIR:
            posisi["wajib_ktp"] = round(posisi["wajib_ktp"] * LONJAKAN_SEMARANG)


def _brebes(setahun: list[Posisi]) -> None:
    awal = len(setahun) - len(SUSUT_BREBES)
    for langkah, susut in enumerate(SUSUT_BREBES, start=awal):
        sebelumnya, posisi = setahun[langkah - 1], setahun[langkah]
        posisi["sudah_rekam"] = sebelumnya["sudah_rekam"] - round(posisi["wajib_ktp"] * susut / 100)
        posisi["prr"] = sebelumnya["prr"] + 260


def _pemalang(setahun: list[Posisi]) -> None:
    for posisi, stok, prr in zip(setahun[-len(STOK_PEMALANG) :], STOK_PEMALANG, PRR_PEMALANG, strict=True):
        posisi.update(sisa_blangko=stok, prr=prr)
    setahun[-1]["sisa_suket"] = SUKET_PEMALANG
