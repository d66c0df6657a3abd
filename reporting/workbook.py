"""Workbooks as bytes: the same content gives the same file, byte for byte."""

import io
import zipfile
from datetime import datetime

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

# The earliest date a zip entry can carry: entries say nothing about when a document was made.
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def workbook_bytes(book: Workbook, *, stamped: datetime) -> bytes:
    """The .xlsx of a workbook, with `stamped` as its date of creation; no clock is read.

    openpyxl writes the moment of saving into the properties and into every zip entry; both are replaced.
    """
    book.properties.created = book.properties.modified = stamped.replace(tzinfo=None)
    book.properties.creator = "Pantau"
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        ExcelWriter(book, archive).write_data()
    return _with_fixed_dates(written.getvalue())


def _with_fixed_dates(content: bytes) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(result, "w") as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _ZIP_DATE)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o600 << 16
            fixed.create_system = 3
            new.writestr(fixed, old.read(entry.filename))
    return result.getvalue()
