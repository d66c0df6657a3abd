"""A new workbook with the cells of a file that is none itself: same addresses, same values."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from etl.answer.markup import escaped
from etl.answer.package import TRANSITIONAL, package_of
from etl.answer.styles import MINIMAL_STYLES
from etl.answer.workbook import sheet_title
from etl.answer.writing import Layout, plain_cell, sheet_xml, widths_of
from etl.read import Sheet

MANY_ROWS = 20_000
"""A file with more rows is answered with the rows that matter only."""

HEAD_ROWS = 12
"""Of such a file the first rows come along too: titles and headings."""

_RELATIONS, _MAIN = TRANSITIONAL
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


@dataclass(frozen=True, slots=True)
class PlainCopy:
    """The workbook's bytes, and the name each of the file's sheets bears in it."""

    content: bytes
    names: Mapping[str, str]
    is_excerpt: bool


def plain_copy(sheets: Sequence[Sheet], *, wanted: Mapping[str, Collection[int]]) -> PlainCopy:
    """The sheets' values; of more than MANY_ROWS rows only the first few and the `wanted` ones (1-based)."""
    is_excerpt = sum(len(sheet.rows) for sheet in sheets) > MANY_ROWS
    names: dict[str, str] = {}
    for sheet in sheets:
        names[sheet.name] = sheet_title(sheet.name, taken=frozenset(names.values()))
    parts = [
        _part(
            sheet,
            rows=_kept(sheet, wanted.get(sheet.name, ())) if is_excerpt else range(1, len(sheet.rows) + 1),
        )
        for sheet in sheets
    ]
    return PlainCopy(package_of(_parts(list(names.values()), parts)), names, is_excerpt)


def _kept(sheet: Sheet, wanted: Collection[int]) -> Sequence[int]:
    head = range(1, min(HEAD_ROWS, len(sheet.rows)) + 1)
    return sorted({*head, *(row for row in wanted if row <= len(sheet.rows))})


def _part(sheet: Sheet, *, rows: Iterable[int]) -> bytes:
    layout = Layout(widths=widths_of(islice(sheet.rows, 200)))
    cells = ((number, [plain_cell(value) for value in sheet.rows[number - 1]]) for number in rows)
    return sheet_xml(((number, row) for number, row in cells if any(row)), layout=layout)


def _parts(names: Sequence[str], sheets: Sequence[bytes]) -> Mapping[str, bytes]:
    numbers = range(1, len(sheets) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_CONTENT}.worksheet+xml"/>'
        for n in numbers
    )
    listed = "".join(
        f'<sheet name="{escaped(name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in zip(numbers, names, strict=True)
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    styles = f'<Relationship Id="rIdStyles" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
    texts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            f'<Default Extension="rels" ContentType="{_RELATIONS_TYPE}"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_CONTENT}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_CONTENT}.styles+xml"/>{overrides}</Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
            "</Relationships>"
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><bookViews><workbookView/></bookViews>'
            f"<sheets>{listed}</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}{styles}</Relationships>'
        ),
    }
    return {
        **{name: (_HEAD + text).encode() for name, text in texts.items()},
        "xl/styles.xml": MINIMAL_STYLES,
        **{f"xl/worksheets/sheet{n}.xml": part for n, part in zip(numbers, sheets, strict=True)},
    }
