"""What changed from one half-month to the next: the same places at both ends, or nothing is said."""

from typing import Final

import pandas as pd

from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from metrics.catalogue import Direction, PositionFormula, Way, load_indicators
from metrics.judging import is_higher_better
from metrics.results import CODE_LENGTH, Level, Status, concatenated
from metrics.totals import counted, province_sums, with_way

CHANGE_TYPES: Final = {
    "indicator": "str",
    "wilayah": "str",
    "change_points": "Float64",
    "change_people": "Int64",
    "change_is_good": "boolean",
    "is_same_basis": "boolean",
    "n_same": "Int64",
}
KEYS = ["indicator", "wilayah"]


def changes(observed: pd.DataFrame, *, periode: Periode) -> pd.DataFrame:
    """Change from the half-month before to `periode`: CHANGE_TYPES, one row per comparable indicator and
    wilayah.

    `observed` as of `measure.observations`. The province's sum is compared over the `n_same` kab/kota that
    stand in both sums, since otherwise a silent regency would look like a fall. A percentage without
    counts is compared only with another of its kind. `change_is_good` is missing where the indicator is
    neutral, nothing changed, or the denominators are of another kind or date at both ends.
    """
    now, before = _at(observed, periode), _at(observed, periode.previous())
    pairs = _pairs(now, before)
    is_sum = (pairs["wilayah"] == load_register().provinsi.kode) & (
        pairs["n_reported_now"].notna() | pairs["n_reported_before"].notna()
    )
    both = concatenated([pairs[~is_sum], _of_sums(now, before, pairs)], CHANGE_TYPES)
    return both.assign(change_is_good=_is_good(both))


def _at(observed: pd.DataFrame, periode: Periode) -> pd.DataFrame:
    return observed[observed["periode"] == str(periode)]


def _pairs(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    pairs = now.merge(before, on=KEYS, suffixes=("_now", "_before"))
    bare = Status.TANPA_ANGKA_DASAR
    same_kind = (pairs["state_now"] == bare) == (pairs["state_before"] == bare)
    pairs = pairs[pairs["value_now"].notna() & pairs["value_before"].notna() & same_kind]
    return pairs.assign(
        change_points=(pairs["value_now"] - pairs["value_before"]).round(2),
        change_people=pairs["numerator_now"] - pairs["numerator_before"],
        is_same_basis=_is_same_basis(pairs),
    )


def _is_same_basis(pairs: pd.DataFrame) -> "pd.Series[bool]":
    """Only positions with a denominator have a basis that could differ."""
    based = [
        item.id
        for item in load_indicators().values()
        if isinstance(item.formula, PositionFormula) and item.formula.denominator
    ]
    same = pairs["dasar_now"].fillna("") == pairs["dasar_before"].fillna("")
    return same | ~pairs["indicator"].isin(based)


def _of_sums(now: pd.DataFrame, before: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """The province's change over the kab/kota that stand in both sums; no row where there are none."""
    in_both = _counted(now)[KEYS].merge(_counted(before)[KEYS], on=KEYS)
    sums = province_sums(pd.concat([now, before]).merge(in_both, on=KEYS))
    is_now = sums["periode"].isin(now["periode"].unique())
    compared = in_both.merge(pairs[[*KEYS, "is_same_basis"]], on=KEYS)
    same_basis = compared.groupby("indicator", as_index=False).agg(is_same_basis=("is_same_basis", "all"))
    rows = sums[is_now].merge(sums[~is_now], on=KEYS, suffixes=("_now", "_before"))
    rows = rows.merge(same_basis, on="indicator")
    return rows.assign(
        change_points=(rows["value_now"] - rows["value_before"]).round(2),
        change_people=rows["numerator_now"] - rows["numerator_before"],
        n_same=rows["n_reported_now"],
    )


def _counted(rows: pd.DataFrame) -> pd.DataFrame:
    """The kab/kota that stand in a sum; reports are counted for the province directly."""
    regencies = with_way(rows[rows["wilayah"].str.len() == CODE_LENGTH[Level.KABKOTA]])
    return counted(regencies[regencies["way"] != Way.REPORTS])


def _is_good(rows: pd.DataFrame) -> "pd.Series[bool]":
    neutral = [item.id for item in load_indicators().values() if item.direction is Direction.NEUTRAL]
    rises = rows["change_points"] > 0
    good = rises.where(is_higher_better(rows["indicator"]), ~rises)
    says_something = rows["is_same_basis"] & (rows["change_points"] != 0) & ~rows["indicator"].isin(neutral)
    return good.where(says_something)
