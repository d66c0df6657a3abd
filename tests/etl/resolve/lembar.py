"""Small reports for the tests: sheets by their rows, and real workbooks on disk."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook as Buku

from data_contracts.periode import Periode
from etl.read import CellValue, Sheet, Workbook, read_workbook
from etl.resolve import Resolved, resolve
from warehouse.records import Finding

Rows = Sequence[Sequence[CellValue]]
PERIODE = Periode(2026, 10, 2)

FORMULIR = (
    "kd_wilayah", "kab_kota", "wajib_ktp_el", "jml_perekaman", "persentase_jml_perekaman", "sisa_suket",
    "sisa_prr", "sisa_blangko_ktp_el", "jml_anak_0_17", "jml_cetak_kia", "persentase_jml_cetak_kia",
    "jml_anak_0_18", "jml_akta_lahir_0_18", "persentase_jml_akta_lahir_0_18",
    "penggunaan_kertas_putih_jlh_dok", "penggunaan_tte_jlh_dok", "layanan_ol_sudah", "layanan_ol_belum",
    "layanan_integritas_sudah", "layanan_integritas_belum", "pks", "akses_data",
)  # fmt: skip


def read_rows(
    *rows: Sequence[CellValue],
    name: str = "Sheet1",
    file_name: str = "laporan.xlsx",
    period: Periode | None = PERIODE,
) -> Resolved:
    """Resolve one sheet of these rows, declared for the second half of October 2026 unless said otherwise."""
    return resolve(Workbook(file_name, (Sheet(name, tuple(map(tuple, rows))),)), period=period)


def write_book(path: Path, sheets: Iterable[tuple[str, Rows]], *, merge: Sequence[str] = ()) -> Workbook:
    """A real .xlsx with these sheets, `merge` in the first of them, read back."""
    book = Buku()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    for area in merge:
        book.worksheets[0].merge_cells(area)
    book.save(path)
    return read_workbook(path)


def said(resolved: Resolved, *rules: str) -> list[Finding]:
    """The findings of these rules, or all."""
    return [found for found in resolved.findings if not rules or found.rule in rules]


def places(resolved: Resolved) -> list[tuple[str, str | None]]:
    """Rule and cell of every finding."""
    return [(found.rule, found.cell) for found in resolved.findings]


def reasons(resolved: Resolved) -> dict[int, str]:
    """Row -> why it is not data, for a file of one sheet."""
    return {ignored.row: ignored.reason for ignored in resolved.ignored}
