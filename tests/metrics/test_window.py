"""The window is cut out of the whole history, and says what a look at one half-month alone says."""

from __future__ import annotations

import pandas as pd
import pytest

from data_contracts.periode import Periode
from metrics.measure import measure
from metrics.results import RESULT_COLUMNS
from metrics.window import read_history, window_of
from tests.metrics.reports import BLORA, KUDUS, NOW, PATI, Reports, row

PERIODE = Periode.parse("2026-10-P2")


def three_half_months(reports: Reports) -> None:
    for step, periode in enumerate((PERIODE.previous().previous(), PERIODE.previous(), PERIODE)):
        rows = [
            row(code, periode.end, wajib_ktp=1_000, sudah_rekam=980 + step, prr=5 * step, sisa_blangko=40)
            for code in (BLORA, KUDUS, PATI)[: 3 - step]
        ]
        reports.send(*rows)


@pytest.mark.parametrize("back", [0, 1, 2])
def test_a_half_month_of_the_window_is_what_measure_gives_for_it(reports: Reports, back: int) -> None:
    three_half_months(reports)
    marts, periode = reports.marts(), PERIODE
    for _ in range(back):
        periode = periode.previous()
    window = window_of(read_history(marts, now=NOW), periode=periode)
    alone = measure(marts, tanggal=periode.end, now=NOW)
    reported = alone[alone["status"] != "belum lapor"].reset_index(drop=True)
    shown = pd.concat(window.results.values(), ignore_index=True)
    shown = shown[(shown["periode"] == str(periode)) & (shown["status"] != "belum lapor")]
    assert len(reported) > 3
    keys = ["indicator", "wilayah"]
    pd.testing.assert_frame_equal(
        shown[list(RESULT_COLUMNS)].sort_values(keys).reset_index(drop=True),
        reported[list(RESULT_COLUMNS)].sort_values(keys).reset_index(drop=True),
    )
