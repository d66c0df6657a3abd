"""The truth at time T: per key and field the last accepted, live value; real before simulated."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from data_contracts.catalogue import load_contracts
from tests.warehouse.sending import P1, P2, SEMARANG, TEGAL, at, frame, send, submission, withdraw
from warehouse.columns import as_frame
from warehouse.ledger import Ledger
from warehouse.mart_builder import build_marts
from warehouse.records import State
from warehouse.tables import FLOW_MEASURES, LEVEL_MEASURES, kegiatan, kiriman, mart_metadata, posisi


def built(ledger: Ledger, table: sa.Table, *, known_at: datetime | None = None) -> pd.DataFrame:
    with ledger.reading() as reader:
        return as_frame(dict(build_marts(reader, known_at=known_at))[table])


def figures(frame: pd.DataFrame, *columns: str) -> list[list[Any]]:
    """The rows as lists, missing as None."""
    return [
        [None if pd.isna(value) else value for value in row] for row in frame[[*columns]].to_numpy(object)
    ]


def test_a_later_report_replaces_an_earlier_one_field_by_field(ledger: Ledger) -> None:
    send(ledger, "a", {"prr": 10, "sfe": 20}, received_at=at(1))
    send(ledger, "b", {"prr": 11, "duplicate_record": 5}, received_at=at(2))
    table = built(ledger, posisi("perekaman"))
    assert figures(table, "prr", "sfe", "duplicate_record", "wajib_ktp") == [[11, 20, 5, None]]
    assert table["diterima_pada"].tolist() == [at(2)]


def test_a_reported_zero_replaces_and_a_missing_value_does_not(ledger: Ledger) -> None:
    send(ledger, "a", {"prr": 10, "sfe": 20}, received_at=at(1))
    send(ledger, "b", {"prr": 0, "sfe": None}, received_at=at(2))
    assert figures(built(ledger, posisi("perekaman")), "prr", "sfe") == [[0, 20]]


def test_a_later_entry_with_an_earlier_receipt_does_not_override(ledger: Ledger) -> None:
    send(ledger, "a", {"prr": 10}, received_at=at(2), entered_at=at(2))
    send(ledger, "b", {"prr": 11}, received_at=at(1), entered_at=at(9))
    assert figures(built(ledger, posisi("perekaman")), "prr") == [[10]]


def test_of_two_reports_received_at_the_same_moment_the_one_entered_last_counts(ledger: Ledger) -> None:
    send(ledger, "a", {"prr": 10}, received_at=at(1))
    send(ledger, "b", {"prr": 11}, received_at=at(1))
    assert figures(built(ledger, posisi("perekaman")), "prr") == [[11]]


def test_withdrawal_brings_the_former_value_back(ledger: Ledger) -> None:
    send(ledger, "a", {"prr": 10}, received_at=at(1))
    number = send(ledger, "b", {"prr": 11, "sfe": 4}, received_at=at(2))
    withdraw(ledger, number, occurred_at=at(3))
    assert figures(built(ledger, posisi("perekaman")), "prr", "sfe") == [[10, None]]
    before = built(ledger, posisi("perekaman"), known_at=at(2.5))
    assert figures(before, "prr", "sfe") == [[11, 4]]


def test_a_simulated_value_never_overrides_a_real_one_however_late(ledger: Ledger) -> None:
    send(ledger, "real", {"prr": 10}, received_at=at(1))
    send(ledger, "invented", {"prr": 99}, received_at=at(2), simulasi=True)
    table = built(ledger, posisi("perekaman"))
    assert figures(table, "prr", "simulasi", "diterima_pada") == [[10, False, at(1)]]


def test_a_row_is_real_or_simulated_and_never_a_mixture(ledger: Ledger) -> None:
    send(ledger, "invented", {"prr": 99, "sfe": 7}, received_at=at(2), simulasi=True)
    assert figures(built(ledger, posisi("perekaman")), "prr", "sfe", "simulasi") == [[99, 7, True]]
    send(ledger, "nothing filled in", {"prr": None}, received_at=at(1))
    assert figures(built(ledger, posisi("perekaman")), "prr", "sfe", "simulasi") == [[99, 7, True]]
    number = send(ledger, "real", {"prr": 10}, received_at=at(1))
    assert figures(built(ledger, posisi("perekaman")), "prr", "sfe", "simulasi") == [[10, None, False]]
    withdraw(ledger, number, occurred_at=at(3))
    assert figures(built(ledger, posisi("perekaman")), "prr", "sfe", "simulasi") == [[99, 7, True]]


def test_a_real_figure_of_another_day_or_place_leaves_the_simulated_ones_alone(ledger: Ledger) -> None:
    send(ledger, "invented", {"prr": 1}, {"prr": 2, "tanggal": P2}, received_at=at(1), simulasi=True)
    send(ledger, "real", {"prr": 3, "kode_wilayah": TEGAL}, received_at=at(1))
    table = built(ledger, posisi("perekaman"))
    assert sorted(figures(table, "prr", "simulasi")) == [[1, True], [2, True], [3, False]]


def test_quarantined_and_returned_rows_give_no_figures(ledger: Ledger) -> None:
    send(ledger, "a", {"prr": 1}, {"prr": 2, "kode_wilayah": TEGAL, "accepted": False})
    send(ledger, "b", {"prr": 3, "tanggal": P2, "accepted": False}, state=State.RETURNED)
    assert figures(built(ledger, posisi("perekaman")), "kode_wilayah", "prr") == [[SEMARANG, 1]]


def test_levels_stand_by_date_and_flows_by_interval(ledger: Ledger) -> None:
    rows = (
        {"prr": 4, "rekam_baru": 100, "tanggal_awal": date(2026, 10, 1)},
        {"rekam_baru": 8},
    )
    send(ledger, "a", *rows)
    assert figures(built(ledger, posisi("perekaman")), "tanggal", "prr") == [[pd.Timestamp(P1), 4]]
    assert figures(built(ledger, kegiatan("perekaman")), "tanggal_awal", "tanggal", "rekam_baru") == [
        [pd.Timestamp("2026-10-01"), pd.Timestamp(P1), 100],
        [pd.Timestamp(P1), pd.Timestamp(P1), 8],
    ]


def test_a_key_with_only_missing_values_has_no_row(ledger: Ledger) -> None:
    send(ledger, "a", {"prr": None, "rekam_baru": None})
    assert len(built(ledger, posisi("perekaman"))) == len(built(ledger, kegiatan("perekaman"))) == 0
    assert figures(built(ledger, kiriman), "kode_wilayah", "diterima_sah") == [[SEMARANG, True]]


def test_the_kind_and_date_of_a_denominator_are_kept(ledger: Ledger) -> None:
    send(
        ledger,
        "a",
        {"wajib_ktp": 5, "jenis_penyebut": "DKB", "tanggal_penyebut": date(2026, 6, 30)},
        {"wajib_ktp": 6, "kode_wilayah": TEGAL},
    )
    assert figures(
        built(ledger, posisi("perekaman")), "kode_wilayah", "jenis_penyebut", "tanggal_penyebut"
    ) == [[SEMARANG, "DKB", pd.Timestamp("2026-06-30")], [TEGAL, None, None]]


def test_kiriman_holds_every_arrival_with_its_fate(ledger: Ledger) -> None:
    first = send(ledger, "a", {"prr": 1, "marked": True}, received_at=at(1))
    second = send(
        ledger, "b", {"prr": 1, "accepted": False}, received_at=at(2), state=State.RETURNED, simulasi=True
    )
    gone = send(ledger, "c", {"prr": 1}, received_at=at(3))
    withdraw(ledger, gone, occurred_at=at(4))
    day = pd.Timestamp(P1)
    assert figures(built(ledger, kiriman), *kiriman.columns.keys()) == [
        [first, SEMARANG, day, at(1), True, True, False],
        [second, SEMARANG, day, at(2), False, False, True],
    ]


def test_every_mart_of_an_empty_ledger_is_there_and_empty(ledger: Ledger) -> None:
    with ledger.reading() as reader:
        contents = dict(build_marts(reader, known_at=None))
    assert set(contents) == set(mart_metadata.sorted_tables)
    assert all(len(frame) == 0 for frame in contents.values())


def test_every_frame_has_exactly_its_tables_columns(ledger: Ledger) -> None:
    send(ledger, "a", {"prr": 1, "rekam_baru": 2})
    with ledger.reading() as reader:
        contents = dict(build_marts(reader, known_at=None))
    for table, content in contents.items():
        assert set(content.column_names) == set(table.columns.keys()), table.name


@pytest.mark.parametrize("contract", load_contracts())
def test_every_reported_field_stands_in_one_mart_and_every_flow_by_interval(contract: str) -> None:
    fields = load_contracts()[contract].measured
    levels = {field.name for field in fields if field.measure in LEVEL_MEASURES}
    flows = {field.name for field in fields if field.measure in FLOW_MEASURES}
    assert levels | flows == {field.name for field in fields}
    assert levels < set(posisi(contract).columns.keys())
    assert flows < set(kegiatan(contract).columns.keys())
    assert not flows & set(posisi(contract).columns.keys())


@dataclass(frozen=True)
class Sent:
    """One report of the random story, kept in plain Python."""

    order: int
    received: float
    simulasi: bool
    withdrawn: float | None
    rows: list[dict[str, Any]]


def story(ledger: Ledger, *, seed: int, length: int = 40) -> list[Sent]:
    """Random reports, put into the ledger and returned."""
    chance = random.Random(seed)
    sent = []
    for order in range(length):
        rows = [
            {
                "kode_wilayah": chance.choice([SEMARANG, TEGAL]),
                "tanggal": chance.choice([P1, P2]),
                "accepted": chance.random() < 0.8,
                "prr": chance.choice([None, None, *range(5)]),
                "sfe": chance.choice([None, *range(5)]),
                "persen_rekam": chance.choice([None, 0.0, 98.09]),
            }
            for _ in range(chance.randint(1, 3))
        ]
        one = Sent(
            order=order,
            received=chance.choice([1, 2, 3, 4, 5]),
            simulasi=chance.random() < 0.4,
            withdrawn=chance.choice([None, None, 3.5, 6]),
            rows=rows,
        )
        number = send(ledger, f"{order}", *rows, received_at=at(one.received), simulasi=one.simulasi)
        if one.withdrawn is not None:
            withdraw(ledger, number, occurred_at=at(one.withdrawn))
        sent.append(one)
    return sent


def told(sent: list[Sent], *, known: float) -> dict[tuple[str, date], dict[str, Any]]:
    """A second opinion: the truth by walking through the reports from the weakest to the strongest."""
    truth: dict[tuple[str, date], dict[str, Any]] = {}
    live = [one for one in sent if one.received <= known and (one.withdrawn is None or one.withdrawn > known)]
    for one in sorted(live, key=lambda one: (not one.simulasi, one.received, one.order)):
        for row in one.rows:
            values = {name: row[name] for name in ("prr", "sfe", "persen_rekam") if row[name] is not None}
            if not row["accepted"] or not values:
                continue
            key = (row["kode_wilayah"], row["tanggal"])
            if truth.get(key, {}).get("simulasi") and not one.simulasi:
                del truth[key]
            truth.setdefault(key, {})
            truth[key] |= {**values, "simulasi": one.simulasi, "received": one.received}
    return truth


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_truth_agrees_with_a_plain_walk_through_the_reports(ledger: Ledger, seed: int) -> None:
    sent = story(ledger, seed=seed)
    for known in (0.5, 1, 3, 3.5, 5, 7):
        table = built(ledger, posisi("perekaman"), known_at=at(known))
        truth = told(sent, known=known)
        names = ("kode_wilayah", "tanggal", "prr", "sfe", "persen_rekam", "simulasi", "diterima_pada")
        assert figures(table, *names) == [
            [
                kode,
                pd.Timestamp(day),
                *(values.get(name) for name in ("prr", "sfe", "persen_rekam")),
                values["simulasi"],
                at(values["received"]),
            ]
            for (kode, day), values in sorted(truth.items())
        ]


def test_a_file_for_several_contracts_feeds_the_marts_of_each(ledger: Ledger) -> None:
    ledger.record(
        submission("a", contracts=("perekaman", "suket")),
        rows={"perekaman": frame({"prr": 3}), "suket": frame({"sisa_suket": 0, "suket_terbit": 6})},
        ignored=(),
        columns=(),
        findings=(),
    )
    assert figures(built(ledger, posisi("perekaman")), "prr") == [[3]]
    assert figures(built(ledger, posisi("suket")), "sisa_suket") == [[0]]
    assert figures(built(ledger, kegiatan("suket")), "suket_terbit") == [[6]]
    assert len(built(ledger, kiriman)) == 1
