"""One place and half-month of the outlook, in numbers: how long its cards last and what is wanted."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import isnan, nan

import numpy as np

from data_contracts.aturan import Rules
from data_contracts.periode import Periode
from metrics.blangko.bahan import FILM, RIBBON, Binding, binding_of
from metrics.blangko.kebutuhan import Demand, demand
from metrics.blangko.kiriman import NONE, Expected
from metrics.blangko.laporan import STOCK, Readings
from metrics.blangko.simulasi import generator_of, interval, run_out_days, with_delivery
from metrics.panel import Matrix, Numbers


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One place and half-month, in working days after the data date; NaN not known."""

    wilayah: str
    periode: str
    seen_on: date | None
    stock: float
    use: float
    n_use_days: int
    cover: float
    ends: Ends
    lead: float
    basis: str | None
    binding: Binding
    binding_days: float
    wanted: Demand


def cell_of(
    readings: Readings, *, wilayah: str, periode: Periode, rules: Rules, calendar: np.busdaycalendar
) -> Cell:
    """As seen from the last day of the half-month on which the stock was reported."""
    key = wilayah, str(periode)
    seen_on, stock = readings.levels[STOCK].get(key, (None, nan))
    day = seen_on or periode.end
    after = day - timedelta(weeks=rules.blangko_minggu_pemakaian)
    rates = readings.use.within(wilayah, after=after, until=day)
    cover = _cover(stock, rates)
    expected = readings.deliveries.get(wilayah, NONE).expected(
        day, lead_days=rules.blangko_tunggu_hari, calendar=calendar
    )
    binding, binding_days = binding_of(
        cover,
        ribbon=_lasting(readings.level(RIBBON, key), readings.ribbon.within(wilayah, after=after, until=day)),
        film=_lasting(readings.level(FILM, key), readings.film.within(wilayah, after=after, until=day)),
    )
    return Cell(
        wilayah=wilayah,
        periode=str(periode),
        seen_on=seen_on,
        stock=stock,
        use=float(np.median(rates)) if len(rates) else nan,
        n_use_days=len(rates),
        cover=cover,
        ends=_ends(stock, rates, expected=expected, wilayah=wilayah, rules=rules),
        lead=nan if seen_on is None else expected.usual_lead_days,
        basis=None if seen_on is None else expected.basis,
        binding=binding,
        binding_days=binding_days,
        wanted=_wanted(readings, key=key, after=after, until=day, days=rules.blangko_tunggu_hari),
    )


def _cover(stock: float, rates: Matrix) -> float:
    """Stock over the median rate: 0 without stock, NaN without use."""
    if stock == 0:
        return 0.0
    use = float(np.median(rates)) if len(rates) else nan
    return stock / use if use > 0 else nan


def _lasting(level: float | None, fell: Matrix) -> float:
    """A supply over its mean fall per working day; NaN where it does not fall or nothing is known."""
    if level == 0:
        return 0.0
    rate = float(fell.mean()) if len(fell) else nan
    return level / rate if level is not None and rate > 0 else nan


def _ends(stock: float, rates: Matrix, *, expected: Expected, wilayah: str, rules: Rules) -> Ends:
    """When the cards end; nothing is known where no stock or no use is."""
    if stock == 0:
        return Ends(first=0.0, last=0.0, dry_before=100.0)
    if isnan(stock) or not rates.any():
        return Ends()

    def ending(cards: float | Matrix) -> Numbers:
        rng = generator_of(wilayah, seed=rules.simulasi_benih)
        return run_out_days(cards, rates, runs=rules.simulasi_ulangan, rng=rng)

    dry = ending(stock)
    rng = generator_of(f"{wilayah} kiriman", seed=rules.simulasi_benih)
    arrives = rng.choice(expected.lead_days, size=len(dry))
    first, last = interval(dry, percent=rules.blangko_selang_persen)
    ends = Ends(first=first, last=last, dry_before=100 * float((dry < arrives).mean()))
    if not len(expected.amounts):
        return ends
    more = rng.choice(expected.amounts, size=len(dry))
    delivered = with_delivery(dry, ending(stock + more), arrives)
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
