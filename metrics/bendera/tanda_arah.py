"""Signal 3, direction: the latest change is special cause on the bad side, or the place lost to its peers.

A cumulative coverage is charted by its changes (XmR), a share of what happened in the half-month by itself
(Laney p'): a steady rise of a cumulative level would be a signal everywhere. The CUSUM is asked only of
indicators that are comparable between places.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from data_contracts.aturan import Rules
from metrics import laney
from metrics.bendera.hasil import Fact, Judgement, Told, judgement
from metrics.bendera.kata import amount, is_share, moved
from metrics.bendera.perubahan import changes, is_rebased
from metrics.bendera.scene import Scene, is_above_hundred, worse_side
from metrics.bendera.tanda_target import ABOVE, fields_of, people_to_go, targets_of
from metrics.bendera.temuan_laporan import is_copy
from metrics.catalogue import Signal, Tally
from metrics.cusum import PeerChange, change_against_peers
from metrics.panel import Flags, Matrix, Panel
from metrics.sinyal import NO_RULE, RULES
from metrics.spc import Latest, rolling_latest_signal

PERIODS_PER_MONTH: Final = 2
FEWEST_PLACES: Final = 10
"""A rank among fewer says little about the peers and much about who happened to report."""
REBASED: Final = "penyebut kedua ujung perubahannya berbeda jenis atau tanggal"
NO_CHANGE: Final = "laporan setengah bulan sebelumnya tidak ada, perubahannya tidak dapat dihitung"
COPIED: Final = "laporannya sama persis dengan laporan sebelumnya, mungkin salinan"
TOO_FEW: Final = "titiknya belum cukup untuk menilai arah; diperlukan {}"
CLEARS: Final = "perubahan berikutnya kembali dalam naik turun yang biasa"
CLEARS_PEERS: Final = "{} bulan berlalu tanpa kehilangan tempat di antara semua daerah"


def judge_direction(scene: Scene, panel: Panel) -> Judgement:
    """Raised where the point of the half-month is a signal on the bad side, or the CUSUM on the rank among
    all places sounded on it `cusum_bunyi` times within the last `cusum_berlaku_bulan` months.

    A place that has reached its target and does not move the bad way is clear: near the top the others can
    only come closer.
    """
    is_flow = _is_share_of_flows(panel)
    charted = panel.value if is_flow else changes(panel, rules=scene.rules)
    found = _latest(panel, charted, rules=scene.rules, is_flow=is_flow)
    bad = found.side == worse_side(panel.indicator)
    lost = _lost_to_peers(panel, rules=scene.rules)
    recently = often(
        lost.worse,
        periods=scene.rules.cusum_berlaku_bulan * PERIODS_PER_MONTH,
        fewest=scene.rules.cusum_bunyi,
    )
    return judgement(
        (bad | recently) & ~_is_safe(scene, panel, charted, is_flow=is_flow),
        rule=Signal.ARAH,
        indicator=panel.indicator.id,
        obstacles=[
            *scene.obstacles(panel),
            (is_above_hundred(panel), ABOVE),
            (is_rebased(panel, rules=scene.rules) & ~np.bool_(is_flow), REBASED),
            (np.isnan(charted), NO_CHANGE),
            (is_copy(scene), COPIED),
            (~found.is_assessable, TOO_FEW.format(scene.rules.spc_paling_sedikit_titik)),
        ],
        tell=_Direction(
            rules=scene.rules,
            panel=panel,
            charted=charted,
            found=found,
            bad=bad,
            lost=lost,
            recently=recently,
        ).told,
        fields=fields_of(panel),
    )


def often(events: Flags, *, periods: int, fewest: int) -> Flags:
    """Of each cell whether so many events lie in the last half-months, its own included."""
    count = np.cumsum(np.pad(events, ((0, 0), (periods, 0))), axis=1)
    enough: Flags = np.greater_equal(count[:, periods:] - count[:, :-periods], fewest)
    return enough


def _is_safe(scene: Scene, panel: Panel, charted: Matrix, *, is_flow: bool) -> Flags:
    people = people_to_go(panel, target=targets_of(scene, panel))
    with np.errstate(invalid="ignore"):
        moves_badly = charted * worse_side(panel.indicator) > 0
        safe: Flags = (people <= 0) & ~moves_badly & (not is_flow)
    return safe


def _is_share_of_flows(panel: Panel) -> bool:
    formula = panel.indicator.formula
    return is_share(panel.indicator) and isinstance(formula, Tally) and formula.is_flow


def _latest(panel: Panel, charted: Matrix, *, rules: Rules, is_flow: bool) -> Latest:
    window, fewest = rules.spc_titik, rules.spc_paling_sedikit_titik
    if is_flow:
        return laney.rolling_latest_signal(panel.numerator, panel.denominator, window=window, fewest=fewest)
    return rolling_latest_signal(charted, window=window, fewest=fewest)


def _lost_to_peers(panel: Panel, *, rules: Rules) -> PeerChange:
    """CUSUM on the rank among all places with a value, where enough of them have one."""
    is_compared = Signal.SEBAYA in panel.indicator.signals
    enough = np.isfinite(panel.value).sum(axis=0) >= FEWEST_PLACES
    values = np.where(enough & is_compared & ~is_above_hundred(panel), panel.value, np.nan)
    return change_against_peers(
        values,
        direction=panel.indicator.direction,
        window=rules.cusum_jendela,
        sensitivity=rules.cusum_kepekaan,
        least_places=rules.cusum_simpangan_tempat,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Direction:
    rules: Rules
    panel: Panel
    charted: Matrix
    found: Latest
    bad: Flags
    lost: PeerChange
    recently: Flags

    def told(self, place: int, period: int) -> Told:
        said, clears = [self._change(place, period)], []
        if self.bad[place, period]:
            said.append(RULES[self.found.rule[place, period]].sentence)
            clears.append(CLEARS)
        if self.recently[place, period]:
            said.append("Peringkatnya di antara semua daerah turun dalam beberapa bulan terakhir.")
            clears.append(CLEARS_PEERS.format(self.rules.cusum_berlaku_bulan))
        return Told(
            message=" ".join(said),
            clears_when=" dan ".join(clears) or None,
            evidence=self._evidence(place, period),
        )

    def _change(self, place: int, period: int) -> str:
        item, number = self.panel.indicator, float(self.charted[place, period])
        if _is_share_of_flows(self.panel):
            return f"{amount(item, number)} pada periode ini."
        return f"{moved(item, number)} dari setengah bulan sebelumnya."

    def _evidence(self, place: int, period: int) -> dict[str, Fact]:
        rule, rank = self.found.rule[place, period], self.lost.percentile[place, period]
        scale = 100 if _is_share_of_flows(self.panel) else 1
        return {
            "perubahan": _rounded(self.charted[place, period]),
            "rata_rata": _rounded(scale * self.found.centre[place, period]),
            "batas_bawah": _rounded(scale * self.found.lower[place, period]),
            "batas_atas": _rounded(scale * self.found.upper[place, period]),
            "titik": int(self.found.n[place, period]),
            "sinyal": None if rule == NO_RULE else str(RULES[rule]),
            "persentil": _rounded(rank),
            "cusum_berbunyi": bool(self.recently[place, period]),
        }


def _rounded(number: float) -> float | None:
    return None if np.isnan(number) else round(float(number), 4)
