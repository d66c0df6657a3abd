"""A file sent to mend an earlier one: what stayed the same is not entered twice, only the difference is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Measure, Severity
from data_contracts.tulisan import format_bilangan
from etl.answer import carried_number
from etl.answer.words import CORRECTION
from etl.judge import Judgement
from etl.lines import row_of
from etl.source_rows import SourceRows
from etl.states import state_of
from warehouse.cells import sheet_of
from warehouse.corrections import chain_of, rows_of, same_name, shares_keys
from warehouse.ledger import Ledger
from warehouse.ledger_reader import LedgerReader
from warehouse.records import (
    Finding,
    IgnoredRow,
    RowCount,
    State,
    Submission,
    UnknownSubmissionError,
)

Truths: TypeAlias = npt.NDArray[np.bool_]
Numbers: TypeAlias = npt.NDArray[np.int64]

_PLACE = ["sheet", "source_row"]
_PLACE_AND_DAY = ["kode_wilayah", "tanggal"]


@dataclass(frozen=True, slots=True)
class Former:
    """What the corrected submission and its earlier corrections hold, by contract: `corrections.rows_of`."""

    submission_id: int
    rows: Mapping[str, pd.DataFrame]


@dataclass(frozen=True, slots=True)
class _Difference:
    """One row per source row: accepted, known (its key is in force), held (it was kept back).

    `changed`, `added` and `blanked` count its figures that are other ones, new ones, or blank now.
    """

    rows: pd.DataFrame

    @property
    def unchanged(self) -> SourceRows:
        rows = self.rows
        same = rows["accepted"] & rows["known"] & (rows["changed"] + rows["added"] == 0)
        return _source_rows(rows[same])

    @property
    def entering(self) -> pd.DataFrame:
        rows = self.rows
        return rows[rows["accepted"] & ~(rows["known"] & (rows["changed"] + rows["added"] == 0))]


def former_of(judgement: Judgement, *, path: Path, ledger: Ledger) -> Former | None:
    """What a judged file at `path` was sent to mend; None where it stands for itself.

    An answer of ours says which submission it belongs to. Of any other file it is the sender's latest one of
    that name which speaks of one of its places and days. A withdrawn submission is mended by nothing, a
    simulated one not by a real one: such a file is taken as new.
    """
    with ledger.reading() as reader:
        corrected = _by_number(path, reader) or _by_name(judgement, reader)
        if corrected is None or corrected.simulasi != judgement.submission.simulasi:
            return None
        chain = [each.id for each in chain_of(reader, corrected.id) if each.simulasi == corrected.simulasi]
        rows = {name: rows_of(reader, name, submissions=chain) for name in judgement.rows} if chain else {}
    return Former(corrected.id, rows) if chain else None


def _by_number(path: Path, reader: LedgerReader) -> Submission | None:
    carried = carried_number(path)
    if carried is None:
        return None
    try:
        submission = reader.submission(carried.submission_id)
    except UnknownSubmissionError:
        return None
    # The number of another province's ledger, or of a ledger begun anew, says nothing here.
    return submission if submission.sha256 == carried.sha256 else None


def _by_name(judgement: Judgement, reader: LedgerReader) -> Submission | None:
    sent = judgement.submission
    if sent.sender is None:
        return None
    earlier = same_name(reader, file_name=sent.file_name, sender=sent.sender)
    if not earlier:
        return None
    keys = _places_and_days(judgement.rows.values())
    return next((each for each in earlier if shares_keys(reader, each, keys=keys)), None)


def _places_and_days(frames: Iterable[pd.DataFrame]) -> set[tuple[str, date]]:
    parts = [frame[_PLACE_AND_DAY].drop_duplicates() for frame in frames]
    rows = pd.concat([pd.DataFrame(columns=_PLACE_AND_DAY), *parts]).dropna().drop_duplicates()
    # A file has few days and many rows.
    numbers, days = pd.factorize(pd.to_datetime(rows["tanggal"]))
    as_dates = [day.date() for day in pd.DatetimeIndex(days)]
    return {(str(kode), as_dates[number]) for kode, number in zip(rows["kode_wilayah"], numbers, strict=True)}


def settle(judgement: Judgement, *, former: Former) -> Judgement:
    """The judgement with its unchanged rows left out as "tidak berubah sejak kiriman nomor N".

    A row is unchanged when it is accepted and every figure it reports is the one in force within the
    corrected submission and its corrections, for the same place, days and dimensions; a blank says nothing
    and so changes nothing. All other rows enter whole. One INFO finding says what the correction changed.
    """
    difference = _difference(judgement.rows, former=former)
    unchanged = difference.unchanged
    rows = _counted(judgement.submission.rows, unchanged=len(unchanged))
    findings = (
        _told(difference, rows=rows, former=former),
        *_still_said(judgement.findings, unchanged=unchanged),
    )
    submission = replace(
        judgement.submission,
        corrects=former.submission_id,
        rows=rows,
        state=_state(rows, findings, is_same=len(unchanged) > 0),
    )
    return replace(
        judgement,
        submission=submission,
        rows={name: frame[~unchanged.holds(frame)] for name, frame in judgement.rows.items()},
        ignored=(*judgement.ignored, *_left_out(unchanged, former=former)),
        findings=findings,
    )


def _difference(frames: Mapping[str, pd.DataFrame], *, former: Former) -> _Difference:
    parts = [
        _compared(frame, former.rows[name], contract=name)
        for name, frame in frames.items()
        if not frame.empty
    ]
    if not parts:
        return _Difference(
            pd.DataFrame(columns=[*_PLACE, "accepted", "known", "held", "changed", "added", "blanked"])
        )
    every = pd.concat(parts, ignore_index=True)
    return _Difference(
        every.groupby(_PLACE, sort=False, as_index=False).agg(
            accepted=("accepted", "all"),
            known=("known", "any"),
            held=("held", "any"),
            changed=("changed", "sum"),
            added=("added", "sum"),
            blanked=("blanked", "sum"),
        )
    )


def _compared(frame: pd.DataFrame, former: pd.DataFrame, *, contract: str) -> pd.DataFrame:
    keys = [key for key in _keys(contract) if key in frame]
    fields = [field.name for field in load_contracts()[contract].measured if field.name in frame]
    taken = former["accepted"].to_numpy(dtype=bool)
    # The last figure that is not missing is in force, as in the read model.
    in_force = former[taken].groupby(keys, dropna=False, sort=False, as_index=False)[fields].last()
    beside = frame[keys].merge(in_force, on=keys, how="left", indicator="found")
    known = (beside["found"] == "both").to_numpy()
    own = {name: frame[name].reset_index(drop=True) for name in fields}
    has = {name: own[name].notna().to_numpy() for name in fields}
    had = {name: beside[name].notna().to_numpy() for name in fields}
    differs = {name: _differs(own[name], beside[name]) & has[name] & had[name] for name in fields}
    return pd.DataFrame(
        {
            "sheet": frame["sheet"].to_numpy(),
            "source_row": frame["source_row"].to_numpy(dtype=np.int64),
            "accepted": frame["accepted"].to_numpy(dtype=bool),
            "known": known,
            "held": _was_held(frame, former[~taken], keys=keys),
            "changed": _sum([differs[name] for name in fields], height=len(frame)),
            "added": _sum([has[name] & ~had[name] for name in fields], height=len(frame)),
            "blanked": _sum([~has[name] & had[name] for name in fields], height=len(frame)),
        }
    )


def _keys(contract: str) -> list[str]:
    return [field.name for field in load_contracts()[contract].fields if field.measure is Measure.KEY]


def _differs(own: pd.Series[Any], other: pd.Series[Any]) -> Truths:
    return (own != other).fillna(value=False).to_numpy(dtype=bool)


def _sum(parts: Sequence[Truths], *, height: int) -> Numbers:
    return np.sum(parts, axis=0, dtype=np.int64) if parts else np.zeros(height, dtype=np.int64)


def _was_held(frame: pd.DataFrame, held: pd.DataFrame, *, keys: Sequence[str]) -> Truths:
    """By its key, or where that could not be told, by its place in the file."""
    by_key = frame[list(keys)].merge(
        held[list(keys)].drop_duplicates(), on=list(keys), how="left", indicator="found"
    )
    return (by_key["found"] == "both").to_numpy() | _source_rows(held).holds(frame)


def _source_rows(rows: pd.DataFrame) -> SourceRows:
    return SourceRows.of(
        (str(sheet), int(number)) for sheet, number in zip(rows["sheet"], rows["source_row"], strict=True)
    )


def _counted(rows: RowCount, *, unchanged: int) -> RowCount:
    return replace(rows, accepted=rows.accepted - unchanged, ignored=rows.ignored + unchanged)


def _state(rows: RowCount, findings: Sequence[Finding], *, is_same: bool) -> State:
    """A file in which nothing was left to enter is no returned one."""
    if is_same and rows.accepted == rows.quarantined == 0:
        return State.ACCEPTED
    return state_of(rows, severities={finding.severity for finding in findings})


def _left_out(unchanged: SourceRows, *, former: Former) -> Iterator[IgnoredRow]:
    reason = f"tidak berubah sejak kiriman nomor {former.submission_id}"
    return (IgnoredRow(sheet=sheet_of(sheet), row=row, reason=reason) for sheet, row in unchanged)


def _still_said(findings: Sequence[Finding], *, unchanged: SourceRows) -> Iterator[Finding]:
    """Without what was said of the unchanged rows: their sender has read it, and left it so."""
    silent = {(sheet_of(sheet), row) for sheet, row in unchanged}
    return (finding for finding in findings if row_of(finding) not in silent)


def _told(difference: _Difference, *, rows: RowCount, former: Former) -> Finding:
    entering = difference.entering
    released = entering[entering["held"] & ~entering["known"]]
    fresh = entering[~entering["held"] & ~entering["known"]]
    mended = entering[entering["known"]]
    blanked = difference.rows.loc[difference.rows["accepted"], "blanked"]
    parts = (
        (len(released), "baris yang tadinya ditahan kini diterima"),
        (int(mended["changed"].sum()), "angka berubah"),
        (int(mended["added"].sum()), "angka ditambahkan"),
        (len(fresh), "baris baru"),
        (len(difference.unchanged), "baris tidak berubah"),
        (rows.quarantined, "baris masih ditahan"),
        (int(blanked.sum()), "angka dikosongkan, yang sudah diterima tetap berlaku"),
    )
    said = "; ".join(f"{format_bilangan(number)} {what}" for number, what in parts if number)
    message = f"Perbaikan atas kiriman nomor {former.submission_id}: {said or 'tidak ada yang berubah'}."
    return Finding(rule=CORRECTION, severity=Severity.INFO, message=message)
