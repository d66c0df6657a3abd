"""Back-test: what a rule would have flagged with other settings, beside what it did flag.

Before a threshold is changed, both are counted over the same half-months, and how many of the flags cleared
by themselves: a rule whose flags are gone at the next report was telling noise.
"""

from collections.abc import Callable
from typing import Any, Final

import pandas as pd

from data_contracts.periode import Periode
from metrics.results import shaped

KEY: Final = ["indicator", "rule", "wilayah", "periode"]
_OF_RULE: Final = KEY[:2]
_OF_PLACE: Final = KEY[:3]
SHORT_PERIODS: Final = 2
BACKTEST_TYPES: Final = {
    "indicator": "str",
    "rule": "str",
    "raised_before": "Int64",
    "raised_after": "Int64",
    "newly_raised": "Int64",
    "no_longer_raised": "Int64",
    "red_before": "Int64",
    "red_after": "Int64",
    "episodes_before": "Int64",
    "episodes_after": "Int64",
    "median_length_before": "Float64",
    "median_length_after": "Float64",
    "short_before": "Int64",
    "short_after": "Int64",
    "not_assessable_before": "Int64",
    "not_assessable_after": "Int64",
}
BACKTEST_COLUMNS: Final = tuple(BACKTEST_TYPES)


def backtest(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """One row per indicator and rule, in the order of `before`: BACKTEST_TYPES.

    `before` and `after`: flags (FLAG_TYPES) of the same places and half-months by the present and by the
    proposed settings. `raised`, `red`, `not_assessable` count places and half-months; a half-month that could
    not be judged is neither newly raised nor no longer raised where the other side raised nothing.

    An episode is a run of raised half-months of one place; a half-month that could not be judged does not end
    it. Its length, in half-months, runs from `since` (which may lie before the first half-month looked at) to
    the last one raised; `median_length` is that of all episodes, of those still raised their length so far,
    and missing where there is none. `short` are the episodes that were found clear again, after no more than
    SHORT_PERIODS half-months: they cleared by themselves, and told noise rather than a place falling behind.
    """
    both = before.merge(after, on=KEY, suffixes=("_before", "_after"), how="outer")
    raised = {side: both[f"outcome_{side}"] == "raised" for side in ("before", "after")}
    counted = both.assign(
        newly_raised=raised["after"] & ~raised["before"],
        no_longer_raised=raised["before"] & ~raised["after"],
        **{f"raised_{side}": raised[side] for side in raised},
        **{f"red_{side}": both[f"severity_{side}"] == "merah" for side in raised},
        **{f"not_assessable_{side}": both[f"outcome_{side}"] == "not_assessable" for side in raised},
    )
    names = [name for name in BACKTEST_TYPES if name in counted and name not in KEY]
    sums = counted.groupby(_OF_RULE)[names].sum()
    found = sums.join(_lengths(before).add_suffix("_before")).join(_lengths(after).add_suffix("_after"))
    # Where nothing was raised there are no episodes, and no length of any.
    none = {name: 0 for name, kind in BACKTEST_TYPES.items() if kind == "Int64"}
    found = found.fillna(none)
    order = before[_OF_RULE].drop_duplicates()
    return shaped(order.merge(found.reset_index(), on=_OF_RULE, how="left"), BACKTEST_TYPES)


def _lengths(rows: pd.DataFrame) -> pd.DataFrame:
    """Per indicator and rule the number of episodes, their median length, and how many were short."""
    runs = _episodes(rows[rows["outcome"] != "not_assessable"].sort_values(KEY))
    of_rule = runs.groupby(_OF_RULE)
    return pd.DataFrame(
        {
            "episodes": of_rule.size(),
            "median_length": of_rule["length"].median(),
            "short": (runs["is_over"] & (runs["length"] <= SHORT_PERIODS))
            .groupby([runs[name] for name in _OF_RULE])
            .sum(),
        }
    )


def _episodes(judged: pd.DataFrame) -> pd.DataFrame:
    """One row per episode with its length and whether it was found clear again; `judged` in order of KEY."""
    judged = judged.assign(number=_numbers(judged["periode"], Periode.parse))
    outcome = judged.groupby(_OF_PLACE)["outcome"]
    begins = (judged["outcome"] == "raised") & (outcome.shift() != "raised")
    # What follows an episode's last raised half-month and could be judged is clear, or nothing follows.
    judged = judged.assign(episode=begins.cumsum(), is_over=outcome.shift(-1) == "clear")
    raised = judged[judged["outcome"] == "raised"]
    begun = _numbers(raised["since"], lambda moment: Periode.of(moment.date()))
    runs = raised.assign(begun=begun).groupby("episode")
    ends = runs.last()
    return ends.assign(length=ends["number"] - runs["begun"].min() + 1)


def _numbers(values: "pd.Series[Any]", periode_of: Callable[[Any], Periode]) -> "pd.Series[Any]":
    """Half-months as numbers of which neighbours differ by one."""
    numbers = {value: _number(periode_of(value)) for value in values.unique()}
    return values.map(numbers).astype("int64")


def _number(periode: Periode) -> int:
    return (periode.tahun * 12 + periode.bulan) * 2 + periode.paruh
