"""What stops the printer first."""

from __future__ import annotations

from datetime import date
from math import isnan, nan

import pandas as pd
import pytest

from metrics.blangko.bahan import Binding, binding_of, falls, steps
from tests.metrics.blangko.contoh import KUDUS, PATI, frame, position


@pytest.mark.parametrize(
    ("cover", "ribbon", "film", "first"),
    [
        (12, 5, 9, Binding.RIBBON),
        (12, 15, 9, Binding.FILM),
        (3, 5, 9, Binding.BLANGKO),
        (5, 5, 5, Binding.BLANGKO),
        (nan, 5, nan, Binding.RIBBON),
        (7, nan, nan, Binding.BLANGKO),
        (0, 0, nan, Binding.BLANGKO),
    ],
)
def test_the_shortest_binds(cover: float, ribbon: float, film: float, first: Binding) -> None:
    assert binding_of(cover, ribbon=ribbon, film=film)[0] is first


def test_where_nothing_is_known_it_is_the_cards_without_a_day() -> None:
    first, days = binding_of(nan, ribbon=nan, film=nan)
    assert first is Binding.BLANGKO
    assert isnan(days)


def test_a_step_goes_from_one_report_to_the_next_of_the_same_place() -> None:
    known = frame(
        [
            position(KUDUS, date(2026, 10, 9), ribbon_persen=80),
            position(KUDUS, date(2026, 10, 6), ribbon_persen=90),
            position(KUDUS, date(2026, 10, 12), ribbon_persen=None),
            position(KUDUS, date(2026, 10, 13), ribbon_persen=100),
            position(PATI, date(2026, 10, 14), ribbon_persen=50),
        ],
        "ribbon_persen",
    )
    found = steps(known, field="ribbon_persen")
    assert [tuple(row) for row in found.itertuples(index=False)] == [
        (KUDUS, pd.Timestamp(2026, 10, 7), pd.Timestamp(2026, 10, 9), -10),
        (KUDUS, pd.Timestamp(2026, 10, 10), pd.Timestamp(2026, 10, 13), 20),
    ]
    # A ribbon put in anew says nothing of how fast it goes.
    fell = falls(known, field="ribbon_persen")["amount"]
    assert (fell.iloc[0], pd.isna(fell.iloc[1])) == (10, True)
