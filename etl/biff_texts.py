"""How long the shared texts of an .xls are ([MS-XLS] 2.4.265, SST): one may stand in any number of cells."""

import struct
from collections.abc import Mapping, Sequence

from etl.marks import LONG_TEXT

_WIDE, _EXTENDED, _FORMATTED = 0x01, 0x04, 0x08


class _Pieces:
    """Reads on over the records a long table of texts is cut into."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._pieces = [piece for piece in pieces if piece]
        self._piece = self._at = 0

    def take(self, count: int) -> bytes:
        taken = b""
        while len(taken) < count and self._piece < len(self._pieces):
            part = self._pieces[self._piece][self._at : self._at + count - len(taken)]
            taken += part
            self._at += len(part)
            self._next_if_done()
        return taken

    def skip(self, count: int) -> None:
        while count > 0 and self._piece < len(self._pieces):
            step = min(count, len(self._pieces[self._piece]) - self._at)
            self._at += step
            count -= step
            self._next_if_done()

    def skip_characters(self, count: int, *, width: int) -> None:
        """In each further record the characters begin anew with their width."""
        while count > 0 and self._piece < len(self._pieces):
            fitting = min(count, (len(self._pieces[self._piece]) - self._at) // width)
            count -= fitting
            self._at += fitting * width
            if count:
                self._piece, self._at = self._piece + 1, 1
                width = self._width()
        self._next_if_done()

    def _width(self) -> int:
        is_wide = self._piece < len(self._pieces) and self._pieces[self._piece][0] & _WIDE
        return 2 if is_wide else 1

    def _next_if_done(self) -> None:
        if self._piece < len(self._pieces) and self._at >= len(self._pieces[self._piece]):
            self._piece, self._at = self._piece + 1, 0


def long_texts(records: Sequence[bytes]) -> Mapping[int, int]:
    """The lengths of the long shared texts, by their number; `records` are the SST and what continues it."""
    if not records or len(records[0]) < 8:
        return {}
    (count,) = struct.unpack_from("<I", records[0], 4)
    pieces = _Pieces([records[0][8:], *records[1:]])
    found = {}
    for number in range(count):
        head = pieces.take(3)
        if len(head) < 3:
            break
        length, flags = struct.unpack("<HB", head)
        runs = int.from_bytes(pieces.take(2), "little") if flags & _FORMATTED else 0
        extension = int.from_bytes(pieces.take(4), "little") if flags & _EXTENDED else 0
        pieces.skip_characters(length, width=2 if flags & _WIDE else 1)
        pieces.skip(4 * runs + extension)
        if length > LONG_TEXT:
            found[number] = length
    return found
