"""Write example files that come out byte for byte the same on every run.

openpyxl stamps the time of saving into the document properties and the zip entries; both would make a
committed example look changed on each run, and the staleness check in `tests/examples` could not exist.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reporting.workbook import workbook_bytes

Nilai = str | int | float | date | None
Baris = Sequence[Nilai]
CAP_WAKTU = datetime(2026, 1, 1)  # noqa: DTZ001 - a zip entry and docProps carry no zone


@dataclass(frozen=True, slots=True)
class Lembar:
    """One sheet: `baris_judul` is the 0-based heading row; titles above are merged over `gabung` columns."""

    nama: str
    baris: Sequence[Baris]
    baris_judul: int
    gabung: int = 0


@dataclass(frozen=True, slots=True)
class Kiriman:
    """One line of manifes.csv: arrival is ISO 8601 +07:00; `periode` only where the sheet is silent."""

    file: str
    diterima: str
    pengirim: str
    periode: str = ""


def tulis_buku(path: Path, *lembar: Lembar) -> None:
    """Write the sheets, in this order, as .xlsx with fixed timestamps everywhere."""
    buku = Workbook()
    buku.remove(buku.worksheets[0])
    for satu in lembar:
        _isi(buku.create_sheet(satu.nama), satu)
    path.write_bytes(workbook_bytes(buku, stamped=CAP_WAKTU))


def _isi(kertas: Worksheet, lembar: Lembar) -> None:
    for baris in lembar.baris:
        kertas.append(list(baris))
    for baris_ke in range(1, lembar.baris_judul + 1):
        if lembar.gabung:
            kertas.merge_cells(start_row=baris_ke, end_row=baris_ke, start_column=1, end_column=lembar.gabung)
    for kolom, sel in enumerate(kertas[lembar.baris_judul + 1], start=1):
        sel.font = Font(bold=True)
        kertas.column_dimensions[get_column_letter(kolom)].width = 16


def isi_berkas(path: Path) -> Mapping[str, bytes]:
    """What a file holds, by zip entry for a workbook: the same wherever it was written.

    Deflate leaves the compressor its choice, so the bytes of an .xlsx may differ from one zlib to another.
    """
    if path.suffix != ".xlsx":
        return {path.name: path.read_bytes()}
    with zipfile.ZipFile(path) as arsip:
        return {nama: arsip.read(nama) for nama in arsip.namelist()}


def tulis_csv(path: Path, baris: Iterable[Baris], *, encoding: str = "utf-8") -> None:
    """Write a CSV the way an Indonesian Excel exports it: semicolon, CRLF, dates dd/mm/yyyy."""
    with path.open("w", encoding=encoding, newline="") as berkas:
        penulis = csv.writer(berkas, delimiter=";", lineterminator="\r\n")
        penulis.writerows([_teks(nilai) for nilai in satu] for satu in baris)


def tulis_manifes(path: Path, kiriman: Iterable[Kiriman]) -> None:
    """Write manifes.csv in order of arrival."""
    urut = sorted(kiriman, key=lambda k: (k.diterima, k.file))
    with path.open("w", encoding="utf-8", newline="") as berkas:
        penulis = csv.writer(berkas, lineterminator="\n")
        penulis.writerow(["file", "diterima", "pengirim", "periode"])
        penulis.writerows([k.file, k.diterima, k.pengirim, k.periode] for k in urut)


def kosongkan(folder: Path) -> None:
    """Remove the generated files of an earlier run, so that a file no longer made does not linger."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.suffix in {".xlsx", ".csv"}:
            path.unlink()


def _teks(nilai: Nilai) -> str:
    if nilai is None:
        return ""
    if isinstance(nilai, datetime):
        return f"{nilai:%d/%m/%Y %H.%M}"
    if isinstance(nilai, date):
        return f"{nilai:%d/%m/%Y}"
    return str(nilai).replace(".", ",") if isinstance(nilai, float) else str(nilai)
