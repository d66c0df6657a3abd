"""The findings beside "tertinggal", of the same shape: one judgement a rule over places and half-months."""

from collections.abc import Iterator

import numpy as np

from metrics.bendera.hasil import Judgement
from metrics.bendera.kata import is_share
from metrics.bendera.scene import Scene
from metrics.bendera.temuan_blangko import (
    BOOKS,
    judge_book,
    judge_letters,
    judge_overstock,
    judge_running_out,
)
from metrics.bendera.temuan_laporan import judge_copy, judge_deviation, judge_silence
from metrics.bendera.temuan_wajib import (
    judge_above_hundred,
    judge_fall,
    judge_move,
    judge_share_of_population,
)
from metrics.catalogue import Direction


def findings(scene: Scene) -> Iterator[Judgement]:
    """Every finding, in the order in which they are told."""
    yield judge_silence(scene)
    yield judge_running_out(scene, scene.cards)
    yield judge_overstock(scene, scene.cards)
    yield judge_letters(scene)
    for indicator, rows in scene.books.items():
        yield judge_book(scene, BOOKS[indicator], rows, indicator=indicator)
    yield judge_copy(scene)
    yield judge_fall(scene)
    yield judge_move(scene)
    yield judge_share_of_population(scene)
    for panel in scene.panels.values():
        if is_share(panel.indicator) and panel.indicator.direction is Direction.HIGHER:
            yield judge_above_hundred(scene, panel)
        if np.isfinite(panel.reported).any():
            yield judge_deviation(scene, panel)
