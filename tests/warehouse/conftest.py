"""An empty ledger, queue and store on each engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from warehouse.engines import create_ledger_engine
from warehouse.ledger import Ledger
from warehouse.marts import MartStore, create_mart_store
from warehouse.queue import JobQueue


@pytest.fixture
def engine(ledger_url: str) -> Iterator[sa.Engine]:
    engine = create_ledger_engine(ledger_url)
    yield engine
    engine.dispose()


@pytest.fixture
def ledger(engine: sa.Engine) -> Ledger:
    ledger = Ledger(engine)
    ledger.create()
    return ledger


@pytest.fixture
def queue(ledger: Ledger) -> JobQueue:
    return JobQueue(ledger.engine)


@pytest.fixture
def store(marts_url: str) -> Iterator[MartStore]:
    store = create_mart_store(marts_url)
    yield store
    store.close()
