"""Working days: Monday to Friday without the national holidays."""

from collections.abc import Set as AbstractSet
from datetime import date, timedelta

_SATURDAY = 5


def is_working_day(day: date, *, holidays: AbstractSet[date]) -> bool:
    """Whether offices report on that day."""
    return day.weekday() < _SATURDAY and day not in holidays


def working_days(start: date, end: date, *, holidays: AbstractSet[date]) -> int:
    """How many working days from `start` to `end`, both included; 0 when `end` comes before `start`."""
    days = (start + timedelta(days=offset) for offset in range((end - start).days + 1))
    return sum(is_working_day(day, holidays=holidays) for day in days)
