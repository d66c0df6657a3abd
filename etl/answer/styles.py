"""The looks we add to a workbook's styles: its own stay as they are and keep their numbers."""

from collections.abc import Callable
from enum import StrEnum

from data_contracts.contract import Severity
from etl.answer.markup import (
    Edit,
    Tag,
    append_into,
    attributes,
    edited,
    element_end,
    end_of,
    escaped,
    find_tag,
    find_tags,
    with_attribute,
)
from etl.answer.package import required

FILLS = {Severity.ERROR: "FFFFC7CE", Severity.WARNING: "FFFFE699", Severity.INFO: "FFDDEBF7"}
_HEAD_FILL = "FF1F3864"
_FONTS = {
    "plain": '<sz val="10"/><name val="Calibri"/><family val="2"/>',
    "bold": '<b/><sz val="10"/><name val="Calibri"/><family val="2"/>',
    "title": '<b/><sz val="14"/><color rgb="FF1F3864"/><name val="Calibri"/><family val="2"/>',
    "head": '<b/><sz val="10"/><color rgb="FFFFFFFF"/><name val="Calibri"/><family val="2"/>',
    "link": '<u/><sz val="10"/><color rgb="FF0563C1"/><name val="Calibri"/><family val="2"/>',
}
_EDGE = '<{side} style="thin"><color rgb="FFBFBFBF"/></{side}>'
_BORDER = "".join(_EDGE.format(side=side) for side in ("left", "right", "top", "bottom")) + "<diagonal/>"
_WRAP, _ONE_LINE = '<alignment vertical="top" wrapText="1"/>', '<alignment vertical="top"/>'


_ITEMS = {"fonts": "font", "fills": "fill", "borders": "border", "cellXfs": "xf"}


class Look(StrEnum):
    """The looks of the cells we write ourselves."""

    TITLE = "title"
    TEXT = "text"
    LABEL = "label"
    HEAD = "head"
    CELL = "cell"
    LINK = "link"
    ERROR = Severity.ERROR.value
    WARNING = Severity.WARNING.value
    INFO = Severity.INFO.value


MINIMAL_STYLES = (
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill>'
    b'<fill><patternFill patternType="gray125"/></fill></fills>'
    b'<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    b'<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    b'<xf numFmtId="22" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    b'<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/>'
    b"</cellXfs>"
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    b"</styleSheet>"
)
PLAIN_DATE, PLAIN_MOMENT, PLAIN_TEXT = 1, 2, 3
"""Looks of `MINIMAL_STYLES` for a day, a moment, and text that must stay text."""


class Styles:
    """A styles part, grown by our looks. `content` is the part with everything added so far."""

    def __init__(self, part: bytes) -> None:
        self._part = part
        self._lists = {name: required(find_tag(part, name)) for name in _ITEMS}
        self._items = {name: self._elements(name, item) for name, item in _ITEMS.items()}
        self._given = {name: len(items) for name, items in self._items.items()}
        self._prefix = self._lists["fonts"].prefix.decode()
        self._known: dict[object, int] = {}

    def marked(self, style: int, severity: Severity) -> int:
        """The number of a look like that one, with the colour of a severity."""
        return self._once(("marked", style, severity), lambda: self._mark(style, FILLS[severity]))

    def unmarked(self, style: int) -> int:
        """The number of a look like that one in the colour it had before we marked it."""
        return self._once(("unmarked", style), lambda: self._refilled(style, self._former_fill(style)))

    def look(self, look: Look) -> int:
        """The number of one of our own looks."""
        return self._once(look, lambda: self._own(look))

    def content(self) -> bytes:
        """The part with what was added."""
        edits = []
        for name, items in self._items.items():
            tag, added = self._lists[name], b"".join(items[self._given[name] :])
            counted = with_attribute(tag.text, "count", str(len(items)))
            if added and tag.is_empty:
                edits.append(append_into(self._part, Tag(counted, tag.start, tag.end), added))
            elif added:
                edits += [Edit(tag.start, tag.end, counted), append_into(self._part, tag, added)]
        return edited(self._part, edits)

    def _elements(self, name: str, item: str) -> list[bytes]:
        holder = self._lists[name]
        tags = find_tags(self._part, item, start=holder.end, end=end_of(self._part, holder))
        return [self._part[tag.start : element_end(self._part, tag)] for tag in tags]

    def _once(self, key: object, make: Callable[[], int]) -> int:
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]

    def _mark(self, style: int, colour: str) -> int:
        """A solid fill shows its foreground only: the colour a cell had waits behind ours to come back."""
        former = _solid_colour(self._fill_of(style))
        behind = 'indexed="64"' if former is None else former
        return self._refilled(style, self._fill(f'rgb="{colour}"', behind=behind))

    def _former_fill(self, style: int) -> int:
        behind = find_tag(self._fill_of(style), "bgColor")
        colour = "" if behind is None else _attributes_of(behind)
        return 0 if colour in {"", 'indexed="64"'} else self._fill(colour, behind='indexed="64"')

    def _xf(self, style: int) -> bytes:
        xfs = self._items["cellXfs"]
        return xfs[style] if 0 <= style < len(xfs) else xfs[0]

    def _fill_of(self, style: int) -> bytes:
        number = required(find_tag(self._xf(style), "xf")).attribute("fillId") or "0"
        fills = self._items["fills"]
        return fills[int(number)] if number.isdecimal() and int(number) < len(fills) else b""

    def _refilled(self, style: int, fill: int) -> int:
        xf = self._xf(style)
        tag = required(find_tag(xf, "xf"))
        filled = with_attribute(with_attribute(tag.text, "fillId", str(fill)), "applyFill", "1")
        return self._add("cellXfs", filled + xf[tag.end :])

    def _fill(self, colour: str, *, behind: str) -> int:
        inside = f'<patternFill patternType="solid"><fgColor {colour}/><bgColor {behind}/></patternFill>'
        return self._once(("fill", inside), lambda: self._item("fills", "fill", inside))

    def _own(self, look: Look) -> int:
        font = {Look.TITLE: "title", Look.LABEL: "bold", Look.HEAD: "head", Look.LINK: "link"}.get(
            look, "plain"
        )
        fonts = self._once(("font", font), lambda: self._item("fonts", "font", _FONTS[font]))
        colour = _own_fill(look)
        fill = self._fill(f'rgb="{colour}"', behind='indexed="64"') if colour else 0
        # What stands on top runs on over the blank cells beside it; only the table wraps and has lines.
        framed = look not in {Look.TITLE, Look.TEXT, Look.LABEL}
        border = self._once("border", lambda: self._item("borders", "border", _BORDER)) if framed else 0
        prefix = self._prefix
        applied = 'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"'
        numbers = f'numFmtId="0" fontId="{fonts}" fillId="{fill}" borderId="{border}" xfId="0"'
        lines = _prefixed(_WRAP if framed else _ONE_LINE, prefix)
        xf = f"<{prefix}xf {numbers} {applied}>{lines}</{prefix}xf>"
        return self._add("cellXfs", xf.encode())

    def _item(self, name: str, item: str, inside: str) -> int:
        text = f"<{self._prefix}{item}>{_prefixed(inside, self._prefix)}</{self._prefix}{item}>"
        return self._add(name, text.encode())

    def _add(self, name: str, text: bytes) -> int:
        self._items[name].append(text)
        return len(self._items[name]) - 1


def _solid_colour(fill: bytes) -> str | None:
    """The colour of a plain fill as its attributes say it, a theme's too; None for any other fill."""
    pattern, colour = find_tag(fill, "patternFill"), find_tag(fill, "fgColor")
    is_solid = pattern is not None and pattern.attribute("patternType") == "solid"
    return _attributes_of(colour) if is_solid and colour is not None else None


def _attributes_of(tag: Tag) -> str:
    return " ".join(f'{name}="{escaped(value)}"' for name, value in attributes(tag.text).items())


def _own_fill(look: Look) -> str | None:
    if look is Look.HEAD:
        return _HEAD_FILL
    return FILLS.get(Severity(look.value)) if look.value in set(Severity) else None


def _prefixed(text: str, prefix: str) -> str:
    return text.replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}")
