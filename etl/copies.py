"""A report that says once more what the one before said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from data_contracts.aturan import default_rules
from data_contracts.contract import LogicalType
from data_contracts.tulisan import format_bilangan, format_tanggal
from etl.chronicle import NOT_KNOWN, Chronicle, day_of, key_of
from etl.lines import Line
from etl.observations import Hits, warning
from etl.table import Flags, Numbers, Positions

COPY = "kemungkinan_salinan"
COPIED_COLUMNS = default_rules().salinan_kolom
"""So many equal figures, and none that differs, are hardly chance."""
FURTHEST_COPY = 60
"""Among so many earlier reports one with enough figures in common is looked for."""

_NUMERIC = (LogicalType.INTEGER, LogicalType.NUMBER)


def copies(chronicle: Chronicle) -> Iterator[Hits]:
    """Rows that repeat the latest earlier report with enough figures to compare, at the first such figure.

    Two zeros say nothing, most days have some; so only figures count of which one at least is above zero.
    """
    fields = [one.name for one in chronicle.table.measured if one.logical_type in _NUMERIC]
    if len(fields) < COPIED_COLUMNS:
        return
    found = _Comparison(chronicle, fields).found()
    for number, field in enumerate(fields):
        where = (found.of != NOT_KNOWN) & (found.first == number)
        if where.any():
            yield warning(COPY, field=field, where=where, sentence=partial(_sentence, found=found))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """For each row the moment of the report it copies (NOT_KNOWN: none), how many figures, and the first."""

    of: Numbers
    count: npt.NDArray[np.int8]
    first: npt.NDArray[np.int8]


class _Comparison:
    def __init__(self, chronicle: Chronicle, fields: Sequence[str]) -> None:
        self._own, self._days, self._place = chronicle.own, chronicle.days, chronicle.place
        self._now = [chronicle.now(field) for field in fields]
        self._then = [chronicle.spread(field) for field in fields]

    def found(self) -> _Found:
        """Step by step further back, for the rows that were not yet beside a report with enough in common."""
        size = len(self._own)
        found = _Found(
            of=np.full(size, NOT_KNOWN, dtype=np.int64),
            count=np.zeros(size, dtype=np.int8),
            first=np.zeros(size, dtype=np.int8),
        )
        rows = np.flatnonzero(self._has_enough())
        at = self._place[rows] - 1
        for _ in range(FURTHEST_COPY):
            rows, at = self._with_report(rows, at)
            if not len(rows):
                break
            rows, at = self._compare(rows, at, found)
        return found

    def _has_enough(self) -> Flags:
        filled = sum((~np.isnan(now)).astype(np.int8) for now in self._now)
        return (self._own >= 0) & (np.asarray(filled) >= COPIED_COLUMNS)

    def _with_report(self, rows: Positions, at: Positions) -> tuple[Positions, Positions]:
        there = (at >= 0) & (key_of(self._days[np.maximum(at, 0)]) == key_of(self._own[rows]))
        return rows[there], at[there]

    def _compare(self, rows: Positions, at: Positions, found: _Found) -> tuple[Positions, Positions]:
        """Notes the copies; gives those with too little in common, and the report before."""
        count = np.zeros(len(rows), dtype=np.int8)
        first = np.full(len(rows), NOT_KNOWN, dtype=np.int8)
        same = np.ones(len(rows), dtype=bool)
        for number, (now, then) in enumerate(zip(self._now, self._then, strict=True)):
            mine, other = now[rows], then[at]
            tells = ~np.isnan(mine) & ~np.isnan(other) & ((mine != 0) | (other != 0))
            first[tells & (first == NOT_KNOWN)] = number
            count += tells
            same &= ~tells | (mine == other)
        enough = count >= COPIED_COLUMNS
        copied = enough & same
        found.of[rows[copied]] = self._days[at[copied]]
        found.count[rows[copied]] = count[copied]
        found.first[rows[copied]] = first[copied]
        return rows[~enough], at[~enough] - 1


def _sentence(line: Line, position: int, *, found: _Found) -> str:
    return (
        f"{format_bilangan(int(found.count[position]))} angka {line.wilayah} sama persis dengan laporan "
        f"{format_tanggal(day_of(int(found.of[position])))}. Pastikan angkanya sudah diperbarui; bila memang "
        "tidak berubah, tidak ada yang perlu dikirim."
    )
