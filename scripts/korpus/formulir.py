"""A sound piece of the province's form, to be spoilt in one place."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from io import StringIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from data_contracts.catalogue import load_register
from reporting.workbook import workbook_bytes

STAMP = datetime(2026, 11, 1, tzinfo=UTC)
TITLE = "LAPORAN KINERJA BIDANG 5"
PERIOD = "Periode 16–31 Oktober 2026"
HEADINGS = (
    "kd_wilayah",
    "kab_kota",
    "wajib_ktp_el",
    "jml_perekaman",
    "persentase_jml_perekaman",
    "sisa_suket",
    "sisa_prr",
    "sisa_blangko_ktp_el",
)
KODES = ("33.01", "33.02", "33.03", "33.04")
FIRST_ROW = 4
"""Data from row 4 on: 4 Cilacap, 5 Banyumas, 6 Purbalingga, 7 Banjarnegara."""

Cell = str | int | float | None
Change = Callable[[Worksheet], object]


def figures(kode: str) -> list[Cell]:
    """One sound row: wajib KTP 73 % of the population, 98 % of it recorded."""
    wilayah = load_register().get(kode)
    wajib = (wilayah.penduduk or 0) * 73 // 100
    rekam = wajib * 98 // 100
    spread = int(kode[-2:])
    return [
        kode.replace(".", ""),
        wilayah.nama,
        wajib,
        rekam,
        round(100 * rekam / wajib, 2),
        3 + spread,
        400 + spread,
        2000 + spread,
    ]


def table(kodes: Sequence[str] = KODES) -> list[list[Cell]]:
    return [list(HEADINGS), *(figures(kode) for kode in kodes)]


def book(
    *, cells: Mapping[str, object] | None = None, kodes: Sequence[str] = KODES, period: str | None = PERIOD
) -> Workbook:
    """The form on a sheet "Laporan", with `cells` written over it."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Laporan"
    for row in ([TITLE], [period], *table(kodes)):
        sheet.append(row)
    for address, value in (cells or {}).items():
        sheet[address] = value
    return workbook


def form(
    cells: Mapping[str, object] | None = None,
    *,
    kodes: Sequence[str] = KODES,
    period: str | None = PERIOD,
    change: Change | None = None,
) -> Callable[[], bytes]:
    """A maker of the form as .xlsx; `change` works on its sheet after `cells` were written."""

    def make() -> bytes:
        workbook = book(cells=cells, kodes=kodes, period=period)
        if change is not None:
            change(workbook["Laporan"])
        return packed(workbook)

    return make


def sheets(*contents: tuple[str, Sequence[Sequence[object]]]) -> Callable[[], bytes]:
    """A maker of an .xlsx with these sheets, row by row."""

    def make() -> bytes:
        workbook = Workbook()
        workbook.remove(workbook.worksheets[0])
        for name, rows in contents:
            page = workbook.create_sheet(name)
            for row in rows:
                page.append(list(row))
        return packed(workbook)

    return make


def packed(workbook: Workbook) -> bytes:
    return workbook_bytes(workbook, stamped=STAMP)


def delimited(
    *, separator: str = ";", encoding: str = "utf-8", rows: Sequence[Sequence[object]] | None = None
) -> Callable[[], bytes]:
    """A maker of the form as text: title, period, headings, rows."""

    def make() -> bytes:
        out = StringIO()
        for row in rows if rows is not None else [[TITLE], [PERIOD], *table()]:
            out.write(separator.join(_written(cell, separator=separator) for cell in row) + "\r\n")
        return out.getvalue().encode(encoding)

    return make


def _written(cell: object, *, separator: str) -> str:
    """As an Indonesian Excel writes a CSV: a decimal comma, between quotes where the comma separates."""
    if not isinstance(cell, float):
        return "" if cell is None else str(cell)
    text = str(cell).replace(".", ",")
    return f'"{text}"' if separator == "," else text
