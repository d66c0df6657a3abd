"""What a file's state follows from: its rows and the gravest thing said about it."""

from collections.abc import Collection

from data_contracts.contract import Severity
from warehouse.records import RowCount, State


def state_of(rows: RowCount, *, severities: Collection[Severity]) -> State:
    """Nothing accepted: returned; some held back: partially accepted; a warning: accepted with warnings."""
    if rows.accepted == 0:
        return State.RETURNED
    if rows.quarantined or Severity.ERROR in severities:
        return State.PARTIALLY_ACCEPTED
    return State.ACCEPTED_WITH_WARNINGS if Severity.WARNING in severities else State.ACCEPTED
