"""How long a page takes when a reader comes back to it: the script run alone, without browser and network."""

import os
from collections.abc import Iterator

from benchmarks.yardsticks import Timing, timed
from pantau.settings import Settings

RERUN_SECONDS = 0.5
RUNS = 7


def page_reruns(settings: Settings) -> Iterator[Timing]:
    """Each page's rerun over the published example data, and an empty page as yardstick."""
    from streamlit.testing.v1 import AppTest

    os.environ.update(settings.environment())
    blank = AppTest.from_string("import streamlit as st\nst.write('kosong')", default_timeout=60)
    blank.run()
    yield timed("patokan: halaman Streamlit kosong", blank.run, runs=RUNS)
    for name in ("ringkasan", "profil", "kepatuhan", "lacak"):
        page = AppTest.from_function(_page, args=(name,), default_timeout=60)
        first = timed(f"halaman {name}, pertama kali", page.run, runs=1)
        if page.exception:
            message = f"halaman {name}: {page.exception[0].message}"
            raise RuntimeError(message)
        yield first
        yield timed(f"halaman {name}, jalan ulang", page.run, runs=RUNS, budget=RERUN_SECONDS)


def _page(name: str) -> None:
    import importlib

    from dashboard.frame import framed

    framed(importlib.import_module(f"dashboard.views.{name}").show)()
