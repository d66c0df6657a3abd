"""A submission and those sent to mend it, as a later correction finds them."""

from __future__ import annotations

import pytest

from tests.warehouse.sending import P1, P2, SEMARANG, TEGAL, at, frame, send, submission, withdraw
from warehouse.corrections import chain_of, rows_of, same_name, shares_keys
from warehouse.ledger import Ledger
from warehouse.records import RowCount

SENDER = "Disdukcapil Kota Semarang"


def correct(ledger: Ledger, name: str, *, of: int, hours: float) -> int:
    new = submission(name, received_at=at(hours), corrects=of, rows=RowCount(read=1, accepted=1))
    return ledger.record(
        new, rows={"perekaman": frame({"wajib_ktp": 1_000})}, ignored=(), columns=(), findings=()
    )


def chain(ledger: Ledger, number: int) -> list[int]:
    with ledger.reading() as reader:
        return [each.id for each in chain_of(reader, number)]


def test_a_chain_reaches_up_to_the_first_and_down_to_the_last(ledger: Ledger) -> None:
    first = send(ledger, "a", {"wajib_ktp": 900})
    second = correct(ledger, "b", of=first, hours=1)
    third = correct(ledger, "c", of=second, hours=2)
    beside = correct(ledger, "d", of=first, hours=3)
    send(ledger, "lain", {"wajib_ktp": 1}, received_at=at(4))
    for member in (first, second, third, beside):
        assert chain(ledger, member) == [first, second, third, beside]


def test_what_is_withdrawn_is_no_part_of_it(ledger: Ledger) -> None:
    first = send(ledger, "a", {"wajib_ktp": 900})
    second = correct(ledger, "b", of=first, hours=1)
    third = correct(ledger, "c", of=second, hours=2)
    withdraw(ledger, first, occurred_at=at(3))
    assert chain(ledger, first) == []
    assert chain(ledger, third) == [second, third]


def test_its_rows_come_in_order_of_precedence_the_held_ones_too(ledger: Ledger) -> None:
    first = send(ledger, "a", {"wajib_ktp": 900}, {"wajib_ktp": None, "accepted": False}, received_at=at(1))
    earlier = send(ledger, "b", {"wajib_ktp": 800}, received_at=at(0), entered_at=at(2))
    with ledger.reading() as reader:
        rows = rows_of(reader, "perekaman", submissions=[first, earlier])
    assert rows["submission_id"].tolist() == [earlier, first, first]
    assert rows["accepted"].tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("keys", "shared"),
    [({(SEMARANG, P1)}, True), ({(SEMARANG, P2), (TEGAL, P1)}, False), (set(), False)],
)
def test_two_files_belong_together_where_they_speak_of_one_place_and_day(
    ledger: Ledger, keys: set[tuple[str, object]], shared: bool
) -> None:
    first = send(ledger, "a", {"wajib_ktp": 900})
    with ledger.reading() as reader:
        assert shares_keys(reader, reader.submission(first), keys=keys) is shared


def test_files_of_one_name_and_sender_come_latest_first(ledger: Ledger) -> None:
    first = send(ledger, "laporan.xlsx", {"wajib_ktp": 900})
    withdraw(ledger, first, occurred_at=at(1))
    second = send(ledger, "laporan.xlsx", {"wajib_ktp": 901}, received_at=at(2))
    withdraw(ledger, second, occurred_at=at(3))
    third = send(ledger, "laporan.xlsx", {"wajib_ktp": 902}, received_at=at(4))
    send(ledger, "lain.xlsx", {"wajib_ktp": 903}, received_at=at(5))
    with ledger.reading() as reader:
        assert [each.id for each in same_name(reader, file_name="laporan.xlsx", sender=SENDER)] == [third]
        assert same_name(reader, file_name="laporan.xlsx", sender="Dinas lain") == ()
