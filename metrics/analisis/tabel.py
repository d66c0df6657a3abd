"""What is asked of a method, and its answer as a table.

Of the half-month asked for a table has one row per kab/kota; with a place asked for, a method that looks
at time has one row per half-month of that place.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from data_contracts.aturan import Settings, rules_on
from data_contracts.errors import UsageError
from data_contracts.periode import Periode
from data_contracts.wilayah import Wilayah
from metrics.bendera.evaluasi import scene_at
from metrics.bendera.kata import is_share
from metrics.bendera.scene import Scene
from metrics.catalogue import Direction, Indicator, load_indicators
from metrics.panel import Panel
from warehouse.marts import Marts

Column = Sequence[Any] | np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked: of one indicator (None where the method needs none), half-month and, if any, place.

    `since`: the half-month a change is counted from, for the methods that look at one; None: the one before.
    """

    marts: Marts
    settings: Settings
    now: datetime
    periode: Periode
    indicator: str | None
    wilayah: str | None
    since: Periode | None = None

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


def judged_panel(asked: Asked, *, shares_only: bool = False) -> tuple[Scene, Panel]:
    """The half-months and the indicator's figures; UsageError where it cannot be better or worse."""
    item = asked.item
    if shares_only and not is_share(item):
        raise UsageError(f"{item.nama} bukan persentase; pilih indikator berupa persentase.")
    if item.direction is Direction.NEUTRAL:
        raise UsageError(f"{item.nama} tidak punya arah baik atau buruk, jadi tidak dapat dinilai begini.")
    scene = asked.scene()
    return scene, scene.panels[item.id]


def places_asked(asked: Asked, places: Sequence[Wilayah]) -> Sequence[Wilayah]:
    """The kab/kota asked for, all where none was; UsageError where another place was."""
    own = [place for place in places if asked.wilayah in {None, place.kode}]
    if not own:
        raise UsageError(f"Metode ini melihat kabupaten/kota; {asked.wilayah} bukan salah satunya.")
    return own


def table(asked: Asked, scene: Scene, columns: Mapping[str, Column]) -> pd.DataFrame:
    """All places in the half-month asked for, or one place in every half-month."""
    numbers = [scene.places.index(place) for place in places_asked(asked, scene.places)]
    last = len(scene.periods) - 1
    periods = [last] if asked.wilayah is None else range(last + 1)
    where = [(place, period) for place in numbers for period in periods]
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


def named(names: Sequence[str], numbers: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Numbers as the names they stand for; None for those below zero."""
    return np.array([*names, None], dtype=object)[np.where(numbers < 0, len(names), numbers)]


def across(values: Sequence[Any], scene: Scene) -> np.ndarray[Any, Any]:
    """One value per half-month, the same for every place."""
    return np.broadcast_to(np.array(values, dtype=object), scene.shape)


def of_place(rows: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """The rows of the place asked for, all where none was; none where it did not report."""
    if asked.wilayah is None:
        return rows
    return rows[rows["wilayah"] == asked.wilayah].reset_index(drop=True)
