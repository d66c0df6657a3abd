"""Recent trend after Fingertips: five points, chi-square, and every point left out once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
import pytest

from metrics.tren import OUTCOMES, THRESHOLD, Outcome, count_trend, share_trend

NAN = float("nan")

# Counts and denominators with the outcome OHID's own tests expect, oldest first; the latest five count.
PUBLISHED = [
    (
        "diabetes prevalence",
        [3455176, 3491868, 3625401, 3774801, 3938080],
        [48783947, 49122259, 49956777, 50649129, 51441896],
        Outcome.RISING,
    ),
    (
        "MMR at two years, Yorkshire",
        [57274, 55865, 53681, 51767, 53185],
        [61834, 60511, 59074, 57508, 59028],
        Outcome.FALLING,
    ),
    ("20301", [621, 599, 556, 535, 447], [3454, 3195, 3256, 3227, 3121], Outcome.FALLING),
    ("20302", [2157, 2090, 2194, 2134.81, 2094], [3454, 3195, 3256, 3152, 3062], Outcome.RISING),
    ("1172", [8116, 8145, 8222, 8506, 8728], [91530, 91773, 92088, 92238, 92665.89], Outcome.RISING),
    ("small counts", [5, 7, 6, 8, 8, 9], [22, 35, 42, 50, 100, 200], Outcome.FALLING),
    ("10101", [5405, 5500, 5435, 5480, 5315], [18095, 18170, 18005, 17890, 17860], Outcome.NO_TREND),
    (
        "10101, falling",
        [22435, 22445, 21365, 20955, 19055],
        [65880, 67900, 68705, 69835, 70910],
        Outcome.FALLING,
    ),
    (
        "two points missing",
        [NAN, NAN, 11024.38, 11681.04, 11738.96],
        [NAN, NAN, 2315677, 2330591, 2349351],
        Outcome.NOT_COMPUTABLE,
    ),
    ("four points", [621, 599, 556, 535], [3454, 3195, 3256, 3227], Outcome.NOT_COMPUTABLE),
]

Weighted = list[tuple[int, Fraction, Fraction]]  # time, value, weight


def slope_by_hand(points: Weighted) -> tuple[Fraction, Fraction]:
    """Weighted slope, and the weighted sum of squares of time."""
    total = sum(weight for _, _, weight in points)
    middle = sum(weight * time for time, _, weight in points) / total
    mean = sum(weight * value for _, value, weight in points) / total
    across = sum(weight * (time - middle) ** 2 for time, _, weight in points)
    return sum(weight * (time - middle) * (value - mean) for time, value, weight in points) / across, across


def outcome_by_hand(points: Weighted) -> tuple[Outcome, float]:
    slope, across = slope_by_hand(points)
    chi_square = float(slope**2 * across)
    others = [slope_by_hand(points[:out] + points[out + 1 :])[0] for out in range(len(points))]
    if chi_square > THRESHOLD and slope > 0 and all(other > 0 for other in others):
        return Outcome.RISING, chi_square
    if chi_square > THRESHOLD and slope < 0 and all(other < 0 for other in others):
        return Outcome.FALLING, chi_square
    return Outcome.NO_TREND, chi_square


def as_shares(k: Sequence[float], n: Sequence[float]) -> Weighted:
    pooled = Fraction(sum(map(Fraction, k))) / sum(map(Fraction, n))
    return [
        (time, Fraction(yes) / Fraction(people), Fraction(people) / (pooled * (1 - pooled)))
        for time, (yes, people) in enumerate(zip(k, n, strict=True))
    ]


def as_counts(k: Sequence[float]) -> Weighted:
    return [(time, Fraction(count), 1 / Fraction(count)) for time, count in enumerate(k)]


@pytest.mark.parametrize(("name", "k", "n", "expected"), PUBLISHED, ids=[case[0] for case in PUBLISHED])
def test_the_published_cases_come_out_as_published(
    name: str, k: list[float], n: list[float], expected: Outcome
) -> None:
    found = share_trend(np.array(k, dtype=float), np.array(n, dtype=float))
    assert OUTCOMES[found.outcome[-1]] is expected
    assert np.isnan(found.chi_square[-1]) == (expected is Outcome.NOT_COMPUTABLE)


@pytest.mark.parametrize("seed", range(10))
def test_shares_are_judged_at_every_period_as_reckoned_in_fractions(seed: int) -> None:
    random = np.random.default_rng(seed)
    n = random.integers(200, 900, (4, 16)).astype(float)
    k = np.floor(
        n * (0.5 + 0.02 * random.integers(-2, 3, (4, 1)) * np.arange(16) + random.normal(0, 0.02, n.shape))
    )
    k = np.clip(k, 1, n - 1)
    found = share_trend(k, n)
    for row in range(4):
        assert [OUTCOMES[code] for code in found.outcome[row, :4]] == [Outcome.NOT_COMPUTABLE] * 4
        for at in range(4, 16):
            five = slice(at - 4, at + 1)
            points = as_shares(k[row, five], n[row, five])
            expected, chi_square = outcome_by_hand(points)
            assert OUTCOMES[found.outcome[row, at]] is expected
            assert found.chi_square[row, at] == pytest.approx(chi_square)
            assert found.slope[row, at] == pytest.approx(float(slope_by_hand(points)[0]))


@pytest.mark.parametrize("seed", range(10))
def test_counts_are_weighted_by_their_poisson_variance(seed: int) -> None:
    random = np.random.default_rng(seed)
    k = random.poisson(np.maximum(300 + 15 * random.integers(-2, 3, (4, 1)) * np.arange(12), 5)).astype(float)
    found = count_trend(k)
    for row in range(4):
        for at in range(4, 12):
            points = as_counts(k[row, at - 4 : at + 1])
            expected, chi_square = outcome_by_hand(points)
            assert OUTCOMES[found.outcome[row, at]] is expected
            assert found.chi_square[row, at] == pytest.approx(chi_square, abs=1e-9)


def test_one_point_that_makes_the_trend_alone_makes_none() -> None:
    # Without the last point the line falls.
    found = share_trend(np.array([500.0, 490, 480, 470, 700]), np.full(5, 1000.0))
    assert found.chi_square[-1] > THRESHOLD
    assert OUTCOMES[found.outcome[-1]] is Outcome.NO_TREND


def test_a_level_line_without_one_point_is_no_agreement() -> None:
    # Without the last point the slope is exactly 0, which is no rise.
    found = share_trend(np.array([500.0, 500, 500, 500, 700]), np.full(5, 1000.0))
    assert found.chi_square[-1] > THRESHOLD
    assert OUTCOMES[found.outcome[-1]] is Outcome.NO_TREND


def test_the_threshold_itself_is_not_enough() -> None:
    k, n = np.array([500.0, 520, 540, 560, 580]), np.full(5, 1000.0)
    at = float(share_trend(k, n).chi_square[-1])
    assert OUTCOMES[share_trend(k, n, threshold=at).outcome[-1]] is Outcome.NO_TREND
    assert OUTCOMES[share_trend(k, n, threshold=at - 1e-9).outcome[-1]] is Outcome.RISING


@pytest.mark.parametrize(
    ("k", "n"),
    [
        ([10.0, 10, 10, 10, NAN], [20.0] * 5),
        ([10.0, 10, 10, 10, 10], [20.0, 20, NAN, 20, 20]),
        ([10.0, 10, 20, 10, 10], [20.0] * 5),
        ([10.0, 10, 21, 10, 10], [20.0] * 5),
        ([10.0, 0, 12, 10, 10], [20.0] * 5),
        ([0.0] * 5, [20.0] * 5),
        ([20.0] * 5, [20.0] * 5),
        ([0.0] * 5, [0.0] * 5),
    ],
)
def test_a_point_missing_or_without_a_binomial_error_cannot_be_computed(
    k: list[float], n: list[float]
) -> None:
    found = share_trend(np.array(k), np.array(n))
    assert OUTCOMES[found.outcome[-1]] is Outcome.NOT_COMPUTABLE
    assert np.isnan(found.slope[-1])


@pytest.mark.parametrize(
    ("judge", "expected"),
    [
        (lambda: share_trend(np.full(5, 30.0), np.full(5, 90.0)), Outcome.NO_TREND),
        (lambda: count_trend(np.full(5, 37.0)), Outcome.NO_TREND),
        (lambda: count_trend(np.array([5.0, 6, 0, 5, 6])), Outcome.NOT_COMPUTABLE),
        (lambda: count_trend(np.array([5.0, 6, NAN, 5, 6])), Outcome.NOT_COMPUTABLE),
    ],
)
def test_constant_points_are_no_trend_and_a_count_of_0_has_no_weight(
    judge: Callable[[], object], expected: Outcome
) -> None:
    assert OUTCOMES[judge().outcome[-1]] is expected  # type: ignore[attr-defined]
