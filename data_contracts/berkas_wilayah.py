"""Strict reading of the register's files: what is not as declared is a ContractError with file and line."""

import re
from pathlib import Path

from data_contracts.errors import ContractError
from data_contracts.reference_rows import ReferenceRow, read_rows, refuse_repeats
from data_contracts.wilayah import Jenis, Tingkat, Wilayah, WilayahRegister

_TINGKAT: dict[str, tuple[Tingkat, Jenis]] = {
    "Provinsi": ("provinsi", "Provinsi"),
    "Kabupaten": ("kabkota", "Kabupaten"),
    "Kota": ("kabkota", "Kota"),
}
_KODE = {
    "provinsi": re.compile(r"33", re.ASCII),
    "kabkota": re.compile(r"33\.\d\d", re.ASCII),
    "kecamatan": re.compile(r"33\.\d\d\.\d\d", re.ASCII),
    "pembanding": re.compile(r"(?!33)\d\d\.\d\d", re.ASCII),
}
_ALIAS_SEPARATOR = "|"
_WILAYAH_COLUMNS = (
    "kode", "jenis", "nama", "nama_pendek", "singkatan", "ibu_kota", "lintang", "bujur", "jumlah_kecamatan",
    "penduduk", "luas_km2", "petak_baris", "petak_kolom", "alias", "catatan",
)  # fmt: skip
_PEMBANDING_COLUMNS = ("kode", "jenis", "nama", "nama_pendek", "provinsi", "alias")
_KECAMATAN_COLUMNS = ("kode", "nama", "lintang", "bujur")


def read_register(folder: Path) -> WilayahRegister:
    """Read `wilayah.csv`, `kecamatan.csv` and `daerah_pembanding.csv`.

    ContractError (file, line) for what is not as declared.
    """
    rows = [(row, _upper(row)) for row in read_rows(folder / "wilayah.csv", columns=_WILAYAH_COLUMNS)]
    upper = refuse_repeats(rows, key=lambda one: one.kode, what="kode")
    refuse_repeats(rows, key=lambda one: one.singkatan, what="singkatan")
    refuse_repeats([pair for pair in rows if pair[1].petak], key=lambda one: one.petak, what="petak")
    if sum(one.tingkat == "provinsi" for one in upper) != 1:
        raise ContractError("wilayah.csv: harus ada tepat satu baris Provinsi.")
    known = {one.kode for one in upper}
    lower = (
        (row, _kecamatan(row, known=known))
        for row in read_rows(folder / "kecamatan.csv", columns=_KECAMATAN_COLUMNS)
    )
    beside = (
        (row, _pembanding(row))
        for row in read_rows(folder / "daerah_pembanding.csv", columns=_PEMBANDING_COLUMNS)
    )
    return WilayahRegister(
        (
            *upper,
            *refuse_repeats(lower, key=lambda one: one.kode, what="kode"),
            *refuse_repeats(beside, key=lambda one: one.kode, what="kode"),
        )
    )


def _upper(row: ReferenceRow) -> Wilayah:
    tingkat, jenis = _kind(row)
    return Wilayah(
        kode=_checked_kode(row, tingkat=tingkat),
        nama=row.text("nama"),
        nama_pendek=row.text("nama_pendek"),
        singkatan=row.text("singkatan"),
        tingkat=tingkat,
        jenis=jenis,
        induk=None if tingkat == "provinsi" else row.text("kode")[:2],
        ibu_kota=row.text("ibu_kota"),
        penduduk=row.integer("penduduk"),
        luas_km2=row.number("luas_km2"),
        jumlah_kecamatan=row.integer("jumlah_kecamatan"),
        alias=_alias(row),
        lintang=row.number("lintang"),
        bujur=row.number("bujur"),
        petak=(row.integer("petak_baris"), row.integer("petak_kolom")) if tingkat == "kabkota" else None,
    )


def _kind(row: ReferenceRow) -> tuple[Tingkat, Jenis]:
    return _TINGKAT.get(row.text("jenis")) or row.refuse(f"jenis harus {', '.join(_TINGKAT)}.")


def _alias(row: ReferenceRow) -> tuple[str, ...]:
    alias = row.optional(row.text, "alias")
    return tuple(alias.split(_ALIAS_SEPARATOR)) if alias else ()


def _pembanding(row: ReferenceRow) -> Wilayah:
    return Wilayah(
        kode=_checked_kode(row, tingkat="pembanding"),
        nama=row.text("nama"),
        nama_pendek=row.text("nama_pendek"),
        singkatan=row.text("nama_pendek"),
        tingkat="pembanding",
        jenis=_kind(row)[1],
        induk=None,
        ibu_kota=None,
        penduduk=None,
        luas_km2=None,
        jumlah_kecamatan=None,
        alias=_alias(row),
        lintang=None,
        bujur=None,
        petak=None,
        provinsi=row.text("provinsi"),
    )


def _kecamatan(row: ReferenceRow, *, known: set[str]) -> Wilayah:
    kode, nama = _checked_kode(row, tingkat="kecamatan"), row.text("nama")
    induk = kode[:5]
    if induk not in known:
        row.refuse(f"kecamatan {kode} terletak di {induk}, yang tidak ada di wilayah.csv.")
    return Wilayah(
        kode=kode,
        nama=f"Kecamatan {nama}",
        nama_pendek=nama,
        singkatan=nama,
        tingkat="kecamatan",
        jenis="Kecamatan",
        induk=induk,
        ibu_kota=None,
        penduduk=None,
        luas_km2=None,
        jumlah_kecamatan=None,
        alias=(),
        lintang=row.number("lintang"),
        bujur=row.number("bujur"),
        petak=None,
    )


def _checked_kode(row: ReferenceRow, *, tingkat: Tingkat) -> str:
    kode = row.text("kode")
    return kode if _KODE[tingkat].fullmatch(kode) else row.refuse(f"kode {tingkat} “{kode}” salah bentuk.")
