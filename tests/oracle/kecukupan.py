"""Cards used a working day, one place and one day at a time: OpenLMIS's consumption laid over days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import ceil
from statistics import median

from data_contracts.catalogue import load_holidays
from tests.oracle.buku import Book, Figures

WEEKS = 8
ONE = timedelta(days=1)
PARTS, EXTRA = ("cetak_prr", "cetak_suket", "cetak_ganti"), "cetak_baru"


def use_on(book: Book, kode: str, day: date) -> Fraction | None:
    """The median of the working days with stock in the eight weeks up to a day, of what was told by then."""
    rates = rates_on(book, kode, day)
    return median(rates) if rates else None


def rates_on(book: Book, kode: str, day: date) -> list[Fraction]:
    """Of those working days, in their order, how many cards each."""
    return [
        rate
        for at, (told_on, rate) in sorted(_daily(book, kode).items())
        if day - timedelta(weeks=WEEKS) < at and told_on <= day
    ]


@cache
def _daily(book: Book, kode: str) -> dict[date, tuple[date, Fraction]]:
    """Of each working day when it was told of, and how many cards; the narrower interval speaks."""
    dry, found = _dry_days(book, kode), {}
    for first, last, cards in sorted(_printed(book, kode), key=_wider_and_later_first):
        days = [day for day in _days(first, last) if is_working(day)]
        amount = _adjusted(cards, first, last, dry)
        found |= {day: (last, Fraction(amount, len(days))) for day in days if first == last or day not in dry}
    return found


def _wider_and_later_first(interval: tuple[date, date, int]) -> tuple[timedelta, int]:
    first, last, _ = interval
    return first - last, -last.toordinal()


def _printed(book: Book, kode: str) -> Iterator[tuple[date, date, int]]:
    """The intervals in which there were cards to print on."""
    for (first, last), told in book.flows[kode].items():
        cards = cards_printed(told)
        if cards is not None and max(cards, _stock(book, kode, last), _stock_before(book, kode, first)) > 0:
            yield first, last, cards


def cards_printed(told: Figures) -> int | None:
    """As reported, else the sum of the parts where each was reported."""
    if "cetak_ktp" in told:
        return told["cetak_ktp"]
    if any(part not in told for part in PARTS):
        return None
    return sum(told[part] for part in PARTS) + told.get(EXTRA, 0)


def _stock(book: Book, kode: str, day: date) -> int:
    return book.positions[kode].get(day, {}).get("sisa_blangko", 0)


def _stock_before(book: Book, kode: str, day: date) -> int:
    earlier = [at for at, _ in _known_stock(book, kode) if at < day]
    return _stock(book, kode, max(earlier)) if earlier else 0


def _known_stock(book: Book, kode: str) -> list[tuple[date, int]]:
    return [
        (day, told["sisa_blangko"])
        for day, told in sorted(book.positions[kode].items())
        if "sisa_blangko" in told
    ]


def _dry_days(book: Book, kode: str) -> set[date]:
    """Between two reports of an empty store that no unreported working day lies between."""
    known, found = _known_stock(book, kode), set()
    for (start, before), (end, after) in pairwise(known):
        between = list(_days(start + ONE, end))
        if before == after == 0 and sum(map(is_working, between)) <= 1:
            found |= set(between)
    return found


def _adjusted(cards: int, first: date, last: date, dry: set[date]) -> int:
    days = (last - first).days + 1
    out = sum(day in dry for day in _days(first, last))
    return ceil(Fraction(cards * days, days - out)) if days > out else cards


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE


def is_working(day: date) -> bool:
    """Monday to Friday without the days on which offices are closed."""
    return day.weekday() < 5 and day not in load_holidays()
