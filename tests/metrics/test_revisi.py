"""What corrections did, computed by hand: a value, a total, an outcome, and what is no correction."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd

from data_contracts.periode import Periode
from metrics.catalogue import load_indicators
from metrics.revisi import CELL_TYPES, effects, revised_cells
from metrics.window import read_history, window_of
from tests.metrics.reports import KUDUS, NOW, PATI, PROVINCE, Reports, figure, row

P2 = Periode.parse("2026-10-P2")
FIRST = datetime(2026, 11, 1, 2, tzinfo=UTC)
SINCE = datetime(2026, 11, 5, tzinfo=UTC)
LATER = datetime(2026, 11, 9, 2, tzinfo=UTC)


def compared(reports: Reports) -> pd.DataFrame:
    after = reports.marts()
    with reports.known_at(SINCE) as before:
        return effects(before, after, since=SINCE, now=NOW)


def told(frame: pd.DataFrame, indicator: str, wilayah: str, *names: str) -> list[object]:
    found = frame[(frame["indicator"] == indicator) & (frame["wilayah"] == wilayah)].iloc[0]
    return [None if pd.isna(found[name]) else found[name] for name in names]


def test_a_correction_changes_the_value_the_total_and_the_outcome(reports: Reports) -> None:
    reports.send(
        row(KUDUS, P2.end, wajib_ktp=1000, sudah_rekam=999),
        row(PATI, P2.end, wajib_ktp=1000, sudah_rekam=996),
        received_at=FIRST,
    )
    reports.send(row(KUDUS, P2.end, wajib_ktp=1000, sudah_rekam=980), received_at=LATER)
    found = compared(reports)
    coverage = (
        "numerator_before",
        "numerator_after",
        "value_before",
        "value_after",
        "status_before",
        "status_after",
    )
    assert told(found, "cakupan_perekaman", KUDUS, *coverage) == [
        999,
        980,
        99.9,
        98.0,
        "sesuai",
        "di bawah target",
    ]
    assert told(found, "cakupan_perekaman", PROVINCE, *coverage) == [
        1995,
        1976,
        99.75,
        98.8,
        "sesuai",
        "di bawah target",
    ]
    assert told(found, "belum_rekam", KUDUS, "value_before", "value_after") == [1, 20]
    assert PATI not in set(found["wilayah"])
    assert set(found["periode"]) == {str(P2)}


def test_the_same_figures_sent_again_are_no_correction(reports: Reports) -> None:
    reports.send(row(KUDUS, P2.end, wajib_ktp=1000, sudah_rekam=990), received_at=FIRST)
    reports.send(row(KUDUS, P2.end, wajib_ktp=1000, sudah_rekam=990), received_at=LATER)
    assert compared(reports).empty


def test_a_first_report_is_news_and_shows_in_the_total_alone(reports: Reports) -> None:
    reports.send(row(KUDUS, P2.end, wajib_ktp=1000, sudah_rekam=990), received_at=FIRST)
    reports.send(row(PATI, P2.end, wajib_ktp=1000, sudah_rekam=970), received_at=LATER)
    found = compared(reports)
    assert set(found["wilayah"]) == {PROVINCE}
    counts = ("n_reported_before", "n_reported_after", "value_before", "value_after")
    assert told(found, "cakupan_perekaman", PROVINCE, *counts) == [1, 2, 99.0, 98.0]


def test_a_withdrawn_figure_is_missing_afterwards(reports: Reports) -> None:
    submission = reports.send(row(KUDUS, P2.end, prr=7), received_at=FIRST)
    reports.withdraw(submission, occurred_at=LATER)
    found = compared(reports)
    assert told(found, "prr", KUDUS, "value_before", "value_after", "status_after") == [7, None, None]


def test_a_revised_half_month_is_marked_in_the_figure_and_in_the_trend(reports: Reports) -> None:
    reports.send(row(KUDUS, P2.end, prr=7), row(PATI, P2.end, prr=1), received_at=FIRST)
    assert not figure(reports.marts(), "prr", KUDUS, P2.end)["direvisi"]
    reports.send(row(KUDUS, P2.end, prr=9), received_at=LATER)
    marts = reports.marts()
    marks = {code: bool(figure(marts, "prr", code, P2.end)["direvisi"]) for code in (KUDUS, PATI, PROVINCE)}
    assert marks == {KUDUS: True, PATI: False, PROVINCE: True}
    window = window_of(read_history(marts, now=NOW), periode=P2)
    trend = window.trend(load_indicators()["prr"], KUDUS)
    assert [point.direvisi for point in trend if point.value is not None] == [True]


def test_a_revised_cell_is_told_with_both_places_and_who_changed_it(reports: Reports) -> None:
    reports.send(row(KUDUS, P2.end, wajib_ktp=10, prr=7), received_at=FIRST, name="lama.xlsx")
    reports.send(
        row(PATI, P2.end, prr=1),
        row(KUDUS, P2.end, prr=9),
        received_at=LATER,
        name="baru.xlsx",
        sender="Kudus",
    )
    found = revised_cells(reports.ledger, since=SINCE)
    assert {name: str(kind) for name, kind in found.dtypes.items()} == CELL_TYPES
    assert found[["wilayah", "nama", "field", "before", "after", "change"]].values.tolist() == [
        [KUDUS, "Kabupaten Kudus", "prr", "7", "9", 2],
    ]
    places = found[["file_before", "sheet_before", "cell_before", "file_after", "sheet_after", "cell_after"]]
    assert places.values.tolist() == [["lama.xlsx", "Laporan", "D5", "baru.xlsx", "Laporan", "C6"]]
    assert found[["cause", "sender"]].values.tolist() == [["laporan baru", "Kudus"]]
    assert found["changed_at"].iloc[0] == LATER


def test_a_withdrawn_cell_is_told_with_the_reason_and_what_holds_again(reports: Reports) -> None:
    reports.send(row(KUDUS, P2.end, prr=7), received_at=datetime(2026, 10, 31, tzinfo=UTC), name="lama.xlsx")
    latter = reports.send(row(KUDUS, P2.end, prr=9, sfe=1), received_at=FIRST, name="baru.xlsx")
    reports.withdraw(latter, occurred_at=LATER)
    found = revised_cells(reports.ledger, since=SINCE)
    names = ["field", "before", "after", "file_before", "file_after", "cause", "sender", "reason"]
    said = [[None if pd.isna(value) else value for value in line] for line in found[names].values.tolist()]
    assert said == [
        ["prr", "9", "7", "baru.xlsx", "lama.xlsx", "penarikan", "petugas", "keliru"],
        ["sfe", "1", None, "baru.xlsx", None, "penarikan", "petugas", "keliru"],
    ]


def test_no_revised_cell_has_the_same_columns(reports: Reports) -> None:
    reports.send(row(KUDUS, P2.end, prr=7), received_at=FIRST)
    found = revised_cells(reports.ledger, since=SINCE)
    assert found.empty
    assert {name: str(kind) for name, kind in found.dtypes.items()} == CELL_TYPES
