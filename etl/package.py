"""Look into an .xlsx (a zip of XML) before it is unfolded: some small files unfold to more than a machine."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from etl.cells import column_number

MAX_UNCOMPRESSED = 300_000_000
MAX_RATIO = 200
MAX_CELLS = 4_000_000
_SMALL = 20_000_000
_CHUNK = 1 << 20
# A cell that holds something; "<c .../>" is only styled. The reader's grid reaches as far as these do.
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^>]*(?<!/)>""")


def refuse_dangerous_package(path: Path) -> None:
    """ValueError, with an Indonesian sentence for the sender: a broken zip, a zip bomb or a boundless sheet.

    A single stray cell at XFD1048576 makes the reader ask for a grid of 17 milliard cells, which ends the
    process.
    """
    try:
        with zipfile.ZipFile(path) as package:
            _refuse_bomb(package, compressed=path.stat().st_size)
            for name in (name for name in package.namelist() if name.lower().endswith(".xml")):
                with package.open(name) as part:
                    _refuse_boundless(part)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        message = "berkas rusak atau bukan buku kerja Excel. Buka di Excel, simpan ulang, lalu kirim lagi."
        raise ValueError(message) from error


def _refuse_bomb(package: zipfile.ZipFile, *, compressed: int) -> None:
    size = sum(entry.file_size for entry in package.infolist())
    if size > MAX_UNCOMPRESSED or (size > _SMALL and size > MAX_RATIO * compressed):
        raise ValueError(
            "isinya mengembang terlalu besar. Salin laporannya ke buku kerja baru, lalu kirim lagi."
        )


def _refuse_boundless(part: IO[bytes]) -> None:
    rows = columns = 1
    for letters, row in _filled_cells(part):
        rows, columns = max(rows, int(row)), max(columns, column_number(letters.decode()) + 1)
        if rows * columns > MAX_CELLS:
            message = (
                f"ada isi yang jauh di luar tabel, di sekitar sel {letters.decode()}{int(row)}. "
                "Hapus isi itu, lalu kirim lagi."
            )
            raise ValueError(message)


def _filled_cells(part: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Column letters and row of each filled cell, reading in pieces and keeping a tag cut in two whole."""
    rest = b""
    while chunk := part.read(_CHUNK):
        text = rest + chunk
        end = text.rfind(b">") + 1
        yield from _CELL.findall(text[:end])
        rest = text[end:]
