"""What the titles of a sheet still say of a further table that has titles of its own."""

from data_contracts.catalogue import load_register
from data_contracts.wilayah import Wilayah
from etl.resolve.dates import Interval, find_interval
from etl.resolve.grid import row_text
from etl.resolve.places import wilayah_in_text
from etl.sheets import Row


def names_day(row: Row) -> bool:
    """Whether a row of running text says which days are meant."""
    return find_interval(row_text(row)) is not None


def names_region(row: Row) -> bool:
    """Whether a row of running text says which wilayah is meant."""
    return wilayah_in_text(row_text(row)) is not None


def still_said(text: str, *, has_day: bool, has_region: bool) -> str:
    """The part of a title that a table's own titles do not say: all of it, its day, its region or nothing.

    "Kabupaten Tegal, 16 Oktober 2026" above "Kabupaten Brebes" still says the day.
    """
    interval, wilayah = find_interval(text), wilayah_in_text(text)
    if not (interval is not None and has_day) and not (wilayah is not None and has_region):
        return text
    region = "" if wilayah is None or has_region else _region_text(wilayah)
    return f"{region} {'' if interval is None or has_day else _day_text(interval)}".strip()


def _region_text(wilayah: Wilayah) -> str:
    if wilayah.tingkat != "kecamatan":
        return wilayah.nama
    return f"{wilayah.nama} {load_register().get(str(wilayah.induk)).nama}"


def _day_text(interval: Interval) -> str:
    last = f"{interval.last:%d/%m/%Y}"
    return last if interval.first == interval.last else f"{interval.first:%d/%m/%Y} - {last}"
