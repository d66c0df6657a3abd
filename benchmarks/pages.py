"""How long a page takes when a reader comes back to it: the script run alone, without browser and network."""

import os
from collections.abc import Iterator

from streamlit.logger import set_log_level
from streamlit.testing.v1 import AppTest

from benchmarks.yardsticks import Timing, timed
from data_contracts.periode import Periode
from pantau.settings import Settings

RERUN_SECONDS = 0.5
RUNS = 7
PAGES = ("ringkasan", "profil", "kepatuhan", "lacak")


def page_reruns(settings: Settings) -> Iterator[Timing]:
    """Each page's rerun over the published example data, and an empty page as yardstick."""
    # Outside `streamlit run` every call complains that it has no session of its own.
    set_log_level("ERROR")
    before = dict(os.environ)
    os.environ.update(settings.environment())
    try:
        yield from _reruns()
    finally:
        # What is timed next has a data folder of its own.
        os.environ.clear()
        os.environ.update(before)


def _reruns() -> Iterator[Timing]:
    blank = AppTest.from_string("import streamlit as st\nst.write('kosong')", default_timeout=60)
    blank.run()
    yield timed("patokan: halaman Streamlit kosong", blank.run, runs=RUNS)
    for name in PAGES:
        page = AppTest.from_function(_page, args=(name,), default_timeout=60)
        yield timed(f"halaman {name}, pertama kali", lambda page=page: _run(page), runs=1)
        yield timed(
            f"halaman {name}, jalan ulang", lambda page=page: _run(page), runs=RUNS, budget=RERUN_SECONDS
        )
        others = iter(_periods(RUNS))
        yield timed(
            f"halaman {name}, ganti periode",
            lambda page=page, others=others: _run(page, periode=next(others)),
            runs=RUNS,
            budget=RERUN_SECONDS,
        )


def _periods(number: int) -> list[str]:
    """Half-months of the simulated year, none of them the one a page opens with."""
    return [str(periode) for periode in Periode.range(Periode(2026, 3, 1), Periode(2026, 10, 2))][:number]


def _run(page: AppTest, **selection: str) -> None:
    page.query_params.update(selection)
    page.run()
    if page.exception:
        raise RuntimeError(page.exception[0].message)


def _page(name: str) -> None:
    import importlib

    from dashboard.frame import framed

    framed(importlib.import_module(f"dashboard.views.{name}").show)()
