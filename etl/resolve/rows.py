"""Every non-blank row of a sheet is accounted for: it is data, or it is ignored with its reason."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from data_contracts.contract import Severity
from data_contracts.periode import Periode
from etl.read import CellValue, Sheet, Workbook
from etl.resolve.codes import is_village
from etl.resolve.dimensions import DimensionReader, make_dimension_reader
from etl.resolve.figures import Figures, read_figures
from etl.resolve.findings import Place, finding_at
from etl.resolve.grid import Grid, make_grid, row_text
from etl.resolve.headings import Table, find_table, is_heading_row, starts_another_table
from etl.resolve.periods import PeriodReader, make_period_reader
from etl.resolve.reading import DataRow, SheetReading
from etl.resolve.regions import (
    RegionReader,
    RegionReading,
    home_findings,
    make_region_reader,
    missing_region,
    region_cell,
)
from etl.resolve.totals import is_total, total_findings
from etl.resolve.words import as_typed, is_blank, visible_text
from warehouse.records import Finding, IgnoredRow

_FEWEST_ZEROS = 3
_FEWEST_NUMBERS = 3
_SIGNATURE = re.compile(
    r"\b(?:mengetahui|menyetujui|kepala (?:dinas|bidang|seksi)|nip|pembina|penata|plt|plh|ttd|sekretaris|"
    r"dibuat oleh|yang melaporkan|petugas|operator)\b|^[a-z. ]+,\s*\d{1,2}\s+[a-z]+\s+\d{4}$",
    re.IGNORECASE,
)


class Reason(StrEnum):
    """Why a row is not data; the value is what the sender reads."""

    TITLE = "judul"
    COLUMN_NUMBERS = "nomor kolom"
    TOTAL = "baris jumlah"
    SIGNATURE = "tanda tangan"
    NOTE = "keterangan"
    EMPTY = "belum mengisi"
    VILLAGE = "rincian desa/kelurahan"
    SECOND_TABLE = "tabel kedua di lembar yang sama"
    NO_TABLE = "lembar tanpa tabel laporan"


@dataclass(frozen=True, slots=True)
class _Readers:
    grid: Grid
    regions: RegionReader
    periods: PeriodReader
    dimensions: DimensionReader


@dataclass(frozen=True, slots=True)
class _Left:
    """A row that is not data, and what is to be said about it."""

    ignored: IgnoredRow
    findings: tuple[Finding, ...] = ()


def read_sheet(sheet: Sheet, *, workbook: Workbook, period: Periode | None) -> SheetReading:
    """Read one sheet; without known headings all its rows are ignored, which is said in an INFO finding."""
    table = find_table(sheet)
    if table is None:
        return _without_table(sheet)
    grid = make_grid(sheet, table=table)
    regions = make_region_reader(grid, workbook=workbook)
    periods, period_findings = make_period_reader(grid, workbook=workbook, period=period)
    dimensions = make_dimension_reader(grid)
    read = list(_read_rows(_Readers(grid, regions, periods, dimensions)))
    rows = tuple(item for item in read if isinstance(item, DataRow))
    left = [item for item in read if isinstance(item, _Left)]
    whole_sheet = (*home_findings(regions), *period_findings, *dimensions.missing_columns()) if rows else ()
    return SheetReading(
        columns=table.columns,
        rows=rows,
        ignored=(*_titles(sheet, table), *(item.ignored for item in left)),
        findings=(*table.findings, *whole_sheet, *(found for item in left for found in item.findings)),
    )


def _without_table(sheet: Sheet) -> SheetReading:
    numbers = [n for n, row in enumerate(sheet.rows, start=1) if not all(map(is_blank, row))]
    if not numbers:
        return SheetReading((), (), (), ())
    ignored = tuple(IgnoredRow(sheet=sheet.name, row=n, reason=Reason.NO_TABLE.value) for n in numbers)
    message = f"Lembar “{sheet.name}” tidak memuat judul kolom laporan yang dikenal; lembar ini tidak dibaca."
    place = Place(sheet=sheet.name)
    found = finding_at(place, rule="lembar_tanpa_tabel", severity=Severity.INFO, message=message)
    return SheetReading((), (), ignored, (found,))


def _titles(sheet: Sheet, table: Table) -> Iterator[IgnoredRow]:
    for number, row in enumerate(sheet.rows[: table.top], start=1):
        if not all(map(is_blank, row)):
            yield IgnoredRow(sheet=sheet.name, row=number, reason=Reason.TITLE.value)


def _read_rows(readers: _Readers) -> Iterator[DataRow | _Left]:
    grid = readers.grid
    since_total: list[DataRow] = []
    every: list[DataRow] = []
    for row in grid.data_rows:
        if grid.is_blank(row):
            continue
        if starts_another_table(grid.sheet.rows[row], table=grid.table):
            yield from _second_table(grid, row)
            return
        reason = _reason_by_form(grid, row)
        if reason is Reason.TOTAL:
            yield _left(grid, row, reason, total_findings(grid, row, group=since_total or every, every=every))
            since_total = []
            continue
        item = _read_row(readers, row, above=every) if reason is None else _left(grid, row, reason)
        if isinstance(item, DataRow):
            since_total.append(item)
            every.append(item)
        yield item


def _second_table(grid: Grid, start: int) -> Iterator[_Left]:
    """Its columns mean something else; read under the first headings it would become wrong figures."""
    message = (
        f"Mulai baris {start + 1} ada tabel lain di lembar yang sama; tabel itu tidak dibaca. "
        "Pindahkan ke lembar tersendiri, lalu kirim lagi."
    )
    place = Place(sheet=grid.sheet.name, row=start, column=0)
    found = finding_at(place, rule="tabel_kedua", severity=Severity.WARNING, message=message)
    rows = (row for row in range(start, len(grid.sheet.rows)) if not grid.is_blank(row))
    for row in rows:
        yield _left(grid, row, Reason.SECOND_TABLE, (found,) if row == start else ())


def _reason_by_form(grid: Grid, row: int) -> Reason | None:
    """What can be told from the row's form alone, before its region and figures are read."""
    cells = grid.sheet.rows[row]
    if is_heading_row(cells, table=grid.table):
        return Reason.TITLE
    if row == grid.table.bottom + 1 and _is_column_numbers(cells):
        return Reason.COLUMN_NUMBERS
    if is_total(grid, row):
        return Reason.TOTAL
    return Reason.VILLAGE if is_village(grid, row) else None


def _is_column_numbers(cells: Sequence[CellValue]) -> bool:
    """The row "1 2 3 …" or "(1) (2) (3) …" below the headings; sums such as "5=4/3" may stand among them."""
    shown = [as_typed(cell).strip("() ") for cell in cells if not is_blank(cell)]
    counted = [int(text.split("=")[0]) for text in shown if re.fullmatch(r"\d{1,2}(?:\s*=.*)?", text)]
    return (
        len(counted) == len(shown) >= _FEWEST_NUMBERS
        and counted[0] == 1
        and all(later - former == 1 for former, later in pairwise(counted))
    )


def _read_row(readers: _Readers, row: int, *, above: Sequence[DataRow]) -> DataRow | _Left:
    grid = readers.grid
    region = readers.regions.read(row)
    figures = read_figures(grid, row)
    about_someone = _is_about_someone(readers, row, region)
    if not about_someone and not region.is_typed and _is_signature(grid, row):
        return _left(grid, row, Reason.SIGNATURE)  # a NIP typed as a number is no figure
    if not figures.numbers and not (about_someone and (figures.has_words or figures.has_errors)):
        return _without_figures(readers, row, region) if about_someone else _remark(grid, row)
    if not region.is_typed and readers.regions.has_columns and _is_bare_sum(figures, above):
        return _left(grid, row, Reason.TOTAL)
    return _data_row(readers, row, region, figures)


def _is_about_someone(readers: _Readers, row: int, region: RegionReading) -> bool:
    """Whether a row names its wilayah or, on the sheet of a single one, its day."""
    if readers.regions.has_columns:
        return region.wilayah is not None
    return readers.periods.has_dates and readers.periods.read(row).interval is not None


def _is_signature(grid: Grid, row: int) -> bool:
    return _SIGNATURE.search(visible_text(row_text(grid.sheet.rows[row]))) is not None


def _remark(grid: Grid, row: int) -> _Left:
    return _left(grid, row, Reason.SIGNATURE if _is_signature(grid, row) else Reason.NOTE)


def _without_figures(readers: _Readers, row: int, region: RegionReading) -> _Left:
    grid = readers.grid
    name = region.wilayah.nama if region.wilayah is not None else "Baris ini"
    message = f"{name} belum mengisi angka apa pun; barisnya tidak dihitung sebagai laporan."
    place = grid.place(row, readers.regions.anchor(row))
    found = finding_at(place, rule="belum_mengisi", severity=Severity.INFO, message=message)
    code = None if region.wilayah is None else region.wilayah.kode
    return _left(grid, row, Reason.EMPTY, (replace(found, wilayah=code),))


def _is_bare_sum(figures: Figures, above: Sequence[DataRow]) -> bool:
    """A sum nobody labelled: at least one count is there, and each is what the rows above come to."""
    counts = {name: value for name, value in figures.values.items() if isinstance(value, int)}
    sums = {name: sum(v for line in above if isinstance(v := line.values.get(name), int)) for name in counts}
    return len(above) > 1 and bool(counts) and counts == sums


def _data_row(readers: _Readers, row: int, region: RegionReading, figures: Figures) -> DataRow:
    grid, regions = readers.grid, readers.regions
    period = readers.periods.read(row)
    keys = readers.dimensions.read(row, filled=figures.texts.keys())
    findings = [*region.findings, *period.findings, *keys.findings, *figures.findings]
    if regions.has_columns and not region.is_typed:
        findings.append(missing_region(regions, row))
    if len(figures.numbers) >= _FEWEST_ZEROS and not any(figures.numbers):
        findings.append(_all_zero(readers, row))
    code = None if region.wilayah is None else region.wilayah.kode
    last = None if period.interval is None else period.interval.last
    return DataRow(
        sheet=grid.sheet.name,
        number=row + 1,
        cell=region_cell(regions, row),
        wilayah=region.wilayah,
        interval=period.interval,
        values=figures.values,
        texts={**_key_texts(grid, row), **figures.texts},
        findings=tuple(replace(found, wilayah=code, tanggal=last) for found in findings),
        dimensions=keys.values,
    )


def _key_texts(grid: Grid, row: int) -> dict[str, str]:
    return {name: as_typed(value) for name in grid.table.keys if (value := grid.key(row, name)) is not None}


def _all_zero(readers: _Readers, row: int) -> Finding:
    message = (
        "Semua angka di baris ini nol. Kosongkan yang belum dilaporkan; nol hanya untuk yang memang nol."
    )
    place = readers.grid.place(row, readers.regions.anchor(row))
    return finding_at(place, rule="semua_nol", severity=Severity.WARNING, message=message)


def _left(grid: Grid, row: int, reason: Reason, findings: tuple[Finding, ...] = ()) -> _Left:
    return _Left(IgnoredRow(sheet=grid.sheet.name, row=row + 1, reason=reason.value), findings)
