"""What the checks came to, counted by hand: rows once, findings per rule, halves compared."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from data_contracts.contract import Severity
from data_contracts.periode import Periode
from metrics import mutu
from metrics.harapan import expectation_trends, expectations
from metrics.mutu import read_quality
from metrics.riwayat import life_of
from tests.metrics.reports import KUDUS, PATI, REGENCIES, Reports, row
from warehouse.records import Finding, State, UnknownSubmissionError, Validation

P1, P2, P3, P4 = Periode.range(Periode.parse("2026-09-P1"), Periode.parse("2026-10-P2"))
SPAN = (P1, P2, P3, P4)


def finding(
    rule: str, *, wilayah: str | None = KUDUS, tanggal: date | None = P4.end, cell: str = "D5"
) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.WARNING,
        message=f"temuan {rule}",
        contract="perekaman",
        field="sudah_rekam",
        sheet="Laporan",
        cell=cell,
        wilayah=wilayah,
        tanggal=tanggal,
    )


def counted(frame: pd.DataFrame, *keys: object) -> tuple[object, ...]:
    found = frame[frame.iloc[:, 0].isin(keys)].iloc[0]
    return tuple(
        None if pd.isna(found[name]) else found[name] for name in ("n_files", "n", "clean", "marked", "held")
    )


def test_a_source_row_counts_once_whatever_contracts_it_feeds(reports: Reports) -> None:
    reports.send(row(KUDUS, P4.end, wajib_ktp=10, sisa_suket=3, sisa_blangko=4))
    quality = read_quality(reports.ledger)
    assert counted(mutu.over_time(quality, periods=SPAN), str(P4)) == (1, 1, 1, 0, 0)
    subjects = mutu.by_subject(quality, periods=SPAN)
    assert dict(zip(subjects["contract"], subjects["n"], strict=True)) == {
        "perekaman": 1,
        "suket": 1,
        "blangko": 1,
    }


def test_each_row_is_clean_marked_or_held(reports: Reports) -> None:
    reports.send(
        row(KUDUS, P4.end, wajib_ktp=10),
        row(PATI, P4.end, wajib_ktp=10, marked=True),
        row("33.20", P4.end, accepted=False, marked=True, wajib_ktp=10),
        state=State.PARTIALLY_ACCEPTED,
    )
    over = mutu.over_time(read_quality(reports.ledger), periods=SPAN)
    assert list(over["periode"]) == [str(each) for each in SPAN]
    assert counted(over, str(P4)) == (1, 3, 1, 1, 1)
    assert over["share_clean"].iloc[-1] == pytest.approx(100 / 3)
    assert over.iloc[0][["n", "share_clean"]].isna().all()


def test_a_row_without_a_day_belongs_to_the_half_month_it_arrived_in(reports: Reports) -> None:
    # 17.30 UTC on the 15th is half past midnight on the 16th in Jawa Tengah.
    received = datetime(2026, 10, 15, 17, 30, tzinfo=UTC)
    reports.send(row(None, None, accepted=False, wajib_ktp=1), received_at=received, state=State.RETURNED)
    quality = read_quality(reports.ledger)
    assert counted(mutu.over_time(quality, periods=SPAN), str(P4)) == (1, 1, 0, 0, 1)
    assert mutu.over_time(quality, periods=SPAN, wilayah=KUDUS)["n"].isna().all()


def test_a_regency_of_another_province_is_not_counted_as_ours(reports: Reports) -> None:
    reports.send(row(KUDUS, P4.end, wajib_ktp=1), row("32.16", P4.end, wajib_ktp=1))
    quality = read_quality(reports.ledger)
    assert counted(mutu.over_time(quality, periods=SPAN), str(P4)) == (1, 1, 1, 0, 0)
    assert counted(mutu.over_time(quality, periods=SPAN, wilayah="32.16"), str(P4)) == (1, 1, 1, 0, 0)


def test_a_kecamatan_counts_for_its_regency(reports: Reports) -> None:
    reports.send(row("33.19.01", P4.end, wajib_ktp=1), row("33.19.02", P4.end, wajib_ktp=1))
    places = mutu.by_regency(read_quality(reports.ledger), periods=SPAN)
    assert tuple(places["wilayah"]) == REGENCIES
    assert counted(places, KUDUS) == (1, 2, 2, 0, 0)
    assert counted(places, PATI) == (None,) * 5


def test_the_later_half_is_compared_with_the_earlier_one(reports: Reports) -> None:
    for periode, marked in ((P1, True), (P2, False), (P3, False), (P4, False)):
        reports.send(row(KUDUS, periode.end, wajib_ktp=int(periode.end.day), marked=marked), sender="Kudus")
    reports.send(row(PATI, P4.end, wajib_ktp=1), sender="Pati")
    quality = read_quality(reports.ledger)
    places = mutu.by_regency(quality, periods=SPAN).set_index("wilayah")
    assert places.loc[KUDUS, ["share_before", "share_after", "change_points"]].tolist() == [50, 100, 50]
    assert pd.isna(places.loc[PATI, "change_points"])
    senders = mutu.by_sender(quality, periods=SPAN)
    assert senders["sender"].tolist() == ["Kudus", "Pati"]
    assert senders["n"].tolist() == [4, 1]
    assert senders["change_points"].iloc[0] == 50


def test_rules_are_counted_with_their_latest_example(reports: Reports) -> None:
    reports.send(
        row(KUDUS, P3.end, wajib_ktp=1),
        name="pertama.xlsx",
        findings=[finding("turun", tanggal=P3.end, cell="D9"), finding("salinan", tanggal=P3.end)],
    )
    reports.send(
        row(KUDUS, P4.end, wajib_ktp=1),
        row(PATI, P4.end, wajib_ktp=1),
        name="kedua.xlsx",
        findings=[finding("turun", cell="D5"), finding("turun", wilayah=PATI, cell="D6")],
    )
    quality = read_quality(reports.ledger)
    fired = mutu.fired(quality, periods=SPAN)
    assert fired[["rule", "n", "n_files", "n_wilayah"]].values.tolist() == [
        ["turun", 3, 2, 2],
        ["salinan", 1, 1, 1],
    ]
    assert fired.iloc[0][["file", "cell", "wilayah"]].tolist() == ["kedua.xlsx", "D6", PATI]
    assert fired["tanggal"].iloc[0] == pd.Timestamp(P4.end)
    own = mutu.fired(quality, periods=(P4,), wilayah=KUDUS)
    assert own[["rule", "n", "cell"]].values.tolist() == [["turun", 1, "D5"]]
    assert mutu.fired(quality, periods=(P1,)).empty


def test_a_rule_that_never_ran_is_told_from_one_that_holds(reports: Reports) -> None:
    def result(rule: str, evaluated: int, unexpected: int) -> Validation:
        return Validation(
            contract="suket",
            rule=rule,
            expectation="expect_column_values_to_be_between",
            severity=Severity.ERROR,
            evaluated=evaluated,
            unexpected=unexpected,
        )

    holds, broken, unseen = (
        "sisa_suket_tidak_negatif",
        "suket_terbit_tidak_negatif",
        "suket_dicabut_tidak_negatif",
    )
    reports.send(row(KUDUS, P3.end, sisa_suket=1), validations=[result(holds, 1, 0), result(broken, 4, 3)])
    reports.send(row(KUDUS, P4.end, sisa_suket=1), validations=[result(holds, 1, 0), result(broken, 5, 1)])
    reports.send(row(PATI, P4.end, sisa_suket=1), validations=[result(broken, 7, 0)])
    quality = read_quality(reports.ledger)
    rules = expectations(quality, periods=SPAN).set_index("rule")
    columns = ["n_files", "evaluated", "unexpected", "evaluated_last", "unexpected_last"]
    assert rules.loc[holds, columns].tolist() == [2, 2, 0, 1, 0]
    assert rules.loc[broken, columns].tolist() == [3, 16, 4, 12, 1]
    assert rules.loc[unseen, columns].isna().all()
    assert rules.loc[broken, "severity"] == "error"
    own = expectations(quality, periods=SPAN, wilayah=KUDUS).set_index("rule")
    assert own.loc[broken, columns].tolist() == [2, 9, 4, 5, 1]
    trend = expectation_trends(quality, periods=SPAN)
    assert trend[trend["rule"] == broken][["periode", "evaluated", "unexpected"]].values.tolist() == [
        [str(P3), 4, 3],
        [str(P4), 12, 1],
    ]


def test_a_life_tells_what_came_before_and_after_and_how_it_ended(reports: Reports) -> None:
    first = reports.send(row(KUDUS, P4.end, wajib_ktp=1), received_at=datetime(2026, 11, 1, tzinfo=UTC))
    second = reports.send(row(KUDUS, P4.end, wajib_ktp=2), received_at=datetime(2026, 11, 2, tzinfo=UTC))
    other = reports.send(row(PATI, P4.end, wajib_ktp=2), sender="Pati")
    gone = datetime(2026, 11, 5, tzinfo=UTC)
    reports.withdraw(first, occurred_at=gone)
    life = life_of(reports.ledger, submission=first)
    assert [each.id for each in life.later] == [second]
    assert [each.id for each in life_of(reports.ledger, submission=second).earlier] == [first]
    assert life_of(reports.ledger, submission=other).later == ()
    assert [event.state for event in life.events] == [State.RECEIVED, State.ACCEPTED, State.WITHDRAWN]
    assert (life.events[-1].occurred_at, life.events[-1].reason) == (gone, "keliru")
    with pytest.raises(UnknownSubmissionError):
        life_of(reports.ledger, submission=999)


def test_a_file_whose_places_could_not_be_read_is_followed_by_its_senders_next_one(reports: Reports) -> None:
    first = reports.send(
        row(None, P4.end, accepted=False, wajib_ktp=1),
        received_at=datetime(2026, 11, 1, tzinfo=UTC),
        state=State.RETURNED,
    )
    second = reports.send(row(KUDUS, P4.end, wajib_ktp=2), received_at=datetime(2026, 11, 2, tzinfo=UTC))
    assert [each.id for each in life_of(reports.ledger, submission=first).later] == [second]
