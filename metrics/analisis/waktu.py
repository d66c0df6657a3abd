"""Methods that look at one place over time."""

from typing import Any

import numpy as np
import pandas as pd

from data_contracts.contract import Measure
from metrics import cusum, laju, laney, sinyal, spc, tren
from metrics.analisis.tabel import Asked, Column, across, judged_panel, named, table
from metrics.bendera.kata import is_share
from metrics.bendera.perubahan import changes
from metrics.bendera.scene import Scene, is_above_hundred
from metrics.bendera.tanda_target import deadlines_of, people_to_go, targets_of
from metrics.catalogue import FieldRef, Indicator
from metrics.panel import Matrix


def xmr(asked: Asked) -> pd.DataFrame:
    """The chart of changes made at each half-month, and what it says of its last point; by a chart of the
    values themselves whether their usual ups and downs meet the target.

    A running count only rises: its values have no usual ups and downs, so that is not asked of them.
    """
    scene, panel = judged_panel(asked)
    window, fewest = scene.rules.spc_titik, scene.rules.spc_paling_sedikit_titik
    charted = changes(panel, rules=scene.rules)
    found = spc.rolling_latest_signal(charted, window=window, fewest=fewest)
    still = np.full(panel.value.shape, np.nan) if _only_rises(asked.item) else panel.value
    values = spc.rolling_latest_signal(still, window=window, fewest=fewest)
    target = targets_of(scene, panel)
    verdicts = spc.target_verdicts(values, target, direction=asked.item.direction, fewest=fewest)
    told: dict[str, Column] = {
        "perubahan": charted,
        **_chart(found, asked.item),
        "nilai": panel.value,
        "target": across(target.tolist(), scene),
        "terhadap_target": named([str(each) for each in spc.TARGET_VERDICTS], verdicts),
    }
    return table(asked, scene, told)


def laney_chart(asked: Asked) -> pd.DataFrame:
    """Laney's p' chart of the share, in percent."""
    scene, panel = judged_panel(asked, shares_only=True)
    found = laney.rolling_latest_signal(
        panel.numerator,
        panel.denominator,
        window=scene.rules.spc_titik,
        fewest=scene.rules.spc_paling_sedikit_titik,
    )
    return table(asked, scene, {"nilai": panel.value, **_chart(found, asked.item, scale=100)})


def cusum_chart(asked: Asked) -> pd.DataFrame:
    """The percentile among all places and whether the alarm sounds."""
    scene, panel = judged_panel(asked)
    rules = scene.rules
    found = cusum.change_against_peers(
        np.where(is_above_hundred(panel), np.nan, panel.value),
        direction=asked.item.direction,
        window=rules.cusum_jendela,
        sensitivity=rules.cusum_kepekaan,
        least_places=rules.cusum_simpangan_tempat,
    )
    word = np.where(found.worse, "memburuk", np.where(found.better, "membaik", "tidak berbunyi"))
    since = named([str(periode) for periode in scene.periods], found.since)
    word = np.where(found.is_assessable, word, "belum dapat dinilai")
    return table(asked, scene, {"persentil": found.percentile, "bunyi": word, "sejak": since})


def trend(asked: Asked) -> pd.DataFrame:
    """The recent trend at each half-month."""
    scene, panel = judged_panel(asked)
    options = {"points": scene.rules.tren_titik, "threshold": scene.rules.tren_khi_kuadrat}
    if is_share(asked.item):
        found = tren.share_trend(panel.numerator, panel.denominator, **options)  # type: ignore[arg-type]
    else:
        found = tren.count_trend(panel.numerator, **options)  # type: ignore[arg-type]
    scale = 100 if is_share(asked.item) else 1
    return table(
        asked,
        scene,
        {
            "tren": named([str(each) for each in tren.OUTCOMES], found.outcome),
            "kemiringan": scale * found.slope,
            "khi_kuadrat": found.chi_square,
        },
    )


def pace(asked: Asked) -> pd.DataFrame:
    """The pace needed to the target, the best one shown, and when the present one would reach it."""
    scene, panel = judged_panel(asked)
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
    return table(
        asked,
        scene,
        {
            "tersisa": left,
            "tenggat": across([None if day is None else day.isoformat() for day in until], scene),
            "hari_kerja": across(found.days_left.tolist(), scene),
            "laju_perlu": found.needed,
            "laju_terbaik": shown.best,
            "laju_sekarang": shown.present,
            "hasil": named([str(each) for each in laju.OUTCOMES], found.outcome),
            "tercapai_pada": _reached(left, shown.present, scene),
        },
    )


def _only_rises(item: Indicator) -> bool:
    numerator = getattr(item.formula, "numerator", None)
    return isinstance(numerator, FieldRef) and numerator.measure is Measure.CUMULATIVE


def _chart(found: spc.Latest, item: Indicator, *, scale: float = 1) -> dict[str, Column]:
    meaning = sinyal.meanings(found.side, direction=item.direction)
    return {
        "tengah": scale * found.centre,
        "batas_bawah": scale * found.lower,
        "batas_atas": scale * found.upper,
        "titik": found.n,
        "sinyal": named([str(rule) for rule in sinyal.RULES], found.rule),
        "arti": np.where(
            found.is_assessable,
            named([str(each) for each in sinyal.MEANINGS], meaning),
            "belum dapat dinilai",
        ),
    }


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
