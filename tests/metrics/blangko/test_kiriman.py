"""The next delivery, from the office's own history where it has one."""

from __future__ import annotations

from datetime import date

from metrics.blangko.hari import office_calendar
from metrics.blangko.kiriman import Deliveries, Expected, deliveries
from tests.metrics.blangko.contoh import KUDUS, PATI, Row, flow, frame

EVERY_WEEKDAY = office_calendar(frozenset())


def came(*rows: Row) -> dict[str, Deliveries]:
    return deliveries(frame(rows, "blangko_diterima", is_flow=True))


def got(day: date, count: int | None, *, since: date | None = None, wilayah: str = KUDUS) -> Row:
    return flow(wilayah, since or day, day, blangko_diterima=count)


def expected(history: Deliveries, seen_on: date) -> Expected:
    return history.expected(seen_on, lead_days=10, calendar=EVERY_WEEKDAY)


# Mondays, 10, 15 and 20 working days apart.
HISTORY = (
    got(date(2026, 6, 1), 2000), got(date(2026, 6, 15), 500), got(date(2026, 7, 6), 1000),
    got(date(2026, 8, 3), 4000),
)  # fmt: skip


def test_the_next_one_comes_as_long_after_the_last_as_they_came_before() -> None:
    found = expected(came(*HISTORY)[KUDUS], date(2026, 8, 10))
    assert sorted(found.lead_days) == [5, 10, 15]
    assert (found.usual_lead_days, found.basis) == (10, "riwayat kiriman")
    assert sorted(found.amounts) == [500, 1000, 2000, 4000]


def test_gaps_that_have_passed_already_are_no_longer_possible() -> None:
    found = expected(came(*HISTORY)[KUDUS], date(2026, 8, 24))
    assert found.lead_days.tolist() == [5]


def test_an_overdue_delivery_is_expected_by_the_setting() -> None:
    found = expected(came(*HISTORY)[KUDUS], date(2026, 8, 31))
    assert (found.lead_days.tolist(), found.basis) == ([10], "pengaturan")
    assert len(found.amounts) == 4


def test_three_deliveries_are_no_history_and_what_comes_later_is_not_known_yet() -> None:
    assert expected(came(*HISTORY[:3])[KUDUS], date(2026, 7, 10)).basis == "pengaturan"
    found = expected(came(*HISTORY)[KUDUS], date(2026, 7, 10))
    assert (found.basis, len(found.amounts)) == ("pengaturan", 0)


def test_deliveries_of_more_than_a_year_ago_are_forgotten() -> None:
    assert expected(came(*HISTORY)[KUDUS], date(2027, 6, 7)).basis == "pengaturan"


def test_a_delivery_told_by_day_and_by_half_month_is_one_and_zero_is_none() -> None:
    found = came(
        got(date(2026, 6, 30), 3000, since=date(2026, 6, 16)),
        got(date(2026, 6, 18), 3000),
        got(date(2026, 6, 19), 0),
        got(date(2026, 6, 22), None),
        got(date(2026, 7, 15), 700, since=date(2026, 7, 1)),
        got(date(2026, 6, 18), 40, wilayah=PATI),
    )
    assert found[KUDUS].days.tolist() == [date(2026, 6, 18), date(2026, 7, 15)]
    assert found[KUDUS].amounts.tolist() == [3000, 700]
    assert found[PATI].amounts.tolist() == [40]


def test_nobody_who_reported_no_delivery_has_a_history() -> None:
    assert came() == {}
