"""Writers at the same moment: what comes of them follows from what they bring, and nothing is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from tests.warehouse.sending import P2, SEMARANG, TEGAL, at, frame, send, submission, withdraw
from warehouse.ledger import Ledger
from warehouse.marts import MartStore, publish
from warehouse.records import AlreadyWithdrawnError
from warehouse.tables import kiriman, posisi


def shown(store: MartStore, *columns: str) -> list[list[object]]:
    marts = store.current()
    assert marts is not None
    table = posisi("perekaman")
    select = sa.select(*(table.c[name] for name in columns)).order_by(table.c.kode_wilayah, table.c.tanggal)
    rows: list[list[object]] = marts.frame(select).to_numpy(object).tolist()
    marts.close()
    return rows


def test_two_files_for_one_key_at_once_are_both_kept_and_the_later_received_holds(
    ledger: Ledger, store: MartStore
) -> None:
    def hand_in(hour: int) -> int:
        return send(ledger, f"{hour}", {"prr": hour}, received_at=at(hour))

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(hand_in, [3, 1, 4, 2]))
    publish(ledger, store=store, now=at(9))
    assert shown(store, "prr", "direvisi") == [[4, True]]
    assert ledger.reported("perekaman")["prr"].tolist() == [1, 2, 3, 4]
    assert sorted(numbers) == [item.id for item in ledger.submissions()]


def test_of_two_files_received_at_the_same_moment_the_one_entered_last_holds_on_every_look(
    ledger: Ledger, store: MartStore
) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda value: (send(ledger, f"{value}", {"prr": value}), value), range(8)))
    publish(ledger, store=store, now=at(1))
    last = max(made)
    assert shown(store, "prr", "direvisi") == [[last[1], True]]
    assert ledger.reported("perekaman")["submission_id"].tolist() == sorted(number for number, _ in made)


def test_files_of_many_places_written_and_published_at_once_all_arrive(
    ledger: Ledger, store: MartStore
) -> None:
    codes = [f"33.{number:02d}" for number in range(1, 13)]

    def hand_in(code: str) -> None:
        send(ledger, code, {"prr": 7, "kode_wilayah": code})
        publish(ledger, store=store, now=at(1))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(hand_in, codes))
    assert shown(store, "kode_wilayah", "prr", "direvisi") == [[code, 7, False] for code in codes]
    info = store.info()
    assert info is not None
    assert info.ledger_sequence == ledger.sequence()


def test_a_submission_withdrawn_by_two_at_once_is_withdrawn_once(ledger: Ledger, store: MartStore) -> None:
    number = send(ledger, "a", {"prr": 1})

    def take_back(_: int) -> bool:
        try:
            withdraw(ledger, number, occurred_at=at(1))
        except AlreadyWithdrawnError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(take_back, range(4))) == [False, False, False, True]
    publish(ledger, store=store, now=at(2))
    assert shown(store, "prr") == []


def test_a_correction_names_what_it_mends_and_both_stay(ledger: Ledger) -> None:
    first = send(ledger, "a", {"prr": 1})
    second = ledger.record(
        submission("b", received_at=at(1), corrects=first),
        rows={"perekaman": frame({"prr": 2})},
        ignored=(),
        columns=(),
        findings=(),
    )
    third = ledger.record(
        submission("c", received_at=at(2), corrects=second),
        rows={"perekaman": frame({"prr": 3})},
        ignored=(),
        columns=(),
        findings=(),
    )
    assert [item.corrects for item in ledger.submissions()] == [None, first, second]
    assert [item.id for item in ledger.corrections_of(first)] == [second, third]
    assert ledger.corrections_of(third) == ()
    assert ledger.reported("perekaman")["prr"].tolist() == [1, 2, 3]


@pytest.mark.parametrize("rows", [1, 3])
def test_arrivals_are_the_same_in_the_mart_and_in_the_ledger(
    ledger: Ledger, store: MartStore, rows: int
) -> None:
    send(ledger, "a", *({"prr": number, "tanggal": P2} for number in range(rows)), {"prr": 1})
    send(ledger, "b", {"prr": 1, "kode_wilayah": TEGAL, "accepted": False}, received_at=at(1))
    publish(ledger, store=store, now=at(2))
    marts = store.current()
    assert marts is not None
    keys = ["submission_id", "kode_wilayah", "tanggal"]
    stored = marts.frame(sa.select(*(kiriman.c[name] for name in keys)).order_by(*kiriman.primary_key))
    marts.close()
    assert stored.values.tolist() == ledger.arrivals()[keys].values.tolist()
    assert stored["kode_wilayah"].tolist() == [SEMARANG, SEMARANG, TEGAL]
