"""Laney's p' chart: limits of shares widened by their real ups and downs."""

from __future__ import annotations

from itertools import pairwise
from math import sqrt

import numpy as np
import pytest

from metrics import laney, spc
from metrics.sinyal import NO_RULE, RULES, Rule

NAN = float("nan")
Counts = tuple[list[float], list[float]]
# Twelve half-months of applications, of which so many online.
CASES: list[Counts] = [
    (
        [40, 52, 47, 61, 38, 55, 49, 50, 44, 58, 51, 46],
        [100, 110, 95, 130, 90, 105, 100, 98, 92, 120, 99, 101],
    ),
    ([9_500, 9_900, 9_700, 9_100, 9_650, 9_400, 9_800, 9_200], [10_000, 11_000, 10_500, 9_900] * 2),
    ([3, 1], [10, 10]),
]


def by_hand(k: list[float], n: list[float]) -> tuple[float, list[float], float]:
    """Centre, sigma of each point, and the factor by which Laney widens it."""
    p = sum(k) / sum(n)
    sigmas = [sqrt(p * (1 - p) / people) for people in n]
    z = [(yes / people - p) / sigma for yes, people, sigma in zip(k, n, sigmas, strict=True)]
    ranges = [abs(after - before) for before, after in pairwise(z)]
    return p, sigmas, sum(ranges) / len(ranges) / 1.128


@pytest.mark.parametrize("case", CASES)
def test_the_limits_are_three_widened_sigmas_from_the_pooled_share(case: Counts) -> None:
    k, n = case
    p, sigmas, factor = by_hand(k, n)
    found = laney.limits(np.array(k), np.array(n))
    assert found.limits.centre == pytest.approx([p] * len(k))
    assert found.limits.lower == pytest.approx([p - 3 * sigma * factor for sigma in sigmas])
    assert found.limits.upper == pytest.approx([p + 3 * sigma * factor for sigma in sigmas])
    assert found.value == pytest.approx(np.array(k) / np.array(n))
    assert found.limits.n.tolist() == [len(k)] * len(k)


def test_with_large_denominators_the_limits_are_far_wider_than_binomial_ones() -> None:
    n = np.full(24, 800_000.0)
    k = n * (0.98 + 0.002 * np.sin(np.arange(24.0)))
    found = laney.limits(k.round(), n)
    outside_binomial = np.abs(k / n - 0.98) > 3 * sqrt(0.98 * 0.02 / 800_000)
    assert outside_binomial.sum() > 12
    assert (spc.signals(found.value, found.limits).rule == RULES.index(Rule.OUTSIDE)).sum() == 0


@pytest.mark.parametrize(
    ("k", "n"),
    [
        ([0.0] * 12, [100.0] * 12),
        ([100.0] * 12, [100.0] * 12),
        ([float(n) for n in range(20, 32)], [float(n) for n in range(20, 32)]),
        # One share in several denominators: not a single one may differ by binary dust.
        ([49.0, 98.0, 147.0, 245.0, 343.0, 539.0] * 2, [50.0, 100.0, 150.0, 250.0, 350.0, 550.0] * 2),
        ([1.0, 2.0, 3.0, 5.0, 7.0, 11.0] * 2, [3.0, 6.0, 9.0, 15.0, 21.0, 33.0] * 2),
    ],
)
def test_equal_shares_have_their_share_as_limits_and_no_signal(k: list[float], n: list[float]) -> None:
    found = laney.limits(np.array(k), np.array(n))
    assert (found.limits.lower == found.limits.centre).all()
    assert (found.limits.upper == found.limits.centre).all()
    assert (spc.signals(found.value, found.limits).rule == NO_RULE).all()


@pytest.mark.parametrize(
    ("bad_k", "bad_n"),
    [(101.0, 100.0), (5.0, 0.0), (0.0, 0.0), (NAN, 100.0), (50.0, NAN), (-1.0, 100.0), (50.0, -100.0)],
)
def test_a_point_that_is_no_share_is_kept_out(bad_k: float, bad_n: float) -> None:
    k, n = CASES[0]
    clean = laney.limits(np.array(k), np.array(n))
    found = laney.limits(np.array([*k[:5], bad_k, *k[5:]]), np.array([*n[:5], bad_n, *n[5:]]))
    assert np.isnan([found.value[5], found.limits.centre[5], found.limits.lower[5]]).all()
    assert found.limits.n[5] == 0
    kept = np.delete(np.arange(13), 5)
    assert found.limits.upper[kept].tolist() == clean.limits.upper.tolist()
    assert not spc.signals(found.value, found.limits).is_assessable[5]


def test_a_series_without_a_point_and_one_with_a_single_point_make_no_trouble() -> None:
    found = laney.limits(np.array([[NAN, NAN], [NAN, 30.0]]), np.array([[10.0, 0.0], [40.0, 40.0]]))
    assert np.isnan(found.limits.centre[0]).all()
    assert (found.limits.lower[1, 1], found.limits.upper[1, 1]) == (0.75, 0.75)


def test_a_share_far_from_the_others_is_outside_its_own_limits() -> None:
    k, n = np.array([50.0, 51, 49, 50, 52, 48] * 2 + [80]), np.full(13, 100.0)
    found = laney.limits(k, n)
    signals = spc.signals(found.value, found.limits)
    assert RULES[signals.rule[12]] is Rule.OUTSIDE
    assert signals.side[12] == 1


@pytest.mark.parametrize("seed", range(10))
def test_the_latest_signal_is_that_of_the_chart_of_its_window(seed: int) -> None:
    random = np.random.default_rng(seed)
    n = random.integers(20, 60, (4, 45)).astype(float)
    k = np.floor(n * (0.5 + 0.2 * np.sin(np.arange(45) / 7)) + random.integers(-3, 4, n.shape))
    k[random.random(n.shape) < 0.1] = NAN
    n[random.random(n.shape) < 0.05] = 10.0  # above 100 %: kept out
    found = laney.rolling_latest_signal(k, n, window=20, fewest=12)
    for row in range(4):
        places = [at for at in range(45) if k[row, at] <= n[row, at]]
        for at in range(45):
            if at not in places:
                assert (found.rule[row, at], found.is_assessable[row, at]) == (NO_RULE, False)
                continue
            window = [place for place in places if place <= at][-20:]
            charted = laney.limits(k[row, window], n[row, window])
            signals = spc.signals(charted.value, charted.limits, fewest=12)
            assert (found.rule[row, at], found.side[row, at]) == (signals.rule[-1], signals.side[-1])
            assert found.is_assessable[row, at] == (len(window) >= 12)
            assert found.upper[row, at] == charted.limits.upper[-1]
    assert (found.rule != NO_RULE).any()
