"""What changed from one half-month to the next: the same places at both ends, or nothing is said."""

from typing import Final

import pandas as pd

from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from metrics.catalogue import Direction, Indicator, PositionFormula
from metrics.results import CODE_LENGTH, Level, Status, concatenated, shaped
from metrics.totals import counted, province_sums

CHANGE_TYPES: Final = {
    "wilayah": "str",
    "change_points": "Float64",
    "change_people": "Int64",
    "change_is_good": "boolean",
    "is_same_basis": "boolean",
    "n_same": "Int64",
}


def changes(observed: pd.DataFrame, *, indicator: Indicator, periode: Periode) -> pd.DataFrame:
    """Change of one indicator from the half-month before to `periode`: CHANGE_TYPES, a row per comparable
    wilayah.

    `observed` as of `measure.observations`. The province's sum is compared over the `n_same` kab/kota that
    stand in both sums, since otherwise a silent regency would look like a fall. A percentage without
    counts is compared only with another of its kind. `change_is_good` is missing where the indicator is
    neutral, nothing changed, or the denominators are of another kind or date at both ends.
    """
    now, before = _at(observed, periode), _at(observed, periode.previous())
    pairs = _pairs(now, before, indicator)
    is_summed = (pairs["wilayah"] == load_register().provinsi.kode) & (
        pairs["n_reported_now"].notna() | pairs["n_reported_before"].notna()
    )
    both = concatenated([pairs[~is_summed], _summed(now, before, pairs, indicator)], CHANGE_TYPES)
    return both.assign(change_is_good=_is_good(both, indicator))


def _at(observed: pd.DataFrame, periode: Periode) -> pd.DataFrame:
    return observed[observed["periode"] == str(periode)]


def _pairs(now: pd.DataFrame, before: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    pairs = now.merge(before, on="wilayah", suffixes=("_now", "_before"))
    bare = Status.TANPA_ANGKA_DASAR
    same_kind = (pairs["state_now"] == bare) == (pairs["state_before"] == bare)
    pairs = pairs[pairs["value_now"].notna() & pairs["value_before"].notna() & same_kind]
    return pairs.assign(
        change_points=(pairs["value_now"] - pairs["value_before"]).round(2),
        change_people=pairs["numerator_now"] - pairs["numerator_before"],
        is_same_basis=_is_same_basis(pairs, indicator),
    )


def _is_same_basis(pairs: pd.DataFrame, indicator: Indicator) -> "pd.Series[bool]":
    if not isinstance(indicator.formula, PositionFormula) or indicator.formula.denominator is None:
        return pairs["wilayah"].notna()
    return pairs["dasar_now"].fillna("") == pairs["dasar_before"].fillna("")


def _summed(
    now: pd.DataFrame, before: pd.DataFrame, pairs: pd.DataFrame, indicator: Indicator
) -> pd.DataFrame:
    """The province's change over the kab/kota that stand in both sums; no row where there are none."""
    ends = [counted(_regencies(rows), formula=indicator.formula) for rows in (now, before)]
    same = set(ends[0]["wilayah"]) & set(ends[1]["wilayah"])
    rows = pd.concat([end[end["wilayah"].isin(same)] for end in ends])
    sums = province_sums(rows, formula=indicator.formula).sort_values("periode")
    if len(sums) < len(ends):
        return shaped(pd.DataFrame(), CHANGE_TYPES)
    is_same_basis = pairs.loc[pairs["wilayah"].isin(same), "is_same_basis"].all()
    return pd.DataFrame(
        {
            "wilayah": [load_register().provinsi.kode],
            "change_points": [round(sums["value"].iloc[1] - sums["value"].iloc[0], 2)],
            "change_people": [sums["numerator"].iloc[1] - sums["numerator"].iloc[0]],
            "is_same_basis": [bool(is_same_basis)],
            "n_same": [len(same)],
        }
    )


def _regencies(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["wilayah"].str.len() == CODE_LENGTH[Level.KABKOTA]]


def _is_good(rows: pd.DataFrame, indicator: Indicator) -> "pd.Series[bool]":
    rises = rows["change_points"] > 0
    good = rises if indicator.direction is Direction.HIGHER else ~rises
    says_something = rows["is_same_basis"] & (rows["change_points"] != 0)
    if indicator.direction is Direction.NEUTRAL:
        says_something = says_something & False
    return good.where(says_something)
