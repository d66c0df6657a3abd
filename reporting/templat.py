"""The period's workbook for one kabupaten/kota: codes in, last figures beside, checked while typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from data_contracts.aturan import Settings, load_settings, rules_on
from data_contracts.catalogue import load_contracts
from data_contracts.contract import Contract, Field, LogicalType
from data_contracts.errors import UsageError
from data_contracts.kamus import examples_of
from data_contracts.lembar_sendiri import UNREAD_MARK
from data_contracts.periode import Periode
from data_contracts.tulisan import format_tanggal
from data_contracts.wilayah import Wilayah
from reporting.templat_baris import (
    TemplateRow,
    asked_fields,
    days_of,
    is_due,
    shown,
    template_rows,
)
from reporting.templat_isian import limits_of
from reporting.templat_periksa import Check, checks_of
from reporting.templat_petunjuk import Lists, write_guide
from reporting.workbook import workbook_bytes
from warehouse.marts import Marts

HEAD_ROW = 5
FIRST_ROW = HEAD_ROW + 1
KEY_HEADINGS = ("Kode wilayah", "Nama wilayah")

_BLUE, _GREY, _INPUT = "FF1F3864", "FF7F7F7F", "FFFFF9E5"
_EDGE = Side(style="thin", color="FFBFBFBF")
_FRAME = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_NUMBER_FORMATS = {
    LogicalType.INTEGER: "#,##0",
    LogicalType.NUMBER: "0.00",
    LogicalType.DATE: "dd/mm/yyyy",
}
_TEXT_FORMAT = "@"


def template(
    marts: Marts | None,
    *,
    wilayah: Wilayah,
    periode: Periode,
    contracts: Sequence[str] | None = None,
    settings: Settings | None = None,
) -> bytes:
    """An .xlsx to be filled in: a guide, then one sheet a subject.

    `contracts` names the subjects asked for; without it all that are due in the period. `marts` gives the
    figures reported last; None where nothing is published yet. `settings` (None: the package's own) say when
    the report is due. The same arguments give the same bytes.
    Raises UsageError where the region is no kabupaten/kota or a subject is not known.
    """
    if wilayah.tingkat != "kabkota":
        raise UsageError(f"{wilayah.nama} bukan kabupaten/kota; tulis kode seperti 33.74.")
    book = Workbook()
    guide = book.worksheets[0]
    lists = Lists(guide)
    chosen = _chosen(contracts, periode=periode)
    for contract in chosen:
        rows = template_rows(contract, wilayah=wilayah, periode=periode, marts=marts)
        sheet = book.create_sheet(_title(contract))
        _Page(sheet, contract=contract, rows=rows, lists=lists).write(wilayah=wilayah, periode=periode)
    rules = rules_on(settings or load_settings(), periode.end)
    write_guide(guide, contracts=chosen, wilayah=wilayah, periode=periode, rules=rules)
    return workbook_bytes(book, stamped=datetime(periode.end.year, periode.end.month, periode.end.day))  # noqa: DTZ001 - a document's date


def _chosen(names: Sequence[str] | None, *, periode: Periode) -> tuple[Contract, ...]:
    known = load_contracts()
    if names is None:
        return tuple(contract for contract in known.values() if is_due(contract, periode=periode))
    unknown = [name for name in names if name not in known]
    if unknown:
        message = f"Kontrak {', '.join(unknown)} tidak dikenal; pilihannya {', '.join(known)}."
        raise UsageError(message)
    return tuple(contract for name, contract in known.items() if name in names)


def _title(contract: Contract) -> str:
    return contract.name.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class _Column:
    """One column: its heading, and the field that is filled in below it, if any."""

    heading: str
    field: Field | None = None
    check: Check | None = None
    last_of: Field | None = None
    is_dimension: bool = False


class _Page:
    """One subject's sheet."""

    def __init__(
        self, sheet: Worksheet, *, contract: Contract, rows: Sequence[TemplateRow], lists: Lists
    ) -> None:
        self._sheet = sheet
        self._contract = contract
        self._rows = rows
        self._lists = lists
        self._columns = tuple(self._all_columns())
        self._letters = {
            column.field.name: get_column_letter(number)
            for number, column in enumerate(self._columns, start=1)
            if column.field is not None
        }

    def write(self, *, wilayah: Wilayah, periode: Periode) -> None:
        self._titles(wilayah=wilayah, periode=periode)
        for number, column in enumerate(self._columns, start=1):
            self._head(number, column)
            for row, item in enumerate(self._rows, start=FIRST_ROW):
                self._fill(row, number, column, item)
            if column.field is not None:
                self._guard(number, column.field)
        self._dress()

    def _all_columns(self) -> list[_Column]:
        keys = [_Column(heading) for heading in KEY_HEADINGS]
        dimensions = [_Column(f.business_name, field=f, is_dimension=True) for f in self._contract.dimensions]
        asked = asked_fields(self._contract)
        checks = [
            _Column(f"{UNREAD_MARK} periksa {number}. {check.sentence}", check=check)
            for number, check in enumerate(checks_of(self._contract), start=1)
        ]
        last = [_Column(f"{UNREAD_MARK} {f.business_name} terakhir", last_of=f) for f in asked]
        beside = last if len(self._rows) > 1 else []
        return [*keys, *dimensions, *(_Column(f.business_name, field=f) for f in asked), *checks, *beside]

    def _titles(self, *, wilayah: Wilayah, periode: Periode) -> None:
        first, last = days_of(self._contract, periode=periode)
        sheet = self._sheet
        sheet["A1"] = f"{self._contract.business_name} – {wilayah.nama}"
        sheet["A1"].font = Font(bold=True, size=14, color=_BLUE)
        sheet["A2"] = f"Periode {format_tanggal(first)} s.d. {format_tanggal(last)}"
        sheet["A2"].font = Font(bold=True)
        sheet["A3"] = (
            "Isi sel kuning. Kosong berarti belum dilaporkan; 0 berarti memang nol. Persen tidak diminta."
        )
        if len(self._rows) == 1:
            sheet["A4"] = "Terakhir dilaporkan:"
            sheet["A4"].font = Font(italic=True, color=_GREY)

    def _head(self, number: int, column: _Column) -> None:
        cell = self._sheet.cell(HEAD_ROW, number, column.heading)
        is_asked = column.field is not None or number <= len(KEY_HEADINGS)
        cell.font = Font(bold=True, color="FFFFFFFF" if is_asked else _GREY)
        cell.fill = PatternFill("solid", fgColor=_BLUE if is_asked else "FFF2F2F2")
        cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
        cell.border = _FRAME
        if column.field is not None:
            cell.comment = _note(column.field)
        width = 16 if is_asked else 22
        self._sheet.column_dimensions[get_column_letter(number)].width = width if number > 1 else 13

    def _fill(self, row: int, number: int, column: _Column, item: TemplateRow) -> None:
        cell = self._sheet.cell(row, number)
        cell.border = _FRAME
        if number <= len(KEY_HEADINGS):
            cell.value = (item.wilayah.kode, item.wilayah.nama)[number - 1]
            cell.number_format = _TEXT_FORMAT
        elif column.field is not None:
            self._open(row, number, column, item)
        elif column.check is not None:
            cells = {name: f"{letter}{row}" for name, letter in self._letters.items()}
            cell.value = column.check.formula(cells=cells)
            cell.font = Font(color=_GREY)
        elif column.last_of is not None:
            cell.value = shown(item.last.get(column.last_of.name))
            cell.font = Font(italic=True, color=_GREY)

    def _open(self, row: int, number: int, column: _Column, item: TemplateRow) -> None:
        """A cell to fill in: unlocked, with its number format; a dimension is there already."""
        field = column.field
        assert field is not None  # noqa: S101 - only columns with a field are opened
        cell = self._sheet.cell(row, number)
        cell.number_format = _NUMBER_FORMATS.get(field.logical_type, _TEXT_FORMAT)
        cell.protection = Protection(locked=False)
        cell.fill = PatternFill("solid", fgColor=_INPUT)
        if column.is_dimension:
            cell.value = item.dimensions[field.name]
        elif len(self._rows) == 1:
            note = self._sheet.cell(HEAD_ROW - 1, number, shown(item.last.get(field.name)))
            note.font = Font(italic=True, size=9, color=_GREY)
            note.alignment = Alignment(wrap_text=True, horizontal="right")

    def _guard(self, number: int, field: Field) -> None:
        letter = get_column_letter(number)
        limits = limits_of(field, contract=self._contract, lists=self._lists)
        if limits is not None:
            limits.add(f"{letter}{FIRST_ROW}:{letter}{FIRST_ROW + len(self._rows) - 1}")
            self._sheet.add_data_validation(limits)

    def _dress(self) -> None:
        sheet = self._sheet
        sheet.row_dimensions[HEAD_ROW].height = 64
        if len(self._rows) == 1:
            sheet.row_dimensions[HEAD_ROW - 1].height = 36
        frozen = get_column_letter(len(KEY_HEADINGS) + len(self._contract.dimensions) + 1)
        sheet.freeze_panes = f"{frozen}{FIRST_ROW}"
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
        sheet.protection.sheet = True
        sheet.protection.formatColumns = sheet.protection.formatRows = False
        self._colour_checks()

    def _colour_checks(self) -> None:
        numbers = [n for n, column in enumerate(self._columns, start=1) if column.check is not None]
        if not numbers:
            return
        first, last = get_column_letter(numbers[0]), get_column_letter(numbers[-1])
        area = f"{first}{FIRST_ROW}:{last}{FIRST_ROW + len(self._rows) - 1}"
        wrong = FormulaRule(  # type: ignore[no-untyped-call]
            formula=[f'RIGHT({first}{FIRST_ROW},7)="periksa"'], fill=PatternFill("solid", bgColor="FFFFE699")
        )
        self._sheet.conditional_formatting.add(area, wrong)


def _note(field: Field) -> Comment:
    unit = f" Satuan: {field.unit}." if field.unit else ""
    example = f" Contoh: {examples_of(field)[0]}." if field.examples else ""
    note = Comment(f"{field.description}{unit}{example}", "Pantau")
    note.width, note.height = 320, 130
    return note
