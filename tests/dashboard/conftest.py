"""A data folder that no test changes, the pages run on it without a browser, and the real one in it."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import streamlit as st
from playwright.sync_api import BrowserContext, sync_playwright
from streamlit.testing.v1 import AppTest

from pantau.demo import EXAMPLES, SETS, hand_in
from pantau.settings import Settings
from pantau.supervisor import first_free_port, start
from pantau.worker import drain
from pantau.workplace import open_workplace
from scripts.potret_layar import find_chromium
from tests.dashboard.halaman import Page, Shown
from tests.dashboard.laporan import PERIODS, SILENT, fill

SCRIPT = """
from dashboard.frame import {frame}
from dashboard.views import {view}

{frame}({view}.show)()
"""
WITHOUT_SNAPSHOT = ("kamus", "unggah", "metodologi", "pengaturan")
NOW = "2026-11-23T10:00:00+07:00"
# Half-months of the province's form, a regency sent back and corrected, a day-by-day file, published figures,
# and deliveries, services, points and budgets of ours and of others: the kinds of file the pages must show.
CHOSEN = (
    "SIMULASI_laporan-kinerja-bidang-5_2026-10-P1.xlsx",
    "SIMULASI_laporan-kinerja-bidang-5_2026-10-P2.xlsx",
    "SIMULASI_laporan-kinerja-bidang-5_2026-11-P1.xlsx",
    "SIMULASI_laporan_3328_2026-10-P1.xlsx",
    "SIMULASI_laporan_3328_2026-10-P1_perbaikan.xlsx",
    "SIMULASI_harian_3374_2026-11-P1.xlsx",
    "SIMULASI_layanan-dan-pengantaran_2026-10.xlsx",
    "SIMULASI_titik-layanan_2026-06-30.xlsx",
    "SIMULASI_anggaran_2026-09-30.xlsx",
    "layan-antar_kab-bekasi_2020-03-24.xlsx",
    "zero-suket_kota-cilegon_2020-06-02.xlsx",
    "angka-terbitan_2021-07-15.csv",
    "perekaman-ktp-el_2020-09-01.xlsx",
)


@pytest.fixture(scope="session", autouse=True)
def _closed_in_the_end() -> Iterator[None]:
    """What the pages opened in this process and keep for the next reader."""
    yield
    st.cache_resource.clear()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everyone reported for six half-months, two not for the last."""
    folder = tmp_path_factory.mktemp("dasbor")
    fill(folder, periods=PERIODS, silent=SILENT)
    return folder


@pytest.fixture
def shown(home: Path, monkeypatch: pytest.MonkeyPatch) -> Shown:
    """Runs one view of the dashboard with an address (and in another data folder)."""

    def run(view: str, *, folder: Path = home, **address: str) -> Page:
        monkeypatch.setenv("PANTAU_HOME", str(folder))
        monkeypatch.setenv("PANTAU_NOW", NOW)
        for name in ("PANTAU_LEDGER_URL", "PANTAU_MARTS_URL", "PANTAU_FILES"):
            monkeypatch.delenv(name, raising=False)
        frame = "guarded" if view in WITHOUT_SNAPSHOT else "framed"
        test = AppTest.from_string(SCRIPT.format(view=view, frame=frame), default_timeout=60)
        for name, value in address.items():
            test.query_params[name] = value
        return Page(test.run())

    return run


@pytest.fixture(scope="session")
def demo_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A data folder with a handful of the example files, taken in by the real intake."""
    folder = tmp_path_factory.mktemp("peramban")
    settings = Settings(
        home=folder / "data",
        ledger_url="",
        marts_url="",
        port=first_free_port("127.0.0.1", start_at=8610),
        now=datetime.fromisoformat(NOW),
    )
    with open_workplace(settings) as workplace:
        assert hand_in(workplace, examples=_some_examples(folder / "contoh")) == len(CHOSEN)
        assert drain(workplace, clock=settings.clock) == []
    return settings


@pytest.fixture(scope="session")
def demo_url(demo_settings: Settings) -> Iterator[str]:
    """The dashboard and its worker, running as `pantau serve` runs them."""
    services = start(demo_settings)
    try:
        yield services.url
    finally:
        services.stop()


@pytest.fixture(scope="session")
def context() -> Iterator[BrowserContext]:
    """One browser for all pages, so that each does not fetch Streamlit's scripts anew."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        yield chromium.new_context(locale="id-ID")
        chromium.close()


def _some_examples(folder: Path) -> Path:
    """The chosen files under their sets, with the lines of the manifests that speak of them."""
    for name in SETS:
        (folder / name).mkdir(parents=True)
        with (EXAMPLES / name / "manifes.csv").open(encoding="utf-8", newline="") as lines:
            rows = [row for row in csv.DictReader(lines) if row["file"] in CHOSEN]
        with (folder / name / "manifes.csv").open("w", encoding="utf-8", newline="") as lines:
            manifest = csv.DictWriter(lines, ["file", "diterima", "pengirim", "periode"])
            manifest.writeheader()
            manifest.writerows(rows)
        for row in rows:
            shutil.copy(EXAMPLES / name / row["file"], folder / name / row["file"])
    return folder
