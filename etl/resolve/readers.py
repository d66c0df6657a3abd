"""The readers of a sheet: what each makes of a row, whichever way the rows are gone through."""

from dataclasses import dataclass

from data_contracts.contract import Severity
from etl.resolve.dimensions import DimensionReader
from etl.resolve.findings import finding_at
from etl.resolve.grid import Grid
from etl.resolve.periods import PeriodReader
from etl.resolve.regions import RegionReader
from warehouse.records import Finding

FEWEST_ZEROS = 3
"""From so many figures on, all of them zero is odd."""


@dataclass(frozen=True, slots=True)
class Readers:
    """The sheet as a grid, and who reads the wilayah, days and further keys of its rows."""

    grid: Grid
    regions: RegionReader
    periods: PeriodReader
    dimensions: DimensionReader


def all_zero(readers: Readers, *, row: int, column: int) -> Finding:
    """The warning at a row (0-based) whose figures are all zero."""
    message = (
        "Semua angka di baris ini nol. Kosongkan yang belum dilaporkan; nol hanya untuk yang memang nol."
    )
    place = readers.grid.place(row, column)
    return finding_at(place, rule="semua_nol", severity=Severity.WARNING, message=message)
