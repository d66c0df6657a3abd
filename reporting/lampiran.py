"""The table that goes with the province's report: all kab/kota in one half-month, percentages from counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from data_contracts.tulisan import format_bilangan, format_waktu
from metrics.measure import measure
from reporting.workbook import workbook_bytes
from warehouse.marts import Marts

COUNT_FORMAT, PERCENT_FORMAT = "#,##0", "0.00"
SIMULATION = "SIMULASI – bukan data resmi"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of figures: what it is headed by and which part of which indicator stands in it."""

    heading: str
    indicator: str
    part: str
    width: int = 14

    @property
    def number_format(self) -> str:
        return PERCENT_FORMAT if self.heading.endswith("%") else COUNT_FORMAT


COLUMNS = (
    Column("Wajib KTP", "cakupan_perekaman", "denominator"),
    Column("Sudah Rekam", "cakupan_perekaman", "numerator"),
    Column("Belum Rekam", "belum_rekam", "value"),
    Column("Perekaman %", "cakupan_perekaman", "value"),
    Column("PRR", "prr", "value"),
    Column("Sisa Suket", "sisa_suket", "value"),
    Column("Stok Blangko", "sisa_blangko", "value"),
    Column("KIA %", "cakupan_kia", "value"),
    Column("Akta 0–18 %", "cakupan_akta", "value"),
    Column("Catatan", "cakupan_perekaman", "status", width=22),
)


def attachment(marts: Marts, *, periode: Periode, now: datetime) -> bytes:
    """An .xlsx with one sheet: one row per kab/kota by code, a JUMLAH row, the source line.

    A figure that was not reported is an empty cell, never 0. The JUMLAH row is the province's result of each
    indicator, its percentages from the summed counts; the source line says how many of the 35 reported.
    A simulated figure puts SIMULASI into title and sheet name.
    """
    names = tuple(dict.fromkeys(column.indicator for column in COLUMNS))
    figures = measure(marts, indicators=names, tanggal=periode.end, now=now)
    is_simulated = bool(figures["simulasi"].fillna(value=False).any())
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = f"SIMULASI {periode}" if is_simulated else str(periode)
    for row in _rows(figures, periode=periode, marts=marts, is_simulated=is_simulated):
        sheet.append(row)
    _dress(sheet, titles=3 if is_simulated else 2)
    return workbook_bytes(book, stamped=marts.published_at)


def _rows(
    figures: pd.DataFrame, *, periode: Periode, marts: Marts, is_simulated: bool
) -> Iterator[list[object]]:
    register = load_register()
    if is_simulated:
        yield [SIMULATION]
    yield [f"Kinerja Administrasi Kependudukan Kabupaten/Kota, {register.provinsi.nama}"]
    yield [f"Periode {periode.label}"]
    yield ["No", "Kabupaten/Kota", *(column.heading for column in COLUMNS)]
    by_place = dict(iter(figures.groupby("wilayah")))
    for number, regency in enumerate(register.kabkota, start=1):
        yield [number, regency.nama, *_cells(by_place[regency.kode])]
    yield [None, "JUMLAH", *_cells(by_place[register.provinsi.kode])]
    reported = _reported(by_place[register.provinsi.kode])
    yield [f"Sumber: laporan kabupaten/kota, {reported}; diterbitkan {format_waktu(marts.published_at)}."]


def _cells(rows: pd.DataFrame) -> Iterator[object]:
    figures: Mapping[str, pd.Series] = {str(row["indicator"]): row for _, row in rows.iterrows()}
    for column in COLUMNS:
        value = figures[column.indicator][column.part]
        yield None if pd.isna(value) else _plain(value)


def _plain(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.item() if hasattr(value, "item") else value


def _reported(rows: pd.DataFrame) -> str:
    recording = rows.loc[rows["indicator"] == "cakupan_perekaman"].iloc[0]
    return (
        f"{format_bilangan(recording['n_reported'])} dari {format_bilangan(recording['n_expected'])} melapor"
        if pd.notna(recording["n_reported"])
        else "belum ada yang melapor"
    )


def _dress(sheet: Worksheet, *, titles: int) -> None:
    header = titles + 1
    for cell in (*sheet["A"][:titles], *sheet[header], *sheet[sheet.max_row - 1]):
        cell.font = Font(bold=True)
    for cell in sheet[header]:
        cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 5, 26
    for index, column in enumerate(COLUMNS, start=3):
        letter = get_column_letter(index)
        sheet.column_dimensions[letter].width = column.width
        for cell in sheet[letter][header:]:
            cell.number_format = column.number_format
    sheet.freeze_panes = f"C{header + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
