"""What a gap is worth in people: whole ones, never one too many or too few."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.jarak import people_to_reach


def people(k: float, n: float, target: float, *, is_share: bool = True, higher: bool = True) -> float:
    found = people_to_reach(
        np.array([[k]]),
        np.array([[n]]),
        target=np.array([target]),
        is_share=is_share,
        is_higher_better=higher,
    )
    return float(found[0, 0])


@pytest.mark.parametrize(
    ("k", "n", "target", "expected"),
    [
        (97_999, 100_000, 98, 1),
        (98_000, 100_000, 98, 0),
        (99_000, 100_000, 98, -1_000),
        (0, 3, 50, 2),
        (26_986, 28_127, 99.4, ceil(Fraction(994, 1000) * 28_127) - 26_986),
    ],
)
def test_a_share_that_should_be_high_needs_whole_people(k: int, n: int, target: float, expected: int) -> None:
    assert people(k, n, target) == expected


@given(st.integers(0, 3_000_000), st.integers(1, 3_000_000), st.integers(0, 10_000))
def test_the_people_named_are_just_enough(k: int, n: int, hundredths: int) -> None:
    part = Fraction(hundredths, 10_000) * n
    assert people(k, n, hundredths / 100) == ceil(part) - k
    assert people(k, n, hundredths / 100, higher=False) == k - floor(part)


def test_a_count_that_should_be_low_has_what_lies_above_the_target() -> None:
    assert people(6_120, np.nan, 0, is_share=False, higher=False) == 6_120
    assert people(0, np.nan, 0, is_share=False, higher=False) == 0


@pytest.mark.parametrize(
    ("count", "target", "higher", "expected"),
    [
        # Three letters are still more than two and a half: eight of ten have to go.
        (10, 2.5, False, 8),
        (2, 2.5, False, 0),
        (4, 10, True, 6),
        (10, 10, True, 0),
        (8, 9.5, True, 2),
    ],
)
def test_a_count_reaches_its_target_in_its_own_direction(
    count: int, target: float, higher: bool, expected: int
) -> None:
    assert people(count, np.nan, target, is_share=False, higher=higher) == expected


def test_without_counts_or_target_nothing_is_said() -> None:
    assert np.isnan(people(np.nan, 100, 98))
    assert np.isnan(people(10, np.nan, 98))
    assert np.isnan(people(10, 100, np.nan))
