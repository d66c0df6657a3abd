"""One place and half-month of the outlook, in numbers: how long its cards last and what is wanted."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import nan
from typing import Final

import numpy as np

from data_contracts.aturan import Rules
from data_contracts.periode import Periode
from metrics.blangko.bahan import FILM, RIBBON, Binding, binding_of
from metrics.blangko.kebutuhan import Demand, demand
from metrics.blangko.kiriman import NONE, Expected
from metrics.blangko.laporan import Readings, Supply
from metrics.blangko.simulasi import draws_of, generator_of, interval, run_out_days, with_delivery
from metrics.kecukupan import cover_formula
from metrics.panel import Matrix

SUPPLIES: Final = ("ribbon", "film")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Working days after the data date between which the cards end, without and with the next delivery, and
    in which percentage of the runs before it.
    """

    first: float = nan
    last: float = nan
    delivered_first: float = nan
    delivered_last: float = nan
    dry_before: float = nan


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Standing:
    """The cards of one place at the end of a half-month. `seen_on`: the last day of it on which the stock was
    reported, None where never; `rates`: cards per working day of the weeks up to it; `use` their median,
    `cover` in working days; NaN not known. `expected`: the next delivery.
    """

    wilayah: str
    periode: Periode
    seen_on: date | None
    stock: float
    rates: Matrix
    use: float
    cover: float
    expected: Expected

    @property
    def can_end(self) -> bool:
        """Whether anything is known of when the cards end."""
        return self.stock == 0 or (self.stock > 0 and bool(self.rates.any()))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cell:
    """One place and half-month of the outlook; days are working days after the data date, NaN not known."""

    standing: Standing
    ends: Ends
    binding: Binding
    binding_days: float
    wanted: Demand


def standing_of(
    supply: Supply, *, wilayah: str, periode: Periode, rules: Rules, calendar: np.busdaycalendar
) -> Standing:
    """As seen from the last day of the half-month on which the stock was reported."""
    seen_on, stock = supply.stock.get((wilayah, str(periode)), (None, nan))
    day = seen_on or periode.end
    rates = supply.use.within(wilayah, after=window_start(day), until=day)
    use = _median(rates)
    return Standing(
        wilayah=wilayah,
        periode=periode,
        seen_on=seen_on,
        stock=stock,
        rates=rates,
        use=use,
        cover=0.0 if stock == 0 else stock / use if use > 0 else nan,
        expected=supply.deliveries.get(wilayah, NONE).expected(
            day, lead_days=rules.blangko_tunggu_hari, calendar=calendar
        ),
    )


def cell_of(standing: Standing, readings: Readings, *, rules: Rules) -> Cell:
    """What else there is to say beside how the cards stand."""
    key, until = (standing.wilayah, str(standing.periode)), standing.seen_on or standing.periode.end
    after = window_start(until)
    fell = {name: getattr(readings, name).within(key[0], after=after, until=until) for name in SUPPLIES}
    binding, binding_days = binding_of(
        standing.cover,
        ribbon=_lasting(readings.level(RIBBON, key), fell["ribbon"]),
        film=_lasting(readings.level(FILM, key), fell["film"]),
    )
    return Cell(
        standing=standing,
        ends=_ends(standing, rules),
        binding=binding,
        binding_days=binding_days,
        wanted=_wanted(readings, key=key, after=after, until=until, days=rules.blangko_tunggu_hari),
    )


def window_start(day: date) -> date:
    """The day before the weeks whose use counts on that day."""
    return day - timedelta(weeks=cover_formula().weeks)


def _median(rates: Matrix) -> float:
    """Without the price of numpy's, which is asked for every place and half-month."""
    if not len(rates):
        return nan
    ordered = np.sort(rates)
    return float(ordered[(len(rates) - 1) // 2] + ordered[len(rates) // 2]) / 2


def _lasting(level: float | None, fell: Matrix) -> float:
    """A supply over its mean fall per working day; NaN where it does not fall or nothing is known."""
    if level == 0:
        return 0.0
    rate = float(fell.mean()) if len(fell) else nan
    return level / rate if level is not None and rate > 0 else nan


def _ends(standing: Standing, rules: Rules) -> Ends:
    """When the cards end; nothing is known where no stock or no use is."""
    if standing.stock == 0:
        return Ends(first=0.0, last=0.0, dry_before=100.0)
    if not standing.can_end:
        return Ends()
    draws = draws_of(standing.wilayah, seed=rules.simulasi_benih, runs=rules.simulasi_ulangan)
    dry = run_out_days(standing.stock, standing.rates, draws=draws)
    rng = generator_of(f"{standing.wilayah} kiriman", seed=rules.simulasi_benih)
    arrives = rng.choice(standing.expected.lead_days, size=len(dry))
    first, last = interval(dry, percent=rules.blangko_selang_persen)
    ends = Ends(first=first, last=last, dry_before=100 * float((dry < arrives).mean()))
    if not len(standing.expected.amounts):
        return ends
    more = standing.stock + rng.choice(standing.expected.amounts, size=len(dry))
    delivered = with_delivery(dry, run_out_days(more, standing.rates, draws=draws), arrives)
    low, high = interval(delivered, percent=rules.blangko_selang_persen)
    return replace(ends, delivered_first=low, delivered_last=high)


def _wanted(readings: Readings, *, key: tuple[str, str], after: date, until: date, days: int) -> Demand:
    new = _mean(readings.new.within(key[0], after=after, until=until))
    risen = _mean(readings.risen.within(key[0], after=after, until=until))
    prr, suket = readings.level("prr", key), readings.level("sisa_suket", key)
    return demand(
        None if prr is None else int(prr),
        suket=None if suket is None else int(suket),
        # A fall of those recorded (deaths, cleaning) says nothing of how many come to record.
        recordings_per_day=new if new is not None else risen if risen is not None and risen >= 0 else None,
        replacements_per_day=_mean(readings.replaced.within(key[0], after=after, until=until)),
        days=days,
    )


def _mean(rates: Matrix) -> float | None:
    return float(rates.mean()) if len(rates) else None
