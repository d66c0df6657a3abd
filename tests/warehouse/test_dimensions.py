"""Keys beside place and days, from the ledger to the marts, on every engine."""

from __future__ import annotations

from contextlib import closing

import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tests.warehouse.sending import P2, SEMARANG, at, send
from warehouse.ledger import Ledger
from warehouse.marts import MartStore, publish
from warehouse.tables import kegiatan, posisi, reported

POS = {"kurir": "pos", "jenis_dokumen": "ktp_el"}
GRAB = {"kurir": "grab", "jenis_dokumen": "ktp_el"}


def published(ledger: Ledger, store: MartStore, table: sa.Table) -> pd.DataFrame:
    publish(ledger, store=store, now=at(99))
    marts = store.current()
    assert marts is not None
    with closing(marts):
        return marts.frame(sa.select(table).order_by(*table.primary_key))


def test_they_stand_right_after_the_day_and_belong_to_the_key() -> None:
    assert [column.name for column in reported("pengantaran").columns][4:9] == [
        "kode_wilayah", "tanggal_awal", "tanggal", "kurir", "jenis_dokumen",
    ]  # fmt: skip
    assert posisi("pengantaran").primary_key.columns.keys() == [
        "kode_wilayah", "tanggal", "kurir", "jenis_dokumen",
    ]  # fmt: skip
    assert kegiatan("layanan").primary_key.columns.keys() == [
        "kode_wilayah", "tanggal_awal", "tanggal", "kanal", "jenis_dokumen",
    ]  # fmt: skip
    assert posisi("blangko").primary_key.columns.keys() == ["kode_wilayah", "tanggal"]


def test_each_courier_has_its_own_truth(ledger: Ledger, store: MartStore) -> None:
    send(
        ledger, "a", {**POS, "terkirim": 10, "gagal": 1}, {**GRAB, "terkirim": 4}, contract="pengantaran",
        received_at=at(1),
    )  # fmt: skip
    send(ledger, "b", {**POS, "terkirim": 12}, contract="pengantaran", received_at=at(2))

    table = published(ledger, store, kegiatan("pengantaran"))
    assert table[["kurir", "terkirim"]].to_numpy(object).tolist() == [["grab", 4], ["pos", 12]]
    assert table["gagal"].isna().tolist() == [True, False], "a figure not sent again stays as it was"
    assert table["jenis_dokumen"].tolist() == ["ktp_el", "ktp_el"]


def test_hours_alone_make_a_row_of_positions(ledger: Ledger, store: MartStore) -> None:
    point = {"jenis_titik": "kecamatan", "nama_titik": "semua", "tanggal": P2}
    send(ledger, "a", {**point, "jam_buka": "08.00", "cetak_di_tempat": "ya"}, contract="titik_layanan")

    (row,) = published(ledger, store, posisi("titik_layanan")).to_dict("records")
    assert (row["jam_buka"], row["cetak_di_tempat"]) == ("08.00", "ya")
    assert pd.isna(row["jumlah_titik"])


def test_an_accepted_row_without_one_is_refused_and_a_row_kept_out_may_lack_it(ledger: Ledger) -> None:
    lacking = {"kurir": None, "jenis_dokumen": "ktp_el", "terkirim": 10}
    with pytest.raises(IntegrityError):
        send(ledger, "a", lacking, contract="pengantaran")
    assert ledger.submissions() == ()
    send(ledger, "b", {**lacking, "accepted": False}, contract="pengantaran")
    assert ledger.reported("pengantaran").empty


def test_a_report_of_deliveries_is_no_routine_report(ledger: Ledger) -> None:
    send(ledger, "a", {**POS, "terkirim": 10}, contract="pengantaran")
    send(ledger, "b", {"prr": 7, "tanggal": P2}, contract="perekaman")

    arrived = ledger.arrivals()
    assert arrived[["kode_wilayah", "tanggal"]].to_numpy(object).tolist() == [[SEMARANG, pd.Timestamp(P2)]]
