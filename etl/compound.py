"""The streams of a compound file (MS-CFB), the envelope of an .xls and of a workbook locked with a password.

Nothing of the standard library opens one; python-calamine does, but hands out neither hidden rows nor notes.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from etl.package import BROKEN

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_ENTRY = 128
_LAST_SECTOR = 0xFFFFFFFA
_STREAM, _ROOT = 2, 5


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class CompoundFile:
    """A compound file in memory; a broken one raises ValueError with a sentence for the sender."""

    content: bytes
    sector_size: int
    links: tuple[int, ...]
    entries: tuple[_Entry, ...]
    small_limit: int
    small_links: tuple[int, ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(entry.name for entry in self.entries if entry.kind == _STREAM)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream; KeyError when there is none of that name."""
        entry = next((one for one in self.entries if one.name == name and one.kind == _STREAM), None)
        if entry is None:
            raise KeyError(name)
        if entry.size >= self.small_limit:
            return _joined(self.content, entry.start, self.links, size=self.sector_size)[: entry.size]
        root = next(one for one in self.entries if one.kind == _ROOT)
        container = _joined(self.content, root.start, self.links, size=self.sector_size)
        pieces = (container[n * 64 : n * 64 + 64] for n in _chain(entry.start, self.small_links))
        return b"".join(pieces)[: entry.size]


def open_compound(content: bytes) -> CompoundFile:
    """Read the directory of a compound file. Raises ValueError, with an Indonesian sentence, when broken."""
    try:
        return _open(content)
    except (struct.error, IndexError, StopIteration) as error:
        raise ValueError(BROKEN) from error


def _open(content: bytes) -> CompoundFile:
    (shift,) = struct.unpack_from("<H", content, 30)
    if not content.startswith(SIGNATURE) or shift not in {9, 12}:
        raise ValueError(BROKEN)
    size = 1 << shift
    directory, _, small_limit, small_start = struct.unpack_from("<4I", content, 48)
    links = tuple(_numbers(b"".join(_sector(content, n, size) for n in _link_sectors(content, size))))
    entries = tuple(_entries(_joined(content, directory, links, size=size)))
    small_links = tuple(_numbers(_joined(content, small_start, links, size=size)))
    return CompoundFile(content, size, links, entries, small_limit, small_links)


def _link_sectors(content: bytes, size: int) -> list[int]:
    """The sectors that hold the chain table: 109 in the header, the rest in sectors of their own."""
    sectors = list(_numbers(content[76:_HEADER]))
    (further,) = struct.unpack_from("<I", content, 68)
    seen: set[int] = set()
    while further < _LAST_SECTOR and further not in seen:
        seen.add(further)
        *more, following = _numbers(_sector(content, further, size))
        sectors.extend(more)
        further = following
    return [sector for sector in sectors if sector < _LAST_SECTOR]


def _sector(content: bytes, number: int, size: int) -> bytes:
    return content[(number + 1) * size : (number + 2) * size]


def _joined(content: bytes, start: int, links: tuple[int, ...], *, size: int) -> bytes:
    return b"".join(_sector(content, number, size) for number in _chain(start, links))


def _chain(start: int, links: tuple[int, ...]) -> Iterator[int]:
    """The sectors from `start` on; a chain that bites its own tail is broken."""
    number, walked = start, 0
    while number < _LAST_SECTOR:
        if walked > len(links):
            raise ValueError(BROKEN)
        yield number
        number, walked = links[number], walked + 1


def _numbers(piece: bytes) -> tuple[int, ...]:
    whole = len(piece) // 4
    return struct.unpack_from(f"<{whole}I", piece)


def _entries(directory: bytes) -> Iterator[_Entry]:
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        length, kind = struct.unpack_from("<HB", directory, at + 64)
        start, size = struct.unpack_from("<II", directory, at + 116)
        name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", errors="replace")
        yield _Entry(name, kind, start, size)
