"""Half-months: every day lies in exactly one, and they follow each other without a gap."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.errors import DataError
from data_contracts.periode import Periode

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-10-P1", date(2026, 10, 1), date(2026, 10, 15)),
        ("2026-10-P2", date(2026, 10, 16), date(2026, 10, 31)),
        ("2026-02-P2", date(2026, 2, 16), date(2026, 2, 28)),
        ("2028-02-P2", date(2028, 2, 16), date(2028, 2, 29)),
        (" 2026-04-p2 ", date(2026, 4, 16), date(2026, 4, 30)),
    ],
)
def test_a_period_is_read_and_knows_its_days(text: str, start: date, end: date) -> None:
    period = Periode.parse(text)
    assert (period.start, period.end) == (start, end)
    assert str(period) == text.strip().upper()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-10",
        "2026-10-P3",
        "2026-13-P1",
        "2026-1-P1",
        "26-10-P1",
        "2026-10-P1x",
        "0000-10-P1",
        "٢٠٢٦-10-P1",
    ],
)
def test_what_is_no_period_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(DataError) as refused:
        Periode.parse(text)
    assert "2026-10-P2" in refused.value.message


def test_a_period_that_cannot_be_is_refused() -> None:
    with pytest.raises(DataError):
        Periode(2026, 13, 1)
    with pytest.raises(DataError):
        Periode(2026, 10, 3)


@given(DAYS)
def test_every_day_lies_in_its_period(day: date) -> None:
    period = Periode.of(day)
    assert period.start <= day <= period.end
    assert Periode.parse(str(period)) == period


@given(DAYS)
def test_periods_follow_each_other_without_a_gap(day: date) -> None:
    period = Periode.of(day)
    assert period.next().start == period.end + timedelta(days=1)
    assert period.next().previous() == period
    assert period.previous().next() == period
    assert period.previous() < period < period.next()


def test_a_range_holds_both_its_ends() -> None:
    first, last = Periode.parse("2025-12-P1"), Periode.parse("2026-01-P2")
    assert [str(period) for period in Periode.range(first, last)] == [
        "2025-12-P1",
        "2025-12-P2",
        "2026-01-P1",
        "2026-01-P2",
    ]
    assert Periode.range(first, first) == (first,)
    assert Periode.range(last, first) == ()


def test_a_report_is_due_some_days_after_the_last_day() -> None:
    assert Periode.parse("2026-12-P2").due(3) == date(2027, 1, 3)
    assert Periode.parse("2026-10-P1").due(7) == date(2026, 10, 22)


@pytest.mark.parametrize(
    ("text", "label"), [("2026-10-P2", "16–31 Oktober 2026"), ("2021-02-P1", "1–15 Februari 2021")]
)
def test_people_read_the_days_of_a_period(text: str, label: str) -> None:
    assert Periode.parse(text).label == label
