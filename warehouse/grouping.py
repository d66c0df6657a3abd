"""Equal findings told once, with all their cells: what a person reads. Machines get one finding per cell."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from data_contracts.catalogue import load_register
from data_contracts.contract import Severity
from data_contracts.errors import UnknownWilayahError
from warehouse.cells import column_letter, column_number
from warehouse.records import Finding

_CELL = re.compile(r"([A-Z]+)([0-9]+)")
# What differs from row to row in one and the same sentence: figures, what was typed, months.
_VARIES = re.compile(
    r"“[^”]*”|\b(?:Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|Desember)\b"
    r"|[-+]?\d[\d.,]*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingGroup:
    """Findings of one rule about one field of one sheet that say the same but for names and figures.

    In the order of the file. `cells` is where they stand, compactly ("D5", "D7:D12"); empty where none of
    them names a cell.
    """

    findings: tuple[Finding, ...]
    cells: tuple[str, ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def severity(self) -> Severity:
        return self.first.severity

    @property
    def sheet(self) -> str | None:
        return self.first.sheet

    @property
    def cell_list(self) -> str:
        """The cells as one text, such as D5, D7:D12."""
        return ", ".join(self.cells)

    @property
    def message(self) -> str:
        """The first finding's sentence; where the others differ in names or figures it says so."""
        return " ".join(part for part in (self.first.message, self.remark) if part)

    @property
    def remark(self) -> str:
        """That the sentence is one example of several; empty where all say the same."""
        if all(finding.message == self.first.message for finding in self.findings):
            return ""
        example = f"Contoh dari {self.first.cell}; " if self.first.cell else ""
        return f"({example}{len(self.findings) - 1} sel lain serupa.)"


def group_findings(findings: Iterable[Finding]) -> tuple[FindingGroup, ...]:
    """The findings in groups, each where its first finding stood.

    Equal are: rule, severity, contract, field, sheet, and the message apart from figures, quoted values,
    months and the region's name.
    """
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_kind(finding), []).append(finding)
    return tuple(
        FindingGroup(findings=tuple(group), cells=compact_cells(one.cell for one in group if one.cell))
        for group in groups.values()
    )


def compact_cells(cells: Iterable[str]) -> tuple[str, ...]:
    """Addresses with neighbours joined: D5, D7, D8, D9 are "D5" and "D7:D9"; rows of one cell each join too.

    Sorted by column, then row; what is no single cell (a range, for instance) stays as it is, at the end.
    """
    singles: set[tuple[int, int]] = set()
    others: dict[str, None] = {}
    for cell in cells:
        match = _CELL.fullmatch(cell)
        if match is None:
            others[cell] = None
        else:
            singles.add((column_number(match[1]), int(match[2])))
    return (*_joined(list(_runs(sorted(singles)))), *others)


@dataclass(frozen=True, slots=True)
class _Run:
    """Cells below each other, from the first to the last row; across columns only where it is one row."""

    left: int
    right: int
    top: int
    bottom: int

    def __str__(self) -> str:
        first, last = f"{column_letter(self.left)}{self.top}", f"{column_letter(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"


def _runs(places: Sequence[tuple[int, int]]) -> Iterator[_Run]:
    start = 0
    for end in range(1, len(places) + 1):
        column, row = places[end - 1]
        if end == len(places) or places[end] != (column, row + 1):
            yield _Run(column, column, places[start][1], row)
            start = end


def _joined(runs: Sequence[_Run]) -> Iterator[str]:
    """Runs of equal height side by side become one rectangle."""
    open_ends: dict[tuple[int, int, int], int] = {}
    joined: list[_Run] = []
    for run in runs:
        place = open_ends.pop((run.left - 1, run.top, run.bottom), None)
        if place is None:
            place = len(joined)
            joined.append(run)
        else:
            joined[place] = _Run(joined[place].left, run.right, run.top, run.bottom)
        open_ends[run.right, run.top, run.bottom] = place
    yield from map(str, joined)


def _kind(finding: Finding) -> object:
    return (
        finding.rule,
        finding.severity,
        finding.contract,
        finding.field,
        finding.sheet,
        _VARIES.sub("#", _without_name(finding)),
    )


def _without_name(finding: Finding) -> str:
    if finding.wilayah is None:
        return finding.message
    try:
        place = load_register().get(finding.wilayah)
    except UnknownWilayahError:
        return finding.message
    return finding.message.replace(place.nama, "#").replace(place.nama_pendek, "#")
