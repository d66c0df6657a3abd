"""Complete as a report, complete in its figures, complete over time: three things, each with its counts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd

from data_contracts.periode import Periode
from metrics.tiga_kelengkapan import completeness
from tests.metrics.reports import BLORA, KUDUS, NOW, PATI, PROVINCE, Reports, row
from warehouse.records import State

PERIODE = Periode(2026, 10, 2)
LATE, MID, EARLY = date(2026, 10, 31), date(2026, 10, 15), date(2026, 9, 30)


def told(reports: Reports, *, now: datetime = NOW) -> pd.DataFrame:
    return completeness(reports.marts(), periode=PERIODE, now=now).set_index("wilayah")


def test_each_completeness_has_its_own_counts(reports: Reports) -> None:
    full = {"prr": 1, "sudah_rekam": 9, "wajib_ktp": 10, "sisa_suket": 0}
    for day in (EARLY, MID, LATE):
        reports.send(row(KUDUS, day, **full))
    reports.send(row(PATI, LATE, prr=3))
    reports.send(row(BLORA, LATE, prr=3, accepted=False), state=State.RETURNED)
    found = told(reports)
    counts = ["laporan", "laporan_dari", "isian", "isian_dari", "riwayat", "riwayat_dari"]
    assert found.loc[KUDUS, counts].tolist() == [1, 1, 4, 17, 3, 3]
    assert found.loc[PATI, counts].tolist() == [1, 1, 1, 17, 1, 3]
    assert found.loc[PATI, "isian_persen"] == 5.88
    assert found.loc[BLORA, ["laporan", "laporan_dari", "riwayat", "riwayat_dari"]].tolist() == [0, 1, 0, 3]
    assert found.loc[BLORA, ["isian", "isian_dari", "isian_persen"]].isna().all()
    assert found.loc[PROVINCE, counts].tolist() == [2, 35, 5, 34, 4, 105]
    assert found.loc[PROVINCE, "isian_persen"] == 14.71


def test_a_zero_is_filled_in_and_a_blank_is_not(reports: Reports) -> None:
    reports.send(row(KUDUS, LATE, prr=0, sisa_suket=None))
    reports.send(row(PATI, LATE, prr=0, sisa_suket=0))
    assert told(reports).loc[[KUDUS, PATI], "isian"].tolist() == [1, 2]


def test_what_is_not_due_is_not_expected(reports: Reports) -> None:
    reports.send(row(KUDUS, LATE, prr=0), received_at=datetime(2026, 11, 1, 3, tzinfo=UTC))
    found = told(reports, now=datetime(2026, 11, 2, 3, tzinfo=UTC))
    assert found.loc[[KUDUS, PATI, PROVINCE], "laporan_dari"].tolist() == [1, 0, 1]


def test_nobody_ever_reported(reports: Reports) -> None:
    found = told(reports)
    assert len(found) == 36
    assert found.loc[PROVINCE, ["laporan", "laporan_dari"]].tolist() == [0, 35]
    assert pd.isna(found.loc[PROVINCE, "isian"])


def test_what_the_form_does_not_ask_for_does_not_count_nor_does_a_typed_percentage(reports: Reports) -> None:
    reports.send(row(KUDUS, LATE, prr=0, sfe=3, persen_rekam=98.5))
    reports.send(row(PATI, LATE, sfe=3))
    found = told(reports)
    assert found.loc[KUDUS, ["isian", "isian_dari"]].tolist() == [1, 17]
    # A report came, with none of the form's figures: all of them are blank.
    assert found.loc[PATI, ["isian", "isian_dari"]].tolist() == [0, 17]


def test_figures_of_daily_files_are_filled_in_though_no_report_came(reports: Reports) -> None:
    days = (date(2026, 10, 30), LATE)
    reports.send(*(row(KUDUS, day, awal=day, sisa_blangko=5) for day in days))
    found = told(reports).loc[KUDUS]
    assert found[["laporan", "isian", "isian_dari"]].tolist() == [0, 1, 17]


def test_reporting_over_time_looks_at_twelve_half_months(reports: Reports) -> None:
    periods = Periode.range(Periode(2026, 4, 1), PERIODE)
    for number, each in enumerate(periods):
        reports.send(row(PATI, each.end, prr=1), *([row(KUDUS, each.end, prr=1)] if number % 3 == 0 else []))
    found = told(reports)
    assert len(periods) == 14
    # Of half-months 2 to 13, counted from 0, those divisible by three.
    assert found.loc[KUDUS, ["riwayat", "riwayat_dari"]].tolist() == [4, 12]
    assert found.loc[PATI, ["riwayat", "riwayat_dari"]].tolist() == [12, 12]
