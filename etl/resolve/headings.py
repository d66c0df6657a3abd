"""Which column of a sheet holds which field: the header row is found wherever it stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from data_contracts.catalogue import IDENTIFICATION, load_contracts, load_headings, load_identification
from data_contracts.contract import Field, Measure
from data_contracts.judul import normal_heading
from data_contracts.lembar_sendiri import is_unread_heading
from etl.privacy import is_personal_heading
from etl.resolve.findings import Place
from etl.resolve.heading_findings import (
    FEWEST_HEADINGS,
    PART_HEADINGS,
    Owner,
    figures_without_heading,
    heading_by_answer,
    part_without_parent,
    percent_of_what,
    repeated_heading,
    unknown_heading,
)
from etl.resolve.heading_words import meaning_of
from etl.resolve.words import is_blank, visible_text
from etl.sheets import CellValue, Row, Sheet
from warehouse.mappings import HeadingMapping
from warehouse.records import Finding

_SEARCHED_ROWS = 40
_DEPTHS = (1, 2, 3)
_OWNING = "memiliki_ktp"  # in the names of all counts of those who own a card
_REGION_KEYS = frozenset({"kode_wilayah", "nama_wilayah", "nama_kecamatan"})

Texts = Sequence[Sequence[str]]
Answers = Mapping[str, HeadingMapping]
"""What the sender's own headings mean, as somebody answered: normal heading -> the answer."""

NO_ANSWERS: Answers = MappingProxyType({})


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
    """The table of a sheet: headings in rows `top` to `bottom` (0-based, included), data below.

    `keys` are the identifying columns (codes, names, dates): field name -> column.
    """

    top: int
    bottom: int
    columns: tuple[Column, ...]
    findings: tuple[Finding, ...]

    figures: tuple[Column, ...] = field(init=False)
    keys: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Both are asked for at every cell."""
        figures = tuple(column for column in self.columns if column.is_figure)
        keys = {column.field.name: column.index for column in self.columns if not column.is_figure}
        object.__setattr__(self, "figures", figures)
        object.__setattr__(self, "keys", keys)


@dataclass(frozen=True, slots=True)
class _Heading:
    """What stands above one column: as typed, and the field it means if any."""

    index: int
    row: int
    header: str
    meaning: tuple[str, Field] | None
    answer: HeadingMapping | None = None

    def place(self, sheet: str) -> Place:
        return Place(sheet=sheet, row=self.row, column=self.index, value=self.header)


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

    @property
    def is_table(self) -> bool:
        """Two known headings, one of them of a figure; "JUMLAH" beside a word is a row's label."""
        return self.has_figures and len(self.fields - PART_HEADINGS) >= FEWEST_HEADINGS


def find_table(sheet: Sheet, *, answers: Answers = NO_ANSWERS) -> Table | None:
    """The table whose headings are known best, or None when no row holds two known headings and a figure.

    A heading may stand in one row or in up to three merged ones ("WAJIB KTP" over "LK", "PR", "JML"): the
    parts are tried together first, then without the upper ones. A heading nobody knows means what the sender
    once answered, if he did; else it becomes a warning, with a question where it is nearly known.
    """
    best = _best_block(sheet, answers=answers)
    if best is None:
        return None
    table = _table(best, sheet=sheet.name)
    headed = {heading.index for heading in best.headings}
    unheaded = figures_without_heading(sheet, bottom=table.bottom, headed=headed)
    return replace(table, findings=(*table.findings, *unheaded))


def known_meaning(text: str, *, answers: Answers = NO_ANSWERS) -> Owner | None:
    """Contract and field a label standing alone means; None where nobody knows, or it is only a part."""
    heading = _heading([text], index=0, row=0)
    meaning = (heading if heading.meaning else _answered(heading, answers=answers)).meaning
    return None if meaning is None or meaning[1].name in PART_HEADINGS else meaning


def repeated_region(sheet: Sheet, *, table: Table) -> int | None:
    """The first column of a table that stands beside another under one heading row; None for a single table.

    A second one names its regions once more, and has figures to the right of that.
    """
    texts = [[_text(cell) for cell in row] for row in sheet.rows[table.top : table.bottom + 1]]
    headings = list(_headings(texts, top=table.top))
    seen: set[str] = set()
    for place, heading in enumerate(headings):
        name = heading.meaning[1].name if heading.meaning else ""
        if name in _REGION_KEYS and name in seen:
            start = _start_of_keys(headings, place)
            has_figures = (
                _Block(0, 1, tuple(part)).has_figures for part in (headings[:start], headings[start:])
            )
            return headings[start].index if all(has_figures) else None
        seen.add(name)
    return None


def _start_of_keys(headings: Sequence[_Heading], place: int) -> int:
    """Keys left of the repeated one, such as a row number, belong to the same table."""
    while place and (meaning := headings[place - 1].meaning) is not None and meaning[0] == IDENTIFICATION:
        place -= 1
    return place


def is_heading_row(row: Sequence[CellValue], *, table: Table) -> bool:
    """Whether a row below the headings is those headings once more, as on the next printed page."""
    cells = [(c, _text(row[c.index])) for c in table.columns if c.index < len(row) and _text(row[c.index])]
    same = [c for c, text in cells if load_headings().get(normal_heading(text), (None, None))[1] == c.field]
    return len(same) >= FEWEST_HEADINGS and 2 * len(same) > len(cells)


def starts_another_table(row: Sequence[CellValue], *, table: Table) -> bool:
    """Whether a row below the headings holds those of a table of its own."""
    texts = [_text(cell) for cell in row]
    if sum(map(bool, texts)) < FEWEST_HEADINGS or any(text[:1].isdecimal() for text in texts):
        return False  # nearly every row of data, told without looking its cells up
    block = _Block(0, 1, tuple(_headings([texts], top=0)))
    return block.is_table and not is_heading_row(row, table=table)


def field_of_heading(cell: CellValue) -> Field | None:
    """The field a cell by itself would head, None where it is no known heading."""
    text = _text(cell)
    meaning = _heading([text], index=0, row=0).meaning if text else None
    return None if meaning is None else meaning[1]


def _text(cell: CellValue) -> str:
    return visible_text(cell) if isinstance(cell, str) else ""


def _best_block(sheet: Sheet, *, answers: Answers) -> _Block | None:
    blocks = _blocks(list(_searched(sheet.rows)), answers=answers)
    usable = (block for block in blocks if block.is_table)
    return max(usable, key=lambda block: (len(block.fields), -block.depth, -block.top), default=None)


def _searched(rows: Sequence[Row]) -> Iterator[list[str]]:
    """The texts of the first forty rows that hold anything, blank ones between them included."""
    filled = 0
    for row in rows:
        if filled == _SEARCHED_ROWS:
            return
        filled += not all(map(is_blank, row))
        yield [_text(cell) for cell in row]


def _blocks(texts: Texts, *, answers: Answers) -> Iterator[_Block]:
    for top in range(len(texts)):
        for depth in _DEPTHS:
            if top + depth <= len(texts) and any(texts[top]):
                yield _Block(top, depth, tuple(_headings(texts[top : top + depth], top=top, answers=answers)))


def _headings(rows: Texts, *, top: int, answers: Answers = NO_ANSWERS) -> Iterator[_Heading]:
    spread = [*map(_spread, rows[:-1]), rows[-1]]
    for index in range(max(map(len, rows))):
        own = [k for k, row in enumerate(rows) if index < len(row) and row[index]]
        if own:
            parts = [row[index] for row in spread[: own[-1]] if index < len(row) and row[index]]
            whole = [*parts, rows[own[-1]][index]]
            heading = _heading(whole, index=index, row=top + own[-1])
            yield heading if heading.meaning else _answered(heading, answers=answers)


def _spread(row: Sequence[str]) -> list[str]:
    """A merged heading stands in its first cell only: carry it over the blank ones to its right."""
    carried = ""
    return [carried := text or carried for text in row]


def _heading(parts: Sequence[str], *, index: int, row: int) -> _Heading:
    return _Heading(index, row, " ".join(dict.fromkeys(parts)), meaning_of(tuple(parts)))


def _answered(heading: _Heading, *, answers: Answers) -> _Heading:
    """The heading with the meaning its sender gave it; a known or a personal one is never asked about."""
    if not answers:
        return heading
    normal = normal_heading(heading.header)
    answer = None if is_personal_heading(normal) else answers.get(normal)
    field = None if answer is None else _field(answer.contract, answer.field)
    if answer is None or field is None:
        return heading
    return replace(heading, meaning=(answer.contract, field), answer=answer)


def _field(contract: str, name: str) -> Field | None:
    """None where the contracts no longer have the field that was answered."""
    subject = load_identification() if contract == IDENTIFICATION else load_contracts().get(contract)
    return None if subject is None else next((one for one in subject.fields if one.name == name), None)


def _is_bare_percent(heading: _Heading) -> bool:
    """Whether "PERSEN" or "%" stands there with nothing known that says of what."""
    words = normal_heading(heading.header).split()
    told = (" ".join(words[k:]) in load_headings() for k in range(len(words) - 1))
    return heading.answer is None and words[-1:] == ["persen"] and not any(told)


def _table(block: _Block, *, sheet: str) -> Table:
    columns: dict[str, Column] = {}
    findings: list[Finding] = []
    taken = block.fields
    for heading in block.headings:
        if is_unread_heading(heading.header):
            continue
        if heading.meaning is None:
            findings.append(unknown_heading(heading.place(sheet), taken=taken))
            continue
        if heading.answer is not None:
            said = heading_by_answer(heading.place(sheet), heading.answer, field=heading.meaning[1])
            findings.append(said)
        if _is_bare_percent(heading) and any(_OWNING in name for name in taken):
            findings.append(percent_of_what(heading.place(sheet)))
            continue
        contract, field = heading.meaning
        column = Column(heading.index, contract, field, heading.header)
        if field.name in PART_HEADINGS:
            findings.append(part_without_parent(heading.place(sheet)))
        elif columns.setdefault(field.name, column) is not column:
            findings.append(repeated_heading(heading.place(sheet), field=field))
    bottom = block.top + block.depth - 1
    return Table(block.top, bottom, tuple(columns.values()), tuple(findings))
