"""The revision ledger names every cell that says something else now, and no other."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from tests.warehouse.sending import P1, P2, SEMARANG, TEGAL, at, send, withdraw
from warehouse.ledger import Ledger
from warehouse.revisions import REVISION_TYPES, revisions

SINCE = at(10)


def told(frame: pd.DataFrame, *names: str) -> list[list[object]]:
    return [[None if pd.isna(value) else value for value in row] for row in frame[[*names]].values.tolist()]


def test_a_later_report_that_says_something_else_is_a_revision(ledger: Ledger) -> None:
    first = send(ledger, "a", {"wajib_ktp": 10, "sudah_rekam": 9, "prr": 3}, received_at=at(1))
    second = send(
        ledger, "b", {"wajib_ktp": 10, "sudah_rekam": 8, "sheet": "Dua", "source_row": 7}, received_at=at(11)
    )
    found = revisions(ledger, since=SINCE)
    assert told(found, "contract", "field", "kode_wilayah", "tanggal", "before", "after") == [
        ["perekaman", "sudah_rekam", SEMARANG, pd.Timestamp(P1), "9", "8"],
    ]
    assert told(found, "submission_before", "sheet_before", "source_row_before") == [[first, "Laporan", 5]]
    assert told(found, "submission_after", "sheet_after", "source_row_after") == [[second, "Dua", 7]]
    assert told(found, "cause", "changed_at", "tanggal_awal") == [["laporan baru", at(11), None]]


def test_a_first_value_the_same_again_and_another_day_are_none(ledger: Ledger) -> None:
    send(ledger, "a", {"prr": 3}, received_at=at(1))
    send(ledger, "b", {"prr": 3, "sfe": 1}, {"tanggal": P2, "prr": 4}, received_at=at(11))
    send(ledger, "c", {"kode_wilayah": TEGAL, "prr": 5}, received_at=at(12))
    assert revisions(ledger, since=SINCE).empty


def test_what_was_changed_before_that_day_or_after_the_other_is_left_out(ledger: Ledger) -> None:
    for hour, value in ((1, 3), (2, 4), (11, 5), (20, 6)):
        send(ledger, f"a{hour}", {"prr": value}, received_at=at(hour))
    assert told(revisions(ledger, since=SINCE), "before", "after") == [["4", "6"]]
    assert told(revisions(ledger, since=SINCE, until=at(15)), "before", "after") == [["4", "5"]]
    assert told(revisions(ledger, since=at(15)), "before", "after") == [["5", "6"]]
    assert revisions(ledger, since=at(30)).empty


def test_a_value_that_came_and_went_in_between_is_none(ledger: Ledger) -> None:
    send(ledger, "a", {"prr": 3}, received_at=at(1))
    wrong = send(ledger, "b", {"prr": 4}, received_at=at(11))
    withdraw(ledger, wrong, occurred_at=at(12))
    assert revisions(ledger, since=SINCE).empty


def test_a_withdrawal_brings_the_former_value_back_or_leaves_nothing(ledger: Ledger) -> None:
    former = send(ledger, "a", {"prr": 3}, received_at=at(1))
    latter = send(ledger, "b", {"prr": 4, "sfe": 2}, received_at=at(2))
    withdraw(ledger, latter, occurred_at=at(11))
    found = revisions(ledger, since=SINCE)
    assert told(found, "field", "before", "after", "submission_before", "submission_after", "cause") == [
        ["prr", "4", "3", latter, former, "penarikan"],
        ["sfe", "2", None, latter, None, "penarikan"],
    ]
    assert set(found["changed_at"]) == {pd.Timestamp(at(11))}


def test_a_late_entry_with_an_earlier_arrival_changes_nothing(ledger: Ledger) -> None:
    send(ledger, "a", {"prr": 3}, received_at=at(12))
    send(ledger, "b", {"prr": 4}, received_at=at(11), entered_at=at(20))
    assert revisions(ledger, since=at(13)).empty


def test_flows_keep_their_interval_and_dimensions_are_named(ledger: Ledger) -> None:
    start = date(2026, 10, 1)
    for hour, value in ((1, 5), (11, 6)):
        row = {"tanggal_awal": start, "kurir": "pos", "jenis_dokumen": "ktp_el", "diserahkan": value}
        send(ledger, f"a{hour}", row, contract="pengantaran", received_at=at(hour))
    found = revisions(ledger, since=SINCE)
    assert told(found, "tanggal_awal", "rincian", "before", "after") == [
        [pd.Timestamp(start), "kurir=pos; jenis_dokumen=ktp_el", "5", "6"],
    ]


def test_quarantined_rows_revise_nothing(ledger: Ledger) -> None:
    send(ledger, "a", {"prr": 3}, received_at=at(1))
    send(ledger, "b", {"prr": 4, "accepted": False}, received_at=at(11))
    assert revisions(ledger, since=SINCE).empty


@pytest.mark.parametrize("hours", [0, 50])
def test_an_empty_answer_has_the_same_columns(ledger: Ledger, hours: float) -> None:
    found = revisions(ledger, since=at(hours))
    assert {name: str(kind) for name, kind in found.dtypes.items()} == REVISION_TYPES
