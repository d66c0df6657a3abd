"""When the cards run out: drawn again from the office's own days, by the same seed the same way."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.blangko.simulasi import (
    HORIZON_DAYS,
    begins_by,
    draws_of,
    generator_of,
    interval,
    run_out_days,
    with_delivery,
)

STEADY = np.full(40, 700.0)
BUSY = np.array([120.0, 0, 340, 90, 410, 75, 260, 130, 505, 60, 95, 310, 180, 20, 440, 205, 77, 150, 260, 33])


def days(
    stock: float, rates: np.ndarray = BUSY, *, runs: int = 400, seed: int = 7, kode: str = "33.19"
) -> np.ndarray:
    return run_out_days(stock, rates, draws=draws_of(kode, seed=seed, runs=runs))


@pytest.mark.parametrize(
    ("stock", "day"),
    [
        (0, 0),
        (1, 1),
        (700, 1),  # the last card goes at the close of the first day
        (701, 2),
        (2000, 3),  # Blora, 2020: about three days
        (2916, 5),
        (7000, 10),  # exactly a stretch
        (7001, 11),
        (700 * HORIZON_DAYS, HORIZON_DAYS),
        (700 * HORIZON_DAYS + 1, HORIZON_DAYS + 1),
    ],
)
def test_a_steady_use_runs_out_on_the_day_anyone_can_count(stock: int, day: int) -> None:
    assert set(days(stock, STEADY)) == {day}


def test_a_single_known_day_is_used_for_every_day() -> None:
    assert set(days(100, np.array([30.0]))) == {4}


def test_thirds_of_a_card_do_not_keep_a_card_from_being_the_last() -> None:
    assert set(days(10, np.full(8, 10 / 3))) == {3}


def test_days_without_printing_use_nothing() -> None:
    assert set(days(5, np.zeros(12))) == {HORIZON_DAYS + 1}


def test_the_same_seed_gives_the_same_days_and_another_seed_or_place_others() -> None:
    assert np.array_equal(days(3000), days(3000))
    assert not np.array_equal(days(3000), days(3000, seed=8))
    assert not np.array_equal(days(3000), days(3000, kode="33.18"))


def test_drawn_stretch_by_stretch_as_a_plain_loop_would() -> None:
    """Twenty known days: stretches of five, round in a circle; three of them make the office of a run."""
    runs, stock = 50, 2500.0
    numbers = generator_of("33.19", seed=7).random((3 + 52, runs))
    expected = []
    for run in range(runs):
        office = [int(numbers[row, run] * 20) for row in range(3)]
        left, day = stock, 0
        for step in range(52):
            start = office[int(numbers[3 + step, run] * 3)]
            for offset in range(5):
                if left > 1e-6:
                    left -= BUSY[(start + offset) % 20]
                    day += 1
        expected.append(min(day, HORIZON_DAYS + 1) if left <= 1e-6 else HORIZON_DAYS + 1)
    assert days(stock, runs=runs).tolist() == expected


@pytest.mark.parametrize("cover", [8, 20, 60])
def test_the_interval_holds_the_day_about_as_often_as_it_says(cover: int) -> None:
    """Offices whose days are drawn from one law: what followed their 40 known days is known here."""
    rng = np.random.default_rng(11)
    held = 0
    for number in range(300):
        used = rng.gamma(4, 75, 340)
        known, to_come = used[:40], used[40:]
        ended = int(np.argmax(np.cumsum(to_come) >= cover * 300)) + 1
        first, last = interval(days(cover * 300, known, kode=str(number)), percent=80)
        held += first <= ended <= last
    assert 0.66 <= held / 300 <= 0.9


@given(
    stock=st.integers(min_value=0, max_value=20_000),
    more=st.integers(min_value=0, max_value=5_000),
    rates=st.lists(st.integers(min_value=0, max_value=900), min_size=1, max_size=45),
)
@settings(max_examples=60, deadline=None)
def test_more_cards_never_run_out_earlier(stock: int, more: int, rates: list[int]) -> None:
    known = np.array(rates, dtype=np.float64)
    assert (days(stock + more, known, runs=50) >= days(stock, known, runs=50)).all()


def test_a_half_monthly_report_keeps_its_spread() -> None:
    """Four reports of ten days each: drawn day by day their differences would cancel out."""
    rates = np.repeat([50.0, 100.0, 150.0, 300.0], 10)
    first, last = interval(days(3000, rates, runs=2000), percent=80)
    assert first < 3000 / rates.mean() < last
    assert last - first >= 8


@pytest.mark.parametrize(("percent", "first", "last"), [(80, 10, 90), (50, 25, 75), (98, 1, 99)])
def test_the_interval_holds_its_percentage_of_the_runs_and_ends_on_days_that_occurred(
    percent: float, first: int, last: int
) -> None:
    assert interval(np.arange(100, 0, -1), percent=percent) == (first, last)


def test_a_delivery_helps_only_those_who_are_not_dry_by_then() -> None:
    found = with_delivery(np.array([3, 5, 9]), np.array([13, 15, 19]), np.array([5, 5, 5]))
    assert found.tolist() == [3, 15, 19]


@given(
    stock=st.integers(min_value=0, max_value=9_000),
    rates=st.lists(st.integers(min_value=0, max_value=900), min_size=1, max_size=45),
    day=st.integers(min_value=0, max_value=HORIZON_DAYS + 3),
    percent=st.sampled_from([50, 80, 99]),
)
@settings(max_examples=150, deadline=None)
def test_where_the_interval_begins_is_known_without_following_every_run(
    stock: int, rates: list[int], day: int, percent: int
) -> None:
    known = np.array(rates, dtype=np.float64)
    first, _ = interval(days(stock, known, runs=60), percent=percent)
    draws = draws_of("33.19", seed=7, runs=60)
    assert begins_by(stock, known, day=day, draws=draws, percent=percent) is (first <= day)


def test_rows_of_numbers_are_the_same_however_they_are_asked_for() -> None:
    step_by_step, at_once = (draws_of("33.19", seed=7, runs=5) for _ in range(2))
    step_by_step.rows(2)
    assert np.array_equal(step_by_step.rows(7), at_once.rows(7))


def test_the_very_run_at_which_the_interval_begins_counts() -> None:
    """Over so many stocks and days it often is the last one that ends: one run less, and it has not begun."""
    draws = draws_of("33.19", seed=7, runs=20)
    for stock in range(100, 4000, 50):
        first, _ = interval(run_out_days(stock, BUSY, draws=draws), percent=80)
        begun = [begins_by(stock, BUSY, day=day, draws=draws, percent=80) for day in range(40)]
        assert begun == [first <= day for day in range(40)]
