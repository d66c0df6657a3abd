"""Labels with their values beside them, one figure a line: a pasted message, a form filled downwards.

Each block of lines that speaks of one wilayah and day becomes a table of a single row, is read as every other
table is, and everything said of it is moved back to the lines it came from.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from data_contracts.catalogue import IDENTIFICATION
from data_contracts.contract import Field, LogicalType, Measure
from etl.resolve.grid import row_text
from etl.resolve.headings import Answers, known_meaning
from etl.resolve.numbers import NumberRemark, parse_number
from etl.resolve.reading import DataRow, SheetReading
from etl.resolve.rows import Context, Reason, is_signature, read_sheet
from etl.resolve.titles import names_day, names_region, still_said
from etl.resolve.words import is_blank, visible_text
from etl.sheets import CellValue, Row, Sheet
from warehouse.cells import address, column_number, part_name
from warehouse.records import Finding, IgnoredRow

Cell = tuple[int, int]
_FEWEST_PAIRS = 2
_COMPANION = "No"  # a table has two headings at least
_SEPARATORS = frozenset({":", "="})
_UNREAD = frozenset({NumberRemark.NOT_A_NUMBER})
_REGION = frozenset({"kode_wilayah", "nama_wilayah", "nama_kecamatan"})
_DAY = frozenset({"tanggal", "periode", "tanggal_awal"})
_REPLACES = {
    "kode_wilayah": _REGION,
    "nama_wilayah": _REGION,
    "nama_kecamatan": _REGION - {"nama_wilayah"},
    "tanggal": _DAY,
    "periode": _DAY,
    "tanggal_awal": _DAY - {"tanggal", "periode"},
}
_LONGEST = 2_000  # lines; a list of labels longer than that is something else


@dataclass(frozen=True, slots=True)
class _Pair:
    """A label and its value, each with its cell; `meaning` is None for an unknown label with a figure."""

    label: Cell
    place: Cell
    header: str
    value: CellValue
    meaning: tuple[str, Field] | None

    @property
    def name(self) -> str:
        return self.header if self.meaning is None else self.meaning[1].name

    @property
    def is_figure(self) -> bool:
        return self.meaning is None or (
            self.meaning[0] != IDENTIFICATION and self.meaning[1].measure is not Measure.KEY
        )


@dataclass(slots=True)
class _Block:
    """Lines that speak of one wilayah and day.

    `titles` are the rows of running text above its pairs, its own first, each with what it says of them;
    `carried` names the pairs of the block before.
    """

    titles: list[tuple[int, str]] = field(default_factory=list)
    pairs: dict[str, _Pair] = field(default_factory=dict)
    carried: set[str] = field(default_factory=set)

    @property
    def has_figures(self) -> bool:
        return any(pair.is_figure for pair in self.pairs.values())

    @property
    def first(self) -> int:
        return min(pair.label[0] for pair in self.pairs.values())


def read_forms(sheet: Sheet, *, context: Context) -> tuple[SheetReading, ...]:
    """The blocks of a sheet that is laid out as labels with values; () where it is not."""
    pairs = {} if len(sheet.rows) > _LONGEST else dict(_pairs(sheet.rows, answers=context.answers))
    if not _is_form([pair for row in pairs.values() for pair in row], rows=sheet.rows):
        return ()
    blocks = [block for block in _blocks(sheet, pairs) if block.has_figures]
    readings = [_read(sheet, block, number=n, context=context) for n, block in enumerate(blocks, start=1)]
    used = {pair.label[0] for block in blocks for pair in block.pairs.values()}
    first = blocks[0].first
    left = (_left(sheet, row, first=first) for row in range(len(sheet.rows)) if row not in used)
    ignored = (*readings[0].ignored, *(one for one in left if one is not None))
    return (replace(readings[0], ignored=ignored), *readings[1:])


def _pairs(rows: Sequence[Row], *, answers: Answers) -> Iterator[tuple[int, list[_Pair]]]:
    for number, row in enumerate(rows):
        found = list(_pairs_of(row, number, answers=answers))
        if found:
            yield number, found


def _pairs_of(row: Row, number: int, *, answers: Answers) -> Iterator[_Pair]:
    filled = [column for column, cell in enumerate(row) if not is_blank(cell) and cell not in _SEPARATORS]
    place = 0
    while place < len(filled):
        pair = _pair(row, number, filled[place : place + 2], answers=answers)
        if pair is not None:
            yield pair
        place += 2 if pair is not None and pair.value is not None else 1


def _pair(row: Row, number: int, columns: Sequence[int], *, answers: Answers) -> _Pair | None:
    label = row[columns[0]]
    if not isinstance(label, str):
        return None
    header = visible_text(label).rstrip(":= ")
    meaning = known_meaning(header, answers=answers)
    value = row[columns[1]] if len(columns) > 1 else None
    if isinstance(value, str) and known_meaning(value, answers=answers) is not None:
        value = None  # the next label of the same line
    if meaning is None and _number(value) is None:
        return None
    place = columns[1] if value is not None else columns[0] + 1
    return _Pair((number, columns[0]), (number, place), header, value, meaning)


def _is_form(pairs: Sequence[_Pair], *, rows: Sequence[Row]) -> bool:
    """Labels of figures with figures beside at least half of them; one alone where a title says of whom."""
    known = [pair for pair in pairs if pair.meaning is not None]
    filled = [pair for pair in known if pair.is_figure and not is_blank(pair.value)]
    readable = [pair for pair in filled if _is_readable(pair)]
    is_titled = bool(filled) and any(map(_names_someone, rows[: filled[0].label[0]]))
    has_company = is_titled or len({pair.name for pair in known}) >= _FEWEST_PAIRS
    return has_company and bool(readable) and 2 * len(readable) >= len(filled)


def _is_readable(pair: _Pair) -> bool:
    return parse_number(pair.value, logical_type=LogicalType.NUMBER).remark not in _UNREAD


def _number(value: CellValue) -> int | float | None:
    return parse_number(value, logical_type=LogicalType.NUMBER).value


def _blocks(sheet: Sheet, pairs: Mapping[int, Sequence[_Pair]]) -> Iterator[_Block]:
    """A label that comes again, and a title that names another region or day, begin another block.

    What was said before of region and day holds on, until somebody else begins to speak.
    """
    block, waiting = _Block(), list[int]()
    for row, cells in enumerate(sheet.rows):
        if row in sheet.breaks or (row not in pairs and block.has_figures and _names_someone(cells)):
            yield block
            block, waiting = _Block() if row in sheet.breaks else _next(block), []
        if row not in pairs:
            waiting += [] if all(map(is_blank, cells)) else [row]
            continue
        for pair in pairs[row]:
            if block.has_figures and (pair.name in block.pairs or _says_again(block, pair)):
                yield block
                block = _next(block)
            if not block.has_figures:
                _head(block, waiting, rows=sheet.rows)
            waiting = []
            _put(block, pair)
    yield block


def _says_again(block: _Block, pair: _Pair) -> bool:
    """Whether a label names a region or day below the figures of a block that has one already."""
    for keys, names in ((_REGION, names_region), (_DAY, names_day)):
        if pair.name in keys:
            return not keys.isdisjoint(block.pairs) or any(names((text,)) for _, text in block.titles)
    return False


def _names_someone(cells: Row) -> bool:
    return not is_signature(cells) and (names_region(cells) or names_day(cells))


def _next(block: _Block) -> _Block:
    """The block after: its region and day hold on, its figures do not."""
    carried = {name: pair for name, pair in block.pairs.items() if name in _REPLACES}
    return _Block(titles=list(block.titles), pairs=carried, carried=set(carried))


def _head(block: _Block, titles: Sequence[int], *, rows: Sequence[Row]) -> None:
    """Titles of its own: what they say of region or day is no longer what was said before."""
    has_day, has_region = (any(names(rows[row]) for row in titles) for names in (names_day, names_region))
    _drop(block, (_DAY if has_day else frozenset()) | (_REGION if has_region else frozenset()))
    former = ((row, still_said(text, has_day=has_day, has_region=has_region)) for row, text in block.titles)
    own = [(row, row_text(rows[row])) for row in titles]
    block.titles = [*own, *((row, text) for row, text in former if text)]


def _put(block: _Block, pair: _Pair) -> None:
    """A region or day said anew drops what was carried along of it in other ways."""
    _drop(block, _REPLACES.get(pair.name, frozenset()))
    block.pairs[pair.name] = pair


def _drop(block: _Block, names: frozenset[str]) -> None:
    for name in block.carried & names:
        del block.pairs[name]
    block.carried -= names


def _read(sheet: Sheet, block: _Block, *, number: int, context: Context) -> SheetReading:
    titles, pairs = block.titles, list(block.pairs.values())
    texts: list[Row] = [(text,) for _, text in titles]
    headings = (*(pair.header for pair in pairs), _COMPANION)
    values = tuple(pair.value for pair in pairs)
    name, top = part_name(sheet.name, number), len(titles)
    cells = {(place, 0): (row, _first_filled(sheet.rows[row])) for place, (row, _) in enumerate(titles)}
    cells |= {(top, column): pair.label for column, pair in enumerate(pairs)}
    cells |= {(top + 2, column): pair.place for column, pair in enumerate(pairs)}
    # A gap below the headings, or the values 1, 2, 3 pass for a row that numbers the columns.
    reading = read_sheet(Sheet(name, (*texts, headings, (), values)), context=context)
    return _moved_back(reading, cells=cells, line=_own_line(block), pairs=pairs)


def _own_line(block: _Block) -> int:
    """The first line of the block's own figures; what is carried along may stand in another's."""
    return min(pair.label[0] for pair in block.pairs.values() if pair.is_figure)


def _moved_back(
    reading: SheetReading, *, cells: Mapping[Cell, Cell], line: int, pairs: Sequence[_Pair]
) -> SheetReading:
    columns = tuple(column for column in reading.columns if column.index < len(pairs))
    return replace(
        reading,
        columns=columns,
        rows=tuple(_row(row, cells=cells, line=line) for row in reading.rows),
        ignored=tuple(
            replace(one, row=line + 1) for one in reading.ignored if one.reason != Reason.TITLE.value
        ),
        findings=tuple(_finding(found, cells=cells) for found in reading.findings),
        cells={column.field.name: _address(pairs[column.index].place) for column in columns},
    )


def _row(row: DataRow, *, cells: Mapping[Cell, Cell], line: int) -> DataRow:
    findings = tuple(_finding(found, cells=cells) for found in row.findings)
    return replace(row, number=line + 1, cell=_true(row.cell, cells=cells), findings=findings)


def _finding(found: Finding, *, cells: Mapping[Cell, Cell]) -> Finding:
    return found if found.cell is None else replace(found, cell=_true(found.cell, cells=cells))


def _true(cell: str, *, cells: Mapping[Cell, Cell]) -> str:
    letters = cell.rstrip("0123456789")
    place = (int(cell[len(letters) :]) - 1, column_number(letters))
    return _address(cells[place]) if place in cells else cell


def _address(cell: Cell) -> str:
    return address(row=cell[0], column=cell[1])


def _first_filled(row: Row) -> int:
    return next((column for column, cell in enumerate(row) if not is_blank(cell)), 0)


def _left(sheet: Sheet, row: int, *, first: int) -> IgnoredRow | None:
    cells = sheet.rows[row]
    if all(map(is_blank, cells)):
        return None
    reason = Reason.TITLE if row < first else Reason.SIGNATURE if is_signature(cells) else Reason.NOTE
    return IgnoredRow(sheet=sheet.name, row=row + 1, reason=reason.value)
