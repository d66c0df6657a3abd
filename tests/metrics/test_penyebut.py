"""Coverage beside its two denominators, each with kind and date; above 100 % it is explained."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from data_contracts.periode import Periode
from metrics.penyebut import running_count, two_denominators
from metrics.sebab import Cause
from tests.metrics.reports import KUDUS, PATI, PROVINCE, Reports, row

DKB, DAY, PERIODE = date(2026, 6, 30), date(2026, 7, 31), Periode(2026, 7, 2)
ALL = {Cause.PEMULA: 120, Cause.DATANG: 30, Cause.PINDAH: 40, Cause.MENINGGAL: 25}


def test_the_running_count_is_the_frozen_one_and_all_that_happened_since() -> None:
    assert running_count(10_000, flows=ALL).count == 10_000 + 120 + 30 - 40 - 25


@pytest.mark.parametrize("cause", list(ALL))
def test_with_a_part_not_reported_there_is_no_running_count(cause: Cause) -> None:
    found = running_count(10_000, flows={**ALL, cause: None})
    assert found.count is None
    assert str(cause) in str(found.reason)


def frozen(recorded: int) -> dict[str, object]:
    return {
        "sudah_rekam": recorded,
        "wajib_ktp": 10_000,
        "jenis_penyebut": "DKB",
        "tanggal_penyebut": DKB,
    }


def told(reports: Reports) -> pd.DataFrame:
    return two_denominators(reports.marts(), periode=PERIODE).set_index("wilayah")


def flows() -> dict[str, int]:
    return {"pemula": 120, "wajib_ktp_datang": 30, "wajib_ktp_pindah": 40, "wajib_ktp_meninggal": 25}


def test_both_shares_stand_beside_one_another_with_kind_and_date(reports: Reports) -> None:
    reports.send(row(KUDUS, DAY, awal=date(2026, 7, 1), **frozen(9_900), **flows()))
    found = told(reports).loc[KUDUS]
    assert (found["frozen"], found["frozen_share"], found["frozen_kind"]) == (10_000, 99.0, "DKB")
    assert found["frozen_date"].date() == DKB
    assert (found["running"], found["running_share"]) == (10_085, 98.17)
    assert pd.isna(found["explanation"])


def test_above_100_percent_is_shown_and_explained(reports: Reports) -> None:
    reports.send(row(KUDUS, DAY, awal=date(2026, 7, 1), **frozen(10_050), **flows()))
    reports.send(row(PATI, DAY, sudah_rekam=10_300, wajib_ktp=10_000))
    found = told(reports)
    assert found.loc[KUDUS, "frozen_share"] == 100.5
    assert found.loc[KUDUS, "explanation"] == (
        "Di atas 100 %: sudah rekam melebihi penyebut 50 jiwa; penyebutnya DKB 30 Juni 2026, sedangkan "
        "perekaman berjalan terus; terhadap hitungan berjalan tidak lagi di atas 100 %."
    )
    assert "300 jiwa; jenis atau tanggal penyebutnya tidak disebut" in found.loc[PATI, "explanation"]
    assert found.loc[PATI, "reason"] == "tanggal penyebutnya tidak disebut"


def test_flows_that_leave_out_a_day_give_no_running_count(reports: Reports) -> None:
    reports.send(row(KUDUS, DAY, awal=date(2026, 7, 2), **frozen(9_900), **flows()))
    found = told(reports).loc[KUDUS]
    assert "pemula" in found["reason"]


def test_nobody_reported_is_an_empty_table(reports: Reports) -> None:
    assert two_denominators(reports.marts(), periode=PERIODE).empty


def test_a_report_that_calls_itself_running_stands_beside_the_last_dkb(
    reports: Reports,
) -> None:
    reports.send(row(KUDUS, date(2026, 7, 15), **frozen(9_900)))
    running = {"jenis_penyebut": "Hitungan berjalan SIAK", "tanggal_penyebut": date(2026, 7, 30)}
    reports.send(row(KUDUS, DAY, sudah_rekam=10_100, wajib_ktp=10_090, **running))
    found = told(reports).loc[KUDUS]
    assert (found["frozen"], found["frozen_kind"], found["frozen_date"].date()) == (10_000, "DKB", DKB)
    assert (found["running"], found["running_date"].date()) == (10_090, date(2026, 7, 30))
    assert (found["frozen_share"], found["running_share"]) == (101.0, 100.1)
    assert "terhadap hitungan berjalan masih melebihi 10 jiwa" in found["explanation"]


def test_a_running_count_alone_has_no_frozen_one_and_is_explained_by_itself(reports: Reports) -> None:
    running = {"jenis_penyebut": "berjalan", "tanggal_penyebut": None}
    reports.send(row(KUDUS, DAY, sudah_rekam=10_100, wajib_ktp=10_090, **running))
    found = told(reports).loc[KUDUS]
    assert pd.isna(found["frozen"])
    assert "tidak pernah disebut" in found["reason"]
    assert found["running_date"].date() == DAY
    assert found["explanation"].startswith(
        "Di atas 100 %: sudah rekam melebihi penyebut 10 jiwa; penyebutnya hitungan berjalan per 31 Juli 2026"
    )


def test_those_recorded_are_the_rest_of_those_not_recorded(reports: Reports) -> None:
    reports.send(row(KUDUS, DAY, belum_rekam=400, wajib_ktp=10_000))
    assert told(reports).loc[KUDUS, ["recorded", "frozen_share"]].tolist() == [9_600, 96.0]


def test_the_province_has_a_running_count_only_where_all_have_one(reports: Reports) -> None:
    reports.send(row(KUDUS, DAY, awal=date(2026, 7, 1), **frozen(9_900), **flows()))
    reports.send(row(PATI, DAY, **{**frozen(5_000), "jenis_penyebut": "DP4"}))
    found = told(reports).loc[PROVINCE]
    assert (found["recorded"], found["frozen"], found["frozen_share"]) == (14_900, 20_000, 74.5)
    assert pd.isna(found["running"])
    assert found["reason"] == "1 dari 2 daerah tanpa hitungan berjalan"
    assert pd.isna(found["frozen_kind"])
    assert found["frozen_date"].date() == DKB
    reports.send(row(PATI, DAY, awal=date(2026, 7, 1), **frozen(5_000), **flows()))
    both = told(reports).loc[PROVINCE]
    assert (both["running"], both["running_share"], both["frozen_kind"]) == (20_170, 73.87, "DKB")
