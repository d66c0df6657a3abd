"""After a publication: the flags of what is published now, judged and kept, so that they have a history."""

import logging
from contextlib import closing
from datetime import datetime

from data_contracts.aturan import settings_mark
from data_contracts.errors import PantauError
from data_contracts.periode import Periode
from data_contracts.tulisan import WIB
from pantau.workplace import Workplace
from warehouse.flag_history import Judged
from warehouse.marts import Marts

log = logging.getLogger("pantau.publishing")

HISTORY_PERIODS = 24
"""So many half-months are judged anew at each publication: a correction rarely reaches further back."""


def record_flags(workplace: Workplace, *, now: datetime) -> int | None:
    """Judge the published snapshot and keep what is said otherwise than before; how many rows.

    None where there is nothing published, or this state (ledger, settings, day) was judged already: killed
    in between, the next call completes it.
    """
    state = state_of(workplace, now=now)
    if state is None or workplace.flags.is_recorded(state):
        return None
    from metrics.bendera import evaluate

    marts = workplace.marts.current()
    if marts is None:
        return None
    with closing(marts):
        rows = evaluate(
            marts,
            ledger=workplace.ledger,
            settings=workplace.rule_settings(),
            now=now,
            periods=_periods(workplace, marts, now=now),
        )
    return workplace.flags.record(rows, state=state, evaluated_at=now)


def _periods(workplace: Workplace, marts: Marts, *, now: datetime) -> list[Periode]:
    """The latest half-months with figures, and those that had some: what is no longer there is said too."""
    from metrics.bendera.evaluasi import latest_periods

    spoken_of = map(Periode.parse, workplace.flags.periods())
    known = {*latest_periods(marts, now=now, number=HISTORY_PERIODS), *spoken_of}
    return sorted(known)[-HISTORY_PERIODS:]


def complete_flags(workplace: Workplace, *, now: datetime) -> None:
    """Judge where ledger or settings moved since the flags were recorded, whoever was killed before doing so.

    Another day alone waits for the worker: a command that only reads would pay for it each morning.
    """
    last = workplace.flags.last_state()
    try:
        state = state_of(workplace, now=now)
    except (PantauError, OSError):
        log.exception("flags could not be judged")
        return
    if state is not None and (last is None or not state.is_of_same_figures(last)):
        judge_flags(workplace, now=now)


def judge_flags(workplace: Workplace, *, now: datetime) -> None:
    """`record_flags`, a failure of which is ours and stops nothing else: `pantau doctor` tells of it."""
    try:
        record_flags(workplace, now=now)
    except Exception:
        log.exception("flags could not be judged")


def state_of(workplace: Workplace, *, now: datetime) -> Judged | None:
    """What the flags of the published snapshot depend on; None before the first publication."""
    snapshot = workplace.marts.info()
    if snapshot is None:
        return None
    return Judged(
        ledger_sequence=snapshot.ledger_sequence,
        settings_mark=settings_mark(workplace.rule_settings()),
        day=now.astimezone(WIB).date(),
    )
