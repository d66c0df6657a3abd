"""The four signals and the verdict "tertinggal" of one indicator, place and half-month at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from data_contracts.catalogue import load_targets
from data_contracts.periode import Periode
from tests.oracle.indikator import PLACES, Cell, people_missing, target_on
from tests.oracle.metode import (
    alarms,
    below_funnel,
    half_year_end,
    latest_signal,
    percentile_ranks,
    quantile,
    working_days,
)
from tests.oracle.panggung import (
    BLUE,
    DKB_DAYS,
    GREY,
    RAISED,
    RED,
    UNKNOWN,
    YELLOW,
    Stage,
    Verdict,
    amount,
    dated,
    has_counts,
    is_above,
    verdict,
)
from tests.oracle.rumus import FORMULAS, Formula

SIGNALS = {
    "cakupan_perekaman": ("target", "sebaya", "arah", "laju"),
    "prr": ("target", "arah", "laju"),
    "sisa_suket": ("target", "arah", "laju"),
    "cakupan_kia": ("target", "sebaya", "arah", "laju"),
    "cakupan_akta": ("target", "sebaya", "arah", "laju"),
    "cakupan_ikd": ("target", "sebaya", "arah", "laju"),
}
VERDICT = "tertinggal"
POINTS, PEOPLE = Fraction(1, 2), 1_000
ROW_OF_REPORTS, FEWEST_IN_GROUP, FEWEST_RANKED = 2, 4, 10
CHART, LEAST_PLACES_MOVED, ALARMS, ALARM_PERIODS = 24, 2, 2, 6
MOVED_PERCENT = 1
STRETCH, STRETCHES = 6, 19
"""A pace is over three months; twelve months hold nineteen of them, half-month by half-month."""


def signal_rows(stage: Stage) -> Iterator[tuple[str, str, str, list[Verdict]]]:
    """Indicator, place, rule and what comes of it in each half-month."""
    for name, rules in SIGNALS.items():
        among = Among(stage, name)
        for kode in PLACES:
            own = Own(stage, among, name, kode)
            judged = {rule: [getattr(own, rule)(at) for at in range(len(stage.periods))] for rule in rules}
            judged[VERDICT] = [
                own.verdict(at, {rule: judged[rule][at] for rule in rules})
                for at in range(len(stage.periods))
            ]
            for rule, verdicts in judged.items():
                yield name, kode, rule, dated(verdicts, stage.periods)


@dataclass(eq=False)
class Among:
    """One indicator of all places beside one another."""

    stage: Stage
    name: str

    @property
    def formula(self) -> Formula:
        return FORMULAS[self.name]

    @cached_property
    def below(self) -> list[dict[str, bool]]:
        """Per half-month who lies below the funnel."""
        found = []
        for at in range(len(self.stage.periods)):
            cells = {kode: self.stage.cells[self.name][kode][at] for kode in PLACES}
            counts = {
                kode: (cell.k, cell.n)
                for kode, cell in cells.items()
                if cell and has_counts(self.formula, cell)
            }
            found.append(below_funnel(counts))
        return found

    def lowest_quarter(self, kode: str, at: int) -> bool | None:
        """Whether it lies in the worst quarter of its group; None where that cannot be told."""
        own, others = self._compared(kode, at), [self._compared(peer, at) for peer in self.stage.peers[kode]]
        group = sorted(value for value in (own, *others) if value is not None)
        if own is None or len(group) < FEWEST_IN_GROUP:
            return None
        return own <= quantile(group, 0.25) and group[0] < group[-1]

    @cached_property
    def lost(self) -> dict[str, list[bool]]:
        """Per place the half-months in which the alarm on its rank sounded on the bad side."""
        ranks = [percentile_ranks(self._ranked(at)) for at in range(len(self.stage.periods))]
        least = LEAST_PLACES_MOVED * 100 / (len(PLACES) - 1)
        found = {}
        for kode in PLACES:
            told = [at for at, each in enumerate(ranks) if kode in each]
            sounds = alarms([ranks[at][kode] for at in told], least=least)
            fell = {at for at, sound in zip(told, sounds, strict=True) if sound == -1}
            found[kode] = [at in fell for at in range(len(ranks))]
        return found

    def _ranked(self, at: int) -> dict[str, float]:
        if "sebaya" not in SIGNALS[self.name]:
            return {}
        cells = {kode: self.stage.cells[self.name][kode][at] for kode in PLACES}
        told = {kode: cell for kode, cell in cells.items() if cell and cell.value is not None}
        if len(told) < FEWEST_RANKED:
            return {}
        return {kode: float(cell.value) for kode, cell in told.items() if not is_above(self.formula, cell)}

    def _compared(self, kode: str, at: int) -> float | None:
        cell = self.stage.cells[self.name][kode][at]
        if cell is None or is_above(self.formula, cell) or not has_counts(self.formula, cell):
            return None
        return amount(cell)


@dataclass(eq=False)
class Own:
    """One indicator of one place; each method judges one half-month."""

    stage: Stage
    among: Among
    name: str
    kode: str

    @property
    def formula(self) -> Formula:
        return FORMULAS[self.name]

    @property
    def cells(self) -> list[Cell | None]:
        return self.stage.cells[self.name][self.kode]

    def target(self, at: int) -> Verdict:
        """Below the target by at least half a point and a thousand people."""
        cell, people = self._countable(at), self._people(at)
        if cell is None or cell.value is None or people is None:
            return verdict(known=False, raised=False)
        aim = target_on(self.formula, self.stage.periods[at].end)
        is_far = not self.formula.is_share or Fraction(aim or 0) - cell.value >= POINTS
        return verdict(known=True, raised=people >= PEOPLE and is_far)

    def sebaya(self, at: int) -> Verdict:
        """Below the funnel or in the lowest quarter of its group, in two reports in a row."""
        told = [number for number in range(at + 1) if self._low[number] is not None]
        known = self._countable(at) is not None and at in told and len(told) >= ROW_OF_REPORTS
        return verdict(known=known, raised=all(self._low[number] for number in told[-ROW_OF_REPORTS:]))

    def arah(self, at: int) -> Verdict:
        """The latest change is no usual one, or the rank was lost, unless the target is reached and kept."""
        change, side = self._change(at), self._signal(at)
        cell = self.cells[at]
        known = cell is not None and cell.value is not None and not is_above(self.formula, cell)
        if not known or change is None or side is None or self.stage.is_copy(self.kode, at):
            return verdict(known=False, raised=False)
        bad = -1 if self.formula.is_higher_better else 1
        recent = self.among.lost[self.kode][max(at - ALARM_PERIODS + 1, 0) : at + 1]
        people = self._people(at)
        is_safe = people is not None and people <= 0 and change * bad <= 0
        return verdict(known=True, raised=(side == bad or sum(recent) >= ALARMS) and not is_safe)

    def laju(self, at: int) -> Verdict:
        """The pace that is needed lies above the best of the last twelve months."""
        people = self._people(at) if self._countable(at) else None
        if people is None:
            return verdict(known=False, raised=False)
        if people <= 0:
            return verdict(known=True, raised=False)
        end = self.stage.periods[at].end
        days, best = working_days(end, self._deadline(end)), self._best_pace(at)
        if days <= 0:
            return verdict(known=True, raised=True)
        return verdict(known=best is not None, raised=best is not None and people / days > best)

    def verdict(self, at: int, signals: dict[str, Verdict]) -> Verdict:
        """Red: bad and not recovering; yellow: one of both; grey where either cannot be told."""
        raised = {rule for rule, one in signals.items() if one.outcome == RAISED}
        bad, stuck = raised & {"target", "sebaya"}, raised & {"arah", "laju"}
        levels = [one.outcome for rule, one in signals.items() if rule in {"target", "sebaya"}]
        cell = self.cells[at]
        return verdict(
            known=self._countable(at) is not None
            and signals["arah"].outcome != UNKNOWN
            and any(outcome != UNKNOWN for outcome in levels),
            raised=bool(bad or stuck),
            colour=RED if bad and stuck else YELLOW,
            unknown_colour=BLUE if cell and is_above(self.formula, cell) else GREY,
        )

    def _countable(self, at: int) -> Cell | None:
        """The cell, where it has a value that rests on counts and does not pass its whole."""
        cell = self.cells[at]
        if cell is None or cell.value is None or is_above(self.formula, cell):
            return None
        return cell if has_counts(self.formula, cell) else None

    def _people(self, at: int) -> int | None:
        cell = self.cells[at]
        target = target_on(self.formula, self.stage.periods[at].end)
        return people_missing(self.formula, cell.k, cell.n, target) if cell else None

    @cached_property
    def _low(self) -> list[bool | None]:
        return [self._stands_low(at) for at in range(len(self.cells))]

    def _stands_low(self, at: int) -> bool | None:
        below, lowest = self.among.below[at].get(self.kode), self.among.lowest_quarter(self.kode, at)
        return None if below is None and lowest is None else bool(below) or bool(lowest)

    def _change(self, at: int) -> float | None:
        """From the half-month before, on one denominator and both times from counts, or both times not."""
        if at == 0 or self.cells[at] is None or self.cells[at - 1] is None:
            return None
        then, now = self.cells[at - 1], self.cells[at]
        if then.value is None or now.value is None or (then.k is None) != (now.k is None):
            return None
        if (
            self.formula.is_share
            and not self.formula.is_running
            and is_rebased(then, now, self.stage.periods[at])
        ):
            return None
        return amount(now) - amount(then)

    @cached_property
    def _changes(self) -> list[float | None]:
        return [self._change(at) for at in range(len(self.cells))]

    def _signal(self, at: int) -> int | None:
        points = [change for change in self._changes[: at + 1] if change is not None]
        return latest_signal(points[-CHART:])

    def _deadline(self, day: date) -> date:
        """The target's own last day, else the end of the half-year a year ahead."""
        until = next(
            each.berlaku_sampai
            for each in load_targets()
            if each.key == self.formula.target
            and each.berlaku_mulai <= day <= (each.berlaku_sampai or date.max)
        )
        return until or half_year_end(day, 12)

    def _best_pace(self, at: int) -> float | None:
        paces = [self._pace(end) for end in range(max(at - STRETCHES + 1, STRETCH), at + 1)]
        return max((pace for pace in paces if pace is not None), default=None)

    def _pace(self, end: int) -> float | None:
        first, last = self.cells[end - STRETCH], self.cells[end]
        if first is None or last is None or first.k is None or last.k is None:
            return None
        gained = (last.k - first.k) * (1 if self.formula.is_higher_better else -1)
        return gained / working_days(self.stage.periods[end - STRETCH].end, self.stage.periods[end].end)


def is_rebased(then: Cell, now: Cell, periode: Periode) -> bool:
    """Whether the denominators are of another kind or date; where neither is named, whether it must be so."""
    if then.basis is not None or now.basis is not None:
        return then.basis != now.basis
    if then.n is None or now.n is None:
        return False
    is_far = abs(now.n - then.n) * 100 > MOVED_PERCENT * then.n
    return is_far or (now.n != then.n and has_dkb(periode))


def has_dkb(periode: Periode) -> bool:
    return any(periode.start <= date(periode.tahun, *day) <= periode.end for day in DKB_DAYS)
