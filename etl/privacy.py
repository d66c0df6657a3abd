"""Aggregates only: a file with data about single persons is recognised before anything of it is kept.

UU 27/2022 on personal data and UU 24/2013 article 84: names, NIK and addresses have no place in a report.
What is found is told by its place and kind; the value itself is never handed on.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from data_contracts.catalogue import load_headings
from data_contracts.judul import normal_heading
from etl.columns import Column, ColumnRows
from etl.read import CellValue, Row, Sheet, Workbook
from warehouse.cells import address

_DIGITS = 16
_SMALLEST = 10 ** (_DIGITS - 1)
_SMALLEST_PRINTED = 16

_HEADINGS = frozenset(
    """
    nik|no nik|nomor nik|n i k|nik ktp|nomor induk kependudukan|no induk kependudukan
    nama lgkp|nama lengkap|nama lengkap penduduk|nama penduduk|nama kep kel|nama kepala keluarga|nama pemohon
    nama lgkp ibu|nama lgkp ayah|nama ibu|nama ayah|nama ibu kandung|nik ibu|nik ayah
    tmpt lhr|tempat lahir|tmp lahir|tgl lhr|tgl lahir|tanggal lahir|ttl|tempat tgl lahir|tempat tanggal lahir
    no kk|nomor kk|no kartu keluarga|nomor kartu keluarga|no hp pemohon|no akta lahir|no akta kelahiran
    alamat rumah|alamat lengkap|alamat tempat tinggal|alamat penduduk|alamat pemohon
    """.replace("\n", "|")
    .replace("  ", "")
    .split("|")
) - {""}
# A letterhead has "Alamat" too; only among the headings of a table does it mean a person's.
_TABLE_HEADINGS = frozenset({"alamat"})
_TABLE_WIDTH = 4

_DATE = re.compile(
    r"""(?<!\d)(?:
        (?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:19|20)\d\d
        | (?:19|20)\d\d[./-](?:0[1-9]|1[0-2])[./-](?:0[1-9]|[12]\d|3[01])
        | (?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])
        | (?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d
    )(?!\d)""",
    re.VERBOSE,
)
# A share written to the last binary digit, 0.9808991234567891, has sixteen decimals and is no NIK.
_LONG_DECIMAL = re.compile(r"(?<![\d.,])\d{1,3}[.,]\d{5,}(?![\d]|[.,]\d)")
_SCIENTIFIC = re.compile(r"(?<![\d.,])\d[.,]\d{1,15}e\+?15(?!\d)", re.IGNORECASE)
_PLAIN = re.compile(r"(?<!\d)\d{16}(?!\d)")
_GROUPED = re.compile(r"\d+(?:[\s.\-/_'’]{1,3}\d+)*")
_THOUSANDS = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])")
# Inside a longer run only the ways a NIK is written; an 18-digit NIP (8 6 1 3) is none of them.
_WRITTEN_NIK = re.compile(
    r"(?<!\d)(?:\d{2}[\s.\-]\d{2}[\s.\-]\d{2}[\s.\-](?:\d{6}|\d{2}[\s.\-]\d{2}[\s.\-]\d{2})[\s.\-]\d{4}"
    r"|\d{6}[\s.\-]\d{6}[\s.\-]\d{4})(?!\d)"
)
_YEARS = re.compile(r"(?:(?:19|20)\d\d\D*)+")


class PersonalDataKind(StrEnum):
    """What was recognised; the value is also how it is told to the sender."""

    NUMBER = "angka 16 digit (NIK atau nomor KK)"
    HEADING = "judul kolom data perorangan"

    @property
    def is_heading(self) -> bool:
        return self is PersonalDataKind.HEADING


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Where the first personal data stand.

    `cell` is None where it is in no cell: `sheet` then says where, such as "nama berkas" or "komentar sel".
    """

    sheet: str
    cell: str | None
    kind: PersonalDataKind


def find_personal_data(workbook: Workbook) -> PersonalData | None:
    """The first sign of by-name data in the file name, a sheet name, a cell or outside them; None when clean.

    Signs are a number of exactly 16 digits, however it is written, and a heading of a by-name table. An
    18-digit NIP and counts such as "NIK Baru" are none.
    """
    if holds_personal_number(workbook.file_name):
        return PersonalData("nama berkas", None, PersonalDataKind.NUMBER)
    for number, sheet in enumerate(workbook.sheets, start=1):
        if holds_personal_number(sheet.name):
            return PersonalData(f"lembar ke-{number}", None, PersonalDataKind.NUMBER)
    in_cells = (found for sheet in workbook.sheets for found in _in_cells(sheet))
    return next(in_cells, None) or next(_outside_cells(workbook), None)


def is_personal_heading(heading: str) -> bool:
    """Whether a normal heading is that of a column about single persons."""
    return heading in _HEADINGS


def holds_personal_number(value: CellValue) -> bool:
    """Whether a cell holds a number of exactly 16 digits: as text, with separators, or as a number."""
    if isinstance(value, str):
        return (len(value) >= _SMALLEST_PRINTED and _text_holds_number(_visible(value))) or _is_scientific(
            value
        )
    return isinstance(value, int | float) and _SMALLEST <= abs(value) < 10 * _SMALLEST


def _outside_cells(workbook: Workbook) -> Iterator[PersonalData]:
    for outside in workbook.outside:
        if (kind := _kind(outside.text, row=(outside.text,))) is not None:
            yield PersonalData(outside.place, None, kind)


def _in_cells(sheet: Sheet) -> Iterator[PersonalData]:
    if isinstance(sheet.rows, ColumnRows):
        yield from _in_columns(sheet.rows, sheet=sheet)
        return
    for r, row in enumerate(sheet.rows):
        for c, value in enumerate(row):
            kind = None if value is None else _kind(value, row=row)
            if kind is not None and not (kind.is_heading and _is_upper_part(sheet, r, c)):
                yield PersonalData(sheet.name, address(row=r, column=c), kind)


def _is_upper_part(sheet: Sheet, row: int, column: int) -> bool:
    """Whether a heading is only the upper part of others, as "NIK" above "Baru": a count, about nobody."""
    if row + 1 >= len(sheet.rows):
        return False
    right = max(
        (area.right for area in sheet.merged if (area.top, area.left) == (row, column)), default=column
    )
    parts = [
        cell for cell in sheet.rows[row + 1][column : right + 1] if isinstance(cell, str) and cell.strip()
    ]
    upper = str(sheet.rows[row][column])
    return bool(parts) and all(normal_heading(f"{upper} {part}") in load_headings() for part in parts)


def _in_columns(rows: ColumnRows, *, sheet: Sheet) -> Iterator[PersonalData]:
    firsts = (_first_in(rows, index, sheet=sheet) for index in range(len(rows.columns)))
    for row, index, kind in sorted(one for one in firsts if one is not None):
        yield PersonalData(sheet.name, address(row=row, column=index), kind)


def _first_in(rows: ColumnRows, index: int, *, sheet: Sheet) -> tuple[int, int, PersonalDataKind] | None:
    """Row, column and kind of a column's first sign: each distinct value is looked at once."""
    column = rows.columns[index]
    first = column.first_rows()
    found: tuple[int, int, PersonalDataKind] | None = None
    for code in np.argsort(first, kind="stable").tolist():
        if found is not None and first[code] >= found[0]:
            break
        for row in _suspected_rows(column, code, first=int(first[code])):
            kind = _kind(column.values[code], row=rows[row])
            if kind is None or (kind.is_heading and _is_upper_part(sheet, row, index)):
                continue
            if found is None or row < found[0]:
                found = (row, index, kind)
    return found


def _suspected_rows(column: Column, code: int, *, first: int) -> Iterable[int]:
    """The rows to look at for one value: all only for a heading that the cells around it decide about."""
    value = column.values[code]
    if value is None or first == column.codes.size:
        return ()
    is_undecided = isinstance(value, str) and normal_heading(value) in _TABLE_HEADINGS | _HEADINGS
    return column.rows_of(code).tolist() if is_undecided else (first,)


def _kind(value: CellValue, *, row: Row) -> PersonalDataKind | None:
    if holds_personal_number(value):
        return PersonalDataKind.NUMBER
    if isinstance(value, str) and _is_personal_heading(value, row=row):
        return PersonalDataKind.HEADING
    return None


def _is_personal_heading(text: str, *, row: Row) -> bool:
    heading = normal_heading(text)
    if heading in _TABLE_HEADINGS:
        return sum(isinstance(other, str) and bool(other.strip(" :")) for other in row) >= _TABLE_WIDTH
    return heading in _HEADINGS


def _visible(text: str) -> str:
    shown = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return unicodedata.normalize("NFKC", shown)


def _is_scientific(text: str) -> bool:
    return "15" in text and _SCIENTIFIC.search(_visible(text)) is not None


def _text_holds_number(text: str) -> bool:
    bare = _LONG_DECIMAL.sub("x", text)
    if _PLAIN.search(bare) or _WRITTEN_NIK.search(bare):
        return True
    undated = _DATE.sub("x", bare)
    runs = (*_GROUPED.findall(undated), *_THOUSANDS.findall(undated))
    return any(_is_number_of_16(run) for run in runs)


def _is_number_of_16(run: str) -> bool:
    """A run of digits and separators with 16 digits in all, but no telephone number and no list of years."""
    digits = re.sub(r"\D", "", run)
    return len(digits) == _DIGITS and not run.startswith("0") and not _YEARS.fullmatch(run)
