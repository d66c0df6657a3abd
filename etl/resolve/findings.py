"""How the resolver says something about a cell of a sheet."""

from data_contracts.contract import Field, Severity
from etl.cells import address
from etl.read import CellValue
from etl.resolve.words import as_typed
from warehouse.records import Finding


def finding_at(
    rule: str,
    severity: Severity,
    message: str,
    *,
    sheet: str,
    row: int | None = None,
    column: int | None = None,
    value: CellValue = None,
    contract: str | None = None,
    field: Field | None = None,
) -> Finding:
    """A finding at a 0-based cell (or at the sheet, without one), with the value as its sender typed it."""
    cell = None if row is None or column is None else address(row=row, column=column)
    return Finding(
        rule=rule,
        severity=severity,
        message=message,
        sheet=sheet,
        cell=cell,
        value=None if value is None else as_typed(value),
        contract=contract,
        field=None if field is None else field.name,
    )
