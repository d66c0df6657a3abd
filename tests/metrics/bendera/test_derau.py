"""Pure noise: places that differ by chance alone are not called behind."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from metrics.bendera.hasil import NOT_ASSESSABLE, SEVERITIES, Judgement, Severity
from metrics.bendera.penilaian import judge
from metrics.bendera.putusan import VERDICT
from tests.metrics.bendera.adegan import half_months, noise, province, scene_of

SEEDS = range(20)
PERIODS = half_months(24)
RED = SEVERITIES.index(Severity.MERAH)


@pytest.fixture(scope="module")
def verdicts() -> list[Judgement]:
    """The verdicts of three indicators on twenty years of noise of the 35, 24 half-months each."""
    places = province()
    scenes = (
        scene_of(noise(places=places, periods=PERIODS, seed=seed), places=places, periods=PERIODS)
        for seed in SEEDS
    )
    return [each for scene in scenes for each in judge(scene) if each.rule == VERDICT]


def test_of_series_of_pure_noise_less_than_one_in_a_hundred_is_red(
    verdicts: list[Judgement], tell: Callable[[str], None]
) -> None:
    red = np.concatenate([each.severity == RED for each in verdicts])
    each_time, ever = red.mean(axis=0), float(red.any(axis=1).mean())
    said = f"merah {each_time[-1]:.2%} pada akhir, paling banyak {each_time.max():.2%} pada satu periode"
    tell(f"derau murni, {len(red)} deret: {said}, {ever:.2%} pernah dalam setahun")
    assert len(red) == len(SEEDS) * 3 * 35
    assert each_time.max() < 0.01
    assert ever < 0.02


def test_the_verdicts_on_noise_are_really_given(verdicts: list[Judgement]) -> None:
    unknown = np.concatenate([each.outcome[:, -1] == NOT_ASSESSABLE for each in verdicts])
    yellow = np.concatenate([each.severity[:, -1] == SEVERITIES.index(Severity.KUNING) for each in verdicts])
    assert unknown.mean() < 0.01
    assert 0.02 < yellow.mean() < 0.30
