"""Suket issued while cards were there."""

from __future__ import annotations

from datetime import date
from math import nan
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data_contracts.periode import Periode
from metrics.blangko.suket_terbit import issued_while_stocked, letters_while_stocked
from tests.metrics.blangko.contoh import KUDUS, PATI, Row, flow, frame, position

NOW = Periode(2026, 10, 2)
BEFORE, END = date(2026, 10, 15), date(2026, 10, 31)


def matrix(before: float | None, now: float | None) -> np.ndarray:
    return np.array([[nan if before is None else before, nan if now is None else now]])


@pytest.mark.parametrize(
    ("issued", "letters", "stock", "outcome"),
    [
        (5, (None, None), (900, 40), "raised"),
        (5, (None, None), (0, 40), "clear"),  # no card at one end
        (5, (None, None), (900, 0), "clear"),
        (0, (10, 90), (900, 40), "clear"),  # the issued ones as reported come before a rise
        (None, (10, 12), (900, 40), "raised"),
        (None, (12, 12), (900, 40), "clear"),
        (None, (12, 10), (900, 40), "clear"),
        (None, (None, 12), (900, 40), "not_assessable"),
        (None, (12, None), (900, 40), "not_assessable"),
        (5, (None, None), (None, 40), "not_assessable"),
        (5, (None, None), (900, None), "not_assessable"),
        (5, (None, None), (None, 0), "clear"),
        (0, (None, None), (None, None), "clear"),
        (None, (None, None), (0, 0), "clear"),
        (None, (None, None), (None, None), "not_assessable"),
    ],
)
def test_outcome(issued: int | None, letters: tuple[Any, Any], stock: tuple[Any, Any], outcome: str) -> None:
    found = letters_while_stocked(matrix(None, issued), letters=matrix(*letters), stock=matrix(*stock))
    raised, unknown = found.raised[0, 1], found.no_letters[0, 1] or found.no_stock[0, 1]
    assert (bool(raised), bool(unknown)) == (outcome == "raised", outcome == "not_assessable")


def issued(positions: list[Row], flows: list[Row]) -> pd.DataFrame:
    return issued_while_stocked(
        frame(positions, "sisa_suket", "sisa_blangko"),
        frame(flows, "suket_terbit", is_flow=True),
        periods=(NOW,),
    )


def test_the_evidence_names_letters_and_cards_at_both_ends() -> None:
    found = issued(
        [position(KUDUS, BEFORE, sisa_blangko=900), position(KUDUS, END, sisa_blangko=1400, sisa_suket=7)],
        [flow(KUDUS, date(2026, 10, 16), END, suket_terbit=28)],
    ).iloc[0]
    assert (found["outcome"], found["issued"], found["stock_before"], found["stock"]) == (
        "raised",
        28,
        900,
        1400,
    )
    assert found["message"] == (
        "Suket terbit 28 lembar, padahal blangko tersedia: 900 keping pada awal dan 1.400 pada akhir periode."
    )


def test_a_rise_speaks_where_nobody_reported_what_was_issued() -> None:
    found = issued(
        [
            position(KUDUS, BEFORE, sisa_blangko=900, sisa_suket=40),
            position(KUDUS, date(2026, 10, 20), sisa_suket=99),
            position(KUDUS, END, sisa_blangko=1400, sisa_suket=52),
        ],
        [],
    ).iloc[0]
    assert (found["outcome"], found["issued"], found["is_rise"]) == ("raised", 12, True)
    assert found["message"].startswith("Sisa Suket bertambah 12 lembar")


def test_days_are_added_up_and_a_half_month_beside_them_is_not_counted_again() -> None:
    stock = [position(KUDUS, BEFORE, sisa_blangko=9), position(KUDUS, END, sisa_blangko=9)]
    days = [flow(KUDUS, date(2026, 10, day), date(2026, 10, day), suket_terbit=3) for day in (16, 19, 20)]
    assert issued(stock, days)["issued"].tolist() == [9]
    whole = flow(KUDUS, date(2026, 10, 16), END, suket_terbit=10)
    assert issued(stock, [*days, whole])["issued"].tolist() == [10]
    across = flow(KUDUS, date(2026, 10, 1), END, suket_terbit=50)
    assert pd.isna(issued(stock, [across])["issued"].iloc[0])


def test_every_place_has_a_row_and_says_what_is_missing() -> None:
    found = issued(
        [position(KUDUS, END, sisa_blangko=5)], [flow(PATI, date(2026, 10, 16), END, suket_terbit=1)]
    )
    told = dict(zip(found["wilayah"], found["reason"], strict=True))
    assert "tidak dilaporkan" in told[KUDUS]
    assert told[PATI] == "sisa blangko pada awal atau akhir periode tidak dilaporkan"
    assert found["periode"].tolist() == ["2026-10-P2", "2026-10-P2"]
