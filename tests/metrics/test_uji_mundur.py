"""A back-test counts what another threshold would have flagged, and what cleared by itself."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from data_contracts.periode import Periode
from metrics.uji_mundur import BACKTEST_COLUMNS, backtest

PERIODS = Periode.range(Periode(2026, 8, 1), Periode(2026, 10, 2))
WORDS = {
    "R": ("raised", "merah"),
    "r": ("raised", "kuning"),
    ".": ("clear", None),
    "?": ("not_assessable", None),
}


def flags(*, begun: date | None = None, **runs: str) -> pd.DataFrame:
    """Each place's outcomes over six half-months: R red, r yellow, . clear, ? not assessable.

    `begun`: since when a flag is up that stands in the first half-month.
    """
    lines = [
        ("cakupan_perekaman", "tertinggal", place, str(periode), *WORDS[letter], since)
        for place, run in runs.items()
        for periode, letter, since in zip(PERIODS, run, since_when(run, begun), strict=True)
    ]
    columns = ["indicator", "rule", "wilayah", "periode", "outcome", "severity", "since"]
    return pd.DataFrame(lines, columns=columns).astype({"since": "datetime64[s]"})


def since_when(run: str, begun: date | None) -> list[date | None]:
    found: list[date | None] = []
    up: date | None = None
    for number, letter in enumerate(run):
        if letter == ".":
            up = None
        elif letter in "Rr" and up is None:
            up = begun if number == 0 and begun else PERIODS[number].end
        found.append(up if letter in "Rr" else None)
    return found


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


@pytest.mark.parametrize(
    ("run", "episodes", "median", "short"),
    [
        ("r.....", 1, 1, 1),
        ("rr....", 1, 2, 1),
        ("rrr...", 1, 3, 0),
        ("....rr", 1, 2, 0),  # still raised: nobody knows yet
        ("r?....", 1, 1, 1),
        ("r?r...", 1, 3, 0),
        ("r?????", 1, 1, 0),  # not found clear again
        ("?r?.??", 1, 1, 1),
        ("r.r.r.", 3, 1, 3),
        ("r.rrr.", 2, 2, 1),
        ("r..rrr", 2, 2, 1),
    ],
)
def test_an_episode_has_a_length_and_is_short_when_it_is_found_clear_again_soon(
    run: str, episodes: int, median: float, short: int
) -> None:
    found = counted(flags(a="......"), flags(a=run))
    told = found["episodes_after"], found["median_length_after"], found["short_after"]
    assert told == (episodes, median, short)


def test_an_episode_that_began_before_the_half_months_looked_at_has_its_whole_length() -> None:
    found = counted(flags(a="rr....", begun=date(2026, 6, 15)), flags(a="rr...."))
    assert (found["median_length_before"], found["short_before"]) == (6, 0)
    assert (found["median_length_after"], found["short_after"]) == (2, 1)


def test_places_do_not_run_into_each_other_and_neither_do_rules() -> None:
    one = flags(a="....rr", b="rr....")
    two = one.assign(rule="salinan")
    found = backtest(pd.concat([one, two]), pd.concat([one, two]))
    assert found["rule"].tolist() == ["tertinggal", "salinan"]
    assert found["episodes_before"].tolist() == [2, 2]
    assert found["short_before"].tolist() == [1, 1]


def test_nothing_raised_is_zero_and_not_missing_but_has_no_length() -> None:
    found = counted(flags(a="......"), flags(a="......"))
    lengths = {"median_length_before", "median_length_after"}
    assert {found[name] for name in BACKTEST_COLUMNS[2:] if name not in lengths} == {0}
    assert all(pd.isna(found[name]) for name in lengths)


def test_no_flags_at_all_give_no_rows() -> None:
    none = flags(a="......").iloc[:0]
    assert list(backtest(none, none).columns) == list(BACKTEST_COLUMNS)
    assert backtest(none, none).empty
