"""Figures that moved more than such figures move: jumps against the last reports, outliers against a year."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from data_contracts.contract import Severity
from data_contracts.periode import Periode
from etl.chronicle import chronicles_of
from etl.history import check_history
from etl.observations import Observation
from etl.outliers import modified_z
from etl.past import earlier_reports
from tests.etl.laporan import Remembered, as_reported, frames, places, tables

NOW = Periode.parse("2026-05-P2")
"""Far from any DKB: the last one is dated 31 December 2025."""

Row = Mapping[str, object]


def of(periode: Periode, **figures: object) -> dict[str, object]:
    return {"tanggal_awal": periode.start, "tanggal": periode.end} | figures


def before(count: int) -> list[Periode]:
    """The half-months before NOW, oldest first."""
    periods = [NOW]
    while len(periods) <= count:
        periods.append(periods[-1].previous())
    return list(reversed(periods[1:]))


def observed(*rows: Row, past: Sequence[Row] = ()) -> list[Observation]:
    own = tables(*rows)
    kept = {name: as_reported(name, frame) for name, frame in frames(*past).items()}
    known = earlier_reports(Remembered(kept), own, simulasi=False)
    where = places("wajib_ktp", "sudah_rekam", "kia", "rekam_baru", "blangko_diterima", "realisasi_rp")
    return list(check_history(chronicles_of(own, known), places=where))


def rules(*rows: Row, past: Sequence[Row] = ()) -> list[tuple[str, str | None]]:
    return [(each.finding.rule, each.finding.field) for each in observed(*rows, past=past)]


@pytest.mark.parametrize(
    ("earlier", "now", "jumped"),
    [
        (1_000, 2_000, False),
        (1_000, 2_001, True),
        (1_000, 500, False),
        (1_000, 499, True),
        (49, 99, False),
        (49, 100, True),
        (0, 5_000, False),
    ],
)
def test_a_cumulative_count_that_doubles_or_halves_is_asked_about(
    earlier: int, now: int, jumped: bool
) -> None:
    found = observed(of(NOW, kia=now), past=[of(NOW.previous(), kia=earlier)])
    assert [each.finding.rule for each in found] == (["lonjakan"] if jumped else [])
    if jumped:
        assert (found[0].finding.severity, found[0].finding.cell) == (Severity.WARNING, "C2")


def test_what_was_told_as_a_fall_is_not_told_as_a_jump_too() -> None:
    past = [of(NOW.previous(), sudah_rekam=1_000)]
    assert rules(of(NOW, sudah_rekam=400), past=past) == [("perekaman_turun", "sudah_rekam")]


def test_a_denominator_that_doubled_is_a_jump_even_where_a_new_dkb_came_between() -> None:
    past = [of(Periode.parse("2025-12-P1"), wajib_ktp=100_000)]
    assert rules(of(NOW, wajib_ktp=250_000), past=past) == [("lonjakan", "wajib_ktp")]
    assert rules(of(NOW, wajib_ktp=150_000), past=past) == []


def test_a_budget_is_spent_in_leaps() -> None:
    key = {"tahun_anggaran": "2026", "program": "layan_antar"}
    past = [of(NOW.previous(), realisasi_rp=1_000_000, **key)]
    assert rules(of(NOW, realisasi_rp=90_000_000, **key), past=past) == []


@pytest.mark.parametrize(
    ("earlier", "now", "jumped"),
    [
        ((50, 20, 30), 500, True),
        ((50, 20, 30), 499, False),
        ((50, 20), 500, False),
        ((9, 9, 9), 99, False),
        ((9, 9, 9), 100, True),
        ((0, 0, 0), 500, False),
    ],
)
def test_a_flow_ten_times_the_largest_of_the_last_three_is_asked_about(
    earlier: tuple[int, ...], now: int, jumped: bool
) -> None:
    past = [of(each, rekam_baru=count) for each, count in zip(before(len(earlier)), earlier, strict=True)]
    assert rules(of(NOW, rekam_baru=now), past=past) == ([("lonjakan", "rekam_baru")] if jumped else [])


def test_a_half_month_is_not_held_against_single_days() -> None:
    days = [NOW.start - timedelta(days=n) for n in (1, 2, 3)]
    past = [{"tanggal_awal": day, "tanggal": day, "rekam_baru": 20} for day in days]
    assert rules(of(NOW, rekam_baru=300), past=past) == []


def test_a_delivery_of_cards_may_be_of_any_size() -> None:
    past = [of(each, blangko_diterima=10) for each in before(24)]
    assert rules(of(NOW, blangko_diterima=2_000), past=past) == []


# Median 100; deviations 2, 1, 0, 1, 2 three times: their median, the MAD, is 1.
STEADY = (98, 99, 100, 101, 102) * 3


def test_the_modified_z_score_is_that_of_iglewicz_and_hoaglin() -> None:
    # Median 3, deviations 2 1 0 1 2, MAD 1: 0,6745 * |8 - 3| / 1.
    assert modified_z(np.array([8.0]), baseline=np.array([[1.0, 2, 3, 4, 5]]))[0] == pytest.approx(3.3725)
    # A gap is no value: median 2,5 and MAD 1.
    with_gap = np.array([[1.0, 2, 3, 4, np.nan]])
    assert modified_z(np.array([8.5]), baseline=with_gap)[0] == pytest.approx(0.6745 * 6)


def test_where_the_mad_is_zero_the_mean_deviation_stands_in() -> None:
    # Median 5, deviations 0 0 0 0 5: MAD 0, mean 1. |15 - 5| / (1,253314 * 1).
    baseline = np.array([[5.0, 5, 5, 5, 10]])
    assert modified_z(np.array([15.0]), baseline=baseline)[0] == pytest.approx(10 / 1.253314)


def test_a_series_without_any_deviation_has_no_score() -> None:
    assert np.isnan(modified_z(np.array([9.0]), baseline=np.array([[5.0, 5, 5, 5, 5]]))[0])


# 0,6745 * |x - 100| > 3,5 with a MAD of 1 from 5,19 on; and nothing below ten is far.
@pytest.mark.parametrize(("now", "far"), [(110, True), (109, False), (90, True), (91, False), (100, False)])
def test_a_flow_far_from_the_year_before_is_an_outlier(now: int, far: bool) -> None:
    past = [of(each, rekam_baru=count) for each, count in zip(before(15), STEADY, strict=True)]
    found = observed(of(NOW, rekam_baru=now), past=past)
    assert [each.finding.rule for each in found] == (["pencilan"] if far else [])
    if far:
        assert found[0].finding.severity is Severity.WARNING
        assert f"tertulis {now}, jauh dari kebiasaannya: biasanya sekitar 100" in found[0].finding.message


def wide(count: int) -> list[int]:
    """Figures around 1.000 with a MAD of 20: 0,6745 * d / 20 = 3,5 at d = 103,8."""
    return [960, 980, 1_000, 1_020, 1_040, 980, 1_000, 1_020, 960, 1_000, 1_040, 1_000][:count]


@pytest.mark.parametrize(("now", "far"), [(1_103, False), (1_104, True), (897, False), (896, True)])
def test_the_threshold_is_three_and_a_half(now: int, far: bool) -> None:
    past = [of(each, rekam_baru=count) for each, count in zip(before(12), wide(12), strict=True)]
    assert rules(of(NOW, rekam_baru=now), past=past) == ([("pencilan", "rekam_baru")] if far else [])


def test_eleven_reports_are_too_few_to_judge() -> None:
    past = [of(each, rekam_baru=count) for each, count in zip(before(11), wide(11), strict=True)]
    assert rules(of(NOW, rekam_baru=5_000), past=past) == []


def test_a_point_is_not_part_of_its_own_baseline_and_a_correction_neither() -> None:
    past = [of(each, rekam_baru=count) for each, count in zip(before(12), wide(12), strict=True)]
    earlier_try = of(NOW, rekam_baru=1_104)
    assert rules(of(NOW, rekam_baru=1_104), past=[*past, earlier_try]) == [("pencilan", "rekam_baru")]


def test_a_kecamatan_is_too_small_to_judge() -> None:
    kecamatan = {"kode_wilayah": "33.01.01"}
    past = [of(each, rekam_baru=n, **kecamatan) for each, n in zip(before(12), wide(12), strict=True)]
    assert rules(of(NOW, rekam_baru=1_400, **kecamatan), past=past) == []


def levels(reports: int) -> list[dict[str, object]]:
    """So many reports before NOW that rise like `wide`, and by 7.000 at the DKB of 31 December 2025."""
    usual, level, rows = iter(wide(12)), 100_000, []
    for each in before(reports):
        if rows:
            level += 7_000 if str(each) in ("2025-12-P2", "2026-01-P1") else next(usual)
        rows.append(of(each, sudah_rekam=level))
    return rows


def rise(past: Sequence[Row], change: int) -> dict[str, object]:
    return of(NOW, sudah_rekam=int(str(past[-1]["sudah_rekam"])) + change)


@pytest.mark.parametrize(("change", "far"), [(1_103, False), (1_104, True), (896, True), (897, False)])
def test_of_a_level_the_change_is_judged_and_not_the_level(change: int, far: bool) -> None:
    """Fifteen reports have fourteen changes between them; the two that a DKB explains say nothing."""
    past = levels(15)
    assert rules(rise(past, change), past=past) == ([("pencilan", "sudah_rekam")] if far else [])


def test_fourteen_reports_have_too_few_changes_between_them() -> None:
    past = levels(14)
    assert rules(rise(past, 9_000), past=past) == []


def test_what_a_new_dkb_moves_is_no_outlier() -> None:
    past = levels(15)
    # The report of 30 June is the first that may stand on the new DKB.
    june = Periode.parse("2026-06-P2")
    row = rise(past, 9_000) | {"tanggal_awal": june.start, "tanggal": june.end}
    assert rules(row, past=past) == []


def test_a_jump_is_not_told_as_an_outlier_too() -> None:
    past = [of(each, rekam_baru=count) for each, count in zip(before(12), wide(12), strict=True)]
    assert rules(of(NOW, rekam_baru=50_000), past=past) == [("lonjakan", "rekam_baru")]


def test_each_kind_of_document_has_its_own_past() -> None:
    key = {"kanal": "daring", "jenis_dokumen": "ktp_el"}
    other = {"kanal": "tatap_muka", "jenis_dokumen": "ktp_el"}
    halves = before(12)
    past = [of(each, permohonan=n, **key) for each, n in zip(halves, wide(12), strict=True)]
    past += [of(each, permohonan=n * 9, **other) for each, n in zip(halves, wide(12), strict=True)]
    assert rules(of(NOW, permohonan=9_000, **other), past=past) == []
    assert rules(of(NOW, permohonan=9_000, **key), past=past) == [("pencilan", "permohonan")]


def test_past_rows_of_a_simulation_are_no_baseline_for_a_real_report() -> None:
    past = [of(each, rekam_baru=count) for each, count in zip(before(12), wide(12), strict=True)]
    kept = {name: as_reported(name, frame, simulasi=True) for name, frame in frames(*past).items()}
    own = tables(of(NOW, rekam_baru=5_000))
    known = earlier_reports(Remembered(kept), own, simulasi=False)
    assert list(check_history(chronicles_of(own, known), places=places())) == []


def test_rows_without_region_or_day_have_no_past() -> None:
    row = of(NOW, kia=5_000)
    nowhere: dict[str, object] = {"kode_wilayah": None}
    undated: dict[str, object] = {"tanggal": None, "tanggal_awal": None}
    past = [of(NOW.previous(), kia=100)]
    assert rules(row | nowhere, row | undated, row, past=past) == [("lonjakan", "kia")]


def test_the_dates_of_the_series_are_what_the_tests_say() -> None:
    assert before(12)[-1] == Periode.parse("2026-05-P1")
    assert before(12)[0].start == date(2025, 11, 16)
    assert pd.Timestamp(before(1)[0].end).day == 15
