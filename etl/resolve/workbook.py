"""A whole file in the terms of the contracts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from data_contracts.contract import Severity
from data_contracts.periode import Periode
from etl.resolve.frames import build_frames
from etl.resolve.headings import NO_ANSWERS, Answers
from etl.resolve.layouts import read_layout
from etl.resolve.reading import DataRow, Resolved, SheetReading
from etl.resolve.remarks import Crowd, crowds_in
from etl.resolve.repeats import drop_repeats
from etl.resolve.rows import Context
from etl.resolve.settle import Habit, settle
from etl.sheets import Workbook
from etl.source_rows import SourceRows
from warehouse.cells import column_letter
from warehouse.records import ColumnUse, Finding

# What concerns a whole column is said once, at its first cell.
_SAID_ONCE = frozenset({"penulisan_angka", "persen_sebagai_pecahan"})


def resolve(workbook: Workbook, *, period: Periode | None, mappings: Answers = NO_ANSWERS) -> Resolved:
    """Find tables, wilayah, days and figures in every sheet; nothing is guessed, everything odd is a finding.

    `period` is what the sender declared; it serves where neither sheet nor file name says, and contradicts
    them with an error where they differ. `mappings` are the sender's remembered headings, by normal heading;
    they count only where a heading is not known by itself. Findings come in the file's order: those of the
    sheets, then of the rows.
    """
    context = Context(workbook=workbook, period=period, answers=mappings)
    tables = [table for sheet in workbook.sheets for table in read_layout(sheet, context=context)]
    settled = settle(tables)
    sheets = settled.sheets
    distinct = drop_repeats([row for sheet in sheets for row in sheet.rows])
    findings = (
        *_file_findings(sheets),
        *(found for sheet in sheets for found in sheet.findings),
        *distinct.findings,
        *_said_once((found for row in distinct.rows for found in row.findings), unsaid=settled.habits),
    )
    rows = SourceRows.of(row.place for row in distinct.rows) | _ordinary_rows(sheets)
    crowds = tuple(_crowds(sheets))
    return Resolved(
        frames=build_frames(distinct.rows, tables=sheets),
        columns=tuple(_column_uses(sheets)),
        ignored=(*(one for sheet in sheets for one in sheet.ignored), *distinct.ignored),
        findings=findings,
        rows=rows,
        rejected=_rejected(sheets, distinct.rows, every=rows, crowds=crowds),
        texts={row.place: row.texts for row in distinct.rows},
        crowds=crowds,
        forms={sheet.name: row.number for sheet in sheets if sheet.cells for row in sheet.rows},
    )


def _file_findings(sheets: Sequence[SheetReading]) -> Iterator[Finding]:
    if not any(sheet.columns for sheet in sheets):
        message = (
            "Tidak ada tabel laporan yang dikenali di berkas ini. Pakai formulir provinsi, atau tulis judul "
            "kolom seperti “kd_wilayah” dan “wajib_ktp_el”."
        )
        yield Finding(rule="tidak_ada_tabel", severity=Severity.ERROR, message=message)
    elif not any(sheet.rows or sheet.ordinary for sheet in sheets):
        message = "Tidak ada baris yang berisi angka di berkas ini. Isi angkanya, lalu kirim lagi."
        yield Finding(rule="tidak_ada_baris", severity=Severity.ERROR, message=message)


def _column_uses(sheets: Sequence[SheetReading]) -> Iterator[ColumnUse]:
    for reading in sheets:
        for column in reading.columns:
            yield ColumnUse(
                sheet=reading.name,
                contract=column.contract,
                field=column.field.name,
                column=reading.cells.get(column.field.name, column_letter(column.index)),
                header=column.header,
            )


def _ordinary_rows(sheets: Sequence[SheetReading]) -> SourceRows:
    return SourceRows({one.name: one.ordinary.rows + 1 for one in sheets if one.ordinary is not None})


def _crowds(sheets: Sequence[SheetReading]) -> Iterator[Crowd]:
    for sheet in sheets:
        if sheet.ordinary is not None:
            yield from crowds_in(sheet.ordinary.remarks, rows=sheet.ordinary.rows, sheet=sheet.name)


def _rejected(
    sheets: Sequence[SheetReading],
    rows: Sequence[DataRow],
    *,
    every: SourceRows,
    crowds: Sequence[Crowd],
) -> SourceRows:
    """Rows with an error of their own, and all rows of a sheet with one."""
    broken = {found.sheet for sheet in sheets for found in sheet.findings if found.severity is Severity.ERROR}
    whole = SourceRows({name: every.numbers(name) for name in every.sheets if name in broken})
    kept_out = SourceRows.of(row.place for row in rows if row.has_errors) | whole
    for crowd in crowds:
        if crowd.finding.severity is Severity.ERROR:
            kept_out = kept_out | crowd.rows
    return kept_out


def _said_once(findings: Iterable[Finding], *, unsaid: Mapping[Habit, int]) -> tuple[Finding, ...]:
    """One finding per column for what is a habit of its writer, with the number of cells it concerns.

    `unsaid` are the cells nobody made a finding of.
    """
    every = list(findings)
    counts = Counter(_habit(found) for found in every)
    seen: set[object] = set()
    said = []
    for found in every:
        habit = _habit(found)
        if found.rule not in _SAID_ONCE or habit not in seen:
            count = counts[habit] + unsaid.get(habit, 0)
            said.append(_with_count(found, count) if found.rule in _SAID_ONCE else found)
        seen.add(habit)
    return tuple(said)


def _habit(found: Finding) -> Habit:
    return found.rule, found.sheet or "", found.field or ""


def _with_count(found: Finding, count: int) -> Finding:
    if count == 1:
        return found
    return replace(found, message=f"{found.message} Ada {count} sel seperti ini di kolom yang sama.")
