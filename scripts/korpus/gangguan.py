"""Files that must not get in, and packages that carry more than cells."""

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from scripts.korpus.formulir import delimited, form, sheets, table

_NIK = "3374010101900001"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_DTD = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'


def _comment(sheet: Worksheet) -> None:
    sheet["C4"].comment = Comment(f"tanyakan {_NIK}", "petugas")


def _with_part(name: str, content: bytes, *, file: Callable[[], bytes]) -> Callable[[], bytes]:
    """The package of `file` with one more part, or with that part replaced."""

    def make() -> bytes:
        out = BytesIO()
        with zipfile.ZipFile(BytesIO(file())) as old, zipfile.ZipFile(out, "w") as new:
            parts = {entry: old.read(entry) for entry in old.namelist()} | {name: content}
            for entry, data in parts.items():
                info = zipfile.ZipInfo(entry, _ZIP_DATE)
                info.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(info, data)
        return out.getvalue()

    return make


def _with_dtd() -> bytes:
    whole = form()()
    with zipfile.ZipFile(BytesIO(whole)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    start = sheet.index(b"<worksheet")
    return _with_part("xl/worksheets/sheet1.xml", _DTD + sheet[start:], file=lambda: whole)()


def _far_cell(sheet: Worksheet) -> None:
    sheet["XFD1048576"] = "x"


FILES: Mapping[str, Callable[[], bytes]] = {
    "pribadi-nik-di-sel.xlsx": form({"B6": _NIK}),
    "pribadi-nik-berspasi.xlsx": form({"J6": "33 74 01 010190 0001"}),
    "pribadi-judul-nik.xlsx": sheets(("Data", [["NO", "NIK", "NAMA_LGKP"], [1, "(dihapus)", "(dihapus)"]])),
    "pribadi-di-komentar.xlsx": form(change=_comment),
    "pribadi-di-csv.csv": delimited(rows=[*table(), ["catatan", _NIK]]),
    "kosong.xlsx": lambda: b"",
    "kosong.csv": lambda: b"",
    "rusak.xlsx": lambda: form()()[:2000],
    "bukan-buku-kerja.xlsx": lambda: b"halo, laporan menyusul",
    "dokumen.pdf": lambda: b"%PDF-1.4\n%laporan\n",
    "sel-terlalu-jauh.xlsx": form(change=_far_cell),
    "mengembang.xlsx": _with_part("xl/media/nol.bin", bytes(250_000_000), file=form()),
    "dtd.xlsx": _with_dtd,
    "tautan-luar.xlsx": _with_part(
        "xl/externalLinks/externalLink1.xml",
        b"<externalLink><externalBook><sheetNames/></externalBook></externalLink>",
        file=form(),
    ),
    "makro.xlsm": _with_part("xl/vbaProject.bin", b"Sub AutoOpen()", file=form()),
}
