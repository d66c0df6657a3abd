"""The looks we add to a workbook's styles: its own stay as they are and keep their numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from data_contracts.contract import Severity
from etl.answer.markup import Edit, Tag, append_into, edited, end_of, find_tag, find_tags, with_attribute
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


@dataclass(frozen=True, slots=True)
class _Xf:
    tag: Tag
    inside: bytes
    closing: bytes


class Styles:
    """A styles part, grown by our looks. `content` is the part with everything added so far."""

    def __init__(self, part: bytes) -> None:
        self._part = part
        self._added: dict[str, list[bytes]] = {"fonts": [], "fills": [], "borders": [], "cellXfs": []}
        self._lists = {name: required(find_tag(part, name)) for name in self._added}
        self._prefix = self._lists["fonts"].prefix
        self._counts = {
            "fonts": self._count("fonts", "font"),
            "fills": self._count("fills", "fill"),
            "borders": self._count("borders", "border"),
        }
        self._xfs = self._read_xfs()
        self._known: dict[object, int] = {}

    def marked(self, style: int, severity: Severity) -> int:
        """The number of a look like that one, with the colour of a severity."""
        return self._once(
            ("marked", style, severity), lambda: self._refilled(style, self._fill(FILLS[severity]))
        )

    def unmarked(self, style: int) -> int:
        """The number of a look like that one without a colour of its own."""
        return self._once(("unmarked", style), lambda: self._refilled(style, 0))

    def look(self, look: Look) -> int:
        """The number of one of our own looks."""
        return self._once(look, lambda: self._own(look))

    def content(self) -> bytes:
        """The part with what was added."""
        edits = []
        for name, added in self._added.items():
            tag, items = self._lists[name], b"".join(added)
            counted = with_attribute(tag.text, "count", str(self._total(name)))
            if added and tag.is_empty:
                edits.append(append_into(self._part, Tag(counted, tag.start, tag.end), items))
            elif added:
                edits += [Edit(tag.start, tag.end, counted), append_into(self._part, tag, items)]
        return edited(self._part, edits)

    def _total(self, name: str) -> int:
        return (len(self._xfs) if name == "cellXfs" else self._counts[name]) + len(self._added[name])

    def _once(self, key: object, make: Callable[[], int]) -> int:
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]

    def _count(self, name: str, item: str) -> int:
        tag = self._lists[name]
        return sum(1 for _ in find_tags(self._part, item, start=tag.end, end=end_of(self._part, tag)))

    def _read_xfs(self) -> list[_Xf]:
        tag = self._lists["cellXfs"]
        found = []
        for xf in find_tags(self._part, "xf", start=tag.end, end=end_of(self._part, tag)):
            inside = b"" if xf.is_empty else self._part[xf.end : end_of(self._part, xf)]
            found.append(_Xf(xf, inside, b"" if xf.is_empty else b"</" + self._prefix + b"xf>"))
        return found

    def _refilled(self, style: int, fill: int) -> int:
        xf = self._xfs[style] if 0 <= style < len(self._xfs) else self._xfs[0]
        filled = with_attribute(with_attribute(xf.tag.text, "fillId", str(fill)), "applyFill", "1")
        return self._add("cellXfs", filled + xf.inside + xf.closing, before=len(self._xfs))

    def _fill(self, colour: str) -> int:
        inside = (
            f'<patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/></patternFill>'
        )
        return self._once(("fill", colour), lambda: self._item("fills", "fill", inside))

    def _own(self, look: Look) -> int:
        font = {Look.TITLE: "title", Look.LABEL: "bold", Look.HEAD: "head", Look.LINK: "link"}.get(
            look, "plain"
        )
        fonts = self._once(("font", font), lambda: self._item("fonts", "font", _FONTS[font]))
        colour = _own_fill(look)
        fill = self._fill(colour) if colour else 0
        # What stands on top runs on over the blank cells beside it; only the table wraps and has lines.
        framed = look not in {Look.TITLE, Look.TEXT, Look.LABEL}
        border = self._once("border", lambda: self._item("borders", "border", _BORDER)) if framed else 0
        prefix = self._prefix.decode()
        applied = 'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"'
        numbers = f'numFmtId="0" fontId="{fonts}" fillId="{fill}" borderId="{border}" xfId="0"'
        lines = _prefixed(_WRAP if framed else _ONE_LINE, prefix)
        xf = f"<{prefix}xf {numbers} {applied}>{lines}</{prefix}xf>"
        return self._add("cellXfs", xf.encode(), before=len(self._xfs))

    def _item(self, name: str, item: str, inside: str) -> int:
        prefix = self._prefix.decode()
        text = f"<{prefix}{item}>{_prefixed(inside, prefix)}</{prefix}{item}>"
        return self._add(name, text.encode(), before=self._counts[name])

    def _add(self, name: str, text: bytes, *, before: int) -> int:
        self._added[name].append(text)
        return before + len(self._added[name]) - 1


def _own_fill(look: Look) -> str | None:
    if look is Look.HEAD:
        return _HEAD_FILL
    return FILLS.get(Severity(look.value)) if look.value in set(Severity) else None


def _prefixed(text: str, prefix: str) -> str:
    return text.replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}")
