"""What a file is, by its first bytes: an .xls may be a web page, an .xlsx a renamed .xls."""

from enum import StrEnum, auto
from pathlib import Path

from etl.biff import LOCKED, is_locked_package
from etl.compound import SIGNATURE
from etl.package import BROKEN, package_parts

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt"})
_WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".ods"})
_LOOKED_AT = 4096
_ZIP = b"PK"
_PAGE_MARKS = (b"<html", b"<!doctype html", b"<table", b"<meta")
_XML_SPREADSHEET = b"urn:schemas-microsoft-com:office:spreadsheet"


class FileKind(StrEnum):
    """How a file has to be read."""

    PACKAGE = auto()
    BINARY = auto()
    OPEN_DOCUMENT = auto()
    WEB_PAGE = auto()
    TEXT = auto()


def kind_of(path: Path, *, name: str) -> FileKind:
    """The kind by content. Raises ValueError, with a sentence for the sender, when it is none of them.

    `name` decides only whether such a file is taken at all, and whether text is expected in it.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise ValueError("bukan .xlsx, .xls, .ods, .csv, atau .txt. Simpan sebagai .xlsx, lalu kirim lagi.")
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT)
    if start.startswith(SIGNATURE[:4]):
        return _compound(path)
    if start.startswith(_ZIP):
        return _zipped(path)
    if any(mark in start.lower() for mark in _PAGE_MARKS) and start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(
        b"<"
    ):
        return FileKind.WEB_PAGE
    if _XML_SPREADSHEET in start:
        raise ValueError("berupa XML Spreadsheet 2003. Buka di Excel, simpan sebagai .xlsx, lalu kirim lagi.")
    if suffix in _WORKBOOK_SUFFIXES:
        raise ValueError(BROKEN)
    return FileKind.TEXT


def _compound(path: Path) -> FileKind:
    if is_locked_package(path):
        raise ValueError(LOCKED)
    return FileKind.BINARY


def _zipped(path: Path) -> FileKind:
    parts = package_parts(path)
    if "xl/workbook.xml" in parts:
        return FileKind.PACKAGE
    if "content.xml" in parts:
        return FileKind.OPEN_DOCUMENT
    raise ValueError(
        "bukan buku kerja .xlsx atau .ods (mungkin .xlsb, .docx, atau arsip .zip). Simpan laporannya sebagai "
        ".xlsx, lalu kirim lagi."
    )
