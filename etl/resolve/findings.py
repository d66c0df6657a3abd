"""How the resolver says something about a cell of a sheet."""

from dataclasses import dataclass

from data_contracts.contract import Severity
from etl.read import CellValue
from etl.resolve.words import as_typed
from warehouse.cells import address
from warehouse.records import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a finding is about: a 0-based cell or, without row and column, the sheet; and what it says there.

    `contract` and `field` are those of the figure in the cell, None for a heading, a title or a key.
    """

    sheet: str
    row: int | None = None
    column: int | None = None
    value: CellValue = None
    contract: str | None = None
    field: str | None = None

    @property
    def cell(self) -> str | None:
        """The A1 address, None for the sheet as a whole."""
        if self.row is None or self.column is None:
            return None
        return address(row=self.row, column=self.column)


def finding_at(place: Place, *, rule: str, severity: Severity, message: str) -> Finding:
    """A finding with its A1 address and the value as its sender typed it."""
    return Finding(
        rule=rule,
        severity=severity,
        message=message,
        sheet=place.sheet,
        cell=place.cell,
        value=None if place.value is None else as_typed(place.value),
        contract=place.contract,
        field=place.field,
    )
