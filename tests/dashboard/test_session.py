"""Where a page looks for its data, and what its addresses look like."""

from datetime import UTC, date, datetime
from pathlib import Path

from dashboard import links
from dashboard.session import Places
from warehouse.data_folder import DataFolder


def test_everything_stands_below_the_data_folder_unless_named() -> None:
    places = Places.read({"PANTAU_HOME": "/data"})
    assert places == Places(
        "sqlite:////data/buku_besar.db",
        "duckdb:////data/marts",
        Path("/data/berkas"),
        None,
        DataFolder(Path("/data")),
    )


def test_each_part_can_stand_elsewhere_and_the_clock_can_stand_still() -> None:
    named = {
        "PANTAU_HOME": "/data",
        "PANTAU_LEDGER_URL": "postgresql+psycopg://a/b",
        "PANTAU_MARTS_URL": "duckdb:///m",
        "PANTAU_FILES": "/f",
        "PANTAU_NOW": "2026-11-23T10:00:00+07:00",
    }
    moment = datetime(2026, 11, 23, 3, tzinfo=UTC)
    assert Places.read(named) == Places(
        named["PANTAU_LEDGER_URL"], "duckdb:///m", Path("/f"), moment, DataFolder(Path("/data"))
    )


def test_addresses_are_relative_and_leave_out_what_is_not_known() -> None:
    assert links.source("prr", wilayah="33", tanggal=date(2026, 10, 31)) == (
        "lacak?indikator=prr&wilayah=33&tanggal=2026-10-31"
    )
    assert links.profile("33.29") == "profil?wilayah=33.29"
    assert links.punctuality(periode="2026-10-P2") == "kepatuhan?periode=2026-10-P2"
