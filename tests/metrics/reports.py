"""Short ways to report figures into a ledger and to look at what metrics makes of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pandas as pd

from data_contracts.catalogue import load_contracts, load_register
from data_contracts.periode import Periode
from metrics.measure import measure
from warehouse.ledger import Ledger
from warehouse.marts import Marts, MartStore, publish
from warehouse.records import ColumnUse, Finding, NewSubmission, RowCount, State, Validation

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
PROVINCE, KUDUS, PATI, BLORA, SEMARANG = "33", "33.19", "33.18", "33.16", "33.74"
REGENCIES = tuple(regency.kode for regency in load_register().kabkota)
SHEET = "Laporan"

Row = Mapping[str, Any]


def row(
    wilayah: str | None,
    tanggal: date | None,
    *,
    awal: date | None = None,
    accepted: bool = True,
    marked: bool = False,
    **figures: Any,
) -> Row:
    """One row of a report: where, when, and its figures by field name."""
    return {
        "kode_wilayah": wilayah,
        "tanggal": tanggal,
        "tanggal_awal": awal,
        "accepted": accepted,
        "marked": marked,
        **figures,
    }


OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


def delivery(
    wilayah: str,
    *,
    kurir: str = "pos",
    dokumen: str = "ktp_el",
    days: tuple[date, date] = OCTOBER,
    **figures: Any,
) -> Row:
    """A row about what one courier took to people."""
    return row(wilayah, days[1], awal=days[0], kurir=kurir, jenis_dokumen=dokumen, **figures)


def service(wilayah: str, kanal: str, *, days: tuple[date, date] = OCTOBER, **figures: Any) -> Row:
    """A row about requests of all documents through one channel."""
    return row(wilayah, days[1], awal=days[0], kanal=kanal, jenis_dokumen="semua", **figures)


def on_time(tanggal: date) -> datetime:
    """The morning after the half-month of that data date has ended."""
    return datetime.combine(Periode.of(tanggal).end + timedelta(days=1), time(2), tzinfo=UTC)


class Reports:
    """A ledger that grows, and the marts published from it."""

    def __init__(self, ledger: Ledger, store: MartStore) -> None:
        self.ledger = ledger
        self.store = store
        self._opened: list[Marts] = []

    def send(
        self,
        *rows: Row,
        received_at: datetime | None = None,
        simulasi: bool = False,
        state: State = State.ACCEPTED,
        name: str | None = None,
        sender: str = "Disdukcapil",
        findings: Sequence[Finding] = (),
        validations: Sequence[Validation] = (),
    ) -> int:
        """One file with these rows; each field goes to the contract that has it. Returns the submission."""
        contracts = _by_contract(rows)
        received = received_at or on_time(max(row["tanggal"] for row in rows))
        name = name or f"laporan-{len(self.ledger.submissions()) + 1}.xlsx"
        accepted = sum(row["accepted"] for row in rows)
        return self.ledger.record(
            NewSubmission(
                sha256=hashlib.sha256(name.encode()).hexdigest(),
                file_name=name,
                size=len(rows),
                sender=sender,
                received_at=received,
                entered_at=received,
                simulasi=simulasi,
                state=state,
                contracts=tuple(contracts),
                rows=RowCount(read=len(rows), accepted=accepted, quarantined=len(rows) - accepted),
            ),
            rows={contract: frame for contract, (frame, _) in contracts.items()},
            ignored=(),
            columns=[column for _, columns in contracts.values() for column in columns],
            findings=findings,
            validations=validations,
        )

    def withdraw(self, submission: int, *, occurred_at: datetime) -> None:
        self.ledger.add_event(
            submission, state=State.WITHDRAWN, occurred_at=occurred_at, actor="petugas", reason="keliru"
        )

    def marts(self) -> Marts:
        """What stands in the marts once everything so far is published."""
        publish(self.ledger, store=self.store, now=NOW)
        marts = self.store.current()
        assert marts is not None
        self._opened.append(marts)
        return marts

    @contextmanager
    def known_at(self, moment: datetime) -> Iterator[Marts]:
        with self.store.ephemeral(self.ledger, known_at=moment) as marts:
            yield marts

    def figure(
        self, indicator: str, wilayah: str, tanggal: date | None = None, **options: Any
    ) -> pd.Series[Any]:
        """The one row measure gives for this indicator and wilayah."""
        return figure(self.marts(), indicator, wilayah, tanggal, **options)

    def close(self) -> None:
        for marts in self._opened:
            marts.close()


def figure(
    marts: Marts, indicator: str, wilayah: str, tanggal: date | None = None, **options: Any
) -> pd.Series[Any]:
    now = options.pop("now", NOW)
    frame = measure(marts, indicators=[indicator], wilayah=wilayah, tanggal=tanggal, now=now, **options)
    assert len(frame) == 1, frame
    return frame.iloc[0]


def _by_contract(rows: Sequence[Row]) -> dict[str, tuple[pd.DataFrame, list[ColumnUse]]]:
    """Each contract's frame, its columns lettered from C on in the order of all the file's fields."""
    keys = {"kode_wilayah", "tanggal", "tanggal_awal", "accepted", "marked"}
    fields = list(dict.fromkeys(name for row in rows for name in row if name not in keys))
    letters = {name: chr(ord("C") + index) for index, name in enumerate(fields)}
    found = {}
    for name, contract in load_contracts().items():
        own = {field.name for field in contract.fields} & set(fields)
        if own & {field.name for field in contract.measured}:
            lines = [
                {key: value for key, value in row.items() if key in keys or key in own}
                | {"sheet": SHEET, "source_row": 5 + index, "raw": None}
                for index, row in enumerate(rows)
            ]
            columns = [
                ColumnUse(
                    sheet=SHEET, contract=name, field=field, column=letters[field], header=field.upper()
                )
                for field in fields
                if field in own
            ]
            found[name] = (pd.DataFrame(lines), columns)
    return found
