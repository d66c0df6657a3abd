"""The province beside its kab/kota: one row per half-month, summed over those that reported counts.

The province's own report speaks only where no kab/kota reported counts. A percentage without counts never
enters.
"""

import pandas as pd

from data_contracts.catalogue import load_register
from metrics.catalogue import DaysOfCover, Formula, Share
from metrics.observations import percent_of, rounded_half_up, with_reason
from metrics.results import (
    CODE_LENGTH,
    OBSERVATION_TYPES,
    Level,
    Status,
    concatenated,
    no_observations,
    shaped,
)

OWN_REPORT = "dari laporan provinsi sendiri"
NO_COUNTS = "belum ada kabupaten/kota yang melaporkan angkanya"
MIXED_BASIS = "penyebut kabupaten/kota tidak sama"


def with_province(observed: pd.DataFrame, *, formula: Formula, wajib_ktp: pd.DataFrame) -> pd.DataFrame:
    """`observed` with its province rows replaced: columns of OBSERVATION_TYPES, one row per wilayah and
    half-month.

    `n_reported` is how many of the `n_expected` kab/kota stand in the sum and `reported_share` the
    percentage of wajib KTP that lives there (missing while the wajib KTP of any of the 35 was never
    reported); all three are missing where the province's own report is used, and on every other wilayah.
    """
    length = observed["wilayah"].str.len()
    regencies = observed[length == CODE_LENGTH[Level.KABKOTA]]
    own = observed[length == CODE_LENGTH[Level.PROVINSI]]
    rows = counted(regencies, formula=formula)
    summed = province_sums(rows, formula=formula)
    share = share_of_wajib_ktp(rows, wajib_ktp=wajib_ktp)
    summed = summed.assign(reported_share=summed["periode"].map(share).astype("Float64"))
    own = own[~own["periode"].isin(summed["periode"])]
    rest = regencies[
        ~regencies["periode"].isin(summed["periode"]) & ~regencies["periode"].isin(own["periode"])
    ]
    others = observed[length != CODE_LENGTH[Level.PROVINSI]]
    return concatenated([summed, _own(own), _uncounted(rest), others], OBSERVATION_TYPES)


def counted(regencies: pd.DataFrame, *, formula: Formula) -> pd.DataFrame:
    """The rows that may enter a sum: with every count the ratio needs."""
    needed = ["numerator"]
    if isinstance(formula, Share):
        needed = ["numerator", "denominator"]
    if isinstance(formula, DaysOfCover):
        needed = ["numerator", "use"]
    return regencies[regencies[needed].notna().all(axis=1)]


def province_sums(rows: pd.DataFrame, *, formula: Formula) -> pd.DataFrame:
    """One province row per half-month (columns of OBSERVATION_TYPES): sums over exactly these rows of
    kab/kota,
    the ratio computed from the sums. `reported_share` is left missing.
    """
    if rows.empty:
        return no_observations()
    totals = rows.groupby("periode").agg(
        numerator=("numerator", "sum"),
        denominator=("denominator", "sum"),
        n_denominators=("denominator", "count"),
        use=("use", "sum"),
        tanggal=("tanggal", "max"),
        n_reported=("wilayah", "size"),
        simulasi=("simulasi", "any"),
        dasar=("dasar", "first"),
        n_dasar=("dasar", "nunique"),
    )
    totals = totals.assign(
        # A whole that not every part of the numerator brought along would stand for other kab/kota than it.
        denominator=totals["denominator"].where(totals["n_denominators"] == totals["n_reported"]),
        dasar=totals["dasar"].mask(totals["n_dasar"] > 1, MIXED_BASIS),
        wilayah=load_register().provinsi.kode,
        n_expected=len(load_register().kabkota),
    )
    return shaped(_valued(totals, formula).reset_index(), OBSERVATION_TYPES)


def share_of_wajib_ktp(rows: pd.DataFrame, *, wajib_ktp: pd.DataFrame) -> "pd.Series[float]":
    """Per half-month of `rows` (wilayah, periode) the percentage of the province's wajib KTP that lives in
    them.

    `wajib_ktp` as of `read_wajib_ktp`; missing while any of the 35 never reported it.
    """
    codes = [regency.kode for regency in load_register().kabkota]
    periods = rows["periode"].unique()
    known = wajib_ktp.reindex(sorted({*wajib_ktp.index, *periods})).ffill().reindex(periods)
    known = known.reindex(columns=codes).astype("Int64")
    present = pd.crosstab(rows["periode"], rows["wilayah"]).reindex(
        index=periods, columns=codes, fill_value=0
    )
    whole = known.sum(axis=1).where(known.notna().all(axis=1))
    return percent_of(known.where(present > 0, 0).sum(axis=1), whole)


def _valued(totals: pd.DataFrame, formula: Formula) -> pd.DataFrame:
    if isinstance(formula, Share):
        return totals.assign(value=percent_of(totals["numerator"], totals["denominator"]))
    if isinstance(formula, DaysOfCover):
        value = rounded_half_up(totals["numerator"] / totals["use"].where(totals["use"] > 0))
        return totals.drop(columns="dasar").assign(value=value)
    return totals.assign(value=totals["numerator"].astype("Float64"))


def _own(rows: pd.DataFrame) -> pd.DataFrame:
    return with_reason(rows, rows["wilayah"].notna(), OWN_REPORT)


def _uncounted(regencies: pd.DataFrame) -> pd.DataFrame:
    """Half-months in which kab/kota reported, but none with counts."""
    rows = regencies.groupby("periode", as_index=False).agg(
        tanggal=("tanggal", "max"), simulasi=("simulasi", "any")
    )
    return rows.assign(
        wilayah=load_register().provinsi.kode,
        state=str(Status.TIDAK_DAPAT_DIHITUNG),
        reason=NO_COUNTS,
        n_reported=0,
        n_expected=len(load_register().kabkota),
    )
