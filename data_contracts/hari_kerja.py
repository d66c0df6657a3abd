"""Working days: Monday to Friday without the national holidays."""

from collections.abc import Set as AbstractSet
from datetime import date

_SATURDAY = 5


def is_working_day(day: date, *, holidays: AbstractSet[date]) -> bool:
    """Whether offices report on that day."""
    return day.weekday() < _SATURDAY and day not in holidays
