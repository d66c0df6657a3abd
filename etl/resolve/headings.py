"""Which column of a sheet holds which field: the header row is found wherever it stands."""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from difflib import get_close_matches

from data_contracts.catalogue import IDENTIFICATION, load_headings
from data_contracts.contract import Field, LogicalType, Measure, Severity
from data_contracts.judul import normal_heading
from etl.cells import column_letter
from etl.read import CellValue, Sheet
from etl.resolve.findings import Place, finding_at
from etl.resolve.numbers import parse_number
from etl.resolve.words import visible_text
from warehouse.records import Finding

_SEARCHED_ROWS = 40
_DEPTHS = (1, 2, 3)
_FEWEST_HEADINGS = 2
_CLOSE = 0.7
_PART_HEADINGS = frozenset({"rincian_lk", "rincian_pr", "rincian_jml"})

# "3. Sisa Blangko (keping)" is "Sisa Blangko"; a percent sign is no such unit, it names another figure.
_NUMBERING = re.compile(r"^\d{1,2} ")
_UNIT = re.compile(r"(?: (?:dalam|satuan))? (?:jiwa|orang|keping|lembar|dokumen|dok|buah)$")

Texts = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Column:
    """One recognised column, 0-based, with its heading as typed (the parts of a merged heading joined)."""

    index: int
    contract: str
    field: Field
    header: str

    @property
    def is_figure(self) -> bool:
        """Whether it fills a subject's table; the others only say for whom and when."""
        return self.contract != IDENTIFICATION and self.field.measure is not Measure.KEY


@dataclass(frozen=True, slots=True)
class Table:
    """The table of a sheet: headings in rows `top` to `bottom` (0-based, included), data below."""

    top: int
    bottom: int
    columns: tuple[Column, ...]
    findings: tuple[Finding, ...]

    @property
    def figures(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.is_figure)

    @property
    def keys(self) -> Mapping[str, int]:
        """Field name -> column of the identifying columns (codes, names, dates)."""
        return {column.field.name: column.index for column in self.columns if not column.is_figure}


@dataclass(frozen=True, slots=True)
class _Heading:
    """What stands above one column: as typed, and the field it means if any."""

    index: int
    row: int
    header: str
    meaning: tuple[str, Field] | None


@dataclass(frozen=True, slots=True)
class _Block:
    top: int
    depth: int
    headings: tuple[_Heading, ...]

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(h.meaning[1].name for h in self.headings if h.meaning)

    @property
    def has_figures(self) -> bool:
        return any(h.meaning is not None and h.meaning[0] != IDENTIFICATION for h in self.headings)


def find_table(sheet: Sheet) -> Table | None:
    """The table whose headings are known best, or None when no row holds two known headings and a figure.

    A heading may stand in one row or in up to three merged ones ("WAJIB KTP" over "LK", "PR", "JML"): the
    parts are tried together first, then without the upper ones. Unknown and repeated headings become
    warnings.
    """
    texts = [[_text(cell) for cell in row] for row in sheet.rows[:_SEARCHED_ROWS]]
    usable = [
        block for block in _blocks(texts) if block.has_figures and len(block.fields) >= _FEWEST_HEADINGS
    ]
    if not usable:
        return None
    best = max(usable, key=lambda block: (len(block.fields), -block.depth, -block.top))
    table = _table(best, sheet=sheet.name)
    unheaded = _unheaded(sheet, table=table, headed={heading.index for heading in best.headings})
    return replace(table, findings=(*table.findings, *unheaded))


def is_heading_row(row: Sequence[CellValue], *, table: Table) -> bool:
    """Whether a row below the headings is those headings once more, as on the next printed page."""
    cells = [(c, _text(row[c.index])) for c in table.columns if c.index < len(row) and _text(row[c.index])]
    same = [c for c, text in cells if load_headings().get(normal_heading(text), (None, None))[1] == c.field]
    return len(same) >= _FEWEST_HEADINGS and 2 * len(same) > len(cells)


def starts_another_table(row: Sequence[CellValue], *, table: Table) -> bool:
    """Whether a row below the headings holds those of a table of its own."""
    texts = [_text(cell) for cell in row]
    if sum(map(bool, texts)) < _FEWEST_HEADINGS or any(text[:1].isdecimal() for text in texts):
        return False  # nearly every row of data, told without looking its cells up
    block = _Block(0, 1, tuple(_headings([texts], top=0)))
    is_one = block.has_figures and len(block.fields) >= _FEWEST_HEADINGS
    return is_one and not is_heading_row(row, table=table)


def _text(cell: CellValue) -> str:
    return visible_text(cell) if isinstance(cell, str) else ""


def _blocks(texts: Texts) -> Iterator[_Block]:
    for top in range(len(texts)):
        for depth in _DEPTHS:
            if top + depth <= len(texts):
                yield _Block(top, depth, tuple(_headings(texts[top : top + depth], top=top)))


def _headings(rows: Texts, *, top: int) -> Iterator[_Heading]:
    spread = [*map(_spread, rows[:-1]), rows[-1]]
    for index in range(max(map(len, rows))):
        own = [k for k, row in enumerate(rows) if index < len(row) and row[index]]
        if own:
            parts = [row[index] for row in spread[: own[-1]] if index < len(row) and row[index]]
            yield _heading([*parts, rows[own[-1]][index]], index=index, row=top + own[-1])


def _spread(row: Sequence[str]) -> list[str]:
    """A merged heading stands in its first cell only: carry it over the blank ones to its right."""
    carried = ""
    return [carried := text or carried for text in row]


def _heading(parts: Sequence[str], *, index: int, row: int) -> _Heading:
    joined = [normal_heading(" ".join(parts[k:])) for k in range(len(parts))]
    spellings = (*joined, *(_NUMBERING.sub("", _UNIT.sub("", heading)) for heading in joined))
    known = load_headings()
    meaning = next((known[spelling] for spelling in spellings if spelling in known), None)
    return _Heading(index, row, " ".join(dict.fromkeys(parts)), meaning)


def _table(block: _Block, *, sheet: str) -> Table:
    columns: dict[str, Column] = {}
    findings: list[Finding] = []
    for heading in block.headings:
        if heading.meaning is None:
            findings.append(_unknown(heading, sheet=sheet))
            continue
        contract, field = heading.meaning
        column = Column(heading.index, contract, field, heading.header)
        if field.name in _PART_HEADINGS:
            findings.append(_unused(heading, sheet=sheet))
        elif columns.setdefault(field.name, column) is not column:
            findings.append(_repeated(heading, field=field, sheet=sheet))
    bottom = block.top + block.depth - 1
    return Table(block.top, bottom, tuple(columns.values()), tuple(findings))


def _unknown(heading: _Heading, *, sheet: str) -> Finding:
    known = load_headings()
    near = get_close_matches(normal_heading(heading.header), known, n=1, cutoff=_CLOSE)
    hint = f" Bila yang dimaksud “{known[near[0]][1].business_name}”, pakai judul itu." if near else ""
    message = f"Judul kolom “{heading.header}” tidak dikenali; isinya tidak dibaca.{hint}"
    return _at_heading("judul_tak_dikenal", Severity.WARNING, message, heading=heading, sheet=sheet)


def _unheaded(sheet: Sheet, *, table: Table, headed: AbstractSet[int]) -> Iterator[Finding]:
    """Figures in rows of data below no heading at all; a plain numbering of the rows is none."""
    figures: dict[int, list[int | float]] = {}
    for row in sheet.rows[table.bottom + 1 :]:
        filled = [index for index, cell in enumerate(row) if cell is not None]
        if len(headed & set(filled)) < _FEWEST_HEADINGS:
            continue
        for index in filled:
            number = parse_number(row[index], logical_type=LogicalType.NUMBER).value
            if index not in headed and number is not None:
                figures.setdefault(index, []).append(number)
    for index, values in sorted(figures.items()):
        if values != list(range(1, len(values) + 1)):
            yield _without_heading(index, row=table.bottom, sheet=sheet.name)


def _without_heading(index: int, *, row: int, sheet: str) -> Finding:
    message = (
        f"Kolom {column_letter(index)} berisi angka tetapi tidak berjudul; isinya tidak dibaca. "
        "Beri judul kolomnya, atau kosongkan."
    )
    place = Place(sheet=sheet, row=row, column=index, value=None)
    return finding_at(place, rule="kolom_tanpa_judul", severity=Severity.WARNING, message=message)


def _unused(heading: _Heading, *, sheet: str) -> Finding:
    message = (
        f"Kolom “{heading.header}” tidak dibaca karena tidak tertulis rincian dari apa. "
        "Lengkapi judulnya, misalnya “Wajib KTP LK”."
    )
    return _at_heading("judul_tanpa_induk", Severity.INFO, message, heading=heading, sheet=sheet)


def _repeated(heading: _Heading, *, field: Field, sheet: str) -> Finding:
    message = (
        f"Ada dua kolom untuk “{field.business_name}”; hanya yang pertama dibaca. "
        f"Hapus kolom “{heading.header}” atau perbaiki judulnya."
    )
    return _at_heading("judul_ganda", Severity.WARNING, message, heading=heading, sheet=sheet)


def _at_heading(rule: str, severity: Severity, message: str, *, heading: _Heading, sheet: str) -> Finding:
    place = Place(sheet=sheet, row=heading.row, column=heading.index, value=heading.header)
    return finding_at(place, rule=rule, severity=severity, message=message)
