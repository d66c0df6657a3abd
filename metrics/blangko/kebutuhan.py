"""Demand: how many cards are wanted, whatever was printed or recorded so far.

Print-ready records first, then Suket to exchange, then the recordings and replacements to come. What was not
reported is named, never taken for none: the total is then "at least".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Final

from data_contracts.tulisan import format_bilangan

NAMES: Final[Mapping[str, str]] = {
    "prr": "PRR",
    "suket": "Suket yang harus ditukar",
    "recordings": "perekaman baru",
    "replacements": "penggantian",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Whole cards, None where not known: the backlog and letters of the data date, and what the next `days`
    working days are expected to bring.
    """

    prr: int | None
    suket: int | None
    recordings: int | None
    replacements: int | None
    days: int

    @property
    def parts(self) -> Mapping[str, int | None]:
        return {name: getattr(self, name) for name in NAMES}

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the parts that are not known."""
        return tuple(NAMES[name] for name, count in self.parts.items() if count is None)

    @property
    def total(self) -> int | None:
        """What is known of it; None where nothing is. At least so much where `missing` is not empty."""
        known = [count for count in self.parts.values() if count is not None]
        return sum(known) if known else None

    def shortage(self, stock: int | None) -> int | None:
        """Cards missing beside the stock, 0 where it does; None where stock or demand are not known."""
        return None if stock is None or self.total is None else max(0, self.total - stock)

    def is_immediate(self, stock: int | None) -> bool:
        """Whether the print-ready records alone would take every card there is."""
        return stock is not None and self.prr is not None and self.prr > 0 and self.prr >= stock


def demand(
    prr: int | None,
    *,
    suket: int | None,
    recordings_per_day: float | None,
    replacements_per_day: float | None,
    days: int,
) -> Demand:
    """The demand of the next `days` working days; rates in people or cards per working day, rounded up."""
    return Demand(
        prr=prr,
        suket=suket,
        recordings=_expected(recordings_per_day, days),
        replacements=_expected(replacements_per_day, days),
        days=days,
    )


def say_demand(wanted: Demand, *, stock: int | None) -> str:
    """The demand in sentences, each part by name, beside the stock."""
    if wanted.total is None:
        return f"Kebutuhan belum dapat dihitung: {', '.join(wanted.missing)} tidak dilaporkan."
    told = [f"{NAMES[name]} {_say(count)}" for name, count in wanted.parts.items() if count is not None]
    least = "paling sedikit " if wanted.missing else ""
    text = f"Kebutuhan {wanted.days} hari kerja {least}{_say(wanted.total)} keping: {', '.join(told)}."
    if wanted.missing:
        text += f" Belum termasuk {', '.join(wanted.missing)}: tidak dilaporkan."
    shortage = wanted.shortage(stock)
    if shortage:
        text += f" Stok {_say(stock)} keping, kurang {_say(shortage)}."
    if wanted.is_immediate(stock):
        text += " Antrean siap cetak saja menghabiskan stok seketika."
    return text


def _expected(per_day: float | None, days: int) -> int | None:
    # Ten times 0,1 a day is one card, not two.
    return None if per_day is None else ceil(round(per_day * days, 6))


def _say(count: int | None) -> str:
    return format_bilangan(count)
