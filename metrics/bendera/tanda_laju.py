"""Signal 4, pace: the target cannot be reached in time at the best pace of the last months."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from data_contracts.tulisan import format_bilangan, format_tanggal
from metrics.bendera.hasil import Fact, Judgement, Told, judgement
from metrics.bendera.kata import to_do
from metrics.bendera.scene import Scene, has_counts, is_above_hundred
from metrics.bendera.tanda_target import (
    ABOVE,
    NO_COUNTS,
    NO_TARGET,
    deadlines_of,
    fields_of,
    people_to_go,
    targets_of,
)
from metrics.catalogue import Signal
from metrics.laju import OUTCOMES, Calendar, Outcome, Pace, Shown, shown_paces
from metrics.laju import judge_pace as pace_of
from metrics.panel import Flags, Matrix, Panel

BEHIND: Final = (Outcome.IMPOSSIBLE, Outcome.NOT_REALISTIC)
NO_PACE: Final = "laju {} bulan belum dapat dihitung dari laporan yang ada"


def judge_pace(scene: Scene, panel: Panel) -> Judgement:
    """Raised where the pace needed to the target date is above the best one of the last `laju_bulan` months,
    or no working day is left.
    """
    rules = scene.rules
    people = people_to_go(panel, target=targets_of(scene, panel))
    deadlines = deadlines_of(scene, panel)
    calendar = Calendar(data_dates=[periode.end for periode in panel.periods], holidays=scene.holidays)
    shown = shown_paces(
        panel.numerator,
        calendar=calendar,
        direction=panel.indicator.direction,
        months=rules.laju_bulan,
        stretch_months=rules.laju_jendela_bulan,
    )
    pace = pace_of(people, best=shown.best, calendar=calendar, deadlines=deadlines)
    has_target = np.array([each is not None for each in deadlines], dtype=np.bool_)
    raised: Flags = np.isin(pace.outcome, [OUTCOMES.index(each) for each in BEHIND])
    return judgement(
        raised,
        rule=Signal.LAJU,
        indicator=panel.indicator.id,
        obstacles=[
            *scene.obstacles(panel),
            (is_above_hundred(panel), ABOVE),
            (~has_counts(panel), NO_COUNTS),
            (np.broadcast_to(~has_target, scene.shape), NO_TARGET),
            (
                pace.outcome == OUTCOMES.index(Outcome.NOT_ASSESSABLE),
                NO_PACE.format(rules.laju_jendela_bulan),
            ),
        ],
        tell=_Paced(
            panel=panel, people=people, deadlines=deadlines, pace=pace, shown=shown, raised=raised
        ).told,
        fields=fields_of(panel),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Paced:
    panel: Panel
    people: Matrix
    deadlines: list[date | None]
    pace: Pace
    shown: Shown
    raised: Flags

    def told(self, place: int, period: int) -> Told:
        until, evidence = self.deadlines[period], self._evidence(place, period)
        people = int(self.people[place, period])
        if people <= 0 or until is None:
            return Told(message="Target sudah tercapai.", clears_when=None, evidence=evidence)
        work = f"{to_do(self.panel.indicator, people)} sebelum {format_tanggal(until)}"
        message = f"Perlu {work}: {self._held_against(place, period)}."
        return Told(
            message=message, clears_when=work if self.raised[place, period] else None, evidence=evidence
        )

    def _held_against(self, place: int, period: int) -> str:
        needed, best = self.pace.needed[place, period], self.shown.best[place, period]
        if np.isnan(needed):
            return "hari kerjanya sudah habis"
        per_day = f"{_rate(needed)} per hari kerja, laju terbaik setahun terakhir {_rate(best)}"
        return f"{per_day}; tidak realistis" if self.raised[place, period] else per_day

    def _evidence(self, place: int, period: int) -> dict[str, Fact]:
        until = self.deadlines[period]
        return {
            "tersisa": int(self.people[place, period]),
            "tenggat": until.isoformat() if until else None,
            "hari_kerja": int(self.pace.days_left[period]),
            "laju_perlu": _rounded(self.pace.needed[place, period]),
            "laju_terbaik": _rounded(self.shown.best[place, period]),
            "laju_sekarang": _rounded(self.shown.present[place, period]),
        }


def _rate(number: float) -> str:
    return format_bilangan(float(number), decimals=1)


def _rounded(number: float) -> float | None:
    return None if np.isnan(number) else round(float(number), 2)
