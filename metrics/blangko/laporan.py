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
LEVELS: Final = (STOCK, RIBBON, FILM, "prr", "sisa_suket")

Key = tuple[str, str]


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
class Readings:
    """`levels`: of each field by code and half-month the last day it was reported on, and how much; rates per
    working day; deliveries by code.
    """

    levels: Mapping[str, Mapping[Key, tuple[date, float]]]
    use: DailyRates
    new: DailyRates
    risen: DailyRates
    replaced: DailyRates
    ribbon: DailyRates
    film: DailyRates
    deliveries: Mapping[str, Deliveries]

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


def readings_of(reported: Reported, *, holidays: AbstractSet[date]) -> Readings:
    """Everything the outlook of any place and half-month needs, reckoned once."""
    stock = reported.cards.rename(columns={"kode_wilayah": "wilayah", STOCK: "stock"})
    use = daily_use(reported.card_flows, stock=stock, formula=reported.formula, holidays=holidays)
    risen = steps(reported.recordings, field="sudah_rekam")
    return Readings(
        levels=_levels(reported),
        use=daily_rates(use),
        new=_rates(_amounts(reported.recording_flows, "rekam_baru"), holidays),
        risen=_rates(risen, holidays),
        replaced=_rates(_replaced(reported.card_flows), holidays),
        ribbon=_rates(falls(reported.cards, field=RIBBON), holidays),
        film=_rates(falls(reported.cards, field=FILM), holidays),
        deliveries=deliveries(reported.card_flows),
    )


def _levels(reported: Reported) -> Mapping[str, Mapping[Key, tuple[date, float]]]:
    frames = {STOCK: reported.cards, RIBBON: reported.cards, FILM: reported.cards}
    frames |= {"prr": reported.recordings, "sisa_suket": reported.letters}
    return {field: _last(frames[field], field) for field in LEVELS}


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


def _rates(intervals: pd.DataFrame, holidays: AbstractSet[date]) -> DailyRates:
    return daily_rates(spread_over_days(intervals, holidays=holidays))
