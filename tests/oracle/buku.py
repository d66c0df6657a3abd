"""What the ledger's own rows say, read with plain loops: which value was true for a place, day and field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Measure
from data_contracts.periode import Periode
from warehouse.ledger import Ledger

TABLES = ("perekaman", "suket", "blangko", "dokumen")
Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a submission that had not been withdrawn."""

    submission: int
    received_at: datetime
    kode: str
    first: date
    day: date
    accepted: bool
    values: Mapping[str, Any]


@dataclass(slots=True, eq=False)
class Book:
    """What was known at a moment: `positions` per place and day, `flows` per place and interval, the last
    value said of each field; `arrivals` per place and half-month the reports of its last day in the order in
    which they came, and whether they were accepted.
    """

    positions: dict[str, dict[date, Figures]] = field(default_factory=lambda: defaultdict(dict))
    flows: dict[str, dict[tuple[date, date], Figures]] = field(default_factory=lambda: defaultdict(dict))
    arrivals: dict[tuple[str, Periode], list[tuple[datetime, bool]]] = field(default_factory=dict)

    def days(self, kode: str, periode: Periode) -> Iterator[tuple[date, Figures]]:
        """The days of a half-month of which something is known, in order."""
        for day in sorted(self.positions[kode]):
            if periode.start <= day <= periode.end:
                yield day, self.positions[kode][day]

    def level(self, kode: str, periode: Periode, name: str) -> Any:
        """The last position of a half-month; None where nobody said it."""
        told = [figures[name] for _, figures in self.days(kode, periode) if name in figures]
        return told[-1] if told else None

    def flow(self, kode: str, periode: Periode, name: str) -> int | None:
        """What happened in a half-month, of intervals that lie in it and share no day."""
        told = [
            figures[name]
            for (first, last), figures in self.flows[kode].items()
            if periode.start <= first and last <= periode.end and name in figures
        ]
        return sum(told) if told else None


def read_book(ledger: Ledger, *, known_at: datetime) -> Book:
    """Everything as known at `known_at`."""
    book, seen = Book(), defaultdict[tuple[str, Periode], dict[int, list[Line]]](lambda: defaultdict(list))
    for line in _lines(ledger, known_at=known_at):
        seen[line.kode, Periode.of(line.day)][line.submission].append(line)
        if line.accepted:
            _enter(book, line)
    book.arrivals = {(kode, periode): _closing(sent, periode) for (kode, periode), sent in seen.items()}
    return book


def names_of(contract: str, *measures: Measure) -> tuple[str, ...]:
    """The fields of a contract that behave so over time."""
    return tuple(each.name for each in load_contracts()[contract].fields if each.measure in measures)


FLOWS = frozenset(name for contract in TABLES for name in names_of(contract, Measure.FLOW))


def _enter(book: Book, line: Line) -> None:
    happened = {name: value for name, value in line.values.items() if name in FLOWS}
    stands = {name: value for name, value in line.values.items() if name not in FLOWS}
    if stands:
        book.positions[line.kode].setdefault(line.day, {}).update(stands)
    if happened:
        book.flows[line.kode].setdefault((line.first, line.day), {}).update(happened)


def _closing(sent: Mapping[int, list[Line]], periode: Periode) -> list[tuple[datetime, bool]]:
    """Those that speak of the last day and of no other day of the half-month."""
    return [
        (lines[0].received_at, any(line.accepted for line in lines))
        for lines in sent.values()
        if {line.day for line in lines} == {periode.end}
    ]


def _lines(ledger: Ledger, *, known_at: datetime) -> list[Line]:
    """In the order in which the reports came: a later one has the last word."""
    with ledger.engine.connect() as connection:
        sent = live(connection, known_at)
        lines = [
            _line(row, sent[row["submission_id"]], contract)
            for contract in TABLES
            for row in connection.execute(
                sa.text(f"SELECT * FROM {contract}_reported ORDER BY id")
            ).mappings()
            if row["submission_id"] in sent
        ]
    return sorted(lines, key=lambda line: (line.received_at, line.submission))


def live(connection: sa.Connection, known_at: datetime) -> dict[int, datetime]:
    """When each submission known by then came, without those that had been withdrawn by then."""
    received = connection.execute(sa.text("SELECT id, received_at FROM submission"))
    events = connection.execute(sa.text("SELECT submission_id, state, occurred_at FROM submission_event"))
    withdrawn = {number for number, state, at in events if state == "withdrawn" and _moment(at) <= known_at}
    return {
        number: _moment(at) for number, at in received if _moment(at) <= known_at and number not in withdrawn
    }


def _line(row: Mapping[str, Any], received_at: datetime, contract: str) -> Line:
    day, measured = day_of(row["tanggal"]), load_contracts()[contract].measured
    values = {each.name: row[each.name] for each in measured if row[each.name] is not None}
    if values.get("tanggal_penyebut"):
        values["tanggal_penyebut"] = day_of(values["tanggal_penyebut"])
    return Line(
        submission=row["submission_id"],
        received_at=received_at,
        kode=row["kode_wilayah"],
        first=day_of(row["tanggal_awal"]) if row["tanggal_awal"] else day,
        day=day,
        accepted=bool(row["accepted"]),
        values=values,
    )


def day_of(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _moment(value: Any) -> datetime:
    """SQLite keeps moments as text without a zone, in UTC."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
