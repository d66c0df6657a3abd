"""The section "Mengapa berubah" of a profile: the causes of the change of coverage, which add up."""

from collections.abc import Sequence
from fractions import Fraction

from dashboard import links
from dashboard.components.headline import section_heading
from dashboard.components.markup import Html, element, link
from dashboard.components.tables import Cell, Column, table
from data_contracts.tulisan import format_bilangan, format_tanggal
from metrics.metodologi import load_methods
from metrics.sebab import Cause, Part, Split

TITLE = "Mengapa cakupan perekaman berubah"
METHOD = "sebab"
DECIMALS = 4
COLUMNS = (
    Column("Sebab", "nama"),
    Column("Sudah rekam", "a", "Tambahan atau pengurangan orang yang sudah rekam", is_number=True),
    Column("Wajib KTP", "b", "Tambahan atau pengurangan orang yang wajib KTP", is_number=True),
    Column("Bagian dari perubahan, poin", "nilai", is_number=True),
)


def cause_section(found: Split | None) -> list[Html]:
    """None: one of the two half-months has no counts."""
    if found is None:
        text = "Belum dapat diuraikan: jumlah orang pada periode ini atau sebelumnya tidak dilaporkan."
        return [section_heading(TITLE, text)]
    method = load_methods()[METHOD]
    note = "Yang tidak dilaporkan masuk “tidak dijelaskan”; poin dibulatkan, orangnya tepat. Metode: "
    return [
        section_heading(TITLE, found.sentence),
        table(COLUMNS, [*map(_row, _told(found)), _total(found)], caption=TITLE, layout="sebab"),
        element("p", note, link(method.nama, href=links.method(METHOD)), class_="pt-muted"),
    ]


def _told(found: Split) -> Sequence[tuple[Part, Fraction]]:
    """Every cause with its points as printed; a new DKB that there was not is left out."""
    printed = zip(found.parts, found.rounded_points(decimals=DECIMALS), strict=True)
    return [(part, points) for part, points in printed if part.cause is not Cause.DKB or part.obliged]


def _row(told: tuple[Part, Fraction]) -> list[Cell]:
    part, points = told
    name = f"{part.cause[:1].upper()}{part.cause[1:]}"
    if not part.is_reported:
        return [Cell(f"{name} (tidak dilaporkan)"), Cell(None), Cell(None), Cell(None)]
    return [Cell(name), Cell(_signed(part.recorded)), Cell(_signed(part.obliged)), Cell(_points(points))]


def _total(found: Split) -> list[Cell]:
    before, after = found.before, found.after
    since = f"Jumlah sejak {format_tanggal(before.day)}"
    return [
        Cell(element("b", since)),
        Cell(element("b", _signed(after.recorded - before.recorded))),
        Cell(element("b", _signed(after.obliged - before.obliged))),
        Cell(element("b", _points(found.points))),
    ]


def _signed(people: int) -> str:
    return f"{_sign(people)}{format_bilangan(abs(people))}"


def _points(points: Fraction) -> str:
    return f"{_sign(points)}{format_bilangan(abs(points), decimals=DECIMALS)}"


def _sign(number: float | Fraction) -> str:
    return "+" if number > 0 else "−" if number < 0 else ""
