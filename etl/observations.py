"""What was found, and which rows it speaks of: from positions in a table to findings with their cells."""

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, replace

import numpy as np

from data_contracts.contract import Severity
from data_contracts.tulisan import format_bilangan
from etl.lines import Line, Places, line_at, owners
from etl.source_rows import SourceRow, SourceRows
from etl.table import Flags, Positions, Table
from warehouse.records import Finding

MOST_TOLD = 1_000
"""So many findings of one rule about one field of one sheet are told one by one; the rest as one more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A finding and the source rows it speaks of: an error keeps them out, a warning marks them."""

    finding: Finding
    rows: Set[SourceRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """The rows of a table (positions, rising) that one rule has something to say about, at one field.

    The sentence is only written for those that are told one by one; it gets the row and its position.
    """

    rule: str
    severity: Severity
    field: str
    positions: Positions
    sentence: Callable[[Line, int], str]

    def without(self, positions: Positions) -> "Hits":
        """The same without these rows."""
        return replace(self, positions=np.setdiff1d(self.positions, positions, assume_unique=True))


def warning(rule: str, *, field: str, where: Flags, sentence: Callable[[Line, int], str]) -> Hits:
    """A warning about every flagged row."""
    positions = np.flatnonzero(where)
    return Hits(rule=rule, severity=Severity.WARNING, field=field, positions=positions, sentence=sentence)


def tell(hits: Hits, *, table: Table, places: Places) -> Iterator[Observation]:
    """An observation for each row, beyond MOST_TOLD in one sheet one for all the others together."""
    for positions in _by_sheet(hits.positions, table):
        for position in positions[:MOST_TOLD].tolist():
            yield _one(hits, position, table=table, places=places)
        if len(positions) > MOST_TOLD:
            yield _others(hits, positions[MOST_TOLD:], table=table, places=places)


def observe(  # noqa: PLR0913 - a finding has these parts
    line: Line,
    *,
    rule: str,
    severity: Severity,
    field: str,
    message: str,
    places: Places,
) -> Observation:
    """Something observed about one figure of one row."""
    finding = Finding(
        rule=rule,
        severity=severity,
        contract=owners().get(field),
        field=field,
        sheet=line.source[0],
        cell=places.cell(line.source, field=field),
        wilayah=line.kode_wilayah,
        tanggal=line.tanggal,
        value=places.text(line.source, field=field, value=line.value(field)),
        message=message,
    )
    return Observation(finding=finding, rows=frozenset({line.source}))


def rows_of(observations: Iterable[Observation], severity: Severity) -> SourceRows:
    """Every row that an observation of this severity speaks of."""
    spoken_of = [each.rows for each in observations if each.finding.severity is severity]
    few = SourceRows.of(row for rows in spoken_of if not isinstance(rows, SourceRows) for row in rows)
    for rows in spoken_of:
        if isinstance(rows, SourceRows):
            few = few | rows
    return few


def _by_sheet(positions: Positions, table: Table) -> Iterator[Positions]:
    if len(positions) <= MOST_TOLD:
        yield positions
        return
    sheets = table.frame["sheet"].iloc[positions].to_numpy()
    yield from np.split(positions, np.flatnonzero(sheets[1:] != sheets[:-1]) + 1)


def _one(hits: Hits, position: int, *, table: Table, places: Places) -> Observation:
    line = line_at(table, position)
    return observe(
        line,
        rule=hits.rule,
        severity=hits.severity,
        field=hits.field,
        message=hits.sentence(line, position),
        places=places,
    )


def _others(hits: Hits, positions: Positions, *, table: Table, places: Places) -> Observation:
    first, last = (table.source(int(positions[end])) for end in (0, -1))
    ends = [places.cell(row, field=hits.field) or f"baris {row[1]}" for row in (first, last)]
    finding = Finding(
        rule=hits.rule,
        severity=hits.severity,
        contract=owners().get(hits.field),
        field=hits.field,
        sheet=first[0],
        cell=places.cell(first, field=hits.field),
        message=others_sentence(len(positions), first=ends[0], last=ends[1]),
    )
    return Observation(finding=finding, rows=table.sources(np.asarray(positions)))


def others_sentence(count: int, *, first: str, last: str) -> str:
    """What is said of those that are no longer told one by one."""
    return (
        f"Masih ada {format_bilangan(count)} sel lain di kolom ini yang bermasalah sama, dari {first} sampai "
        f"{last}. Perbaiki seluruh kolomnya, lalu kirim lagi."
    )
