"""Completeness and punctuality of reporting as indicators: how many of the expected reports came."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd

from data_contracts.aturan import Settings
from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from metrics.catalogue import ReportShare
from metrics.ketepatan import ReportStatus, judge_arrivals, report_status, reporting_periods
from metrics.observations import percent_of
from metrics.results import OBSERVATION_TYPES, concatenated, no_observations, shaped
from warehouse.marts import Marts


def reports_behind(
    marts: Marts,
    *,
    formulas: Sequence[ReportShare],
    periods: Sequence[Periode],
    now: datetime,
    settings: Settings | None = None,
) -> pd.DataFrame:
    """`report_status` over every half-month that these formulas look at for `periods`.

    None before the first half-month anybody reported for.
    """
    known = reporting_periods(marts)
    if not known or not periods or not formulas:
        return report_status(marts, periods=(), now=now, settings=settings)
    first = max(known[0], _back(min(periods), max(formula.periods for formula in formulas) - 1))
    return report_status(marts, periods=Periode.range(first, max(periods)), now=now, settings=settings)


def observe_reports(
    status: pd.DataFrame, *, formula: ReportShare, periods: Sequence[Periode]
) -> pd.DataFrame:
    """Observations for these half-months: columns of OBSERVATION_TYPES, province and all 35 in each.

    `status` as of `reports_behind`. Province: reports of the half-month out of the 35. Kab/kota: out of
    its reports of the last `formula.periods` half-months that are due or there.
    """
    if status.empty:
        return no_observations()
    counts = status.assign(
        counts=_counts(status, formula),
        expected=status["status"] != ReportStatus.NOT_DUE,
        simulasi=status["simulasi"].fillna(value=False),
    )
    rows = concatenated([_province(counts), _regencies(counts, formula)], OBSERVATION_TYPES)
    return rows[rows["periode"].isin([str(periode) for periode in periods])].reset_index(drop=True)


def reports_in(
    arrivals: pd.DataFrame,
    *,
    formula: ReportShare,
    wilayah: str,
    periode: Periode,
    settings: Settings | None = None,
) -> pd.DataFrame:
    """The reports that count towards a half-month's figure: wilayah, tanggal, submission, received_at,
    simulasi.

    `arrivals` as of `Ledger.arrivals`. Province: of that half-month; kab/kota: of its last `formula.periods`.
    """
    is_province = wilayah == load_register().provinsi.kode
    periods = (periode,) if is_province else Periode.range(_back(periode, formula.periods - 1), periode)
    sent = arrivals.rename(columns={"kode_wilayah": "wilayah", "submission_id": "submission"})
    status = judge_arrivals(sent, periods=periods, today=periode.end, settings=settings)
    status = status[_counts(status, formula) & (is_province | (status["wilayah"] == wilayah))]
    ends = {str(each): pd.Timestamp(each.end) for each in periods}
    rows = status.assign(tanggal=status["periode"].map(ends))
    return rows[["wilayah", "tanggal", "submission", "received_at", "simulasi"]].reset_index(drop=True)


def _back(periode: Periode, steps: int) -> Periode:
    for _ in range(steps):
        periode = periode.previous()
    return periode


def _counts(status: pd.DataFrame, formula: ReportShare) -> "pd.Series[bool]":
    if formula.counts == "on_time":
        return status["status"] == ReportStatus.ON_TIME
    return status["accepted"].fillna(value=False).astype("bool")


def _province(status: pd.DataFrame) -> pd.DataFrame:
    rows = status.groupby("periode", as_index=False).agg(
        numerator=("counts", "sum"), denominator=("wilayah", "size"), simulasi=("simulasi", "any")
    )
    return _valued(
        rows.assign(wilayah=load_register().provinsi.kode, dasar="kabupaten/kota menurut daftar wilayah")
    )


def _regencies(status: pd.DataFrame, formula: ReportShare) -> pd.DataFrame:
    # The half-months stand in order and each has all 35, so that a difference of running totals is a window.
    ordered = status.sort_values(["wilayah", "periode"])
    totals = ordered.groupby("wilayah")[["counts", "expected"]].cumsum().astype("Int64")
    before = totals.groupby(ordered["wilayah"]).shift(formula.periods, fill_value=0)
    rows = ordered.assign(
        numerator=totals["counts"] - before["counts"],
        denominator=totals["expected"] - before["expected"],
        dasar=f"paling banyak {formula.periods} periode terakhir",
    )
    return _valued(rows)


def _valued(rows: pd.DataFrame) -> pd.DataFrame:
    ends = {periode: Periode.parse(periode).end for periode in rows["periode"].unique()}
    value = percent_of(rows["numerator"].astype("Int64"), rows["denominator"].astype("Int64"))
    rows = rows.assign(tanggal=pd.to_datetime(rows["periode"].map(ends)), value=value)
    return shaped(rows[value.notna()], OBSERVATION_TYPES)
