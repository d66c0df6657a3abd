"""A JUMLAH row is not data, but it is the sender's own check: it is compared with the rows it sums up."""

import re
from collections.abc import Iterator
from functools import cached_property

from data_contracts.contract import LogicalType, Measure, Severity
from data_contracts.judul import normal_heading
from data_contracts.tulisan import format_bilangan
from etl.resolve.above import Above
from etl.resolve.findings import finding_at
from etl.resolve.grid import Grid
from etl.resolve.headings import Column
from etl.resolve.numbers import parse_number
from etl.sheets import CellValue
from warehouse.records import Finding

_TOTAL = re.compile(r"(?:jumlah|total|jml|grand total|sub total|subtotal|rekapitulasi)\b")
_AVERAGE = re.compile(r"(?:rata rata|rerata|average|minimum|maksimum)\b")


def is_total(grid: Grid, row: int) -> bool:
    """Whether a row is labelled as a sum or an average of others, in any cell left of its first figure."""
    first_figure = min(column.index for column in grid.table.figures)
    return any(map(labels_a_total, grid.sheet.rows[row][:first_figure]))


def labels_a_total(cell: CellValue) -> bool:
    """Whether a cell left of the figures says that its row sums up or averages others."""
    if not isinstance(cell, str):
        return False
    label = normal_heading(cell)
    return bool(_TOTAL.match(label) or _AVERAGE.match(label))


def total_findings(grid: Grid, row: int, *, group: Above, every: Above) -> tuple[Finding, ...]:
    """A warning at each cell of a JUMLAH row that sums up neither its group nor every row above.

    `group` are the rows since the last total. A row that others lie in (the kabupaten above its kecamatan) is
    not counted twice. Over several days only flows are summed. A column with an unreadable cell is skipped.
    """
    if not any(map(_TOTAL.match, _labels(grid, row))):
        return ()
    several_days = len(group.intervals()) > 1
    checked = (column for column in grid.table.figures if _is_summable(column, over_days=several_days))
    sums = _Sums(group, every)
    found = (_mismatch(grid, row, column, sums=sums) for column in checked)
    return tuple(finding for finding in found if finding is not None)


def _labels(grid: Grid, row: int) -> Iterator[str]:
    """The text left of the figures; a remark to their right ("jumlah sementara") labels nothing."""
    first_figure = min(column.index for column in grid.table.figures)
    for cell in grid.sheet.rows[row][:first_figure]:
        if isinstance(cell, str):
            yield normal_heading(cell)


def _is_summable(column: Column, *, over_days: bool) -> bool:
    """Counts; a tariff is a whole number too, and nothing to add up."""
    field = column.field
    is_count = field.logical_type is LogicalType.INTEGER and field.measure is not Measure.ATTRIBUTE
    return is_count and (not over_days or field.measure is Measure.FLOW)


class _Sums:
    """The sums a total may state; those of every row are only worked out where its group's is another."""

    def __init__(self, group: Above, every: Above) -> None:
        self._group, self._every = group, every

    @cached_property
    def group(self) -> Above:
        return self._group.leaves()

    @cached_property
    def every(self) -> Above:
        return self._every.leaves()


def _mismatch(grid: Grid, row: int, column: Column, *, sums: _Sums) -> Finding | None:
    total = parse_number(grid.cell(row, column.index), logical_type=LogicalType.INTEGER).value
    expected = None if total is None else sums.group.sum(column.field.name)
    if total is None or expected is None or total == expected or total == sums.every.sum(column.field.name):
        return None
    message = (
        f"Baris jumlah menulis {column.field.business_name} {format_bilangan(total)}, sedangkan jumlah baris "
        f"di atasnya {format_bilangan(expected)}. Periksa baris mana yang keliru."
    )
    place = grid.figure_place(row, column)
    return finding_at(place, rule="jumlah_tidak_cocok", severity=Severity.WARNING, message=message)
