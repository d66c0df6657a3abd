"""What the flags are judged from: every indicator of every place; and what an outcome is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from data_contracts.contract import Measure
from data_contracts.periode import Periode
from tests.oracle.buku import TABLES, Book, names_of
from tests.oracle.indikator import PLACES, Cell, cell_of, services_of
from tests.oracle.laporan import Sending
from tests.oracle.layanan import ServiceBook
from tests.oracle.rumus import FORMULAS, SERVICES, Formula
from tests.oracle.tetangga import peers_of

CLEAR, RAISED, UNKNOWN = "clear", "raised", "not_assessable"
YELLOW, RED, BLUE, GREY = "kuning", "merah", "biru", "abu-abu"
DKB_DAYS = ((6, 30), (12, 31))
SAME = 8
"""So many equal figures and none that differs make a copy."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of one rule in one half-month; `since` the data date from which it is raised."""

    outcome: str
    severity: str | None = None
    since: date | None = None


def verdict(*, known: bool, raised: bool, colour: str = YELLOW, unknown_colour: str = GREY) -> Verdict:
    if not known:
        return Verdict(UNKNOWN, unknown_colour)
    return Verdict(RAISED, colour) if raised else Verdict(CLEAR)


def dated(verdicts: Iterable[Verdict], periods: Iterable[Periode]) -> list[Verdict]:
    """Since when each is raised: what cannot be judged does not take a flag down, what is clear does."""
    found, since = [], None
    for one, periode in zip(verdicts, periods, strict=True):
        if one.outcome == CLEAR:
            since = None
        if one.outcome == RAISED:
            since = since or periode.end
        found.append(Verdict(one.outcome, one.severity, since if one.outcome == RAISED else None))
    return found


@dataclass(eq=False)
class Stage:
    """Everything known at one moment; `cells` per indicator and place one per half-month."""

    book: Book
    services: ServiceBook
    sending: Sending
    periods: tuple[Periode, ...]

    @cached_property
    def cells(self) -> dict[str, dict[str, list[Cell | None]]]:
        return {
            name: {
                kode: [cell_of(self.book, formula, kode, each) for each in self.periods] for kode in PLACES
            }
            for name, formula in FORMULAS.items()
        } | {name: self._services(name) for name in SERVICES}

    def _services(self, name: str) -> dict[str, list[Cell | None]]:
        told = [services_of(self.services, name, each) for each in self.periods]
        return {kode: [cells[kode] for cells in told] for kode in PLACES}

    @cached_property
    def standing(self) -> dict[str, list[dict[str, float]]]:
        """Per place and half-month every position of the routine reports, its last value."""
        names = [name for table in TABLES for name in names_of(table, Measure.STOCK, Measure.CUMULATIVE)]
        return {kode: [self._standing(kode, each, names) for each in self.periods] for kode in PLACES}

    @cached_property
    def peers(self) -> dict[str, list[str]]:
        wajib = {
            kode: [each["wajib_ktp"] for each in self.standing[kode] if "wajib_ktp" in each]
            for kode in PLACES
        }
        return peers_of({kode: int(told[-1]) for kode, told in wajib.items() if told})

    def before(self, kode: str, at: int, name: str | None = None) -> int | None:
        """The latest earlier half-month with that position, or with any."""
        told = self.standing[kode]
        return next(
            (number for number in reversed(range(at)) if told[number] and name in {None, *told[number]}), None
        )

    def is_copy(self, kode: str, at: int) -> bool:
        equal, differs = self.compared(kode, at)
        return equal >= SAME and differs == 0

    def compared(self, kode: str, at: int) -> tuple[int, int]:
        """How many positions are as in the report before, and how many are not; two zeros say nothing."""
        earlier = self.before(kode, at)
        if earlier is None:
            return 0, 0
        now, then = self.standing[kode][at], self.standing[kode][earlier]
        pairs = [(now[name], then[name]) for name in now if name in then and (now[name] or then[name])]
        equal = sum(one == other for one, other in pairs)
        return equal, len(pairs) - equal

    def _standing(self, kode: str, periode: Periode, names: list[str]) -> dict[str, float]:
        found: dict[str, float] = {}
        for _, told in self.book.days(kode, periode):
            found |= {name: told[name] for name in names if name in told}
        return found


def amount(cell: Cell | None) -> float | None:
    """The value as a number, unrounded where there are counts."""
    return None if cell is None or cell.value is None else float(cell.value)


def is_above(formula: Formula, cell: Cell) -> bool:
    return formula.is_share and cell.value is not None and cell.value > 100


def has_counts(formula: Formula, cell: Cell) -> bool:
    return cell.k is not None and (cell.n is not None or not formula.is_share)
