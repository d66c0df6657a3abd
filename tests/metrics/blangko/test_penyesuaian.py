"""Consumption adjusted for stock-outs, after OpenLMIS, and the days known to have been without cards."""

from __future__ import annotations

from datetime import date
from math import isnan, nan

import numpy as np
import pandas as pd
import pytest

from metrics.blangko.penyesuaian import adjusted_consumption, days_without_stock, dry_days_in
from metrics.kecukupan import daily_use
from tests.metrics.blangko.contoh import FLOWS, KUDUS, PATI, flow, formula, frame

NO_HOLIDAYS: frozenset[date] = frozenset()


@pytest.mark.parametrize(
    ("consumed", "months", "stockout_days", "adjusted"),
    [
        (100, 1, 0, 100),
        (100, 1, 10, 150),  # 100 * 30 / 20
        (100, 1, 7, 131),  # 130,43 rounded up
        (100, 3, 45, 200),
        (100, 0.5, 5, 150),  # half a month is 15 days
        (30, 13 / 30, 3, 39),  # 30 * 13 / 10, and not 40 through binary dust
        (100, 1, 30, 100),  # no day with stock: as it is
        (100, 1, 45, 100),
        (0, 1, 10, 0),
        (7, 2, 59, 420),
    ],
)
def test_consumption_is_raised_to_what_the_whole_time_would_have_used(
    consumed: int, months: float, stockout_days: int, adjusted: int
) -> None:
    assert adjusted_consumption(consumed, months=months, stockout_days=stockout_days) == adjusted


@pytest.mark.parametrize("case", [(nan, 1, 0), (5, nan, 0), (5, 1, nan)])
def test_what_is_missing_stays_missing(case: tuple[float, float, float]) -> None:
    consumed, months, stockout_days = case
    assert isnan(adjusted_consumption(consumed, months=months, stockout_days=stockout_days))


def test_many_reports_are_adjusted_at_once() -> None:
    found = adjusted_consumption([[10, 20], [30, nan]], months=1, stockout_days=[[0, 15], [20, 0]])
    assert np.array_equal(found, [[10, 40], [90, nan]], equal_nan=True)


def stock(*rows: tuple[str, date, int | None]) -> pd.DataFrame:
    kinds = {"wilayah": "str", "tanggal": "datetime64[s]", "stock": "Int64"}
    return pd.DataFrame(list(rows), columns=list(kinds)).astype(kinds)


def test_a_day_is_dry_between_two_reports_of_nothing_on_following_working_days() -> None:
    known = stock(
        (KUDUS, date(2026, 10, 15), 40),
        (KUDUS, date(2026, 10, 16), 0),  # a Friday: used up in the course of it
        (KUDUS, date(2026, 10, 19), 0),  # Saturday, Sunday and Monday were dry
        (KUDUS, date(2026, 10, 20), None),
        (KUDUS, date(2026, 10, 22), 0),  # what came on the two days between is not known
        (PATI, date(2026, 10, 23), 0),  # another place's zero says nothing
    )
    found = days_without_stock(known, holidays=NO_HOLIDAYS)
    assert [(code, day.date()) for code, day in found.itertuples(index=False)] == [
        (KUDUS, date(2026, 10, 17)),
        (KUDUS, date(2026, 10, 18)),
        (KUDUS, date(2026, 10, 19)),
    ]


def test_two_zeros_half_a_month_apart_do_not_make_the_time_between_dry() -> None:
    known = stock((KUDUS, date(2026, 10, 15), 0), (KUDUS, date(2026, 10, 31), 0))
    assert days_without_stock(known, holidays=NO_HOLIDAYS).empty


def test_dry_days_are_counted_in_the_interval_of_their_own_place_both_ends_included() -> None:
    dry = pd.DataFrame(
        {
            "wilayah": [KUDUS, KUDUS, PATI],
            "hari": pd.to_datetime(["2026-10-16", "2026-10-31", "2026-10-20"]).astype("datetime64[s]"),
        }
    )
    intervals = frame(
        [
            flow(KUDUS, date(2026, 10, 16), date(2026, 10, 31)),
            flow(PATI, date(2026, 10, 16), date(2026, 10, 31)),
            flow(KUDUS, date(2026, 10, 1), date(2026, 10, 15)),
        ],
        is_flow=True,
    ).rename(columns={"kode_wilayah": "wilayah"})
    assert dry_days_in(intervals, dry=dry).tolist() == [2, 1, 0]


def test_a_half_month_with_days_without_cards_counts_only_the_others_at_the_adjusted_rate() -> None:
    """1-15 October 2026: 11 working days; the 3rd to the 8th begin and end without a card."""
    known = stock(
        (KUDUS, date(2026, 9, 30), 900), *((KUDUS, date(2026, 10, day), 0) for day in (2, 5, 6, 7, 8))
    )
    printed = frame([flow(KUDUS, date(2026, 10, 1), date(2026, 10, 15), cetak_ktp=160)], *FLOWS, is_flow=True)
    found = daily_use(printed, stock=known, formula=formula(), holidays=NO_HOLIDAYS)
    # Saturday 3 to Thursday 8 are dry, six of fifteen days: ceil(160 * 15 / 9) = 267 over 11 working days.
    assert set(found["laju"]) == {267 / 11}
    assert [day.day for day in sorted(found["hari"])] == [1, 2, 9, 12, 13, 14, 15]
