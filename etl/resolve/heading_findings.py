"""What is said about a heading: unknown, asked about, repeated, or missing above figures."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

import numpy as np
from rapidfuzz import fuzz, process

from data_contracts.catalogue import IDENTIFICATION, load_headings
from data_contracts.contract import Field, LogicalType, Severity
from data_contracts.judul import normal_heading
from data_contracts.tulisan import format_waktu
from etl.columns import ColumnRows
from etl.resolve.findings import Place, finding_at
from etl.resolve.numbers import parse_number
from etl.sheets import CellValue, Row, Sheet
from warehouse.cells import column_letter
from warehouse.mappings import HeadingMapping
from warehouse.records import Finding

PART_HEADINGS = frozenset({"rincian_lk", "rincian_pr", "rincian_jml"})
FEWEST_HEADINGS = 2
_CLOSE = 75  # of 100; below it a suggestion puzzles more often than it helps

Owner = tuple[str, Field]


def unknown_heading(place: Place, *, taken: AbstractSet[str]) -> Finding:
    """A question where the heading is nearly one that the table does not have yet (`taken`)."""
    header = str(place.value)
    near = _nearest(normal_heading(header), taken=taken)
    if near is None:
        message = f"Judul kolom “{header}” tidak dikenali; isinya tidak dibaca."
        return finding_at(place, rule="judul_tak_dikenal", severity=Severity.WARNING, message=message)
    contract, field = near
    message = (
        f"Apakah kolom “{header}” berarti “{field.business_name}”? Isinya belum dibaca. Bila ya, pakai "
        "judul itu lalu kirim lagi, atau jawab kepada provinsi agar diingat; bila bukan, abaikan."
    )
    asked = replace(place, contract=None if contract == IDENTIFICATION else contract, field=field.name)
    return finding_at(asked, rule="judul_mirip", severity=Severity.WARNING, message=message)


def heading_by_answer(place: Place, answer: HeadingMapping, *, field: Field) -> Finding:
    """A column is read the way somebody once answered."""
    message = (
        f"Kolom “{place.value}” dibaca sebagai “{field.business_name}” menurut jawaban {answer.author}, "
        f"{format_waktu(answer.decided_at)}. Bila keliru, minta provinsi mencabut jawaban itu."
    )
    return finding_at(place, rule="judul_menurut_jawaban", severity=Severity.INFO, message=message)


def part_without_parent(place: Place) -> Finding:
    """A heading such as "LK" does not say of what it is the part."""
    message = (
        f"Kolom “{place.value}” tidak dibaca karena tidak tertulis rincian dari apa. "
        "Lengkapi judulnya, misalnya “Wajib KTP LK”."
    )
    return finding_at(place, rule="judul_tanpa_induk", severity=Severity.INFO, message=message)


def percent_of_what(place: Place) -> Finding:
    """A bare percentage in a table that also counts who owns a card: the two must not be merged."""
    message = (
        f"Kolom “{place.value}” tidak dibaca: di tabel ini ada juga yang memiliki KTP-el, jadi tidak jelas "
        "persentase apa. Tulis “Persentase sudah rekam” atau “Persentase memiliki KTP-el”."
    )
    return finding_at(place, rule="persen_tanpa_keterangan", severity=Severity.WARNING, message=message)


def repeated_heading(place: Place, *, field: Field) -> Finding:
    """A second column for a field."""
    message = (
        f"Ada dua kolom untuk “{field.business_name}”; hanya yang pertama dibaca. "
        f"Hapus kolom “{place.value}” atau perbaiki judulnya."
    )
    return finding_at(place, rule="judul_ganda", severity=Severity.WARNING, message=message)


def figures_without_heading(sheet: Sheet, *, bottom: int, headed: AbstractSet[int]) -> Iterator[Finding]:
    """Figures in rows of data below no heading at all; a plain numbering of the rows is none."""
    if isinstance(sheet.rows, ColumnRows):
        figures = _tall_figures(sheet.rows, bottom=bottom, headed=headed)
    else:
        figures = _figures(sheet.rows, bottom=bottom, headed=headed)
    for index, values in sorted(figures.items()):
        if values != list(range(1, len(values) + 1)):
            yield _without_heading(index, row=bottom, sheet=sheet.name)


def _figures(
    rows: Sequence[Row], *, bottom: int, headed: AbstractSet[int]
) -> Mapping[int, list[int | float]]:
    """The numbers in the columns without heading, of rows with at least two cells below one."""
    figures: dict[int, list[int | float]] = {}
    for row in rows[bottom + 1 :]:
        filled = {index for index, cell in enumerate(row) if cell is not None}
        unheaded = filled - headed
        if not unheaded or len(filled & headed) < FEWEST_HEADINGS:
            continue
        for index in unheaded:
            number = _number(row[index])
            if number is not None:
                figures.setdefault(index, []).append(number)
    return figures


def _tall_figures(
    rows: ColumnRows, *, bottom: int, headed: AbstractSet[int]
) -> Mapping[int, list[int | float]]:
    unheaded = [index for index in range(len(rows.columns)) if index not in headed]
    filled = np.zeros(len(rows), dtype=np.int16)
    for index in headed if unheaded else ():
        filled += np.array([v is not None for v in rows.columns[index].values])[rows.columns[index].codes]
    is_data = filled >= FEWEST_HEADINGS
    is_data[: bottom + 1] = False
    figures = {}
    for index in unheaded:
        numbers = list(map(_number, rows.columns[index].values))
        found = map(numbers.__getitem__, rows.columns[index].codes[is_data].tolist())
        figures[index] = [number for number in found if number is not None]
    return {index: numbers for index, numbers in figures.items() if numbers}


def _number(cell: CellValue) -> int | float | None:
    return parse_number(cell, logical_type=LogicalType.NUMBER).value


def _without_heading(index: int, *, row: int, sheet: str) -> Finding:
    message = (
        f"Kolom {column_letter(index)} berisi angka tetapi tidak berjudul; isinya tidak dibaca. "
        "Beri judul kolomnya, atau kosongkan."
    )
    place = Place(sheet=sheet, row=row, column=index, value=None)
    return finding_at(place, rule="kolom_tanpa_judul", severity=Severity.WARNING, message=message)


def _nearest(heading: str, *, taken: AbstractSet[str]) -> Owner | None:
    """The owner of the known heading most like this one, among those the table does not have yet."""
    known = load_headings()
    free = [one for one, (_, field) in known.items() if field.name not in taken | PART_HEADINGS]
    best = max(
        process.extract(heading, free, scorer=fuzz.ratio, limit=1, score_cutoff=_CLOSE)
        + process.extract(heading, free, scorer=fuzz.token_sort_ratio, limit=1, score_cutoff=_CLOSE),
        key=lambda each: each[1],
        default=None,
    )
    return None if best is None else known[best[0]]
