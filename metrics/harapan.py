"""What Great Expectations came to, per rule of the contracts, over time.

First every rule of every contract, then what is known of it: a rule without a result was never looked at,
which is not the same as a rule that holds.
"""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from data_contracts.catalogue import load_contracts
from data_contracts.periode import Periode
from metrics.mutu import Quality
from metrics.results import shaped

RULE_TYPES: Final = {
    "contract": "str",
    "rule": "str",
    "severity": "str",
    "n_files": "Int64",
    "evaluated": "Int64",
    "unexpected": "Int64",
    "evaluated_last": "Int64",
    "unexpected_last": "Int64",
}
TREND_TYPES: Final = {
    "contract": "str",
    "rule": "str",
    "periode": "str",
    "evaluated": "Int64",
    "unexpected": "Int64",
}
COUNTS: Final = ["evaluated", "unexpected"]


def expectations(quality: Quality, *, periods: Sequence[Periode], wilayah: str | None = None) -> pd.DataFrame:
    """One row per rule of the contracts, in their order: RULE_TYPES.

    evaluated: values the rule judged over `periods`, unexpected those among them that break it; _last: of the
    last of `periods`. Zero evaluated: the rule was there, no file had a value for it. Missing: it was never
    run. n_files: how many files it ran on. With `wilayah`: of files that speak of that place, whole.
    """
    ran = _ran(quality, periods=periods, wilayah=wilayah)
    counts = ran.groupby("rule").agg(
        n_files=("submission", "nunique"), evaluated=("evaluated", "sum"), unexpected=("unexpected", "sum")
    )
    last = ran[ran["periode"] == str(periods[-1])].groupby("rule")[COUNTS].sum().add_suffix("_last")
    every = _every_rule().merge(counts.join(last).reset_index(), on="rule", how="left")
    return shaped(every, RULE_TYPES)


def expectation_trends(
    quality: Quality, *, periods: Sequence[Periode], wilayah: str | None = None
) -> pd.DataFrame:
    """One row per rule and half-month in which it was run: TREND_TYPES."""
    ran = _ran(quality, periods=periods, wilayah=wilayah)
    return shaped(ran.groupby(["contract", "rule", "periode"], as_index=False)[COUNTS].sum(), TREND_TYPES)


def _every_rule() -> pd.DataFrame:
    rows = [
        (name, rule.id, rule.severity.value)
        for name, contract in load_contracts().items()
        for rule in contract.rules
    ]
    return pd.DataFrame(rows, columns=["contract", "rule", "severity"], dtype="str")


def _ran(quality: Quality, *, periods: Sequence[Periode], wilayah: str | None) -> pd.DataFrame:
    """The results of the files of these half-months; a file belongs to the latest one it speaks of."""
    rows = quality.rows if wilayah is None else quality.rows[quality.rows["wilayah"] == wilayah]
    latest = rows.groupby("submission", as_index=False)["periode"].max()
    wanted = latest[latest["periode"].isin([str(periode) for periode in periods])]
    return quality.validations.merge(wanted, on="submission")
