"""Where a cell stands, the way a spreadsheet names it: the write side's name for `warehouse.cells`."""

from warehouse.cells import address, cell_of, column_letter, column_number, part_name, sheet_of

__all__ = ["address", "cell_of", "column_letter", "column_number", "part_name", "sheet_of"]
