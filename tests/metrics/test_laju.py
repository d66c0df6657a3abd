"""Pace: working days, target dates, the best pace shown, and what is honestly said of the one needed."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from data_contracts.catalogue import load_holidays
from data_contracts.hari_kerja import is_working_day
from data_contracts.periode import Periode
from data_contracts.target import Target
from metrics.catalogue import Direction
from metrics.laju import (
    OUTCOMES,
    Calendar,
    Outcome,
    date_at_pace,
    deadline,
    judge_pace,
    shown_paces,
    stretch_paces,
    working_days,
)

NAN = float("nan")
NO_HOLIDAYS: frozenset[date] = frozenset()


def walked(after: date, until: date, holidays: frozenset[date]) -> int:
    days = (after + timedelta(days=offset) for offset in range(1, (until - after).days + 1))
    return sum(is_working_day(day, holidays=holidays) for day in days)


def half_months(number: int, *, holidays: frozenset[date] = NO_HOLIDAYS) -> Calendar:
    last = Periode(2026, 10, 2)
    periods = [last]
    while len(periods) < number:
        periods.insert(0, periods[0].previous())
    return Calendar(data_dates=[periode.end for periode in periods], holidays=holidays)


def target(*, until: date | None) -> Target:
    return Target("cakupan_perekaman", 99.4, "persen", date(2020, 1, 1), until, "contoh")


def test_working_days_are_counted_as_the_calendar_walks_them() -> None:
    holidays = load_holidays()
    assert holidays
    starts = [date(2025, 12, 20) + timedelta(days=7 * step) for step in range(50)]
    ends = [start + timedelta(days=3 * step) for step, start in enumerate(starts)]
    expected = [walked(start, end, holidays) for start, end in zip(starts, ends, strict=True)]
    assert working_days(starts, ends, holidays=holidays).tolist() == expected


@pytest.mark.parametrize(
    ("after", "until", "expected"),
    [
        (date(2026, 10, 30), date(2026, 10, 30), 0),  # the day itself is over
        (date(2026, 10, 30), date(2026, 11, 1), 0),  # Friday to Sunday
        (date(2026, 10, 30), date(2026, 11, 2), 1),
        (date(2026, 11, 2), date(2026, 10, 30), 0),
        (date(2026, 11, 2), date(2026, 11, 6), 3),  # Wednesday the 4th closed
    ],
)
def test_the_first_day_is_out_and_the_last_one_in(after: date, until: date, expected: int) -> None:
    assert working_days([after], [until], holidays=frozenset({date(2026, 11, 4)})).tolist() == [expected]


@pytest.mark.parametrize(
    ("data_date", "months", "until", "expected"),
    [
        (date(2026, 1, 31), 12, date(2026, 12, 31), date(2026, 12, 31)),
        (date(2026, 12, 31), 12, date(2026, 12, 31), date(2026, 12, 31)),
        (date(2027, 1, 15), 12, date(2026, 12, 31), date(2028, 6, 30)),
        (date(2026, 6, 30), 12, None, date(2027, 6, 30)),
        (date(2026, 7, 15), 12, None, date(2027, 12, 31)),
        (date(2026, 10, 31), 12, None, date(2027, 12, 31)),
        (date(2026, 12, 31), 12, None, date(2027, 12, 31)),
        (date(2026, 12, 31), 6, None, date(2027, 6, 30)),
        (date(2026, 8, 31), 6, None, date(2027, 6, 30)),  # 28 February
        (date(2026, 12, 31), 18, None, date(2028, 6, 30)),
        (date(2026, 11, 30), 1, None, date(2026, 12, 31)),
    ],
)
def test_a_target_without_an_end_is_due_at_the_end_of_a_half_year(
    data_date: date, months: int, until: date | None, expected: date
) -> None:
    assert deadline(target(until=until), data_date=data_date, months=months) == expected


def test_a_pace_is_the_change_per_working_day_over_its_stretch() -> None:
    calendar = half_months(10, holidays=load_holidays())
    counts = np.array([[100.0, 110, 130, 150, 180, 210, 250, 250, 240, NAN]])
    days = [walked(calendar.data_dates[at - 6], calendar.data_dates[at], load_holidays()) for at in (6, 7, 8)]
    found = stretch_paces(counts, calendar=calendar, direction=Direction.HIGHER, months=3)
    assert np.isnan(found[0, [0, 1, 2, 3, 4, 5, 9]]).all()
    assert found[0, 6:9] == pytest.approx([150 / days[0], 140 / days[1], 110 / days[2]])
    falling = stretch_paces(counts, calendar=calendar, direction=Direction.LOWER, months=3)
    assert falling[0, 6:9] == pytest.approx([-150 / days[0], -140 / days[1], -110 / days[2]])


def test_the_best_pace_is_the_highest_of_the_stretches_within_the_last_twelve_months() -> None:
    random = np.random.default_rng(11)
    calendar = half_months(40, holidays=load_holidays())
    counts = np.cumsum(random.integers(0, 200, (5, 40)), axis=1).astype(float)
    counts[random.random(counts.shape) < 0.2] = NAN
    found = shown_paces(counts, calendar=calendar, direction=Direction.HIGHER, months=12, stretch_months=3)
    dates = calendar.data_dates
    for row in range(5):
        for at in range(40):
            # Six half-months that all lie within the 24 up to this one.
            ends = [end for end in range(at - 18, at + 1) if end >= 6]
            paces = [
                (counts[row, end] - counts[row, end - 6])
                / walked(dates[end - 6], dates[end], load_holidays())
                for end in ends
            ]
            known = [pace for pace in paces if not np.isnan(pace)]
            expected = max(known) if known else NAN
            assert found.best[row, at] == pytest.approx(expected, nan_ok=True)


def test_a_best_stretch_older_than_a_year_no_longer_counts() -> None:
    calendar = half_months(32)
    counts = np.array([[0.0] * 6 + [6000.0] * 26])  # one burst, recorded in the 7th half-month
    best = shown_paces(
        counts, calendar=calendar, direction=Direction.HIGHER, months=12, stretch_months=3
    ).best[0]
    # The last stretch with the burst in it ends with the 12th, and is among the latest until the 30th.
    assert best[29] > 0
    assert best[30] == 0


# One place per case on one data date, 20 working days (no holidays) before the deadline.
DATA_DATE = date(2026, 10, 30)
DEADLINE = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("left", "best", "due", "expected"),
    [
        (100.0, 5.0, DEADLINE, Outcome.REALISTIC),  # needs 5 a day: as good as the best is within reach
        (101.0, 5.0, DEADLINE, Outcome.NOT_REALISTIC),
        (1.0, 0.0, DEADLINE, Outcome.NOT_REALISTIC),
        (1.0, -3.0, DEADLINE, Outcome.NOT_REALISTIC),
        (1.0, NAN, DEADLINE, Outcome.NOT_ASSESSABLE),
        (NAN, 5.0, DEADLINE, Outcome.NOT_ASSESSABLE),
        (0.0, NAN, DEADLINE, Outcome.REACHED),
        (-40.0, 5.0, DEADLINE, Outcome.REACHED),
        (1.0, 5.0, DATA_DATE, Outcome.IMPOSSIBLE),
        (1.0, NAN, date(2026, 11, 1), Outcome.IMPOSSIBLE),  # only a weekend left
        (0.0, 5.0, DATA_DATE, Outcome.REACHED),
        (1.0, 5.0, None, Outcome.NOT_ASSESSABLE),
    ],
)
def test_what_is_said_of_the_pace_needed(
    left: float, best: float, due: date | None, expected: Outcome
) -> None:
    calendar = Calendar(data_dates=[DATA_DATE], holidays=NO_HOLIDAYS)
    found = judge_pace(np.array([[left]]), best=np.array([[best]]), calendar=calendar, deadlines=[due])
    assert OUTCOMES[found.outcome[0, 0]] is expected
    if due == DEADLINE and left > 0:
        assert found.days_left.tolist() == [20]
        assert found.needed[0, 0] == pytest.approx(left / 20)
    else:
        assert np.isnan(found.needed[0, 0])


def test_every_period_is_judged_against_its_own_deadline() -> None:
    calendar = half_months(3)
    ends = [each + timedelta(days=7) for each in calendar.data_dates]
    found = judge_pace(
        np.array([[50.0, 40.0, 0.0], [5.0, NAN, 5.0]]),
        best=np.full((2, 3), 9.0),
        calendar=calendar,
        deadlines=ends,
    )
    assert found.days_left.tolist() == [5, 5, 5]
    assert found.needed[0, :2].tolist() == [10, 8]
    assert [[OUTCOMES[code] for code in row] for row in found.outcome] == [
        [Outcome.NOT_REALISTIC, Outcome.REALISTIC, Outcome.REACHED],
        [Outcome.REALISTIC, Outcome.NOT_ASSESSABLE, Outcome.REALISTIC],
    ]


@pytest.mark.parametrize(
    ("left", "pace", "expected"),
    [
        (10, 5.0, date(2026, 11, 3)),  # Friday 30 October: Monday and Tuesday
        (11, 5.0, date(2026, 11, 5)),  # the Wednesday is closed
        (1, 1000.0, date(2026, 11, 2)),
        (0, 5.0, date(2026, 10, 30)),
        (-3, NAN, date(2026, 10, 30)),
        (10, 0.0, None),
        (10, -1.0, None),
        (10, NAN, None),
        (NAN, 5.0, None),
        (1e9, 0.001, None),
    ],
)
def test_the_day_by_which_the_present_pace_gets_there(
    left: float, pace: float, expected: date | None
) -> None:
    found = date_at_pace(
        left, pace_per_day=pace, from_date=date(2026, 10, 30), holidays=frozenset({date(2026, 11, 4)})
    )
    assert found == expected


def test_the_day_at_the_pace_leaves_just_enough_working_days() -> None:
    holidays = load_holidays()
    for left in range(1, 120, 7):
        day = date_at_pace(left, pace_per_day=3, from_date=date(2026, 3, 1), holidays=holidays)
        assert day is not None
        assert is_working_day(day, holidays=holidays)
        assert walked(date(2026, 3, 1), day, holidays) == -(-left // 3)
