"""Conditions on submissions at a moment: known by then, ever accepted, withdrawn by then."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from warehouse.records import LIVE_STATES, State
from warehouse.tables import submission as _submission
from warehouse.tables import submission_event as _event


def has_arrived(known_at: datetime | None) -> sa.ColumnElement[bool]:
    """Received by then (None: at all), whatever became of it since."""
    return sa.true() if known_at is None else _submission.c.received_at <= known_at


def is_withdrawn(known_at: datetime | None) -> sa.ColumnElement[bool]:
    """Withdrawn by then (None: ever)."""
    by_then = () if known_at is None else (_event.c.occurred_at <= known_at,)
    return _event_exists(_event.c.state == State.WITHDRAWN.value, *by_then)


def is_known(known_at: datetime | None) -> sa.ColumnElement[bool]:
    """Received by then and not withdrawn by then."""
    return sa.and_(has_arrived(known_at), ~is_withdrawn(known_at))


def was_accepted() -> sa.ColumnElement[bool]:
    """Judged, and not sent back whole."""
    return _event_exists(_event.c.state.in_(sorted(state.value for state in LIVE_STATES)))


def is_live(known_at: datetime | None) -> sa.ColumnElement[bool]:
    """Accepted, and known by then."""
    return sa.and_(was_accepted(), is_known(known_at))


def _event_exists(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(_event.c.submission_id == _submission.c.id, *conditions).correlate(_submission)
