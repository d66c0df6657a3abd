"""Published versions: the same ledger gives the same content, readers are never disturbed, three are kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from data_contracts.errors import UsageError
from tests.warehouse.processes import kill_when_reached, publish_and_halt
from tests.warehouse.sending import P1, P2, SEMARANG, TEGAL, at, send, withdraw
from warehouse import marts as marts_module
from warehouse.columns import as_frame
from warehouse.ledger import Ledger
from warehouse.marts import MartError, Marts, MartStore, Snapshot, create_mart_store, publish
from warehouse.tables import kegiatan, kiriman, mart_metadata, posisi

PRR = sa.select(posisi("perekaman").c.prr)


def prr(marts: Marts) -> list[int]:
    return marts.frame(PRR)["prr"].tolist()


def current(store: MartStore) -> Marts:
    marts = store.current()
    assert marts is not None
    return marts


def publish_change(ledger: Ledger, *, store: MartStore, value: int) -> Snapshot:
    """Report `value` print-ready records, later than all before, and publish."""
    send(ledger, f"report-{value}", {"prr": value}, received_at=at(value))
    return publish(ledger, store=store, now=at(value))


def test_before_the_first_publication_there_is_nothing(store: MartStore) -> None:
    assert store.info() is None
    assert store.current() is None


def test_an_empty_ledger_is_published_with_every_table_empty(ledger: Ledger, store: MartStore) -> None:
    snapshot = publish(ledger, store=store, now=at(1))
    assert (snapshot.version, snapshot.ledger_sequence) == (1, 0)
    marts = current(store)
    for table in mart_metadata.sorted_tables:
        assert len(marts.frame(sa.select(table))) == 0
    marts.close()


def test_a_snapshot_says_what_it_was_built_from_and_when(ledger: Ledger, store: MartStore) -> None:
    snapshot = publish_change(ledger, store=store, value=3)
    marts = current(store)
    assert snapshot == store.info() == marts.snapshot
    assert (marts.version, marts.ledger_sequence, marts.published_at) == (1, ledger.sequence(), at(3))
    assert marts.published_at.utcoffset() is not None
    marts.close()


def test_frames_keep_integers_gaps_dates_and_moments_on_every_engine(
    ledger: Ledger, store: MartStore
) -> None:
    large = 2**53 + 1
    rows = (
        {"prr": large, "persen_rekam": 98.09, "jenis_penyebut": "DKB", "tanggal_penyebut": date(2026, 6, 30)},
        {"sfe": 0, "kode_wilayah": TEGAL},
    )
    send(ledger, "a", *rows, received_at=at(0.123))
    publish(ledger, store=store, now=at(1))
    marts = current(store)
    table = posisi("perekaman")
    frame = marts.frame(sa.select(table).order_by(table.c.kode_wilayah))
    assert list(frame.columns) == table.columns.keys()
    dtypes = frame.dtypes[["kode_wilayah", "tanggal", "prr", "persen_rekam", "simulasi", "diterima_pada"]]
    assert [str(dtype) for dtype in dtypes] == [
        "str",
        "datetime64[us]",
        "Int64",
        "Float64",
        "boolean",
        "datetime64[us, UTC]",
    ]
    semarang, tegal = frame.to_dict("records")
    assert (semarang["prr"], semarang["persen_rekam"], semarang["jenis_penyebut"]) == (large, 98.09, "DKB")
    assert semarang["tanggal_penyebut"] == pd.Timestamp("2026-06-30")
    assert semarang["diterima_pada"] == at(0.123)
    assert tegal["sfe"] == 0
    assert all(pd.isna(tegal[name]) for name in ("prr", "persen_rekam", "jenis_penyebut", "tanggal_penyebut"))
    nothing = marts.frame(sa.select(table).where(table.c.kode_wilayah == "33.01"))
    assert nothing.dtypes.equals(frame.dtypes)
    marts.close()


def test_the_time_zone_of_the_publishing_machine_changes_nothing(
    ledger: Ledger,
    ledger_url: str,
    store: MartStore,
    marts_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    send(ledger, "a", {"prr": 1}, received_at=at(0.5))
    monkeypatch.setenv("TZ", "Asia/Jakarta")
    kill_when_reached(publish_and_halt, ledger_url, marts_url)
    marts = current(store)
    table = posisi("perekaman")
    assert marts.frame(sa.select(table.c.diterima_pada))["diterima_pada"].tolist() == [at(0.5)]
    assert len(marts.frame(sa.select(table.c.prr).where(table.c.diterima_pada <= at(0.5)))) == 1
    assert marts.published_at == at(9)
    marts.close()


def test_sums_and_filters_run_in_the_marts(ledger: Ledger, store: MartStore) -> None:
    flow = kegiatan("perekaman")
    send(
        ledger,
        "a",
        {"rekam_baru": 5},
        {"rekam_baru": 7, "tanggal": P2},
        {"rekam_baru": 1, "kode_wilayah": TEGAL},
    )
    publish(ledger, store=store, now=at(1))
    marts = current(store)
    total = (
        sa.select(flow.c.kode_wilayah, sa.func.sum(flow.c.rekam_baru).label("rekam_baru"))
        .where(flow.c.tanggal.between(P1, P2))
        .group_by(flow.c.kode_wilayah)
        .order_by(flow.c.kode_wilayah)
    )
    frame = marts.frame(total)
    assert frame.to_numpy(object).tolist() == [[SEMARANG, 12], [TEGAL, 1]]
    assert frame["rekam_baru"].dtype == "Int64"
    late = marts.frame(sa.select(kiriman.c.submission_id).where(kiriman.c.diterima_pada > at(0.5)))
    assert len(late) == 0
    marts.close()


def test_a_published_table_holds_exactly_what_was_built(ledger: Ledger, store: MartStore) -> None:
    send(ledger, "a", {"prr": 3, "rekam_baru": 4, "persen_rekam": 98.1})
    publish(ledger, store=store, now=at(1))
    marts = current(store)
    with ledger.reading() as reader:
        built = dict(marts_module.build_marts(reader, known_at=None))
    for table, columns in built.items():
        frame = as_frame(columns)
        stored = marts.frame(sa.select(table).order_by(*table.primary_key.columns))
        pd.testing.assert_frame_equal(stored, frame[stored.columns])
    marts.close()


def test_the_same_ledger_gives_the_same_marts_again(ledger: Ledger, store: MartStore, tmp_path: Path) -> None:
    for value in (1, 2, 3):
        publish_change(ledger, store=store, value=value)
    withdraw(ledger, 2, occurred_at=at(4))
    publish(ledger, store=store, now=at(4))
    rebuilt = create_mart_store(f"duckdb:///{tmp_path / 'rebuilt'}")
    publish(ledger, store=rebuilt, now=at(9))
    grown, fresh = current(store), current(rebuilt)
    for table in mart_metadata.sorted_tables:
        select = sa.select(table).order_by(*table.primary_key.columns)
        pd.testing.assert_frame_equal(grown.frame(select), fresh.frame(select))
    grown.close()
    fresh.close()


def test_without_a_change_nothing_is_published(ledger: Ledger, store: MartStore) -> None:
    first = publish_change(ledger, store=store, value=1)
    assert publish(ledger, store=store, now=at(9)) == first
    second = publish_change(ledger, store=store, value=2)
    assert second.version == first.version + 1
    assert publish(ledger, store=store, now=at(10)) == second


def test_new_fields_are_published_even_without_a_new_report(
    ledger: Ledger, store: MartStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish_change(ledger, store=store, value=1)
    monkeypatch.setattr(marts_module, "mart_layout", lambda: "tables with one more column")
    second = publish(ledger, store=store, now=at(2))
    assert (second.version, second.ledger_sequence) == (first.version + 1, first.ledger_sequence)


def test_a_past_moment_can_be_published_and_undone(ledger: Ledger, store: MartStore) -> None:
    for value in (1, 2):
        publish_change(ledger, store=store, value=value)
    publish(ledger, store=store, now=at(3), known_at=at(1.5))
    past = current(store)
    assert prr(past) == [1]
    publish(ledger, store=store, now=at(4))
    present = current(store)
    assert prr(present) == [2]
    past.close()
    present.close()


def test_a_reader_keeps_its_version_while_others_are_published(ledger: Ledger, store: MartStore) -> None:
    publish_change(ledger, store=store, value=1)
    reader = current(store)
    for value in (2, 3):
        publish_change(ledger, store=store, value=value)
        assert prr(reader) == [1]
    later = current(store)
    assert prr(later) == [3]
    reader.close()
    later.close()


def test_several_threads_may_ask_the_same_marts(ledger: Ledger, store: MartStore) -> None:
    publish_change(ledger, store=store, value=1)
    marts = current(store)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: prr(marts), range(64)))
    assert answers == [[1]] * 64
    marts.close()


def test_several_publishers_at_once_publish_a_state_once(ledger: Ledger, store: MartStore) -> None:
    send(ledger, "a", {"prr": 1})
    with ThreadPoolExecutor(4) as pool:
        snapshots = set(pool.map(lambda _: publish(ledger, store=store, now=at(1)), range(4)))
    assert [snapshot.version for snapshot in snapshots] == [1]


def test_the_past_can_be_asked_without_publishing(ledger: Ledger, store: MartStore) -> None:
    for value in (1, 2):
        publish_change(ledger, store=store, value=value)
    published = store.info()
    with store.ephemeral(ledger, known_at=at(1.5)) as marts:
        assert prr(marts) == [1]
        assert (marts.ledger_sequence, marts.published_at) == (ledger.sequence(), at(1.5))
    with store.ephemeral(ledger, known_at=at(0)) as marts:
        assert prr(marts) == []
    assert store.info() == published


@pytest.mark.parametrize(
    "url", ["sqlite:///marts.db", "duckdb://", "postgresql://server/db", "mysql://server/db"]
)
def test_an_address_that_is_not_understood_is_a_usage_error(url: str) -> None:
    with pytest.raises(UsageError, match="tidak dikenal"):
        create_mart_store(url)


def test_a_password_is_not_repeated_in_an_error() -> None:
    with pytest.raises(UsageError) as caught:
        create_mart_store("mysql://petugas:rahasia@server/db")
    assert "rahasia" not in caught.value.message


class TestFolder:
    """What only the DuckDB folder has to care for."""

    @pytest.fixture
    def ledger_url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path / 'buku_besar.db'}"

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path / "marts"

    def names(self, folder: Path) -> list[str]:
        return sorted(path.name for path in folder.iterdir() if path.name != "publish.lock")

    def test_the_last_three_versions_are_kept(self, ledger: Ledger, store: MartStore, folder: Path) -> None:
        for value in range(1, 6):
            publish_change(ledger, store=store, value=value)
        assert self.names(folder) == ["current.json", *(f"marts-{n}.duckdb" for n in (3, 4, 5))]

    def test_a_reader_keeps_even_a_removed_version(
        self, ledger: Ledger, store: MartStore, folder: Path
    ) -> None:
        publish_change(ledger, store=store, value=1)
        reader = current(store)
        assert prr(reader) == [1]
        for value in range(2, 7):
            publish_change(ledger, store=store, value=value)
        assert not (folder / "marts-1.duckdb").exists()
        assert prr(reader) == [1]
        reader.close()

    def test_strays_of_a_killed_publisher_are_cleared_away(
        self, ledger: Ledger, store: MartStore, folder: Path
    ) -> None:
        folder.mkdir()
        strays = ("marts-1.duckdb.part", "marts-1.duckdb.part.wal", "current.json.part", "marts-1.duckdb")
        for name in (*strays, "marts-7.duckdb"):
            (folder / name).write_bytes(b"half a file")
        assert store.current() is None
        publish_change(ledger, store=store, value=1)
        assert self.names(folder) == ["current.json", "marts-1.duckdb"]
        marts = current(store)
        assert prr(marts) == [1]
        marts.close()

    def test_a_lost_version_is_published_again(self, ledger: Ledger, store: MartStore, folder: Path) -> None:
        lost = publish_change(ledger, store=store, value=1)
        (folder / f"marts-{lost.version}.duckdb").unlink()
        assert store.info() is None
        assert publish(ledger, store=store, now=at(2)).version == lost.version + 1
        marts = current(store)
        assert prr(marts) == [1]
        marts.close()

    def test_a_damaged_pointer_says_what_to_do(self, ledger: Ledger, store: MartStore, folder: Path) -> None:
        publish_change(ledger, store=store, value=1)
        for text in ("", "{}", '{"version": 1'):
            (folder / "current.json").write_text(text)
            with pytest.raises(MartError, match="Hapus berkas itu"):
                store.current()


@pytest.mark.postgres
class TestSchemas:
    """What only PostgreSQL has to care for."""

    @pytest.fixture
    def ledger_url(self, postgres_url: str) -> str:
        return postgres_url

    def schemas(self, ledger: Ledger) -> list[str]:
        return sorted(
            name for name in sa.inspect(ledger.engine).get_schema_names() if name.startswith("pantau_marts")
        )

    def test_the_last_three_versions_are_kept(self, ledger: Ledger, store: MartStore) -> None:
        for value in range(1, 6):
            publish_change(ledger, store=store, value=value)
        assert self.schemas(ledger) == [f"pantau_marts_v{n}" for n in (3, 4, 5)]

    def test_a_version_in_use_is_removed_later_and_holds_nobody_up(
        self, ledger: Ledger, store: MartStore
    ) -> None:
        publish_change(ledger, store=store, value=1)
        with ledger.engine.connect() as reader:
            reader.exec_driver_sql("SELECT * FROM pantau_marts_v1.perekaman_posisi")
            for value in (2, 3, 4):
                publish_change(ledger, store=store, value=value)
            assert self.schemas(ledger) == [f"pantau_marts_v{n}" for n in (1, 2, 3, 4)]
        publish_change(ledger, store=store, value=5)
        assert self.schemas(ledger) == [f"pantau_marts_v{n}" for n in (3, 4, 5)]
