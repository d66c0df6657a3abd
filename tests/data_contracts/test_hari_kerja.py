"""Working days are Monday to Friday without the national holidays."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.hari_kerja import is_working_day, working_days

INDEPENDENCE_DAY = date(2026, 8, 17)
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 8, 14), True),  # Friday
        (date(2026, 8, 15), False),  # Saturday
        (date(2026, 8, 16), False),  # Sunday
        (INDEPENDENCE_DAY, False),  # a Monday
        (date(2026, 8, 18), True),
    ],
)
def test_weekends_and_holidays_are_no_working_days(day: date, works: bool) -> None:
    assert is_working_day(day, holidays={INDEPENDENCE_DAY}) is works


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (date(2026, 8, 10), date(2026, 8, 21), 9),
        (date(2026, 8, 14), date(2026, 8, 14), 1),
        (date(2026, 8, 15), INDEPENDENCE_DAY, 0),
        (date(2026, 8, 14), date(2026, 8, 13), 0),
        (date(2026, 8, 21), date(2026, 8, 10), 0),
    ],
)
def test_both_ends_count(start: date, end: date, count: int) -> None:
    assert working_days(start, end, holidays={INDEPENDENCE_DAY}) == count


@given(DAYS, st.integers(min_value=0, max_value=60))
def test_any_whole_weeks_hold_five_working_days_each(start: date, weeks: int) -> None:
    assert working_days(start, start + timedelta(days=7 * weeks - 1), holidays=frozenset()) == 5 * weeks


@given(DAYS, st.integers(min_value=0, max_value=40))
def test_a_holiday_on_a_working_day_takes_one_away(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    without = working_days(start, end, holidays=frozenset())
    assert working_days(start, end, holidays={start}) == without - (start.weekday() < 5)
