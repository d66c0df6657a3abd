"""Tables: all rows visible, values right-aligned with tabular figures; on a phone each row becomes a card."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.components.markup import Html, element, link
from dashboard.components.words import DASH


@dataclass(frozen=True, slots=True)
class Column:
    """`help` is the definition a reader sees on the heading; `is_number` aligns right.

    `area` is the cell's place in the card a row becomes on a phone; a column without one stays on the desk.
    """

    heading: str
    area: str = ""
    help: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """`content` is text (escaped) or Html; None is missing and shown as a dash, never as 0.

    A link that `stays` changes the page below without leaving the place the reader is at.
    """

    content: str | Html | None
    href: str | None = None
    title: str = ""
    stays: bool = False


def table(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *, caption: str, layout: str) -> Html:
    """`layout` names the arrangement of the areas on a phone (`pt-grid-<layout>` in the style sheet)."""
    head = element("thead", element("tr", *(_heading(column) for column in columns)))
    body = element("tbody", *(_row(columns, row) for row in rows))
    return element("table", element("caption", caption), head, body, class_=f"pt-table pt-grid-{layout}")


def _heading(column: Column) -> Html:
    title = column.help or None
    content: object = element("abbr", column.heading, title=title) if title else column.heading
    kinds = ["pt-wide"] * (not column.area) + ["pt-num"] * column.is_number
    return element("th", content, scope="col", class_=" ".join(kinds) or None)


def _row(columns: Sequence[Column], row: Sequence[Cell]) -> Html:
    return element("tr", *(_cell(column, cell) for column, cell in zip(columns, row, strict=True)))


def _cell(column: Column, cell: Cell) -> Html:
    content = DASH if cell.content is None else cell.content
    stay = "1" if cell.stays else None
    shown = link(content, href=cell.href, title=cell.title or None, data_stay=stay) if cell.href else content
    return element("td", shown, data_label=column.heading, class_=_kinds(column, cell))


def _kinds(column: Column, cell: Cell) -> str:
    kinds = [f"pt-in-{column.area}" if column.area else "pt-wide"]
    kinds += ["pt-num"] * column.is_number + ["pt-empty"] * (cell.content is None)
    return " ".join(kinds)
