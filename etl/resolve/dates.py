"""Dates as officials write them: the day first, the month by name or number, the year in four digits."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from data_contracts.errors import DataError
from data_contracts.periode import Periode
from etl.read import CellValue
from etl.resolve.words import visible_text

_EXCEL_EPOCH = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 36526, 73050  # 1 January 2000, 31 December 2099
_SERIAL_DIGITS = 5
_YEARS = range(2000, 2100)

_MONTH_NAMES = {
    1: "januari january jan",
    2: "februari february pebruari feb peb",
    3: "maret march mar",
    4: "april apr",
    5: "mei may",
    6: "juni june jun",
    7: "juli july jul",
    8: "agustus august agu ags agt agust aug",
    9: "september sept sep",
    10: "oktober october okt oct",
    11: "november nopember nov nop",
    12: "desember december des dec",
}
_MONTHS = {name: number for number, names in _MONTH_NAMES.items() for name in names.split()}
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"

_NAMED = rf"(?P<d1>\d{{1,2}})[\s\-/.]*(?P<m1>{_MONTH})[\s\-/.,]*(?P<y1>\d{{4}})"
_NUMBERED = r"(?P<d2>\d{1,2})(?P<sep>[/.\-])(?P<m2>\d{1,2})(?P=sep)(?P<y2>\d{4})"
_ISO = r"(?P<y3>\d{4})-(?P<m3>\d{1,2})-(?P<d3>\d{1,2})"
_DATE = re.compile(rf"(?<!\d)(?:{_NAMED}|{_NUMBERED}|{_ISO})(?!\d)", re.IGNORECASE)
_TIME = re.compile(
    r"[T\s]+(?:pukul\s+)?\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?(?:\s*WIB|Z)?$", re.IGNORECASE
)
_WEEKDAY = re.compile(r"^(?:senin|selasa|rabu|kamis|jumat|jum'at|sabtu|minggu|ahad)\s*,?\s*", re.IGNORECASE)

_TO = r"(?:s\s*[./]?\s*d\.?|sampai(?:\s+dengan)?|hingga|–|—|-|−)"
_JOIN = re.compile(rf"\s*{_TO}\s*(?:tanggal\s+|tgl\.?\s+)?", re.IGNORECASE)
# "16–31 Oktober 2026", "1 Januari – 14 Februari 2020": the first date borrows what it leaves out.
_START_BEFORE = re.compile(
    rf"(?<![\d/.\-])(?P<day>\d{{1,2}})(?:\s+(?P<month>{_MONTH}))?\s*{_TO}\s*(?:tanggal\s+|tgl\.?\s+)?$",
    re.IGNORECASE,
)
_HALF = re.compile(r"(?<!\d)\d{4}-\d{2}-P[12](?!\d)", re.IGNORECASE)
_NAMED_HALF = re.compile(
    rf"\b(?:periode|tahap|paruh|setengah bulan)\s+(?:ke[\s-]*)?(?P<half>II|I|ke-?[12]|kedua|pertama)\b"
    rf"\s*,?\s*(?:bulan\s+)?(?P<month>{_MONTH})\s*,?\s*(?P<year>\d{{4}})",
    re.IGNORECASE,
)
_SECOND_HALF = frozenset({"ii", "kedua", "ke2", "ke-2"})
# "Laporan Kinerja Bidang 5 Oktober 2026" is not about the fifth.
_NOT_A_DAY = re.compile(r"\bbidang\s+\d{1,2}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Interval:
    """The days a report speaks of, both included; a report for a single day has `first == last`."""

    first: date
    last: date


def parse_date(cell: CellValue) -> date | None:
    """The date a whole cell says, None when it says none: blank, two-digit year, 31/02, a word.

    Text is read day first (03/06/2020 is 3 June) unless it is ISO. Whole numbers are Excel serials of
    2000-2099; ask only for cells of a date column, or a count of 44.000 people becomes a day.
    """
    if isinstance(cell, datetime):
        return _plausible(cell.date())
    if isinstance(cell, date):
        return _plausible(cell)
    if isinstance(cell, str):
        return _parse_text(visible_text(cell))
    return _from_serial(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None


def parse_interval(cell: CellValue) -> Interval | None:
    """The days a whole cell of a period or date column says: a single date, a range, or a half-month."""
    day = parse_date(cell)
    if day is not None:
        return Interval(day, day)
    return find_interval(cell) if isinstance(cell, str) else None


def find_interval(text: str) -> Interval | None:
    """The first half-month, range of dates or date in running text; None when there is none.

    A range that ends before it begins is none. A month alone is none either: which half is not said.
    """
    shown = _NOT_A_DAY.sub(" ", visible_text(text))
    if half := _HALF.search(shown):
        return _half(half[0])
    if named := _NAMED_HALF.search(shown):
        return _named_half(named)
    found = next(((m, day) for m in _DATE.finditer(shown) if (day := _date(m)) is not None), None)
    return None if found is None else _interval_at(shown, *found)


def month_number(name: str) -> int:
    """The number of a month by any of its names or abbreviations."""
    return _MONTHS[name.lower().rstrip(".")]


def _parse_text(text: str) -> date | None:
    bare = _TIME.sub("", _WEEKDAY.sub("", text))
    if bare.isdecimal() and len(bare) <= _SERIAL_DIGITS:
        return _from_serial(int(bare))
    match = _DATE.fullmatch(bare)
    return None if match is None else _date(match)


def _from_serial(days: float) -> date | None:
    """Excel counts days, and parts of the day as a fraction."""
    if not _FIRST_SERIAL <= days < _LAST_SERIAL + 1:
        return None
    return _EXCEL_EPOCH + timedelta(days=int(days))


def _date(match: re.Match[str]) -> date | None:
    for form in "123":
        if (month := match[f"m{form}"]) is not None:
            number = int(month) if month.isdecimal() else month_number(month)
            return _day(int(match[f"y{form}"]), number, int(match[f"d{form}"]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return _plausible(date(year, month, day))
    except ValueError:
        return None


def _plausible(day: date) -> date | None:
    return day if day.year in _YEARS else None


def _interval_at(text: str, match: re.Match[str], day: date) -> Interval | None:
    """The interval whose first written full date is `match`: it may be the end or the start of a range."""
    if before := _START_BEFORE.search(text, 0, match.start()):
        month = month_number(before["month"]) if before["month"] else day.month
        return _ordered(_day(day.year, month, int(before["day"])), day)
    if join := _JOIN.match(text, match.end()):
        after = _DATE.match(text, join.end())
        return Interval(day, day) if after is None else _ordered(day, _date(after))
    return Interval(day, day)


def _ordered(first: date | None, last: date | None) -> Interval | None:
    return Interval(first, last) if first is not None and last is not None and first <= last else None


def _half(text: str) -> Interval | None:
    try:
        period = Periode.parse(text)
    except DataError:
        return None
    return Interval(period.start, period.end)


def _named_half(match: re.Match[str]) -> Interval:
    half = 2 if match["half"].lower() in _SECOND_HALF else 1
    period = Periode(int(match["year"]), month_number(match["month"]), half)
    return Interval(period.start, period.end)
