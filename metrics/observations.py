"""From positions to observations: one row per wilayah and half-month, the ratio computed last from its
counts.

A row of positions that gives a value comes before one that does not, and a later one before an earlier
one: the value of a half-month is the latest reported inside it. Where counts are missing, a typed
percentage is shown as such and never enters a total.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from data_contracts.contract import Measure
from data_contracts.tulisan import format_persen, format_tanggal
from metrics.catalogue import FieldRef, PositionFormula, Share
from metrics.results import OBSERVATION_TYPES, Status, missing, no_observations, periode_of, shaped

DEVIATION_POINTS = (
    0.05  # a typed percentage further off than this is named; the threshold of the contracts' rules
)
NO_BASIS = "penyebut tidak disebut"


def observe(rows: pd.DataFrame, formula: PositionFormula) -> pd.DataFrame:
    """Observations of a share or a level.

    `rows`: one row per kode_wilayah and tanggal with the fields the formula names, `simulasi`, and where the
    contract has them jenis_penyebut and tanggal_penyebut. Result: columns of OBSERVATION_TYPES, one row per
    wilayah and half-month.
    """
    return latest(evaluated(rows, formula))


def evaluated(rows: pd.DataFrame, formula: PositionFormula) -> pd.DataFrame:
    """As `observe`, before `latest` chooses one row of each half-month: one row per wilayah and tanggal."""
    if rows.empty:
        return no_observations()
    named = rows.reset_index(drop=True).rename(columns={"kode_wilayah": "wilayah"})
    named = named.assign(periode=periode_of(named["tanggal"]), dasar=_basis(named, formula))
    counts = _with_counts(named, formula)
    found = _with_share(counts, formula) if isinstance(formula, Share) else _with_level(counts, formula)
    return found[[name for name in OBSERVATION_TYPES if name in found]]


def latest(evaluated: pd.DataFrame, *, apart: Sequence[str] = ()) -> pd.DataFrame:
    """The row that speaks for each wilayah and half-month (of each value of `apart`): with a value before
    without, then the latest.
    """
    ranked = evaluated.assign(has_value=evaluated["value"].notna()).sort_values(["has_value", "tanggal"])
    last = ranked.drop_duplicates([*apart, "wilayah", "periode"], keep="last")
    return shaped(last.sort_values([*apart, "periode", "wilayah"]), OBSERVATION_TYPES)


def percent_of(numerator: "pd.Series[int]", denominator: "pd.Series[int]") -> "pd.Series[float]":
    """100 * numerator / denominator, as `quotient_of`. 29260118 of 28126986 is 104.03."""
    return quotient_of(100 * numerator, denominator)


def quotient_of(numerator: "pd.Series[int]", denominator: "pd.Series[int]") -> "pd.Series[float]":
    """The ratio of two counts, two decimals, half away from zero, from exact integers.

    Missing where either is missing or the denominator is not above zero.
    """
    divisor = denominator.where(denominator > 0)
    rounded = (200 * numerator.abs() + divisor) // (2 * divisor)
    return (rounded.where(numerator >= 0, -rounded).astype("Float64") / 100).round(2)


def rounded_half_up(values: "pd.Series[float]") -> "pd.Series[float]":
    """Two decimals, half away from zero, as in print: 3.125 is 3.13."""
    # The inner rounding takes away the binary dust that would turn 100.5 into 100.49999999999999.
    hundredths = (values.astype("Float64").abs() * 100).round(6)
    return (((hundredths + 0.5) // 1) / 100 * np.sign(values.astype("Float64"))).round(2)


def total_or_parts(
    flows: pd.DataFrame, *, total: FieldRef, parts: Sequence[FieldRef], extra: Sequence[FieldRef]
) -> "pd.Series[int]":
    """Of each row the total as reported, else the sum of its parts where every part was reported, and of
    extra ones.
    """
    reported = flows[total.field]
    if not parts:
        return reported
    whole = flows[[ref.field for ref in parts]].sum(axis=1, skipna=False)
    return reported.fillna(whole + flows[[ref.field for ref in extra]].sum(axis=1))


def with_reason(
    frame: pd.DataFrame, where: "pd.Series[bool]", say: Callable[[Mapping[Any, Any]], str] | str
) -> pd.DataFrame:
    """`frame` with one more reason on the rows where it holds; several are joined by a semicolon."""
    if not where.any():
        return frame
    chosen = frame.loc[where]
    texts = [say] * len(chosen) if isinstance(say, str) else [say(row) for row in chosen.to_dict("records")]
    former = chosen["reason"].fillna("")
    reason = frame["reason"].copy()
    reason.loc[where] = [f"{old}; {new}" if old else new for old, new in zip(former, texts, strict=True)]
    return frame.assign(reason=reason)


def _basis(rows: pd.DataFrame, formula: PositionFormula) -> "pd.Series[str]":
    """Kind and date of the denominator, "DKB 30 Juni 2026"; said to be unknown where the sender named
    none.
    """
    blank = missing(rows.index, dtype="str")
    # A running count is of the data date itself; only a frozen one has a kind and a date of its own.
    if (
        formula.denominator is None
        or formula.denominator.measure is Measure.CUMULATIVE
        or len(formula.whole) > 1
    ):
        return blank
    kind = rows.get("jenis_penyebut", blank)
    if kind.isna().all():
        return blank.fillna(NO_BASIS)
    dates = rows["tanggal_penyebut"]
    names = {day: f" {format_tanggal(day.date())}" for day in dates.dropna().unique()}
    return (kind.astype("str") + dates.map(names).astype("str").fillna("")).fillna(NO_BASIS)


def _with_counts(rows: pd.DataFrame, formula: PositionFormula) -> pd.DataFrame:
    """Numerator (reported, else minuend - subtrahend) and denominator as reported."""
    reported = rows[formula.numerator.field]
    spare = _difference(rows, formula)
    counted = rows.assign(
        numerator=reported.fillna(spare),
        denominator=_whole(rows, formula),
        state=missing(rows.index, dtype="str"),
        reason=missing(rows.index, dtype="str"),
    )
    if formula.otherwise is None:
        return counted
    left, right = formula.otherwise.minuend, formula.otherwise.subtrahend
    name = formula.numerator.business_name.lower()
    return with_reason(
        counted,
        reported.isna() & spare.notna(),
        f"{name} tidak dilaporkan, dihitung dari {left.field} − {right.field}",
    )


def _whole(rows: pd.DataFrame, formula: PositionFormula) -> "pd.Series[int]":
    """The sum of the fields that make the whole; missing where any of them is."""
    whole = missing(rows.index, dtype="Int64")
    for number, ref in enumerate(formula.whole):
        whole = rows[ref.field] if number == 0 else whole + rows[ref.field]
    return whole


def _difference(rows: pd.DataFrame, formula: PositionFormula) -> "pd.Series[int]":
    if formula.otherwise is None:
        return missing(rows.index, dtype="Int64")
    return rows[formula.otherwise.minuend.field] - rows[formula.otherwise.subtrahend.field]


def _with_level(rows: pd.DataFrame, formula: PositionFormula) -> pd.DataFrame:
    levels = rows.assign(value=rows["numerator"].astype("Float64"))
    return _uncounted(levels, levels["value"].isna(), formula)


def _with_share(rows: pd.DataFrame, formula: Share) -> pd.DataFrame:
    recomputed = percent_of(rows["numerator"], rows["denominator"])
    typed, other_side = _typed(rows, formula.reported), 100 - _typed(rows, formula.complement)
    shares = rows.assign(
        value=recomputed.fillna(rounded_half_up(other_side.fillna(typed))), reported_value=typed
    )
    shares = _without_counts(shares, recomputed.isna() & shares["value"].notna(), other_side.notna())
    shares = _uncounted(shares, shares["value"].isna(), formula)
    off = recomputed.notna() & _deviates(shares)
    return with_reason(shares, off.fillna(value=False), _say_deviation)


def _typed(rows: pd.DataFrame, ref: FieldRef | None) -> "pd.Series[float]":
    return rows[ref.field].astype("Float64") if ref else missing(rows.index, dtype="Float64")


def _deviates(rows: pd.DataFrame) -> "pd.Series[bool]":
    # Against the exact ratio, not the rounded one: 0,05 points is the most that one decimal can hide.
    exact = 100 * rows["numerator"].astype("Float64") / rows["denominator"].where(rows["denominator"] > 0)
    return (rows["reported_value"] - exact).abs().round(9) > DEVIATION_POINTS


def _say_deviation(row: Mapping[str, Any]) -> str:
    return (
        f"tertulis {format_persen(row['reported_value'])}, hasil hitung ulang {format_persen(row['value'])}"
    )


def _without_counts(
    rows: pd.DataFrame, where: "pd.Series[bool]", from_other_side: "pd.Series[bool]"
) -> pd.DataFrame:
    """A percentage alone: no numerator, no denominator, and the reason names the figure it was taken from."""
    rows = rows.assign(
        state=rows["state"].mask(where, str(Status.TANPA_ANGKA_DASAR)),
        numerator=rows["numerator"].mask(where),
        denominator=rows["denominator"].mask(where),
        reason=rows["reason"].mask(where),
    )
    rows = with_reason(rows, where, "hanya persentase, tanpa jumlah jiwa")
    rows = with_reason(rows, where & from_other_side, _say_other_side)
    return with_reason(rows, where & (rows["value"] > 100), "di atas 100 %, periksa penyebut")


def _say_other_side(row: Mapping[str, Any]) -> str:
    taken = f"dihitung dari 100 − {format_persen(100 - row['value'])} belum"
    typed = row["reported_value"]
    return taken if pd.isna(typed) else f"{taken}; tertulis {format_persen(typed)}"


def _uncounted(rows: pd.DataFrame, where: "pd.Series[bool]", formula: PositionFormula) -> pd.DataFrame:
    """Reported, but not what this indicator needs: say which count is missing."""
    rows = rows.assign(state=rows["state"].mask(where, str(Status.TIDAK_DAPAT_DIHITUNG)))
    no_numerator = where & rows["numerator"].isna()
    rows = with_reason(rows, no_numerator, f"{formula.numerator.business_name} tidak dilaporkan")
    if not isinstance(formula, Share):
        return rows
    for ref in formula.whole:
        # Where the numerator is a part of the whole it has been named already.
        lacks = where & rows[ref.field].isna() & (ref != formula.numerator)
        rows = with_reason(rows, lacks, f"{ref.business_name} tidak dilaporkan")
    return with_reason(rows, where & (rows["denominator"] <= 0).fillna(value=False), "penyebut nol")
