"""An indicator at a date: counts first, the ratio last, and a word that says what the value is worth."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from data_contracts.errors import UsageError
from data_contracts.periode import Periode
from metrics.measure import (
    COMMAND_COLUMNS,
    available_periods,
    bands,
    measure,
    reported_indicators,
    series,
)
from metrics.results import RESULT_COLUMNS
from tests.metrics.reports import BLORA, KUDUS, NOW, PATI, PROVINCE, REGENCIES, SEMARANG, Reports, figure, row

OCTOBER_END = date(2026, 10, 31)


def test_the_province_of_15_july_2021_stands_above_100_percent_and_is_not_clipped(reports: Reports) -> None:
    day = date(2021, 7, 15)
    reports.send(
        row(PROVINCE, day, sudah_rekam=29_260_118, wajib_ktp=28_126_986, persen_rekam=103),
        row("33.76", day, persen_rekam=106),
        row("33.73", day, persen_rekam=97.7),
    )
    found = reports.figure("cakupan_perekaman", PROVINCE, day)
    assert (found["numerator"], found["denominator"], found["value"]) == (29_260_118, 28_126_986, 104.03)
    assert found["status"] == "periksa penyebut"
    assert found["reported_value"] == 103
    assert "tertulis 103,00 %, hasil hitung ulang 104,03 %" in found["reason"]
    assert "dari laporan provinsi sendiri" in found["reason"]
    assert found["gap_points"] == pytest.approx(98 - 104.03)
    assert pd.isna(found["n_reported"])


def test_a_percentage_without_counts_is_the_finer_of_the_two_printed_and_has_no_counts(
    reports: Reports,
) -> None:
    day = date(2020, 9, 1)
    reports.send(row(PROVINCE, day, persen_rekam=98, persen_belum_rekam=1.04))
    found = reports.figure("cakupan_perekaman", PROVINCE, day)
    assert found["value"] == 98.96
    assert found["status"] == "tanpa angka dasar"
    assert found[["numerator", "denominator", "gap_people"]].isna().all()


def test_a_percentage_without_counts_never_enters_a_total(reports: Reports) -> None:
    reports.send(
        row(KUDUS, OCTOBER_END, sudah_rekam=900, wajib_ktp=1000),
        row(PATI, OCTOBER_END, persen_rekam=10),
        row(BLORA, OCTOBER_END, sudah_rekam=5000),
        row(SEMARANG, OCTOBER_END, sudah_rekam=980, wajib_ktp=1000),
    )
    marts = reports.marts()
    found = figure(marts, "cakupan_perekaman", PROVINCE, OCTOBER_END)
    assert (found["numerator"], found["denominator"], found["value"]) == (1880, 2000, 94.0)
    assert (found["n_reported"], found["n_expected"]) == (2, 35)
    assert figure(marts, "cakupan_perekaman", PATI, OCTOBER_END)["status"] == "tanpa angka dasar"
    without_denominator = figure(marts, "cakupan_perekaman", BLORA, OCTOBER_END)
    assert without_denominator["status"] == "tidak dapat dihitung"
    assert "tidak dilaporkan" in without_denominator["reason"]


def test_where_regencies_gave_only_percentages_the_province_cannot_be_computed(reports: Reports) -> None:
    reports.send(row(PATI, OCTOBER_END, persen_rekam=98.1))
    found = reports.figure("cakupan_perekaman", PROVINCE, OCTOBER_END)
    assert found["status"] == "tidak dapat dihitung"
    assert pd.isna(found["value"])
    assert found["n_reported"] == 0


def test_pati_of_19_december_2018_is_recomputed_beside_what_was_printed(reports: Reports) -> None:
    day = date(2018, 12, 19)
    reports.send(row(PATI, day, wajib_ktp=1_002_567, belum_rekam=12_833, persen_belum_rekam=3.6))
    found = reports.figure("persen_belum_rekam", PATI, day)
    assert round(100 * 12_833 / 1_002_567, 2) == 1.28
    assert (found["value"], found["reported_value"]) == (1.28, 3.6)
    assert "tertulis 3,60 %, hasil hitung ulang 1,28 %" in found["reason"]
    covered = reports.figure("cakupan_perekaman", PATI, day)
    assert (covered["numerator"], covered["value"]) == (1_002_567 - 12_833, 98.72)


def test_blora_of_14_february_2020_has_its_stock_in_value_and_numerator(reports: Reports) -> None:
    day = date(2020, 2, 14)
    reports.send(
        row(BLORA, day, awal=date(2020, 1, 1), sisa_blangko=2916, blangko_diterima=22_000, cetak_ktp=19_084)
    )
    found = reports.figure("sisa_blangko", BLORA, day)
    assert (found["value"], found["numerator"], found["unit"]) == (2916, 2916, "keping")
    assert found["status"] == "tanpa target"
    assert found["tanggal_data"] == pd.Timestamp(day)


def test_a_date_means_its_half_month_up_to_that_day(reports: Reports) -> None:
    reports.send(
        row(KUDUS, date(2026, 10, 10), sisa_blangko=100),
        row(KUDUS, date(2026, 10, 16), sisa_blangko=160),
        row(KUDUS, date(2026, 10, 20), sisa_blangko=200),
        row(KUDUS, date(2026, 10, 25), sisa_blangko=250),
    )
    marts = reports.marts()
    assert figure(marts, "sisa_blangko", KUDUS, date(2026, 10, 24))["value"] == 200
    assert figure(marts, "sisa_blangko", KUDUS, date(2026, 10, 31))["value"] == 250
    assert figure(marts, "sisa_blangko", KUDUS, date(2026, 10, 15))["value"] == 100
    before = figure(marts, "sisa_blangko", KUDUS, date(2026, 10, 9))
    assert before["status"] == "belum lapor"
    assert pd.isna(before["value"])


def test_stock_is_never_summed_over_time_but_over_places(reports: Reports) -> None:
    reports.send(
        row(KUDUS, date(2026, 10, 16), sisa_blangko=160),
        row(KUDUS, date(2026, 10, 20), sisa_blangko=200),
        row(PATI, date(2026, 10, 18), sisa_blangko=1000),
    )
    found = reports.figure("sisa_blangko", PROVINCE, OCTOBER_END)
    assert found["value"] == 200 + 1000
    assert found["tanggal_data"] == pd.Timestamp(2026, 10, 20)


def test_the_provinces_own_report_speaks_only_where_no_regency_gave_counts(reports: Reports) -> None:
    october, november = OCTOBER_END, date(2026, 11, 15)
    reports.send(row(PROVINCE, october, sisa_suket=900), row(PROVINCE, november, sisa_suket=800))
    reports.send(row(KUDUS, november, sisa_suket=7))
    marts = reports.marts()
    assert figure(marts, "sisa_suket", PROVINCE, october)["value"] == 900
    assert figure(marts, "sisa_suket", PROVINCE, november)["value"] == 7


def test_a_reported_zero_is_a_value_and_a_blank_is_not(reports: Reports) -> None:
    reports.send(
        row(KUDUS, OCTOBER_END, sisa_suket=0, suket_terbit_kumulatif=10),
        row(PATI, OCTOBER_END, sisa_suket=None, suket_terbit_kumulatif=10),
    )
    marts = reports.marts()
    zero, blank = (figure(marts, "sisa_suket", code, OCTOBER_END) for code in (KUDUS, PATI))
    assert (zero["value"], zero["status"], zero["gap_people"]) == (0, "sesuai", 0)
    assert pd.isna(blank["value"])
    assert blank["status"] == "tidak dapat dihitung"


def test_all_35_have_a_row_in_order_of_code_whoever_reported(reports: Reports) -> None:
    reports.send(row(KUDUS, OCTOBER_END, sudah_rekam=1, wajib_ktp=2))
    frame = measure(
        reports.marts(), indicators=["cakupan_perekaman"], level="kabkota", tanggal=OCTOBER_END, now=NOW
    )
    assert tuple(frame["wilayah"]) == REGENCIES
    assert frame["status"].value_counts().to_dict() == {"belum lapor": 34, "di bawah target": 1}
    assert frame.loc[frame["status"] == "belum lapor", ["value", "numerator"]].isna().all(axis=None)


def test_the_columns_are_the_commands_and_then_the_rest(reports: Reports) -> None:
    frame = measure(reports.marts(), now=NOW)
    assert tuple(frame.columns) == RESULT_COLUMNS
    assert COMMAND_COLUMNS == (
        "indicator", "wilayah", "nama", "tanggal_data", "numerator", "denominator", "value", "unit", "dasar",
        "status", "reason",
    )  # fmt: skip
    assert frame.groupby("indicator", sort=False)["wilayah"].size().to_dict() == dict.fromkeys(
        frame["indicator"].unique(), 36
    )


def test_without_a_date_the_latest_half_month_with_data_is_taken(reports: Reports) -> None:
    reports.send(row(KUDUS, date(2026, 9, 15), sisa_blangko=5), row(KUDUS, date(2026, 10, 20), sudah_rekam=1))
    assert reports.figure("sisa_blangko", KUDUS)["periode"] == "2026-09-P1"
    both = measure(reports.marts(), indicators=["sisa_blangko", "belum_rekam"], wilayah=KUDUS, now=NOW)
    assert set(both["periode"]) == {"2026-10-P2"}


def test_kecamatan_are_listed_where_they_reported_and_never_enter_the_province(reports: Reports) -> None:
    reports.send(
        row("33.74.01", OCTOBER_END, sisa_blangko=12),
        row("33.19.01", OCTOBER_END, sisa_blangko=8),
        row(KUDUS, OCTOBER_END, sisa_blangko=50),
    )
    marts = reports.marts()
    frame = measure(marts, indicators=["sisa_blangko"], level="kecamatan", tanggal=OCTOBER_END, now=NOW)
    assert frame["wilayah"].tolist() == ["33.19.01", "33.74.01"]
    inside = measure(
        marts, indicators=["sisa_blangko"], level="kecamatan", wilayah=SEMARANG, tanggal=OCTOBER_END, now=NOW
    )
    assert inside["value"].tolist() == [12]
    assert figure(marts, "sisa_blangko", PROVINCE, OCTOBER_END)["value"] == 50
    assert figure(marts, "sisa_blangko", "33.74.02", OCTOBER_END)["status"] == "belum lapor"


def test_a_level_above_the_place_is_refused(reports: Reports) -> None:
    with pytest.raises(UsageError, match=r"33\.19 berada di bawah tingkat provinsi"):
        measure(reports.marts(), wilayah=KUDUS, level="provinsi", now=NOW)


def test_the_target_is_the_one_in_force_on_the_data_date_and_its_gap_counts_people(reports: Reports) -> None:
    reports.send(
        row(KUDUS, date(2021, 6, 30), sudah_rekam=97_999, wajib_ktp=100_000),
        row(KUDUS, date(2022, 6, 30), sudah_rekam=99_301, wajib_ktp=100_003),
        row(PATI, date(2022, 6, 30), sudah_rekam=1, wajib_ktp=2, prr=40),
    )
    marts = reports.marts()
    then = figure(marts, "cakupan_perekaman", KUDUS, date(2021, 6, 30))
    assert (then["target"], then["value"]) == (98, 98.0)
    assert (then["status"], then["gap_people"]) == ("di bawah target", 1)
    later = figure(marts, "cakupan_perekaman", KUDUS, date(2022, 6, 30))
    # 99,3 % of 100.003 is 99.302,979: 99.303 people, two more than there are.
    assert (later["target"], later["value"], later["gap_people"]) == (99.3, 99.3, 2)
    backlog = figure(marts, "prr", PATI, date(2022, 6, 30))
    assert (backlog["status"], backlog["gap_people"]) == ("di bawah target", 40)


def test_the_share_of_wajib_ktp_that_reported_uses_the_last_known_of_the_silent(reports: Reports) -> None:
    september = date(2026, 9, 30)
    reports.send(*(row(code, september, sudah_rekam=90, wajib_ktp=100) for code in REGENCIES))
    reports.send(row(KUDUS, OCTOBER_END, sudah_rekam=550, wajib_ktp=600))
    found = reports.figure("cakupan_perekaman", PROVINCE, OCTOBER_END)
    # 600 of 34 * 100 + 600
    assert found["reported_share"] == 15.0
    assert reports.figure("cakupan_perekaman", PROVINCE, september)["reported_share"] == 100


def test_the_share_of_wajib_ktp_is_unknown_while_one_regency_never_gave_it(reports: Reports) -> None:
    reports.send(*(row(code, OCTOBER_END, sudah_rekam=90, wajib_ktp=100) for code in REGENCIES[1:]))
    assert pd.isna(reports.figure("cakupan_perekaman", PROVINCE, OCTOBER_END)["reported_share"])


def test_belum_rekam_follows_from_the_counts_and_may_be_below_zero(reports: Reports) -> None:
    reports.send(row(KUDUS, OCTOBER_END, sudah_rekam=103, wajib_ktp=100))
    found = reports.figure("belum_rekam", KUDUS, OCTOBER_END)
    assert (found["value"], found["status"]) == (-3, "periksa penyebut")
    assert "dihitung dari wajib_ktp − sudah_rekam" in found["reason"]


def test_the_basis_names_kind_and_date_of_the_denominator(reports: Reports) -> None:
    reports.send(
        row(
            KUDUS,
            OCTOBER_END,
            sudah_rekam=1,
            wajib_ktp=2,
            jenis_penyebut="DKB",
            tanggal_penyebut=date(2026, 6, 30),
        ),
        row(PATI, OCTOBER_END, sudah_rekam=1, wajib_ktp=2),
    )
    marts = reports.marts()
    assert figure(marts, "cakupan_perekaman", KUDUS, OCTOBER_END)["dasar"] == "DKB 30 Juni 2026"
    assert figure(marts, "cakupan_perekaman", PATI, OCTOBER_END)["dasar"] == "penyebut tidak disebut"
    assert figure(marts, "cakupan_perekaman", PROVINCE, OCTOBER_END)["dasar"] == (
        "penyebut kabupaten/kota tidak sama"
    )


def test_what_was_known_at_a_moment_is_unchanged_by_later_corrections_and_withdrawals(
    reports: Reports,
) -> None:
    first, second, third = (datetime(2026, 11, day, tzinfo=UTC) for day in (1, 5, 9))
    reports.send(row(KUDUS, OCTOBER_END, sudah_rekam=90, wajib_ktp=100), received_at=first)
    correction = reports.send(row(KUDUS, OCTOBER_END, sudah_rekam=95), received_at=second)
    assert reports.figure("cakupan_perekaman", KUDUS, OCTOBER_END)["value"] == 95
    reports.withdraw(correction, occurred_at=third)
    assert reports.figure("cakupan_perekaman", KUDUS, OCTOBER_END)["value"] == 90
    for moment, value in ((datetime(2026, 11, 4, tzinfo=UTC), 90), (datetime(2026, 11, 6, tzinfo=UTC), 95)):
        with reports.known_at(moment) as marts:
            assert figure(marts, "cakupan_perekaman", KUDUS, OCTOBER_END, now=moment)["value"] == value


def test_a_series_has_one_row_a_half_month_and_no_row_for_a_gap(reports: Reports) -> None:
    reports.send(
        row(KUDUS, date(2026, 9, 15), sisa_suket=9),
        row(KUDUS, date(2026, 10, 10), sisa_suket=11),
        row(KUDUS, date(2026, 10, 15), sisa_suket=12),
        row(PATI, date(2026, 9, 30), sisa_suket=3),
    )
    marts = reports.marts()
    own = series(marts, indicator="sisa_suket", wilayah=KUDUS, now=NOW)
    assert own["periode"].tolist() == ["2026-09-P1", "2026-10-P1"]
    assert own["value"].tolist() == [9, 12]
    whole = series(marts, indicator="sisa_suket", wilayah=PROVINCE, now=NOW)
    assert whole["value"].tolist() == [9, 3, 12]
    assert available_periods(marts) == tuple(
        Periode.parse(text) for text in ("2026-09-P1", "2026-09-P2", "2026-10-P1")
    )


def test_bands_are_the_deciles_over_those_with_a_value(reports: Reports) -> None:
    codes = REGENCIES[:11]
    reports.send(*(row(code, OCTOBER_END, sisa_suket=100 * index) for index, code in enumerate(codes)))
    found = bands(reports.marts(), indicator="sisa_suket", now=NOW)
    assert found["periode"].tolist() == ["2026-10-P2"]
    assert found["n"].tolist() == [11]
    # Eleven values 0, 100, .. 1000: the deciles fall on the values themselves.
    assert [found[f"d{tenth * 10}"].item() for tenth in range(1, 10)] == [
        100 * tenth for tenth in range(1, 10)
    ]


def test_a_simulated_value_says_so_and_colours_the_sum_it_stands_in(reports: Reports) -> None:
    reports.send(row(KUDUS, OCTOBER_END, sisa_suket=1), simulasi=True)
    reports.send(row(PATI, OCTOBER_END, sisa_suket=2))
    marts = reports.marts()
    shown = {
        code: figure(marts, "sisa_suket", code, OCTOBER_END)["simulasi"] for code in (KUDUS, PATI, PROVINCE)
    }
    assert shown == {KUDUS: True, PATI: False, PROVINCE: True}


def test_indicators_somebody_reported_are_those_with_a_figure(reports: Reports) -> None:
    reports.send(row(KUDUS, OCTOBER_END, awal=date(2026, 10, 16), sisa_suket=4, suket_terbit=0))
    rows = measure(reports.marts(), tanggal=OCTOBER_END, now=NOW)
    told = [item.id for item in reported_indicators(rows)]
    assert told == [
        "sisa_suket", "suket_terbit", "kelengkapan_laporan", "ketepatan_laporan", "kelengkapan_isian",
    ]  # fmt: skip
    assert reported_indicators(rows.head(0)) == ()
