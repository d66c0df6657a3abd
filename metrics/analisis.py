"""Every method as a table: what the command line prints of one indicator, or of the cards of all regencies.

A table of the half-month asked for has one row per kab/kota; with a place asked for, a method that looks
at time has one row per half-month of that place.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
import pandas as pd

from data_contracts.aturan import Settings, rules_on
from data_contracts.catalogue import load_holidays, load_register
from data_contracts.errors import UsageError
from data_contracts.periode import Periode
from metrics import cusum, laju, laney, sinyal, spc, tren
from metrics.bendera.evaluasi import scene_at
from metrics.bendera.kata import is_share
from metrics.bendera.perubahan import changes
from metrics.bendera.scene import Scene, is_above_hundred, is_higher_better
from metrics.bendera.tanda_sebaya import peers_of
from metrics.bendera.tanda_target import deadlines_of, people_to_go, targets_of
from metrics.blangko.laporan import read_reported
from metrics.blangko.pemerataan import equal_run_out, holdings_of
from metrics.blangko.prakiraan import blangko_outlook
from metrics.catalogue import Direction, Indicator, load_indicators
from metrics.corong import funnel
from metrics.jarak import people_to_reach
from metrics.kecukupan import cover_formula
from metrics.panel import Matrix, Panel
from metrics.penyebut import two_denominators
from metrics.peringkat import ranks
from metrics.perubahan_cakupan import coverage_changes, split_rows
from metrics.rentang import total_range
from metrics.sebaya import Feature, median_of
from warehouse.marts import Marts

Column = Sequence[Any] | np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked: of one indicator (None where the method needs none), half-month and, if any, place."""

    marts: Marts
    settings: Settings
    now: datetime
    periode: Periode
    indicator: str | None
    wilayah: str | None

    @property
    def item(self) -> Indicator:
        """The indicator; UsageError where none was named."""
        if self.indicator is None:
            raise UsageError("Sebutkan satu indikator dengan --indicator.")
        return load_indicators()[self.indicator]

    def scene(self) -> Scene:
        rules = rules_on(self.settings, self.periode.end)
        return scene_at(self.marts, settings=self.settings, rules=rules, now=self.now, last=self.periode)


Analysis = Callable[[Asked], pd.DataFrame]


def xmr(asked: Asked) -> pd.DataFrame:
    """The chart of changes made at each half-month, and what it says of its last point."""
    scene, panel = _panel(asked)
    charted = changes(panel, rules=scene.rules)
    found = spc.rolling_latest_signal(
        charted, window=scene.rules.spc_titik, fewest=scene.rules.spc_paling_sedikit_titik
    )
    return _table(asked, scene, {"perubahan": charted, **_chart(found, asked.item)})


def laney_chart(asked: Asked) -> pd.DataFrame:
    """Laney's p' chart of the share, in percent."""
    scene, panel = _panel(asked, shares_only=True)
    found = laney.rolling_latest_signal(
        panel.numerator,
        panel.denominator,
        window=scene.rules.spc_titik,
        fewest=scene.rules.spc_paling_sedikit_titik,
    )
    return _table(asked, scene, {"nilai": panel.value, **_chart(found, asked.item, scale=100)})


def cusum_chart(asked: Asked) -> pd.DataFrame:
    """The percentile among all places and whether the alarm sounds."""
    scene, panel = _panel(asked)
    rules = scene.rules
    found = cusum.change_against_peers(
        np.where(is_above_hundred(panel), np.nan, panel.value),
        direction=asked.item.direction,
        window=rules.cusum_jendela,
        sensitivity=rules.cusum_kepekaan,
        least_places=rules.cusum_simpangan_tempat,
    )
    word = np.where(found.worse, "memburuk", np.where(found.better, "membaik", "tidak berbunyi"))
    since = _named([str(periode) for periode in scene.periods], found.since)
    word = np.where(found.is_assessable, word, "belum dapat dinilai")
    return _table(asked, scene, {"persentil": found.percentile, "bunyi": word, "sejak": since})


def trend(asked: Asked) -> pd.DataFrame:
    """The recent trend at each half-month."""
    scene, panel = _panel(asked)
    options = {"points": scene.rules.tren_titik, "threshold": scene.rules.tren_khi_kuadrat}
    if is_share(asked.item):
        found = tren.share_trend(panel.numerator, panel.denominator, **options)  # type: ignore[arg-type]
    else:
        found = tren.count_trend(panel.numerator, **options)  # type: ignore[arg-type]
    scale = 100 if is_share(asked.item) else 1
    return _table(
        asked,
        scene,
        {
            "tren": _named([str(each) for each in tren.OUTCOMES], found.outcome),
            "kemiringan": scale * found.slope,
            "khi_kuadrat": found.chi_square,
        },
    )


def pace(asked: Asked) -> pd.DataFrame:
    """The pace needed to the target, the best one shown, and when the present one would reach it."""
    scene, panel = _panel(asked)
    rules, item = scene.rules, asked.item
    left = people_to_go(panel, target=targets_of(scene, panel))
    calendar = laju.Calendar(data_dates=[each.end for each in scene.periods], holidays=scene.holidays)
    shown = laju.shown_paces(
        panel.numerator,
        calendar=calendar,
        direction=item.direction,
        months=rules.laju_bulan,
        stretch_months=rules.laju_jendela_bulan,
    )
    until = deadlines_of(scene, panel)
    found = laju.judge_pace(left, best=shown.best, calendar=calendar, deadlines=until)
    return _table(
        asked,
        scene,
        {
            "tersisa": left,
            "tenggat": _across([None if day is None else day.isoformat() for day in until], scene),
            "hari_kerja": _across(found.days_left.tolist(), scene),
            "laju_perlu": found.needed,
            "laju_terbaik": shown.best,
            "laju_sekarang": shown.present,
            "hasil": _named([str(each) for each in laju.OUTCOMES], found.outcome),
            "tercapai_pada": _reached(left, shown.present, scene),
        },
    )


def funnel_limits(asked: Asked) -> pd.DataFrame:
    """The funnel with overdispersion, shares in percent."""
    scene, panel = _panel(asked, shares_only=True)
    found = funnel(panel.numerator, panel.denominator, winsor_percent=scene.rules.corong_winsor_persen)
    worse = found.is_worse(is_higher_better=is_higher_better(panel))
    return _table(
        asked,
        scene,
        {
            "nilai": panel.value,
            "tengah": found.centre,
            "bawah_95": found.lower95,
            "atas_95": found.upper95,
            "bawah_998": found.lower998,
            "atas_998": found.upper998,
            "z": found.z,
            "di_luar": _named(["tidak", "ya"], np.where(found.is_assessable, worse, -1)),
            "phi": _across(found.phi.tolist(), scene),
            "tau2": _across(found.tau2.tolist(), scene),
        },
    )


def rank(asked: Asked) -> pd.DataFrame:
    """The rank with the best and the worst it could be; 1 is the best."""
    scene, panel = _panel(asked, shares_only=True)
    around = funnel(panel.numerator, panel.denominator, winsor_percent=scene.rules.corong_winsor_persen)
    found = ranks(around, is_higher_better=is_higher_better(panel))
    columns = {"peringkat": found.rank, "terbaik": found.best, "terburuk": found.worst, "dari": found.n}
    return _table(asked, scene, {"nilai": panel.value, **columns})


def gap(asked: Asked) -> pd.DataFrame:
    """What reaching the target and the peers' median is worth in people; zero or less is reached."""
    scene, panel = _panel(asked)
    target = targets_of(scene, panel)
    columns: dict[str, Column] = {
        "nilai": panel.value,
        "target": _across(target.tolist(), scene),
        "orang_ke_target": people_to_go(panel, target=target),
    }
    if is_share(asked.item):
        median = median_of(
            np.where(is_above_hundred(panel), np.nan, panel.value), members=peers_of(scene).members()
        )
        columns["median_sebaya"] = median
        columns["orang_ke_median"] = people_to_reach(
            panel.numerator,
            panel.denominator,
            target=np.round(median, 2),
            is_share=True,
            is_higher_better=is_higher_better(panel),
        )
    return _table(asked, scene, columns)


def peers(asked: Asked) -> pd.DataFrame:
    """The peers of each kab/kota, nearest first, and what part of the distance each feature makes."""
    found = peers_of(asked.scene())
    places = [place for place in found.places if asked.wilayah in {None, place.kode}]
    rows = [
        {
            "wilayah": place.kode,
            "nama": place.nama,
            "urutan": number,
            "sebaya": peer.wilayah.kode,
            "nama_sebaya": peer.wilayah.nama,
            "jarak": round(peer.distance, 6),
            **{feature.name.lower(): round(peer.parts.get(feature, np.nan), 6) for feature in Feature},
        }
        for place in places
        for number, peer in enumerate(found.of(place.kode), start=1)
    ]
    return pd.DataFrame(rows)


def causes(asked: Asked) -> pd.DataFrame:
    """The change of coverage since the half-month before, by cause."""
    rows = split_rows(coverage_changes(asked.marts, periode=asked.periode, now=asked.now))
    return _of_place(rows, asked)


def denominators(asked: Asked) -> pd.DataFrame:
    """Coverage beside its two denominators."""
    return _of_place(two_denominators(asked.marts, periode=asked.periode), asked)


def province_range(asked: Asked) -> pd.DataFrame:
    """The province's total at each half-month, and how far those who have not reported could move it."""
    scene, panel = _panel(asked)
    known = scene.level("perekaman", "wajib_ktp")
    found = total_range(panel, wajib_ktp=_carried(known))
    rows = {
        "periode": [str(periode) for periode in scene.periods],
        "nilai": found.value,
        "terendah": found.lowest,
        "tertinggi": found.highest,
        "lapor": found.n_reported,
        "dari": len(scene.places),
        "tanpa_riwayat": found.n_unknown,
        "persen_wajib_ktp": found.share,
        "kalimat": [found.sentence(period) for period in range(len(scene.periods))],
    }
    frame = pd.DataFrame(rows)
    return frame[frame["lapor"] > 0].reset_index(drop=True)


def cards(asked: Asked) -> pd.DataFrame:
    """The outlook of every regency's blank cards: run-out interval, binding constraint, demand, colour."""
    return _of_place(_outlook(asked), asked)


def transfers(asked: Asked) -> pd.DataFrame:
    """Which cards to move between regencies so that all run out together."""
    rules = rules_on(asked.settings, asked.periode.end)
    holdings = holdings_of(_outlook(asked), register=load_register())
    plan = equal_run_out(holdings, box=rules.blangko_kotak, smallest=rules.blangko_kiriman_terkecil)
    rows = [
        {
            "dari": move.giver.kode,
            "nama_dari": move.giver.nama,
            "ke": move.receiver.kode,
            "nama_ke": move.receiver.nama,
            "keping": move.count,
            "km": move.distance_km,
            "hari_habis_bersama": plan.days,
        }
        for move in plan.transfers
    ]
    names = ["dari", "nama_dari", "ke", "nama_ke", "keping", "km", "hari_habis_bersama"]
    return pd.DataFrame(rows, columns=names)


ANALYSES: Final[Mapping[str, Analysis]] = {
    "xmr": xmr,
    "laney": laney_chart,
    "cusum": cusum_chart,
    "tren": trend,
    "laju": pace,
    "corong": funnel_limits,
    "sebaya": peers,
    "peringkat": rank,
    "jarak": gap,
    "sebab": causes,
    "penyebut": denominators,
    "rentang": province_range,
    "blangko": cards,
    "pemerataan": transfers,
}
"""By the word of the command line."""


def _panel(asked: Asked, *, shares_only: bool = False) -> tuple[Scene, Panel]:
    item = asked.item
    if shares_only and not is_share(item):
        raise UsageError(f"{item.nama} bukan persentase; pilih indikator berupa persentase.")
    if item.direction is Direction.NEUTRAL:
        raise UsageError(f"{item.nama} tidak punya arah baik atau buruk, jadi tidak dapat dinilai begini.")
    scene = asked.scene()
    return scene, scene.panels[item.id]


def _outlook(asked: Asked) -> pd.DataFrame:
    return blangko_outlook(
        read_reported(asked.marts, formula=cover_formula(), first=asked.periode, last=asked.periode),
        places=[place.kode for place in load_register().kabkota],
        periods=[asked.periode],
        rules=rules_on(asked.settings, asked.periode.end),
        holidays=load_holidays(),
    )


def _chart(found: spc.Latest, item: Indicator, *, scale: float = 1) -> dict[str, Column]:
    meaning = sinyal.meanings(found.side, direction=item.direction)
    return {
        "tengah": scale * found.centre,
        "batas_bawah": scale * found.lower,
        "batas_atas": scale * found.upper,
        "titik": found.n,
        "sinyal": _named([str(rule) for rule in sinyal.RULES], found.rule),
        "arti": np.where(
            found.is_assessable,
            _named([str(each) for each in sinyal.MEANINGS], meaning),
            "belum dapat dinilai",
        ),
    }


def _table(asked: Asked, scene: Scene, columns: Mapping[str, Column]) -> pd.DataFrame:
    """All places in the half-month asked for, or one place in every half-month."""
    places = [place for place in scene.places if asked.wilayah in {None, place.kode}]
    if asked.wilayah is None:
        where = [(number, len(scene.periods) - 1) for number in range(len(scene.places))]
    else:
        number = [place.kode for place in scene.places].index(places[0].kode)
        where = [(number, period) for period in range(len(scene.periods))]
    told = {name: [_plain(column[at]) for at in where] for name, column in _matrices(columns).items()}
    return pd.DataFrame(
        {
            "wilayah": [scene.places[place].kode for place, _ in where],
            "nama": [scene.places[place].nama for place, _ in where],
            "periode": [str(scene.periods[period]) for _, period in where],
            **told,
        }
    )


def _matrices(columns: Mapping[str, Column]) -> Mapping[str, np.ndarray[Any, Any]]:
    return {name: np.asarray(column) for name, column in columns.items()}


def _plain(value: Any) -> object:
    """A Python value; missing as None, and figures without binary dust."""
    plain = value.item() if isinstance(value, np.generic) else value
    if isinstance(plain, float):
        return None if np.isnan(plain) else round(plain, 6)
    return plain


def _named(names: Sequence[str], numbers: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Numbers as the names they stand for; None for those below zero."""
    return np.array([*names, None], dtype=object)[np.where(numbers < 0, len(names), numbers)]


def _across(values: Sequence[Any], scene: Scene) -> np.ndarray[Any, Any]:
    """One value per half-month, the same for every place."""
    return np.broadcast_to(np.array(values, dtype=object), scene.shape)


def _reached(left: Matrix, present: Matrix, scene: Scene) -> np.ndarray[Any, Any]:
    """The day by which the present pace would be through; None where it never is."""
    days = np.full(scene.shape, None, dtype=object)
    for place, period in zip(*np.nonzero(np.isfinite(left)), strict=True):
        day = laju.date_at_pace(
            float(left[place, period]),
            pace_per_day=float(present[place, period]),
            from_date=scene.periods[period].end,
            holidays=scene.holidays,
        )
        days[place, period] = None if day is None else day.isoformat()
    return days


def _carried(values: Matrix) -> Matrix:
    """The last known value of each place up to each half-month."""
    known = pd.DataFrame(values.T).ffill().to_numpy(dtype=np.float64)
    found: Matrix = known.T
    return found


def _of_place(rows: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    if asked.wilayah is None or "wilayah" not in rows:
        return rows
    return rows[rows["wilayah"] == asked.wilayah].reset_index(drop=True)
