"""All rules over one scene, and their outcomes as rows: one per wilayah, indicator, rule, half-month."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from data_contracts.periode import Periode
from metrics.bendera.hasil import NO_SEVERITY, OUTCOMES, SEVERITIES, Codes, Judgement, Told
from metrics.bendera.putusan import judge_verdict
from metrics.bendera.scene import Scene
from metrics.bendera.tanda_arah import judge_direction
from metrics.bendera.tanda_laju import judge_pace
from metrics.bendera.tanda_sebaya import Peers, judge_peers, peers_of
from metrics.bendera.tanda_target import judge_target
from metrics.bendera.temuan import findings
from metrics.catalogue import Indicator, Signal, load_indicators
from metrics.panel import Numbers
from metrics.results import shaped

FLAG_TYPES: Final = {
    "wilayah": "str",
    "nama": "str",
    "indicator": "str",
    "rule": "str",
    "periode": "str",
    "outcome": "str",
    "severity": "str",
    "since": "datetime64[s]",
    "evidence": "str",
    "clears_when": "str",
    "message": "str",
    "versi": "str",
}
"""`since`: the data date of the half-month in which the flag went up; missing unless raised. `evidence`: a
JSON object with numbers, thresholds and under `sel` the cells they came from. `clears_when`: what would end
it; missing unless raised. `versi`: the settings it was judged by.
"""

Cells = Mapping[tuple[str, str, str], Sequence[str]]
"""Per code, `contract.field` and half-month the places the figure was read from."""


def judge(scene: Scene) -> tuple[Judgement, ...]:
    """Every rule on everything: signals and verdict of each indicator that has them, then the findings."""
    peers = peers_of(scene)
    signalled = [item for item in load_indicators().values() if item.signals and item.id in scene.panels]
    return tuple(
        [found for item in signalled for found in _of_indicator(scene, item, peers=peers)]
        + [*findings(scene)]
    )


def _of_indicator(scene: Scene, item: Indicator, *, peers: Peers) -> Iterator[Judgement]:
    panel = scene.panels[item.id]
    signals: dict[Signal, Judgement] = {}
    for signal in item.signals:
        match signal:
            case Signal.TARGET:
                signals[signal] = judge_target(scene, panel)
            case Signal.SEBAYA:
                signals[signal] = judge_peers(scene, panel, peers=peers)
            case Signal.ARAH:
                signals[signal] = judge_direction(scene, panel)
            case Signal.LAJU:
                signals[signal] = judge_pace(scene, panel)
    yield from signals.values()
    yield judge_verdict(scene, panel, signals)


def flag_rows(
    judgements: Sequence[Judgement], *, scene: Scene, periods: Sequence[Periode], cells: Cells
) -> pd.DataFrame:
    """One row per judgement, place and half-month asked for: FLAG_TYPES, by half-month, code and then in
    the order of the rules.
    """
    numbers = [scene.periods.index(periode) for periode in periods]
    parts = [_rows(each, scene=scene, numbers=numbers, cells=cells) for each in judgements]
    rows = pd.concat([part.assign(order=order) for order, part in enumerate(parts)], ignore_index=True)
    return shaped(rows.sort_values(["periode", "wilayah", "order"], kind="stable"), FLAG_TYPES)


def _rows(each: Judgement, *, scene: Scene, numbers: Sequence[int], cells: Cells) -> pd.DataFrame:
    places, since = scene.places, each.since
    told = [
        _told(each, scene=scene, place=place, period=period, cells=cells)
        for period in numbers
        for place in range(len(places))
    ]
    ends = np.array([periode.end for periode in scene.periods], dtype="datetime64[s]")
    outcome, severity, begun = (_picked(matrix, numbers) for matrix in (each.outcome, each.severity, since))
    return pd.DataFrame(
        {
            "wilayah": [place.kode for place in places] * len(numbers),
            "nama": [place.nama for place in places] * len(numbers),
            "indicator": each.indicator,
            "rule": each.rule,
            "periode": np.repeat([str(scene.periods[number]) for number in numbers], len(places)),
            "outcome": np.array([str(word) for word in OUTCOMES], dtype=object)[outcome],
            "severity": [None if code == NO_SEVERITY else str(SEVERITIES[code]) for code in severity],
            "since": [pd.NaT if number < 0 else ends[number] for number in begun],
            "evidence": [evidence for _, evidence in told],
            "clears_when": [words.clears_when for words, _ in told],
            "message": [words.message for words, _ in told],
            "versi": scene.rules.versi,
        }
    )


def _picked(matrix: Codes | Numbers, numbers: Sequence[int]) -> Codes | Numbers:
    """The columns asked for, one under the other."""
    return matrix[:, list(numbers)].T.ravel()


def _told(each: Judgement, *, scene: Scene, place: int, period: int, cells: Cells) -> tuple[Told, str]:
    """What one row says, and its evidence as JSON."""
    words = each.words(place, period)
    wilayah, periode = scene.places[place], scene.periods[period]
    name = load_indicators()[each.indicator].nama
    sources = [cell for field in each.fields for cell in cells.get((wilayah.kode, field, str(periode)), ())]
    evidence = {**words.evidence, **({"sel": sources} if sources else {})}
    text = words.message if words.message.endswith(".") else f"{words.message}."
    said = Told(
        message=f"{wilayah.nama}, {name}: {text}", clears_when=words.clears_when, evidence=words.evidence
    )
    return said, json.dumps(evidence, ensure_ascii=False)
