"""What every page works on: the current snapshot, the ledger behind it, the stored files, the present moment.

The addresses come from the environment that `pantau serve` gives its children. Nothing is written from here;
uploads are handed in through `dashboard.penerimaan`.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import streamlit as st

from data_contracts.aturan import Settings, read_settings_file, settings_mark
from data_contracts.tulisan import WIB
from warehouse.data_folder import DataFolder
from warehouse.engines import create_ledger_engine
from warehouse.files import FileStore
from warehouse.ledger import Ledger
from warehouse.marts import MartError, Marts, MartStore, create_mart_store

DEFAULT_HOME = "var"


@dataclass(frozen=True, slots=True)
class Places:
    """Where the data folder keeps its parts, and the moment it is looked at when that stands still."""

    ledger_url: str
    marts_url: str
    files: Path
    now: datetime | None
    home: DataFolder

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Places":
        """From `PANTAU_LEDGER_URL`, `_MARTS_URL`, `_FILES` and `_NOW`; else below `PANTAU_HOME`."""
        home = DataFolder(Path(environment.get("PANTAU_HOME", DEFAULT_HOME)).expanduser().resolve())
        fixed = environment.get("PANTAU_NOW")
        return cls(
            ledger_url=environment.get("PANTAU_LEDGER_URL") or home.ledger_url,
            marts_url=environment.get("PANTAU_MARTS_URL") or home.marts_url,
            files=Path(environment.get("PANTAU_FILES") or home.files),
            now=datetime.fromisoformat(fixed).astimezone(UTC) if fixed else None,
            home=home,
        )


@dataclass(frozen=True, slots=True)
class Session:
    """One run of a page, all of it from one snapshot; `key` names the state that answers are kept by."""

    marts: Marts
    store: MartStore
    ledger: Ledger
    files: FileStore
    settings: Settings
    now: datetime
    key: str

    @property
    def today(self) -> date:
        """The day in WIB."""
        return self.now.astimezone(WIB).date()

    @property
    def is_stale(self) -> bool:
        """Whether something was reported that the snapshot does not hold yet."""
        return self.ledger.sequence() > self.marts.ledger_sequence


def open_session() -> Session | None:
    """The current snapshot with what belongs to it; None while nothing has been published."""
    places = Places.read(os.environ)
    version = _version(places)
    if version is None:
        return None
    marts, now = _marts(places.marts_url, version=version), moment_of(places)
    settings = read_settings_file(places.home.rules)
    # Whether a report is late depends on the day alone, so results stay valid until midnight WIB.
    key = f"{places.marts_url}#{marts.version}@{now.astimezone(WIB).date()}#{settings_mark(settings)}"
    return Session(
        marts=marts,
        store=_store(places.marts_url),
        ledger=ledger_at(places.ledger_url),
        files=FileStore(places.files),
        settings=settings,
        now=now,
        key=key,
    )


def current_version() -> int | None:
    """The number of the published snapshot; None while there is none."""
    return _version(Places.read(os.environ))


def _version(places: Places) -> int | None:
    info = _store(places.marts_url).info()
    return info.version if info else None


def moment_of(places: Places) -> datetime:
    """The present in UTC: the only reading of the clock in the dashboard."""
    return places.now or datetime.now(UTC)


def settings_here() -> Settings:
    """The settings with the data folder's own lines, for pages that need no snapshot."""
    return read_settings_file(Places.read(os.environ).home.rules)


def today() -> date:
    """The day in WIB, for pages that need no snapshot."""
    return moment_of(Places.read(os.environ)).astimezone(WIB).date()


@st.cache_resource(show_spinner=False, on_release=MartStore.close)
def _store(url: str) -> MartStore:
    return create_mart_store(url)


# Two versions stay open: a page that began on the former one may still be reading from it.
@st.cache_resource(show_spinner=False, max_entries=2, on_release=Marts.close)
def _marts(url: str, *, version: int) -> Marts:
    marts = _store(url).current()
    if marts is None:
        message = f"Terbitan {version} tidak ditemukan lagi; jalankan `pantau serve` agar diterbitkan ulang."
        raise MartError(message)
    return marts


@st.cache_resource(show_spinner=False, on_release=Ledger.close)
def ledger_at(url: str) -> Ledger:
    """The ledger of an address, opened once."""
    return Ledger(create_ledger_engine(url))
