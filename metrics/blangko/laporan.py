"""What the outlook looks at: the reports on cards, letters and recordings, and rates read off them."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pandas as pd

from data_contracts.periode import Periode
from metrics.blangko.bahan import FILM, RIBBON, falls, steps
from metrics.blangko.hari import DailyRates, daily_rates, spread_over_days
from metrics.blangko.kiriman import HISTORY, Deliveries, deliveries
from metrics.catalogue import DaysOfCover
from metrics.kecukupan import daily_use
from metrics.results import periode_of
from metrics.sources import Span, read_flows, read_positions
from warehouse.marts import Marts

STOCK: Final = "sisa_blangko"
REPLACED: Final = ("cetak_hilang", "cetak_rusak", "cetak_perubahan")

Key = tuple[str, str]
Levels = Mapping[Key, tuple[date, float]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reported:
    """Frames with kode_wilayah and tanggal (flows also tanggal_awal), missing where not reported.

    `cards`: sisa_blangko, ribbon_persen, film_persen; `card_flows`: what tells the use (`formula`),
    cetak_ganti and its parts, blangko_diterima; `recordings`: prr, sudah_rekam; `recording_flows`:
    rekam_baru; `letters`: sisa_suket.
    """

    cards: pd.DataFrame
    card_flows: pd.DataFrame
    recordings: pd.DataFrame
    recording_flows: pd.DataFrame
    letters: pd.DataFrame
    formula: DaysOfCover


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Supply:
    """What the cards at hand last for. `stock`: by code and half-month the last day it was reported on, and
    how much; `use`: cards per working day; deliveries by code.
    """

    stock: Levels
    use: DailyRates
    deliveries: Mapping[str, Deliveries]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Readings:
    """The supply, and what else the outlook tells: levels by field as those of the stock, and rates per
    working day.
    """

    supply: Supply
    levels: Mapping[str, Levels]
    new: DailyRates
    risen: DailyRates
    replaced: DailyRates
    ribbon: DailyRates
    film: DailyRates

    def level(self, field: str, key: Key) -> float | None:
        """The last of the half-month; None where it was not reported."""
        found = self.levels[field].get(key)
        return None if found is None else found[1]


def read_reported(marts: Marts, *, formula: DaysOfCover, first: Periode, last: Periode) -> Reported:
    """The reports of these half-months, and of the year before them that deliveries and rates look back
    on.
    """
    span = Span(first.start - HISTORY - timedelta(weeks=formula.weeks), last.end)
    wanted = (*(ref.field for ref in formula.uses), *REPLACED, "blangko_diterima")
    return Reported(
        cards=read_positions(marts, contract="blangko", fields=(STOCK, RIBBON, FILM), span=span),
        card_flows=read_flows(marts, contract="blangko", fields=tuple(dict.fromkeys(wanted)), span=span),
        recordings=read_positions(marts, contract="perekaman", fields=("prr", "sudah_rekam"), span=span),
        recording_flows=read_flows(marts, contract="perekaman", fields=("rekam_baru",), span=span),
        letters=read_positions(marts, contract="suket", fields=("sisa_suket",), span=span),
        formula=formula,
    )


def supply_of(reported: Reported, *, holidays: AbstractSet[date], since: date) -> Supply:
    """The supply of half-months whose use reaches back to `since`."""
    stock = reported.cards.rename(columns={"kode_wilayah": "wilayah", STOCK: "stock"})
    printed = _ending(reported.card_flows, since)
    use = daily_use(printed, stock=stock, formula=reported.formula, holidays=holidays)
    return Supply(
        stock=_last(reported.cards, STOCK),
        use=daily_rates(use),
        deliveries=deliveries(reported.card_flows),
    )


def readings_of(reported: Reported, *, holidays: AbstractSet[date], since: date) -> Readings:
    """Everything the outlook of half-months needs whose rates reach back to `since`."""

    def rates(intervals: pd.DataFrame) -> DailyRates:
        return daily_rates(spread_over_days(_ending(intervals, since), holidays=holidays))

    cards, recordings = reported.cards, reported.recordings
    return Readings(
        supply=supply_of(reported, holidays=holidays, since=since),
        levels={
            RIBBON: _last(cards, RIBBON),
            FILM: _last(cards, FILM),
            "prr": _last(recordings, "prr"),
            "sisa_suket": _last(reported.letters, "sisa_suket"),
        },
        new=rates(_amounts(reported.recording_flows, "rekam_baru")),
        risen=rates(steps(recordings, field="sudah_rekam")),
        replaced=rates(_replaced(reported.card_flows)),
        ribbon=rates(falls(cards, field=RIBBON)),
        film=rates(falls(cards, field=FILM)),
    )


def _ending(intervals: pd.DataFrame, since: date) -> pd.DataFrame:
    """Those that do not end before a day."""
    return intervals[intervals["tanggal"] >= pd.Timestamp(since)]


def _last(rows: pd.DataFrame, field: str) -> dict[Key, tuple[date, float]]:
    """Of each half-month the last report of a level."""
    known = rows.loc[rows[field].notna(), ["kode_wilayah", "tanggal", field]].sort_values("tanggal")
    keys = zip(known["kode_wilayah"], periode_of(known["tanggal"]), strict=True)
    values = zip(known["tanggal"].dt.date, known[field].astype("float64"), strict=True)
    return dict(zip(keys, values, strict=True))


def _amounts(flows: pd.DataFrame, field: str) -> pd.DataFrame:
    return flows.rename(columns={"kode_wilayah": "wilayah"}).assign(amount=flows[field])


def _replaced(flows: pd.DataFrame) -> pd.DataFrame:
    """Replacements as reported, else the sum of their reasons where each was reported."""
    reasons = flows[list(REPLACED)].sum(axis=1, skipna=False)
    return _amounts(flows.assign(cetak_ganti=flows["cetak_ganti"].fillna(reasons)), "cetak_ganti")
