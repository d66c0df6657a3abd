"""Days of cover: the stock over the usual printing of a working day with cards."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median

import pandas as pd
import pytest

from data_contracts.catalogue import load_holidays
from tests.metrics.reports import BLORA, KUDUS, PATI, PROVINCE, SEMARANG, Reports, figure, row

INDICATOR = "hari_cukup_blangko"
END = date(2026, 10, 31)


def working(first: date, last: date) -> list[date]:
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5 and day not in load_holidays()]


def test_blora_early_2020_had_cards_for_its_stock_over_its_daily_printing(reports: Reports) -> None:
    first, last = date(2020, 1, 1), date(2020, 2, 14)
    reports.send(row(BLORA, last, awal=first, sisa_blangko=2916, cetak_ktp=19_084))
    n_days = len(working(first, last))
    found = reports.figure(INDICATOR, BLORA, last)
    assert found["value"] == pytest.approx(2916 / (19_084 / n_days), abs=0.005)
    assert found["numerator"] == 2916
    assert found["unit"] == "hari"
    assert f"median {n_days} hari sampai 14 Februari 2020" in found["dasar"]


def test_use_is_the_median_of_the_days_with_stock_in_the_last_eight_weeks(reports: Reports) -> None:
    days = working(date(2026, 7, 1), date(2026, 10, 30))
    printed = {day: 40 + 7 * (number % 9) for number, day in enumerate(days)}
    # A week without cards: nothing left the evening before, nothing printed, nothing left.
    dry = days[-20:-15]
    stock = {day: 0 if days[-21] <= day < dry[-1] or day == dry[-1] else 900 for day in days}
    reports.send(
        *(
            row(KUDUS, day, awal=day, sisa_blangko=stock[day], cetak_ktp=0 if day in dry else printed[day])
            for day in days
        )
    )
    last = days[-1]
    counted = [printed[day] for day in days if day > last - timedelta(weeks=8) and day not in dry]
    found = reports.figure(INDICATOR, KUDUS, END)
    assert found["value"] == pytest.approx(900 / median(counted), abs=0.005)
    assert f"median {len(counted)} hari" in found["dasar"]


def test_an_interval_is_spread_over_its_working_days_and_a_daily_row_speaks_before_it(
    reports: Reports,
) -> None:
    first = date(2026, 10, 16)
    n_days = len(working(first, END))
    reports.send(row(KUDUS, END, awal=first, sisa_blangko=100, cetak_ktp=10 * n_days))
    assert reports.figure(INDICATOR, KUDUS, END)["value"] == 10
    busy = working(first, END)[1:]
    reports.send(*(row(KUDUS, day, awal=day, cetak_ktp=25) for day in busy))
    assert reports.figure(INDICATOR, KUDUS, END)["value"] == 4


def test_no_stock_is_zero_days_even_where_printing_was_never_reported(reports: Reports) -> None:
    reports.send(row(KUDUS, END, sisa_blangko=0))
    found = reports.figure(INDICATOR, KUDUS, END)
    assert (found["value"], found["status"]) == (0, "tanpa target")


def test_stock_without_reported_printing_cannot_be_computed(reports: Reports) -> None:
    reports.send(row(KUDUS, END, sisa_blangko=500))
    found = reports.figure(INDICATOR, KUDUS, END)
    assert pd.isna(found["value"])
    assert found["status"] == "tidak dapat dihitung"
    assert found["reason"] == "jumlah kartu tercetak tidak dilaporkan dalam 8 minggu terakhir"


def test_stock_that_nobody_uses_is_a_dash_and_never_infinite(reports: Reports) -> None:
    reports.send(row(KUDUS, END, awal=date(2026, 10, 16), sisa_blangko=500, cetak_ktp=0))
    found = reports.figure(INDICATOR, KUDUS, END)
    assert pd.isna(found["value"])
    assert found["reason"] == "tidak ada kartu tercetak dalam 8 minggu terakhir"


def test_printing_older_than_eight_weeks_says_nothing_about_now(reports: Reports) -> None:
    reports.send(row(KUDUS, date(2026, 8, 31), awal=date(2026, 8, 16), sisa_blangko=900, cetak_ktp=990))
    reports.send(row(KUDUS, END, sisa_blangko=500))
    assert reports.figure(INDICATOR, KUDUS, END)["status"] == "tidak dapat dihitung"


def test_the_parts_stand_in_for_a_missing_total_only_when_all_are_there(reports: Reports) -> None:
    first = date(2026, 10, 16)
    n_days = len(working(first, END))
    reports.send(
        row(
            KUDUS,
            END,
            awal=first,
            sisa_blangko=60,
            cetak_prr=n_days,
            cetak_suket=2 * n_days,
            cetak_ganti=3 * n_days,
        ),
        row(PATI, END, awal=first, sisa_blangko=60, cetak_prr=n_days, cetak_suket=2 * n_days),
    )
    marts = reports.marts()
    assert figure(marts, INDICATOR, KUDUS, END)["value"] == 10
    assert figure(marts, INDICATOR, PATI, END)["status"] == "tidak dapat dihitung"


def test_first_cards_reported_apart_are_used_up_too_and_count_once_beside_a_total(reports: Reports) -> None:
    first = date(2026, 10, 16)
    n_days = len(working(first, END))
    apart = {
        "cetak_baru": 4 * n_days, "cetak_prr": n_days, "cetak_suket": 2 * n_days, "cetak_ganti": 3 * n_days,
    }  # fmt: skip
    reports.send(
        row(KUDUS, END, awal=first, sisa_blangko=60, **apart),
        row(PATI, END, awal=first, sisa_blangko=60, cetak_ktp=12 * n_days, **apart),
    )
    marts = reports.marts()
    assert figure(marts, INDICATOR, KUDUS, END)["value"] == 60 / (4 + 1 + 2 + 3)
    assert figure(marts, INDICATOR, PATI, END)["value"] == 60 / 12


def test_the_province_lasts_as_long_as_its_stock_over_its_use_where_both_are_known(reports: Reports) -> None:
    first = date(2026, 10, 16)
    n_days = len(working(first, END))
    reports.send(
        row(KUDUS, END, awal=first, sisa_blangko=600, cetak_ktp=100 * n_days),
        row(PATI, END, awal=first, sisa_blangko=1000, cetak_ktp=20 * n_days),
        row(SEMARANG, END, sisa_blangko=9999),
    )
    found = reports.figure(INDICATOR, PROVINCE, END)
    assert found["value"] == pytest.approx(1600 / 120, abs=0.005)
    assert (found["numerator"], found["n_reported"]) == (1600, 2)


def test_printing_on_a_saturday_has_no_working_day_to_stand_on(reports: Reports) -> None:
    saturday = date(2026, 10, 24)
    assert saturday.weekday() == 5
    reports.send(row(KUDUS, saturday, awal=saturday, sisa_blangko=50, cetak_ktp=500))
    assert reports.figure(INDICATOR, KUDUS, END)["status"] == "tidak dapat dihitung"
