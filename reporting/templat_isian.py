"""What may be typed into a cell of the template: the contract's own limits, checked by the spreadsheet."""

from openpyxl.worksheet.datavalidation import DataValidation

from data_contracts.contract import Contract, Field, LogicalType, Stage
from reporting.templat_petunjuk import Lists

_WIDEST_PERCENT = 200
_EARLIEST_DAY = 36526
"""1 January 2000 as a spreadsheet counts days."""


def limits_of(field: Field, *, contract: Contract, lists: Lists) -> DataValidation | None:
    """The check of one field's cells; None for free text. Blank is always allowed: not reported."""
    if field.vocabulary is not None:
        check = DataValidation(type="list", formula1=lists.range_of(field.vocabulary))
        return _explained(check, f"Pilih {field.business_name} dari daftar.")
    match field.logical_type:
        case LogicalType.INTEGER:
            lowest = _bound(field, contract, "min_value", default=0)
            check = DataValidation(type="whole", operator="greaterThanOrEqual", formula1=str(lowest))
            return _explained(
                check, f"Isi bilangan bulat, paling sedikit {lowest}, tanpa titik dan tanpa teks."
            )
        case LogicalType.NUMBER:
            highest = _bound(field, contract, "max_value", default=_WIDEST_PERCENT)
            check = DataValidation(type="decimal", operator="between", formula1="0", formula2=str(highest))
            return _explained(check, f"Isi angka dari 0 sampai {highest}, misalnya 65,5.")
        case LogicalType.DATE:
            check = DataValidation(type="date", operator="greaterThan", formula1=str(_EARLIEST_DAY))
            return _explained(check, "Isi tanggal, misalnya 30/06/2026.")
        case _:
            return None


def _explained(check: DataValidation, told: str) -> DataValidation:
    check.allow_blank = check.showErrorMessage = True
    check.errorTitle, check.error, check.errorStyle = "Periksa isian", told, "stop"
    return check


def _bound(field: Field, contract: Contract, name: str, *, default: int) -> int:
    """The limit the contract's own rule sets for that field alone."""
    for rule in contract.rules:
        limit = rule.arguments.get(name)
        is_own = rule.stage is Stage.TYPED and rule.derived is None and rule.fields[0] == field.name
        if is_own and isinstance(limit, int | float):
            return int(limit)
    return default
