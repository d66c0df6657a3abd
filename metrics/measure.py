"""The indicators as figures: at a date, over time, and beside the deciles of the 35."""

from collections.abc import Sequence
from datetime import date, datetime

import pandas as pd

from data_contracts.aturan import Settings
from data_contracts.catalogue import load_register, load_routine_contracts
from data_contracts.errors import UsageError
from data_contracts.periode import Periode
from data_contracts.tulisan import WIB
from metrics.amatan import of_positions, of_several, of_tallies, read_all_positions
from metrics.catalogue import (
    DaysOfCover,
    FillShare,
    Indicator,
    ReportShare,
    Tally,
    known_indicators,
    load_indicators,
)
from metrics.formulas import JoinedShare
from metrics.judging import absent, judged
from metrics.kelengkapan import observe_reports, reports_behind
from metrics.ketepatan import reporting_periods
from metrics.results import OBSERVATION_TYPES, RESULT_COLUMNS, RESULT_TYPES, Level, concatenated, shaped
from metrics.sources import (
    Span,
    available_periods,
    latest_day,
    read_wajib_ktp,
)
from metrics.totals import with_province
from warehouse.marts import Marts

__all__ = ["COMMAND_COLUMNS", "available_periods", "bands", "measure", "reported_indicators", "series"]

COMMAND_COLUMNS = RESULT_COLUMNS[:11]
DEFAULT_LEVELS = (Level.PROVINSI, Level.KABKOTA)
DECILES = pd.Series(range(10, 100, 10))
BAND_TYPES = {
    "periode": "str",
    "tanggal": "datetime64[s]",
    "n": "Int64",
    **{f"d{percent}": "Float64" for percent in DECILES},
}


def measure(  # noqa: PLR0913 - the arguments of the command
    marts: Marts,
    *,
    indicators: Sequence[str] | None = None,
    level: str | None = None,
    wilayah: str | None = None,
    tanggal: date | None = None,
    now: datetime,
    settings: Settings | None = None,
) -> pd.DataFrame:
    """One row per indicator (in the order asked, else the catalogue's) and wilayah (by code).

    `indicators` None: the catalogue's, then of their breakdowns by courier, channel and document those for
    which any of these places has a figure.

    Columns of RESULT_TYPES. Every kab/kota of the level has a row, also where it did not report; of the
    kecamatan only those that did. `tanggal` means its half-month up to that day; None is the latest
    half-month in which any of these indicators has a position. `level` None: the level of `wilayah`, else
    province and kab/kota. `wilayah` with a level below its own: the places inside it. Raises UsageError
    for a level above it.
    """
    chosen, levels = _chosen(indicators), _levels(level, wilayah)
    day = tanggal or _latest(marts, chosen) or now.astimezone(WIB).date()
    results = completed(
        judged(observations(marts, indicators=chosen, span=Span.up_to(day), now=now, settings=settings)),
        indicators=chosen,
        levels=levels,
        wilayah=wilayah,
        periode=Periode.of(day),
    )
    return results if indicators else _without_empty_breakdowns(results)


def _without_empty_breakdowns(results: pd.DataFrame) -> pd.DataFrame:
    """Most couriers and documents are none that anybody reports: 120 tables of dashes would hide the rest."""
    told = results.loc[results["value"].notna(), "indicator"].unique()
    wanted = {*load_indicators(), *told}
    return results[results["indicator"].isin(wanted)].reset_index(drop=True)


def series(marts: Marts, *, indicator: str, wilayah: str, now: datetime) -> pd.DataFrame:
    """Every half-month for which the wilayah has this indicator, oldest first: columns of RESULT_TYPES.

    A half-month without a report has no row; its gap is not to be joined.
    """
    rows = _all(marts, indicator, now)
    return rows[rows["wilayah"] == wilayah].sort_values("periode").reset_index(drop=True)


def bands(marts: Marts, *, indicator: str, now: datetime) -> pd.DataFrame:
    """Deciles over the kab/kota with a value, one row per half-month, oldest first.

    periode, tanggal (the half-month's last day), n (how many have a value), d10 .. d90 in the indicator's
    unit.
    """
    return deciles(_all(marts, indicator, now))


def deciles(rows: pd.DataFrame) -> pd.DataFrame:
    """`bands` over results of one indicator that are already there."""
    known = rows[(rows["level"] == Level.KABKOTA) & rows["value"].notna()]
    if known.empty:
        return shaped(pd.DataFrame(), BAND_TYPES)
    values = known.groupby("periode")["value"]
    wide = values.quantile(DECILES / 100).unstack().set_axis([f"d{percent}" for percent in DECILES], axis=1)
    framed = wide.assign(n=values.size()).reset_index()
    ends = [pd.Timestamp(Periode.parse(periode).end) for periode in framed["periode"]]
    return shaped(framed.assign(tanggal=ends), BAND_TYPES)


def observations(
    marts: Marts,
    *,
    indicators: Sequence[Indicator],
    span: Span,
    now: datetime,
    settings: Settings | None = None,
) -> pd.DataFrame:
    """One row per indicator, wilayah and half-month of the span, province included: OBSERVATION_TYPES.

    The due days of `settings` (None: the package's) decide which reports were in time.
    """
    positions = read_all_positions(marts, indicators=indicators, span=span)
    placed = [of_positions(indicators, positions)]
    placed += [
        of_several(marts, item, positions=positions, span=span).assign(indicator=item.id)
        for item in indicators
        if isinstance(item.formula, JoinedShare | FillShare | DaysOfCover)
    ]
    placed.append(of_tallies(marts, indicators=indicators, span=span))
    wajib_ktp = read_wajib_ktp(marts, last=span.last)
    # Part by part, each let go of: all of it at once would stand in memory several times over.
    placed.reverse()
    summed = []
    while placed:
        part = placed.pop()
        if not part.empty:
            summed.append(with_province(part, wajib_ktp=wajib_ktp))
    del part
    reported = _reports(marts, indicators=indicators, span=span, now=now, settings=settings)
    return concatenated([*summed, *reported], OBSERVATION_TYPES)


def reported_indicators(observed: pd.DataFrame) -> tuple[Indicator, ...]:
    """The declared indicators that somebody ever reported a figure of, in the order of the catalogue.

    `observed`: observations or results. A row without a value says that something was not reported.
    """
    told = set(observed.loc[observed["value"].notna(), "indicator"].unique())
    return tuple(item for name, item in load_indicators().items() if name in told)


def completed(
    rows: pd.DataFrame,
    *,
    indicators: Sequence[Indicator],
    levels: Sequence[Level],
    wilayah: str | None,
    periode: Periode,
) -> pd.DataFrame:
    """The rows of these levels and place, and a "belum lapor" for each that is not there.

    `rows`: results of one half-month. Order: indicators as given, then by code.
    """
    wanted = rows[rows["level"].isin([str(level) for level in levels]) & _inside(rows["wilayah"], wilayah)]
    expected = pd.MultiIndex.from_product(
        [[item.id for item in indicators], _expected(levels, wilayah)], names=["indicator", "wilayah"]
    )
    missing = expected.difference(pd.MultiIndex.from_frame(wanted[["indicator", "wilayah"]]))
    frame = concatenated([wanted, absent(missing.to_frame(index=False), periode=periode)], RESULT_TYPES)
    order = {item.id: number for number, item in enumerate(indicators)}
    ordered = frame.assign(order=frame["indicator"].map(order)).sort_values(["order", "wilayah"])
    return shaped(ordered, RESULT_TYPES)


def _all(marts: Marts, indicator: str, now: datetime) -> pd.DataFrame:
    return judged(observations(marts, indicators=_chosen([indicator]), span=Span(None, None), now=now))


def _chosen(names: Sequence[str] | None) -> tuple[Indicator, ...]:
    known = known_indicators()
    return tuple(known.values()) if names is None else tuple(known[name] for name in names)


def _latest(marts: Marts, indicators: Sequence[Indicator]) -> date | None:
    formulas = [item.formula for item in indicators if not isinstance(item.formula, ReportShare)]
    flows = {each.contract for each in formulas if isinstance(each, Tally) and each.is_flow}
    contracts = {
        ref.contract
        for each in formulas
        if not (isinstance(each, Tally) and each.is_flow)
        for ref in each.refs
    }
    if not formulas:
        contracts = set(load_routine_contracts())
    day = latest_day(marts, contracts=contracts, flows=flows)
    return Periode.of(day).end if day else None


def _reports(
    marts: Marts, *, indicators: Sequence[Indicator], span: Span, now: datetime, settings: Settings | None
) -> list[pd.DataFrame]:
    """Observations of the indicators that count reports; one look at the arrivals serves all."""
    wanted = {item.id: item.formula for item in indicators if isinstance(item.formula, ReportShare)}
    if not wanted:
        return []
    periods = _periods(marts, span)
    status = reports_behind(
        marts, formulas=tuple(wanted.values()), periods=periods, now=now, settings=settings
    )
    return [
        observe_reports(status, formula=formula, periods=periods).assign(indicator=name)
        for name, formula in wanted.items()
    ]


def _periods(marts: Marts, span: Span) -> tuple[Periode, ...]:
    """The half-months of the span; where it is open, those for which reports were sent."""
    known = reporting_periods(marts)
    first = Periode.of(span.first) if span.first else (known[0] if known else None)
    last = Periode.of(span.last) if span.last else (known[-1] if known else None)
    return Periode.range(first, last) if first and last else ()


def _levels(level: str | None, wilayah: str | None) -> tuple[Level, ...]:
    if wilayah is None:
        return (Level(level),) if level else DEFAULT_LEVELS
    own = Level(load_register().get(wilayah).tingkat)
    asked = Level(level) if level else own
    order = list(Level)
    if order.index(asked) < order.index(own):
        message = (
            f"Wilayah {wilayah} berada di bawah tingkat {asked}; pilih tingkat {own} atau hapus --level."
        )
        raise UsageError(message)
    return (asked,)


def _inside(codes: "pd.Series[str]", wilayah: str | None) -> "pd.Series[bool]":
    if wilayah is None:
        return codes.notna()
    return (codes == wilayah) | codes.str.startswith(f"{wilayah}.")


def _expected(levels: Sequence[Level], wilayah: str | None) -> list[str]:
    """The codes that must have a row; a kecamatan only where it was asked for by its code."""
    register = load_register()
    codes = {
        Level.PROVINSI: [register.provinsi.kode],
        Level.KABKOTA: [regency.kode for regency in register.kabkota],
        Level.KECAMATAN: [wilayah]
        if wilayah and Level(register.get(wilayah).tingkat) is Level.KECAMATAN
        else [],
    }
    every = pd.Series([code for level in levels for code in codes[level]], dtype="str")
    return every[_inside(every, wilayah)].tolist()
