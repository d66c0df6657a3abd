"""From a file to everything the ledger needs to know of it. Imports Great Expectations: import this late."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd

from data_contracts.contract import Severity
from data_contracts.periode import Periode
from etl.checks import check_rules
from etl.chronicle import chronicles_of
from etl.history import check_history
from etl.kecamatan import check_kecamatan
from etl.lines import Places, row_of
from etl.observations import Observation, rows_of
from etl.past import PastReports, earlier_reports
from etl.plausibility import check_plausibility
from etl.read import Sheet, Workbook, read_workbook
from etl.resolve import Resolved, resolve
from etl.resolve.headings import NO_ANSWERS, Answers
from etl.source_rows import SourceRow, SourceRows
from etl.sources import check_sources
from etl.states import state_of
from etl.stock_ledger import check_stock_ledger
from etl.table import Table, tables_of
from warehouse.cells import sheet_of
from warehouse.records import ColumnUse, Finding, IgnoredRow, NewSubmission, RowCount, State, Validation

SIMULATION_MARK = "simulasi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What `Ledger.record` takes: a submission with its rows, columns and findings. Nothing is stored yet."""

    submission: NewSubmission
    rows: Mapping[str, pd.DataFrame]
    ignored: tuple[IgnoredRow, ...]
    columns: tuple[ColumnUse, ...]
    findings: tuple[Finding, ...]
    validations: tuple[Validation, ...] = ()


def judge(  # noqa: PLR0913 - what is known of a file on arrival
    path: Path,
    *,
    file_name: str,
    sha256: str,
    sender: str | None,
    received_at: datetime,
    entered_at: datetime,
    period: Periode | None,
    history: PastReports,
    mappings: Answers = NO_ANSWERS,
) -> Judgement:
    """Judge one file to the cell. Pure: the same arguments give the same judgement.

    `history` is asked for the regions and days that the file speaks of; `mappings` are the sender's
    remembered headings. Rows with an error are kept with `accepted` False, rows with a warning with `marked`
    True; both for every contract the source row feeds. The file is simulated when its name says SIMULASI, or
    every filled sheet does, in its name or above its first row of data. Raises UnreadableFileError, and
    CheckBrokenError when a rule of ours is broken.
    """
    workbook = read_workbook(path, file_name=file_name)
    resolved = resolve(workbook, period=period, mappings=mappings)
    simulasi = is_simulated(workbook, data=resolved.rows)
    arrival = _Arrival(received_at=received_at, sender=sender, simulasi=simulasi)
    seen = _look(resolved, arrival=arrival, history=history)
    verdict = _weigh(resolved, seen.observations)
    return Judgement(
        submission=NewSubmission(
            sha256=sha256,
            file_name=file_name,
            size=path.stat().st_size,
            sender=sender,
            received_at=received_at,
            entered_at=entered_at,
            simulasi=simulasi,
            state=verdict.state,
            contracts=tuple(name for name, frame in resolved.frames.items() if not frame.empty),
            rows=verdict.rows,
        ),
        rows=verdict.frames,
        ignored=resolved.ignored,
        columns=resolved.columns,
        findings=tuple(
            _on_sheet(each.finding) for each in _in_reading_order(seen.observations, workbook=workbook)
        ),
        validations=seen.validations,
    )


@dataclass(frozen=True, slots=True)
class _Verdict:
    state: State
    rows: RowCount
    frames: Mapping[str, pd.DataFrame]


def _weigh(resolved: Resolved, observations: Sequence[Observation]) -> _Verdict:
    kept_out = resolved.rejected | rows_of(observations, Severity.ERROR)
    marked = rows_of(observations, Severity.WARNING)
    rows = _count(resolved, kept_out=kept_out)
    typed = _Typed(resolved.texts)
    frames = {
        name: _for_ledger(frame, typed=typed, kept_out=kept_out, marked=marked)
        for name, frame in resolved.frames.items()
    }
    severities = {each.finding.severity for each in observations}
    return _Verdict(state_of(rows, severities=severities), rows, frames)


def is_simulated(workbook: Workbook, *, data: SourceRows) -> bool:
    """Whether the file says SIMULASI: in its name, or in every filled sheet's name or above its data."""
    if SIMULATION_MARK in workbook.file_name.casefold():
        return True
    filled = [
        sheet
        for sheet in workbook.sheets
        if not sheet.is_ours and any(value is not None for row in sheet.rows for value in row)
    ]
    return bool(filled) and all(_says_simulated(sheet, above=data.first(sheet.name)) for sheet in filled)


def _says_simulated(sheet: Sheet, *, above: int | None) -> bool:
    rows = sheet.rows if above is None else sheet.rows[: above - 1]
    texts = (value for row in rows for value in row if isinstance(value, str))
    return any(SIMULATION_MARK in text.casefold() for text in (sheet.name, *texts))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """Everything that was found in a file, and what its rules came to."""

    observations: tuple[Observation, ...]
    validations: tuple[Validation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arrival:
    received_at: datetime
    sender: str | None
    simulasi: bool


def _look(resolved: Resolved, *, arrival: _Arrival, history: PastReports) -> _Seen:
    read = (
        *(_from_reading(finding, resolved=resolved) for finding in resolved.findings),
        *(Observation(finding=crowd.finding, rows=crowd.rows) for crowd in resolved.crowds),
    )
    places = Places.of(resolved.columns, texts=resolved.texts)
    tables = tables_of(resolved.frames)
    ruled = check_rules(tables, places=places, faults=_faults(read))
    # A row that goes back is compared with nothing more: its figures are about to change.
    sound = _without(tables, resolved.rejected | rows_of(ruled.observations, Severity.ERROR))
    plausible = check_plausibility(sound, received_at=arrival.received_at, places=places)
    settled = _without(sound, rows_of(plausible, Severity.ERROR))
    chronicles = chronicles_of(settled, earlier_reports(history, settled, simulasi=arrival.simulasi))
    later = (
        *check_history(chronicles, places=places),
        *check_sources(chronicles, history=history, sender=arrival.sender, places=places),
        *check_stock_ledger(chronicles, places=places),
        *check_kecamatan(chronicles, places=places),
    )
    return _Seen(observations=(*read, *ruled.observations, *plausible, *later), validations=ruled.validations)


def _without(tables: Iterable[Table], rows: SourceRows) -> tuple[Table, ...]:
    """The tables without these rows, and without those that nothing is left of."""
    kept = (table.without(rows) for table in tables)
    return tuple(table for table in kept if len(table.frame))


def _from_reading(finding: Finding, *, resolved: Resolved) -> Observation:
    """A finding made while reading; one at a heading, a title or a row left out is about no row of data."""
    source = resolved.source_of(finding)
    is_data = source is not None and source in resolved.rows
    return Observation(finding=finding, rows=frozenset({source} if source is not None and is_data else ()))


def _on_sheet(finding: Finding) -> Finding:
    """The finding as its sender knows the place: a second table of a sheet has no name of its own there."""
    return finding if finding.sheet is None else replace(finding, sheet=sheet_of(finding.sheet))


def _faults(observations: Iterable[Observation]) -> Mapping[str, SourceRows]:
    """By field the rows whose figure could not be read."""
    faulty: dict[str, list[Observation]] = {}
    for each in observations:
        if each.finding.field is not None:
            faulty.setdefault(each.finding.field, []).append(each)
    return {field: rows_of(found, Severity.ERROR) for field, found in faulty.items()}


def _in_reading_order(observations: Sequence[Observation], *, workbook: Workbook) -> list[Observation]:
    """The file first, then sheet by sheet from top to bottom, as a sender goes through the file."""
    places = {sheet.name: number for number, sheet in enumerate(workbook.sheets)}

    def place(each: Observation) -> tuple[int, int]:
        source = row_of(each.finding)
        return places.get(sheet_of(each.finding.sheet or ""), -1), 0 if source is None else source[1]

    return sorted(observations, key=place)


def _count(resolved: Resolved, *, kept_out: SourceRows) -> RowCount:
    quarantined, ignored = len(resolved.rows & kept_out), len(resolved.ignored)
    accepted = len(resolved.rows) - quarantined
    return RowCount(
        read=accepted + quarantined + ignored, accepted=accepted, quarantined=quarantined, ignored=ignored
    )


def _for_ledger(
    frame: pd.DataFrame, *, typed: "_Typed", kept_out: SourceRows, marked: SourceRows
) -> pd.DataFrame:
    """The frame with what the ledger adds: accepted, marked, and the row's text as typed (JSON by field)."""
    return frame.assign(accepted=~kept_out.holds(frame), marked=marked.holds(frame), raw=typed.of(frame))


class _Typed:
    """The cells of each row as typed, as JSON by field."""

    def __init__(self, texts: Mapping[SourceRow, Mapping[str, str]]) -> None:
        self._rows = SourceRows.of(texts)
        self._texts = {row: json.dumps(dict(typed), ensure_ascii=False) for row, typed in texts.items()}

    def of(self, frame: pd.DataFrame) -> "pd.Series[str]":
        """For each row of a frame; missing where its texts are simply its values."""
        typed = np.full(len(frame), None, dtype=object)
        places = np.flatnonzero(self._rows.holds(frame))
        sources = zip(frame["sheet"].array[places], frame["source_row"].array[places], strict=True)
        typed[places] = [self._texts[str(sheet), int(row)] for sheet, row in sources]
        return pd.Series(typed, index=frame.index, dtype="str")
