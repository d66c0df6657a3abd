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


def test_a_feature_reaches_from_0_to_its_weight(found: Neighbours) -> None:
    weights = [2.0, 1.0, 0.5, 0.25, 3.0]
    rules = replace(
        default_rules(),
        sebaya_bobot_jenis=weights[0],
        sebaya_bobot_penduduk=weights[1],
        sebaya_bobot_kepadatan=weights[2],
        sebaya_bobot_kecamatan=weights[3],
        sebaya_bobot_wajib_ktp=weights[4],
    )
    weighted = neighbours(PLACES, wajib_ktp=WAJIB, rules=rules)
    codes = [place.kode for place in PLACES]
    own = codes.index("33.74")
    for peer in weighted.of("33.74"):
        other = codes.index(peer.wilayah.kode)
        squared = [
            (weight * (float(one) - float(two))) ** 2
            for weight, one, two in zip(weights, found.scaled[own], found.scaled[other], strict=True)
        ]
        assert peer.distance == pytest.approx(sqrt(sum(squared)))
        assert list(peer.parts.values()) == pytest.approx(squared)


def test_a_place_without_wajib_ktp_is_compared_by_the_rest() -> None:
    known = {kode: count for kode, count in WAJIB.items() if kode != "33.19"}
    found = neighbours(PLACES, wajib_ktp=known, rules=default_rules())
    peers = found.of("33.19")
    assert len(peers) == 8
    assert all(Feature.WAJIB_KTP not in peer.parts for peer in peers)
    codes = [place.kode for place in PLACES]
    for peer in peers:
        pair = zip(
            found.scaled[codes.index("33.19")], found.scaled[codes.index(peer.wilayah.kode)], strict=True
        )
        squared = [(float(one) - float(two)) ** 2 for one, two in pair][:4]
        assert peer.distance**2 == pytest.approx(sum(squared) * 5 / 4)
        assert sum(peer.parts.values()) == pytest.approx(peer.distance**2)


def test_a_reported_zero_is_a_value_like_another() -> None:
    counts = {place.kode: 0.0 if index < 20 else WAJIB[place.kode] for index, place in enumerate(PLACES)}
    found = neighbours(PLACES, wajib_ktp=counts, rules=default_rules())
    assert np.isfinite(found.distance).all()
    assert set(found.of("33.01")[0].parts) == set(Feature)


def test_equal_places_are_ordered_by_code() -> None:
    twins = [replace(PLACES[0], kode=f"33.{number:02}") for number in range(10, 30)]
    found = neighbours(twins, wajib_ktp={}, rules=default_rules())
    assert [peer.wilayah.kode for peer in found.of("33.20")] == [f"33.{number}" for number in range(10, 18)]
    assert {peer.distance for peer in found.of("33.20")} == {0.0}


def kodes(found: Neighbours, kode: str) -> list[str]:
    return [peer.wilayah.kode for peer in found.of(kode)]


def test_a_peer_can_be_swapped_for_another_and_back(found: Neighbours) -> None:
    before = kodes(found, "33.74")
    outsider = next(place.kode for place in PLACES if place.kode not in {*before, "33.74"})
    after = found.swapped("33.74", out=before[0], into=outsider)
    assert set(kodes(after, "33.74")) == {*before[1:], outsider}
    distances = [peer.distance for peer in after.of("33.74")]
    assert distances == sorted(distances)
    assert kodes(after.swapped("33.74", out=outsider, into=before[0]), "33.74") == before


def test_a_swap_changes_the_group_that_is_judged_and_nobody_else_s(found: Neighbours) -> None:
    codes = [place.kode for place in PLACES]
    peers = kodes(found, "33.74")
    outsider = next(kode for kode in codes if kode not in {*peers, "33.74"})
    before, after = found.members(), found.swapped("33.74", out=peers[0], into=outsider).members()
    changed = {(codes[own], codes[other]) for own, other in np.argwhere(before != after)}
    assert changed == {("33.74", peers[0]), ("33.74", outsider)}


@pytest.mark.parametrize(
    ("out", "into"),
    [("outsider", "first"), ("first", "second"), ("first", "itself"), ("first", "unknown")],
)
def test_a_swap_that_cannot_be_is_refused(found: Neighbours, out: str, into: str) -> None:
    peers = kodes(found, "33.74")
    outsider = next(place.kode for place in PLACES if place.kode not in {*peers, "33.74"})
    named = {
        "first": peers[0],
        "second": peers[1],
        "outsider": outsider,
        "itself": "33.74",
        "unknown": "31.71",
    }
    with pytest.raises(UsageError):
        found.swapped("33.74", out=named[out], into=named[into])


def test_a_place_that_is_not_among_them_has_no_peers(found: Neighbours) -> None:
    with pytest.raises(KeyError):
        found.of("31.71")


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
