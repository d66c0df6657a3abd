"""Counts added up from rows: flows over their intervals, and rows of deliveries, services, points and
budgets.

One reading of a contract serves all its indicators. What may be added is decided by `metrics.rincian`: a row
that says "all couriers together", an interval that holds another, a kab/kota beside its kecamatan are never
counted besides their parts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import pandas as pd

from data_contracts.contract import Measure
from data_contracts.periode import Periode
from metrics.catalogue import Indicator, Tally, known_indicators
from metrics.dasar import basis_of, function_of
from metrics.khusus import PICKS, kecamatan_of, lacking
from metrics.layanan import Reported
from metrics.nilai import values_of
from metrics.observations import total_or_parts
from metrics.penjumlahan import CustomRate, CustomShare, Function, Sum
from metrics.results import (
    CODE_LENGTH,
    OBSERVATION_TYPES,
    Level,
    Status,
    concatenated,
    missing,
    no_observations,
    periode_of,
    shaped,
)
from metrics.rincian import dimensions, in_force, standing
from metrics.sources import Span

COUNTS: Final = ("numerator", "denominator")
APART: Final = ("indicator", "periode")
ADDED: Final = [
    "indicator",
    "daerah",
    "periode",
    "field",
    "value",
    "tanggal_awal",
    "tanggal",
    "simulasi",
    "direvisi",
]
PLACED: Final = ["indicator", "wilayah", "periode"]
NO_WHOLE: Final = "penyebut nol"
TOO_LONG: Final = "selang laporan lebih panjang dari setengah bulan, tidak dapat dibagi"
FACTS: Final = {
    "awal": ("tanggal_awal", "min"),
    "tanggal": ("tanggal", "max"),
    "simulasi": ("simulasi", "any"),
    "direvisi": ("direvisi", "any"),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dated:
    """The rows of a contract, each with the half-month it speaks of; of the levels also those in force at the
    end of each.
    """

    levels: pd.DataFrame
    in_force: pd.DataFrame
    flows: pd.DataFrame


def observe_tallies(tables: Mapping[str, Reported], *, indicators: Sequence[Indicator]) -> pd.DataFrame:
    """Observations: OBSERVATION_TYPES, one row per indicator, wilayah and half-month.

    `tables` by contract, wide as in the marts, with every field the indicators read. A flow belongs to the
    half-month in which its interval ends; of a contract owed every half-month only what lies inside it is
    told for it. Where a place reported the contract but not what is counted, the value is missing with its
    reason.
    """
    all_dated = {contract: _dated(reported, contract) for contract, reported in tables.items()}
    told_of = [item for item in indicators if _is_told_of(_tally(item), all_dated)]
    by_contract = {
        contract: [item for item in told_of if _tally(item).contract == contract] for contract in tables
    }
    # One contract after the other: the cells of all of them would stand in memory side by side.
    parts = (_of_contract(all_dated.pop(name), items) for name, items in by_contract.items() if items)
    return concatenated(parts, OBSERVATION_TYPES)


def _of_contract(dated: Dated, indicators: Sequence[Indicator]) -> pd.DataFrame:
    """The cells that stand in its figures beside who reported what they look at."""
    seen = _seen(indicators, dated)
    if seen.empty:
        return no_observations()
    added = _added(_stand_of(dated, indicators))
    rows = seen.merge(
        added.astype(seen[PLACED].dtypes.to_dict()), on=PLACED, how="outer", suffixes=("_seen", "")
    )
    for name in ("tanggal", "simulasi", "direvisi"):
        rows[name] = rows[name].fillna(rows.pop(f"{name}_seen"))
    return _valued(rows, indicators)


def _stand_of(dated: Dated, indicators: Sequence[Indicator]) -> pd.DataFrame:
    cells = pd.concat([_cells_of(item, dated) for item in indicators], ignore_index=True)
    stand = _standing(cells, contract=_tally(indicators[0]).contract)
    if "tanggal_awal" not in stand:
        stand = stand.assign(tanggal_awal=stand["tanggal"])
    return stand[ADDED]


def _is_told_of(formula: Tally, all_dated: Mapping[str, Dated]) -> bool:
    """Whether any row is of the couriers, channels or documents meant: of most nobody ever reports one."""
    dated = all_dated[formula.contract]
    rows = dated.flows if formula.is_flow else dated.in_force
    return all(rows[name].isin(codes).any() for name, codes in formula.only.items())


def _dated(reported: Reported, contract: str) -> Dated:
    levels, flows = (
        rows.assign(periode=periode_of(rows["tanggal"])) for rows in (reported.levels, reported.flows)
    )
    return Dated(
        levels=levels,
        in_force=in_force(levels, contract=contract, span=Span(None, None), apart=["periode"]),
        flows=flows,
    )


def counted_cells(reported: Reported, *, item: Indicator) -> pd.DataFrame:
    """The counts of one indicator before they are added, nothing told twice: wilayah, tanggal (flows also
    tanggal_awal), the contract's dimensions, periode, field ("numerator" or "denominator"), value, daerah.
    """
    contract = _tally(item).contract
    return _standing(_cells_of(item, _dated(reported, contract)), contract=contract)


def _tally(item: Indicator) -> Tally:
    assert isinstance(item.formula, Tally)  # noqa: S101 - its callers choose by the formula
    return item.formula


def _cells_of(item: Indicator, dated: Dated) -> pd.DataFrame:
    formula = _tally(item)
    asked = _asked(dated, formula)
    beside = [ref.field for ref in formula.reads if formula.is_flow and ref.measure is not Measure.FLOW]
    if beside:
        keys = ["wilayah", "tanggal", *dimensions(formula.contract)]
        asked = asked.merge(dated.levels[[*keys, *beside]], on=keys, how="left")
    return _cells(_picked(asked[_fits(asked, formula)], formula), item)


def _asked(dated: Dated, formula: Tally) -> pd.DataFrame:
    """The rows of the dimensions meant; of levels those in force."""
    rows = dated.flows if formula.is_flow else dated.in_force
    for name, codes in formula.only.items():
        rows = rows[rows[name].isin(codes)]
    return rows


def _fits(rows: pd.DataFrame, formula: Tally) -> "pd.Series[bool]":
    if not (formula.is_flow and formula.is_routine):
        return pd.Series(data=True, index=rows.index, dtype="bool")
    starts = {periode: pd.Timestamp(Periode.parse(periode).start) for periode in rows["periode"].unique()}
    return rows["tanggal_awal"] >= rows["periode"].map(starts).astype(rows["tanggal_awal"].dtype)


def _picked(rows: pd.DataFrame, formula: Tally) -> pd.DataFrame:
    """The rows that count, with `numerator` and `denominator`: only those that report both."""
    if isinstance(formula, CustomShare | CustomRate):
        return PICKS[formula.function](rows)
    if isinstance(formula, Sum):
        total = total_or_parts(rows, total=formula.numerator, parts=formula.parts, extra=formula.extra)
        return rows.assign(numerator=total, denominator=missing(rows.index, dtype="Int64"))[total.notna()]
    assert formula.denominator is not None  # noqa: S101 - portions and rates have one
    numerator = rows[formula.numerator.field]
    denominator = rows[formula.denominator.field]
    told = rows.assign(numerator=numerator, denominator=denominator)
    return told[numerator.notna() & denominator.notna()]


def _cells(rows: pd.DataFrame, item: Indicator) -> pd.DataFrame:
    formula = _tally(item)
    days = ["tanggal_awal", "tanggal"] if formula.is_flow else ["tanggal"]
    keys = ["wilayah", *days, *dimensions(formula.contract), "periode", "simulasi", "direvisi"]
    parts = [
        rows.loc[rows[name].notna(), keys].assign(
            indicator=item.id, field=name, value=rows[name].dropna().astype("Int64")
        )
        for name in COUNTS
    ]
    # A number instead of a text in each of a million cells.
    kinds = {"indicator": _ids(), "field": pd.CategoricalDtype(list(COUNTS))}
    return pd.concat([part.astype(kinds) for part in parts], ignore_index=True)


@cache
def _ids() -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(known_indicators()))


def _seen(indicators: Sequence[Indicator], dated: Dated) -> pd.DataFrame:
    """One row per indicator, wilayah and half-month that reported what it looks at: PLACED, tanggal,
    simulasi, direvisi, and `lacking`, why nothing of it could be counted where that is so.
    """
    looks: dict[tuple[Any, ...], pd.DataFrame] = {}
    parts = []
    for item in indicators:
        formula = _tally(item)
        key = (formula.is_flow, *sorted(formula.only.items()))
        if key not in looks:
            looks[key] = _reporters(dated, formula)
        rows = looks[key]
        reason = pd.Series(lacking(formula), index=rows.index, dtype="str").mask(
            rows["is_too_long"], TOO_LONG
        )
        parts.append(rows.drop(columns="is_too_long").assign(indicator=item.id, lacking=reason))
    return pd.concat(parts, ignore_index=True)


def _reporters(dated: Dated, formula: Tally) -> pd.DataFrame:
    asked = _asked(dated, formula)
    names = ["wilayah", "tanggal", "periode", "simulasi", "direvisi"]
    rows = asked[names].assign(fits=_fits(asked, formula), is_asked=True)
    if formula.is_routine:
        # Whoever sent the half-month's report without this has reported, and not this.
        rows = pd.concat([rows, dated.levels[names].assign(fits=False, is_asked=False)], ignore_index=True)
    seen = rows.groupby(["wilayah", "periode"], as_index=False).agg(
        tanggal=("tanggal", "max"),
        simulasi=("simulasi", "any"),
        direvisi=("direvisi", "any"),
        fits=("fits", "any"),
        is_asked=("is_asked", "any"),
    )
    return seen.assign(is_too_long=seen.pop("is_asked") & ~seen.pop("fits"))


def _standing(cells: pd.DataFrame, *, contract: str) -> pd.DataFrame:
    """What stands in the figure of each `daerah`: a kab/kota with its kecamatan, the province's own
    statement, and each kecamatan for itself.
    """
    is_kecamatan = cells["wilayah"].str.len() == CODE_LENGTH[Level.KECAMATAN]
    whole = standing(cells, contract=contract, apart=APART)
    if not is_kecamatan.any():
        return whole
    own = standing(cells[is_kecamatan], contract=contract, apart=APART)
    return pd.concat([whole, own.assign(daerah=own["wilayah"])], ignore_index=True)


def _added(stand: pd.DataFrame) -> pd.DataFrame:
    """Per indicator, daerah (as `wilayah`) and half-month: numerator, denominator, tanggal, awal, n_days."""
    stand = stand.rename(columns={"daerah": "wilayah"})
    # Numbers are grouped many times faster than three texts.
    number = stand.groupby(PLACED, sort=False).ngroup()
    stand = stand.assign(number=number, n_days=(stand["tanggal"] - stand["tanggal_awal"]).dt.days + 1)
    of_field = {name: stand[stand["field"] == name].groupby("number") for name in COUNTS}
    sums = {name: rows["value"].sum().astype("Int64") for name, rows in of_field.items()}
    facts = stand.groupby("number").agg(**FACTS)
    facts = facts.assign(**sums, n_days=of_field[COUNTS[0]]["n_days"].sum())
    return stand.loc[~number.duplicated(), PLACED].reset_index(drop=True).join(facts)


def _valued(rows: pd.DataFrame, indicators: Sequence[Indicator]) -> pd.DataFrame:
    rows = _with_register(rows, indicators)
    value = values_of(rows)
    lacks = value.isna()
    no_whole = lacks & rows["numerator"].notna()
    rows = rows.assign(
        value=value,
        dasar=basis_of(rows, indicators),
        state=missing(rows.index, dtype="str").mask(lacks, str(Status.TIDAK_DAPAT_DIHITUNG)),
        reason=rows["lacking"].where(lacks).mask(no_whole, NO_WHOLE),
    )
    return shaped(rows.sort_values(["indicator", "periode", "wilayah"]), OBSERVATION_TYPES)


def _with_register(rows: pd.DataFrame, indicators: Sequence[Indicator]) -> pd.DataFrame:
    """Where the whole is the register's number of kecamatan, that number."""
    of_register = [item.id for item in indicators if function_of(item) is Function.KECAMATAN_TERLAYANI]
    wanted = rows["indicator"].isin(of_register) & rows["numerator"].notna()
    if not wanted.any():
        return rows
    known = {kode: kecamatan_of(kode) for kode in rows.loc[wanted, "wilayah"].unique()}
    whole = rows["wilayah"].where(wanted).map(known).astype("Int64")
    return rows.assign(denominator=rows["denominator"].fillna(whole))
