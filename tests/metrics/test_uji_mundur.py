"""A back-test counts what another threshold would have flagged, and what cleared by itself."""

from __future__ import annotations

import pandas as pd

from data_contracts.periode import Periode
from metrics.uji_mundur import BACKTEST_COLUMNS, backtest

PERIODS = [str(periode) for periode in Periode.range(Periode(2026, 8, 1), Periode(2026, 10, 2))]
WORDS = {
    "R": ("raised", "merah"),
    "r": ("raised", "kuning"),
    ".": ("clear", None),
    "?": ("not_assessable", None),
}


def flags(**runs: str) -> pd.DataFrame:
    """Each place's outcomes over six half-months: R red, r yellow, . clear, ? not assessable."""
    lines = [
        ("cakupan_perekaman", "tertinggal", place, periode, *WORDS[letter])
        for place, run in runs.items()
        for periode, letter in zip(PERIODS, run, strict=True)
    ]
    return pd.DataFrame(lines, columns=["indicator", "rule", "wilayah", "periode", "outcome", "severity"])


def counted(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, object]:
    (row,) = backtest(before, after).to_dict("records")
    return {str(name): value for name, value in row.items()}


def test_what_is_new_and_what_is_gone_is_counted() -> None:
    found = counted(flags(a=".rrR..", b="......"), flags(a="..rR..", b="....rr"))
    assert (found["raised_before"], found["raised_after"]) == (3, 4)
    assert (found["newly_raised"], found["no_longer_raised"]) == (2, 1)
    assert (found["red_before"], found["red_after"]) == (1, 1)


def test_episodes_that_end_within_two_half_months_cleared_by_themselves() -> None:
    found = counted(flags(a="r.rr.r", b="rrr..."), flags(a="......", b="rrrrrr"))
    # a: one of one and one of two have ended, the last one has not; b: three are no short one.
    assert (found["episodes_before"], found["short_before"]) == (4, 2)
    assert (found["episodes_after"], found["short_after"]) == (1, 0)


def test_what_cannot_be_judged_does_not_end_an_episode() -> None:
    found = counted(flags(a="r?rr.."), flags(a="r?????"))
    assert (found["episodes_before"], found["short_before"]) == (1, 0)
    assert (found["not_assessable_before"], found["not_assessable_after"]) == (1, 5)


def test_nothing_raised_is_zero_and_not_missing() -> None:
    found = counted(flags(a="......"), flags(a="......"))
    assert [found[name] for name in BACKTEST_COLUMNS[2:]] == [0] * (len(BACKTEST_COLUMNS) - 2)
