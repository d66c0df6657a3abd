"""The province's own form, "Laporan Kinerja Bidang 5": 22 columns, 35 fixed rows, JUMLAH below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from data_contracts.catalogue import load_form
from data_contracts.periode import Periode
from data_contracts.tulisan import format_bilangan, format_tanggal
from data_contracts.wilayah import Wilayah
from scripts.berkas_contoh import Baris, Lembar, Nilai

# Heading on the form (columns C to V) and the contract field that stands under it.
KOLOM: Mapping[str, str] = {judul: bidang.name for judul, (_, bidang) in load_form().items()}
PERSEN = {"persen_rekam", "persen_kia", "persen_akta"}
LEBAR = len(KOLOM) + 2

Isian = Mapping[str, Nilai]


def baris_wilayah(wilayah: Wilayah, isian: Isian) -> Baris:
    """One fixed row: code without a dot, name, and what was reported; a field not in `isian` stays blank."""
    return [wilayah.kode.replace(".", ""), wilayah.nama, *(isian.get(bidang) for bidang in KOLOM.values())]


def baris_jumlah(isian: Sequence[Isian]) -> Baris:
    """The sums of the reported counts; a column nobody filled and the percentages stay blank."""
    return ["JUMLAH", None, *(_jumlah(isian, bidang) for bidang in KOLOM.values())]


def _jumlah(isian: Sequence[Isian], bidang: str) -> int | None:
    angka = [nilai for satu in isian if isinstance(nilai := satu.get(bidang), int)]
    return sum(angka) if angka and bidang not in PERSEN else None


@dataclass(frozen=True, slots=True)
class Formulir:
    """What one sheet of the form says around its table; `kaki` are the lines of the signature block."""

    nama: str
    judul: str
    periode: Periode
    kaki: Sequence[str]

    def lembar(
        self,
        isian: Mapping[str, Isian],
        *,
        wilayah: Sequence[Wilayah],
        bertitik: AbstractSet[str] = frozenset(),
    ) -> Lembar:
        """The sheet of one half-month. `isian` is keyed by code; without an entry the row stays blank.

        The counts of the codes in `bertitik` stand as text with points, as some offices type them.
        """
        per_wilayah = [isian.get(satu.kode, {}) for satu in wilayah]
        diketik = {kode: _bertitik(isi) if kode in bertitik else isi for kode, isi in isian.items()}
        baris_isi = [baris_wilayah(satu, diketik.get(satu.kode, {})) for satu in wilayah]
        kepala: list[Baris] = [[self.judul], [f"Periode {self.periode.label}"], []]
        kaki: list[Baris] = [[], *([None, teks] for teks in self.kaki)]
        judul_kolom: Baris = ["kd_wilayah", "kab_kota", *KOLOM]
        baris = [*kepala, judul_kolom, *baris_isi, baris_jumlah(per_wilayah), *kaki]
        return Lembar(self.nama, baris, baris_judul=len(kepala), gabung=LEBAR)


def _bertitik(isian: Isian) -> Isian:
    return {
        bidang: format_bilangan(nilai) if isinstance(nilai, int) else nilai for bidang, nilai in isian.items()
    }


def tempat_tanggal(periode: Periode) -> str:
    """The dateline of a signature block: the day after the period."""
    return f"Semarang, {format_tanggal(periode.next().start)}"
