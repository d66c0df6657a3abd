"""Suket and print-ready records to zero at the present pace."""

from __future__ import annotations

from math import nan

import numpy as np
import pytest

from data_contracts.catalogue import load_holidays
from data_contracts.periode import Periode
from metrics.blangko.menuju_nol import TowardZero, toward_zero
from metrics.laju import Calendar
from tests.metrics.blangko.contoh import later, working

PERIODS = Periode.range(Periode(2026, 7, 2), Periode(2026, 10, 2))
CALENDAR = Calendar(data_dates=[each.end for each in PERIODS], holidays=load_holidays())


def series(first: float, last: float) -> np.ndarray:
    return np.array([[first, *[nan] * (len(PERIODS) - 2), last]])


def of(first: float, last: float) -> TowardZero:
    return toward_zero(series(first, last), calendar=CALENDAR, months=3)[0]


def test_the_date_follows_from_what_three_months_brought() -> None:
    n_days = len(working(PERIODS[0].next().start, PERIODS[-1].end))
    found = of(1000 + 20 * n_days, 1000)
    assert found.pace_per_day == pytest.approx(20)
    assert found.reached_on == later(PERIODS[-1].end, 50)
    assert found.sentence.startswith("Nol pada ")
    assert "20,0 per hari kerja" in found.sentence


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        (500, 500, "Tidak tercapai pada laju sekarang: dalam 3 bulan terakhir tidak berkurang."),
        (500, 900, "Tidak tercapai pada laju sekarang: dalam 3 bulan terakhir bertambah."),
        (500, 0, "Sudah nol."),
        (0, 0, "Sudah nol."),
        (nan, 500, "Belum dapat dinilai: jumlah 3 bulan sebelumnya tidak dilaporkan."),
        (500, nan, "Belum dapat dinilai: jumlahnya tidak dilaporkan."),
    ],
)
def test_what_is_said_where_there_is_no_date_ahead(first: float, last: float, says: str) -> None:
    assert of(first, last).sentence == says


def test_zero_is_reached_on_the_data_date_and_what_rises_never() -> None:
    assert of(500, 0).reached_on == PERIODS[-1].end
    assert of(500, 900).reached_on is None
    assert of(500, nan).left is None


def test_an_earlier_half_month_is_seen_from_its_own_day() -> None:
    counts = np.array([[700.0] * len(PERIODS)])
    counts[0, -1] = 10
    assert toward_zero(counts, calendar=CALENDAR, months=1, period=-2)[0].reached_on is None
