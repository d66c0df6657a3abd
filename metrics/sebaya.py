"""Peers: with which places a regency can fairly be compared.

Statistical neighbours in the open way of NHS Digital's ASC_LA_Peer_Groups: each feature is brought near a
normal distribution, scaled from 0 to its weight; the nearest by Euclidean distance are the peers. Where the
source takes the best of several transforms, here it is always that of Yeo and Johnson (Biometrika 87, 2000),
so that nobody's peers change because another transform won by a hair. Everything that made them peers can be
shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np
from scipy.stats import yeojohnson

from data_contracts.aturan import Rules
from data_contracts.errors import UsageError
from data_contracts.wilayah import Wilayah
from metrics.panel import Flags, Matrix, Numbers

FEWEST: Final = 4
"""A quarter of fewer values is nobody in particular."""


class Feature(StrEnum):
    """What places are compared by; the value is its name in the interface."""

    JENIS = "kota atau kabupaten"
    PENDUDUK = "penduduk"
    KEPADATAN = "kepadatan penduduk"
    KECAMATAN = "jumlah kecamatan"
    WAJIB_KTP = "bagian wajib KTP"


class Group(StrEnum):
    """With whom a place is compared; the value is its name in the interface."""

    SEBAYA = "daerah sebaya"
    SEMUA = "semua kabupaten/kota"
    SEJENIS = "kota saja, atau kabupaten saja"
    KARESIDENAN = "eks-karesidenan yang sama"


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """One peer of a place: how far it is, and how much of the squared distance each feature makes; a feature
    that is not known of both makes none.
    """

    wilayah: Wilayah
    distance: float
    parts: Mapping[Feature, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Neighbours:
    """The peers of every place: `scaled` [places, features] are the features as compared, NaN where one is
    not known; `distance` [places, places]; `order` the others of each place, nearest first.
    """

    places: tuple[Wilayah, ...]
    scaled: Matrix
    weights: Matrix
    distance: Matrix
    order: tuple[tuple[int, ...], ...]
    number: int

    def of(self, kode: str) -> tuple[Peer, ...]:
        """The peers of one place, nearest first; KeyError for a place that is not among them."""
        own = self._number(kode)
        return tuple(self._peer(own, other) for other in self.order[own][: self.number])

    def swapped(self, kode: str, *, out: str, into: str) -> "Neighbours":
        """The same with one peer of one place exchanged; UsageError where that cannot be.

        It is judged like any other group, so that a verdict can be held against the reader's own choice.
        """
        peers = [peer.wilayah.kode for peer in self.of(kode)]
        if out not in peers:
            raise UsageError(f"{out} bukan sebaya {kode}; pilih salah satu dari {', '.join(peers)}.")
        if into in peers or into == kode:
            raise UsageError(f"{into} sudah menjadi sebaya, atau daerah itu sendiri; pilih daerah lain.")
        if into not in {place.kode for place in self.places}:
            raise UsageError(f"{into} tidak ada di antara daerah yang dibandingkan; periksa kodenya.")
        own, chosen = self._number(kode), {*peers, into} - {out}
        first = [number for number, place in enumerate(self.places) if place.kode in chosen]
        first = _nearest_first(first, away=self.distance[own], places=self.places)
        rest = (number for number in self.order[own] if number not in first)
        order = (*self.order[:own], (*first, *rest), *self.order[own + 1 :])
        return replace(self, order=order)

    def members(self) -> Flags:
        """[places, places]: whether the second is a peer of the first; nobody is his own."""
        found: Flags = np.zeros(self.distance.shape, dtype=np.bool_)
        for own, order in enumerate(self.order):
            found[own, list(order[: self.number])] = True
        return found

    def _number(self, kode: str) -> int:
        return {place.kode: number for number, place in enumerate(self.places)}[kode]

    def _peer(self, own: int, other: int) -> Peer:
        parts = _parts(self.scaled[own], self.scaled[other], self.weights)
        known = {
            feature: float(part) for feature, part in zip(Feature, parts, strict=True) if np.isfinite(part)
        }
        return Peer(wilayah=self.places[other], distance=float(self.distance[own, other]), parts=known)


def neighbours(places: Sequence[Wilayah], *, wajib_ktp: Mapping[str, float], rules: Rules) -> Neighbours:
    """The peers of all these places, of whichever roster.

    `wajib_ktp`: the last known count per code; a place without one is compared by its other features, their
    distance scaled up to all of them. Equal distances are ordered by code.
    """
    features = _features(places, wajib_ktp)
    scaled = np.column_stack([_scaled(column) for column in features.T])
    weights = _weights(rules)
    distance = _distances(scaled, weights)
    order = tuple(
        tuple(
            _nearest_first((other for other in range(len(places)) if other != own), away=away, places=places)
        )
        for own, away in enumerate(distance)
    )
    return Neighbours(
        places=tuple(places),
        scaled=scaled,
        weights=weights,
        distance=distance,
        order=order,
        number=rules.sebaya_jumlah,
    )


def _nearest_first(numbers: Iterable[int], *, away: Matrix, places: Sequence[Wilayah]) -> list[int]:
    """Places by their distance, equal ones by code; binary dust makes no difference."""
    return sorted(numbers, key=lambda number: (round(float(away[number]), 12), places[number].kode))


def group_members(group: Group, *, found: Neighbours, residencies: Mapping[str, str]) -> Flags:
    """[places, places]: with whom each place is compared in a group; nobody with himself.

    `residencies` gives the former residency of each code.
    """
    places = found.places
    if group is Group.SEBAYA:
        return found.members()
    traits = np.array([_trait(place, group, residencies) for place in places])
    same: Flags = traits[:, None] == traits[None, :]
    return same & ~np.eye(len(places), dtype=np.bool_)


def _trait(place: Wilayah, group: Group, residencies: Mapping[str, str]) -> str:
    """What the members of a group have in common."""
    match group:
        case Group.SEJENIS:
            return place.jenis
        case Group.KARESIDENAN:
            return residencies.get(place.kode, place.kode)
        case _:
            return ""


def in_lowest_part(
    values: Matrix, *, members: Flags, percent: float, is_higher_better: bool
) -> tuple[Flags, Flags]:
    """Whether each place lies in the worst `percent` of itself and its group, and whether that can be told.

    `values` [places, periods], NaN is missing. The worst part ends at the percentile of the group's values
    (straight lines between the ordered ones); a place on it lies in it, unless all values are equal. Told
    where the place and at least three of its group have a value.
    """
    oriented = values if is_higher_better else -values
    lowest, known = (np.zeros(values.shape, dtype=np.bool_) for _ in range(2))
    for own in range(len(values)):
        group = np.concatenate([oriented[own : own + 1], oriented[members[own]]])
        lowest[own], known[own] = _lowest(group, percent=percent)
    return lowest, known


def median_of(values: Matrix, *, members: Flags) -> Matrix:
    """[places, periods]: the median of each place's group, itself left out; NaN where none has a value."""
    found = np.full(values.shape, np.nan)
    for own in range(len(values)):
        group = values[members[own]]
        some = np.isfinite(group).any(axis=0) if len(group) else np.zeros(values.shape[1], dtype=np.bool_)
        if some.any():
            found[own, some] = np.nanmedian(group[:, some], axis=0)
    return found


def _lowest(group: Matrix, *, percent: float) -> tuple[Flags, Flags]:
    """Of the first row of `group` in each period."""
    own = group[0]
    known: Flags = np.isfinite(own) & (np.isfinite(group).sum(axis=0) >= FEWEST)
    lowest = np.zeros(own.shape, dtype=np.bool_)
    if known.any():
        ordered = np.sort(group[:, known], axis=0)
        count = np.isfinite(ordered).sum(axis=0)
        differs = ordered[count - 1, np.arange(len(count))] > ordered[0]
        lowest[known] = (own[known] <= _percentile(ordered, count, percent=percent)) & differs
    return lowest, known


def _percentile(ordered: Matrix, count: Numbers, *, percent: float) -> Matrix:
    """Of each column the percentile of its first `count` values, by straight lines between them."""
    place = (count - 1) * percent / 100
    low = np.floor(place).astype(np.int64)
    columns = np.arange(len(count))
    below, above = ordered[low, columns], ordered[np.minimum(low + 1, count - 1), columns]
    bound: Matrix = below + (above - below) * (place - low)
    return bound


def _features(places: Sequence[Wilayah], wajib_ktp: Mapping[str, float]) -> Matrix:
    """[places, features], NaN where one is not known."""
    people = np.array([float(place.penduduk or np.nan) for place in places])
    area = np.array([float(place.luas_km2 or np.nan) for place in places])
    wajib = np.array([float(wajib_ktp.get(place.kode, np.nan)) for place in places])
    return np.column_stack(
        [
            [float(place.jenis == "Kota") for place in places],
            people,
            people / area,
            [float(place.jumlah_kecamatan or np.nan) for place in places],
            wajib / people,
        ]
    )


def _scaled(column: Matrix) -> Matrix:
    """Near normal and between 0 and 1; a feature of one or two values is only scaled, one that is the same
    everywhere tells nobody apart and is 0.
    """
    known = np.isfinite(column)
    found = np.full(column.shape, np.nan)
    if not known.any():
        return found
    values = column[known]
    if len(np.unique(values)) > 2:
        # In units of its own median (0 is none), so that the transform does not run out of digits at 10^15.
        values = yeojohnson(values / (np.median(np.abs(values)) or 1))[0]
    span = values.max() - values.min()
    found[known] = (values - values.min()) / span if span > 0 else 0.0
    return found


def _weights(rules: Rules) -> Matrix:
    return np.array(
        [
            rules.sebaya_bobot_jenis,
            rules.sebaya_bobot_penduduk,
            rules.sebaya_bobot_kepadatan,
            rules.sebaya_bobot_kecamatan,
            rules.sebaya_bobot_wajib_ktp,
        ],
        dtype=np.float64,
    )


def _parts(one: Matrix, other: Matrix, weights: Matrix) -> Matrix:
    """[..., features]: what each feature makes of the squared distance, NaN where it is not known of both.

    What is known stands for what is not: it is scaled up to the weight of all features.
    """
    parts: Matrix = (weights * (one - other)) ** 2
    told = np.where(np.isfinite(parts), weights**2, 0).sum(axis=-1, keepdims=True)
    scaled: Matrix = parts * np.divide(
        (weights**2).sum(), told, out=np.full(told.shape, np.nan), where=told > 0
    )
    return scaled


def _distances(scaled: Matrix, weights: Matrix) -> Matrix:
    """Infinite where two places share no feature that has a weight."""
    parts = _parts(scaled[:, None, :], scaled[None, :, :], weights)
    is_known = np.isfinite(parts).any(axis=-1)
    distances: Matrix = np.where(is_known, np.sqrt(np.nansum(parts, axis=-1)), np.inf)
    return distances
