"""A rank is told with the best and the worst it could be."""

from __future__ import annotations

import numpy as np
import pytest

from metrics.corong import Z95, funnel
from metrics.peringkat import ranks

SIZES = np.array([[900_000.0], [120_000.0], [700_000.0], [1_200_000.0], [300_000.0], [650_000.0], [80_000.0]])
SHARES = np.array([[0.994], [0.97], [0.985], [0.999], [0.985], [0.90], [1.02]])


def counted(shares: np.ndarray = SHARES) -> tuple[np.ndarray, np.ndarray]:
    return np.round(shares * SIZES), SIZES


def test_the_ranks_agree_with_a_comparison_of_every_pair() -> None:
    around = funnel(*counted())
    found = ranks(around, is_higher_better=True)
    position, spread = around.z[:, 0] * around.spread[:, 0], around.spread[:, 0]
    for own in range(6):
        others = [other for other in range(6) if other != own]
        better = sum(position[other] > position[own] for other in others)
        surely = sum(
            position[other] - Z95 * spread[other] > position[own] + Z95 * spread[own] for other in others
        )
        below = sum(
            position[other] + Z95 * spread[other] < position[own] - Z95 * spread[own] for other in others
        )
        assert (found.rank[own, 0], found.best[own, 0], found.worst[own, 0]) == (
            1 + better,
            1 + surely,
            6 - below,
        )


def test_a_rank_lies_between_its_best_and_its_worst() -> None:
    rng = np.random.default_rng(7)
    n = rng.integers(50_000, 1_500_000, (35, 24)).astype(float)
    found = ranks(funnel(np.round(n * rng.uniform(0.96, 0.999, n.shape)), n), is_higher_better=True)
    assert (found.best <= found.rank).all()
    assert (found.rank <= found.worst).all()
    assert (found.n == 35).all()
    assert (found.worst - found.best).mean() > 1


def test_above_100_percent_is_not_ranked_and_missing_is_not_last() -> None:
    k, n = counted()
    k[1, 0] = np.nan
    found = ranks(funnel(k, n), is_higher_better=True)
    assert np.isnan(found.rank[[1, 6], 0]).all()
    assert np.nanmax(found.rank) == 5


@pytest.mark.parametrize("is_higher_better", [True, False])
def test_equal_shares_share_the_better_rank_and_the_direction_turns_it_round(is_higher_better: bool) -> None:
    shares = np.array([[0.5], [0.5], [0.6], [0.7], [0.8], [0.9], [0.95]])
    sizes = np.full(shares.shape, 1_000.0)
    found = ranks(funnel(shares * sizes, sizes), is_higher_better=is_higher_better).rank[:, 0]
    assert found.tolist() == ([6, 6, 5, 4, 3, 2, 1] if is_higher_better else [1, 1, 3, 4, 5, 6, 7])


def test_equal_shares_of_places_of_any_size_share_their_rank() -> None:
    rng = np.random.default_rng(11)
    tenths = rng.integers(1, 10, (7, 200))
    sizes = 10 * rng.integers(1, 150_000, (7, 200))
    found = ranks(funnel(tenths * sizes / 10, sizes.astype(float)), is_higher_better=True)
    for period, shares in enumerate(tenths.T.tolist()):
        better = [1 + sum(other > own for other in shares) for own in shares]
        assert found.rank[:, period].tolist() == better


def test_without_half_months_nobody_is_ranked() -> None:
    found = ranks(funnel(np.zeros((6, 0)), np.zeros((6, 0))), is_higher_better=True)
    assert found.rank.shape == found.best.shape == found.worst.shape == found.n.shape == (6, 0)
