"""Scenes for the flags, drawn from a seed or made by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from data_contracts.aturan import Rules, default_rules
from data_contracts.catalogue import load_holidays, load_register, load_targets
from data_contracts.periode import Periode
from data_contracts.wilayah import Wilayah
from metrics.bendera.scene import Arrivals, Scene
from metrics.blangko.keadaan import States
from metrics.catalogue import Indicator, load_indicators
from metrics.panel import Matrix, Panel


def half_months(number: int) -> tuple[Periode, ...]:
    """So many consecutive half-months, the last one the second of October 2026."""
    periods = [Periode(2026, 10, 2)]
    while len(periods) < number:
        periods.append(periods[-1].previous())
    return tuple(reversed(periods))


def scene_of(
    panels: Mapping[str, Panel],
    *,
    places: Sequence[Wilayah],
    periods: Sequence[Periode],
    accepted: np.ndarray | None = None,
    rules: Rules | None = None,
) -> Scene:
    """A scene of these panels; every report came in time unless `accepted` says otherwise."""
    shape = (len(places), len(periods))
    there = np.ones(shape, dtype=np.bool_) if accepted is None else accepted
    return Scene(
        places=tuple(places),
        periods=tuple(periods),
        rules=rules or default_rules(),
        holidays=load_holidays(),
        targets=load_targets(),
        arrivals=Arrivals(
            accepted=there, returned=np.zeros(shape, dtype=np.bool_), is_due=np.ones(shape, dtype=np.bool_)
        ),
        panels=panels,
        levels={},
        flows={},
        cards=no_cards(shape),
        books={},
    )


def no_cards(shape: tuple[int, int]) -> States:
    """Of cards nothing is known."""
    unknown = np.full(shape, np.nan)
    return States(
        colour=np.zeros(shape, dtype=np.int8),
        stock=unknown,
        use=unknown,
        cover=unknown,
        province_cover=np.full(shape[1], np.nan),
    )


def panel_from(
    indicator: Indicator,
    *,
    numerator: Matrix,
    denominator: Matrix,
    places: Sequence[Wilayah],
    periods: Sequence[Periode],
) -> Panel:
    """A panel of counts; NaN in the numerator is a report that did not come."""
    is_reported = np.isfinite(numerator)
    is_share = indicator.is_share
    value = 100 * numerator / denominator if is_share else numerator
    return Panel(
        indicator=indicator,
        places=tuple(place.kode for place in places),
        periods=tuple(periods),
        numerator=numerator,
        denominator=np.where(is_reported, denominator, np.nan) if is_share else np.full(value.shape, np.nan),
        value=value,
        reported=np.full(value.shape, np.nan),
        basis=np.where(is_reported, 0, -1).astype(np.int64),
        bases=("DKB 31 Desember 2025",),
        is_reported=is_reported,
    )


def noise(
    *, places: Sequence[Wilayah], periods: Sequence[Periode], seed: int, share: float = 99.4
) -> Mapping[str, Panel]:
    """Pure noise: every place lies around one share, and nothing happens to any of them."""
    rng = np.random.default_rng(seed)
    found = {}
    for name in ("cakupan_perekaman", "cakupan_kia", "cakupan_akta"):
        whole = np.array([round(0.75 * (place.penduduk or 0)) for place in places], dtype=np.float64)[:, None]
        whole = np.repeat(whole, len(periods), axis=1)
        level = share + rng.normal(0, 0.1, whole.shape)
        found[name] = panel_from(
            load_indicators()[name],
            numerator=np.round(whole * level / 100),
            denominator=whole,
            places=places,
            periods=periods,
        )
    return found


def province() -> tuple[Wilayah, ...]:
    """The 35."""
    return load_register().kabkota
