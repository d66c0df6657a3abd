"""XmR charts after "Making Data Count": limits, the four rules, re-basing, targets, and the latest signal."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from data_contracts.errors import DataError
from data_contracts.periode import Periode
from metrics.catalogue import Direction
from metrics.sinyal import MEANINGS, NO_RULE, RULES, Meaning, Rule, meanings
from metrics.spc import (
    TARGET_VERDICTS,
    Rebase,
    chart,
    limits,
    rebase_starts,
    rolling_latest_signal,
    signals,
    target_verdicts,
)

NAN = float("nan")
# Twelve points about 10 that trouble nobody: mean 10, every moving range 2, limits 10 +- 5,32.
CALM = [9.0, 11.0] * 6

Point = tuple[str, int] | None


def series(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


def exact_limits(points: Sequence[float], *, screen: str = "3.267") -> tuple[Fraction, Fraction, Fraction]:
    """Centre, lower and upper limit in exact fractions."""
    exact = [Fraction(point) for point in points]
    ranges = [abs(after - before) for before, after in pairwise(exact)]
    mean_range = sum(ranges, Fraction(0)) / len(ranges) if ranges else Fraction(0)
    kept = [each for each in ranges if each < Fraction(screen) * mean_range]
    if kept:
        mean_range = sum(kept, Fraction(0)) / len(kept)
    centre = sum(exact, Fraction(0)) / len(exact)
    return centre, centre - Fraction("2.66") * mean_range, centre + Fraction("2.66") * mean_range


def marked_by(
    points: Sequence[float], lines: tuple[Fraction, Fraction, Fraction]
) -> dict[tuple[Rule, int], set[int]]:
    """Which points each rule marks on each side, read off the rules one by one."""
    exact = [Fraction(point) for point in points]
    centre = lines[0]
    found: dict[tuple[Rule, int], set[int]] = {(rule, side): set() for rule in Rule for side in (1, -1)}
    for side, limit in ((1, lines[2]), (-1, lines[1])):
        inner = centre + (limit - centre) * Fraction(2, 3)
        beyond = [side * point > side * limit for point in exact]
        near = [side * point > side * inner and not out for point, out in zip(exact, beyond, strict=True)]
        found[Rule.OUTSIDE, side] = {at for at, out in enumerate(beyond) if out}
        for start in range(len(exact) - 6):
            seven = exact[start : start + 7]
            if all(side * after > side * before for before, after in pairwise(seven)):
                found[Rule.TREND, side] |= set(range(start, start + 7))
            if all(side * point > side * centre for point in seven):
                found[Rule.SHIFT, side] |= set(range(start, start + 7))
        for start in range(len(exact) - 2):
            members = [at for at in range(start, start + 3) if near[at]]
            if len(members) >= 2:
                found[Rule.NEAR_LIMIT, side] |= set(members)
    return found


def first_rule(at: int, marked: dict[tuple[Rule, int], set[int]], *, is_above: bool) -> Point:
    for rule in Rule:
        sides = [side for side in (1, -1) if at in marked[rule, side]]
        if sides:
            return str(rule), sides[0] if len(sides) == 1 else (1 if is_above else -1)
    return None


def test_the_limits_lie_two_point_66_mean_ranges_beside_the_mean() -> None:
    found = limits(series(3, 7, 4, 8, 6, 5))
    # Ranges 4 3 4 2 1, mean 2,8; none reaches 3,267 * 2,8.
    assert found.centre == pytest.approx(5.5)
    assert found.mean_range == pytest.approx(2.8)
    assert found.lower == pytest.approx(5.5 - 2.66 * 2.8)
    assert found.upper == pytest.approx(5.5 + 2.66 * 2.8)
    assert found.n == 6


def test_a_range_of_at_least_3_267_times_the_mean_is_left_out_once() -> None:
    # Ranges 1 1 1 1 1 20 1 1: mean 3,375, and 20 is more than 3,267 times that; the rest average 1.
    found = limits(series(1, 2, 1, 2, 1, 2, 22, 21, 22))
    assert found.mean_range == pytest.approx(1.0)
    assert found.centre == pytest.approx(74 / 9)


def test_a_range_of_exactly_the_screen_is_left_out() -> None:
    # Ranges 1 1 1 5, mean 2; with a screen of 2,5 the last is at the border.
    assert limits(series(1, 2, 1, 2, 7), screen=2.5).mean_range == pytest.approx(1.0)
    assert limits(series(1, 2, 1, 2, 7), screen=2.51).mean_range == pytest.approx(2.0)


def test_the_screening_is_not_repeated_on_what_is_left() -> None:
    # Ranges 1 x 12, 10, 100: 100 goes (mean 8); of the rest (mean 22/13) 10 would go in a second round.
    values = [0.0, 1.0] * 6 + [0.0, 10.0, 110.0]
    assert limits(series(*values)).mean_range == pytest.approx(22 / 13)


def test_screening_that_would_leave_none_leaves_all() -> None:
    assert limits(series(1, 4, 1, 4), screen=1.0).mean_range == pytest.approx(3.0)


@pytest.mark.parametrize("value", [0.0, 7.0, 0.1, 98.37, 1e9 / 3])
@pytest.mark.parametrize("length", [12, 13, 24])
def test_a_constant_series_has_its_mean_as_limits_and_no_signal(value: float, length: int) -> None:
    values = np.full(length, value)
    found = limits(values)
    assert found.centre == found.lower == found.upper == value
    assert (signals(values, found).rule == NO_RULE).all()


def test_a_single_point_is_its_own_limits_and_none_has_none() -> None:
    found = limits(np.array([[NAN, 5.0, NAN], [NAN, NAN, NAN]]))
    assert (found.centre[0], found.lower[0], found.upper[0], found.n[0]) == (5, 5, 5, 1)
    assert np.isnan([found.centre[1], found.lower[1], found.upper[1], found.mean_range[1]]).all()
    assert found.n[1] == 0


def test_a_gap_is_passed_over_not_filled() -> None:
    whole, gappy = series(3, 7, 4, 8), series(NAN, 3, NAN, NAN, 7, 4, NAN, 8, NAN)
    for name in ("centre", "lower", "upper", "mean_range", "n"):
        assert getattr(limits(gappy), name) == getattr(limits(whole), name)


def test_series_stand_one_per_row() -> None:
    rows = np.array([[1.0, 2.0, 4.0], [5.0, NAN, 5.0]])
    found = limits(rows)
    assert found.centre.tolist() == [pytest.approx(7 / 3), 5]
    assert found.n.tolist() == [3, 2]


# fewest=1 so that the little tables stay readable; the limits are given, so that each rule stands alone.
LINES = limits(series(*CALM))  # 10 +- 5,32; two thirds of the way at 13,5466 and 6,4533


@pytest.mark.parametrize(
    ("values", "rule", "side", "members"),
    [
        ([15.33, 10], Rule.OUTSIDE, 1, {0}),
        ([15.32, 10], Rule.OUTSIDE, 1, set()),
        ([4.67, 4.68], Rule.OUTSIDE, -1, {0}),
        ([1, 2, 3, 4, 5, 6, 7], Rule.TREND, 1, set(range(7))),
        ([1, 2, 3, 4, 5, 6], Rule.TREND, 1, set()),
        ([9, 1, 2, 3, 4, 5, 6, 7, 8, 0], Rule.TREND, 1, set(range(1, 9))),
        ([1, 2, 3, 3, 4, 5, 6, 7], Rule.TREND, 1, set()),
        ([7, 6, 5, 4, 3, 2, 1], Rule.TREND, -1, set(range(7))),
        ([1, NAN, 2, 3, 4, NAN, 5, 6, 7], Rule.TREND, 1, {0, 2, 3, 4, 6, 7, 8}),
        ([14, 10, 14], Rule.NEAR_LIMIT, 1, {0, 2}),
        ([14, 14, 10], Rule.NEAR_LIMIT, 1, {0, 1}),
        ([14, 10, 10, 14], Rule.NEAR_LIMIT, 1, set()),
        ([14, 6, 10], Rule.NEAR_LIMIT, 1, set()),
        ([14, 1, 14], Rule.NEAR_LIMIT, 1, {0, 2}),
        ([14, 16, 10], Rule.NEAR_LIMIT, 1, set()),
        ([14, 16, 14], Rule.NEAR_LIMIT, 1, {0, 2}),
        ([14, 14], Rule.NEAR_LIMIT, 1, set()),
        ([14, 14, NAN], Rule.NEAR_LIMIT, 1, set()),
        ([14, NAN, 10, 14], Rule.NEAR_LIMIT, 1, {0, 3}),
        ([13.54, 13.54, 13.54], Rule.NEAR_LIMIT, 1, set()),
        ([6, 10, 6], Rule.NEAR_LIMIT, -1, {0, 2}),
        ([11] * 7, Rule.SHIFT, 1, set(range(7))),
        ([11] * 6, Rule.SHIFT, 1, set()),
        ([11] * 3 + [10] + [11] * 3, Rule.SHIFT, 1, set()),
        ([9] + [11] * 8 + [9], Rule.SHIFT, 1, set(range(1, 9))),
        ([9] * 7, Rule.SHIFT, -1, set(range(7))),
    ],
)
def test_each_rule_marks_its_points(values: list[float], rule: Rule, side: int, members: set[int]) -> None:
    found = signals(series(*values), LINES, fewest=1)
    at = RULES.index(rule)
    marked, other = (found.high, found.low) if side == 1 else (found.low, found.high)
    assert set(np.flatnonzero(marked[at])) == members
    if rule is not Rule.OUTSIDE:
        assert not (other[at] & marked[at]).any()


def test_a_point_on_its_limit_is_not_outside() -> None:
    # Ranges of 50: the limits are 2,66 * 50 = 133 from the mean, to the last bit.
    lines = limits(series(*[75.0, 125.0] * 6))
    assert (lines.lower, lines.upper) == (-33, 233)
    found = signals(series(233, -33, 233.5, -33.5), lines, fewest=1)
    assert found.high[0].tolist() == [False, False, True, False]
    assert found.low[0].tolist() == [False, False, False, True]


def test_the_first_rule_in_order_names_the_signal() -> None:
    # Rising through the upper limit, and seven above the mean.
    found = signals(series(10.5, 11, 11.5, 12, 12.5, 13, 16), LINES, fewest=1)
    assert [RULES[code] for code in found.rule] == [Rule.TREND] * 6 + [Rule.OUTSIDE]
    assert found.side.tolist() == [1] * 7
    assert found.high[RULES.index(Rule.SHIFT)].all()


def test_a_fall_above_the_mean_is_a_fall() -> None:
    found = signals(series(13, 12.5, 12, 11.5, 11, 10.5, 10.1), LINES, fewest=1)
    assert found.side.tolist() == [-1] * 7


def test_where_a_rise_turns_into_a_fall_the_side_of_the_mean_decides() -> None:
    up = [7.0, 8, 9, 10, 11, 12]
    found = signals(series(*up, 13, *reversed(up)), LINES, fewest=1)
    assert found.side.tolist() == [1] * 7 + [-1] * 6
    down = [13.0, 12, 11, 10, 9, 8]
    found = signals(series(*down, 7, *reversed(down)), LINES, fewest=1)
    assert found.side.tolist() == [-1] * 7 + [1] * 6


@pytest.mark.parametrize(("n", "is_assessable"), [(11, False), (12, True)])
def test_under_twelve_points_nothing_is_a_signal(n: int, is_assessable: bool) -> None:
    values = np.append(np.arange(n, dtype=float), NAN)
    found = signals(values, limits(values))
    assert found.is_assessable.tolist() == [is_assessable] * n + [False]
    assert (found.rule[:n] != NO_RULE).all() == is_assessable
    assert found.rule[n] == NO_RULE


@pytest.mark.parametrize("seed", range(40))
def test_random_series_with_ties_and_gaps_are_charted_as_the_rules_read(seed: int) -> None:
    random = np.random.default_rng(seed)
    values = random.integers(0, 4 + seed, size=(6, 36)).astype(float)
    values[:, 20:] += random.integers(0, 4, size=(6, 1))
    values[random.random(values.shape) < 0.15] = NAN
    lines = limits(values)
    found = signals(values, lines)
    for row, points in enumerate(values):
        places = np.flatnonzero(~np.isnan(points))
        exact = exact_limits(points[places].tolist())
        for line, expected in zip((lines.centre, lines.lower, lines.upper), exact, strict=True):
            assert line[row] == pytest.approx(float(expected))
        marked = marked_by(points[places].tolist(), exact)
        for number, rule in enumerate(Rule):
            assert set(np.flatnonzero(found.high[number, row])) == set(places[list(marked[rule, 1])])
            assert set(np.flatnonzero(found.low[number, row])) == set(places[list(marked[rule, -1])])
        for at, place in enumerate(places):
            is_above = Fraction(points[place]) >= exact[0]
            expected_name = first_rule(at, marked, is_above=is_above)
            code, side = found.rule[row, place], found.side[row, place]
            assert (None if code == NO_RULE else (str(RULES[code]), int(side))) == expected_name


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("kind", ["ties", "shares", "steps", "sparse"])
def test_the_latest_signal_is_that_of_the_chart_of_its_window(seed: int, kind: str) -> None:
    random = np.random.default_rng(seed)
    shape, window, fewest = (5, 50), 24, 12
    values = {
        "ties": random.integers(0, 5, shape).astype(float),
        "shares": random.random(shape),
        "steps": random.integers(0, 9, shape) + np.arange(50) // 20 * 6.0,
        "sparse": np.cumsum(random.normal(size=shape), axis=1),
    }[kind]
    values[random.random(shape) < (0.6 if kind == "sparse" else 0.1)] = NAN
    found = rolling_latest_signal(values, window=window, fewest=fewest)
    n_marked = 0
    for row, points in enumerate(values):
        for at in range(len(points)):
            before = points[: at + 1][~np.isnan(points[: at + 1])][-window:]
            if np.isnan(points[at]):
                assert (found.rule[row, at], found.side[row, at]) == (NO_RULE, 0)
                assert not found.is_assessable[row, at]
                assert np.isnan(found.centre[row, at])
                continue
            lines = limits(before)
            marked = signals(before, lines, fewest=fewest)
            assert found.is_assessable[row, at] == (len(before) >= fewest) == marked.is_assessable[-1]
            assert (found.rule[row, at], found.side[row, at]) == (marked.rule[-1], marked.side[-1])
            for name in ("centre", "lower", "upper", "n"):
                assert getattr(found, name)[row, at] == getattr(lines, name)
            n_marked += found.rule[row, at] != NO_RULE
    assert n_marked > 0 or kind in {"ties", "shares"}


def test_one_series_alone_gives_what_it_gives_among_others() -> None:
    values = np.random.default_rng(3).integers(0, 9, (3, 40)).astype(float)
    many, one = rolling_latest_signal(values, window=24), rolling_latest_signal(values[1], window=24)
    assert one.rule.tolist() == many.rule[1].tolist()
    assert one.n.tolist() == many.n[1].tolist()


@pytest.mark.parametrize(
    ("direction", "expected"),
    [
        (Direction.HIGHER, [Meaning.IMPROVEMENT, Meaning.CONCERN, Meaning.NONE]),
        (Direction.LOWER, [Meaning.CONCERN, Meaning.IMPROVEMENT, Meaning.NONE]),
        (Direction.NEUTRAL, [Meaning.NEUTRAL, Meaning.NEUTRAL, Meaning.NONE]),
    ],
)
def test_what_a_signal_means_depends_on_which_way_is_good(
    direction: Direction, expected: list[Meaning]
) -> None:
    found = meanings(np.array([1, -1, 0], dtype=np.int8), direction=direction)
    assert [MEANINGS[code] for code in found] == expected


def test_every_rule_has_a_label_and_a_sentence_of_its_own() -> None:
    assert len({rule.label for rule in Rule}) == len({rule.sentence for rule in Rule}) == 4
    assert all(rule.sentence.endswith(".") for rule in Rule)


@pytest.mark.parametrize(
    ("target", "higher", "lower"),
    [
        (4.6, "selalu tercapai", "selalu luput"),
        (10, "kadang tercapai, kadang luput", "kadang tercapai, kadang luput"),
        (15.4, "selalu luput", "selalu tercapai"),
        (NAN, "belum dapat dinilai", "belum dapat dinilai"),
    ],
)
def test_a_target_beyond_the_limits_is_met_or_missed_consistently(
    target: float, higher: str, lower: str
) -> None:
    for direction, expected in (
        (Direction.HIGHER, higher),
        (Direction.LOWER, lower),
        (Direction.NEUTRAL, "belum dapat dinilai"),
    ):
        assert TARGET_VERDICTS[target_verdicts(LINES, target, direction=direction)] == expected


def test_a_target_on_the_limit_is_hit_or_missed_by_chance() -> None:
    lines = limits(series(*[75.0, 125.0] * 6))
    for target in (-33, 233):
        code = target_verdicts(lines, target, direction=Direction.HIGHER)
        assert TARGET_VERDICTS[code] == "kadang tercapai, kadang luput"


def test_under_twelve_points_no_target_is_judged() -> None:
    code = target_verdicts(limits(series(*CALM[:11])), 0, direction=Direction.HIGHER)
    assert TARGET_VERDICTS[code] == "belum dapat dinilai"


def test_each_segment_has_limits_from_its_own_points_only() -> None:
    first, second = CALM, [29.0, 31.0] * 6 + [38.0, 22.0]
    lines, found = chart(series(*first, *second), starts=(12,))
    assert lines.centre[:12].tolist() == [10] * 12
    assert lines.centre[12:] == pytest.approx([30] * 14)
    assert lines.n.tolist() == [12] * 12 + [14] * 14
    assert np.flatnonzero(found.rule != NO_RULE).tolist() == [24, 25]
    assert (found.side[24], found.side[25]) == (1, -1)
    whole, unbased = chart(series(*first, *second))
    assert (whole.centre == whole.centre[0]).all()
    assert (unbased.rule != NO_RULE).sum() > 10


def test_no_run_crosses_into_the_next_segment_and_a_short_segment_is_not_judged() -> None:
    rising = np.arange(23, dtype=float)
    _, found = chart(rising, starts=(12,))
    assert found.is_assessable.tolist() == [True] * 12 + [False] * 11
    assert (found.rule[12:] == NO_RULE).all()
    assert found.high[RULES.index(Rule.TREND), :12].all()


def test_a_chart_is_rebased_by_a_person_from_a_half_month_on() -> None:
    periods = Periode.range(Periode(2026, 1, 1), Periode(2026, 6, 2))
    moved = Rebase(periode=Periode(2026, 3, 2), penulis="Kepala Bidang", alasan="Loket kedua dibuka")
    later = Rebase(periode=Periode(2027, 1, 1), penulis="Kepala Bidang", alasan="Loket ketiga dibuka")
    assert rebase_starts([later, moved], periods=periods) == (5,)


@pytest.mark.parametrize(("penulis", "alasan"), [(" ", "Loket kedua"), ("Kepala Bidang", "")])
def test_rebasing_needs_an_author_and_a_reason(penulis: str, alasan: str) -> None:
    with pytest.raises(DataError, match="penulis dan alasannya"):
        Rebase(periode=Periode(2026, 3, 2), penulis=penulis, alasan=alasan)
