"""Signal 1, level: below the target in force by enough points and enough people to matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from data_contracts.aturan import Rules
from data_contracts.periode import Periode
from data_contracts.target import Target, target_in_force
from data_contracts.tulisan import format_bilangan, format_tanggal
from metrics.bendera.hasil import Fact, Judgement, Told, judgement
from metrics.bendera.kata import amount, is_share, to_do, whole
from metrics.bendera.scene import Scene, has_counts, is_above_hundred, is_higher_better
from metrics.catalogue import Signal
from metrics.jarak import people_to_reach
from metrics.laju import deadline
from metrics.panel import Flags, Matrix, Panel

NO_TARGET = "belum ada target yang berlaku pada tanggal datanya"
NO_COUNTS = "hanya persentase, tanpa jumlah jiwa"
ABOVE = "di atas 100 %; periksa penyebutnya lebih dahulu"


def judge_target(scene: Scene, panel: Panel) -> Judgement:
    """Raised where the gap is at least `target_selisih_poin` points (shares) and `target_selisih_orang`
    people; at the thresholds it is raised.
    """
    target = targets_of(scene, panel)
    people = people_to_go(panel, target=target)
    with np.errstate(invalid="ignore"):
        raised: Flags = (people >= scene.rules.target_selisih_orang) & _is_far(scene, panel, target)
    return judgement(
        raised,
        rule=Signal.TARGET,
        indicator=panel.indicator.id,
        obstacles=[
            *scene.obstacles(panel),
            (is_above_hundred(panel), ABOVE),
            (~has_counts(panel), NO_COUNTS),
            (np.broadcast_to(np.isnan(target), scene.shape), NO_TARGET),
        ],
        tell=_Gap(
            rules=scene.rules,
            panel=panel,
            target=target,
            people=people,
            least=_least_work(scene.rules, panel, target=target, people=people),
            deadlines=deadlines_of(scene, panel),
        ).told,
        fields=fields_of(panel),
    )


def targets_of(scene: Scene, panel: Panel) -> Matrix:
    """The target in force at the end of each half-month, in the indicator's unit: one number per period."""
    found = [_in_force(scene, panel, periode) for periode in panel.periods]
    return np.array([np.nan if each is None else float(each.value) for each in found])


def deadlines_of(scene: Scene, panel: Panel) -> list[date | None]:
    """The day by which the target in force at the end of each half-month is to be reached."""
    found: list[date | None] = []
    for periode in panel.periods:
        target = _in_force(scene, panel, periode)
        day = deadline(target, data_date=periode.end, months=scene.rules.tenggat_bulan) if target else None
        found.append(day)
    return found


def _in_force(scene: Scene, panel: Panel, periode: Periode) -> Target | None:
    key = panel.indicator.target
    return target_in_force(scene.targets, key=key, on=periode.end) if key else None


def people_to_go(panel: Panel, *, target: Matrix) -> Matrix:
    """How many people (cards, letters) are missing to the target; zero or less where it is reached."""
    return people_to_reach(
        panel.numerator,
        panel.denominator,
        target=target,
        is_share=is_share(panel.indicator),
        is_higher_better=is_higher_better(panel),
    )


def fields_of(panel: Panel) -> tuple[str, ...]:
    """The cells a position rests on."""
    counts = getattr(panel.indicator.formula, "counts", ())
    return tuple(map(str, counts))


def _is_far(scene: Scene, panel: Panel, target: Matrix) -> Flags:
    """Whether the gap in points is large enough; a count has no points."""
    if not is_share(panel.indicator):
        return np.ones(scene.shape, dtype=np.bool_)
    points = target - panel.value if is_higher_better(panel) else panel.value - target
    # Binary dust must not decide at the threshold: 98.9 of 99.4 is half a point away.
    far: Flags = np.round(points, 9) >= scene.rules.target_selisih_poin
    return far


def _least_work(rules: Rules, panel: Panel, *, target: Matrix, people: Matrix) -> Matrix:
    """After how many people the gap is no longer large enough for this flag."""
    fewer = people - rules.target_selisih_orang + 1
    if not is_share(panel.indicator):
        return fewer
    near = rules.target_selisih_poin * (-1 if is_higher_better(panel) else 1)
    return np.minimum(fewer, people_to_go(panel, target=target + near) + 1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Gap:
    """What is said of the gap of one cell."""

    rules: Rules
    panel: Panel
    target: Matrix
    people: Matrix
    least: Matrix
    deadlines: Sequence[date | None]

    def told(self, place: int, period: int) -> Told:
        target, people = float(self.target[period]), int(self.people[place, period])
        item = self.panel.indicator
        shown = amount(item, float(self.panel.value[place, period]))
        day = format_tanggal(self.panel.periods[period].end)
        evidence = self._evidence(place, period)
        if people <= 0:
            message = f"{shown}, target {amount(item, target)} tercapai per {day}."
            return Told(message=message, clears_when=None, evidence=evidence)
        gap = f", kurang {format_bilangan(people)} {item.count_unit}" if is_share(item) else ""
        return Told(
            message=f"{shown} per {day}, target {amount(item, target)}{gap}.",
            clears_when=self._clears(place, period),
            evidence=evidence,
        )

    def _evidence(self, place: int, period: int) -> dict[str, Fact]:
        value, target = float(self.panel.value[place, period]), float(self.target[period])
        counts: dict[str, Fact] = {
            "nilai": round(value, 4),
            "target": target,
            "pembilang": whole(self.panel.numerator[place, period]),
            "penyebut": whole(self.panel.denominator[place, period]),
            "kurang_orang": whole(self.people[place, period]),
            "ambang_orang": self.rules.target_selisih_orang,
        }
        if not is_share(self.panel.indicator):
            return counts
        points: dict[str, Fact] = {
            "kurang_poin": round((target - value) * (1 if is_higher_better(self.panel) else -1), 4),
            "ambang_poin": self.rules.target_selisih_poin,
        }
        return counts | points

    def _clears(self, place: int, period: int) -> str:
        """The least work after which the gap is no longer large enough for this flag."""
        work = to_do(self.panel.indicator, max(int(self.least[place, period]), 1))
        until = self.deadlines[period]
        return f"{work} sebelum {format_tanggal(until)}" if until else work
