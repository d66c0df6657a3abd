"""A version grown change by change holds exactly what one built from scratch holds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from tests.warehouse.sending import P1, P2, SEMARANG, TEGAL, at, frame, send, submission, withdraw
from warehouse import marts as marts_module
from warehouse.columns import as_frame
from warehouse.ledger import Ledger
from warehouse.mart_builder import build_marts
from warehouse.marts import MartStore, publish
from warehouse.records import RowCount, State
from warehouse.snapshots import Changes, Contents, Snapshot
from warehouse.tables import kegiatan, mart_metadata, posisi

CONTRACTS: dict[str, tuple[str, ...]] = {
    "perekaman": ("prr", "sfe", "persen_rekam", "rekam_baru", "jenis_penyebut"),
    "suket": ("sisa_suket", "suket_terbit"),
    "pengantaran": ("siap_antar", "diserahkan"),
}


@pytest.fixture
def written(store: MartStore, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How each version came about: `whole` or `changes`."""
    ways: list[str] = []
    add, amend = store.add, store.amend

    def whole(contents: Contents, *, snapshot: Snapshot) -> None:
        ways.append("whole")
        add(contents, snapshot=snapshot)

    def changed(changes: Changes, *, snapshot: Snapshot) -> None:
        ways.append("changes")
        amend(changes, snapshot=snapshot)

    monkeypatch.setattr(store, "add", whole)
    monkeypatch.setattr(store, "amend", changed)
    return ways


def assert_as_from_scratch(ledger: Ledger, store: MartStore) -> None:
    marts = store.current()
    assert marts is not None
    with ledger.reading() as reader:
        contents = dict(build_marts(reader, known_at=None))
    assert set(contents) == set(mart_metadata.sorted_tables)
    for table, columns in contents.items():
        stored = marts.frame(sa.select(table).order_by(*table.primary_key.columns))
        pd.testing.assert_frame_equal(stored, as_frame(columns)[list(stored.columns)], obj=table.name)
    marts.close()


def a_row(chance: random.Random, contract: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        "kode_wilayah": chance.choice([SEMARANG, TEGAL]),
        "tanggal": chance.choice([P1, P2]),
        "accepted": chance.random() < 0.85,
        "marked": chance.random() < 0.2,
    }
    values["tanggal_awal"] = chance.choice([None, values["tanggal"] - timedelta(days=14)])
    if contract == "pengantaran":
        values |= {"kurir": chance.choice(["pos", "grab"]), "jenis_dokumen": "ktp_el"}
    for name in CONTRACTS[contract]:
        if name == "jenis_penyebut":
            values[name] = chance.choice([None, "DKB", "DP4"])
        elif name == "persen_rekam":
            values[name] = chance.choice([None, 0.0, 98.09])
        else:
            values[name] = chance.choice([None, None, 0, 1, 2])
    return values


def a_file(chance: random.Random, ledger: Ledger, *, name: str) -> int:
    """A file for some contracts, now and then simulated, sent back, or received long before it is entered."""
    contracts = chance.sample(sorted(CONTRACTS), k=chance.randint(1, 3))
    rows = {each: [a_row(chance, each) for _ in range(chance.randint(1, 3))] for each in contracts}
    state = chance.choice([State.ACCEPTED, State.ACCEPTED, State.PARTIALLY_ACCEPTED, State.RETURNED])
    new = submission(
        name,
        received_at=at(chance.randint(1, 9)),
        entered_at=at(20),
        simulasi=chance.random() < 0.35,
        state=state,
        contracts=tuple(contracts),
        rows=RowCount(read=1, accepted=1),
    )
    if state is State.RETURNED:
        rows = {each: [{**row, "accepted": False} for row in own] for each, own in rows.items()}
    frames = {each: frame(*own) for each, own in rows.items()}
    return ledger.record(new, rows=frames, ignored=(), columns=(), findings=())


def steps(seed: int, ledger: Ledger) -> Iterator[None]:
    """A story of reports and withdrawals; stops wherever marts might be published."""
    chance, standing = random.Random(seed), []
    for number in range(14):
        if standing and chance.random() < 0.3:
            gone = standing.pop(chance.randrange(len(standing)))
            withdraw(ledger, gone, occurred_at=at(chance.randint(10, 20)))
        else:
            standing.append(a_file(chance, ledger, name=f"{seed}-{number}"))
        if chance.random() < 0.6:
            yield


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_the_grown_version_equals_the_rebuilt_one(
    ledger: Ledger, store: MartStore, written: list[str], seed: int
) -> None:
    publish(ledger, store=store, now=at(0))
    for hour, _ in enumerate(steps(seed, ledger), start=1):
        publish(ledger, store=store, now=at(hour))
        assert_as_from_scratch(ledger, store)
    assert written[0] == "whole"
    assert set(written[1:]) == {"changes"}


def test_a_change_leaves_what_it_does_not_touch(ledger: Ledger, store: MartStore, written: list[str]) -> None:
    send(ledger, "a", {"prr": 1}, {"prr": 2, "kode_wilayah": TEGAL}, received_at=at(1))
    publish(ledger, store=store, now=at(1))
    send(ledger, "b", {"prr": 5}, received_at=at(2))
    publish(ledger, store=store, now=at(2))
    marts = store.current()
    assert marts is not None
    table = posisi("perekaman")
    select = sa.select(table.c.kode_wilayah, table.c.prr).order_by(table.c.kode_wilayah)
    assert marts.frame(select).to_numpy(object).tolist() == [[SEMARANG, 5], [TEGAL, 2]]
    marts.close()
    assert written == ["whole", "changes"]


def test_the_last_report_withdrawn_leaves_no_row(
    ledger: Ledger, store: MartStore, written: list[str]
) -> None:
    number = send(ledger, "a", {"prr": 1, "rekam_baru": 3, "tanggal_awal": date(2026, 10, 1)})
    publish(ledger, store=store, now=at(1))
    withdraw(ledger, number, occurred_at=at(2))
    publish(ledger, store=store, now=at(2))
    marts = store.current()
    assert marts is not None
    assert all(len(marts.frame(sa.select(table))) == 0 for table in mart_metadata.sorted_tables)
    marts.close()
    assert written == ["whole", "changes"]


def test_much_at_once_is_built_from_scratch(
    ledger: Ledger, store: MartStore, written: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marts_module, "FEW_ROWS", 1)
    send(ledger, "a", {"prr": 1})
    publish(ledger, store=store, now=at(1))
    days = [{"prr": 1, "tanggal": P1 - timedelta(days=day)} for day in range(3)]
    send(ledger, "b", *days, received_at=at(2))
    publish(ledger, store=store, now=at(2))
    assert written == ["whole", "whole"]
    assert_as_from_scratch(ledger, store)


def test_a_past_moment_is_built_from_scratch_and_so_is_the_way_back(
    ledger: Ledger, store: MartStore, written: list[str]
) -> None:
    for value in (1, 2):
        send(ledger, f"{value}", {"prr": value}, received_at=at(value))
    publish(ledger, store=store, now=at(3), known_at=at(1))
    send(ledger, "3", {"prr": 3}, received_at=at(3))
    publish(ledger, store=store, now=at(4))
    assert written == ["whole", "whole"]
    assert_as_from_scratch(ledger, store)


def test_a_ledger_put_back_from_a_copy_is_published_anew(
    ledger: Ledger, store: MartStore, written: list[str]
) -> None:
    """Its numbers may mean other events then: neither "up to date" nor "changed since" can be trusted."""
    send(ledger, "kept", {"prr": 1}, received_at=at(1))
    lost = send(ledger, "lost", {"prr": 2}, received_at=at(2))
    publish(ledger, store=store, now=at(3))
    with ledger.engine.begin() as connection:
        for table in ("perekaman_reported", "submission_event"):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE submission_id = {lost}")
        connection.exec_driver_sql(f"DELETE FROM submission WHERE id = {lost}")
        _set_back(connection)
    send(ledger, "other", {"sfe": 7}, received_at=at(4))
    publish(ledger, store=store, now=at(5))
    assert written == ["whole", "whole"]
    assert_as_from_scratch(ledger, store)


def _set_back(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("UPDATE sqlite_sequence SET seq = 2 WHERE name = 'submission_event'")
    else:
        connection.exec_driver_sql("SELECT setval('submission_event_id_seq', 2)")


def test_flows_and_levels_of_a_place_change_together(ledger: Ledger, store: MartStore) -> None:
    send(ledger, "invented", {"prr": 9, "rekam_baru": 9}, received_at=at(1), simulasi=True)
    publish(ledger, store=store, now=at(1))
    send(ledger, "real", {"rekam_baru": 1}, received_at=at(2))
    publish(ledger, store=store, now=at(2))
    marts = store.current()
    assert marts is not None
    assert marts.frame(sa.select(posisi("perekaman"))).empty
    assert marts.frame(sa.select(kegiatan("perekaman").c.rekam_baru))["rekam_baru"].tolist() == [1]
    marts.close()
