"""Figures as people say them: value with its unit, change with arrow and word, gap in points and people."""

from collections.abc import Mapping
from datetime import date

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Field
from data_contracts.daftar import ALL, load_vocabulary
from data_contracts.periode import Periode
from data_contracts.tulisan import format_bilangan, format_persen, format_tanggal, nama_bulan
from metrics.catalogue import Indicator, Unit
from metrics.figures import Change
from metrics.layanan import month_span
from metrics.sources import Span

UNIT_WORD = {
    Unit.PERSEN: "%",
    Unit.JIWA: "jiwa",
    Unit.LEMBAR: "lembar",
    Unit.KEPING: "keping",
    Unit.HARI: "hari",
    Unit.DOKUMEN: "dokumen",
    Unit.RUPIAH: "rupiah",
    Unit.JAM: "jam",
    Unit.ORANG: "orang",
    Unit.PERJANJIAN: "perjanjian",
    Unit.LEMBAGA: "lembaga",
}
DECIMALS = {Unit.PERSEN: 2, Unit.HARI: 1, Unit.JAM: 1, Unit.ORANG: 2}
SHORT_MONTHS = 3


def number(value: float | None, *, unit: Unit) -> str:
    """The bare number: two decimals for a percentage, one for days, none for counts."""
    return format_bilangan(value, decimals=DECIMALS.get(unit, 0))


def with_unit(value: float | None, *, unit: Unit) -> str:
    """`98,09 %`, `1.234 jiwa`, `Rp14.000`; a missing value is a dash alone."""
    if value is None:
        return number(None, unit=unit)
    if unit is Unit.RUPIAH:
        return amount(value, unit=unit)
    return format_persen(value) if unit is Unit.PERSEN else f"{number(value, unit=unit)} {UNIT_WORD[unit]}"


def compact(value: float | None, *, unit: Unit) -> str:
    """For a tile: `98,1`, `1.234`, `12,3 rb`."""
    if value is None or unit in DECIMALS:
        return format_bilangan(value, decimals=1)
    if abs(value) < 10_000:
        return format_bilangan(value)
    return f"{format_bilangan(value / 1000, decimals=1 if abs(value) < 100_000 else 0)} rb"


def change(found: Change | None, *, indicator: Indicator) -> str:
    """`▲ naik 0,12 poin; +3.204 jiwa`; empty where there is nothing to compare with."""
    if found is None:
        return ""
    difference = round(found.points, 2)
    if difference == 0:
        return "► tetap"
    arrow, word = ("▲", "naik") if difference > 0 else ("▼", "turun")
    return f"{arrow} {word} {_size(abs(difference), found.people, indicator)}"


def short_change(points: float, *, unit: Unit) -> str:
    """For a table: `▲ 0,12`, `▼ 1.204`, `► tetap`."""
    if round(points, 2) == 0:
        return "► tetap"
    return f"{'▲' if points > 0 else '▼'} {number(abs(points), unit=unit)}"


def counted(value: int | None, unit: str) -> str:
    """`1.204 jiwa`."""
    return f"{format_bilangan(value)} {unit}"


def amount(value: float | None, *, unit: str | None) -> str:
    """A count as it is, rupiah as `Rp1.234`; a missing value is a dash."""
    text = format_bilangan(value)
    return f"Rp{text}" if unit == "rupiah" and value is not None else text


def spread(low: float | None, high: float | None, *, unit: str | None) -> str:
    """`Rp10.000`, or `Rp10.000–Rp14.000` where they differ."""
    first, last = amount(low, unit=unit), amount(high, unit=unit)
    return first if first == last else f"{first}–{last}"


def field_name(field: Field) -> str:
    """The business name; what is written with Rp before it needs no unit behind it."""
    return field.business_name.removesuffix(" (Rp)")


def interval(span: Span) -> str:
    """`Oktober 2026` for a whole month, `1 Oktober 2026` for a day, else both ends."""
    first, last = span.first, span.last
    if first is not None and span == month_span(f"{first:%Y-%m}"):
        return f"{nama_bulan(first.month)} {first.year}"
    if first is None or first == last:
        return format_tanggal(last)
    return f"{format_tanggal(first)} sampai {format_tanggal(last)}"


def key_labels(contract: str, keys: Mapping[str, str]) -> tuple[str, ...]:
    """What officials call a courier, a channel, a programme: the labels of `keys`, in the contract's order.

    Names that stand in no list are as they were reported; the name for all unnamed ones is left out.
    """
    known = [field for field in load_contracts()[contract].dimensions if field.name in keys]
    return tuple(
        load_vocabulary(field.vocabulary).label(keys[field.name]) if field.vocabulary else keys[field.name]
        for field in known
        if field.vocabulary or keys[field.name] != ALL
    )


def axis_text(value: float, *, unit: Unit) -> str:
    """For a value axis: as few decimals as the value needs."""
    whole = value == int(value)
    text = format_bilangan(value, decimals=0 if whole else 1 if round(value, 1) == value else 2)
    return f"{text} %" if unit is Unit.PERSEN else text


def short_date(day: date) -> str:
    """For an axis: `15 Okt`, and `15 Jan 26` where a year begins."""
    month = nama_bulan(day.month)[:SHORT_MONTHS]
    return f"{day.day} {month} {day.year % 100:02d}" if day.month == 1 else f"{day.day} {month}"


def short_day(day: date) -> str:
    """For a table: `31 Okt 2026`."""
    return f"{day.day} {nama_bulan(day.month)[:SHORT_MONTHS]} {day.year}"


def short_period(periode: Periode) -> str:
    return f"{periode.start.day}–{periode.end.day} {nama_bulan(periode.bulan)[:SHORT_MONTHS]} {periode.tahun}"


def _size(difference: float, people: int | None, indicator: Indicator) -> str:
    if indicator.unit is not Unit.PERSEN:
        return with_unit(difference, unit=indicator.unit)
    points = f"{format_bilangan(difference, decimals=2)} poin"
    if not people:
        return points
    sign = "+" if people > 0 else "−"
    return f"{points}; {sign}{format_bilangan(abs(people))} {indicator.count_unit}"
