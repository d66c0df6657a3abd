"""The funnel with overdispersion, against its formulas worked out place by place."""

from __future__ import annotations

from math import asin, pi, sin, sqrt
from statistics import NormalDist, mean

import numpy as np
import pytest

from metrics.corong import FEWEST_PLACES, funnel

Z95, Z998 = NormalDist().inv_cdf(0.975), NormalDist().inv_cdf(0.999)
CASES = {
    "spread": [(900, 1_000), (1_700, 2_000), (480, 500), (2_700, 3_000), (610, 800), (1_480, 1_500)],
    "alike": [(90, 100), (900, 1_000), (450, 500), (1_800, 2_000), (270, 300), (180, 200)],
    "wild": [(10, 1_000), (990, 1_000), (500, 1_000), (300, 1_000), (700, 1_000), (1, 1_000), (999, 1_000)],
}


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def by_hand(counts: list[tuple[int, int]], winsor: float) -> tuple[float, float, list[tuple[float, float]]]:
    """phi, tau2 and the 95 % limits in percent, in plain Python."""
    centre = asin(sqrt(sum(k for k, _ in counts) / sum(n for _, n in counts)))
    error = [1 / (2 * sqrt(n)) for _, n in counts]
    z = [(asin(sqrt(k / n)) - centre) / s for (k, n), s in zip(counts, error, strict=True)]
    low, high = percentile(z, winsor), percentile(z, 1 - winsor)
    phi = mean(min(max(each, low), high) ** 2 for each in z)
    weights = [1 / s**2 for s in error]
    n = len(counts)
    tau2 = max(0.0, (n * phi - (n - 1)) / (sum(weights) - sum(w**2 for w in weights) / sum(weights)))
    limits = [
        tuple(
            100 * sin(min(max(centre + side * Z95 * sqrt(s**2 + tau2), 0), pi / 2)) ** 2 for side in (-1, 1)
        )
        for s in error
    ]
    return phi, tau2, limits  # type: ignore[return-value]


@pytest.mark.parametrize("winsor", [0, 10, 20])
@pytest.mark.parametrize("name", CASES)
def test_the_formulas_are_those_of_the_paper(name: str, winsor: float) -> None:
    counts = CASES[name]
    k, n = (np.array([[pair[side]] for pair in counts], dtype=float) for side in (0, 1))
    found = funnel(k, n, winsor_percent=winsor)
    phi, tau2, limits = by_hand(counts, winsor / 100)
    assert found.phi[0] == pytest.approx(phi)
    assert found.tau2[0] == pytest.approx(tau2)
    assert found.lower95[:, 0].tolist() == pytest.approx([low for low, _ in limits])
    assert found.upper95[:, 0].tolist() == pytest.approx([high for _, high in limits])


@pytest.mark.parametrize("name", CASES)
def test_z_and_the_outer_limits_are_in_widened_deviations_from_the_centre(name: str) -> None:
    counts = CASES[name]
    k, n = (np.array([[pair[side]] for pair in counts], dtype=float) for side in (0, 1))
    found = funnel(k, n)
    centre = asin(sqrt(sum(each for each, _ in counts) / sum(each for _, each in counts)))
    _, tau2, _ = by_hand(counts, 0.10)
    for row, (own, people) in enumerate(counts):
        widened = sqrt(1 / (4 * people) + tau2)
        off = asin(sqrt(own / people)) - centre
        assert found.offset[row, 0] == pytest.approx(off)
        assert found.z[row, 0] == pytest.approx(off / widened)
        ends = (max(centre - Z998 * widened, 0), min(centre + Z998 * widened, pi / 2))
        low, high = (100 * sin(end) ** 2 for end in ends)
        assert found.lower998[row, 0] == pytest.approx(low)
        assert found.upper998[row, 0] == pytest.approx(high)
        assert found.centre[row, 0] == pytest.approx(100 * sin(centre) ** 2)


def test_alike_places_have_no_spread_of_their_own() -> None:
    k, n = (np.array([[pair[side]] for pair in CASES["alike"]], dtype=float) for side in (0, 1))
    found = funnel(k, n)
    assert found.tau2[0] == 0
    assert not found.is_worse(is_higher_better=True).any()


def test_the_wider_limits_lie_outside_the_narrower_ones() -> None:
    k, n = (np.array([[pair[side]] for pair in CASES["spread"]], dtype=float) for side in (0, 1))
    found = funnel(k, n)
    assert (found.lower998 < found.lower95).all()
    assert (found.upper998 > found.upper95).all()
    assert ((found.lower998 >= 0) & (found.upper998 <= 100)).all()


def test_places_above_their_whole_and_without_counts_change_nothing_for_the_others() -> None:
    counts = CASES["spread"]
    k, n = (np.array([[pair[side]] for pair in counts], dtype=float) for side in (0, 1))
    extra_k, extra_n = (
        np.array([[1_030.0], [np.nan], [5.0], [-1.0]]),
        np.array([[1_000.0], [900.0], [0.0], [9.0]]),
    )
    alone = funnel(k, n)
    beside = funnel(np.vstack([k, extra_k]), np.vstack([n, extra_n]))
    assert beside.tau2[0] == alone.tau2[0]
    assert beside.n[0] == len(counts)
    assert not beside.is_assessable[len(counts) :].any()
    assert beside.lower95[: len(counts)].tolist() == alone.lower95.tolist()


def test_too_few_places_have_no_funnel() -> None:
    k, n = np.full((FEWEST_PLACES - 1, 1), 9.0), np.full((FEWEST_PLACES - 1, 1), 10.0)
    found = funnel(k, n)
    assert not found.is_assessable.any()
    assert np.isnan(found.lower95).all()


def test_each_half_month_has_a_funnel_of_its_own_and_the_bad_side_follows_the_direction() -> None:
    rng = np.random.default_rng(3)
    n = rng.integers(1_000, 9_000, (20, 3)).astype(float)
    k = np.round(n * rng.uniform(0.4, 0.6, n.shape))
    k[0] = np.round(n[0] * 0.05)
    together = funnel(k, n)
    for period in range(3):
        alone = funnel(k[:, [period]], n[:, [period]])
        assert alone.z[:, 0].tolist() == pytest.approx(together.z[:, period].tolist())
    assert together.is_worse(is_higher_better=True)[0].all()
    assert not together.is_worse(is_higher_better=False)[0].any()
