"""What really happens in a regency half-month by half-month, before anything of it is reported."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from data_contracts.catalogue import load_register
from data_contracts.periode import Periode

ABOVE, NAMED, HALF_NAMED = "33.76", "33.19", "33.20"
FALLING, LEAVING, COPYING = "33.29", "33.04", "33.15"
GROWING, JUMPING, UNLIKELY = "33.11", "33.05", "33.28"
JUMP = Periode(2026, 3, 1)
DKB_DAYS = (date(2025, 6, 30), date(2025, 12, 31), date(2026, 6, 30))


def figures_of(kode: str, periods: Sequence[Periode], draw: random.Random) -> Iterator[dict[str, Any]]:
    """The true figures of one place, one set a half-month."""
    office = _opened(kode, draw)
    for number, periode in enumerate(periods):
        office.recount(periode)
        yield {
            **office.recording(is_late=number >= len(periods) - 6),
            **office.documents(),
            **office.cards(),
            **office.basis(periode),
        }


@dataclass(slots=True)
class _Office:
    """The counts as they stand, and the dice."""

    kode: str
    draw: random.Random
    people: int
    wajib: int
    recorded: int
    children: int
    kia: int
    akta: int
    ikd: int
    stock: int
    suket: int
    prr: int

    def recount(self, periode: Periode) -> None:
        """A new DKB at the end of each half-year; one place counts anew without one."""
        if periode.end in DKB_DAYS:
            self.wajib = round(
                self.wajib * (1.014 if self.kode == GROWING else self.draw.uniform(1.001, 1.004))
            )
            self.children = round(self.children * self.draw.uniform(0.999, 1.003))
        if self.kode == JUMPING and periode == JUMP:
            self.wajib = round(self.wajib * 1.016)

    def recording(self, *, is_late: bool) -> dict[str, Any]:
        new = round(self.wajib * self.draw.uniform(0.0001, 0.0007))
        gone, moved = round(self.wajib * 0.0001), 0
        if self.kode == LEAVING:
            moved, new = 400, self.draw.randint(0, 300)
        if self.kode == FALLING and is_late:
            self.recorded -= round(self.wajib * 0.004)
        self.recorded += new - gone - moved
        self.prr = max(self.prr + self.draw.randint(-250, 260), 0)
        typing_slip = self.draw.choice([0, 0, 0, 0, 0.3])
        return {
            "wajib_ktp": self.wajib,
            "sudah_rekam": self.recorded,
            "belum_rekam": self.wajib - self.recorded,
            "persen_rekam": round(100 * self.recorded / self.wajib + typing_slip, 2),
            "rekam_baru": new,
            "wajib_ktp_meninggal": gone if self.draw.random() < 0.5 else None,
            "wajib_ktp_pindah": moved if self.kode == LEAVING else None,
            "prr": self.prr,
            "memiliki_ktp": self.recorded - self.prr - 100,
        }

    def documents(self) -> dict[str, Any]:
        self.kia += round(self.children * self.draw.uniform(0, 0.004))
        self.akta += round(self.children * self.draw.uniform(0, 0.0015))
        self.ikd += round(self.people * self.draw.uniform(0, 0.003))
        return {
            "anak_0_17": self.children,
            "kia": self.kia,
            "persen_kia": round(100 * self.kia / self.children, 2),
            "anak_0_18": round(self.children * 1.057),
            "akta_0_18": self.akta,
            "ikd": self.ikd,
            "pks": 14,
            "tte_dok": self.draw.randint(3_000, 9_000),
        }

    def cards(self) -> dict[str, Any]:
        printed = self.draw.randint(self.people // 500, self.people // 300)
        received = self.draw.choice([0, 0, 0, 2_000, 6_000, 9_000])
        issued = self.draw.choice([0, 0, 0, 12, 130])
        exchanged = self.draw.randint(0, min(self.suket, 60))
        opening, self.stock = self.stock, max(self.stock + received - printed, 0)
        letters, self.suket = self.suket, self.suket + issued - exchanged
        return {
            "sisa_suket": self.suket,
            "suket_terbit": issued,
            "suket_ditukar": exchanged,
            "suket_dicabut": 0,
            "sisa_suket_sebelumnya": letters if self.kode == HALF_NAMED else None,
            "stok_awal_blangko": opening,
            "sisa_blangko": self.stock + self.draw.choice([0, 0, 0, 0, 0, 75]),
            "blangko_diterima": received,
            "blangko_pinjam_masuk": 0,
            "blangko_pinjam_keluar": 0,
            "cetak_ktp": opening + received - self.stock,
            "blangko_rusak": 0,
        }

    def basis(self, periode: Periode) -> dict[str, Any]:
        """Kind and date of the denominator, where the place tells them."""
        is_told = self.kode == NAMED or (self.kode == HALF_NAMED and self.draw.random() < 0.8)
        if not is_told:
            return {}
        last = max(day for day in DKB_DAYS if day <= periode.end)
        return {"jenis_penyebut": "DKB", "tanggal_penyebut": last}


def _opened(kode: str, draw: random.Random) -> _Office:
    people = load_register().get(kode).penduduk or 500_000
    wajib = round(people * (0.63 if kode == UNLIKELY else draw.uniform(0.70, 0.77)))
    level = 102.4 if kode == ABOVE else draw.uniform(97.6, 99.7)
    children = round(people * 0.25)
    return _Office(
        kode=kode,
        draw=draw,
        people=people,
        wajib=wajib,
        recorded=round(wajib * level / 100),
        children=children,
        kia=round(children * draw.uniform(0.45, 0.7)),
        akta=round(children * 1.05 * draw.uniform(0.94, 0.99)),
        ikd=people // 9,
        stock=draw.randint(2_000, 20_000),
        suket=draw.choice([0, 0, 40, 900]),
        prr=draw.randint(60, 900),
    )
