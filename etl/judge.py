"""From a file to everything the ledger needs to know of it. Imports Great Expectations: import this late."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Severity
from data_contracts.periode import Periode
from etl.cells import sheet_of
from etl.checks import Fault, check_rules
from etl.history import check_history, timeline_of
from etl.lines import Line, Observation, Places, SourceRow, lines_of, row_of
from etl.past import PastReports
from etl.plausibility import check_plausibility
from etl.read import Sheet, Workbook, read_workbook
from etl.resolve import Resolved, resolve
from etl.resolve.headings import NO_ANSWERS, Answers
from etl.states import state_of
from warehouse.records import ColumnUse, Finding, IgnoredRow, NewSubmission, RowCount, State, Validation

SIMULATION_MARK = "simulasi"
LOOKBACK = timedelta(days=1_461)
"""How far back a report is compared with earlier ones: four years."""


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
    remembered headings. Rows with an error are kept with
    `accepted` False, rows with a warning with `marked` True; both for every contract the source row feeds.
    The file is simulated when its name says SIMULASI, or every filled sheet does, in its name or above its
    first row of data. Raises UnreadableFileError, and CheckBrokenError when a rule of ours is broken.
    """
    workbook = read_workbook(path, file_name=file_name)
    resolved = resolve(workbook, period=period, mappings=mappings)
    simulasi = is_simulated(workbook, data=resolved.rows)
    observations = _observe(resolved, received_at=received_at, history=history, simulasi=simulasi)
    verdict = _weigh(resolved, observations)
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
            _on_sheet(each.finding) for each in _in_reading_order(observations, workbook=workbook)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Verdict:
    state: State
    rows: RowCount
    frames: Mapping[str, pd.DataFrame]


def _weigh(resolved: Resolved, observations: Sequence[Observation]) -> _Verdict:
    kept_out = resolved.rejected | _rows_of(observations, Severity.ERROR)
    marked = _rows_of(observations, Severity.WARNING)
    rows = _count(resolved, kept_out=kept_out)
    frames = {
        name: _for_ledger(frame, texts=resolved.texts, kept_out=kept_out, marked=marked)
        for name, frame in resolved.frames.items()
    }
    severities = {each.finding.severity for each in observations}
    return _Verdict(state_of(rows, severities=severities), rows, frames)


def is_simulated(workbook: Workbook, *, data: Iterable[SourceRow]) -> bool:
    """Whether the file says SIMULASI: in its name, or in every filled sheet's name or above its data."""
    if SIMULATION_MARK in workbook.file_name.casefold():
        return True
    first = _first_rows(data)
    filled = [
        sheet
        for sheet in workbook.sheets
        if not sheet.is_ours and any(value is not None for row in sheet.rows for value in row)
    ]
    return bool(filled) and all(_says_simulated(sheet, above=first.get(sheet.name)) for sheet in filled)


def _first_rows(data: Iterable[SourceRow]) -> dict[str, int]:
    first: dict[str, int] = {}
    for sheet, row in data:
        first[sheet] = min(row, first.get(sheet, row))
    return first


def _says_simulated(sheet: Sheet, *, above: int | None) -> bool:
    rows = sheet.rows if above is None else sheet.rows[: above - 1]
    texts = (value for row in rows for value in row if isinstance(value, str))
    return any(SIMULATION_MARK in text.casefold() for text in (sheet.name, *texts))


def _observe(
    resolved: Resolved, *, received_at: datetime, history: PastReports, simulasi: bool
) -> tuple[Observation, ...]:
    read = tuple(_from_reading(finding, resolved=resolved) for finding in resolved.findings)
    lines = lines_of(resolved.frames)
    places = Places.of(resolved.columns, texts=resolved.texts)
    ruled = check_rules(resolved.frames, lines=lines, places=places, faults=_faults(read))
    # A row that goes back is compared with nothing more: its figures are about to change.
    sound = _sound(lines, kept_out=resolved.rejected | _rows_of(ruled, Severity.ERROR))
    plausible = check_plausibility(sound.values(), received_at=received_at, places=places)
    settled = _sound(sound, kept_out=_rows_of(plausible, Severity.ERROR))
    past = _past_of(settled.values(), history=history)
    timeline = timeline_of(past, lines=settled.values(), simulasi=simulasi)
    return (*read, *ruled, *plausible, *check_history(settled.values(), timeline=timeline, places=places))


def _past_of(lines: Collection[Line], *, history: PastReports) -> Mapping[str, pd.DataFrame]:
    kodes = {line.kode_wilayah for line in lines if line.kode_wilayah is not None}
    days = {line.tanggal for line in lines if line.tanggal is not None}
    if not kodes or not days:
        return {}
    since, until = min(days) - LOOKBACK, max(days)
    return {name: history.past(name, kodes=kodes, until=until, since=since) for name in load_contracts()}


def _from_reading(finding: Finding, *, resolved: Resolved) -> Observation:
    """A finding made while reading; one at a heading, a title or a row left out is about no row of data."""
    source = resolved.source_of(finding)
    is_data = source is not None and source in resolved.rows
    return Observation(finding=finding, rows=frozenset({source} if source is not None and is_data else ()))


def _on_sheet(finding: Finding) -> Finding:
    """The finding as its sender knows the place: a second table of a sheet has no name of its own there."""
    return finding if finding.sheet is None else replace(finding, sheet=sheet_of(finding.sheet))


def _faults(observations: Iterable[Observation]) -> frozenset[Fault]:
    return frozenset(
        (row, each.finding.field)
        for each in observations
        for row in each.rows
        if each.finding.severity is Severity.ERROR and each.finding.field is not None
    )


def _sound(lines: Mapping[SourceRow, Line], *, kept_out: frozenset[SourceRow]) -> Mapping[SourceRow, Line]:
    return {source: line for source, line in lines.items() if source not in kept_out}


def _rows_of(observations: Iterable[Observation], severity: Severity) -> frozenset[SourceRow]:
    return frozenset(row for each in observations if each.finding.severity is severity for row in each.rows)


def _in_reading_order(observations: Sequence[Observation], *, workbook: Workbook) -> list[Observation]:
    """The file first, then sheet by sheet from top to bottom, as a sender goes through the file."""
    places = {sheet.name: number for number, sheet in enumerate(workbook.sheets)}

    def place(each: Observation) -> tuple[int, int]:
        source = row_of(each.finding)
        return places.get(sheet_of(each.finding.sheet or ""), -1), 0 if source is None else source[1]

    return sorted(observations, key=place)


def _count(resolved: Resolved, *, kept_out: frozenset[SourceRow]) -> RowCount:
    quarantined, ignored = len(resolved.rows & kept_out), len(resolved.ignored)
    accepted = len(resolved.rows) - quarantined
    return RowCount(
        read=accepted + quarantined + ignored, accepted=accepted, quarantined=quarantined, ignored=ignored
    )


def _for_ledger(
    frame: pd.DataFrame,
    *,
    texts: Mapping[SourceRow, Mapping[str, str]],
    kept_out: frozenset[SourceRow],
    marked: frozenset[SourceRow],
) -> pd.DataFrame:
    """The frame with what the ledger adds: accepted, marked, and the row's text as typed (JSON by field)."""
    sources = list(zip(frame["sheet"], frame["source_row"].astype(int), strict=True))
    typed = (texts.get(source) for source in sources)
    return frame.assign(
        accepted=[source not in kept_out for source in sources],
        marked=[source in marked for source in sources],
        raw=pd.Series([_as_json(each) for each in typed], index=frame.index, dtype="str"),
    )


def _as_json(texts: Mapping[str, str] | None) -> str | None:
    return None if texts is None else json.dumps(dict(texts), ensure_ascii=False)
