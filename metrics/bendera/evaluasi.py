"""The door of the flags: from published marts to one row per wilayah, indicator, rule and half-month."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from data_contracts.aturan import Rules, Settings, rules_on
from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from data_contracts.tulisan import WIB
from metrics.bendera.bacaan import read_scene
from metrics.bendera.hasil import Judgement
from metrics.bendera.penilaian import FLAG_TYPES, Cells, flag_rows, judge
from metrics.bendera.scene import Scene
from metrics.bendera.sumber import source_cells
from metrics.catalogue import load_indicators
from metrics.ketepatan import reporting_periods
from metrics.measure import observations
from metrics.panel import panels_of
from metrics.results import concatenated
from metrics.sources import Span, available_periods
from warehouse.ledger import Ledger
from warehouse.marts import Marts


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judged:
    """One scene with every judgement of it; `periods` are those judged by its settings."""

    scene: Scene
    judgements: tuple[Judgement, ...]
    periods: tuple[Periode, ...]


def evaluate(  # noqa: PLR0913 - the moment, the settings, and where the evidence is looked up
    marts: Marts,
    *,
    ledger: Ledger | None = None,
    settings: Settings,
    now: datetime,
    periods: Sequence[Periode] | None = None,
    known_at: datetime | None = None,
) -> pd.DataFrame:
    """Columns of FLAG_TYPES, one row per kab/kota, indicator, rule and half-month.

    `periods` None: the latest half-month with figures that has ended. Each half-month is judged by the
    settings in force on its last day. With `ledger` the evidence names the cells the figures came from, as
    known at `known_at`, the moment the marts show too.
    """
    asked = _asked(marts, periods, now)
    cells: Cells = source_cells(ledger, periods=asked, known_at=known_at) if ledger and asked else {}
    parts = [
        flag_rows(found.judgements, scene=found.scene, periods=found.periods, cells=cells)
        for found in judged_scenes(marts, settings=settings, now=now, periods=asked)
    ]
    return concatenated(parts, FLAG_TYPES)


def latest_periods(marts: Marts, *, now: datetime, number: int) -> tuple[Periode, ...]:
    """So many consecutive half-months up to the latest one with figures that has ended; none before that."""
    today = now.astimezone(WIB).date()
    ended = [periode for periode in available_periods(marts) if periode.end <= today]
    if not ended:
        return ()
    periods = [max(ended)]
    while len(periods) < number and periods[-1] > min(ended):
        periods.append(periods[-1].previous())
    return tuple(reversed(periods))


def judged_scenes(
    marts: Marts,
    *,
    settings: Settings,
    now: datetime,
    periods: Sequence[Periode],
    observed: pd.DataFrame | None = None,
) -> Iterator[Judged]:
    """The judgements behind `evaluate`: one scene for all half-months judged by the same settings.

    `observed`: what `measure.observations` gives of every indicator by the same moment and settings, where
    it is at hand; over all half-months there are.
    """
    if not periods:
        return
    for rules, own in _by_rules(settings, periods).items():
        scene = scene_at(
            marts,
            settings=settings,
            rules=rules,
            now=now,
            last=max(periods),
            first=min(periods),
            observed=observed,
        )
        yield Judged(scene=scene, judgements=judge(scene), periods=own)


def _asked(marts: Marts, periods: Sequence[Periode] | None, now: datetime) -> tuple[Periode, ...]:
    return latest_periods(marts, now=now, number=1) if periods is None else tuple(sorted(set(periods)))


def _by_rules(settings: Settings, periods: Sequence[Periode]) -> Mapping[Rules, tuple[Periode, ...]]:
    """The half-months by the settings in force on their last day."""
    found: dict[Rules, list[Periode]] = {}
    for periode in periods:
        found.setdefault(rules_on(settings, periode.end), []).append(periode)
    return {rules: tuple(own) for rules, own in found.items()}


def scene_at(  # noqa: PLR0913 - which half-months, when, and by which settings
    marts: Marts,
    *,
    settings: Settings,
    rules: Rules,
    now: datetime,
    last: Periode,
    first: Periode | None = None,
    observed: pd.DataFrame | None = None,
) -> Scene:
    """Everything from the first half-month anybody reported for: charts and alarms depend on their start.
    From `first` on where that is earlier. `observed` as of `judged_scenes`.
    """
    indicators = tuple(load_indicators().values())
    if observed is None:
        observed = observations(
            marts, indicators=indicators, span=Span(None, last.end), now=now, settings=settings
        )
    begun = min(_first(observed), *reporting_periods(marts)[:1], first or last)
    places, periods = load_register().kabkota, Periode.range(begun, last)
    codes = [place.kode for place in places]
    panels = panels_of(observed, indicators=indicators, places=codes, periods=periods)
    # Matrices say the same in a tenth of the memory.
    del observed
    return read_scene(
        marts,
        panels=panels,
        places=places,
        periods=periods,
        rules=rules,
        now=now,
        settings=settings,
    )


def _first(observed: pd.DataFrame) -> Periode:
    days = observed["tanggal"].dropna()
    return Periode.of(days.min().date()) if len(days) else Periode.of(date.max)
