"""What is hidden is read all the same, and said: people hide a row where they mean to delete it."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from data_contracts.contract import Severity
from etl.resolve.findings import Place, finding_at
from etl.resolve.reading import SheetReading
from etl.sheets import Sheet
from warehouse.cells import column_letter
from warehouse.records import Finding


def hidden_findings(sheet: Sheet, *, readings: Sequence[SheetReading]) -> Iterator[Finding]:
    """An INFO finding each for the sheet, its rows of data and its columns of figures that are hidden."""
    numbers = {row.number - 1 for reading in readings for row in reading.rows}
    if sheet.hidden.sheet and numbers:
        message = (
            f"Lembar “{sheet.name}” tersembunyi, tetapi tetap dibaca. Hapus lembarnya bila tidak dimaksudkan "
            "sebagai laporan."
        )
        yield _told(Place(sheet=sheet.name), "lembar_tersembunyi", message)
    yield from _hidden_rows(sheet, sorted(sheet.hidden.rows & numbers))
    used = {column.index for reading in readings for column in reading.columns}
    yield from _hidden_columns(sheet, sorted(sheet.hidden.columns & used) if numbers else [])


def _hidden_rows(sheet: Sheet, rows: Sequence[int]) -> Iterator[Finding]:
    if rows:
        listed = ", ".join(_span(str(first + 1), str(last + 1)) for first, last in _runs(rows))
        message = f"Baris {listed} tersembunyi, tetapi tetap dibaca. Hapus barisnya bila tidak berlaku."
        yield _told(Place(sheet=sheet.name, row=rows[0], column=0), "baris_tersembunyi", message)


def _hidden_columns(sheet: Sheet, columns: Sequence[int]) -> Iterator[Finding]:
    if columns:
        runs = _runs(columns)
        listed = ", ".join(_span(column_letter(first), column_letter(last)) for first, last in runs)
        message = f"Kolom {listed} tersembunyi, tetapi tetap dibaca. Hapus kolomnya bila tidak berlaku."
        yield _told(Place(sheet=sheet.name, row=0, column=columns[0]), "kolom_tersembunyi", message)


def _told(place: Place, rule: str, message: str) -> Finding:
    return finding_at(place, rule=rule, severity=Severity.INFO, message=message)


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    groups = groupby(enumerate(numbers), key=lambda each: each[1] - each[0])
    runs = [[number for _, number in group] for _, group in groups]
    return [(run[0], run[-1]) for run in runs]


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"
