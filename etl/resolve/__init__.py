"""From cells to the contracts' terms: which column is which field, which row is which wilayah and day."""

from etl.resolve.reading import Resolved
from etl.resolve.workbook import resolve

__all__ = ["Resolved", "resolve"]
