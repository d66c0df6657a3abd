"""A ledger to report into, and its published marts, on each engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.metrics.reports import Reports
from warehouse.engines import create_ledger_engine
from warehouse.ledger import Ledger
from warehouse.marts import create_mart_store


@pytest.fixture
def reports(ledger_url: str, marts_url: str) -> Iterator[Reports]:
    """Real reports through a real ledger into real marts."""
    engine = create_ledger_engine(ledger_url)
    ledger = Ledger(engine)
    ledger.create()
    store = create_mart_store(marts_url)
    reports = Reports(ledger, store)
    yield reports
    reports.close()
    store.close()
    engine.dispose()
