"""Put what is known of five delivery and service systems into reports of every contract they speak of.

`python scripts/buat_lima_sistem.py` rewrites examples/lima-sistem: one workbook per source, one sheet per
contract, the contracts' own names as headings. What a source does not say is a blank cell, never a guess.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from data_contracts.catalogue import load_contracts, load_register
from data_contracts.contract import Contract, LogicalType
from scripts.berkas_contoh import (
    Baris,
    Kiriman,
    Lembar,
    Nilai,
    kosongkan,
    tulis_buku,
    tulis_manifes,
)
from scripts.terbitan import baca_rincian

CONTOH = Path(__file__).resolve().parents[1] / "examples"
PENGHIMPUN = "Himpunan angka terbitan publik"


@dataclass(frozen=True, slots=True)
class Kunci:
    """What one row speaks of; `awal` is empty for a position or a single day, `rincian` as in the source."""

    sistem: str
    kontrak: str
    wilayah: str
    awal: str
    tanggal: str
    rincian: str


@dataclass(frozen=True, slots=True)
class Sistem:
    """One file to be: its title, the day its source was published, and that source."""

    nama: str
    judul: str
    terbit: date
    sumber: str


def main() -> None:
    buat(CONTOH / "lima-sistem", sumber=CONTOH / "sumber")


def buat(folder: Path, *, sumber: Path) -> None:
    """Write one workbook per system and manifes.csv into `folder`, which is emptied first."""
    kosongkan(folder)
    isi = baca_isi(sumber / "lima_sistem.csv")
    kiriman = [_berkas(folder, sistem, isi) for sistem in baca_sistem(sumber / "lima_sistem_berkas.csv")]
    tulis_manifes(folder / "manifes.csv", kiriman)


def baca_sistem(path: Path) -> tuple[Sistem, ...]:
    """Every system, in file order."""
    return tuple(
        Sistem(satu["sistem"], satu["judul"], date.fromisoformat(satu["terbit"]), satu["sumber"])
        for satu in _baris_csv(path)
    )


def baca_isi(path: Path) -> Mapping[Kunci, Mapping[str, str]]:
    """Field -> value as printed, by row; a field given twice for one row is a ValueError."""
    isi: dict[Kunci, dict[str, str]] = {}
    for satu in _baris_csv(path):
        kunci = Kunci(
            satu["sistem"], satu["kontrak"], satu["wilayah"], satu["tanggal_awal"], satu["tanggal"],
            satu["rincian"],
        )  # fmt: skip
        baris = isi.setdefault(kunci, {})
        if satu["bidang"] in baris:
            message = f"lima_sistem.csv: {satu['bidang']} twice in {kunci}"
            raise ValueError(message)
        baris[satu["bidang"]] = satu["nilai"]
    return isi


def _baris_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as berkas:
        return list(csv.DictReader(berkas))


def _berkas(folder: Path, sistem: Sistem, isi: Mapping[Kunci, Mapping[str, str]]) -> Kiriman:
    kunci = [satu for satu in isi if satu.sistem == sistem.nama]
    lembar = [
        _lembar(sistem, load_contracts()[kontrak], {satu: isi[satu] for satu in bagian})
        for kontrak, bagian in groupby(kunci, key=lambda satu: satu.kontrak)
    ]
    file = f"{sistem.nama}_{sistem.terbit}.xlsx"
    tulis_buku(folder / file, *lembar)
    return Kiriman(file, f"{sistem.terbit}T09:00:00+07:00", PENGHIMPUN)


def _lembar(sistem: Sistem, kontrak: Contract, isi: Mapping[Kunci, Mapping[str, str]]) -> Lembar:
    rincian = [baca_rincian(kunci.rincian) for kunci in isi]
    dimensi = [satu for satu in kontrak.dimensions if any(satu.name in satu_baris for satu_baris in rincian)]
    bidang = [satu for satu in kontrak.measured if any(satu.name in baris for baris in isi.values())]
    judul: Baris = [
        "Kode wilayah", "Nama wilayah", "Tanggal awal", "Tanggal data",
        *(satu.business_name for satu in (*dimensi, *bidang)), "Sumber",
    ]  # fmt: skip
    baris: list[Baris] = [
        [
            *_kepala(kunci),
            *(bagian.get(satu.name) for satu in dimensi),
            *(_nilai(baris.get(satu.name), satu.logical_type) for satu in bidang),
            sistem.sumber,
        ]
        for (kunci, baris), bagian in zip(isi.items(), rincian, strict=True)
    ]
    kepala: Sequence[Baris] = [[f"{sistem.judul}, dihimpun dari angka terbitan publik"], []]
    return Lembar(kontrak.name, [*kepala, judul, *baris], baris_judul=len(kepala), gabung=len(judul))


def _kepala(kunci: Kunci) -> Baris:
    wilayah = load_register().match_name(kunci.wilayah).wilayah
    if wilayah is None:
        message = f"lima_sistem.csv: {kunci.wilayah} is not a name of the register"
        raise ValueError(message)
    awal = date.fromisoformat(kunci.awal) if kunci.awal else None
    return [wilayah.kode, wilayah.nama, awal, date.fromisoformat(kunci.tanggal)]


def _nilai(teks: str | None, jenis: LogicalType) -> Nilai:
    return int(teks) if teks is not None and jenis is LogicalType.INTEGER else teks


if __name__ == "__main__":
    main()
