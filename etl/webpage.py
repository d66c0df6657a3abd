"""A web page sent as a workbook: many web applications "export to Excel" by naming a page .xls."""

from html.parser import HTMLParser

from etl.marks import Room
from etl.sheets import Hidden, Merged, Sheet

_BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "br", "table", "caption", "li"})
_UNSEEN = frozenset({"script", "style", "head", "title"})
_WIDEST, _TALLEST = 1_000, 10_000

Attributes = list[tuple[str, str | None]]


def read_web_page(text: str, *, name: str) -> Sheet:
    """One sheet with the rows a spreadsheet program would show: lines of text, and the rows of every table.

    All cells are text; rows hidden by their style are read and told. Raises ValueError, with a sentence for
    the sender, when it spans more cells than fit.
    """
    page = _Page()
    page.feed(text)
    page.close()
    page.end_line()
    rows = tuple(tuple(row) for row in page.rows)
    return Sheet(name, rows, tuple(page.merged), Hidden(rows=frozenset(page.hidden)))


class _Page(HTMLParser):
    """Lays cells out in a grid: a cell spanning rows pushes those below it to the right."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str | None]] = []
        self.merged: list[Merged] = []
        self.hidden: list[int] = []
        self._room = Room()
        self._taken: dict[int, set[int]] = {}
        self._pieces: list[str] = []
        self._span: tuple[int, int] | None = None
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        if tag == "tr":
            self._start_row(dict(attrs))
        elif tag in {"td", "th"}:
            self._end_cell()
            self._span = (
                _number(dict(attrs).get("rowspan"), _TALLEST),
                _number(dict(attrs).get("colspan"), _WIDEST),
            )
        elif tag in _BLOCKS and self._span is not None:
            self._pieces.append(" ")
        elif tag in _BLOCKS:
            self.end_line()

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        if tag in {"td", "th", "tr"}:
            self._end_cell()
        elif tag in _BLOCKS and self._span is None:
            self.end_line()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._pieces.append(data)

    def end_line(self) -> None:
        """Text outside any table is a row of its own."""
        text = self._text()
        if text is not None:
            self.rows.append([text])

    def _start_row(self, attributes: dict[str, str | None]) -> None:
        self._end_cell()
        self.end_line()
        if "display:none" in (attributes.get("style") or "").replace(" ", "").lower():
            self.hidden.append(len(self.rows))
        self.rows.append([])

    def _end_cell(self) -> None:
        if self._span is None:
            return
        tall, wide = self._span
        self._span = None
        self.rows = self.rows or [[]]
        row, column = len(self.rows) - 1, self._free_column()
        self._room.take(row=row + tall - 1, column=column + wide - 1)
        self.rows[row].extend([None] * (column - len(self.rows[row])))
        self.rows[row].append(self._text())
        self.rows[row].extend([None] * (wide - 1))
        if tall > 1 or wide > 1:
            self.merged.append(Merged(row, column, row + tall - 1, column + wide - 1))
        for below in range(row + 1, row + tall):
            self._taken.setdefault(below, set()).update(range(column, column + wide))

    def _free_column(self) -> int:
        row = len(self.rows) - 1
        column = len(self.rows[row])
        while column in self._taken.get(row, ()):
            column += 1
        return column

    def _text(self) -> str | None:
        text = " ".join("".join(self._pieces).split())
        self._pieces.clear()
        return text or None


def _number(text: str | None, largest: int) -> int:
    return min(max(int(text), 1), largest) if text is not None and text.isdecimal() else 1
