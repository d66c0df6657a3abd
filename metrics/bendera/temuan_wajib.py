"""Findings about the counts behind coverage: recorded people, those who must be, and the population."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from data_contracts.aturan import Rules
from data_contracts.periode import Periode
from data_contracts.tulisan import format_bilangan, format_persen, format_tanggal
from metrics.bendera.hasil import Fact, Judgement, Severity, Told, judgement
from metrics.bendera.kata import whole
from metrics.bendera.perubahan import has_new_dkb
from metrics.bendera.scene import Scene, at, previous
from metrics.panel import Flags, Matrix, Numbers, Panel

FALL: Final = "perekaman_turun"
MOVED: Final = "wajib_ktp_berubah"
SHARE: Final = "wajib_ktp_penduduk"
ABOVE: Final = "periksa_penyebut"
COVERAGE: Final = "cakupan_perekaman"
CONTRACT: Final = "perekaman"
# People leave the recorded count by dying or moving away.
LEAVING: Final = ("wajib_ktp_meninggal", "wajib_ktp_pindah")
NOT_TOLD: Final = "{} tidak dilaporkan untuk periode ini."
NO_EARLIER: Final = "Belum ada laporan sebelumnya untuk dibandingkan."


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Step:
    """One count beside what it was in the report before."""

    periods: tuple[Periode, ...]
    now: Matrix
    then: Matrix
    before: Numbers

    @classmethod
    def of(cls, scene: Scene, field: str) -> "_Step":
        now = scene.level(CONTRACT, field)
        before = previous(np.isfinite(now))
        return cls(periods=scene.periods, now=now, then=at(now, before), before=before)

    def obstacles(self, name: str) -> list[tuple[Flags, str]]:
        return [(np.isnan(self.now), NOT_TOLD.format(name)), (self.before < 0, NO_EARLIER)]

    def evidence(self, place: int, period: int) -> dict[str, Fact]:
        return {
            "sekarang": whole(self.now[place, period]),
            "sebelumnya": whole(self.then[place, period]),
            "laporan_sebelumnya": self.earlier(place, period),
        }

    def earlier(self, place: int, period: int) -> str:
        return format_tanggal(self.periods[self.before[place, period]].end)


def judge_fall(scene: Scene) -> Judgement:
    """Raised where fewer are recorded than in the report before and reported deaths and moves out do not
    account for it.
    """
    step = _Step.of(scene, "sudah_rekam")
    left = _left(scene, step.before)
    fall = step.then - step.now
    with np.errstate(invalid="ignore"):
        raised: Flags = (fall > 0) & ~(left >= fall)

    def told(place: int, period: int) -> Told:
        evidence = step.evidence(place, period) | {"meninggal_dan_pindah": whole(left[place, period])}
        people = int(fall[place, period])
        if people <= 0:
            message = f"Sudah rekam tidak turun sejak laporan {step.earlier(place, period)}."
            return Told(message=message, clears_when=None, evidence=evidence)
        fell = f"Sudah rekam turun {format_bilangan(people)} jiwa sejak laporan {step.earlier(place, period)}"
        if not raised[place, period]:
            message = f"{fell}; dijelaskan oleh kematian dan kepindahan yang dilaporkan."
            return Told(message=message, clears_when=None, evidence=evidence)
        return Told(
            message=f"{fell} tanpa penjelasan (kematian, pindah, pembersihan data).",
            clears_when="kematian dan kepindahan dilaporkan, atau angkanya dikoreksi",
            evidence=evidence,
        )

    return judgement(
        raised,
        rule=FALL,
        indicator=COVERAGE,
        obstacles=step.obstacles("Sudah rekam"),
        tell=told,
        fields=(f"{CONTRACT}.sudah_rekam",),
    )


def judge_move(scene: Scene) -> Judgement:
    """Raised where wajib KTP moved by more than `wajib_ktp_ubah_persen` and no DKB is dated since the report
    before.
    """
    step = _Step.of(scene, "wajib_ktp")
    limit = scene.rules.wajib_ktp_ubah_persen
    has_dkb = _dkb_since(step.before, has_new_dkb(scene.periods))
    with np.errstate(invalid="ignore"):
        far: Flags = np.abs(step.now - step.then) * 100 > limit * step.then
    raised = far & ~has_dkb

    def told(place: int, period: int) -> Told:
        now, then = step.now[place, period], step.then[place, period]
        percent = float(100 * (now - then) / then)
        evidence = step.evidence(place, period) | {
            "ubah_persen": round(percent, 4),
            "ambang_persen": limit,
            "ada_dkb_baru": bool(has_dkb[place, period]),
        }
        moved = f"Wajib KTP berubah {format_persen(percent)} sejak laporan {step.earlier(place, period)}"
        if not raised[place, period]:
            why = "; ada DKB baru di antaranya" if far[place, period] else ""
            return Told(message=f"{moved}{why}.", clears_when=None, evidence=evidence)
        return Told(
            message=f"{moved} tanpa DKB baru di antaranya.",
            clears_when="jenis dan tanggal penyebutnya disebut, atau angkanya dikoreksi",
            evidence=evidence,
        )

    return judgement(
        raised,
        rule=MOVED,
        indicator=COVERAGE,
        obstacles=step.obstacles("Wajib KTP"),
        tell=told,
        fields=(f"{CONTRACT}.wajib_ktp",),
    )


def judge_share_of_population(scene: Scene) -> Judgement:
    """Raised where wajib KTP is an unlikely part of the register's population."""
    people = np.array([[float(place.penduduk or np.nan)] for place in scene.places])
    share: Matrix = scene.level(CONTRACT, "wajib_ktp") / people
    low, high = scene.rules.wajib_ktp_penduduk_bawah, scene.rules.wajib_ktp_penduduk_atas
    with np.errstate(invalid="ignore"):
        raised: Flags = (share < low) | (share > high)

    def told(place: int, period: int) -> Told:
        part = float(100 * share[place, period])
        usual = f"{format_persen(100 * low)} sampai {format_persen(100 * high)}"
        evidence = {
            "wajib_ktp": whole(scene.level(CONTRACT, "wajib_ktp")[place, period]),
            "penduduk": scene.places[place].penduduk,
            "bagian_persen": round(part, 4),
            "ambang_bawah": low,
            "ambang_atas": high,
        }
        message = f"Wajib KTP {format_persen(part)} dari penduduk; lazimnya {usual}."
        clears = "wajib KTP atau penduduknya dikoreksi" if raised[place, period] else None
        return Told(message=message, clears_when=clears, evidence=evidence)

    return judgement(
        raised,
        rule=SHARE,
        indicator=COVERAGE,
        obstacles=[
            (np.isnan(scene.level(CONTRACT, "wajib_ktp")), NOT_TOLD.format("Wajib KTP")),
            (np.isnan(share), "Jumlah penduduknya tidak ada pada daftar wilayah."),
        ],
        tell=told,
        fields=(f"{CONTRACT}.wajib_ktp",),
    )


def judge_above_hundred(scene: Scene, panel: Panel) -> Judgement:
    """Raised (blue) where a share is above 100 %: shown as it is, and its denominator to be checked."""
    with np.errstate(invalid="ignore"):
        raised: Flags = panel.value > 100
    return judgement(
        raised,
        rule=ABOVE,
        indicator=panel.indicator.id,
        obstacles=scene.obstacles(panel),
        tell=_Above(rules=scene.rules, panel=panel, raised=raised).told,
        fields=tuple(map(str, getattr(panel.indicator.formula, "counts", ()))),
        severity=Severity.BIRU,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Above:
    rules: Rules
    panel: Panel
    raised: Flags

    def told(self, place: int, period: int) -> Told:
        top, whole_ = self.panel.numerator[place, period], self.panel.denominator[place, period]
        shown = format_persen(float(self.panel.value[place, period]))
        basis = self.panel.bases[self.panel.basis[place, period]]
        evidence: dict[str, Fact] = {
            "nilai": round(float(self.panel.value[place, period]), 4),
            "pembilang": whole(top),
            "penyebut": whole(whole_),
            "dasar": basis or None,
        }
        if not self.raised[place, period]:
            return Told(message=f"{shown}, tidak di atas 100 %.", clears_when=None, evidence=evidence)
        more = "" if np.isnan(top) else f"; pembilang {format_bilangan(top - whole_)} lebih besar"
        return Told(
            message=f"{shown}, di atas 100 %{more}. Periksa jenis dan tanggal penyebutnya.",
            clears_when="penyebut yang sejaman dengan pembilangnya dilaporkan",
            evidence=evidence,
        )


def _left(scene: Scene, before: Numbers) -> Matrix:
    """People who died or moved away since the report before, as far as reported; NaN where nothing is."""
    parts = np.stack([scene.flow(CONTRACT, name) for name in LEAVING])
    told = np.isfinite(parts)
    counts: Matrix = np.where(told, parts, 0).sum(axis=0)
    people = _since(counts, before)
    spoke: Matrix = np.where(told.any(axis=0), 1.0, 0.0)
    return np.where(_since(spoke, before) > 0, people, np.nan)


def _since(amounts: Matrix, before: Numbers) -> Matrix:
    """Added over the half-months after the report before, up to this one."""
    added = np.pad(np.cumsum(amounts, axis=1), ((0, 0), (1, 0)))
    since: Matrix = added[:, 1:] - np.take_along_axis(added, before + 1, axis=1)
    return since


def _dkb_since(before: Numbers, has_dkb: Flags) -> Flags:
    """Whether a DKB is dated in any half-month after the report before, up to this one, its end included."""
    count = np.concatenate([[0], np.cumsum(has_dkb)])
    periods = np.arange(len(has_dkb))
    # A DKB dated on the very day of the report before may be in force only now.
    since: Flags = count[periods + 1] - count[np.maximum(before, 0)] > 0
    return since
