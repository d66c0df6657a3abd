"""Signal 2, peers: lower than usual among all, or in the lowest part of its peers, report after report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from data_contracts.tulisan import format_persen
from metrics.bendera.hasil import Fact, Judgement, Told, judgement
from metrics.bendera.scene import (
    Scene,
    at,
    has_counts,
    is_above_hundred,
    is_higher_better,
    previous,
)
from metrics.bendera.tanda_target import ABOVE, NO_COUNTS, fields_of
from metrics.catalogue import Signal
from metrics.corong import Funnel, funnel
from metrics.panel import Flags, Matrix, Numbers, Panel
from metrics.sebaya import Neighbours, in_lowest_part, median_of, neighbours

Peers = Neighbours
FEW_PEERS: Final = "terlalu sedikit daerah sebaya yang melaporkan angkanya"
NO_EARLIER: Final = "belum ada {} laporan berturut-turut untuk dibandingkan dengan sebaya"


def peers_of(scene: Scene) -> Peers:
    """The peers of every place, by its features and its last known wajib KTP."""
    known = scene.level("perekaman", "wajib_ktp")
    last = at(known, previous(np.pad(np.isfinite(known), ((0, 0), (0, 1))))[:, -1:])[:, 0]
    wajib = {place.kode: float(count) for place, count in zip(scene.places, last, strict=True) if count > 0}
    return neighbours(scene.places, wajib_ktp=wajib, rules=scene.rules)


def judge_peers(scene: Scene, panel: Panel, *, peers: Peers) -> Judgement:
    """Raised where the place is worse than the funnel's 95 % limit, or in the lowest
    `sebaya_kuartil_persen` of its peers, in each of its last `sebaya_laporan_berturut` reports.
    """
    rules, members = scene.rules, peers.members()
    compared = np.where(is_above_hundred(panel) | ~has_counts(panel), np.nan, panel.value)
    around = funnel(panel.numerator, panel.denominator, winsor_percent=rules.corong_winsor_persen)
    lowest, is_known = in_lowest_part(
        compared,
        members=members,
        percent=rules.sebaya_kuartil_persen,
        is_higher_better=is_higher_better(panel),
    )
    below = around.is_worse(is_higher_better=is_higher_better(panel))
    is_told = is_known | around.is_assessable
    here = lowest | below
    raised, is_enough = _in_a_row(here, is_told, reports=rules.sebaya_laporan_berturut)
    return judgement(
        raised,
        rule=Signal.SEBAYA,
        indicator=panel.indicator.id,
        obstacles=[
            *scene.obstacles(panel),
            (is_above_hundred(panel), ABOVE),
            (~has_counts(panel), NO_COUNTS),
            (~is_told, FEW_PEERS),
            (~is_enough, NO_EARLIER.format(rules.sebaya_laporan_berturut)),
        ],
        tell=_Among(
            panel=panel,
            funnel=around,
            median=median_of(compared, members=members),
            place=_places(compared, members=members, is_higher_better=is_higher_better(panel)),
            group=(members @ np.isfinite(compared).astype(np.int64)) + 1,
            marks={"corong": below, "kuartil": lowest},
            raised=raised,
        ).told,
        fields=fields_of(panel),
    )


def _in_a_row(here: Flags, is_told: Flags, *, reports: int) -> tuple[Flags, Flags]:
    """Whether it holds at each report and at those before it, `reports` in all; and whether there are so
    many.

    A half-month in which nothing could be told is no report of this kind and does not break the row.
    """
    raised, is_enough = here & is_told, np.array(is_told)
    earlier: Numbers = np.broadcast_to(np.arange(here.shape[1]), here.shape)
    before = previous(is_told)
    for _ in range(reports - 1):
        earlier = _step_back(before, earlier)
        is_enough = is_enough & (earlier >= 0)
        raised = raised & (at(here.astype(np.float64), earlier) == 1)
    return raised, is_enough


def _step_back(before: Numbers, periods: Numbers) -> Numbers:
    rows = np.arange(before.shape[0])[:, None]
    return np.where(periods < 0, periods, before[rows, np.maximum(periods, 0)])


def _places(values: Matrix, *, members: Flags, is_higher_better: bool) -> Numbers:
    """The place from the bottom in its group, 1 the worst; ties share the better one."""
    oriented = values if is_higher_better else -values
    found = np.zeros(values.shape, dtype=np.int64)
    for own in range(len(values)):
        with np.errstate(invalid="ignore"):
            found[own] = (oriented[members[own]] < oriented[own]).sum(axis=0) + 1
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Among:
    panel: Panel
    funnel: Funnel
    median: Matrix
    place: Numbers
    group: Numbers
    marks: Mapping[str, Flags]
    raised: Flags

    def told(self, place: int, period: int) -> Told:
        median = self.median[place, period]
        standing = (
            f"Urutan ke-{self.place[place, period]} dari bawah di antara {self.group[place, period]} daerah"
        )
        beside = f" (median sebaya {format_persen(float(median))})" if np.isfinite(median) else ""
        below = "; di bawah batas wajar semua daerah" if self.marks["corong"][place, period] else ""
        return Told(
            message=f"{standing}{beside}{below}.",
            clears_when="keluar dari bagian terbawah sebayanya dan dari luar batas corong"
            if self.raised[place, period]
            else None,
            evidence=self._evidence(place, period),
        )

    def _evidence(self, place: int, period: int) -> dict[str, Fact]:
        return {
            "urutan_dari_bawah": int(self.place[place, period]),
            "jumlah_daerah": int(self.group[place, period]),
            "median_sebaya": _rounded(self.median[place, period]),
            "batas_corong_95": _rounded(self.funnel.lower95[place, period]),
            "di_luar_corong": bool(self.marks["corong"][place, period]),
            "di_kuartil_terbawah": bool(self.marks["kuartil"][place, period]),
        }


def _rounded(number: float) -> float | None:
    return None if np.isnan(number) else round(float(number), 4)
