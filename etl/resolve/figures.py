"""The figures of one row: cells become typed values, and what is odd about a cell becomes a finding."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TypeAlias, TypeGuard

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Field, LogicalType, Measure, Severity
from etl.resolve.dates import parse_date
from etl.resolve.findings import Place, finding_at
from etl.resolve.grid import Grid
from etl.resolve.hours import parse_hour
from etl.resolve.listed import read_listed
from etl.resolve.numbers import NumberRemark, parse_number
from etl.resolve.words import as_typed, is_blank, visible_text
from warehouse.records import Finding

FigureValue: TypeAlias = int | float | str | date
_NUMERIC = (LogicalType.INTEGER, LogicalType.NUMBER)
_TELLING = (LogicalType.STRING, LogicalType.TIME)
FRACTION_RULE = "persen_sebagai_pecahan"
_FRACTION_LIMIT = 1.5
_FRACTION_TOLERANCE_POINTS = 0.5

_SEVERITY = {
    NumberRemark.AMBIGUOUS: Severity.WARNING,
    NumberRemark.LETTER_O: Severity.ERROR,
    NumberRemark.FOREIGN_STYLE: Severity.WARNING,
    NumberRemark.NOT_WHOLE: Severity.ERROR,
    NumberRemark.NOT_A_NUMBER: Severity.ERROR,
    NumberRemark.TOO_LARGE: Severity.ERROR,
    NumberRemark.FORMULA: Severity.ERROR,
}
_MESSAGE = {
    NumberRemark.AMBIGUOUS: (
        "{bidang} tertulis “{nilai}”: tidak jelas apakah nol atau belum dilaporkan, jadi dibiarkan kosong. "
        "Tulis 0 bila memang nol."
    ),
    NumberRemark.LETTER_O: (
        "{bidang} tertulis “{nilai}”: ada huruf O di tempat angka nol. Ganti dengan angka, lalu kirim lagi."
    ),
    NumberRemark.FOREIGN_STYLE: (
        "{bidang} tertulis “{nilai}”, tidak memakai titik untuk ribuan dan koma untuk desimal; tetap dibaca. "
        "Periksa apakah angkanya benar."
    ),
    NumberRemark.NOT_WHOLE: (
        "{bidang} tertulis “{nilai}”, padahal jumlahnya harus bilangan bulat. Perbaiki angkanya."
    ),
    NumberRemark.NOT_A_NUMBER: "{bidang} tertulis “{nilai}”, bukan angka. Isi angkanya, atau kosongkan.",
    NumberRemark.TOO_LARGE: (
        "{bidang} tertulis “{nilai}”, terlalu besar untuk sebuah jumlah. Perbaiki angkanya."
    ),
    NumberRemark.FORMULA: (
        "{bidang} berisi rumus tanpa hasil, “{nilai}”. Buka di Excel, simpan ulang, lalu kirim lagi; atau "
        "tulis angkanya."
    ),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What a row reports. `values` holds only what is there; `texts` is every non-blank cell as typed."""

    values: Mapping[str, FigureValue]
    texts: Mapping[str, str]
    findings: tuple[Finding, ...]

    @property
    def numbers(self) -> tuple[int | float, ...]:
        return tuple(value for value in self.values.values() if isinstance(value, int | float))

    @property
    def has_words(self) -> bool:
        """Whether the row reports in words what cannot be counted, as a service point its days and hours.

        The kind and date of a denominator are no report.
        """
        return not _own_words().isdisjoint(self.values)

    @property
    def has_errors(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True)
class CellReading:
    """What one cell of a figure means, and what is odd about it."""

    value: FigureValue | None
    finding: Finding | None = None


def read_figures(grid: Grid, row: int) -> Figures:
    """Read every figure of one row (0-based)."""
    values: dict[str, FigureValue] = {}
    texts: dict[str, str] = {}
    findings: list[Finding] = []
    for column in grid.table.figures:
        place = grid.figure_place(row, column)
        if is_blank(place.value):
            continue
        texts[column.field.name] = as_typed(place.value)
        cell = read_cell(place, column.field)
        if cell.value is not None:
            values[column.field.name] = cell.value
        if cell.finding is not None:
            findings.append(cell.finding)
    return _with_whole_percentages(Figures(values, texts, tuple(findings)), grid=grid, row=row)


@cache
def _own_words() -> frozenset[str]:
    """The texts that are a report by themselves: those of the subjects with keys of their own."""
    contracts = (contract for contract in load_contracts().values() if contract.dimensions)
    return frozenset(
        field.name for contract in contracts for field in contract.measured if field.logical_type in _TELLING
    )


def read_cell(place: Place, field: Field) -> CellReading:
    """Read a cell by its value alone; a blank one has none, and nothing is said about it."""
    if is_blank(place.value):
        return CellReading(None)
    if field.logical_type is LogicalType.DATE:
        day = parse_date(place.value)
        return CellReading(day, None if day else _undated(place, field))
    if field.logical_type is LogicalType.TIME:
        hour = parse_hour(place.value)
        return CellReading(hour, None if hour else _untimed(place, field))
    if field.vocabulary is not None:
        return CellReading(*read_listed(place, field=field, vocabulary=field.vocabulary))
    if field.logical_type not in _NUMERIC:
        return CellReading(visible_text(as_typed(place.value)))
    reading = parse_number(place.value, logical_type=field.logical_type)
    return CellReading(
        reading.value, None if reading.remark is None else _remarked(place, field, reading.remark)
    )


def _remarked(place: Place, field: Field, remark: NumberRemark) -> Finding:
    message = _MESSAGE[remark].format(bidang=field.business_name, nilai=as_typed(place.value))
    # A percentage is worked out from its counts anyway; without it the row still says everything.
    is_spare = remark is NumberRemark.FORMULA and field.measure is Measure.RATIO
    severity = Severity.WARNING if is_spare else _SEVERITY[remark]
    return finding_at(place, rule=remark.value, severity=severity, message=message)


def _undated(place: Place, field: Field) -> Finding:
    message = (
        f"{field.business_name} tertulis “{as_typed(place.value)}”, tidak terbaca sebagai tanggal. "
        "Tulis misalnya 30/06/2026, atau kosongkan."
    )
    return finding_at(place, rule="tanggal_tidak_dikenali", severity=Severity.ERROR, message=message)


def _untimed(place: Place, field: Field) -> Finding:
    message = (
        f"{field.business_name} tertulis “{as_typed(place.value)}”, tidak terbaca sebagai jam. "
        "Tulis misalnya 08.00, atau kosongkan."
    )
    return finding_at(place, rule="jam_tidak_dikenali", severity=Severity.ERROR, message=message)


def _with_whole_percentages(figures: Figures, *, grid: Grid, row: int) -> Figures:
    """0,98 that means 98 %: only where the row's own counts say so, since 0,98 % not recorded is real."""
    values = dict(figures.values)
    findings = list(figures.findings)
    for column in grid.table.figures:
        whole = whole_percentage(column.field, figures.values)
        if whole is not None:
            values[column.field.name] = whole
            findings.append(_whole_percentage(grid.figure_place(row, column), column.field))
    return replace(figures, values=values, findings=tuple(findings))


def whole_percentage(field: Field, values: Mapping[str, FigureValue]) -> float | None:
    """The percentage that a fraction among the values of a row means; None where there is none."""
    typed = values.get(field.name)
    if not may_be_fraction(typed) or not _is_fraction(typed, expected=_recomputed(field, values)):
        return None
    return round(100 * typed, 12)


def may_be_fraction(value: FigureValue | None) -> TypeGuard[float]:
    """Whether a figure is small enough to be a part of one, or a little more."""
    return isinstance(value, float) and 0 < value <= _FRACTION_LIMIT


def _recomputed(field: Field, values: Mapping[str, FigureValue]) -> float | None:
    if field.recompute is None:
        return None
    numerator, denominator = values.get(field.recompute.numerator), values.get(field.recompute.denominator)
    if not isinstance(numerator, int) or not isinstance(denominator, int) or denominator == 0:
        return None
    return 100 * numerator / denominator


def _is_fraction(typed: float, *, expected: float | None) -> bool:
    if expected is None:
        return False
    whole, as_it_is = abs(100 * typed - expected), abs(typed - expected)
    return whole <= _FRACTION_TOLERANCE_POINTS and whole < as_it_is


def _whole_percentage(place: Place, field: Field) -> Finding:
    message = (
        f"{field.business_name} tertulis “{as_typed(place.value)}” sebagai pecahan; menurut jumlahnya ini "
        "persen, jadi dibaca dikalikan 100."
    )
    return finding_at(place, rule=FRACTION_RULE, severity=Severity.INFO, message=message)
