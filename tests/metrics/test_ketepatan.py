"""Who owes which report: the register decides, the calendar of WIB decides, and no gap lies between the
words.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pandas as pd
import pytest

from data_contracts.aturan import load_settings, with_changes
from data_contracts.periode import Periode
from data_contracts.tulisan import WIB
from metrics.ketepatan import report_status
from tests.metrics.reports import KUDUS, NOW, PATI, REGENCIES, Reports, figure, row
from warehouse.records import State

PERIODE = Periode.parse("2026-10-P2")
END = date(2026, 10, 31)
# Due on 3 November 2026; that day ends in WIB at 17.00 UTC.
LAST_MOMENT = datetime(2026, 11, 3, 16, 59, 59, tzinfo=UTC)
AFTER_DUE = datetime(2026, 11, 3, 17, 0, tzinfo=UTC)
LATE_UNTIL = datetime(2026, 11, 10, 16, 59, 59, tzinfo=UTC)


def status_of(reports: Reports, wilayah: str = KUDUS, *, now: datetime = NOW) -> pd.Series:
    frame = report_status(reports.marts(), periods=(PERIODE,), now=now)
    assert tuple(frame["wilayah"]) == REGENCIES
    return frame.set_index("wilayah").loc[wilayah]


@pytest.mark.parametrize(
    ("received_at", "status"),
    [
        (datetime(2026, 10, 31, 2, tzinfo=UTC), "on_time"),
        (LAST_MOMENT, "on_time"),
        (AFTER_DUE, "late"),
        (LATE_UNTIL, "late"),
        (LATE_UNTIL + timedelta(seconds=1), "missing"),
    ],
)
def test_the_day_it_came_in_wib_decides(reports: Reports, received_at: datetime, status: str) -> None:
    submission = reports.send(row(KUDUS, END, wajib_ktp=1), received_at=received_at)
    found = status_of(reports)
    assert found["status"] == status
    assert found["received_at"] == received_at
    assert (found["submission"], found["accepted"]) == (submission, True)
    assert found["due"] == pd.Timestamp(2026, 11, 3)


def test_nothing_there_is_not_due_until_the_due_day_has_ended(reports: Reports) -> None:
    assert status_of(reports, now=LAST_MOMENT)["status"] == "not_due"
    overdue = status_of(reports, now=AFTER_DUE)
    assert overdue["status"] == "missing"
    assert overdue[["received_at", "submission", "accepted"]].isna().all()


def test_a_report_that_did_not_pass_is_returned_until_one_is_accepted(reports: Reports) -> None:
    first, second = datetime(2026, 11, 1, 2, tzinfo=UTC), datetime(2026, 11, 2, 2, tzinfo=UTC)
    reports.send(row(KUDUS, END, accepted=False, wajib_ktp=1), received_at=first, state=State.RETURNED)
    assert status_of(reports)["status"] == "returned"
    reports.send(row(KUDUS, END, wajib_ktp=2), received_at=second)
    found = status_of(reports)
    assert (found["status"], found["received_at"]) == ("on_time", second)


def test_a_correction_does_not_make_a_report_late(reports: Reports) -> None:
    first = reports.send(row(KUDUS, END, wajib_ktp=1), received_at=LAST_MOMENT)
    reports.send(row(KUDUS, END, wajib_ktp=2), received_at=LATE_UNTIL)
    found = status_of(reports)
    assert (found["status"], found["submission"]) == ("on_time", first)


def test_a_withdrawn_report_is_owed_again(reports: Reports) -> None:
    submission = reports.send(row(KUDUS, END, wajib_ktp=1), received_at=LAST_MOMENT)
    reports.withdraw(submission, occurred_at=LATE_UNTIL)
    assert status_of(reports)["status"] == "missing"


def test_what_came_after_now_is_not_known_yet(reports: Reports) -> None:
    reports.send(row(KUDUS, END, wajib_ktp=1), received_at=LATE_UNTIL)
    assert status_of(reports, now=AFTER_DUE)["status"] == "missing"


def test_a_file_of_daily_rows_does_not_stand_for_the_half_months_report(reports: Reports) -> None:
    days = (date(2026, 10, 30), END)
    reports.send(*(row(KUDUS, day, awal=day, sisa_blangko=10) for day in days))
    reports.send(row(PATI, date(2026, 10, 30), wajib_ktp=1))
    assert status_of(reports)["status"] == "missing"
    assert status_of(reports, PATI)["status"] == "missing"


def test_each_period_has_all_35_in_the_order_asked(reports: Reports) -> None:
    reports.send(row(KUDUS, END, wajib_ktp=1))
    frame = report_status(reports.marts(), periods=(PERIODE, PERIODE.previous()), now=NOW)
    assert frame["periode"].tolist() == ["2026-10-P2"] * 35 + ["2026-10-P1"] * 35
    assert frame["status"].value_counts().to_dict() == {"missing": 69, "on_time": 1}


def test_no_periods_give_no_rows(reports: Reports) -> None:
    assert report_status(reports.marts(), periods=(), now=NOW).empty


def test_completeness_counts_late_reports_and_punctuality_does_not(reports: Reports) -> None:
    reports.send(*(row(code, END, wajib_ktp=1) for code in REGENCIES[:20]), received_at=LAST_MOMENT)
    reports.send(*(row(code, END, wajib_ktp=1) for code in REGENCIES[20:28]), received_at=LATE_UNTIL)
    marts = reports.marts()
    complete, punctual = (
        figure(marts, name, "33", END) for name in ("kelengkapan_laporan", "ketepatan_laporan")
    )
    assert (complete["numerator"], complete["denominator"], complete["value"]) == (28, 35, 80.0)
    assert (punctual["numerator"], punctual["denominator"], punctual["value"]) == (20, 35, 57.14)


def test_a_regencys_completeness_looks_at_its_last_twelve_half_months(reports: Reports) -> None:
    periods = Periode.range(Periode.parse("2026-04-P1"), PERIODE)
    assert len(periods) == 14
    for number, periode in enumerate(periods):
        reports.send(
            row(PATI, periode.end, wajib_ktp=1),
            *([row(KUDUS, periode.end, wajib_ktp=1)] if number % 2 else []),
        )
    marts = reports.marts()
    own = figure(marts, "kelengkapan_laporan", KUDUS, END)
    assert (own["numerator"], own["denominator"], own["value"]) == (6, 12, 50.0)
    early = figure(marts, "kelengkapan_laporan", KUDUS, periods[2].end)
    assert (early["numerator"], early["denominator"]) == (1, 3)


def test_a_half_month_that_is_not_due_does_not_count_against_a_regency(reports: Reports) -> None:
    reports.send(row(KUDUS, date(2026, 10, 15), wajib_ktp=1))
    reports.send(row(PATI, END, wajib_ktp=1), received_at=datetime(2026, 11, 1, 2, tzinfo=UTC))
    before_due = datetime(2026, 11, 2, tzinfo=UTC)
    own = figure(reports.marts(), "kelengkapan_laporan", KUDUS, END, now=before_due)
    assert (own["numerator"], own["denominator"]) == (1, 1)
    later = figure(reports.marts(), "kelengkapan_laporan", KUDUS, END)
    assert (later["numerator"], later["denominator"]) == (1, 2)


def test_a_figure_of_reports_says_whether_it_is_simulated_also_where_nothing_came(reports: Reports) -> None:
    reports.send(row(KUDUS, END, wajib_ktp=1), simulasi=True)
    marts = reports.marts()
    assert figure(marts, "ketepatan_laporan", KUDUS, END)["simulasi"]
    assert not figure(marts, "ketepatan_laporan", PATI, END)["simulasi"]


@pytest.mark.parametrize(
    ("received", "status"),
    [
        (datetime(2026, 11, 3, 16, 59, 59, 999_999, tzinfo=UTC), "on_time"),
        (datetime(2026, 11, 3, 17, 0, tzinfo=UTC), "late"),
        (datetime(2026, 11, 10, 16, 59, 59, 999_999, tzinfo=UTC), "late"),
        (datetime(2026, 11, 10, 17, 0, tzinfo=UTC), "missing"),
    ],
)
def test_each_boundary_is_the_last_instant_of_its_day_in_wib_and_no_gap_lies_between(
    reports: Reports, received: datetime, status: str
) -> None:
    reports.send(row(KUDUS, date(2026, 10, 31), prr=1), received_at=received)
    found = report_status(reports.marts(), periods=(Periode(2026, 10, 2),), now=NOW).set_index("wilayah")
    assert found.loc[KUDUS, "status"] == status
    assert bool(found.loc[KUDUS, "accepted"])


@pytest.mark.parametrize(
    ("periode", "due"),
    [
        (Periode(2026, 12, 2), date(2027, 1, 3)),
        (Periode(2028, 2, 2), date(2028, 3, 3)),
        (Periode(2026, 2, 2), date(2026, 3, 3)),
        (Periode(2026, 2, 1), date(2026, 2, 18)),
    ],
)
def test_due_days_run_over_the_ends_of_months_and_years(
    reports: Reports, periode: Periode, due: date
) -> None:
    found = report_status(reports.marts(), periods=(periode,), now=NOW)
    assert set(found["due"].dt.date) == {due}


def test_other_due_days_hold_from_their_day_on_and_judge_no_half_month_before(reports: Reports) -> None:
    line = {"berlaku_mulai": date(2026, 10, 20), "nilai": 1, "penulis": "Kabid", "alasan": "rapat"}
    settings = with_changes(load_settings(), {"hari_jatuh_tempo": [line]})
    for day in (date(2026, 10, 15), date(2026, 10, 31)):
        reports.send(
            row(KUDUS, day, prr=1), received_at=datetime.combine(day, time(2), tzinfo=UTC) + timedelta(days=2)
        )
    periods = (Periode(2026, 10, 1), Periode(2026, 10, 2))
    found = report_status(reports.marts(), periods=periods, now=NOW, settings=settings)
    own = found[found["wilayah"] == KUDUS]
    assert own["status"].tolist() == ["on_time", "late"]
    assert own["due"].dt.date.tolist() == [date(2026, 10, 18), date(2026, 11, 1)]


@pytest.mark.parametrize(
    ("periode", "due", "last"),
    [
        (Periode(2025, 12, 2), date(2026, 1, 3), date(2026, 1, 10)),
        (Periode(2024, 2, 2), date(2024, 3, 3), date(2024, 3, 10)),
        (Periode(2025, 2, 2), date(2025, 3, 3), date(2025, 3, 10)),
        (Periode(2025, 11, 2), date(2025, 12, 3), date(2025, 12, 10)),
        (Periode(2026, 2, 1), date(2026, 2, 18), date(2026, 2, 25)),
    ],
)
def test_over_the_ends_of_months_and_years_too_not_a_microsecond_lies_between_the_words(
    reports: Reports, periode: Periode, due: date, last: date
) -> None:
    def midnight_after(day: date) -> datetime:
        return datetime.combine(day + timedelta(days=1), time(), tzinfo=WIB)

    tick = timedelta(microseconds=1)
    arrived = (
        midnight_after(due) - tick,
        midnight_after(due),
        midnight_after(last) - tick,
        midnight_after(last),
    )
    for code, received in zip(REGENCIES, arrived, strict=False):
        reports.send(row(code, periode.end, prr=1), received_at=received.astimezone(UTC))
    found = report_status(reports.marts(), periods=(periode,), now=NOW).set_index("wilayah")
    own = found.loc[list(REGENCIES[:4])]
    assert own["status"].tolist() == ["on_time", "late", "late", "missing"]
    assert own["received_at"].tolist() == list(arrived)
    assert own["due"].dt.date.tolist() == [due] * 4


def test_with_no_day_to_be_late_in_a_report_is_in_time_or_missing(reports: Reports) -> None:
    line = {"berlaku_mulai": date(2026, 10, 31), "nilai": 0, "penulis": "Kabid", "alasan": "rapat"}
    settings = with_changes(load_settings(), {"hari_batas_terlambat": [line]})
    for code, received in zip(REGENCIES, (LAST_MOMENT, AFTER_DUE), strict=False):
        reports.send(row(code, END, prr=1), received_at=received)
    found = report_status(reports.marts(), periods=(PERIODE,), now=NOW, settings=settings)
    assert found["status"].tolist()[:2] == ["on_time", "missing"]
