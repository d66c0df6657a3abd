"""Findings about the report itself: silent, a copy of the one before, percentages that do not follow."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from data_contracts.aturan import Rules
from data_contracts.tulisan import format_persen, format_tanggal
from metrics.bendera.hasil import SEVERITIES, Fact, Judgement, Severity, Told, judgement
from metrics.bendera.kata import whole
from metrics.bendera.scene import Scene, at, previous
from metrics.panel import Flags, Numbers, Panel

SILENT: Final = "belum_lapor"
COPY: Final = "kemungkinan_salinan"
DEVIATION: Final = "persentase_berbeda"
REPORTS: Final = "kelengkapan_laporan"


def judge_silence(scene: Scene) -> Judgement:
    """Raised while the report of the half-month is overdue and nothing of it was accepted.

    Red from the second half-month in a row on.
    """
    silent = scene.arrivals.is_silent
    length = _run_lengths(silent)
    colour = np.where(length > 1, SEVERITIES.index(Severity.MERAH), SEVERITIES.index(Severity.KUNING))

    def told(place: int, period: int) -> Told:
        periode = scene.periods[period]
        due = format_tanggal(periode.due(scene.rules.hari_jatuh_tempo))
        evidence: dict[str, Fact] = {"jatuh_tempo": due, "berturut_turut": int(length[place, period])}
        if not silent[place, period]:
            message = f"Laporan {periode.label} sudah diterima."
            return Told(message=message, clears_when=None, evidence=evidence)
        advice = "dikembalikan" if scene.arrivals.returned[place, period] else "belum ada"
        times = f", {length[place, period]} periode berturut-turut" if length[place, period] > 1 else ""
        return Told(
            message=f"Laporan {periode.label} {advice}; jatuh tempo {due}{times}.",
            clears_when=f"laporan {periode.label} diterima",
            evidence=evidence,
        )

    waiting = scene.arrivals.is_awaited
    return judgement(
        silent,
        rule=SILENT,
        indicator=REPORTS,
        obstacles=[
            (waiting & scene.arrivals.returned, "Laporannya dikembalikan, dan belum jatuh tempo."),
            (waiting, "Laporannya belum ada dan belum jatuh tempo."),
        ],
        tell=told,
        fields=(),
        severity=colour.astype(np.int8),
    )


def judge_copy(scene: Scene) -> Judgement:
    """Raised where the report repeats the one before: at least `salinan_kolom` positions are equal and none
    differs. Two zeros say nothing, most reports have some.
    """
    equal, differs, before = _compared(scene)
    raised = is_copy(scene)

    def told(place: int, period: int) -> Told:
        same, other = int(equal[place, period]), int(differs[place, period])
        earlier = format_tanggal(scene.periods[before[place, period]].end)
        evidence: dict[str, Fact] = {
            "angka_sama": same,
            "angka_berbeda": other,
            "laporan_sebelumnya": earlier,
            "ambang_kolom": scene.rules.salinan_kolom,
        }
        if not raised[place, period]:
            message = f"{other} dari {same + other} angka berbeda dengan laporan {earlier}."
            return Told(message=message, clears_when=None, evidence=evidence)
        return Told(
            message=f"{same} angka sama persis dengan laporan {earlier}, tidak satu pun berubah.",
            clears_when="laporan dengan angka yang diperbarui diterima",
            evidence=evidence,
        )

    return judgement(
        raised,
        rule=COPY,
        indicator=REPORTS,
        obstacles=[
            (~_has_figures(scene), "Belum ada angka posisi untuk periode ini."),
            (before < 0, "Belum ada laporan sebelumnya untuk dibandingkan."),
            (equal + differs < scene.rules.salinan_kolom, "Terlalu sedikit angka untuk dibandingkan."),
        ],
        tell=told,
        fields=(),
    )


def is_copy(scene: Scene) -> Flags:
    """Where the report repeats the one before."""
    equal, differs, _ = _compared(scene)
    copied: Flags = (equal >= scene.rules.salinan_kolom) & (differs == 0)
    return copied


def judge_deviation(scene: Scene, panel: Panel) -> Judgement:
    """Raised where the percentage as typed is further than `lapor_beda_poin` from its own counts."""
    off = np.abs(panel.reported - panel.value)
    counted = np.isfinite(panel.numerator) & (panel.denominator > 0)
    # Binary dust must not decide at the threshold.
    raised: Flags = np.round(np.where(np.isfinite(off), off, 0), 9) > scene.rules.lapor_beda_poin
    return judgement(
        raised,
        rule=DEVIATION,
        indicator=panel.indicator.id,
        obstacles=[
            *scene.obstacles(panel),
            (~counted, "hanya persentase, tanpa jumlah untuk menghitung ulang"),
            (np.isnan(panel.reported), "tidak ada persentase yang tertulis"),
        ],
        tell=_Deviation(rules=scene.rules, panel=panel, raised=raised).told,
        fields=tuple(map(str, getattr(panel.indicator.formula, "percentages", ()))),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Deviation:
    rules: Rules
    panel: Panel
    raised: Flags

    def told(self, place: int, period: int) -> Told:
        typed, exact = float(self.panel.reported[place, period]), float(self.panel.value[place, period])
        return Told(
            message=f"Tertulis {format_persen(typed)}, hasil hitung ulang {format_persen(exact)}.",
            clears_when="persentase yang tertulis sesuai jumlahnya" if self.raised[place, period] else None,
            evidence={
                "tertulis": typed,
                "hitung_ulang": round(exact, 4),
                "pembilang": whole(self.panel.numerator[place, period]),
                "penyebut": whole(self.panel.denominator[place, period]),
                "ambang_poin": self.rules.lapor_beda_poin,
            },
        )


def _run_lengths(where: Flags) -> Numbers:
    """For each cell how many half-months in a row up to it hold."""
    length = np.zeros(where.shape, dtype=np.int64)
    for period in range(where.shape[1]):
        before = length[:, period - 1] if period else 0
        length[:, period] = np.where(where[:, period], before + 1, 0)
    return length


def _has_figures(scene: Scene) -> Flags:
    has: Flags = np.zeros(scene.shape, dtype=np.bool_)
    for matrix in scene.levels.values():
        has |= np.isfinite(matrix)
    return has


def _compared(scene: Scene) -> tuple[Numbers, Numbers, Numbers]:
    """How many positions equal those of the report before, how many differ, and which half-month that is."""
    before = previous(_has_figures(scene))
    equal, differs = (np.zeros(scene.shape, dtype=np.int64) for _ in range(2))
    for now in scene.levels.values():
        then = at(now, before)
        tells = np.isfinite(now) & np.isfinite(then) & ((now != 0) | (then != 0))
        equal += tells & (now == then)
        differs += tells & (now != then)
    return equal, differs, before
