"""A regency's figures for every field the template asks for, all of them consistent with one another."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Field, LogicalType
from data_contracts.daftar import load_vocabulary
from reporting.templat import FIRST_ROW, HEAD_ROW

FIGURES: Mapping[str, object] = {
    # sudah rekam = memiliki + PRR + duplicate + SFE; laki-laki + perempuan = jumlah
    "wajib_ktp": 1_260_000,
    "sudah_rekam": 1_250_000,
    "belum_rekam": 10_000,
    "prr": 100,
    "sfe": 20,
    "duplicate_record": 5,
    "memiliki_ktp": 1_249_875,
    "belum_memiliki_ktp": 10_125,
    "wajib_ktp_lk": 630_000,
    "wajib_ktp_pr": 630_000,
    "sudah_rekam_lk": 625_000,
    "sudah_rekam_pr": 625_000,
    "belum_rekam_lk": 5_000,
    "belum_rekam_pr": 5_000,
    "memiliki_ktp_lk": 624_000,
    "memiliki_ktp_pr": 625_875,
    "belum_memiliki_ktp_lk": 6_000,
    "belum_memiliki_ktp_pr": 4_125,
    "jenis_penyebut": "DKB semester I 2026",
    "tanggal_penyebut": date(2026, 6, 30),
    # awal + terbit - ditukar - dicabut = akhir
    "sisa_suket_sebelumnya": 40,
    "suket_terbit": 0,
    "suket_ditukar": 40,
    "suket_dicabut": 0,
    "sisa_suket": 0,
    # awal + diterima + pinjam masuk - pinjam keluar - cetak - rusak = akhir
    "stok_awal_blangko": 1_000,
    "blangko_diterima": 2_000,
    "blangko_pinjam_masuk": 500,
    "blangko_pinjam_keluar": 0,
    "cetak_ktp": 700,
    "blangko_rusak": 4,
    "sisa_blangko": 2_796,
    "cetak_baru": 60,
    "cetak_prr": 250,
    "cetak_suket": 28,
    "cetak_ganti": 362,
    "cetak_hilang": 120,
    "cetak_rusak": 95,
    "cetak_perubahan": 147,
    "ribbon_persen": 65.5,
    "film_persen": 40,
    "anak_0_17": 301_245,
    "kia": 198_450,
    "anak_0_18": 319_870,
    "akta_0_18": 311_020,
    "akta_lahir": 63,
    "akta_lahir_0_17": 58,
    "akta_lahir_18": 5,
    "cetak_kia": 120,
    "cetak_kia_0_5": 70,
    "cetak_kia_5": 50,
    "siap_antar": 100,
    "diserahkan": 90,
    "terkirim": 80,
    "gagal": 5,
    "biaya_dokumen_rp": 0,
    "permohonan": 100,
    "selesai": 90,
    "selesai_24_jam": 80,
    "jumlah_titik": 1,
    "jam_buka": "08.00",
    "jam_tutup": "15.30",
    "jam_buka_sabtu": "08.00",
    "jam_tutup_sabtu": "12.00",
    "hari_layanan": "Senin–Jumat",
    "layanan_tersedia": "Perekaman KTP-el",
    "pagu_rp": 250_000_000,
    "realisasi_rp": 118_000_000,
}
COUNT = 17
"""Any other count."""


def open_cells(sheet: Worksheet) -> Iterator[tuple[Field, Cell]]:
    """The cells a person may fill in, with the field each belongs to, in the order of the sheet."""
    fields = {field.business_name: field for one in load_contracts().values() for field in one.fields}
    for row in sheet.iter_rows(min_row=FIRST_ROW):
        for cell in row:
            if isinstance(cell, Cell) and not cell.protection.locked:
                yield fields[str(sheet.cell(HEAD_ROW, cell.column).value)], cell


def fill(path: Path, *, without: frozenset[str] = frozenset(), **changes: object) -> Path:
    """Fill in every blank cell of every sheet but those of the fields in `without`."""
    book = load_workbook(path)
    for sheet in book.worksheets[1:]:
        for field, cell in open_cells(sheet):
            if cell.value is None and field.name not in without:
                cell.value = changes.get(field.name, _figure(field))
    book.save(path)
    return path


def _figure(field: Field) -> object:
    if field.name in FIGURES:
        return FIGURES[field.name]
    if field.vocabulary is not None:
        return load_vocabulary(field.vocabulary).labels[0]
    return COUNT if field.logical_type in (LogicalType.INTEGER, LogicalType.NUMBER) else "Dinas"
