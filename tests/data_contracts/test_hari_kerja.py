"""Working days are Monday to Friday without the national holidays."""

from datetime import date

import pytest

from data_contracts.hari_kerja import is_working_day

INDEPENDENCE_DAY = date(2026, 8, 17)


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
