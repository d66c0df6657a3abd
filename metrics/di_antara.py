"""One regency beside a group: its value and the group's median, what the gaps are worth in people, and
whether its verdict would be another beside another group.

Peers are statistical neighbours (metrics/sebaya.py); the verdict is the engine's own with only signal 2
asked of another group.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from data_contracts.catalogue import load_residencies
from data_contracts.periode import Periode
from data_contracts.wilayah import Wilayah
from metrics.bendera.evaluasi import Judged
from metrics.bendera.hasil import NO_SEVERITY, SEVERITIES, Judgement
from metrics.bendera.kata import is_share
from metrics.bendera.putusan import judge_verdict
from metrics.bendera.scene import Scene, has_counts, is_above_hundred, is_higher_better
from metrics.bendera.tanda_sebaya import judge_peers, peers_of
from metrics.bendera.tanda_target import people_to_go, targets_of
from metrics.catalogue import Direction, Indicator, Signal
from metrics.corong import funnel
from metrics.jarak import people_to_reach
from metrics.panel import Matrix, Panel
from metrics.peringkat import ranks
from metrics.sebaya import Feature, Group, Neighbours, Peer, group_members
from metrics.tertinggal import CLEAR

HUNDREDTHS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """One member of the group with its value (None: not reported); `parts` of the squared distance each
    feature makes, as shares that add up to 1 (empty where there is no distance).
    """

    wilayah: Wilayah
    value: float | None
    distance: float
    parts: Mapping[Feature, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class RankInterval:
    """The best and the worst rank that is still possible among all `n` places with counts, 1 the best."""

    best: int
    worst: int
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One indicator of one kab/kota in one half-month beside a group; values in the indicator's unit.

    `members` nearest first. `median` is of those whose value can be compared (on counts, not above 100 %),
    the regency itself left out, `n` how many. `place` counts from the best of them and itself, ties sharing
    the better one; `rank` is among all. `people_to_target` and `people_to_median` are above zero while still
    to be done; each None where it cannot be told. `verdicts` is the colour of the verdict beside each group
    (metrics/tertinggal.py), empty where signal 2 is not asked.
    """

    wilayah: Wilayah
    indicator: Indicator
    periode: Periode
    group: Group
    members: tuple[Companion, ...]
    value: float | None
    target: float | None
    median: float | None
    n: int
    place: int | None
    rank: RankInterval | None
    people_to_target: int | None
    people_to_median: int | None
    verdicts: Mapping[Group, str]

    @property
    def is_robust(self) -> bool:
        """Whether the verdict is the same beside every group."""
        return len(set(self.verdicts.values())) == 1


def beside(judged: Judged, *, wilayah: str, indicator: Indicator, periode: Periode, group: Group) -> Beside:
    """The regency beside its group; KeyError for a wilayah that is not in the scene."""
    scene = judged.scene
    place = [each.kode for each in scene.places].index(wilayah)
    period = scene.periods.index(periode)
    panel, found = scene.panels[indicator.id], peers_of(scene)
    chosen = _in_group(found, group)
    others = list(chosen.order[place][: chosen.number])
    own, theirs = panel.value[place, period], panel.value[others, period]
    compared = _compared(panel)[:, period]
    known = compared[others][np.isfinite(compared[others])]
    median = float(np.median(known)) if len(known) else np.nan
    target = float(targets_of(scene, panel)[period])
    return Beside(
        wilayah=scene.places[place],
        indicator=indicator,
        periode=periode,
        group=group,
        members=tuple(map(_companion, chosen.of(wilayah), theirs)),
        value=_known(own),
        target=_known(target),
        median=_known(median),
        n=len(known),
        place=_place(compared[place], known, panel=panel),
        rank=_rank(scene, panel, place, period),
        people_to_target=_people(scene, panel, place, period),
        people_to_median=_to_median(panel, place, period, median=median),
        verdicts=_verdicts(judged, panel, found, at=(place, period)),
    )


def _in_group(found: Neighbours, group: Group) -> Neighbours:
    """The neighbours with another group in the place of the nearest few, nearest first."""
    if group is Group.SEBAYA:
        return found
    members = group_members(group, found=found, residencies=load_residencies())
    order = tuple(
        tuple(other for other in others if members[own, other]) for own, others in enumerate(found.order)
    )
    return replace(found, order=order, number=len(found.places))


def _compared(panel: Panel) -> Matrix:
    """The values that can be compared, as the engine does: on counts, and not above their whole."""
    left_out = is_above_hundred(panel) | ~has_counts(panel)
    return np.where(left_out, np.nan, panel.value)


def _companion(peer: Peer, value: float) -> Companion:
    whole = sum(peer.parts.values())
    parts = {feature: part / whole for feature, part in peer.parts.items()} if whole else {}
    return Companion(wilayah=peer.wilayah, value=_known(value), distance=peer.distance, parts=parts)


def _place(own: float, others: Matrix, *, panel: Panel) -> int | None:
    if np.isnan(own) or not panel.indicator.signals:
        return None
    better = others > own if is_higher_better(panel) else others < own
    return int(better.sum()) + 1


def _rank(scene: Scene, panel: Panel, place: int, period: int) -> RankInterval | None:
    if not is_share(panel.indicator) or panel.indicator.direction is Direction.NEUTRAL:
        return None
    here = slice(period, period + 1)
    around = funnel(
        panel.numerator[:, here],
        panel.denominator[:, here],
        winsor_percent=scene.rules.corong_winsor_persen,
    )
    found = ranks(around, is_higher_better=is_higher_better(panel))
    if np.isnan(found.rank[place, 0]):
        return None
    best, worst, n = (int(each[place, 0]) for each in (found.best, found.worst, found.n))
    return RankInterval(best=best, worst=worst, n=n)


def _people(scene: Scene, panel: Panel, place: int, period: int) -> int | None:
    return _whole(people_to_go(panel, target=targets_of(scene, panel))[place, period])


def _to_median(panel: Panel, place: int, period: int, *, median: float) -> int | None:
    """People to the group's median, which is taken to two decimals as it is printed."""
    if not is_share(panel.indicator):
        return None
    cell = (slice(place, place + 1), slice(period, period + 1))
    people = people_to_reach(
        panel.numerator[cell],
        panel.denominator[cell],
        target=np.array([round(median, HUNDREDTHS)]),
        is_share=True,
        is_higher_better=is_higher_better(panel),
    )
    return _whole(people[0, 0])


def _verdicts(judged: Judged, panel: Panel, found: Neighbours, *, at: tuple[int, int]) -> Mapping[Group, str]:
    own = {each.rule: each for each in judged.judgements if each.indicator == panel.indicator.id}
    signals = {signal: own[signal] for signal in panel.indicator.signals}
    if Signal.SEBAYA not in signals:
        return {}
    return {
        group: _colour(
            judge_verdict(
                judged.scene,
                panel,
                {**signals, Signal.SEBAYA: judge_peers(judged.scene, panel, peers=_in_group(found, group))},
            ),
            at,
        )
        for group in Group
    }


def _colour(verdict: Judgement, at: tuple[int, int]) -> str:
    number = int(verdict.severity[at])
    return CLEAR if number == NO_SEVERITY else str(SEVERITIES[number])


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else int(value)
