"""A whole file in the terms of the contracts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from data_contracts.contract import Severity
from data_contracts.periode import Periode
from etl.cells import column_letter
from etl.read import Workbook
from etl.resolve.frames import build_frames
from etl.resolve.reading import DataRow, Resolved, SheetReading
from etl.resolve.repeats import drop_repeats
from etl.resolve.rows import read_sheet
from etl.source_rows import SourceRows
from warehouse.records import ColumnUse, Finding

# What concerns a whole column is said once, at its first cell.
_SAID_ONCE = frozenset({"penulisan_angka", "persen_sebagai_pecahan"})


def resolve(workbook: Workbook, *, period: Periode | None) -> Resolved:
    """Find tables, wilayah, days and figures in every sheet; nothing is guessed, everything odd is a finding.

    `period` is what the sender declared; it serves where neither sheet nor file name says, and contradicts
    them with an error where they differ. Findings come in the file's order: those of the sheets, then of
    the rows.
    """
    sheets = [read_sheet(sheet, workbook=workbook, period=period) for sheet in workbook.sheets]
    distinct = drop_repeats([row for sheet in sheets for row in sheet.rows])
    findings = (
        *_file_findings(sheets),
        *(found for sheet in sheets for found in sheet.findings),
        *distinct.findings,
        *_said_once(found for row in distinct.rows for found in row.findings),
    )
    return Resolved(
        frames=build_frames(distinct.rows, columns=[c for sheet in sheets for c in sheet.columns]),
        columns=tuple(_column_uses(workbook, sheets)),
        ignored=(*(one for sheet in sheets for one in sheet.ignored), *distinct.ignored),
        findings=findings,
        rows=SourceRows.of(row.place for row in distinct.rows),
        rejected=_rejected(sheets, distinct.rows),
        texts={row.place: row.texts for row in distinct.rows},
    )


def _file_findings(sheets: Sequence[SheetReading]) -> Iterator[Finding]:
    if not any(sheet.columns for sheet in sheets):
        message = (
            "Tidak ada tabel laporan yang dikenali di berkas ini. Pakai formulir provinsi, atau tulis judul "
            "kolom seperti “kd_wilayah” dan “wajib_ktp_el”."
        )
        yield Finding(rule="tidak_ada_tabel", severity=Severity.ERROR, message=message)
    elif not any(sheet.rows for sheet in sheets):
        message = "Tidak ada baris yang berisi angka di berkas ini. Isi angkanya, lalu kirim lagi."
        yield Finding(rule="tidak_ada_baris", severity=Severity.ERROR, message=message)


def _column_uses(workbook: Workbook, sheets: Sequence[SheetReading]) -> Iterator[ColumnUse]:
    for sheet, reading in zip(workbook.sheets, sheets, strict=True):
        for column in reading.columns:
            yield ColumnUse(
                sheet=sheet.name,
                contract=column.contract,
                field=column.field.name,
                column=column_letter(column.index),
                header=column.header,
            )


def _rejected(sheets: Sequence[SheetReading], rows: Sequence[DataRow]) -> SourceRows:
    """Rows with an error of their own, and all rows of a sheet with one."""
    broken = {found.sheet for sheet in sheets for found in sheet.findings if found.severity is Severity.ERROR}
    return SourceRows.of(row.place for row in rows if row.has_errors or row.sheet in broken)


def _said_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """One finding per column for what is a habit of its writer, with the number of cells it concerns."""
    every = list(findings)
    counts = Counter(_habit(found) for found in every)
    seen: set[object] = set()
    said = []
    for found in every:
        habit = _habit(found)
        if found.rule not in _SAID_ONCE or habit not in seen:
            said.append(_with_count(found, counts[habit]) if found.rule in _SAID_ONCE else found)
        seen.add(habit)
    return tuple(said)


def _habit(found: Finding) -> object:
    return found.rule, found.sheet, found.field


def _with_count(found: Finding, count: int) -> Finding:
    if count == 1:
        return found
    return replace(found, message=f"{found.message} Ada {count} sel seperti ini di kolom yang sama.")
