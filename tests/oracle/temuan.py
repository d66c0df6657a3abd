"""The findings beside the verdict, one place and one half-month at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from data_contracts.catalogue import load_register
from tests.oracle.indikator import PLACES, filled_of
from tests.oracle.panggung import (
    BLUE,
    DKB_DAYS,
    RED,
    SAME,
    YELLOW,
    Stage,
    Verdict,
    dated,
    verdict,
)
from tests.oracle.rumus import FILLED, FORMULAS, SERVICE_SHARES

REPORTS, COVERAGE = "kelengkapan_laporan", "cakupan_perekaman"
LEAVING = ("wajib_ktp_meninggal", "wajib_ktp_pindah")
OFF_POINTS, MOVED_PERCENT, LEAST_OF_PEOPLE, MOST_OF_PEOPLE = 0.05, 1, 0.65, 0.80


def finding_rows(stage: Stage) -> Iterator[tuple[str, str, str, list[Verdict]]]:
    """Indicator, place, rule and what comes of it in each half-month."""
    told = _Told(stage)
    rules: list[tuple[str, str, Callable[[str, int], Verdict]]] = [
        (REPORTS, "belum_lapor", told.silent),
        (REPORTS, "kemungkinan_salinan", told.copied),
        (COVERAGE, "perekaman_turun", told.fell),
        (COVERAGE, "wajib_ktp_berubah", told.moved),
        (COVERAGE, "wajib_ktp_penduduk", told.unlikely),
    ]
    for name, formula in FORMULAS.items():
        if formula.is_share and formula.is_higher_better:
            rules.append((name, "periksa_penyebut", _of(told.above, name)))
        if any(cell and cell.typed is not None for cells in stage.cells[name].values() for cell in cells):
            rules.append((name, "persentase_berbeda", _of(told.typed_wrong, name)))
    rules.append((FILLED, "periksa_penyebut", told.overfilled))
    rules += [(name, "periksa_penyebut", _of(told.above, name)) for name in SERVICE_SHARES]
    for name, rule, judge in rules:
        for kode in PLACES:
            verdicts = [judge(kode, at) for at in range(len(stage.periods))]
            yield name, kode, rule, dated(verdicts, stage.periods)


def _of(judge: Callable[[str, str, int], Verdict], name: str) -> Callable[[str, int], Verdict]:
    return lambda kode, at: judge(name, kode, at)


@dataclass(frozen=True, slots=True)
class _Told:
    stage: Stage

    def silent(self, kode: str, at: int) -> Verdict:
        """Overdue and nothing accepted; red from the second in a row on."""
        accepted = self.stage.sending.is_accepted(kode, self.stage.periods[at])
        is_due = self.stage.sending.is_due(self.stage.periods[at])
        again = at > 0 and self.silent(kode, at - 1).outcome == "raised"
        return verdict(known=accepted or is_due, raised=not accepted, colour=RED if again else YELLOW)

    def copied(self, kode: str, at: int) -> Verdict:
        equal, differs = self.stage.compared(kode, at)
        known = bool(self.stage.standing[kode][at]) and equal + differs >= SAME
        return verdict(known=known, raised=differs == 0)

    def fell(self, kode: str, at: int) -> Verdict:
        """Fewer recorded than in the report before, more than died or moved away since then."""
        earlier, now = (
            self.stage.before(kode, at, "sudah_rekam"),
            self.stage.standing[kode][at].get("sudah_rekam"),
        )
        if earlier is None or now is None:
            return verdict(known=False, raised=False)
        fall = self.stage.standing[kode][earlier]["sudah_rekam"] - now
        left = [
            self.stage.book.flow(kode, periode, name) or 0
            for periode in self.stage.periods[earlier + 1 : at + 1]
            for name in LEAVING
        ]
        return verdict(known=True, raised=fall > 0 and sum(left) < fall)

    def moved(self, kode: str, at: int) -> Verdict:
        """Wajib KTP moved by more than one percent, and no DKB is dated since the report before."""
        earlier, now = (
            self.stage.before(kode, at, "wajib_ktp"),
            self.stage.standing[kode][at].get("wajib_ktp"),
        )
        if earlier is None or now is None:
            return verdict(known=False, raised=False)
        then = self.stage.standing[kode][earlier]["wajib_ktp"]
        first, last = self.stage.periods[earlier].end, self.stage.periods[at].end
        years = range(first.year, last.year + 1)
        dkb = any(first <= date(year, *day) <= last for year in years for day in DKB_DAYS)
        return verdict(known=True, raised=abs(now - then) * 100 > MOVED_PERCENT * then and not dkb)

    def unlikely(self, kode: str, at: int) -> Verdict:
        wajib, people = self.stage.standing[kode][at].get("wajib_ktp"), load_register().get(kode).penduduk
        if wajib is None or people is None:
            return verdict(known=False, raised=False)
        return verdict(known=True, raised=not LEAST_OF_PEOPLE <= wajib / people <= MOST_OF_PEOPLE)

    def above(self, name: str, kode: str, at: int) -> Verdict:
        cell = self.stage.cells[name][kode][at]
        value = cell.value if cell else None
        return verdict(known=value is not None, raised=value is not None and value > 100, colour=BLUE)

    def overfilled(self, kode: str, at: int) -> Verdict:
        """No report fills in more of the form than there is."""
        cell = filled_of(self.stage.book, kode, self.stage.periods[at])
        return verdict(known=cell is not None, raised=False)

    def typed_wrong(self, name: str, kode: str, at: int) -> Verdict:
        """The percentage as typed lies further than 0,05 points from its own counts."""
        cell = self.stage.cells[name][kode][at]
        if cell is None or cell.value is None or cell.typed is None or not cell.is_counted:
            return verdict(known=False, raised=False)
        return verdict(known=True, raised=abs(float(cell.typed) - float(cell.value)) > OFF_POINTS)
