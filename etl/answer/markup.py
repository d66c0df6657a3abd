"""XML by the piece: a sender's part is cut open at one tag and sewn up again, the rest stays byte for byte.

A parser that reads a whole part and writes it anew loses what it does not know: prefixes that a compatibility
attribute counts on, drawings, extensions. Nothing of that is ours to lose.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from xml.parsers.expat import ExpatError, ParserCreate

from data_contracts.errors import PantauError

_ATTRIBUTES = rb"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*"""
_ATTRIBUTE = re.compile(rb"""\s([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
# What XML 1.0 cannot carry at all, and lone surrogates, which have no bytes.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UNSAFE = re.compile(rb"<!DOCTYPE|<!ENTITY")
_ASIDE = re.compile(rb"<!\[CDATA\[(.*?)\]\]>|<!--.*?-->", re.DOTALL)


class UneditablePackageError(PantauError):
    """A package whose parts cannot be cut open safely; its cells are then copied into a new workbook."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag (or an empty element) and where it stands in its part."""

    text: bytes
    start: int
    end: int

    @property
    def prefix(self) -> bytes:
        name = self.text[1:].split(None, 1)[0].rstrip(b"/>")
        return name.rpartition(b":")[0] + b":" if b":" in name else b""

    @property
    def is_empty(self) -> bool:
        return self.text.endswith(b"/>")

    def attribute(self, name: str) -> str | None:
        """An attribute by its name without prefix."""
        return attributes(self.text).get(name)


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes from `start` to `end` give way to `text`; start == end inserts."""

    start: int
    end: int
    text: bytes


def escaped(text: str) -> str:
    """Text as it may stand in an element or a quoted attribute; characters XML cannot hold become U+FFFD."""
    shown = _ILLEGAL.sub("\ufffd", text)
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        shown = shown.replace(character, entity)
    # A bare CR would come back as a line feed.
    return shown.replace("\r", "&#13;")


def sound(part: bytes) -> bytes:
    """The part as UTF-8 without comments and CDATA, so that a `<` always begins a tag.

    Raises UneditablePackageError where the part declares entities of its own or is in no encoding we know.
    """
    plain = _as_utf8(part)
    refuse_declarations(plain)
    if b"<!" not in plain:
        return plain
    return _ASIDE.sub(lambda found: escaped((found[1] or b"").decode()).encode(), plain)


def find_tags(part: bytes, name: str, *, start: int = 0, end: int | None = None) -> Iterator[Tag]:
    """Every start tag of that local name, in order."""
    pattern = re.compile(rb"<(?:[\w.-]+:)?" + re.escape(name.encode()) + _ATTRIBUTES + rb"/?>")
    for found in pattern.finditer(part, start, len(part) if end is None else end):
        yield Tag(found[0], found.start(), found.end())


def find_tag(part: bytes, name: str, *, start: int = 0, end: int | None = None) -> Tag | None:
    """The first of them, or None."""
    return next(find_tags(part, name, start=start, end=end), None)


def end_of(part: bytes, tag: Tag) -> int:
    """Where the element's closing tag begins; for an empty element where it ends."""
    if tag.is_empty:
        return tag.end
    name = re.split(rb"[\s/>]", tag.text[1:], maxsplit=1)[0]
    found = re.compile(rb"</" + re.escape(name) + rb"\s*>").search(part, tag.end)
    if found is None:
        raise UneditablePackageError(f"Elemen {name.decode(errors='replace')} tidak ditutup.")
    return found.start()


def element_end(part: bytes, tag: Tag) -> int:
    """Where the whole element ends, its closing tag included."""
    return tag.end if tag.is_empty else part.index(b">", end_of(part, tag)) + 1


def append_into(part: bytes, tag: Tag, content: bytes) -> Edit:
    """The edit that puts content at the end of an element; an empty element is opened for it."""
    if not tag.is_empty:
        place = end_of(part, tag)
        return Edit(place, place, content)
    name = re.split(rb"[\s/>]", tag.text[1:], maxsplit=1)[0]
    return Edit(tag.start, tag.end, tag.text[:-2].rstrip() + b">" + content + b"</" + name + b">")


def with_attribute(tag: bytes, name: str, value: str | None) -> bytes:
    """The start tag with that attribute set, or without it where the value is None."""
    bare = re.sub(rb"""\s""" + re.escape(name.encode()) + rb"""\s*=\s*(?:"[^"]*"|'[^']*')""", b"", tag)
    if value is None:
        return bare
    end = len(bare) - (2 if bare.endswith(b"/>") else 1)
    return bare[:end].rstrip() + f' {name}="{escaped(value)}"'.encode() + bare[end:]


def edited(part: bytes, edits: Iterable[Edit]) -> bytes:
    """The part with its edits, which must not overlap; insertions at one place keep their order."""
    pieces, done = [], 0
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        pieces += [part[done : edit.start], edit.text]
        done = edit.end
    return b"".join([*pieces, part[done:]])


def refuse_declarations(part: bytes) -> None:
    """UneditablePackageError where the part declares a document type or entities of its own."""
    if _UNSAFE.search(part):
        raise UneditablePackageError("Berkas memuat deklarasi XML yang tidak dipakai Excel.")


def refuse_malformed(part: bytes) -> None:
    """UneditablePackageError unless the part is well-formed XML."""
    try:
        ParserCreate().ParseFile(BytesIO(part))
    except ExpatError as error:
        raise UneditablePackageError(f"XML tidak utuh: {error}.") from error


def attributes(tag: bytes) -> dict[str, str]:
    """Attributes by their name without prefix; of `r:id` and `id` the prefixed one wins."""
    found = sorted(_ATTRIBUTE.findall(tag), key=lambda one: b":" in one[0])
    return {
        name.rpartition(b":")[2].decode(): unescape((double or single).decode())
        for name, double, single in found
        if not name.startswith(b"xmlns")
    }


def _as_utf8(part: bytes) -> bytes:
    try:
        if part.startswith((b"\xff\xfe", b"\xfe\xff")):
            return re.sub(
                rb"""(<\?xml[^>]*?encoding=)(?:"[^"]*"|'[^']*')""",
                rb'\1"UTF-8"',
                part.decode("utf-16").encode(),
            )
        part.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeError as error:
        raise UneditablePackageError("Bagian berkas memakai pengodean yang tidak dikenal.") from error
    return part.removeprefix(b"\xef\xbb\xbf")
