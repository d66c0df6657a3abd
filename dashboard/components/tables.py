"""Tables: all rows visible, values right-aligned with tabular figures; on a phone each row becomes a card."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.components.markup import Html, element, link
from dashboard.components.words import DASH


@dataclass(frozen=True, slots=True)
class Column:
    """`help` is the definition a reader sees on the heading; `is_number` aligns right."""

    heading: str
    help: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """`content` is text (escaped) or Html; None is missing and shown as a dash, never as 0."""

    content: str | Html | None
    href: str | None = None
    title: str = ""


def table(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *, caption: str, class_: str = "pt-table"
) -> Html:
    head = element("thead", element("tr", *(_heading(column) for column in columns)))
    body = element("tbody", *(_row(columns, row) for row in rows))
    return element("table", element("caption", caption), head, body, class_=class_)


def _heading(column: Column) -> Html:
    title = column.help or None
    content: object = element("abbr", column.heading, title=title) if title else column.heading
    return element("th", content, scope="col", class_="pt-num" if column.is_number else None)


def _row(columns: Sequence[Column], row: Sequence[Cell]) -> Html:
    return element("tr", *(_cell(column, cell) for column, cell in zip(columns, row, strict=True)))


def _cell(column: Column, cell: Cell) -> Html:
    content = DASH if cell.content is None else cell.content
    shown = link(content, href=cell.href, title=cell.title or None) if cell.href else content
    kinds = ["pt-num"] * column.is_number + ["pt-empty"] * (cell.content is None)
    return element("td", shown, data_label=column.heading, class_=" ".join(kinds) or None)
