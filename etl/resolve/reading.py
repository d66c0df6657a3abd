"""What has been read so far: the rows of a sheet, and what the whole file came to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from data_contracts.contract import Severity
from data_contracts.wilayah import Wilayah
from etl.lines import row_of
from etl.resolve.dates import Interval
from etl.resolve.figures import FigureValue
from etl.resolve.headings import Column
from etl.resolve.ordinary import Ordinary
from etl.resolve.remarks import Crowd
from etl.source_rows import SourceRows
from warehouse.records import ColumnUse, Finding, IgnoredRow


@dataclass(frozen=True, slots=True)
class DataRow:
    """One row read as data. `number` is 1-based; `cell` is where findings about the whole row point.

    `wilayah` and `interval` are None where they cannot be told; `values` holds only what is reported; `texts`
    every non-blank cell of a recognised column as typed, by field. `dimensions` are the further keys of the
    contracts the row feeds; one that cannot be told is absent, with an error among the findings.
    """

    sheet: str
    number: int
    cell: str
    wilayah: Wilayah | None
    interval: Interval | None
    values: Mapping[str, FigureValue]
    texts: Mapping[str, str]
    findings: tuple[Finding, ...] = ()
    dimensions: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> tuple[str, int]:
        return self.sheet, self.number

    @property
    def has_errors(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True)
class SheetReading:
    """One table: its recognised columns, its rows, and everything that is not data with its reason.

    `name` is its sheet's, or a part's name where a sheet holds several (`part_name`); rows and findings carry
    it. `findings` are those of no row in particular; an error among them keeps every row of the table out.
    `cells` holds the address of each field where a table has a single row whose figures stand below one
    another; its row then is the first line of it. `ordinary` are further rows, of a tall sheet, read by
    column; `line` reads one of them (0-based) as one of `rows`.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[DataRow, ...]
    ignored: tuple[IgnoredRow, ...]
    findings: tuple[Finding, ...]
    cells: Mapping[str, str] = field(default_factory=dict)
    ordinary: Ordinary | None = None
    line: Callable[[int], DataRow] | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """A file in the terms of the contracts.

    `frames[contract]` has one row per source row that reports something of that contract, in the file's
    order: sheet, source_row (1-based), kode_wilayah (missing where it cannot be told), tanggal_awal,
    tanggal (both missing where they cannot be told), the contract's dimensions (codes; missing where they
    cannot be told) and its reported fields (Int64, Float64, str, datetime64; missing is missing).
    `rows` are all rows read as data, `rejected` those that an error keeps out, whether of their own or of
    their whole sheet. `texts` are their cells as typed, by field; a row without any is an ordinary one of a
    tall table. `crowds` are findings about very many such rows each, beyond those that `findings` name.
    """

    frames: Mapping[str, pd.DataFrame]
    columns: tuple[ColumnUse, ...]
    ignored: tuple[IgnoredRow, ...]
    findings: tuple[Finding, ...]
    rows: SourceRows
    rejected: SourceRows
    texts: Mapping[tuple[str, int], Mapping[str, str]]
    forms: Mapping[str, int] = field(default_factory=dict)
    crowds: tuple[Crowd, ...] = ()

    def source_of(self, finding: Finding) -> tuple[str, int] | None:
        """The source row a finding speaks of; None where it names no cell.

        `forms` are the tables (by name) whose single row runs over many lines, and that row's number.
        """
        if finding.sheet is not None and finding.sheet in self.forms and finding.cell is not None:
            return finding.sheet, self.forms[finding.sheet]
        return row_of(finding)
