"""The ledger keeps all that was reported, forgets nothing, and counts every file once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from data_contracts.contract import Severity
from tests.warehouse.sending import P1, P2, SEMARANG, TEGAL, at, frame, send, sha256_of, submission, withdraw
from warehouse import tables
from warehouse.engines import create_ledger_engine
from warehouse.ledger import Ledger
from warehouse.records import (
    AlreadyWithdrawnError,
    ColumnUse,
    DuplicateSubmissionError,
    Finding,
    IgnoredRow,
    LedgerError,
    RowCount,
    State,
    UnknownSubmissionError,
    Validation,
)
from warehouse.reported_rows import Window

FINDING = Finding(
    rule="persen_rekam_cocok",
    severity=Severity.WARNING,
    contract="perekaman",
    field="persen_rekam",
    sheet="Laporan",
    cell="E5",
    wilayah=SEMARANG,
    tanggal=P1,
    value="97,5",
    message="Persentase berbeda dari hitungan.",
)


def count_rows(ledger: Ledger) -> dict[str, int]:
    with ledger.engine.connect() as connection:
        return {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in tables.ledger_metadata.sorted_tables
        }


def test_what_was_recorded_is_read_back_as_it_was(ledger: Ledger) -> None:
    ignored = (IgnoredRow(sheet="Laporan", row=40, reason="baris jumlah"),)
    columns = (ColumnUse(sheet="Laporan", contract="perekaman", field="prr", column="G", header="Sisa PRR"),)
    number = send(
        ledger,
        "a.xlsx",
        {"prr": 3},
        {"prr": 1, "accepted": False},
        state=State.PARTIALLY_ACCEPTED,
        received_at=at(0),
        entered_at=at(1),
        ignored=ignored,
        columns=columns,
        findings=(FINDING,),
    )

    found = ledger.submission(number)
    assert (found.sha256, found.file_name, found.size) == (sha256_of("a.xlsx"), "a.xlsx", 1234)
    assert (found.received_at, found.entered_at) == (at(0), at(1))
    assert found.received_at.utcoffset() is not None
    assert found.contracts == ("perekaman",)
    assert found.rows == RowCount(read=3, accepted=1, quarantined=1, ignored=1)
    assert found.state is State.PARTIALLY_ACCEPTED
    assert ledger.submissions() == (found,)
    assert ledger.ignored_rows(number) == ignored
    assert ledger.columns(number) == columns
    assert ledger.findings(number) == (FINDING,)
    assert [event.state for event in ledger.events(number)] == [State.RECEIVED, State.PARTIALLY_ACCEPTED]
    assert [event.occurred_at for event in ledger.events(number)] == [at(0), at(1)]


def test_a_row_count_that_does_not_add_up_cannot_be_made() -> None:
    with pytest.raises(LedgerError, match="tidak klop"):
        RowCount(read=3, accepted=1, quarantined=1, ignored=0)
    with pytest.raises(LedgerError, match="negatif"):
        RowCount(read=0, accepted=1, quarantined=-1, ignored=0)


def test_a_live_file_sent_again_is_refused_with_its_first_submission_and_writes_nothing(
    ledger: Ledger,
) -> None:
    first = send(ledger, "a.xlsx", {"prr": 3})
    before = count_rows(ledger)
    with pytest.raises(DuplicateSubmissionError, match=f"nomor {first}") as caught:
        send(ledger, "a.xlsx", {"prr": 4}, received_at=at(5))
    assert caught.value.existing == ledger.submission(first)
    assert count_rows(ledger) == before


@pytest.mark.parametrize("state", [State.RETURNED, State.REFUSED])
def test_a_file_that_was_sent_back_may_be_sent_again(ledger: Ledger, state: State) -> None:
    first = send(ledger, "a.xlsx", {"prr": 3, "accepted": False}, state=state)
    assert ledger.find_by_sha256(sha256_of("a.xlsx")) is None
    second = send(ledger, "a.xlsx", {"prr": 3}, received_at=at(2))
    assert second > first
    assert [item.state for item in ledger.submissions()] == [state, State.ACCEPTED]
    assert ledger.find_by_sha256(sha256_of("a.xlsx")) == ledger.submission(second)


def test_a_withdrawn_file_may_be_sent_again_and_again(ledger: Ledger) -> None:
    for round_ in range(3):
        number = send(ledger, "a.xlsx", {"prr": 3}, received_at=at(round_))
        withdraw(ledger, number, occurred_at=at(round_ + 0.5))
    assert ledger.find_by_sha256(sha256_of("a.xlsx")) is None
    assert [item.state for item in ledger.submissions()] == [State.WITHDRAWN] * 3


def test_a_withdrawn_submission_takes_no_further_events(ledger: Ledger) -> None:
    number = send(ledger, "a.xlsx", {"prr": 3})
    withdraw(ledger, number, occurred_at=at(1))
    with pytest.raises(AlreadyWithdrawnError):
        withdraw(ledger, number, occurred_at=at(2))
    assert len(ledger.events(number)) == 3


def test_an_unknown_number_is_an_error_everywhere(ledger: Ledger) -> None:
    for question in (ledger.submission, ledger.events, ledger.findings, ledger.ignored_rows, ledger.columns):
        with pytest.raises(UnknownSubmissionError, match="99"):
            question(99)
    with pytest.raises(UnknownSubmissionError):
        withdraw(ledger, 99, occurred_at=at(0))


def test_the_sequence_rises_with_every_change_and_with_nothing_else(ledger: Ledger) -> None:
    seen = [ledger.sequence()]
    number = send(ledger, "a.xlsx", {"prr": 3})
    seen.append(ledger.sequence())
    with pytest.raises(DuplicateSubmissionError):
        send(ledger, "a.xlsx", {"prr": 3})
    assert ledger.sequence() == seen[-1]
    withdraw(ledger, number, occurred_at=at(1))
    seen.append(ledger.sequence())
    assert seen[0] == 0
    assert seen == sorted(set(seen))


def test_missing_is_not_zero_and_a_count_stays_an_integer(ledger: Ledger) -> None:
    large = 2**53 + 1
    send(
        ledger,
        "a.xlsx",
        {"prr": 0, "wajib_ktp": large, "persen_rekam": 98.09, "tanggal_penyebut": date(2025, 12, 31)},
        {"prr": None, "wajib_ktp": None, "persen_rekam": None, "tanggal_penyebut": None, "tanggal": P2},
    )
    reported = ledger.reported("perekaman")
    assert reported["prr"].dtype == reported["wajib_ktp"].dtype == "Int64"
    assert reported["persen_rekam"].dtype == "Float64"
    assert reported["received_at"].dtype == "datetime64[us, UTC]"
    assert reported["prr"].isna().tolist() == [False, True]
    assert [reported[name][0] for name in ("prr", "wajib_ktp", "persen_rekam")] == [0, large, 98.09]
    assert reported["tanggal_penyebut"][0] == pd.Timestamp("2025-12-31")
    assert reported["sfe"].isna().all()


def test_frames_without_rows_have_the_dtypes_of_those_with_rows(ledger: Ledger) -> None:
    empty_reported, empty_arrivals = ledger.reported("perekaman"), ledger.arrivals()
    send(ledger, "a.xlsx", {"prr": 1, "tanggal_awal": date(2026, 10, 1)})
    assert len(empty_reported) == len(empty_arrivals) == 0
    assert empty_reported.dtypes.equals(ledger.reported("perekaman").dtypes)
    assert empty_arrivals.dtypes.equals(ledger.arrivals().dtypes)


def test_half_a_person_is_refused_and_nothing_is_kept(ledger: Ledger) -> None:
    before = count_rows(ledger)
    with pytest.raises(LedgerError, match="prr"):
        send(ledger, "a.xlsx", {"prr": 1}, {"prr": 1.5})
    assert count_rows(ledger) == before


def test_an_accepted_row_without_a_place_is_refused_and_nothing_is_kept(ledger: Ledger) -> None:
    before = count_rows(ledger)
    with pytest.raises(sa.exc.IntegrityError):
        send(ledger, "a.xlsx", {"prr": 1}, {"prr": 2, "kode_wilayah": None})
    assert count_rows(ledger) == before


def test_a_quarantined_row_may_lack_its_place_and_day(ledger: Ledger) -> None:
    send(ledger, "a.xlsx", {"prr": 1, "kode_wilayah": None, "tanggal": None, "accepted": False})
    assert len(ledger.reported("perekaman")) == 0
    assert len(ledger.arrivals()) == 0
    assert count_rows(ledger)["perekaman_reported"] == 1


def test_a_moment_without_a_zone_is_refused(ledger: Ledger) -> None:
    with pytest.raises(sa.exc.StatementError, match="zona"):
        send(ledger, "a.xlsx", {"prr": 1}, received_at=datetime(2026, 10, 1, 8))  # noqa: DTZ001


def test_reported_rows_come_in_order_of_precedence(ledger: Ledger) -> None:
    send(ledger, "late-entry-of-an-old-one.xlsx", {"prr": 3}, received_at=at(3))
    send(ledger, "older.xlsx", {"prr": 1}, received_at=at(1))
    send(ledger, "invented.xlsx", {"prr": 9}, received_at=at(9), simulasi=True)
    send(ledger, "same-moment.xlsx", {"prr": 4}, {"prr": 5}, received_at=at(3))
    assert ledger.reported("perekaman")["prr"].tolist() == [1, 3, 4, 5]


def test_the_past_shows_what_was_known_then(ledger: Ledger) -> None:
    first = send(ledger, "a.xlsx", {"prr": 1}, received_at=at(1))
    send(ledger, "b.xlsx", {"prr": 2}, received_at=at(3))
    withdraw(ledger, first, occurred_at=at(5))

    def known(hours: float) -> list[int]:
        reported = ledger.reported("perekaman", known_at=at(hours))["prr"].tolist()
        assert len(ledger.arrivals(known_at=at(hours))) == len(reported)
        return reported

    assert [known(0.9), known(1), known(2.9), known(3), known(4.9), known(5)] == [
        [],
        [1],
        [1],
        [1, 2],
        [1, 2],
        [2],
    ]
    assert ledger.reported("perekaman")["prr"].tolist() == [2]


def test_only_accepted_rows_of_live_submissions_count_but_all_with_a_place_arrived(ledger: Ledger) -> None:
    partly = send(
        ledger,
        "partly.xlsx",
        {"prr": 1, "marked": True},
        {"prr": 2, "kode_wilayah": TEGAL, "accepted": False},
        state=State.PARTIALLY_ACCEPTED,
        received_at=at(1),
    )
    back = send(ledger, "back.xlsx", {"prr": 3, "accepted": False}, state=State.RETURNED, received_at=at(2))
    gone = send(ledger, "gone.xlsx", {"prr": 4}, received_at=at(3))
    withdraw(ledger, gone, occurred_at=at(4))

    assert ledger.reported("perekaman")["submission_id"].tolist() == [partly]
    arrivals = ledger.arrivals()
    assert arrivals.drop(columns=["tanggal", "received_at"]).values.tolist() == [
        [partly, SEMARANG, True, True, False],
        [partly, TEGAL, False, False, False],
        [back, SEMARANG, False, False, False],
    ]
    assert arrivals["received_at"].tolist() == [at(1), at(1), at(2)]


def test_a_file_for_several_contracts_arrives_once_per_place_and_day(ledger: Ledger) -> None:
    number = ledger.record(
        submission("a.xlsx", contracts=("perekaman", "suket")),
        rows={"perekaman": frame({"prr": 1}), "suket": frame({"sisa_suket": 0, "marked": True})},
        ignored=(),
        columns=(),
        findings=(),
    )
    arrivals = ledger.arrivals()
    assert arrivals[["submission_id", "accepted", "marked"]].values.tolist() == [[number, True, True]]
    assert ledger.integrity_problem() is None


def test_of_two_writers_with_the_same_file_one_wins(ledger: Ledger) -> None:
    def attempt(number: int) -> object:
        try:
            return send(ledger, "a.xlsx", {"prr": number})
        except DuplicateSubmissionError as error:
            return error.existing.id

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(attempt, range(8)))
    assert answers == {ledger.submissions()[0].id}
    assert len(ledger.submissions()) == len(ledger.reported("perekaman")) == 1


def test_create_is_harmless_on_a_ledger_in_use(ledger: Ledger) -> None:
    number = send(ledger, "a.xlsx", {"prr": 1})
    ledger.create()
    assert ledger.submission(number).state is State.ACCEPTED


def test_a_ledger_from_before_a_field_existed_gains_its_column(ledger: Ledger) -> None:
    send(ledger, "old.xlsx", {"prr": 1}, received_at=at(1))
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE perekaman_reported DROP COLUMN duplicate_record")
    ledger.create()
    send(ledger, "new.xlsx", {"duplicate_record": 7}, received_at=at(2))
    assert ledger.reported("perekaman")["duplicate_record"].isna().tolist() == [True, False]
    assert ledger.reported("perekaman")["duplicate_record"].tolist()[1] == 7


def test_a_ledger_from_before_filled_fields_were_noted_still_shows_every_value(ledger: Ledger) -> None:
    send(ledger, "old.xlsx", {"prr": 1, "jenis_penyebut": "DKB"}, received_at=at(1))
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE filled_field")
    ledger.create()
    reported = ledger.reported("perekaman")
    assert (reported["prr"].tolist(), reported["jenis_penyebut"].tolist()) == ([1], ["DKB"])


def test_a_ledger_from_before_an_index_gains_it(ledger: Ledger) -> None:
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX perekaman_reported_day")
    ledger.create()
    names = {index["name"] for index in sa.inspect(ledger.engine).get_indexes("perekaman_reported")}
    assert "perekaman_reported_day" in names


def test_a_part_is_the_whole_without_the_rest(ledger: Ledger) -> None:
    rows = [
        {"prr": number, "kode_wilayah": place, "tanggal": day}
        for number, (place, day) in enumerate([(SEMARANG, P1), (SEMARANG, P2), (TEGAL, P1), (TEGAL, P2)])
    ]
    send(ledger, "a.xlsx", *rows)

    def prr(**part: Any) -> list[int]:
        return sorted(ledger.reported("perekaman", **part)["prr"].tolist())

    assert prr() == [0, 1, 2, 3]
    assert prr(kodes=[TEGAL]) == [2, 3]
    assert prr(since=P2) == [1, 3]
    assert prr(until=P1) == [0, 2]
    assert prr(kodes=[SEMARANG], since=P1, until=P1) == [0]
    assert prr(kodes=[]) == []
    assert prr(kodes=[TEGAL], known_at=at(-1)) == []


def test_a_real_figure_outside_the_part_does_not_bring_a_simulated_one_back(ledger: Ledger) -> None:
    send(ledger, "invented.xlsx", {"prr": 9}, {"prr": 8, "tanggal": P2}, simulasi=True)
    send(ledger, "real.xlsx", {"prr": 1})
    assert ledger.reported("perekaman", until=P1)["prr"].tolist() == [1]
    assert ledger.reported("perekaman", since=P2)["prr"].tolist() == [8]


def test_validations_are_read_back_as_they_were(ledger: Ledger) -> None:
    validations = (
        Validation(
            contract="perekaman",
            rule="prr_tidak_negatif",
            expectation="expect_column_values_to_be_between",
            severity=Severity.ERROR,
            evaluated=35,
            unexpected=1,
        ),
    )
    number = ledger.record(
        submission("a.xlsx"),
        rows={"perekaman": frame({"prr": 1})},
        ignored=(),
        columns=(),
        findings=(),
        validations=validations,
    )
    assert ledger.validations(number) == validations


def test_rows_of_many_days_keep_their_precedence_and_their_values(ledger: Ledger) -> None:
    send(ledger, "a.xlsx", {"prr": 1, "tanggal": P2}, {"prr": 2}, {"prr": 3, "tanggal": P2}, {"prr": 4})
    reported = ledger.reported("perekaman")
    of_day = reported.groupby(reported["tanggal"].dt.date)["prr"].agg(list).to_dict()
    assert of_day == {P1: [2, 4], P2: [1, 3]}
    assert dict(zip(reported["prr"], reported["source_row"], strict=True)) == {1: 5, 2: 6, 3: 7, 4: 8}


def test_a_sound_ledger_has_no_problem(ledger: Ledger) -> None:
    assert ledger.integrity_problem() is None
    send(ledger, "a.xlsx", {"prr": 1}, ignored=(IgnoredRow(sheet="Laporan", row=1, reason="judul"),))
    assert ledger.integrity_problem() is None


@pytest.mark.parametrize("table", ["perekaman_reported", "ignored_row"])
def test_a_lost_row_is_noticed(ledger: Ledger, table: str) -> None:
    number = send(ledger, "a.xlsx", {"prr": 1}, ignored=(IgnoredRow(sheet="Laporan", row=1, reason="judul"),))
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM {table}")
    assert f"nomor {number} tidak klop" in (ledger.integrity_problem() or "")


@pytest.mark.parametrize("table", ["sqlite_master", "perekaman_reported"])
def test_a_damaged_file_is_noticed(tmp_path: Path, table: str) -> None:
    path = tmp_path / "buku_besar.db"
    engine = create_ledger_engine(f"sqlite:///{path}")
    ledger = Ledger(engine)
    ledger.create()
    for number in range(30):
        send(ledger, f"{number}.xlsx", *({"prr": number} for _ in range(35)))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        roots = connection.exec_driver_sql("SELECT name, rootpage FROM sqlite_master").all()
        (size,) = connection.exec_driver_sql("PRAGMA page_size").one()
    engine.dispose()
    # The first 100 bytes of the first page are the file's header; without it there is no database to check.
    page = {"sqlite_master": 1, **dict(roots)}[table]
    with path.open("r+b") as file:
        file.seek((page - 1) * size + 100 * (page == 1))
        file.write(b"\xff" * 64)
    assert "rusak" in (ledger.integrity_problem() or "")
    engine.dispose()


def test_several_windows_are_read_in_one_question_and_without_how_the_rows_were_written(
    ledger: Ledger,
) -> None:
    tegal = {"kode_wilayah": TEGAL}
    send(ledger, "a.xlsx", {"prr": 1, "tanggal": P1}, {"prr": 2, "tanggal": P2})
    send(ledger, "b.xlsx", {"prr": 3, "tanggal": P1, **tegal}, {"prr": 4, "tanggal": P2, **tegal})
    windows = (
        Window(kodes=[SEMARANG], since=P1, until=P1),
        Window(kodes=[SEMARANG, TEGAL], since=P2, until=P2),
        Window(kodes=[SEMARANG], since=P1, until=P2),
    )
    past = ledger.past(["perekaman"], windows=windows)["perekaman"]
    assert past["prr"].tolist() == [1, 2, 4]
    assert not {"sheet", "source_row", "marked", "raw"} & set(past.columns)
    assert {"submission_id", "received_at", "simulasi", "tanggal_awal"} <= set(past.columns)
    assert ledger.past(["perekaman"], windows=())["perekaman"].empty
