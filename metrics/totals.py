"""The province beside its kab/kota: one row per half-month, summed over those that reported counts.

The province's own report speaks only where no kab/kota reported counts. A percentage without counts never
enters.
"""

import pandas as pd

from data_contracts.catalogue import load_register
from metrics.catalogue import Way, known_indicators
from metrics.nilai import values_of
from metrics.observations import percent_of, rounded_half_up, with_reason
from metrics.results import (
    CODE_LENGTH,
    OBSERVATION_TYPES,
    Level,
    Status,
    concatenated,
    looked_up,
    no_observations,
    shaped,
)

OWN_REPORT = "dari laporan provinsi sendiri"
NO_COUNTS = "belum ada kabupaten/kota yang melaporkan angkanya"
MIXED_BASIS = "penyebut kabupaten/kota tidak sama"
WITH_WHOLE = (Way.SHARE, Way.RATE)
PER_TOTAL = ["indicator", "periode"]


def with_province(observed: pd.DataFrame, *, wajib_ktp: pd.DataFrame) -> pd.DataFrame:
    """`observed` with its province rows replaced: OBSERVATION_TYPES, one row per indicator, wilayah,
    half-month.

    `n_reported` is how many of the `n_expected` kab/kota stand in the sum and `reported_share` the
    percentage of wajib KTP that lives there (missing while the wajib KTP of any of the 35 was never
    reported); all three are missing where the province's own report is used, and on every other wilayah.
    """
    length = observed["wilayah"].str.len()
    regencies = observed[length == CODE_LENGTH[Level.KABKOTA]]
    own = observed[length == CODE_LENGTH[Level.PROVINSI]]
    others = observed[length != CODE_LENGTH[Level.PROVINSI]]
    rows = counted(with_way(regencies))
    summed = province_sums(rows)
    share = share_of_wajib_ktp(rows, wajib_ktp=wajib_ktp)
    summed = summed.assign(reported_share=share.reindex(_totals_of(summed)).to_numpy())
    own = own[~_totals_of(own).isin(_totals_of(summed))]
    rest = regencies[~_totals_of(regencies).isin(_totals_of(summed).append(_totals_of(own)))]
    own = with_reason(own, own["wilayah"].notna(), OWN_REPORT)
    return concatenated([summed, own, _uncounted(rest), others], OBSERVATION_TYPES)


def counted(regencies: pd.DataFrame) -> pd.DataFrame:
    """The rows that may enter a sum: with every count that the `way` of their formula needs."""
    has_whole = regencies["denominator"].notna() | ~regencies["way"].isin([str(way) for way in WITH_WHOLE])
    has_use = regencies["use"].notna() | (regencies["way"] != Way.COVER)
    return regencies[regencies["numerator"].notna() & has_whole & has_use]


def province_sums(rows: pd.DataFrame) -> pd.DataFrame:
    """One province row per indicator and half-month (OBSERVATION_TYPES): sums over exactly these rows of
    kab/kota, the ratio computed from the sums. `reported_share` is left missing.
    """
    if rows.empty:
        return no_observations()
    totals = rows.groupby(PER_TOTAL).agg(
        numerator=("numerator", "sum"),
        denominator=("denominator", "sum"),
        n_denominators=("denominator", "count"),
        use=("use", "sum"),
        tanggal=("tanggal", "max"),
        n_reported=("wilayah", "size"),
        simulasi=("simulasi", "any"),
        direvisi=("direvisi", "any"),
        dasar=("dasar", "first"),
        n_dasar=("dasar", "nunique"),
    )
    totals = totals.reset_index()
    totals = totals.assign(
        # A whole that not every part of the numerator brought along would stand for other kab/kota than it.
        denominator=totals["denominator"].where(totals["n_denominators"] == totals["n_reported"]),
        dasar=_basis_of(totals),
        wilayah=load_register().provinsi.kode,
        n_expected=len(load_register().kabkota),
    )
    return shaped(_valued(totals), OBSERVATION_TYPES)


def share_of_wajib_ktp(rows: pd.DataFrame, *, wajib_ktp: pd.DataFrame) -> "pd.Series[float]":
    """Per indicator and half-month of `rows` the percentage of the province's wajib KTP that lives in them.

    `rows`: indicator, periode, wilayah. `wajib_ktp` as of `read_wajib_ktp`; missing while any of the 35 never
    reported it.
    """
    codes = [regency.kode for regency in load_register().kabkota]
    present = rows.assign(is_in=1).pivot_table(
        index=PER_TOTAL, columns="wilayah", values="is_in", aggfunc="size", fill_value=0
    )
    present = present.reindex(columns=codes, fill_value=0)
    periods = present.index.get_level_values("periode")
    known = wajib_ktp.reindex(sorted({*wajib_ktp.index, *periods})).ffill()
    known = known.reindex(columns=codes).astype("Int64").reindex(periods).set_axis(present.index)
    whole = known.sum(axis=1).where(known.notna().all(axis=1))
    return percent_of(known.where(present > 0, 0).sum(axis=1), whole)


def with_way(rows: pd.DataFrame) -> pd.DataFrame:
    """`rows` with the way in which each row's indicator follows from its counts (`formulas.Way`)."""
    ways = {item.id: str(item.formula.way) for item in known_indicators().values()}
    return rows.assign(way=looked_up(rows["indicator"], ways, dtype="str"))


def _totals_of(rows: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(rows[PER_TOTAL])


def _valued(totals: pd.DataFrame) -> pd.DataFrame:
    way = with_way(totals)["way"]
    cover = rounded_half_up(totals["numerator"] / totals["use"].where(totals["use"] > 0))
    value = values_of(totals).mask(way == Way.COVER, cover)
    # The rate of one kab/kota says nothing about the sum.
    return totals.assign(value=value, dasar=totals["dasar"].mask(way == Way.COVER))


def _basis_of(totals: pd.DataFrame) -> "pd.Series[str]":
    """The basis all have in common; where they differ, that they do, or of days nothing at all."""
    of_days = totals["indicator"].isin([item.id for item in known_indicators().values() if item.has_own_days])
    return totals["dasar"].mask(totals["n_dasar"] > 1, MIXED_BASIS).mask(of_days & (totals["n_dasar"] > 1))


def _uncounted(regencies: pd.DataFrame) -> pd.DataFrame:
    """Half-months in which kab/kota reported, but none with counts."""
    rows = regencies.groupby(PER_TOTAL, as_index=False).agg(
        tanggal=("tanggal", "max"), simulasi=("simulasi", "any"), direvisi=("direvisi", "any")
    )
    return rows.assign(
        wilayah=load_register().provinsi.kode,
        state=str(Status.TIDAK_DAPAT_DIHITUNG),
        reason=NO_COUNTS,
        n_reported=0,
        n_expected=len(load_register().kabkota),
    )
