"""A JUMLAH row is not data, but it is the sender's own check: it is compared with the rows it sums up."""

import re
from collections.abc import Iterator, Sequence

from data_contracts.contract import LogicalType, Measure, Severity
from data_contracts.judul import normal_heading
from data_contracts.tulisan import format_bilangan
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


def total_findings(
    grid: Grid, row: int, *, group: Sequence[DataRow], every: Sequence[DataRow]
) -> tuple[Finding, ...]:
    """A warning at each cell of a JUMLAH row that sums up neither its group nor every row above.

    `group` are the rows since the last total. A row that others lie in (the kabupaten above its kecamatan) is
    not counted twice. Over several days only flows are summed. A column with an unreadable cell is skipped.
    """
    if not any(map(_TOTAL.match, _labels(grid, row))):
        return ()
    several_days = len({line.interval for line in group}) > 1
    checked = (column for column in grid.table.figures if _is_summable(column, over_days=several_days))
    found = (_mismatch(grid, row, column, _leaves(group), _leaves(every)) for column in checked)
    return tuple(finding for finding in found if finding is not None)


def _labels(grid: Grid, row: int) -> Iterator[str]:
    """The text left of the figures; a remark to their right ("jumlah sementara") labels nothing."""
    first_figure = min(column.index for column in grid.table.figures)
    for cell in grid.sheet.rows[row][:first_figure]:
        if isinstance(cell, str):
            yield normal_heading(cell)


def _is_summable(column: Column, *, over_days: bool) -> bool:
    return column.field.logical_type is LogicalType.INTEGER and (
        not over_days or column.field.measure is Measure.FLOW
    )


def _leaves(rows: Sequence[DataRow]) -> list[DataRow]:
    parents = {row.wilayah.induk for row in rows if row.wilayah is not None}
    return [row for row in rows if row.wilayah is None or row.wilayah.kode not in parents]


def _mismatch(
    grid: Grid, row: int, column: Column, group: Sequence[DataRow], every: Sequence[DataRow]
) -> Finding | None:
    total = parse_number(grid.cell(row, column.index), logical_type=LogicalType.INTEGER).value
    sums = [_sum(group, column.field.name), _sum(every, column.field.name)]
    if total is None or sums[0] is None or total in sums:
        return None
    message = (
        f"Baris jumlah menulis {column.field.business_name} {format_bilangan(total)}, sedangkan jumlah baris "
        f"di atasnya {format_bilangan(sums[0])}. Periksa baris mana yang keliru."
    )
    place = grid.figure_place(row, column)
    return finding_at(place, rule="jumlah_tidak_cocok", severity=Severity.WARNING, message=message)


def _sum(rows: Sequence[DataRow], field: str) -> int | None:
    """None where no row reports the field, or one does so unreadably."""
    values = [value for row in rows if isinstance(value := row.values.get(field), int)]
    is_readable = all(field in row.values for row in rows if field in row.texts)
    return sum(values) if values and is_readable else None
