"""Where a cell stands, the way a spreadsheet names it: the write side's name for `warehouse.cells`."""

from warehouse.cells import address, column_letter, column_number

__all__ = ["address", "column_letter", "column_number"]
