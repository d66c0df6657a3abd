"""Look into a zip of XML (.xlsx, .ods) before it is unfolded: some small ones unfold without end."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MAX_UNCOMPRESSED = 400_000_000
MAX_RATIO = 200
_SMALL = 20_000_000
BROKEN = "rusak atau bukan buku kerja. Buka di Excel, simpan sebagai .xlsx, lalu kirim lagi."
# zipfile has no error of its own for some of the ways in which a package can be broken.
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, KeyError)


@contextmanager
def broken_package_said() -> Iterator[None]:
    """A package that breaks while it is read becomes a ValueError with a sentence for the sender."""
    try:
        yield
    except _ZIP_ERRORS as error:
        raise ValueError(BROKEN) from error


def package_parts(path: Path) -> frozenset[str]:
    """The names of the parts. Raises ValueError, with a sentence for the sender, when broken or a bomb."""
    with broken_package_said(), zipfile.ZipFile(path) as package:
        refuse_zip_bomb(package, compressed=path.stat().st_size)
        if package.testzip() is not None:  # also a part that is larger than it says
            raise ValueError(BROKEN)
        return frozenset(package.namelist())


def refuse_zip_bomb(package: zipfile.ZipFile, *, compressed: int) -> None:
    """ValueError, with an Indonesian sentence for the sender, for one that unfolds to more than it should.

    The sizes are those the package states; `package_parts` finds out whether they are true.
    """
    size = sum(entry.file_size for entry in package.infolist())
    if size > MAX_UNCOMPRESSED or (size > _SMALL and size > MAX_RATIO * compressed):
        raise ValueError(
            "isinya mengembang terlalu besar. Salin laporannya ke buku kerja baru, lalu kirim lagi; atau "
            "kirim sebagai CSV."
        )
