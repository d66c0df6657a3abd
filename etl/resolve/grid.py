"""A sheet as the resolver walks over it: safe to ask beyond its edge, merged key cells filled downwards."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from etl.columns import ColumnRows
from etl.read import CellValue, Row, Sheet
from etl.resolve.findings import Place
from etl.resolve.headings import Column, Table
from etl.resolve.words import as_typed, is_blank


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet and its table; `row` is 0-based throughout."""

    sheet: Sheet
    table: Table
    filled: Mapping[tuple[int, int], CellValue]

    def cell(self, row: int, column: int) -> CellValue:
        """The value, None beyond the edge; a vertically merged key cell has its value in every row."""
        cells = self.sheet.rows[row]
        value = cells[column] if column < len(cells) else None
        return self.filled.get((row, column)) if is_blank(value) else value

    def key(self, row: int, field: str) -> CellValue:
        """The value of an identifying column, None where blank or where the sheet has no such column."""
        column = self.table.keys.get(field)
        value = None if column is None else self.cell(row, column)
        return None if is_blank(value) else value

    def key_place(self, row: int, field: str) -> Place:
        """Where an identifying column stands in a row; the sheet has to have that column."""
        return self.place(row, self.table.keys[field])

    def place(self, row: int, column: int) -> Place:
        return Place(sheet=self.sheet.name, row=row, column=column, value=self.cell(row, column))

    def figure_place(self, row: int, column: Column) -> Place:
        """Where a figure stands, with the field it fills."""
        return Place(
            sheet=self.sheet.name,
            row=row,
            column=column.index,
            value=self.cell(row, column.index),
            contract=column.contract,
            field=column.field.name,
        )

    def is_blank(self, row: int) -> bool:
        return all(map(is_blank, self.sheet.rows[row]))

    def counts(self, column: int) -> Mapping[CellValue, int]:
        """Each value of a column below the headings and the number of rows that show it."""
        rows = self.sheet.rows
        if isinstance(rows, ColumnRows) and not self.filled:
            return rows.columns[column].counts(self.table.bottom + 1)
        return Counter(self.cell(row, column) for row in self.data_rows)

    @property
    def data_rows(self) -> range:
        return range(self.table.bottom + 1, len(self.sheet.rows))


def make_grid(sheet: Sheet, *, table: Table) -> Grid:
    """Fill only what is really merged: a blank cell below another is not its continuation."""
    keys = set(table.keys.values())
    areas = (area for area in sheet.merged if area.left in keys and table.bottom < area.top < len(sheet.rows))
    filled = {
        (row, area.left): cells[area.left]
        for area in areas
        if area.left < len(cells := sheet.rows[area.top])
        for row in range(area.top + 1, min(area.bottom + 1, len(sheet.rows)))
    }
    return Grid(sheet, table, filled)


def row_text(row: Row) -> str:
    """Everything a row says, as one line of text."""
    return " ".join(as_typed(cell) for cell in row if not is_blank(cell))
