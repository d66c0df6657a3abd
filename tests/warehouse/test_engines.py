"""Opening databases: addresses, failures that say what to do, and one state per reading."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from data_contracts.errors import PantauError, UsageError
from tests.warehouse.sending import send
from warehouse.engines import begin_write, create_ledger_engine
from warehouse.ledger import Ledger
from warehouse.types import UtcDateTime


@pytest.mark.parametrize("url", ["duckdb:///a", "sqlite://", "postgresql://a/b", "mysql://x:rahasia@a/b"])
def test_an_address_that_is_not_understood_is_a_usage_error(url: str) -> None:
    with pytest.raises(UsageError, match="tidak dikenal") as caught:
        create_ledger_engine(url)
    assert "rahasia" not in caught.value.message


def test_a_ledger_in_a_new_folder_makes_the_folder(tmp_path: Path) -> None:
    engine = create_ledger_engine(f"sqlite:///{tmp_path / 'baru' / 'lagi' / 'buku.db'}")
    Ledger(engine).create()
    assert Ledger(engine).submissions() == ()
    engine.dispose()


@pytest.mark.parametrize(
    "url", ["sqlite:///{tmp}", "postgresql+psycopg://petugas:rahasia@127.0.0.1:1/tidak_ada"]
)
def test_a_database_out_of_reach_says_where_and_what_to_do_without_the_password(
    tmp_path: Path, url: str
) -> None:
    engine = create_ledger_engine(url.format(tmp=tmp_path))
    with pytest.raises(PantauError, match="tidak dapat dibuka") as caught:
        Ledger(engine).create()
    assert "rahasia" not in caught.value.message
    engine.dispose()


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "surat.db").write_text("Dengan hormat, bersama ini kami sampaikan laporan." * 20)
    engine = create_ledger_engine(f"sqlite:///{tmp_path / 'surat.db'}")
    with pytest.raises(PantauError, match="tidak dapat dibuka"):
        Ledger(engine).create()
    engine.dispose()


def test_a_reading_sees_one_state_whoever_writes_meanwhile(ledger: Ledger) -> None:
    send(ledger, "a", {"prr": 1})
    with ledger.reading() as reader:
        before = reader.sequence()
        send(ledger, "b", {"prr": 2})
        assert reader.sequence() == before
        assert reader.reported("perekaman")["prr"].tolist() == [1]
    assert ledger.sequence() > before
    assert ledger.reported("perekaman")["prr"].tolist() == [1, 2]


def test_a_moment_of_any_zone_comes_back_as_the_same_moment_in_utc(engine: sa.Engine) -> None:
    table = sa.Table("moment", sa.MetaData(), sa.Column("m", UtcDateTime))
    wib = datetime(2026, 10, 16, 6, 30, 0, 123456, tzinfo=timezone(timedelta(hours=7)))
    with begin_write(engine) as connection:
        table.create(connection)
        connection.execute(table.insert(), [{"m": wib}, {"m": None}])
        found = connection.execute(sa.select(table.c.m).order_by(table.c.m.is_(None))).scalars().all()
        later = connection.scalar(sa.select(sa.func.count()).where(table.c.m > wib - timedelta(seconds=1)))
    assert found == [wib, None]
    assert found[0] is not None
    assert (found[0].tzinfo, found[0].hour) == (UTC, 23)
    assert later == 1
