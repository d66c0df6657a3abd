"""Days of cover: how many working days the stock of blangko lasts at the present rate of printing.

Use is the median of cards printed per working day over the last eight weeks, counting only days with
stock: a day without cards prints nothing, which says nothing about use. After OpenLMIS, consumption
adjusted for stock-outs.
"""

from collections.abc import Set as AbstractSet
from datetime import date

import numpy as np
import pandas as pd

from data_contracts.tulisan import format_bilangan, format_tanggal
from metrics.blangko.hari import places_and_days, spread_over_days
from metrics.blangko.penyesuaian import (
    DAYS_OF_A_MONTH,
    adjusted_consumption,
    days_without_stock,
    dry_days_in,
)
from metrics.catalogue import DaysOfCover, load_indicators
from metrics.observations import latest, rounded_half_up, total_or_parts, with_reason
from metrics.panel import Matrix, Numbers
from metrics.results import Status, no_observations, periode_of


def cover_formula() -> DaysOfCover:
    """How use and cover are declared: everything that speaks of the use of cards reckons it so."""
    formula = load_indicators()["hari_cukup_blangko"].formula
    assert isinstance(formula, DaysOfCover)  # noqa: S101 - the catalogue's own
    return formula


def observe_cover(
    positions: pd.DataFrame, flows: pd.DataFrame, *, formula: DaysOfCover, holidays: AbstractSet[date]
) -> pd.DataFrame:
    """Observations of days of cover: columns of OBSERVATION_TYPES, one row per wilayah and half-month.

    `positions`: kode_wilayah, tanggal, the stock, `simulasi`; `flows`: kode_wilayah, tanggal_awal,
    tanggal, the cards printed and their parts, reaching `weeks` further back than the half-months wanted;
    positions from the first one on. `value` is in working days, 0 where the stock is 0, and missing with its
    reason where nothing was printed or no printing was reported. `use` is in cards per working day.
    """
    if positions.empty:
        return no_observations()
    stock = positions.rename(columns={"kode_wilayah": "wilayah", formula.numerator.field: "stock"})
    stock = stock.assign(periode=periode_of(stock["tanggal"]), value=stock["stock"])
    standing = latest(stock.assign(numerator=stock["stock"]))
    used = _use(standing, daily_use(flows, stock=stock, formula=formula, holidays=holidays), formula)
    return _valued(standing.drop(columns="use").merge(used, on=["wilayah", "tanggal"], how="left"), formula)


def daily_use(
    flows: pd.DataFrame, *, stock: pd.DataFrame, formula: DaysOfCover, holidays: AbstractSet[date]
) -> pd.DataFrame:
    """Cards printed per working day with stock: wilayah, hari, laju, tanggal (the day its report speaks to).

    An interval longer than a day is spread evenly over its working days; where a day is reported twice, the
    narrower interval speaks. Where an interval holds days known to have been without cards, its total is
    first adjusted for them, and they are left out. Printing on a Saturday or Sunday has no working day to
    stand on and is left out.
    """
    printed = printed_cards(flows, formula=formula).rename(columns={"kode_wilayah": "wilayah"})
    printed = printed[printed["printed"].notna()]
    dry = days_without_stock(stock, holidays=holidays)
    stocked = printed[_had_stock(printed, stock)]
    daily = spread_over_days(stocked.assign(amount=_adjusted(stocked, dry)), holidays=holidays)
    return _without(daily, dry)


def printed_cards(flows: pd.DataFrame, *, formula: DaysOfCover) -> pd.DataFrame:
    """`flows` with `printed`: the total as reported, else the sum of its parts where every part was reported,
    and of extra ones.
    """
    printed = total_or_parts(flows, total=formula.denominator, parts=formula.parts, extra=formula.extra)
    return flows.assign(printed=printed)


def _adjusted(printed: pd.DataFrame, dry: pd.DataFrame) -> Matrix:
    """What would have been printed, had no day of the interval been without cards."""
    width = (printed["tanggal"] - printed["tanggal_awal"]).dt.days.to_numpy() + 1
    return adjusted_consumption(
        printed["printed"].to_numpy(dtype=np.float64),
        months=width / DAYS_OF_A_MONTH,
        stockout_days=dry_days_in(printed, dry=dry),
    )


def _without(daily: pd.DataFrame, dry: pd.DataFrame) -> pd.DataFrame:
    """The days on which there was stock. A report of that very day has spoken for itself already."""
    known = pd.MultiIndex.from_frame(dry.astype({"hari": daily["hari"].dtype}))
    is_dry = pd.MultiIndex.from_frame(daily[["wilayah", "hari"]]).isin(known)
    return daily[~(is_dry & (daily["width"] > 1).to_numpy())]


def _had_stock(printed: pd.DataFrame, stock: pd.DataFrame) -> "pd.Series[bool]":
    """Whether cards were there: printed, left at the end of the interval, or left at the report before it."""
    known = stock.loc[stock["stock"].notna(), ["wilayah", "tanggal", "stock"]].sort_values("tanggal")
    ends = printed[["wilayah", "tanggal"]].merge(known, on=["wilayah", "tanggal"], how="left")["stock"]
    if known.empty or printed.empty:  # nothing to look back on, which merge_asof cannot be asked about
        return printed["printed"].fillna(0) > 0
    starts = printed.reset_index()[["index", "wilayah", "tanggal_awal"]].sort_values("tanggal_awal")
    before = pd.merge_asof(
        starts,
        known.rename(columns={"tanggal": "tanggal_awal"}),
        on="tanggal_awal",
        by="wilayah",
        allow_exact_matches=False,
    )
    left = before.set_index("index")["stock"].reindex(printed.index)
    evidence = pd.concat([printed["printed"], ends.set_axis(printed.index), left], axis=1)
    return evidence.max(axis=1).fillna(0) > 0


def _use(standing: pd.DataFrame, daily: pd.DataFrame, formula: DaysOfCover) -> pd.DataFrame:
    """Median rate and number of days in the weeks up to each data date: wilayah, tanggal, use, n_days."""
    dates = standing[["wilayah", "tanggal"]].sort_values(["wilayah", "tanggal"], ignore_index=True)
    number, day = _in_windows(dates, daily, window=pd.Timedelta(weeks=formula.weeks))
    rates = pd.Series(daily["laju"].to_numpy()[day], dtype="Float64").groupby(number)
    return dates.join(rates.agg(use="median", n_days="size"), how="inner")


def _in_windows(dates: pd.DataFrame, daily: pd.DataFrame, *, window: pd.Timedelta) -> tuple[Numbers, Numbers]:
    """Pairs of a row of `dates` and a row of `daily` of the same place whose day lies in the window up to the
    date, and was told of by then.

    Each day meets only the few dates it lies before: all dates with all days would be more than fit in
    memory.
    """
    places = pd.Index(dates["wilayah"].unique())
    code = daily["wilayah"]
    key = places_and_days(dates["wilayah"], dates["tanggal"], places=places)
    first = np.searchsorted(key, places_and_days(code, daily["tanggal"], places=places), side="left")
    last = np.searchsorted(key, places_and_days(code, daily["hari"] + window, places=places), side="left")
    met = np.where(code.isin(places), np.maximum(last - first, 0), 0)
    day = np.repeat(np.arange(len(daily)), met)
    return np.repeat(first - np.cumsum(met) + met, met) + np.arange(len(day)), day


def _valued(rows: pd.DataFrame, formula: DaysOfCover) -> pd.DataFrame:
    stock, use = rows["numerator"], rows["use"].astype("Float64")
    days = rounded_half_up(stock.astype("Float64") / use.where(use > 0)).mask(
        (stock == 0).fillna(value=False), 0.0
    )
    rows = rows.assign(value=days, dasar=_basis(rows))
    lacking = days.isna()
    rows = rows.assign(state=rows["state"].mask(lacking, str(Status.TIDAK_DAPAT_DIHITUNG)))
    name = formula.numerator.business_name
    rows = with_reason(rows, lacking & stock.isna(), f"{name} tidak dilaporkan")
    weeks = f"dalam {formula.weeks} minggu terakhir"
    unknown = lacking & stock.notna() & use.isna()
    rows = with_reason(rows, unknown, f"jumlah kartu tercetak tidak dilaporkan {weeks}")
    rows = with_reason(rows, lacking & (use == 0).fillna(value=False), f"tidak ada kartu tercetak {weeks}")
    return latest(rows)


def _basis(rows: pd.DataFrame) -> "pd.Series[str]":
    known = rows.loc[rows["use"].notna(), ["use", "n_days", "tanggal"]]
    days = {day: format_tanggal(day.date()) for day in known["tanggal"].unique()}
    texts = [
        _say_basis(use, n_days, days[last]) for use, n_days, last in known.itertuples(index=False, name=None)
    ]
    return pd.Series(texts, index=known.index, dtype="str").reindex(rows.index)


def _say_basis(use: float, n_days: int, last: str) -> str:
    rate = format_bilangan(use, decimals=1)
    return f"{rate} keping per hari kerja, median {n_days:.0f} hari sampai {last}"
