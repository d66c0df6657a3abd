"""A row is marked as revised where later reports, or a withdrawal, changed what had been told."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from tests.warehouse.sending import P1, P2, SEMARANG, TEGAL, at, send, withdraw
from warehouse.columns import as_frame
from warehouse.ledger import Ledger
from warehouse.mart_builder import build_marts
from warehouse.tables import kegiatan, posisi


def revised(ledger: Ledger, table: sa.Table | None = None, *, hours: float | None = None) -> list[bool]:
    with ledger.reading() as reader:
        marts = dict(build_marts(reader, known_at=None if hours is None else at(hours)))
    marks: list[bool] = as_frame(marts[posisi("perekaman") if table is None else table])["direvisi"].tolist()
    return marks


def test_the_first_value_is_no_revision_and_the_same_again_neither(ledger: Ledger) -> None:
    send(ledger, "a", {"prr": 4}, received_at=at(1))
    assert revised(ledger) == [False]
    send(ledger, "b", {"prr": 4, "sfe": 1}, received_at=at(2))
    assert revised(ledger) == [False]


def test_another_value_of_any_field_is_a_revision_from_its_arrival_on(ledger: Ledger) -> None:
    send(ledger, "a", {"prr": 4, "jenis_penyebut": "DKB"}, received_at=at(1))
    send(ledger, "b", {"jenis_penyebut": "DP4"}, received_at=at(2))
    assert (revised(ledger, hours=1), revised(ledger)) == ([False], [True])


def test_a_value_changed_and_changed_back_stays_marked(ledger: Ledger) -> None:
    for hour, value in enumerate((4, 5, 4), start=1):
        send(ledger, f"{hour}", {"prr": value}, received_at=at(hour))
    assert revised(ledger) == [True]


def test_only_the_place_and_day_that_changed_is_marked(ledger: Ledger) -> None:
    send(ledger, "a", {"prr": 1}, {"prr": 2, "kode_wilayah": TEGAL}, {"prr": 3, "tanggal": P2})
    send(ledger, "b", {"prr": 9, "kode_wilayah": TEGAL}, received_at=at(2))
    # Semarang on both days, then Tegal.
    assert revised(ledger) == [False, False, True]


def test_levels_and_flows_are_marked_each_for_itself(ledger: Ledger) -> None:
    send(ledger, "a", {"prr": 1, "rekam_baru": 5})
    send(ledger, "b", {"rekam_baru": 6}, received_at=at(2))
    assert (revised(ledger), revised(ledger, kegiatan("perekaman"))) == ([False], [True])


def test_what_one_file_says_twice_about_a_key_is_no_revision(ledger: Ledger) -> None:
    send(ledger, "a", {"prr": 1}, {"prr": 2})
    assert revised(ledger) == [False]


def test_a_withdrawal_that_brings_an_older_value_back_is_a_revision(ledger: Ledger) -> None:
    send(ledger, "a", {"prr": 4}, received_at=at(1))
    number = send(ledger, "b", {"prr": 5}, received_at=at(2))
    withdraw(ledger, number, occurred_at=at(3))
    assert revised(ledger) == [True]


def test_a_withdrawal_that_leaves_nothing_of_a_field_is_a_revision(ledger: Ledger) -> None:
    send(ledger, "a", {"prr": 4}, received_at=at(1))
    number = send(ledger, "b", {"sfe": 5}, received_at=at(2))
    assert revised(ledger) == [False]
    withdraw(ledger, number, occurred_at=at(3))
    assert revised(ledger) == [True]


def test_rows_that_were_kept_out_revise_nothing(ledger: Ledger) -> None:
    send(ledger, "a", {"prr": 4}, received_at=at(1))
    send(ledger, "b", {"prr": 5, "accepted": False}, received_at=at(2))
    assert revised(ledger) == [False]


def test_invented_and_real_figures_do_not_revise_each_other(ledger: Ledger) -> None:
    send(ledger, "invented", {"prr": 9}, received_at=at(1), simulasi=True)
    send(ledger, "real", {"prr": 4}, received_at=at(2))
    assert revised(ledger) == [False]
    send(ledger, "more invented", {"prr": 8}, received_at=at(3), simulasi=True)
    assert revised(ledger) == [False]


def by_hand(sent: list[dict[str, Any]]) -> dict[tuple[str, date], bool]:
    """A second opinion: per key, what the files of the kind that is shown ever said about each field."""
    marks = {}
    for key in {(row["kode_wilayah"], row["tanggal"]) for one in sent for row in one["rows"]}:
        said = [(one, dict(_last_words(one, key))) for one in sent]
        telling = [(one, words) for one, words in said if words]
        standing = [one for one, _ in telling if not one["withdrawn"]]
        if not standing:
            continue
        is_real = any(not one["simulasi"] for one in standing)
        same_kind = [(one, words) for one, words in telling if one["simulasi"] is not is_real]
        marks[key] = any(_is_revised(same_kind, name) for name in ("prr", "sfe"))
    return marks


def _last_words(one: dict[str, Any], key: tuple[str, date]) -> dict[str, int]:
    own = [row for row in one["rows"] if (row["kode_wilayah"], row["tanggal"]) == key]
    return {name: row[name] for row in own for name in ("prr", "sfe") if row[name] is not None}


def _is_revised(said: list[tuple[dict[str, Any], dict[str, int]]], name: str) -> bool:
    values = {words[name] for _, words in said if name in words}
    stands = any(name in words and not one["withdrawn"] for one, words in said)
    return len(values) > 1 or (bool(values) and not stands)


@pytest.mark.parametrize("seed", range(4))
def test_the_marks_agree_with_those_found_by_hand(ledger: Ledger, seed: int) -> None:
    chance = random.Random(seed)
    sent = []
    for order in range(12):
        rows = [
            {
                "kode_wilayah": chance.choice([SEMARANG, TEGAL]),
                "tanggal": chance.choice([P1, P2]),
                "prr": chance.choice([None, 1, 1, 2]),
                "sfe": chance.choice([None, None, 7]),
            }
            for _ in range(2)
        ]
        one = {"rows": rows, "simulasi": chance.random() < 0.4, "withdrawn": chance.random() < 0.3}
        number = send(
            ledger, f"{order}", *rows, received_at=at(chance.randint(1, 9)), simulasi=one["simulasi"]
        )
        if one["withdrawn"]:
            withdraw(ledger, number, occurred_at=at(20))
        sent.append(one)
    with ledger.reading() as reader:
        table = as_frame(dict(build_marts(reader, known_at=None))[posisi("perekaman")])
    found = {
        (kode, pd.Timestamp(day).date()): bool(mark)
        for kode, day, mark in zip(table["kode_wilayah"], table["tanggal"], table["direvisi"], strict=True)
    }
    assert found == by_hand(sent)
