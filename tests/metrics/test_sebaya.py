"""Who a regency is compared with, why, and whether it stands in the lowest part of them."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from scipy.stats import yeojohnson

from data_contracts.aturan import default_rules
from data_contracts.catalogue import load_register, load_residencies
from data_contracts.errors import UsageError
from metrics.sebaya import (
    Feature,
    Group,
    Neighbours,
    group_members,
    in_lowest_part,
    median_of,
    neighbours,
)

PLACES = load_register().kabkota
WAJIB = {place.kode: round(0.74 * (place.penduduk or 0)) + 500 * index for index, place in enumerate(PLACES)}
NAN = float("nan")


@pytest.fixture(scope="module")
def found() -> Neighbours:
    return neighbours(PLACES, wajib_ktp=WAJIB, rules=default_rules())


def test_each_place_has_eight_peers_that_are_others(found: Neighbours) -> None:
    for place in PLACES:
        peers = [peer.wilayah.kode for peer in found.of(place.kode)]
        assert len(set(peers)) == 8
        assert place.kode not in peers


def test_the_distances_are_those_of_the_method_worked_out_place_by_place(found: Neighbours) -> None:
    columns = [
        [float(place.jenis == "Kota") for place in PLACES],
        [float(place.penduduk or 0) for place in PLACES],
        [(place.penduduk or 0) / (place.luas_km2 or 1) for place in PLACES],
        [float(place.jumlah_kecamatan or 0) for place in PLACES],
        [WAJIB[place.kode] / (place.penduduk or 1) for place in PLACES],
    ]
    scaled = []
    for column in columns:
        values = column
        if len(set(column)) > 2:
            middle = sorted(map(abs, column))[len(column) // 2]
            values = list(yeojohnson(np.array(column) / middle)[0])
        low, high = min(values), max(values)
        scaled.append([(value - low) / (high - low) for value in values])
    for own in (0, 7, 34):
        distances = {
            other: sqrt(sum((column[own] - column[other]) ** 2 for column in scaled))
            for other in range(35)
            if other != own
        }
        nearest = sorted(distances, key=lambda other: (round(distances[other], 12), PLACES[other].kode))[:8]
        assert [peer.wilayah.kode for peer in found.of(PLACES[own].kode)] == [PLACES[n].kode for n in nearest]
        assert [peer.distance for peer in found.of(PLACES[own].kode)] == pytest.approx(
            [distances[n] for n in nearest]
        )


def test_what_made_them_peers_adds_up_to_the_distance(found: Neighbours) -> None:
    for peer in found.of("33.74"):
        assert set(peer.parts) == set(Feature)
        assert sum(peer.parts.values()) == pytest.approx(peer.distance**2)


def test_a_kota_is_compared_with_kota_first(found: Neighbours) -> None:
    kinds = [peer.wilayah.jenis for peer in found.of("33.71")][:5]
    assert kinds == ["Kota"] * 5


def test_weights_change_the_peers_and_a_weight_of_zero_leaves_a_feature_out() -> None:
    rules = replace(default_rules(), sebaya_bobot_jenis=0, sebaya_bobot_penduduk=0, sebaya_bobot_kepadatan=0)
    rules = replace(rules, sebaya_bobot_wajib_ktp=0)
    found = neighbours(PLACES, wajib_ktp=WAJIB, rules=rules)
    own = load_register().get("33.01")
    nearest = [
        abs((peer.wilayah.jumlah_kecamatan or 0) - (own.jumlah_kecamatan or 0)) for peer in found.of("33.01")
    ]
    others = sorted(
        abs((place.jumlah_kecamatan or 0) - (own.jumlah_kecamatan or 0))
        for place in PLACES
        if place is not own
    )
    assert nearest[0] == others[0]


def test_a_place_without_wajib_ktp_is_compared_by_the_rest() -> None:
    known = {kode: count for kode, count in WAJIB.items() if kode != "33.19"}
    found = neighbours(PLACES, wajib_ktp=known, rules=default_rules())
    peers = found.of("33.19")
    assert len(peers) == 8
    assert all(Feature.WAJIB_KTP not in peer.parts for peer in peers)
    assert np.isfinite([peer.distance for peer in peers]).all()


def test_equal_places_are_ordered_by_code() -> None:
    twins = [replace(PLACES[0], kode=f"33.{number:02}") for number in range(10, 30)]
    found = neighbours(twins, wajib_ktp={}, rules=default_rules())
    assert [peer.wilayah.kode for peer in found.of("33.20")] == [f"33.{number}" for number in range(10, 18)]
    assert {peer.distance for peer in found.of("33.20")} == {0.0}


def test_a_peer_can_be_swapped_for_another_but_not_for_itself_or_twice(found: Neighbours) -> None:
    peers = [peer.wilayah.kode for peer in found.of("33.74")]
    outsider = next(place.kode for place in PLACES if place.kode not in {*peers, "33.74"})
    swapped = [peer.wilayah.kode for peer in found.swapped("33.74", out=peers[0], into=outsider)]
    assert set(swapped) == {*peers[1:], outsider}
    for out, into in ((outsider, peers[0]), (peers[0], peers[1]), (peers[0], "33.74")):
        with pytest.raises(UsageError):
            found.swapped("33.74", out=out, into=into)


def test_the_other_groups_are_what_they_say(found: Neighbours) -> None:
    residencies = load_residencies()
    codes = [place.kode for place in PLACES]
    own = codes.index("33.71")
    same = group_members(Group.SEJENIS, found=found, residencies=residencies)
    assert {codes[n] for n in np.flatnonzero(same[own])} == {"33.72", "33.73", "33.74", "33.75", "33.76"}
    every = group_members(Group.SEMUA, found=found, residencies=residencies)
    assert every.sum(axis=1).tolist() == [34] * 35
    near = group_members(Group.KARESIDENAN, found=found, residencies=residencies)
    named = {codes[n] for n in np.flatnonzero(near[own])}
    assert named == {"33.05", "33.06", "33.07", "33.08", "33.23"}
    assert not any(group.diagonal().any() for group in (same, every, near))


def lowest(*values: float, percent: float = 25, is_higher_better: bool = True) -> tuple[bool, bool]:
    """Whether the first of these lies in the lowest part of all of them, and whether that can be told."""
    column = np.array([[value] for value in values])
    members = ~np.eye(len(values), dtype=bool)
    found, known = in_lowest_part(column, members=members, percent=percent, is_higher_better=is_higher_better)
    return bool(found[0, 0]), bool(known[0, 0])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((1, 2, 3, 4, 5), (True, True)),
        ((2, 1, 3, 4, 5), (True, True)),
        ((2.01, 1, 2, 4, 5), (False, True)),
        ((5, 1, 2, 3, 4), (False, True)),
        ((3, 3, 3, 3, 3), (False, True)),
        ((1, 1, 1, 1, 5), (True, True)),
        ((1, NAN, NAN, 4, 5), (False, False)),
        ((1, NAN, 3, 4, 5), (True, True)),
        ((NAN, 2, 3, 4, 5), (False, False)),
    ],
)
def test_the_lowest_quarter_ends_at_its_percentile_and_equal_values_have_none(
    values: tuple[float, ...], expected: tuple[bool, bool]
) -> None:
    assert lowest(*values) == expected


def test_where_low_is_good_the_highest_are_the_worst() -> None:
    assert lowest(9, 2, 3, 4, 5, is_higher_better=False) == (True, True)
    assert lowest(1, 2, 3, 4, 5, is_higher_better=False) == (False, True)


def test_the_median_of_a_group_leaves_the_place_itself_out() -> None:
    values = np.array([[100.0, NAN], [1.0, 1.0], [2.0, NAN], [6.0, NAN]])
    members = ~np.eye(4, dtype=bool)
    assert median_of(values, members=members)[0].tolist() == [2.0, 1.0]
    assert np.isnan(median_of(values, members=np.zeros((4, 4), dtype=bool))).all()
