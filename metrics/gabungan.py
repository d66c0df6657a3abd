"""Shares whose two counts are reported in two contracts: of one place and half-month, the latest of each."""

import pandas as pd

from data_contracts.tulisan import format_tanggal
from metrics.bidang import FieldRef
from metrics.formulas import JoinedShare
from metrics.observations import percent_of, with_reason
from metrics.results import OBSERVATION_TYPES, Status, missing, periode_of, shaped

PLACED = ["wilayah", "periode"]


def observe_joined(
    numerators: pd.DataFrame, denominators: pd.DataFrame, *, formula: JoinedShare
) -> pd.DataFrame:
    """Observations of a joined share: OBSERVATION_TYPES, one row per wilayah and half-month in which either
    contract was reported.

    Both frames as of `sources.read_positions`, each with its field. `tanggal` is the numerator's data date
    (the denominator's where there is none), and `dasar` names both.
    """
    rows = latest_of(numerators, formula.numerator).merge(
        latest_of(denominators, formula.denominator), on=PLACED, how="outer", suffixes=("", "_whole")
    )
    value = percent_of(rows["count"], rows["count_whole"])
    lacks = value.isna()
    rows = rows.assign(
        numerator=rows["count"],
        denominator=rows["count_whole"],
        value=value,
        dasar=_basis(rows, formula),
        tanggal=rows["tanggal"].fillna(rows["tanggal_whole"]),
        simulasi=_either(rows, "simulasi"),
        direvisi=_either(rows, "direvisi"),
        state=missing(rows.index, dtype="str").mask(lacks, str(Status.TIDAK_DAPAT_DIHITUNG)),
        reason=missing(rows.index, dtype="str"),
    )
    for name, ref in (("count", formula.numerator), ("count_whole", formula.denominator)):
        rows = with_reason(rows, lacks & rows[name].isna(), f"{ref.business_name} tidak dilaporkan")
    no_whole = (rows["count_whole"] <= 0).fillna(value=False)
    rows = with_reason(rows, no_whole, "penyebut nol")
    return shaped(rows.sort_values(["periode", "wilayah"]), OBSERVATION_TYPES)


def latest_of(rows: pd.DataFrame, ref: FieldRef) -> pd.DataFrame:
    """Of each place and half-month the latest row with the field, else the latest without: wilayah, periode,
    tanggal, count, simulasi, direvisi.
    """
    named = rows.rename(columns={"kode_wilayah": "wilayah", ref.field: "count"})
    named = named.assign(periode=periode_of(named["tanggal"]), has_count=named["count"].notna())
    last = named.sort_values(["has_count", "tanggal"]).drop_duplicates(PLACED, keep="last")
    # An empty column of text cannot be merged while it is one.
    return last[[*PLACED, "tanggal", "count", "simulasi", "direvisi"]].astype(dict.fromkeys(PLACED, "object"))


def _either(rows: pd.DataFrame, name: str) -> "pd.Series[bool]":
    return rows[name].fillna(value=False) | rows[f"{name}_whole"].fillna(value=False)


def _basis(rows: pd.DataFrame, formula: JoinedShare) -> "pd.Series[str]":
    """`IKD aktif 31 Oktober 2026, Sudah rekam 31 Oktober 2026`; missing where either is."""
    both = rows["count"].notna() & rows["count_whole"].notna()
    pairs = list(rows.loc[both, ["tanggal", "tanggal_whole"]].itertuples(index=False, name=None))
    names = formula.numerator.business_name, formula.denominator.business_name
    said = {
        pair: ", ".join(f"{name} {format_tanggal(day.date())}" for name, day in zip(names, pair, strict=True))
        for pair in set(pairs)
    }
    texts = pd.Series([said[pair] for pair in pairs], index=rows.index[both], dtype="str")
    return texts.reindex(rows.index)
