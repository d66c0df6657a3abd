"""Every non-blank row of a sheet is accounted for: it is data, or it is ignored with its reason."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from itertools import pairwise

from data_contracts.contract import Severity
from data_contracts.periode import Periode
from etl.columns import ColumnRows
from etl.resolve.above import Above, RowsSoFar
from etl.resolve.codes import is_village
from etl.resolve.dimensions import make_dimension_reader
from etl.resolve.figures import Figures, read_figures
from etl.resolve.findings import Place, finding_at
from etl.resolve.grid import Grid, make_grid, row_text
from etl.resolve.headings import Answers, Table, find_table, is_heading_row, starts_another_table
from etl.resolve.periods import make_period_reader
from etl.resolve.readers import FEWEST_ZEROS, Readers, all_zero
from etl.resolve.reading import DataRow, SheetReading
from etl.resolve.regions import (
    RegionReading,
    home_findings,
    make_region_reader,
    missing_region,
    region_cell,
)
from etl.resolve.tall import Tall, read_tall
from etl.resolve.totals import is_total, total_findings
from etl.resolve.words import as_typed, is_blank, visible_text
from etl.sheets import CellValue, Row, Sheet, Workbook
from warehouse.records import Finding, IgnoredRow

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
    OURS = "lembar dari Pantau"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What holds for every table of a file: the file, the period it was sent for, its sender's answers."""

    workbook: Workbook
    period: Periode | None
    answers: Answers


@dataclass(frozen=True, slots=True)
class _Left:
    """A row that is not data, and what is to be said about it."""

    ignored: IgnoredRow
    findings: tuple[Finding, ...] = ()


def read_sheet(sheet: Sheet, *, context: Context, table: Table | None = None) -> SheetReading:
    """Read the one table of a sheet; without any all its rows are ignored, which an INFO finding says."""
    table = table or find_table(sheet, answers=context.answers)
    if table is None:
        return without_table(sheet)
    grid = make_grid(sheet, table=table)
    regions = make_region_reader(grid, workbook=context.workbook)
    periods, period_findings = make_period_reader(grid, workbook=context.workbook, period=context.period)
    dimensions = make_dimension_reader(grid)
    readers = Readers(grid, regions, periods, dimensions)
    tall = read_tall(readers, sheet.rows) if isinstance(sheet.rows, ColumnRows) else None
    read = list(_read_rows(readers, tall=tall))
    rows = tuple(item for item in read if isinstance(item, DataRow))
    left = [item for item in read if isinstance(item, _Left)]
    whole_sheet = (*home_findings(regions), *period_findings, *dimensions.missing_columns())
    return SheetReading(
        name=sheet.name,
        columns=table.columns,
        rows=rows,
        ignored=(*_titles(sheet, table), *(item.ignored for item in left)),
        findings=(
            *table.findings,
            *(whole_sheet if rows or (tall is not None and len(tall.ordinary)) else ()),
            *(found for item in left for found in item.findings),
        ),
        ordinary=None if tall is None else tall.ordinary,
        line=partial(_line, readers),
    )


def own_sheet(sheet: Sheet) -> SheetReading:
    """An answer or a guide of ours that came back: nothing in it is a report, and its sender knows."""
    return SheetReading(sheet.name, (), (), tuple(_every_row(sheet, Reason.OURS)), ())


def _every_row(sheet: Sheet, reason: Reason) -> Iterator[IgnoredRow]:
    for number, row in enumerate(sheet.rows, start=1):
        if not all(map(is_blank, row)):
            yield IgnoredRow(sheet=sheet.name, row=number, reason=reason.value)


def without_table(sheet: Sheet) -> SheetReading:
    """All rows of a sheet that holds no report."""
    ignored = tuple(_every_row(sheet, Reason.NO_TABLE))
    if not ignored:
        return SheetReading(sheet.name, (), (), (), ())
    message = f"Lembar “{sheet.name}” tidak memuat judul kolom laporan yang dikenal; lembar ini tidak dibaca."
    place = Place(sheet=sheet.name)
    found = finding_at(place, rule="lembar_tanpa_tabel", severity=Severity.INFO, message=message)
    return SheetReading(sheet.name, (), (), ignored, (found,))


def _titles(sheet: Sheet, table: Table) -> Iterator[IgnoredRow]:
    for number, row in enumerate(sheet.rows[: table.top], start=1):
        if not all(map(is_blank, row)):
            yield IgnoredRow(sheet=sheet.name, row=number, reason=Reason.TITLE.value)


def _read_rows(readers: Readers, *, tall: Tall | None) -> Iterator[DataRow | _Left]:
    grid = readers.grid
    above = RowsSoFar(None if tall is None else tall.ordinary)
    for row in grid.data_rows if tall is None else tall.left.tolist():
        if grid.is_blank(row):
            continue
        if starts_another_table(grid.sheet.rows[row], table=grid.table):
            yield from _second_table(grid, row)
            return
        reason = _reason_by_form(grid, row)
        if reason is Reason.TOTAL:
            found = total_findings(grid, row, group=above.group(row), every=above.every(row))
            yield _left(grid, row, reason, found)
            above.close(row)
            continue
        item = _read_row(readers, row, above=above) if reason is None else _left(grid, row, reason)
        if isinstance(item, DataRow):
            above.add(item)
        yield item


def _line(readers: Readers, row: int) -> DataRow:
    """A row (0-based) known to be one of data, read by itself."""
    item = _read_row(readers, row, above=RowsSoFar(None))
    if not isinstance(item, DataRow):
        raise TypeError(f"row {row} of {readers.grid.sheet.name} is no row of data")
    return item


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


def _read_row(readers: Readers, row: int, *, above: RowsSoFar) -> DataRow | _Left:
    grid = readers.grid
    region = readers.regions.read(row)
    figures = read_figures(grid, row)
    about_someone = _is_about_someone(readers, row, region)
    if not about_someone and not region.is_typed and _is_signature(grid, row):
        return _left(grid, row, Reason.SIGNATURE)  # a NIP typed as a number is no figure
    if not figures.numbers and not (about_someone and (figures.has_words or figures.has_errors)):
        return _without_figures(readers, row, region) if about_someone else _remark(grid, row)
    if not region.is_typed and readers.regions.has_columns and _is_bare_sum(figures, above.every(row)):
        return _left(grid, row, Reason.TOTAL)
    return _data_row(readers, row, region, figures)


def _is_about_someone(readers: Readers, row: int, region: RegionReading) -> bool:
    """Whether a row names its wilayah or, on the sheet of a single one, its day."""
    if readers.regions.has_columns:
        return region.wilayah is not None
    return readers.periods.has_dates and readers.periods.read(row).interval is not None


def _is_signature(grid: Grid, row: int) -> bool:
    return is_signature(grid.sheet.rows[row])


def is_signature(row: Row) -> bool:
    """Whether a row belongs to the block where the report is signed."""
    return _SIGNATURE.search(visible_text(row_text(row))) is not None


def _remark(grid: Grid, row: int) -> _Left:
    return _left(grid, row, Reason.SIGNATURE if _is_signature(grid, row) else Reason.NOTE)


def _without_figures(readers: Readers, row: int, region: RegionReading) -> _Left:
    grid = readers.grid
    name = region.wilayah.nama if region.wilayah is not None else "Baris ini"
    message = f"{name} belum mengisi angka apa pun; barisnya tidak dihitung sebagai laporan."
    place = grid.place(row, readers.regions.anchor(row))
    found = finding_at(place, rule="belum_mengisi", severity=Severity.INFO, message=message)
    code = None if region.wilayah is None else region.wilayah.kode
    return _left(grid, row, Reason.EMPTY, (replace(found, wilayah=code),))


def _is_bare_sum(figures: Figures, above: Above) -> bool:
    """A sum nobody labelled: at least one count is there, and each is what the rows above come to."""
    counts = {name: value for name, value in figures.values.items() if isinstance(value, int)}
    if len(above) <= 1 or not counts:
        return False
    return all(value == (above.sum_of_readable(name) or 0) for name, value in counts.items())


def _data_row(readers: Readers, row: int, region: RegionReading, figures: Figures) -> DataRow:
    grid, regions = readers.grid, readers.regions
    period = readers.periods.read(row)
    keys = readers.dimensions.read(row, filled=figures.texts.keys())
    findings = [*region.findings, *period.findings, *keys.findings, *figures.findings]
    if regions.has_columns and not region.is_typed:
        findings.append(missing_region(regions, row))
    if len(figures.numbers) >= FEWEST_ZEROS and not any(figures.numbers):
        findings.append(all_zero(readers, row=row, column=regions.anchor(row)))
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


def _left(grid: Grid, row: int, reason: Reason, findings: tuple[Finding, ...] = ()) -> _Left:
    return _Left(IgnoredRow(sheet=grid.sheet.name, row=row + 1, reason=reason.value), findings)
