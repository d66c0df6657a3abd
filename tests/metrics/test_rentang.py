"""The range a provincial total can take while some have not reported."""

from __future__ import annotations

import numpy as np
import pytest

from data_contracts.errors import UsageError
from metrics.catalogue import load_indicators
from metrics.panel import Panel
from metrics.rentang import Range, total_range
from tests.metrics.bendera.adegan import half_months, panel_from, province

NAN = float("nan")
PLACES = province()[:3]


def panel(name: str, numerator: list[list[float]], denominator: list[list[float]] | None = None) -> Panel:
    top = np.array(numerator)
    return panel_from(
        load_indicators()[name],
        numerator=top,
        denominator=np.array(denominator) if denominator else np.full(top.shape, NAN),
        places=PLACES,
        periods=half_months(top.shape[1]),
    )


def shares(numerator: list[list[float]], *, wajib: float = 1_000) -> Range:
    top = np.array(numerator)
    found = panel("cakupan_perekaman", numerator, np.full(top.shape, wajib).tolist())
    return total_range(found, wajib_ktp=np.full(top.shape, wajib))


def test_a_missing_place_stands_at_its_own_worst_and_best_share_of_the_last_year() -> None:
    found = shares([[900, 950, NAN], [800, 800, 800], [700, 700, 700]])
    assert found.value.tolist() == pytest.approx([80.0, 2450 / 30, 75.0])
    assert found.lowest[2] == pytest.approx((900 + 800 + 700) / 30)
    assert found.highest[2] == pytest.approx((950 + 800 + 700) / 30)
    assert found.n_reported.tolist() == [3, 3, 2]
    assert found.share[2] == pytest.approx(200 / 3)
    assert found.sentence(2) == (
        "2 dari 3 lapor; 66,7 % wajib KTP; dengan yang belum lapor antara 80,00 % dan 81,67 %"
    )


def test_when_all_reported_there_is_no_range_to_tell() -> None:
    found = shares([[900, 950], [800, 800], [700, 700]])
    assert found.lowest.tolist() == found.highest.tolist() == found.value.tolist()
    assert found.sentence(1) == "3 dari 3 lapor; 100,0 % wajib KTP"


def test_a_place_without_a_year_of_history_leaves_the_range_open() -> None:
    found = shares([[NAN, NAN], [800, 800], [700, 700]])
    assert np.isnan(found.lowest).all()
    assert found.n_unknown.tolist() == [1, 1]
    assert "1 daerah belum pernah lapor setahun terakhir" in found.sentence(1)


def test_history_older_than_a_year_is_forgotten() -> None:
    old = [[900.0, *[NAN] * 25], [800.0] * 26, [700.0] * 26]
    found = shares(old)
    # Half-month 24 looks back on 0 to 23, half-month 25 no longer on 0.
    assert found.lowest[24] == pytest.approx((900 + 800 + 700) / 30)
    assert np.isnan(found.lowest[25])
    assert found.n_unknown[[24, 25]].tolist() == [0, 1]


def test_the_last_known_denominator_stands_for_a_missing_one() -> None:
    found = total_range(
        panel(
            "cakupan_perekaman",
            [[900, NAN], [500, 500], [500, 500]],
            [[1_000, NAN], [1_000, 1_000], [1_000, 1_000]],
        ),
        wajib_ktp=np.full((3, 2), 1_000.0),
    )
    assert found.lowest[1] == pytest.approx(100 * 1_900 / 3_000)
    assert found.value[1] == pytest.approx(50.0)


def test_a_level_is_bounded_by_its_own_lowest_and_highest() -> None:
    found = total_range(
        panel("sisa_suket", [[40, 10, NAN], [5, 5, 5], [0, 0, 0]]), wajib_ktp=np.full((3, 3), NAN)
    )
    assert (found.value[2], found.lowest[2], found.highest[2]) == (5, 15, 45)
    assert found.sentence(2) == "2 dari 3 lapor; dengan yang belum lapor antara 15 lembar dan 45 lembar"


def test_above_100_percent_is_not_clipped() -> None:
    found = shares([[1_050, NAN], [1_030, 1_030], [1_000, 1_000]])
    assert found.highest[1] == pytest.approx(100 * 3_080 / 3_000)


def test_nobody_reported_is_missing_and_not_zero() -> None:
    found = shares([[NAN], [NAN], [NAN]])
    assert np.isnan(found.value[0])
    assert found.n_reported[0] == 0


def test_the_bounds_are_those_of_a_plain_loop_over_a_year_with_gaps() -> None:
    rng = np.random.default_rng(7)
    denominator = rng.integers(500, 1_500, size=(3, 40)).astype(np.float64)
    numerator = np.floor(denominator * rng.uniform(0.8, 1.05, size=(3, 40)))
    is_gap = rng.random((3, 40)) < 0.4
    numerator[is_gap] = denominator[is_gap] = NAN
    found = total_range(
        panel("cakupan_perekaman", numerator.tolist(), denominator.tolist()), wajib_ktp=np.full((3, 40), 1e3)
    )
    seen = 0
    for period in range(40):
        tops, base = [0.0, 0.0], 0.0
        for place in range(3):
            told = [p for p in range(40) if not is_gap[place, p]]
            year = [p for p in told if period - 24 <= p < period]
            known = [p for p in told if p <= period]
            if period in told:
                own = [numerator[place, period]] * 2
            elif year:
                shares = [numerator[place, p] / denominator[place, p] for p in year]
                own = [edge * denominator[place, known[-1]] for edge in (min(shares), max(shares))]
            else:
                own = [NAN, NAN]
            tops = [top + added for top, added in zip(tops, own, strict=True)]
            base += denominator[place, known[-1]] if known else NAN
        for bound, top in zip((found.lowest, found.highest), tops, strict=True):
            assert bound[period] == pytest.approx(100 * top / base, nan_ok=True)
            seen += bool(np.isfinite(bound[period]))
    assert seen > 60


@pytest.mark.parametrize("name", ["hari_cukup_blangko", "kelengkapan_laporan"])
def test_what_is_not_made_of_the_places_has_no_range(name: str) -> None:
    with pytest.raises(UsageError, match="bukan jumlah dari daerahnya"):
        total_range(panel(name, [[1], [2], [3]]), wajib_ktp=np.full((3, 1), 1_000.0))
