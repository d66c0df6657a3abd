"""The readers of a sheet: what each makes of a row, whichever way the rows are gone through."""

from dataclasses import dataclass

from etl.resolve.dimensions import DimensionReader
from etl.resolve.grid import Grid
from etl.resolve.periods import PeriodReader
from etl.resolve.regions import RegionReader

FEWEST_ZEROS = 3
"""From so many figures on, all of them zero is odd."""


@dataclass(frozen=True, slots=True)
class Readers:
    """The sheet as a grid, and who reads the wilayah, days and further keys of its rows."""

    grid: Grid
    regions: RegionReader
    periods: PeriodReader
    dimensions: DimensionReader
