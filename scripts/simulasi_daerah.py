"""One simulated year of every kabupaten/kota: its position at the end of each of 24 half-months.

Levels start from real ones (`dasar` in examples/sumber/simulasi_daerah.csv names the published figure); what
lies between the first and the last half-month is drawn from a generator seeded by the code, so that a changed
regency leaves the other 34 as they were.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from data_contracts.periode import Periode
from data_contracts.wilayah import Wilayah

BENIH = 20261115
PERIODE = Periode.range(Periode(2025, 11, 2), Periode(2026, 11, 1))
DKB_PERTAMA, DKB_ANTARA, DKB_TERAKHIR = date(2025, 6, 30), date(2025, 12, 31), date(2026, 6, 30)
# What a DKB counts, against the one of 31 December 2025 (the year of the register's populations).
TUMBUH = {DKB_PERTAMA: 0.9962, DKB_ANTARA: 1.0, DKB_TERAKHIR: 1.0034}
RASIO_ANAK_0_17 = 0.2512  # Batang: 215.000 of 855.878
RASIO_ANAK_0_18 = 1.057
CETAK_PER_JIWA = 0.0046  # cards printed in a half-month; Blora: 19.084 in 45 days of 2020

Posisi = dict[str, int]


@dataclass(frozen=True, slots=True)
class Daerah:
    """One line of simulasi_daerah.csv: percentages in percent, first and last half-month."""

    wilayah: Wilayah
    rasio_wajib: float
    cakupan: tuple[float, float]
    kia: tuple[float, float]
    akta: tuple[float, float]

    @property
    def penduduk(self) -> int:
        assert self.wilayah.penduduk is not None, self.wilayah.kode
        return self.wilayah.penduduk

    @property
    def acak(self) -> np.random.Generator:
        """A fresh generator of this regency: the same numbers each time it is asked for."""
        return np.random.default_rng([BENIH, int(self.wilayah.kode.replace(".", ""))])


def baca_daerah(path: Path, *, wilayah: Sequence[Wilayah]) -> tuple[Daerah, ...]:
    """All kab/kota in the register's order; a KeyError when one has no line."""
    with path.open(encoding="utf-8", newline="") as berkas:
        baris = {satu["kode"]: satu for satu in csv.DictReader(berkas)}
    return tuple(_daerah(satu, baris[satu.kode]) for satu in wilayah)


def _daerah(wilayah: Wilayah, baris: Mapping[str, str]) -> Daerah:
    def rentang(nama: str) -> tuple[float, float]:
        return float(baris[f"{nama}_awal"]), float(baris[f"{nama}_akhir"])

    return Daerah(wilayah, float(baris["rasio_wajib"]), rentang("cakupan"), rentang("kia"), rentang("akta"))


def dkb(periode: Periode) -> date:
    """The DKB in force at the end of a half-month."""
    return max(hari for hari in TUMBUH if hari <= periode.end)


def setahun(daerah: Daerah) -> list[Posisi]:
    """One position per half-month of PERIODE: counts only, no percentage, before any story."""
    acak = daerah.acak
    return [
        {**penduduk, **lain}
        for penduduk, lain in zip(_kependudukan(daerah, acak), _pelayanan(daerah, acak), strict=True)
    ]


def _kependudukan(daerah: Daerah, acak: np.random.Generator) -> list[Posisi]:
    hasil: list[Posisi] = []
    for langkah, periode in enumerate(PERIODE):
        besar = TUMBUH[dkb(periode)]
        wajib = round(daerah.penduduk * daerah.rasio_wajib * besar)
        anak = round(daerah.penduduk * RASIO_ANAK_0_17 * besar)
        anak_18 = round(anak * RASIO_ANAK_0_18)
        # Between two DKBs the denominator stands still while recording goes on: a small saw tooth.
        gigi = 0.08 * (_sejak_dkb(periode) / 12 - 0.5)
        kumulatif = {
            "sudah_rekam": _bagian(wajib, daerah.cakupan, langkah, gigi + 0.004 * acak.standard_normal()),
            "kia": _bagian(anak, daerah.kia, langkah, 0.02 * acak.standard_normal()),
            "akta_0_18": _bagian(anak_18, daerah.akta, langkah, 0.01 * acak.standard_normal()),
        }
        if hasil:  # what has been recorded or printed stays so; only a story takes it away
            kumulatif = {nama: max(nilai, hasil[-1][nama] + 1) for nama, nilai in kumulatif.items()}
        hasil.append({"wajib_ktp": wajib, "anak_0_17": anak, "anak_0_18": anak_18, **kumulatif})
    return hasil


def _bagian(penyebut: int, persen: tuple[float, float], langkah: int, geser: float) -> int:
    awal, akhir = persen
    return round(penyebut * (awal + (akhir - awal) * langkah / (len(PERIODE) - 1) + geser) / 100)


def _sejak_dkb(periode: Periode) -> int:
    return len(Periode.range(Periode.of(dkb(periode)), periode)) - 1


def _pelayanan(daerah: Daerah, acak: np.random.Generator) -> list[Posisi]:
    pakai = daerah.penduduk * CETAK_PER_JIWA
    stok = round(pakai * acak.uniform(1.3, 2.4))
    layanan, integritas, pks = acak.integers(14, 20), acak.integers(3, 7), acak.integers(9, 26)
    hasil = []
    for langkah in range(len(PERIODE)):
        stok = max(stok - round(pakai * acak.uniform(0.85, 1.15)), 0)
        # The province tops up in parcels of 500, and never more than it can spare.
        if stok < pakai:
            stok += 500 * round(pakai * acak.uniform(1.2, 1.9) / 500)
        dokumen = round(daerah.penduduk * acak.uniform(0.011, 0.014))
        hasil.append(
            {
                "sisa_suket": 0,
                "prr": round(daerah.penduduk * acak.uniform(0.00018, 0.00042)),
                "sisa_blangko": stok,
                "kertas_putih_dok": dokumen,
                "tte_dok": dokumen - int(acak.integers(0, 90)),
                "layanan_ol_sudah": int(layanan) + langkah // 8,
                "layanan_ol_belum": max(22 - int(layanan) - langkah // 8, 0),
                "layanan_integritas_sudah": int(integritas) + langkah // 12,
                "layanan_integritas_belum": max(8 - int(integritas) - langkah // 12, 0),
                "pks": int(pks) + langkah // 6,
                "akses_data": max(int(pks) + langkah // 6 - 2, 0),
            }
        )
    return hasil
