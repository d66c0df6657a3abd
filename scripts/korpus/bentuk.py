"""Dirt of the file itself: encodings, separators, old formats, pasted text, formulas."""

from collections.abc import Callable, Mapping
from io import BytesIO

import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from scripts.korpus.formulir import PERIOD, TITLE, delimited, form, table

_CHAT = """\
Selamat sore, laporan Kota Semarang
Kabupaten/Kota: Kota Semarang
Tanggal: 30 Oktober 2026
Perekaman KTP-el: 41
Cetak KK: 55
Sisa blangko KTP-el: 1.367
Terima kasih
"""


def _xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Laporan")
    for r, row in enumerate([[TITLE], [PERIOD], *table()]):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _ods() -> bytes:
    document = OpenDocumentSpreadsheet()
    sheet = Table(name="Laporan")
    for row in [[TITLE], [PERIOD], *table()]:
        line = TableRow()
        for value in row:
            line.addElement(_ods_cell(value))
        sheet.addElement(line)
    document.spreadsheet.addElement(sheet)
    out = BytesIO()
    document.write(out)
    return out.getvalue()


def _ods_cell(value: object) -> TableCell:
    if isinstance(value, int | float):
        return TableCell(valuetype="float", value=str(value))
    cell = TableCell(valuetype="string")
    cell.addElement(P(text=str(value)))
    return cell


FILES: Mapping[str, Callable[[], bytes]] = {
    "titik-koma.csv": delimited(),
    "titik-koma-bom.csv": delimited(encoding="utf-8-sig"),
    "koma.csv": delimited(separator=","),
    "tab.csv": delimited(separator="\t"),
    "windows-1252.csv": delimited(encoding="cp1252"),
    "utf-16.csv": delimited(encoding="utf-16"),
    "kutip-dan-baris-ganda.csv": delimited(
        rows=[['"LAPORAN;\r\nKINERJA"'], [PERIOD], *table()],
    ),
    "excel-lama.xls": _xls,
    "opendocument.ods": _ods,
    "pesan-whatsapp.txt": _CHAT.encode,
    "rumus-tanpa-hasil.xlsx": form({"H4": "=1000+367", "E5": "=D5/C5*100"}),
    "nama-menyebut 2026-10-P2.xlsx": form(period=None),
    "nama-dan-judul-berbeda 2026-10-P1.xlsx": form(),
}
