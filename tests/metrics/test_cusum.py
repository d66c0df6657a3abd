"""Change against peers: percentile ranks, and OpenPrescribing's CUSUM on them."""

from __future__ import annotations

from statistics import fmean, pstdev

import numpy as np
import pytest

from metrics.catalogue import Direction
from metrics.cusum import NEVER, Alarms, alarms, change_against_peers, percentile_ranks

NAN = float("nan")

# OpenPrescribing's own cases (alert_test_cases.txt), those without gaps: window 3, sensitivity 5; which
# points are alarms upwards (u) and downwards (d).
PUBLISHED = [
    ("flat line", [100] * 7, "......."),
    ("simple decline", [100, 100, 100, 100, 90, 80, 70, 70, 70, 70], "....ddddd."),
    ("short, reversing decline", [100, 100, 100, 100, 90, 80, 100, 100, 100, 100], "....dd...."),
    ("decline and increase", [100, 90, 80, 70, 60, 70, 80, 90, 100], "....d...u"),
    ("increase and decline", [10, 20, 30, 40, 50, 40, 30, 20, 10, 10], "....u...dd"),
    ("persistent small changes", [47, 47, 48, 49, 50, 51, 52, 52, 100], "....uuuuu"),
    ("steady rise", [0, 20, 30, 40, 50, 60, 70, 80, 90], ".....uuuu"),
    ("noisy start", [100, 0, 100, 0, 100, 0, 20, 30, 40, 50, 60, 70, 80, 90], "." * 14),
    ("linear increase", [10, 20, 30, 40, 50, 60, 100, 100, 100, 100], "....uuuuu."),
    ("not enough data", [20, 40, 60, 80], "...."),
    ("sharp increase", [0, 20, 40, 60, 80, 90, 100], "....uuu"),
    ("jagged", [5, 50, 100, 50, 5, 50, 100, 50, 5, 50, 100, 50, 5], "." * 13),
    ("single peak", [5, 6, 7, 90, 5, 6, 7, 6, 5, 6, 7, 6, 5], "...u........."),
]


def written(found: Alarms) -> str:
    return "".join("u" if up else "d" if down else "." for up, down in zip(found.up, found.down, strict=True))


def by_hand(points: list[float], *, window: int, sensitivity: float) -> str:
    """The algorithm point by point, as its description reads."""
    sounds = ""
    if len(points) <= window:
        return "." * len(points)
    mean, deviation = fmean(points[:window]), pstdev(points[:window])
    rise = fall = 0.0
    for at, point in enumerate(points):
        restart = False
        if sounds[-1:] in {"u", "d"}:
            latest = points[at - window : at]
            mean = fmean(latest)
            next_rise = round(max(0.0, rise + point - mean - deviation / 2), 2)
            next_fall = round(min(0.0, fall + point - mean + deviation / 2), 2)
            restart = not (next_rise > rise if sounds[-1] == "u" else next_fall < fall)
            if restart:
                deviation, rise, fall = pstdev(latest), 0.0, 0.0
        rise = round(max(0.0, rise + point - mean - deviation / 2), 2)
        fall = round(min(0.0, fall + point - mean + deviation / 2), 2)
        limit = sensitivity * deviation
        sounds += "." if at < window else "u" if rise > limit else "d" if fall < -limit else "."
    return sounds


@pytest.mark.parametrize(("name", "points", "expected"), PUBLISHED, ids=[case[0] for case in PUBLISHED])
def test_the_published_cases_sound_where_they_should(name: str, points: list[int], expected: str) -> None:
    found = alarms(np.array(points, dtype=float) / 100, window=3, sensitivity=5)
    assert written(found) == expected


@pytest.mark.parametrize("seed", range(30))
def test_random_walks_sound_as_the_description_reads(seed: int) -> None:
    random = np.random.default_rng(seed)
    points = np.clip(50 + np.cumsum(random.normal(scale=6, size=(8, 90)), axis=1), 0, 100).round(1)
    found = alarms(points)
    for row, series in enumerate(points.tolist()):
        expected = by_hand(series, window=12, sensitivity=5)
        assert (
            "".join(
                "u" if up else "d" if down else "."
                for up, down in zip(found.up[row], found.down[row], strict=True)
            )
            == expected
        )
    assert found.up.any()
    assert found.down.any()


def test_a_later_point_changes_no_earlier_alarm() -> None:
    points = np.clip(50 + np.cumsum(np.random.default_rng(5).normal(scale=8, size=60)), 0, 100)
    whole = alarms(points)
    for end in range(14, 61):
        part = alarms(points[:end])
        assert part.up.tolist() == whole.up[:end].tolist()
        assert part.since.tolist() == whole.since[:end].tolist()


def test_the_latest_point_can_sound() -> None:
    points = np.array([50.0, 52, 48] * 4 + [51, 90])
    found = alarms(points)
    assert found.up.tolist() == [False] * 13 + [True]
    assert found.since[-1] == 13


def test_twelve_points_are_not_enough_and_thirteen_are() -> None:
    found = alarms(np.array([50.0] * 12 + [90.0]))
    assert found.is_assessable.tolist() == [False] * 12 + [True]
    assert not alarms(np.array([50.0] * 11 + [90.0])).up.any()


@pytest.mark.parametrize("value", [100 / 3, 50.0, 0.1])
def test_a_rank_that_never_moves_is_no_alarm_and_one_that_moves_after_that_is(value: float) -> None:
    assert written(alarms(np.full(40, value))) == "." * 40
    assert written(alarms(np.array([value] * 15 + [value - 3] * 2)))[15] == "d"


def test_missing_points_are_passed_over_and_an_alarm_goes_on_across_them() -> None:
    points = [100.0] * 12 + [100, 90, 80, 70]
    gappy = [*points[:5], NAN, NAN, *points[5:14], NAN, *points[14:], NAN]
    found = alarms(np.array(gappy))
    assert written(found) == "." * 15 + "d" + "." + "dd" + "."
    assert found.since.tolist() == [NEVER] * 15 + [15, NEVER, 15, 15, NEVER]
    assert not found.is_assessable[[5, 6, 16, 19]].any()


def test_a_series_without_any_point_makes_no_trouble() -> None:
    found = alarms(np.full((2, 20), NAN))
    assert not (found.up | found.down | found.is_assessable).any()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([10, 20, 30, 40, 50], [0, 25, 50, 75, 100]),
        ([50, 10, 30], [100, 0, 50]),
        ([10, 20, 20, 40], [0, 50, 50, 100]),
        ([7, 7, 7], [50, 50, 50]),
        ([10, NAN, 30], [0, NAN, 100]),
        ([10, NAN, NAN], [NAN, NAN, NAN]),
        ([NAN, NAN], [NAN, NAN]),
    ],
)
def test_ranks_run_from_0_to_100_and_ties_share_the_middle(
    values: list[float], expected: list[float]
) -> None:
    column = np.array(values, dtype=float)[:, None]
    assert percentile_ranks(column, direction=Direction.HIGHER)[:, 0] == pytest.approx(expected, nan_ok=True)
    mirrored = [100 - each for each in expected]
    assert percentile_ranks(column, direction=Direction.LOWER)[:, 0] == pytest.approx(mirrored, nan_ok=True)


@pytest.fixture
def sinking() -> np.ndarray:
    """Ten places that all rise; from the 15th half-month on the sixth rises more slowly than the rest."""
    values = 80 + np.arange(10.0)[:, None] + 0.5 * np.arange(24.0)
    values[5, 14:] -= 0.9 * np.arange(1, 11)
    return values


def test_a_place_that_rises_more_slowly_than_the_rest_sinks_against_them(sinking: np.ndarray) -> None:
    found = change_against_peers(sinking, direction=Direction.HIGHER)
    # Two half-months on it has lost 1,8 and falls behind the place that was one point below.
    assert np.flatnonzero(found.worse[5])[0] == 15
    assert np.flatnonzero(found.better[4])[0] == 15
    assert found.since[5, 15:18].tolist() == [15, 15, 15]
    assert not found.better[5].any()
    assert found.percentile[:, 0] == pytest.approx(np.arange(10) * 100 / 9)


def test_where_low_is_good_the_same_numbers_are_an_improvement(sinking: np.ndarray) -> None:
    higher = change_against_peers(sinking, direction=Direction.HIGHER)
    lower = change_against_peers(sinking, direction=Direction.LOWER)
    assert (lower.better == higher.worse).all()
    assert (lower.worse == higher.better).all()


def test_without_a_good_direction_nothing_is_judged(sinking: np.ndarray) -> None:
    found = change_against_peers(sinking, direction=Direction.NEUTRAL)
    assert not (found.worse | found.better | found.is_assessable).any()
    assert (found.since == NEVER).all()
