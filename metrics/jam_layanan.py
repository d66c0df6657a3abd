"""Opening hours as senders write them: days in words, hours as `08.00`."""

import re
from functools import cache
from typing import Final

from data_contracts.judul import normal_heading

DAYS: Final = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
SATURDAY: Final = DAYS.index("sabtu")
SPELLINGS: Final = {"jum'at": "jumat", "jum’at": "jumat", "ahad": "minggu"}
EVERY_DAY: Final = frozenset({"setiap hari", "tiap hari", "semua hari"})
MINUTES: Final = 60
# A range is written with any dash or in words; what stands between two ranges is a comma or "dan".
TO: Final = re.compile(r"\s*(?:-|–|—|\bs\s*/\s*d\b|\bs\.?\s?d\.?(?=\s)|\bsampai(?: dengan)?\b|\bhingga\b)\s*")
AND: Final = re.compile(r"\s*(?:,|;|&|\+|\bdan\b)\s*")


@cache
def days_open(text: str) -> frozenset[int] | None:
    """The days of the week (0: Monday) a text like "Senin–Jumat, Sabtu" names; None where one is no day."""
    plain = text.strip().lower()
    for written, meant in SPELLINGS.items():
        plain = plain.replace(written, meant)
    if normal_heading(plain) in EVERY_DAY:
        return frozenset(range(len(DAYS)))
    parts = [_range(part) for part in AND.split(plain) if part]
    if not parts or None in parts:
        return None
    return frozenset().union(*(part for part in parts if part))


def _range(text: str) -> frozenset[int] | None:
    ends = [part.strip() for part in TO.split(text) if part.strip()]
    if not 1 <= len(ends) <= 2 or not set(ends) <= set(DAYS):
        return None
    first, last = DAYS.index(ends[0]), DAYS.index(ends[-1])
    return frozenset(range(first, last + 1)) if first <= last else None


@cache
def minutes_between(opens: str | None, closes: str | None) -> int | None:
    """Minutes from one `08.00` to the next; None where one is missing or they do not follow each other."""
    if opens is None or closes is None:
        return None
    minutes = _minutes(closes) - _minutes(opens)
    return minutes if minutes > 0 else None


def _minutes(text: str) -> int:
    hours, _, rest = text.replace(":", ".").partition(".")
    return int(hours) * MINUTES + int(rest or 0)


def minutes_a_week(
    *, hari: str | None, buka: str | None, tutup: str | None, buka_sabtu: str | None, tutup_sabtu: str | None
) -> int | None:
    """Minutes one service point is open in a week; None where its days or hours cannot be told.

    The Saturday hours speak for Saturday, named among the days or not; without any a named Saturday is a day
    like the others.
    """
    days, ordinary = days_open(hari) if hari else None, minutes_between(buka, tutup)
    if days is None or ordinary is None:
        return None
    saturday = minutes_between(buka_sabtu, tutup_sabtu)
    if saturday is None:
        return len(days) * ordinary
    return len(days - {SATURDAY}) * ordinary + saturday
