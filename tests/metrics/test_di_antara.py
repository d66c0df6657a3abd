"""A regency beside its group: what a hand count gives, and whether the verdict survives another group."""

from __future__ import annotations

from statistics import median

import numpy as np
import pytest

from metrics.bendera.evaluasi import Judged
from metrics.bendera.penilaian import judge
from metrics.catalogue import load_indicators
from metrics.di_antara import Beside, beside
from metrics.sebaya import Group
from tests.metrics.bendera.adegan import half_months, panel_from, province, scene_of

COVERAGE = load_indicators()["cakupan_perekaman"]
PEOPLE = 100_000
BREBES, KOTA_TEGAL = "33.29", "33.76"
# The former residency of Pekalongan without Brebes.
NEIGHBOURS = ("33.25", "33.26", "33.27", "33.28", "33.75", "33.76")


def around(recorded: dict[str, float]) -> Judged:
    """Of each place the same count in 24 half-months, 99.700 of 100.000 where nothing else is said."""
    places, periods = province(), half_months(24)
    k = np.array([[recorded.get(place.kode, 99_700.0)] * len(periods) for place in places])
    panel = panel_from(
        COVERAGE, numerator=k, denominator=np.full(k.shape, float(PEOPLE)), places=places, periods=periods
    )
    scene = scene_of({COVERAGE.id: panel}, places=places, periods=periods)
    return Judged(scene=scene, judgements=judge(scene), periods=periods[-1:])


def look(judged: Judged, wilayah: str, group: Group) -> Beside:
    return beside(judged, wilayah=wilayah, indicator=COVERAGE, periode=judged.scene.periods[-1], group=group)


def test_value_median_place_and_people_are_those_of_a_hand_count() -> None:
    recorded = {code: 98_000.0 + 137 * number for number, code in enumerate(NEIGHBOURS)}
    found = look(around(recorded | {BREBES: 98_200.0}), BREBES, Group.KARESIDENAN)
    middle = median(count / 1000 for count in recorded.values())
    assert {each.wilayah.kode for each in found.members} == set(NEIGHBOURS)
    assert (found.value, found.n) == (98.2, 6)
    assert found.median == pytest.approx(middle)
    # 98.137, 98.274, 98.411 ...: all but the first two are better.
    assert found.place == 5
    assert found.target == 99.4
    assert found.people_to_target == 99_400 - 98_200
    # The median, 98.3425, is printed as 98,34.
    assert found.people_to_median == 98_340 - 98_200


def test_the_peers_come_nearest_first_with_what_keeps_them_apart() -> None:
    found = look(around({}), BREBES, Group.SEBAYA)
    distances = [each.distance for each in found.members]
    assert len(distances) == 8
    assert distances == sorted(distances)
    for each in found.members:
        assert sum(each.parts.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("group", "n"), [(Group.SEMUA, 34), (Group.SEJENIS, 5), (Group.SEBAYA, 8), (Group.KARESIDENAN, 6)]
)
def test_each_group_has_its_members_and_never_the_place_itself(group: Group, n: int) -> None:
    found = look(around({}), KOTA_TEGAL, group)
    assert len(found.members) == n
    assert KOTA_TEGAL not in {each.wilayah.kode for each in found.members}


def test_a_verdict_that_changes_with_the_group_says_so() -> None:
    # Lower than every other kota, higher than every kabupaten, and above the target.
    kotas = {place.kode: 99_950.0 for place in province() if place.jenis == "Kota"}
    found = look(around(kotas | {KOTA_TEGAL: 99_800.0}), KOTA_TEGAL, Group.SEMUA)
    assert found.verdicts[Group.SEMUA] == "sesuai"
    assert found.verdicts[Group.SEJENIS] == "kuning"
    assert not found.is_robust


def test_a_verdict_that_does_not_change_is_robust() -> None:
    found = look(around({BREBES: 95_000.0}), BREBES, Group.SEBAYA)
    assert set(found.verdicts) == set(Group)
    assert found.is_robust


def test_what_was_not_reported_is_missing_and_counts_for_nobody() -> None:
    found = look(around({BREBES: np.nan, "33.27": np.nan}), BREBES, Group.KARESIDENAN)
    assert (found.value, found.place, found.people_to_target, found.people_to_median) == (None,) * 4
    assert (found.n, found.median) == (5, 99.7)
    (silent,) = [each for each in found.members if each.value is None]
    assert silent.wilayah.kode == "33.27"


def test_above_a_hundred_nobody_is_compared_but_the_value_is_shown() -> None:
    found = look(around({BREBES: 98_000.0, KOTA_TEGAL: 103_000.0}), BREBES, Group.KARESIDENAN)
    assert (found.n, found.median, found.place) == (5, 99.7, 6)
    assert {each.wilayah.kode: each.value for each in found.members}[KOTA_TEGAL] == 103
    above = look(around({KOTA_TEGAL: 103_000.0}), KOTA_TEGAL, Group.KARESIDENAN)
    assert (above.value, above.place) == (103, None)


def test_a_rank_is_an_interval_and_the_lowest_of_all_may_be_the_last() -> None:
    found = look(around({BREBES: 95_000.0}), BREBES, Group.SEBAYA)
    assert found.rank is not None
    assert found.rank.n == found.rank.worst == 35
    # All the others are equal: none of them is better than another for sure.
    other = look(around({BREBES: 95_000.0}), KOTA_TEGAL, Group.SEBAYA).rank
    assert other is not None
    assert other.best == 1
    assert other.worst >= 34


def test_nobody_is_ranked_without_counts_or_above_a_hundred() -> None:
    assert look(around({BREBES: np.nan}), BREBES, Group.SEBAYA).rank is None
    assert look(around({KOTA_TEGAL: 103_000.0}), KOTA_TEGAL, Group.SEBAYA).rank is None
