"""How the cards of all places stood at every half-month: matrices for rules that look at the past too."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from math import nan
from typing import Final

import numpy as np
import numpy.typing as npt

from data_contracts.aturan import Rules
from data_contracts.periode import Periode
from metrics.blangko.hari import office_calendar
from metrics.blangko.laporan import Reported, Supply, supply_of
from metrics.blangko.sel import Standing, standing_of, window_start
from metrics.blangko.simulasi import Draws, begins_by, draws_of
from metrics.blangko.warna import Colour, Limits, colour_of
from metrics.panel import Matrix

COLOURS: Final = tuple(Colour)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class States:
    """Matrices [places, periods]; `colour` numbers COLOURS. Cards, cards per working day, working days; NaN
    not known. `province_cover` [periods].
    """

    colour: npt.NDArray[np.int8]
    stock: Matrix
    use: Matrix
    cover: Matrix
    province_cover: Matrix


def states(
    reported: Reported,
    *,
    places: Sequence[str],
    periods: Sequence[Periode],
    rules: Rules,
    holidays: AbstractSet[date],
) -> States:
    """The colours that `blangko_outlook` gives over the same places, by the same draws, without the dates."""
    since = window_start(min(periods).start)
    supply = supply_of(reported, holidays=holidays, since=since)
    known = list(standings(supply, places=places, periods=periods, rules=rules, holidays=holidays))
    province = province_cover(known)
    draws = {kode: draws_of(kode, seed=rules.simulasi_benih, runs=rules.simulasi_ulangan) for kode in places}
    colours = [
        COLOURS.index(_colour(each, province.get(each.periode, nan), draws=draws[each.wilayah], rules=rules))
        for each in known
    ]
    shape = (len(periods), len(places))
    return States(
        colour=np.array(colours, dtype=np.int8).reshape(shape).T,
        stock=np.array([each.stock for each in known]).reshape(shape).T,
        use=np.array([each.use for each in known]).reshape(shape).T,
        cover=np.array([each.cover for each in known]).reshape(shape).T,
        province_cover=np.array([province.get(periode, nan) for periode in periods]),
    )


def standings(
    supply: Supply,
    *,
    places: Sequence[str],
    periods: Sequence[Periode],
    rules: Rules,
    holidays: AbstractSet[date],
) -> Iterator[Standing]:
    """One of each place and half-month, half-month by half-month."""
    calendar = office_calendar(holidays)
    for periode in periods:
        for kode in places:
            yield standing_of(supply, wilayah=kode, periode=periode, rules=rules, calendar=calendar)


def province_cover(known: Sequence[Standing]) -> Mapping[Periode, float]:
    """Per half-month the stock over the use of all places that have both; none where no place has."""
    sums: dict[Periode, tuple[float, float]] = {}
    for each in known:
        if each.use > 0 and each.stock >= 0:
            stock, use = sums.get(each.periode, (0.0, 0.0))
            sums[each.periode] = stock + each.stock, use + each.use
    return {periode: stock / use for periode, (stock, use) in sums.items()}


def limits_of(rules: Rules) -> Limits:
    """The settings of the colours."""
    return Limits(amber_days=rules.blangko_jingga_hari, over_times=rules.blangko_lebih_kali)


def _colour(standing: Standing, province: float, *, draws: Draws, rules: Rules) -> Colour:
    def begins(day: int) -> bool:
        return begins_by(
            standing.stock, standing.rates, day=day, draws=draws, percent=rules.blangko_selang_persen
        )

    return colour_of(
        begins if standing.can_end else None,
        lead_days=standing.expected.usual_lead_days,
        cover=standing.cover,
        province_cover=province,
        limits=limits_of(rules),
    )
