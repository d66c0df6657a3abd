"""Whether cards and letters that came and went lead from the first count to the last."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from data_contracts.catalogue import load_holidays
from metrics.blangko.neraca import CARDS, LETTERS, card_ledger, reckoned, say_row
from tests.metrics.blangko.contoh import BLORA, FLOWS, KUDUS, PATI, Row, flow, formula, frame, position

FIRST, LAST = date(2026, 10, 16), date(2026, 10, 31)
MOVED = {
    "blangko_diterima": 2000, "blangko_pinjam_masuk": 500, "blangko_pinjam_keluar": 300, "cetak_ktp": 1900,
    "blangko_rusak": 7,
}  # fmt: skip


def cards(positions: list[Row], flows: list[Row]) -> pd.DataFrame:
    fields = dict.fromkeys([*CARDS.moved, *FLOWS])
    rows = card_ledger(
        frame(positions, CARDS.opening, CARDS.closing),
        frame(flows, *fields, is_flow=True),
        formula=formula(),
        holidays=load_holidays(),
    )
    told = [say_row(row, book=CARDS) for row in rows.to_dict("records")]
    return rows.join(pd.DataFrame(told, index=rows.index, columns=["reason", "message"], dtype="str"))


def one(positions: list[Row], flows: list[Row]) -> pd.Series[Any]:
    found = cards(positions, flows)
    assert len(found) == 1
    return found.iloc[0]


def test_blora_early_2020_closes() -> None:
    first, last = date(2020, 1, 1), date(2020, 2, 14)
    moved = MOVED | {"blangko_diterima": 22_000, "cetak_ktp": 19_084}
    moved |= dict.fromkeys(["blangko_pinjam_masuk", "blangko_pinjam_keluar", "blangko_rusak"], 0)
    found = one(
        [position(BLORA, last, stok_awal_blangko=0, sisa_blangko=2916)], [flow(BLORA, first, last, **moved)]
    )
    assert (found["expected"], found["difference"], found["outcome"]) == (2916, 0, "clear")


@pytest.mark.parametrize(
    ("closing", "difference", "outcome"), [(1293, 0, "clear"), (1292, -1, "raised"), (2000, 707, "raised")]
)
def test_any_difference_is_raised(closing: int, difference: int, outcome: str) -> None:
    """1.000 + 2.000 + 500 - 300 - 1.900 - 7 = 1.293."""
    found = one(
        [position(KUDUS, LAST, stok_awal_blangko=1000, sisa_blangko=closing)],
        [flow(KUDUS, FIRST, LAST, **MOVED)],
    )
    assert (found["expected"], found["difference"], found["outcome"]) == (1293, difference, outcome)


def test_a_difference_is_told_with_every_part() -> None:
    found = one(
        [position(KUDUS, LAST, stok_awal_blangko=1000, sisa_blangko=1250)],
        [flow(KUDUS, FIRST, LAST, **MOVED)],
    )
    for part in ("1.000", "2.000", "500", "300", "1.900", "rusak 7", "1.293", "1.250", "selisih -43"):
        assert part in found["message"]


@pytest.mark.parametrize("lacking", [*MOVED, "sisa_blangko", "stok_awal_blangko"])
def test_nothing_is_reckoned_with_a_part_that_was_not_reported(lacking: str) -> None:
    levels = {"stok_awal_blangko": 1000, "sisa_blangko": 5}
    given_levels = {name: count for name, count in levels.items() if name != lacking}
    given = {name: count for name, count in MOVED.items() if name != lacking}
    found = one([position(KUDUS, LAST, **given_levels)], [flow(KUDUS, FIRST, LAST, **given)])
    assert found["outcome"] == "not_assessable"
    assert pd.isna(found["difference"])
    assert found["reason"].endswith("tidak dilaporkan")


def test_reported_parts_of_the_printing_stand_for_its_total() -> None:
    moved = {name: count for name, count in MOVED.items() if name != "cetak_ktp"}
    moved |= {"cetak_prr": 1000, "cetak_suket": 500, "cetak_ganti": 300, "cetak_baru": 100}
    found = one(
        [position(KUDUS, LAST, stok_awal_blangko=1000, sisa_blangko=1293)],
        [flow(KUDUS, FIRST, LAST, **moved)],
    )
    assert found["outcome"] == "clear"


def test_the_report_before_opens_one_that_names_no_opening_if_it_reaches_up_to_it() -> None:
    """15 October 2026 is the day before; nobody was at work on the 10th and 11th either."""
    moved = [flow(KUDUS, FIRST, LAST, **MOVED)]
    closing = position(KUDUS, LAST, sisa_blangko=1293)
    found = one([position(KUDUS, date(2026, 10, 15), sisa_blangko=1000), closing], moved)
    assert (found["stok_awal_blangko"], found["outcome"]) == (1000, "clear")
    found = one([position(KUDUS, date(2026, 10, 14), sisa_blangko=1000), closing], moved)
    assert found["outcome"] == "not_assessable"
    found = one([position(PATI, date(2026, 10, 15), sisa_blangko=1000), closing], moved)
    assert found["outcome"] == "not_assessable"


def test_friday_reaches_up_to_monday() -> None:
    friday, monday = date(2026, 10, 16), date(2026, 10, 19)
    found = one(
        [position(KUDUS, friday, sisa_blangko=1000), position(KUDUS, monday, sisa_blangko=1293)],
        [flow(KUDUS, monday, monday, **MOVED)],
    )
    assert found["outcome"] == "clear"


def test_an_opening_that_is_not_what_was_left_is_raised_although_the_report_closes() -> None:
    found = one(
        [
            position(KUDUS, date(2026, 10, 15), sisa_blangko=1100),
            position(KUDUS, LAST, stok_awal_blangko=1000, sisa_blangko=1293),
        ],
        [flow(KUDUS, FIRST, LAST, **MOVED)],
    )
    assert (found["difference"], found["carried"], found["outcome"]) == (0, -100, "raised")
    assert "tidak sama dengan sisa laporan sebelumnya (selisih -100)" in found["message"]


def test_of_two_intervals_that_end_together_nobody_knows_whose_opening_it_is() -> None:
    found = cards(
        [position(KUDUS, LAST, stok_awal_blangko=1000, sisa_blangko=1293)],
        [flow(KUDUS, FIRST, LAST, **MOVED), flow(KUDUS, LAST, LAST, **MOVED)],
    )
    assert found["outcome"].tolist() == ["not_assessable", "not_assessable"]


@pytest.mark.parametrize(("closing", "difference", "outcome"), [(4921, 0, "clear"), (4920, -1, "raised")])
def test_letters_close_likewise(closing: int, difference: int, outcome: str) -> None:
    """5.000 + 71 - 140 - 10 = 4.921."""
    found = reckoned(
        frame(
            [position(KUDUS, LAST, sisa_suket_sebelumnya=5000, sisa_suket=closing)],
            LETTERS.opening,
            LETTERS.closing,
        ),
        frame(
            [flow(KUDUS, FIRST, LAST, suket_terbit=71, suket_ditukar=140, suket_dicabut=10)],
            *LETTERS.moved,
            is_flow=True,
        ),
        book=LETTERS,
        holidays=load_holidays(),
    ).iloc[0]
    assert (found["expected"], found["difference"], found["outcome"]) == (4921, difference, outcome)


def test_nothing_reported_is_an_empty_ledger() -> None:
    assert cards([], []).empty
