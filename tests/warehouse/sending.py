"""Short ways to put a report into a ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import pandas as pd

from warehouse.ledger import Ledger
from warehouse.records import ColumnUse, Finding, IgnoredRow, NewSubmission, RowCount, State

START = datetime(2026, 10, 1, 1, 0, tzinfo=UTC)
P1, P2 = date(2026, 10, 15), date(2026, 10, 31)
SEMARANG, TEGAL = "33.74", "33.76"

Row = Mapping[str, object]


def at(hours: float) -> datetime:
    """A moment that many hours after the start of the story."""
    return START + timedelta(hours=hours)


def sha256_of(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def submission(
    name: str,
    *,
    received_at: datetime = START,
    entered_at: datetime | None = None,
    simulasi: bool = False,
    state: State = State.ACCEPTED,
    rows: RowCount | None = None,
    contracts: tuple[str, ...] = ("perekaman",),
    corrects: int | None = None,
) -> NewSubmission:
    return NewSubmission(
        sha256=sha256_of(name),
        file_name=name,
        size=1234,
        sender="Disdukcapil Kota Semarang",
        received_at=received_at,
        entered_at=entered_at or received_at,
        simulasi=simulasi,
        state=state,
        contracts=contracts,
        rows=rows or RowCount(read=1, accepted=1),
        corrects=corrects,
    )


def frame(*rows: Row) -> pd.DataFrame:
    """Rows as the intake hands them over; each tells its difference from an accepted one of Kota Semarang."""
    usual: Row = {
        "sheet": "Laporan",
        "kode_wilayah": SEMARANG,
        "tanggal_awal": None,
        "tanggal": P1,
        "accepted": True,
        "marked": False,
        "raw": None,
    }
    records = [{**usual, "source_row": 5 + index, **row} for index, row in enumerate(rows)]
    # Objects, or pandas would make floats of integers beside a missing value.
    return pd.DataFrame(records, dtype=object)


def send(
    ledger: Ledger,
    name: str,
    *rows: Row,
    contract: str = "perekaman",
    received_at: datetime = START,
    entered_at: datetime | None = None,
    simulasi: bool = False,
    state: State = State.ACCEPTED,
    ignored: Sequence[IgnoredRow] = (),
    columns: Sequence[ColumnUse] = (),
    findings: Sequence[Finding] = (),
) -> int:
    """Record a file with these rows of one contract and return its number."""
    accepted = sum(bool(row.get("accepted", True)) for row in rows)
    return ledger.record(
        submission(
            name,
            received_at=received_at,
            entered_at=entered_at,
            simulasi=simulasi,
            state=state,
            contracts=(contract,),
            rows=RowCount(
                read=len(rows) + len(ignored),
                accepted=accepted,
                quarantined=len(rows) - accepted,
                ignored=len(ignored),
            ),
        ),
        rows={contract: frame(*rows)},
        ignored=ignored,
        columns=columns,
        findings=findings,
    )


def withdraw(ledger: Ledger, submission_id: int, *, occurred_at: datetime) -> None:
    ledger.add_event(
        submission_id, state=State.WITHDRAWN, occurred_at=occurred_at, actor="petugas", reason="keliru"
    )
