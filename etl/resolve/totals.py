"""A JUMLAH row is not data, but it is the sender's own check: it is compared with the rows it sums up."""

import re
from collections.abc import Iterator, Sequence

from data_contracts.contract import LogicalType, Measure, Severity
from data_contracts.judul import normal_heading
from data_contracts.tulisan import format_bilangan
from etl.read import CellValue
from etl.resolve.findings import finding_at
from etl.resolve.grid import Grid
from etl.resolve.headings import Column
from etl.resolve.numbers import parse_number
from etl.resolve.reading import DataRow
from warehouse.records import Finding

_TOTAL = re.compile(r"(?:jumlah|total|jml|grand total|sub total|subtotal|rekapitulasi)\b")
_AVERAGE = re.compile(r"(?:rata rata|rerata|average|minimum|maksimum)\b")


def is_total(grid: Grid, row: int) -> bool:
    """Whether a row is labelled as a sum or an average of others, in any cell left of its first figure."""
    return any(_TOTAL.match(label) or _AVERAGE.match(label) for label in _labels(grid, row))


def total_findings(grid: Grid, row: int, *, above: Sequence[DataRow]) -> tuple[Finding, ...]:
    """A warning at each cell of a JUMLAH row that is not the sum of the rows above.

    `above` are the rows since the last total; a row that others lie in (the kabupaten above its kecamatan)
    is not counted twice. Over several days only flows can be summed. A column with an unreadable cell is
    left alone.
    """
    if not any(map(_TOTAL.match, _labels(grid, row))):
        return ()
    days = {line.interval for line in above}
    leaves = _leaves(above)
    checked = (c for c in grid.table.figures if _is_summable(c, over_days=len(days) > 1))
    return tuple(found for c in checked if (found := _mismatch(grid, row, c, leaves)) is not None)


def _labels(grid: Grid, row: int) -> Iterator[str]:
    figures = {column.index for column in grid.table.figures}
    cells: tuple[CellValue, ...] = grid.sheet.rows[row]
    for index, cell in enumerate(cells):
        if isinstance(cell, str) and index not in figures:
            yield normal_heading(cell)


def _is_summable(column: Column, *, over_days: bool) -> bool:
    return column.field.logical_type is LogicalType.INTEGER and (
        not over_days or column.field.measure is Measure.FLOW
    )


def _leaves(rows: Sequence[DataRow]) -> list[DataRow]:
    parents = {row.wilayah.induk for row in rows if row.wilayah is not None}
    return [row for row in rows if row.wilayah is None or row.wilayah.kode not in parents]


def _mismatch(grid: Grid, row: int, column: Column, above: Sequence[DataRow]) -> Finding | None:
    name = column.field.name
    total = parse_number(grid.cell(row, column.index), logical_type=LogicalType.INTEGER).value
    if total is None or any(name in line.texts and name not in line.values for line in above):
        return None
    values = [line.values[name] for line in above if name in line.values]
    summed = sum(value for value in values if isinstance(value, int))
    if not values or summed == total:
        return None
    message = (
        f"Baris jumlah menulis {column.field.business_name} {format_bilangan(total)}, sedangkan jumlah baris "
        f"di atasnya {format_bilangan(summed)}. Periksa baris mana yang keliru."
    )
    place = grid.figure_place(row, column)
    return finding_at(place, rule="jumlah_tidak_cocok", severity=Severity.WARNING, message=message)
