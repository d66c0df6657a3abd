"""With whom each place is compared: statistical neighbours, one pair and one feature at a time."""

from __future__ import annotations

from math import inf, log, sqrt
from statistics import median

from scipy.stats import yeojohnson_normmax

from data_contracts.catalogue import load_register

NEAREST = 8
FEATURES = ("jenis", "penduduk", "kepadatan", "kecamatan", "wajib_ktp")


def peers_of(wajib_ktp: dict[str, int]) -> dict[str, list[str]]:
    """The nearest of each place, by its last known wajib KTP and what the register says."""
    scaled = _scaled(wajib_ktp)
    found = {}
    for own in scaled:
        others = [other for other in scaled if other != own]
        others.sort(key=lambda other: (round(_distance(scaled[own], scaled[other]), 12), other))
        found[own] = others[:NEAREST]
    return found


def _scaled(wajib_ktp: dict[str, int]) -> dict[str, dict[str, float]]:
    """Each feature near normal and from 0 to 1; kota or kabupaten is 1 or 0 as it stands."""
    found: dict[str, dict[str, float]] = {place.kode: {} for place in load_register().kabkota}
    for feature in FEATURES:
        known = {kode: value for kode, value in _feature(feature, wajib_ktp).items() if value is not None}
        near_normal = known if len(set(known.values())) <= 2 else _near_normal(known)
        low, high = min(near_normal.values()), max(near_normal.values())
        for kode, value in near_normal.items():
            found[kode][feature] = (value - low) / (high - low)
    return found


def _feature(feature: str, wajib_ktp: dict[str, int]) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for place in load_register().kabkota:
        people, wajib = place.penduduk, wajib_ktp.get(place.kode)
        found[place.kode] = {
            "jenis": float(place.jenis == "Kota"),
            "penduduk": people,
            "kepadatan": people and place.luas_km2 and people / place.luas_km2,
            "kecamatan": place.jumlah_kecamatan,
            "wajib_ktp": people and wajib and wajib / people,
        }[feature]
    return found


def _near_normal(values: dict[str, float]) -> dict[str, float]:
    """Yeo and Johnson's transform of values above zero, in units of their median."""
    unit = median(values.values())
    power = yeojohnson_normmax([value / unit for value in values.values()])
    return {
        kode: log(value / unit + 1) if power == 0 else ((value / unit + 1) ** power - 1) / power
        for kode, value in values.items()
    }


def _distance(one: dict[str, float], other: dict[str, float]) -> float:
    """Euclidean over the features known of both, scaled up to all of them; all weigh the same."""
    shared = [feature for feature in FEATURES if feature in one and feature in other]
    squared = sum((one[feature] - other[feature]) ** 2 for feature in shared)
    return sqrt(squared * len(FEATURES) / len(shared)) if shared else inf
