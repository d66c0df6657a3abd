"""The same flows and the same changes stand behind the flags as behind the figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from data_contracts.aturan import default_rules
from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from metrics.bendera.bacaan import read_flows
from metrics.bendera.hasil import CLEAR
from metrics.bendera.perubahan import changes
from metrics.bendera.tanda_arah import judge_direction
from metrics.catalogue import load_indicators
from tests.metrics.bendera.adegan import half_months, panel_from, scene_of
from tests.metrics.reports import KUDUS, PATI, Reports, row

HALF = Periode(2026, 10, 2)
SECOND, END = HALF.start, HALF.end


def test_a_flow_of_the_flags_is_the_figure_of_its_indicator(reports: Reports) -> None:
    reports.send(
        row(KUDUS, date(2026, 10, 17), awal=SECOND, suket_terbit=3),
        row(KUDUS, date(2026, 10, 20), awal=date(2026, 10, 18), suket_terbit=4),
        # Told once more inside the interval above, and by a kecamatan: neither counts again.
        row(KUDUS, date(2026, 10, 19), awal=date(2026, 10, 19), suket_terbit=2),
        row("33.19.01", END, awal=SECOND, suket_terbit=99),
        row(PATI, END, awal=date(2026, 10, 1), suket_terbit=50),
    )
    flows = read_flows(reports.marts(), places=[KUDUS, PATI], periods=[HALF])
    told = flows["suket", "suket_terbit"]
    assert told[0].tolist() == [7.0]
    # A month cannot be told for one of its halves.
    assert np.isnan(told[1]).all()


@pytest.mark.parametrize(
    ("indicator", "change"),
    [
        pytest.param("cakupan_perekaman", np.nan, id="another DKB"),
        pytest.param("cakupan_ikd", 1.0, id="a running count"),
        pytest.param("prr_dari_rekam", 1.0, id="a running count of the same row"),
    ],
)
def test_only_a_frozen_denominator_can_be_another_one(indicator: str, change: float) -> None:
    place = load_register().get(KUDUS)
    panel = panel_from(
        load_indicators()[indicator],
        numerator=np.array([[200.0, 231.0]]),
        denominator=np.array([[1000.0, 1100.0]]),
        places=[place],
        periods=half_months(2),
    )
    panel = replace(panel, basis=np.array([[0, 1]]), bases=("per 15 Oktober 2026", "per 31 Oktober 2026"))
    found = changes(panel, rules=default_rules())
    assert np.isnan(found[0, 0])
    assert found[0, 1] == pytest.approx(change, nan_ok=True)


def test_a_joined_share_of_levels_is_charted_by_its_changes_and_names_both_its_cells() -> None:
    """A steady course of a cumulative level would otherwise be a signal everywhere."""
    places, periods = load_register().kabkota, half_months(24)
    whole = np.full((len(places), 24), 100_000.0)
    fall = np.tile(np.arange(24) * 500.0 + np.tile([0.0, 90.0], 12), (len(places), 1))
    item = load_indicators()["cakupan_ikd"]
    panel = panel_from(item, numerator=60_000 - fall, denominator=whole, places=places, periods=periods)
    found = judge_direction(scene_of({item.id: panel}, places=places, periods=periods), panel)
    assert (found.outcome[:, -1] == CLEAR).all()
    assert found.fields == ("dokumen.ikd", "perekaman.sudah_rekam")
