"""Comments at cells: the sender's own stay, ours are appended, those of an earlier answer are taken out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from etl.answer.markup import Edit, append_into, edited, element_end, end_of, escaped, find_tag, find_tags
from etl.answer.package import required
from etl.answer.sheet import Place, place_of
from warehouse.cells import address

AUTHOR = "Pantau"
SIGN = "— Pantau —"
"""Begins our part of a comment, so that a later answer finds it again."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHAPE_ID = re.compile(rb"_x0000_s(\d+)")
_VML_HEAD = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
)
_VML_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_VML_SHAPE = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;'
    'margin-top:1.5pt;width:270pt;height:{height}pt;z-index:{order};visibility:hidden" fillcolor="#ffffe1" '
    'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/>'
    '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {top}, 2, {right}, 15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_LAST_COLUMN, _LINE_LENGTH = 16_383, 46


@dataclass(frozen=True, slots=True)
class Commented:
    """A comments part with ours in it, and the cells whose comment is new and needs a shape."""

    part: bytes
    new: tuple[Place, ...]


EMPTY_COMMENTS = (
    f'<?xml version="1.0" encoding="UTF-8"?><comments xmlns="{_MAIN}"><authors/><commentList/></comments>'
).encode()


def with_comments(part: bytes, texts: Mapping[Place, str]) -> Commented:
    """Our texts at these cells: appended to a comment that is there, or as a new one."""
    authors = required(find_tag(part, "authors"))
    number = sum(1 for _ in find_tags(part, "author"))
    prefix = authors.prefix.decode()
    edits = [append_into(part, authors, f"<{prefix}author>{AUTHOR}</{prefix}author>".encode())]
    held = _comments(part)
    for place, text in texts.items():
        if place in held:
            edits += _appended(part, held[place], text)
    new = tuple(sorted(place for place in texts if place not in held))
    fresh = "".join(_comment(place, texts[place], author=number, prefix=prefix) for place in new)
    listed = required(find_tag(part, "commentList"))
    return Commented(edited(part, [*edits, append_into(part, listed, fresh.encode())]), new)


def with_shapes(drawing: bytes | None, texts: Mapping[Place, str], *, at: Iterable[Place]) -> bytes:
    """The drawing with a hidden yellow box for each new comment; without one Excel shows no comment."""
    content = drawing if drawing is not None else (_VML_HEAD + "</xml>").encode()
    type_ = b"" if b"_x0000_t202" in content else _VML_SHAPE_TYPE.encode()
    first = max((int(number) for number in _SHAPE_ID.findall(content)), default=1024) + 1
    shapes = "".join(_shape(place, texts[place], number=first + n) for n, place in enumerate(at))
    end = content.rindex(b"</xml>")
    return content[:end] + type_ + shapes.encode() + content[end:]


def marked_before(part: bytes) -> frozenset[Place]:
    """The cells an earlier answer of ours spoke of."""
    return frozenset(
        place for place, (start, end) in _comments(part).items() if SIGN.encode() in part[start:end]
    )


def without_ours(part: bytes) -> bytes:
    """The comments as their senders wrote them: ours are cut out, a comment of nothing else goes whole."""
    edits = []
    for start, end in _comments(part).values():
        if SIGN.encode() in part[start:end]:
            edits.append(_cut(part, start, end))
    return edited(part, edits)


def _cut(part: bytes, start: int, end: int) -> Edit:
    """Our words always come last; what stands before them is the sender's."""
    ours = part.index(SIGN.encode(), start, end)
    texts = [tag for tag in find_tags(part, "t", start=start, end=end) if tag.start < ours]
    own = re.sub(rb"<[^>]*>|\s", b"", part[start : texts[-1].start]) if texts else b""
    if not own:
        return Edit(start, end, b"")
    close = required(find_tag(part, "text", start=start, end=end))
    run = max(tag.start for tag in find_tags(part, "r", start=start, end=end) if tag.start < ours)
    return Edit(run, end_of(part, close), b"")


def _comments(part: bytes) -> dict[Place, tuple[int, int]]:
    """Where each cell's comment stands in the part."""
    found = {}
    for tag in find_tags(part, "comment"):
        place = place_of(tag.attribute("ref") or "")
        if place is not None and not tag.is_empty:
            found[place] = (tag.start, element_end(part, tag))
    return found


def _appended(part: bytes, held: tuple[int, int], text: str) -> list[Edit]:
    start, end = held
    body = required(find_tag(part, "text", start=start, end=end))
    run = _run(f"\n\n{text}", prefix=body.prefix.decode())
    if body.is_empty:
        return [append_into(part, body, run)]
    close = end_of(part, body)
    edits = [Edit(close, close, run)]
    # Plain text beside a run of text is not shown: it becomes a run too.
    plain = find_tag(part, "t", start=body.end, end=close)
    if (
        plain is not None
        and find_tag(part, "r", start=body.end, end=plain.start) is None
        and not plain.is_empty
    ):
        after = element_end(part, plain)
        opening, closing = b"<" + body.prefix + b"r>", b"</" + body.prefix + b"r>"
        edits = [
            Edit(plain.start, plain.start, opening),
            Edit(after, after, closing),
            Edit(close, close, run),
        ]
    return edits


def _comment(place: Place, text: str, *, author: int, prefix: str) -> str:
    cell = address(row=place[0] - 1, column=place[1])
    run = _run(text, prefix=prefix).decode()
    body = f"<{prefix}text>{run}</{prefix}text>"
    return f'<{prefix}comment ref="{cell}" authorId="{author}">{body}</{prefix}comment>'


def _run(text: str, *, prefix: str) -> bytes:
    look = f'<{prefix}rPr><{prefix}sz val="9"/><{prefix}rFont val="Tahoma"/></{prefix}rPr>'
    body = f'<{prefix}t xml:space="preserve">{escaped(text)}</{prefix}t>'
    return f"<{prefix}r>{look}{body}</{prefix}r>".encode()


def _shape(place: Place, text: str, *, number: int) -> str:
    row, column = place[0] - 1, place[1]
    lines = sum(1 + len(line) // _LINE_LENGTH for line in text.splitlines())
    left = min(column + 1, _LAST_COLUMN - 4)
    return _VML_SHAPE.format(
        number=number,
        height=12 * lines + 12,
        order=number - 1024,
        left=left,
        right=left + 4,
        top=max(row - 1, 0),
        bottom=max(row - 1, 0) + lines,
        row=row,
        column=column,
    )
