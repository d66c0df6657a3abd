"""Sheets written from nothing: every text an inline string, so that none is ever taken for a formula."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from textwrap import wrap

from data_contracts.tulisan import looks_like_formula
from etl.answer.markup import escaped
from etl.answer.styles import PLAIN_DATE, PLAIN_MOMENT, PLAIN_TEXT
from warehouse.cells import address

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days have no time zone
_LONGEST_TEXT = 32_000
_LINE_POINTS = 15
_LINKS = 60_000
"""Excel opens no sheet with more than 65.530 links; beyond ours the addresses stand as text."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell to write: content, number of its look, where a click on it leads, the height it needs."""

    content: object
    look: int = 0
    link: str | None = None
    height: float | None = None


Cells = Sequence[Cell | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a sheet is shown: column widths, rows that stay in view, whether it is the one in front."""

    widths: Sequence[float]
    frozen: int = 0
    in_front: bool = False
    print_on_a4: bool = False


def sheet_xml(rows: Iterable[tuple[int, Cells]], *, layout: Layout) -> bytes:
    """A worksheet part; `rows` come with their 1-based numbers, rising."""
    links: list[str] = []
    body = "".join(_row(number, cells, links) for number, cells in rows)
    hyperlinks = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{_MAIN}">'
        f"{_properties(layout)}{_view(layout)}{_columns(layout.widths)}<sheetData>{body}</sheetData>{hyperlinks}"
        f"{_page(layout)}</worksheet>"
    ).encode()


def plain_cell(value: object) -> Cell | None:
    """A sender's cell in a new workbook: same value, text that could be a formula marked as text."""
    match value:
        case None:
            return None
        case datetime():
            return Cell((value - _EPOCH) / timedelta(days=1), PLAIN_MOMENT)
        case date():
            return Cell((datetime(value.year, value.month, value.day) - _EPOCH).days, PLAIN_DATE)  # noqa: DTZ001
        case str() if looks_like_formula(value):
            return Cell(value, PLAIN_TEXT)
        case _:
            return Cell(value)


def link_to(sheet: str, cells: str) -> str:
    """Where a click leads: a cell or range of a sheet, whatever the sheet is called."""
    return f"'{sheet.replace(chr(39), chr(39) * 2)}'!{cells}"


def _row(number: int, cells: Cells, links: list[str]) -> str:
    written = "".join(_cells(number, cells, links))
    needed = [cell.height for cell in cells if cell is not None and cell.height is not None]
    # Not every spreadsheet program fits a row to its wrapped text by itself.
    height = f' ht="{max(needed):.0f}" customHeight="1"' if needed else ""
    return f'<row r="{number}"{height}>{written}</row>'


def _cells(number: int, cells: Cells, links: list[str]) -> Iterator[str]:
    for column, cell in enumerate(cells):
        if cell is None:
            continue
        place = address(row=number - 1, column=column)
        yield _cell(place, cell)
        if cell.link is not None and len(links) < _LINKS:
            links.append(f'<hyperlink ref="{place}" location="{escaped(cell.link)}"/>')


def _cell(place: str, cell: Cell) -> str:
    look = f' s="{cell.look}"' if cell.look else ""
    match cell.content:
        case bool():
            return f'<c r="{place}"{look} t="b"><v>{int(cell.content)}</v></c>'
        case int() | float():
            return f'<c r="{place}"{look}><v>{cell.content!r}</v></c>'
        case None:
            return f'<c r="{place}"{look}/>'
        case _:
            text = escaped(str(cell.content)[:_LONGEST_TEXT])
            return f'<c r="{place}"{look} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _properties(layout: Layout) -> str:
    return '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' if layout.print_on_a4 else ""


def _view(layout: Layout) -> str:
    selected = ' tabSelected="1" showGridLines="0"' if layout.in_front else ""
    split = f'ySplit="{layout.frozen}" topLeftCell="A{layout.frozen + 1}"'
    pane = f'<pane {split} activePane="bottomLeft" state="frozen"/>' if layout.frozen else ""
    return f'<sheetViews><sheetView{selected} workbookViewId="0">{pane}</sheetView></sheetViews>'


def _columns(widths: Sequence[float]) -> str:
    if not widths:
        return ""
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width:.1f}" customWidth="1"/>'
        for number, width in enumerate(widths, start=1)
    )
    return f"<cols>{columns}</cols>"


def _page(layout: Layout) -> str:
    if not layout.print_on_a4:
        return ""
    return (
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;LPantau&amp;RHalaman &amp;P dari &amp;N</oddFooter></headerFooter>"
    )


def height_of(text: str, *, width: float) -> float:
    """Points a text takes that is wrapped in a column this many characters wide."""
    lines = sum(len(wrap(line, int(1.1 * width))) or 1 for line in text.splitlines() or [""])
    return _LINE_POINTS * lines + 2


def widths_of(rows: Iterable[Sequence[object]]) -> list[float]:
    """Column widths that fit the texts, between 8 and 48 characters."""
    widths: list[float] = []
    for row in rows:
        widths.extend(8.0 for _ in range(len(row) - len(widths)))
        for column, value in enumerate(row):
            if value is not None:
                widths[column] = max(widths[column], min(len(str(value)) + 2.0, 48.0))
    return widths
