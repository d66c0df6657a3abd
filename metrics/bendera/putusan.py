"""The verdict "tertinggal": red where an indicator is bad and not recovering, yellow where it is one of both.

Bad is signal 1 (target) or 2 (sebaya); not recovering is signal 3 (arah) or 4 (laju). What cannot be judged
is grey and never counts as good: no report, no counts, ends on different denominators, too few points for a
direction. Above 100 % is blue.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from data_contracts.tulisan import format_tanggal
from metrics.bendera.hasil import (
    NOT_ASSESSABLE,
    OUTCOMES,
    RAISED,
    SEVERITIES,
    Fact,
    Judgement,
    Severity,
    Told,
    judgement,
)
from metrics.bendera.kata import capital
from metrics.bendera.scene import Scene, has_counts, is_above_hundred
from metrics.bendera.tanda_target import ABOVE, NO_COUNTS
from metrics.catalogue import Signal
from metrics.panel import Flags, Panel

VERDICT: Final = "tertinggal"
BAD: Final = (Signal.TARGET, Signal.SEBAYA)
NOT_RECOVERING: Final = (Signal.ARAH, Signal.LAJU)
LEVEL_UNKNOWN: Final = "jarak ke target dan tempat di antara sebaya tidak dapat dinilai"
DIRECTION_UNKNOWN: Final = "arah perubahannya belum dapat dinilai"

Signals = Mapping[Signal, Judgement]


def judge_verdict(scene: Scene, panel: Panel, signals: Signals) -> Judgement:
    """`tertinggal` of one indicator from its signals, those it has (`Indicator.signals`)."""
    bad, stuck = (_any_raised(signals, family, scene) for family in (BAD, NOT_RECOVERING))
    red = bad & stuck
    colour = np.where(red, SEVERITIES.index(Severity.MERAH), SEVERITIES.index(Severity.KUNING))
    found = judgement(
        bad | stuck,
        rule=VERDICT,
        indicator=panel.indicator.id,
        obstacles=[
            *scene.obstacles(panel),
            (is_above_hundred(panel), ABOVE),
            (~has_counts(panel), NO_COUNTS),
            *_obstacles_of(signals),
        ],
        tell=_Verdict(scene=scene, signals=signals, red=red).told,
        fields=tuple(dict.fromkeys(field for each in signals.values() for field in each.fields)),
        severity=colour.astype(np.int8),
    )
    blue = is_above_hundred(panel) & (found.outcome == NOT_ASSESSABLE)
    found.severity[blue] = SEVERITIES.index(Severity.BIRU)
    return found


def _any_raised(signals: Signals, family: tuple[Signal, ...], scene: Scene) -> Flags:
    raised: Flags = np.zeros(scene.shape, dtype=np.bool_)
    for each in family:
        if each in signals:
            raised |= signals[each].is_raised
    return raised


def _obstacles_of(signals: Signals) -> list[tuple[Flags, str]]:
    """A direction that cannot be judged leaves the verdict open, and so does a level no signal can judge."""
    found: list[tuple[Flags, str]] = []
    if Signal.ARAH in signals:
        direction = signals[Signal.ARAH]
        found += [(direction.reason == number, text) for number, text in enumerate(direction.reasons)]
    levels = [signals[each] for each in BAD if each in signals]
    if levels:
        unknown: Flags = np.logical_and.reduce([each.outcome == NOT_ASSESSABLE for each in levels])
        found.append((unknown, LEVEL_UNKNOWN))
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Verdict:
    scene: Scene
    signals: Signals
    red: Flags

    def told(self, place: int, period: int) -> Told:
        up = [each for each in self.signals.values() if each.outcome[place, period] == RAISED]
        words = {each.rule: each.words(place, period) for each in up}
        evidence: dict[str, Fact] = {
            str(name): str(OUTCOMES[each.outcome[place, period]]) for name, each in self.signals.items()
        }
        evidence |= {
            f"{rule}.{name}": fact for rule, told in words.items() for name, fact in told.evidence.items()
        }
        evidence |= {
            f"{each.rule}.sejak": format_tanggal(self.scene.periods[each.since[place, period]].end)
            for each in up
        }
        if not up:
            return Told(message="Tidak ada tanda yang menyala.", clears_when=None, evidence=evidence)
        start = "Buruk dan tidak pulih" if self.red[place, period] else "Perlu dipantau"
        said = " ".join(capital(told.message) for told in words.values())
        return Told(
            message=f"{start}. {said}", clears_when=self._clears(place, period, words), evidence=evidence
        )

    def _clears(self, place: int, period: int, words: Mapping[str, Told]) -> str:
        """What would end the verdict: of a red one either side, of a yellow one all that is raised.

        The work for the target is the smaller part of the work for the pace, so that it stands for both.
        """
        told = {rule: each.clears_when for rule, each in words.items() if each.clears_when}
        if Signal.TARGET in told:
            told.pop(Signal.LAJU, None)
        sides = [[told[each] for each in family if each in told] for family in (BAD, NOT_RECOVERING)]
        ways = [" dan ".join(side) for side in sides if side]
        return ("; atau " if self.red[place, period] else " dan ").join(ways)
