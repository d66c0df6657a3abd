"""Back-test: what a rule would have flagged with other settings, beside what it did flag.

Before a threshold is changed, both are counted over the same half-months, and how many of the flags cleared
by themselves: a rule whose flags are gone at the next report was telling noise.
"""

from typing import Final

import pandas as pd

from metrics.results import shaped

KEY: Final = ["indicator", "rule", "wilayah", "periode"]
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
    "short_before": "Int64",
    "short_after": "Int64",
    "not_assessable_before": "Int64",
    "not_assessable_after": "Int64",
}
BACKTEST_COLUMNS: Final = tuple(BACKTEST_TYPES)


def backtest(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """One row per indicator and rule, in the order of `before`: BACKTEST_TYPES.

    `before` and `after`: flags (FLAG_TYPES) of the same places and half-months by the present and by the
    proposed settings. `raised`, `red`, `not_assessable` count places and half-months. An episode is a run of
    raised half-months of one place; `short` are those that cleared within SHORT_PERIODS half-months, the last
    half-month looked at not being one of them. A half-month that could not be judged does not end an episode.
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
    sums = counted.groupby(["indicator", "rule"])[names].sum()
    lengths = pd.concat(
        [_episodes(before).add_suffix("_before"), _episodes(after).add_suffix("_after")], axis="columns"
    )
    found = sums.join(lengths).fillna(dict.fromkeys(lengths, 0))
    order = before[["indicator", "rule"]].drop_duplicates()
    return shaped(order.merge(found.reset_index(), on=["indicator", "rule"], how="left"), BACKTEST_TYPES)


def _episodes(rows: pd.DataFrame) -> pd.DataFrame:
    """Per indicator and rule how many episodes there were, and how many of them were short."""
    judged = rows[rows["outcome"] != "not_assessable"].sort_values(KEY)
    place = judged.groupby(["indicator", "rule", "wilayah"])["outcome"]
    begins = (judged["outcome"] == "raised") & (place.shift() != "raised")
    judged = judged.assign(episode=begins.groupby([judged[name] for name in KEY[:3]]).cumsum())
    raised = judged[judged["outcome"] == "raised"]
    runs = raised.groupby([*KEY[:3], "episode"])["periode"].agg(["size", "max"]).reset_index()
    is_over = runs["max"] < rows["periode"].max()
    runs = runs.assign(episodes=1, short=is_over & (runs["size"] <= SHORT_PERIODS))
    return runs.groupby(["indicator", "rule"])[["episodes", "short"]].sum()
