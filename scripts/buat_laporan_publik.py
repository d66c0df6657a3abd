"""Put the published figures of examples/sumber into the layouts in which reports really arrive.

`python scripts/buat_laporan_publik.py` rewrites examples/laporan-publik. No figure is added or changed: a
figure a source did not print is a blank cell.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlparse

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from data_contracts.tulisan import format_tanggal
from data_contracts.wilayah import Wilayah, WilayahRegister
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
from scripts.daftar_contoh import perbarui_daftar
from scripts.formulir import KOLOM, Formulir
from scripts.terbitan import (
    PROVINSI,
    Catatan,
    Pemetaan,
    baca_pemetaan,
    baca_terbitan,
    petakan,
    tanggal_terbit,
)

CONTOH = Path(__file__).resolve().parents[1] / "examples"
PENGHIMPUN = "Himpunan angka terbitan publik"
# Headings of the SIAK aggregates and of the recording tables offices publish;
# the other files bear the contract's names.
SIAK = {"wajib_ktp": "WKTP", "sudah_rekam": "REKAM", "belum_rekam": "BLM_REKAM", "persen_rekam": "PERSEN"}
TABEL = {
    "wajib_ktp": "jumlah_wajib_ktp",
    "sudah_rekam": "jumlah_sudah_rekaman",
    "persen_rekam": "persentase_sudah_rekam",
    "belum_rekam": "jumlah_belum_rekaman",
    "persen_belum_rekam": "persentase_belum_rekam",
}
# “kia” alone means the cards printed that day, as the daily report of a kecamatan has it.
JUDUL_HARIAN = {"kia": "jumlah_anak_memiliki_kia"}
UTUH = {"wajib_ktp", "sudah_rekam", "belum_rekam"}


@dataclass(frozen=True, slots=True)
class Tujuan:
    """Where the files go, and what every layout has to look up."""

    folder: Path
    register: WilayahRegister
    terbit: Mapping[str, date]
    urutan_bidang: Sequence[str]

    def wilayah(self, nama: str) -> Wilayah:
        """The wilayah a source names in full; a ValueError for any other name."""
        cocok = self.register.match_name(nama).wilayah
        if cocok is None:
            message = f"published_figures.csv: {nama} is not a name of the register"
            raise ValueError(message)
        return cocok

    def kiriman(self, file: str, catatan: Iterable[Catatan], *, pengirim: str = PENGHIMPUN) -> Kiriman:
        """A file arrives with the latest publication it quotes; of an hour nothing is known, so 09.00 WIB."""
        return Kiriman(file, f"{self.terbit_terakhir(catatan).isoformat()}T09:00:00+07:00", pengirim)

    def terbit_terakhir(self, catatan: Iterable[Catatan]) -> date:
        return max(self.terbit[alamat] for satu in catatan for alamat in satu.sumber)


def main() -> None:
    buat(CONTOH / "laporan-publik", sumber=CONTOH / "sumber")
    perbarui_daftar(CONTOH / "README.md", sumber=CONTOH / "sumber")


def buat(folder: Path, *, sumber: Path) -> None:
    """Write every file of the published figures and manifes.csv into `folder`, which is emptied first."""
    terbitan = baca_terbitan(sumber / "published_figures.csv")
    pemetaan = baca_pemetaan(sumber / "pemetaan.csv")
    catatan, _ = petakan(terbitan, pemetaan=pemetaan)
    kosongkan(folder)
    tujuan = Tujuan(folder, load_register(), tanggal_terbit(terbitan), _urutan_bidang(pemetaan))
    tulis_manifes(folder / "manifes.csv", _tulis(catatan, tujuan))


def tata_letak(catatan: Catatan, *, bersama: AbstractSet[date]) -> str:
    """Which layout holds all of a record's figures: formulir, siak, tabel or harian.

    A form of 35 rows is worth its while on the dates in `bersama`, when several kab/kota have figures for it.
    """
    bidang = set(catatan.angka)
    if catatan.tanggal in bersama and _cocok_formulir(catatan):
        return "formulir"
    if not bidang <= set(TABEL):
        return "harian"
    return "siak" if bidang >= UTUH and bidang <= set(SIAK) and _kabkota_saja(catatan) else "tabel"


def _cocok_formulir(catatan: Catatan) -> bool:
    # The form's data date is the last day of its half-month: only a figure of that very day may stand on it.
    akhir_periode = catatan.tanggal == Periode.of(catatan.tanggal).end
    return akhir_periode and _kabkota_saja(catatan) and set(catatan.angka) <= set(KOLOM.values())


def _kabkota_saja(catatan: Catatan) -> bool:
    return catatan.wilayah != PROVINSI and not catatan.awal and not catatan.jenis_penyebut


def _tulis(catatan: Sequence[Catatan], tujuan: Tujuan) -> list[Kiriman]:
    hari = Counter(satu.tanggal for satu in catatan if _cocok_formulir(satu))
    bersama = {tanggal for tanggal, berapa in hari.items() if berapa > 1}
    berkas: dict[tuple[str, str], list[Catatan]] = defaultdict(list)
    for satu in catatan:
        letak = tata_letak(satu, bersama=bersama)
        berkas[letak, _berkas(satu, letak, tujuan)].append(satu)
    return [_PENULIS[letak](isi, tujuan) for (letak, _), isi in berkas.items()]


def _berkas(catatan: Catatan, letak: str, tujuan: Tujuan) -> str:
    """Which records share a file: a form by its date, others by the day of publication."""
    match letak:
        case "formulir":
            return catatan.tanggal.isoformat()
        case "siak":
            return f"{catatan.tanggal} {catatan.wilayah}"
        case _:
            return tujuan.terbit_terakhir([catatan]).isoformat()


def _formulir(catatan: Sequence[Catatan], tujuan: Tujuan) -> Kiriman:
    periode = Periode.of(catatan[0].tanggal)
    terbit = format_tanggal(tujuan.terbit_terakhir(catatan))
    formulir = Formulir(
        nama="Laporan Kinerja Bidang 5",
        judul="LAPORAN KINERJA BIDANG 5 (dihimpun dari angka terbitan publik)",
        periode=periode,
        kaki=[f"Sumber: {_sumber(catatan)}", "", f"Terbit {terbit}", PENGHIMPUN],
    )
    isian = {tujuan.wilayah(satu.wilayah).kode: _isian(satu) for satu in catatan}
    file = f"laporan-kinerja-bidang-5_{periode}.xlsx"
    tulis_buku(tujuan.folder / file, formulir.lembar(isian, wilayah=tujuan.register.kabkota))
    return tujuan.kiriman(file, catatan)


def _siak(catatan: Sequence[Catatan], tujuan: Tujuan) -> Kiriman:
    (satu,) = catatan
    wilayah = tujuan.wilayah(satu.wilayah)
    kode = wilayah.kode.replace(".", "")
    judul: Baris = ["NO_PROP", "NO_KAB", "KODE", "WILAYAH", *SIAK.values(), "SUMBER"]
    angka = (_isian(satu).get(bidang) for bidang in SIAK)
    isi: Baris = [33, int(kode[2:]), int(kode), wilayah.nama.upper(), *angka, _sumber(catatan)]
    file = f"agr_rekam_cetak_ektp_{satu.tanggal:%d%m%Y}_{kode}.xlsx"
    tulis_buku(tujuan.folder / file, Lembar("Sheet1", [judul, isi], baris_judul=0))
    return tujuan.kiriman(file, catatan, pengirim=urlparse(satu.sumber[0]).netloc)


def _tabel(catatan: Sequence[Catatan], tujuan: Tujuan) -> Kiriman:
    judul: Baris = ["tanggal", "kabupaten_kota", *TABEL.values(), "jenis_penyebut", "sumber"]
    isi = [
        [c.tanggal, c.wilayah, *(_isian(c).get(k) for k in TABEL), c.jenis_penyebut or None, _sumber([c])]
        for c in catatan
    ]
    file = f"perekaman-ktp-el_{tujuan.terbit_terakhir(catatan)}.xlsx"
    atas: list[Baris] = [["Perekaman KTP-el, dihimpun dari angka terbitan publik"], []]
    lembar = Lembar("Perekaman", [*atas, judul, *isi], baris_judul=2, gabung=len(judul))
    tulis_buku(tujuan.folder / file, lembar)
    return tujuan.kiriman(file, catatan)


def _harian(catatan: Sequence[Catatan], tujuan: Tujuan) -> Kiriman:
    bidang = [bidang for bidang in tujuan.urutan_bidang if any(bidang in satu.angka for satu in catatan)]
    kolom = [JUDUL_HARIAN.get(satu, satu) for satu in bidang]
    rincian = list(dict.fromkeys(nama for satu in catatan for nama in satu.rincian))
    judul: Baris = ["tanggal_awal", "tanggal", "wilayah", *rincian, *kolom, "jenis_penyebut", "sumber"]
    isi = [
        [
            c.awal, c.tanggal, c.wilayah, *map(c.rincian.get, rincian), *map(c.angka.get, bidang),
            c.jenis_penyebut, _sumber([c]),
        ]
        for c in catatan
    ]  # fmt: skip
    file = f"angka-terbitan_{tujuan.terbit_terakhir(catatan)}.csv"
    tulis_csv(tujuan.folder / file, [judul, *isi])
    return tujuan.kiriman(file, catatan)


def _urutan_bidang(pemetaan: Mapping[tuple[str, str, str], Pemetaan]) -> Sequence[str]:
    """The fields in the order of pemetaan.csv: a new figure does not reshuffle the columns of its file."""
    return tuple(dict.fromkeys(aturan.bidang for aturan in pemetaan.values() if aturan.bidang))


def _isian(catatan: Catatan) -> Mapping[str, Nilai]:
    """The figures as offices type them into a workbook: percentages as text with a comma, as printed."""
    return {
        bidang: str(nilai).replace(".", ",") if bidang.startswith("persen_") else nilai
        for bidang, nilai in catatan.angka.items()
    }


def _sumber(catatan: Iterable[Catatan]) -> str:
    return " ; ".join(dict.fromkeys(alamat for satu in catatan for alamat in satu.sumber))


_PENULIS = {"formulir": _formulir, "siak": _siak, "tabel": _tabel, "harian": _harian}

if __name__ == "__main__":
    main()
