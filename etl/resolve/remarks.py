"""What is to be said of very many rows in the same words: of the first row by row, of the rest at once."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from data_contracts.contract import Severity
from data_contracts.tulisan import format_bilangan
from etl.observations import MOST_TOLD, others_sentence
from etl.resolve.coded import Coded, Flags, Rows
from etl.source_rows import SourceRows
from warehouse.cells import address, column_number
from warehouse.records import Finding

SHARED_KEY = "kunci_ganda"
SHARED_KEY_ADVICE = (
    "Bila ini rincian, misalnya per desa, kirim jumlahnya per kecamatan; bila berulang, hapus yang keliru."
)

_LETTERS = re.compile(r"[A-Z]+")

Findings: TypeAlias = tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """What findings of one kind about one column have in common; `column` is 0-based."""

    rule: str
    severity: Severity
    contract: str | None
    field: str | None
    column: int


Remarks: TypeAlias = Mapping[Remark, Flags]
"""Each remark and the rows it is about."""


def remark_of(finding: Finding) -> Remark:
    """The kind a finding at a cell is of."""
    letters = _LETTERS.match(finding.cell or "A")
    column = column_number(letters[0]) if letters else 0
    return Remark(finding.rule, finding.severity, finding.contract, finding.field, column)


def remarks_in(read: Coded[Findings]) -> Remarks:
    """The remarks of rows of which each value or combination has its findings."""
    by_value: dict[Remark, Flags] = {}
    for code, findings in enumerate(read.values):
        for remark in map(remark_of, findings):
            by_value.setdefault(remark, np.zeros(len(read.values), dtype=bool))[code] = True
    return {remark: flags[read.codes] for remark, flags in by_value.items()}


def told_alone(remarks: Iterable[Flags], *, among: Flags) -> Flags:
    """The rows to be spoken of by themselves: for each remark the first ones of those `among` which it is."""
    alone = np.zeros(among.size, dtype=bool)
    for flags in remarks:
        alone[np.flatnonzero(flags & among)[:MOST_TOLD]] = True
    return alone


@dataclass(frozen=True, slots=True)
class Crowd:
    """One finding for all rows beyond those that are spoken of by themselves, and these rows."""

    finding: Finding
    rows: SourceRows


def crowds_in(remarks: Remarks, *, rows: Rows, sheet: str) -> Iterator[Crowd]:
    """A crowd for each remark about any of `rows` (0-based)."""
    for remark, flags in remarks.items():
        spoken_of = rows[flags]
        if spoken_of.size:
            first, last = (address(row=int(spoken_of[end]), column=remark.column) for end in (0, -1))
            finding = Finding(
                rule=remark.rule,
                severity=remark.severity,
                contract=remark.contract,
                field=remark.field,
                sheet=sheet,
                cell=first,
                message=_sentence(remark, spoken_of.size, first=first, last=last),
            )
            yield Crowd(finding, SourceRows({sheet: spoken_of + 1}))


def _sentence(remark: Remark, count: int, *, first: str, last: str) -> str:
    if remark.rule != SHARED_KEY:
        return others_sentence(count, first=first, last=last)
    return (
        f"{format_bilangan(count)} baris, dari {first} sampai {last}, sama wilayah dan tanggalnya dengan "
        f"baris lain di berkas ini. {SHARED_KEY_ADVICE}"
    )
