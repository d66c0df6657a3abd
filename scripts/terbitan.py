"""Dated public figures of examples/sumber/, mapped to contract fields: one record per wilayah and date."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

PROVINSI = "Provinsi Jawa Tengah"
LUAR = {"Nasional"}
ALASAN_LUAR = "angka nasional; bukan laporan satu wilayah"
HARI_ITU = "hari itu"
Angka = int | float
_POLA_TANGGAL = (
    re.compile(r"/(?P<hari>\d{2})/(?P<bulan>\d{2})/(?P<tahun>20\d{2})/"),
    re.compile(r"/(?P<tahun>20\d{2})(?P<bulan>\d{2})(?P<hari>\d{2})/"),
    re.compile(r"/(?P<tahun>20\d{2})/(?P<bulan>\d{2})(?:/(?P<hari>\d{2}))?/"),
)


@dataclass(frozen=True, slots=True)
class Terbitan:
    """One line of published_figures.csv: what a source printed about one wilayah on one date."""

    tanggal: date
    wilayah: str
    indikator: str
    nilai: Angka
    satuan: str
    sumber: str


@dataclass(frozen=True, slots=True)
class Pemetaan:
    """Where an indicator goes (`bidang`), or why nowhere (`alasan`); exactly one of the two is filled.

    `rincian` is what else the figure's row says by field: its courier, its payer.
    """

    bidang: str
    tanggal_awal: str
    jenis_penyebut: str
    rincian: Mapping[str, str]
    alasan: str


@dataclass(slots=True)
class Catatan:
    """One data row to be: figures of one wilayah and interval; `awal` is None for positions."""

    wilayah: str
    awal: date | None
    tanggal: date
    sumber: list[str] = field(default_factory=list)
    jenis_penyebut: str = ""
    rincian: Mapping[str, str] = field(default_factory=dict)
    angka: dict[str, Angka] = field(default_factory=dict)


def baca_terbitan(path: Path) -> tuple[Terbitan, ...]:
    """Every line, in file order."""
    with path.open(encoding="utf-8", newline="") as berkas:
        return tuple(_terbitan(baris) for baris in csv.DictReader(berkas))


def _terbitan(baris: Mapping[str, str]) -> Terbitan:
    nilai = baris["nilai"]
    return Terbitan(
        tanggal=date.fromisoformat(baris["tanggal"]),
        wilayah=baris["wilayah"],
        indikator=baris["indikator"],
        nilai=float(nilai) if "." in nilai else int(nilai),
        satuan=baris["satuan"],
        sumber=baris["url"],
    )


def baca_pemetaan(path: Path) -> Mapping[tuple[str, str, str], Pemetaan]:
    """Keyed by indikator, tanggal, wilayah; the last two are empty where one rule serves every line."""
    with path.open(encoding="utf-8", newline="") as berkas:
        return dict(_pemetaan(baris) for baris in csv.DictReader(berkas))


def _pemetaan(baris: Mapping[str, str]) -> tuple[tuple[str, str, str], Pemetaan]:
    pemetaan = Pemetaan(
        bidang=baris["bidang"],
        tanggal_awal=baris["tanggal_awal"],
        jenis_penyebut=baris["jenis_penyebut"],
        rincian=baca_rincian(baris["rincian"]),
        alasan=baris["alasan"],
    )
    if bool(pemetaan.bidang) == bool(pemetaan.alasan):
        message = f"pemetaan.csv: {baris['indikator']} needs either a bidang or an alasan"
        raise ValueError(message)
    return (baris["indikator"], baris["tanggal"], baris["wilayah"]), pemetaan


def baca_rincian(teks: str) -> Mapping[str, str]:
    """ "kurir=Pos Indonesia|jenis_dokumen=KTP-el" by field."""
    pasangan = (bagian.partition("=") for bagian in teks.split("|") if bagian)
    return {nama: nilai for nama, _, nilai in pasangan}


def petakan(
    terbitan: Iterable[Terbitan], *, pemetaan: Mapping[tuple[str, str, str], Pemetaan]
) -> tuple[tuple[Catatan, ...], tuple[tuple[Terbitan, str], ...]]:
    """Records to load, and every line left out with its reason; a line without a rule is a KeyError.

    A second figure for one field of a record is a ValueError: the mapping must say which one counts.
    """
    catatan: dict[tuple[object, ...], Catatan] = {}
    dilewati: list[tuple[Terbitan, str]] = []
    for satu in terbitan:
        aturan = _aturan(satu, pemetaan)
        if aturan.alasan:
            dilewati.append((satu, aturan.alasan))
        else:
            _tambahkan(catatan, satu, aturan)
    urut = sorted(catatan.values(), key=lambda c: (c.tanggal, c.wilayah, c.awal or c.tanggal))
    return tuple(urut), tuple(dilewati)


def _aturan(satu: Terbitan, pemetaan: Mapping[tuple[str, str, str], Pemetaan]) -> Pemetaan:
    if satu.wilayah in LUAR:
        return Pemetaan("", "", "", {}, ALASAN_LUAR)
    khusus = (satu.indikator, satu.tanggal.isoformat(), satu.wilayah)
    return pemetaan[khusus] if khusus in pemetaan else pemetaan[satu.indikator, "", ""]


def _tambahkan(catatan: dict[tuple[object, ...], Catatan], satu: Terbitan, aturan: Pemetaan) -> None:
    awal = _awal(satu, aturan)
    baru = Catatan(satu.wilayah, awal, satu.tanggal, rincian=aturan.rincian)
    ada = catatan.setdefault((satu.wilayah, awal, satu.tanggal, *aturan.rincian.items()), baru)
    if aturan.bidang in ada.angka:
        message = f"{satu.wilayah} {satu.tanggal}: {aturan.bidang} twice"
        raise ValueError(message)
    ada.angka[aturan.bidang] = satu.nilai
    if satu.sumber not in ada.sumber:
        ada.sumber.append(satu.sumber)
    ada.jenis_penyebut = ada.jenis_penyebut or aturan.jenis_penyebut


def tanggal_terbit(terbitan: Iterable[Terbitan]) -> Mapping[str, date]:
    """The earliest day each source can have been published, by source.

    That is its address's date, or the last date it speaks of if that is later; an address with only year and
    month counts from the first of that month.
    """
    terbit: dict[str, date] = {}
    for satu in terbitan:
        sejak = max(satu.tanggal, _tanggal_alamat(satu.sumber) or satu.tanggal)
        terbit[satu.sumber] = max(sejak, terbit.get(satu.sumber, sejak))
    return terbit


def _tanggal_alamat(alamat: str) -> date | None:
    for pola in _POLA_TANGGAL:
        if cocok := pola.search(alamat):
            bagian = cocok.groupdict(default="1")
            return date(int(bagian["tahun"]), int(bagian["bulan"]), int(bagian["hari"]))
    return None


def _awal(satu: Terbitan, aturan: Pemetaan) -> date | None:
    if aturan.tanggal_awal == HARI_ITU:
        return satu.tanggal
    return date.fromisoformat(aturan.tanggal_awal) if aturan.tanggal_awal else None
