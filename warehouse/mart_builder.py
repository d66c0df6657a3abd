"""From everything reported to the truth at one moment: a frame per mart table, whole or only what changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import sqlalchemy as sa

from data_contracts.catalogue import load_contracts, load_routine_contracts
from data_contracts.contract import Contract
from warehouse import tables
from warehouse.arrivals import arrivals_of
from warehouse.columns import NO_ROW, Flags, arrow_type, taken
from warehouse.ledger_reader import LedgerReader
from warehouse.reported_rows import (
    EVERYTHING,
    OfSameDays,
    Part,
    accepted_rows,
    is_live,
    told_rows,
)
from warehouse.snapshots import Change, Contents
from warehouse.truth import counting_rows, keyed, revised_keys


def build_marts(ledger: LedgerReader, *, known_at: datetime | None) -> Contents:
    """Every mart as the ledger stood at `known_at` (None: with all it holds), one after the other.

    Grains and missing values are those of `warehouse.tables`; rows are sorted by key, so the same ledger
    gives the same columns. A key for which no field of the table was ever reported has no row.
    """
    arrived: list[pa.Table] = []
    for contract in load_contracts().values():
        yield from _of_contract(ledger, contract, known_at=known_at, arrived=arrived)
    yield tables.kiriman, _kiriman(arrivals_of(arrived))


def _of_contract(
    ledger: LedgerReader, contract: Contract, *, known_at: datetime | None, arrived: list[pa.Table]
) -> Contents:
    # What one contract's rows take is free again before the next one's are read.
    told = _told(ledger, contract=contract, known_at=known_at, part=EVERYTHING)
    if contract.name in load_routine_contracts():
        arrived.append(told.select(_ARRIVING))
    yield from _figures(told, contract=contract).items()


def build_changes(
    ledger: LedgerReader, *, submissions: Sequence[int], since: int
) -> Mapping[sa.Table, Change]:
    """What these submissions change in the marts of everything known: the rows that go and those that come.

    They are those that something happened to `since` the event which the marts show already.

    Whatever a submission says, or no longer says, reaches no further than the places and days it names; the
    rows of those are built as `build_marts` builds them. A table that stays as it is is not in it.
    """
    new, fed = ledger.entered_since(since), ledger.fed_by(submissions)
    changes: dict[sa.Table, Change] = {}
    arrived = []
    for name in (name for name in load_contracts() if name in fed):
        told = _told(
            ledger,
            contract=load_contracts()[name],
            known_at=None,
            part=OfSameDays(submissions=submissions),
        )
        changes |= _changed(told, contract=load_contracts()[name], new=new)
        if name in load_routine_contracts():
            arrived.append(told.filter(_of(told, submissions)).select(_ARRIVING))
    shown = pa.array([number for number in submissions if number not in new], type=pa.int64())
    arrivals = _kiriman(arrivals_of(arrived)) if arrived else _nobody()
    return {tables.kiriman: Change(gone=pa.table({"submission_id": shown}), rows=arrivals), **changes}


def _changed(told: pa.Table, *, contract: Contract, new: Collection[int]) -> dict[sa.Table, Change]:
    """The tables of a contract for these places and days; of what is wholly new nothing has to go."""
    days = ["kode_wilayah", "tanggal"]
    gone = told.filter(pc.invert(_of(told, new))).select(days).group_by(days).aggregate([])
    figures = _figures(told, contract=contract)
    return {
        table: Change(gone=gone, rows=rows)
        for table, rows in figures.items()
        if _is_spoken_of(table, told=told, contract=contract)
    }


def _of(told: pa.Table, submissions: Collection[int]) -> pa.ChunkedArray:
    return pc.is_in(told["submission_id"], pa.array(sorted(submissions), type=pa.int64()))


_ARRIVING = [
    "submission_id",
    "received_at",
    "simulasi",
    "accepted",
    "is_withdrawn",
    "kode_wilayah",
    "tanggal",
    "marked",
]


def _is_spoken_of(table: sa.Table, *, told: pa.Table, contract: Contract) -> bool:
    """Whether anybody ever gave a value for the table; where nobody did, it has no row to lose either."""
    fields = (field.name for field in contract.measured if field.name in table.columns)
    return any(told[name].null_count < len(told) for name in fields)


def _told(ledger: LedgerReader, *, contract: Contract, known_at: datetime | None, part: Part) -> pa.Table:
    dimensions, measured = contract.dimensions, contract.measured
    wanted = ("kode_wilayah", "tanggal_awal", "tanggal", *(field.name for field in (*dimensions, *measured)))
    return told_rows(
        ledger.connection,
        contract.name,
        senders=ledger.senders(known_at),
        part=part,
        wanted=[*wanted, "marked"],
    )


def _figures(told: pa.Table, *, contract: Contract) -> dict[sa.Table, pa.Table]:
    rows = accepted_rows(told)
    counting = counting_rows(rows, contract=contract.name, live=is_live(rows))
    # A sender who names no first day reports about one day.
    first = pc.coalesce(rows["tanggal_awal"], rows["tanggal"])
    dated = rows.set_column(rows.column_names.index("tanggal_awal"), "tanggal_awal", first)
    figures = _Figures(dated, counting)
    levels = [field.name for field in contract.of_measure(*tables.LEVEL_MEASURES)]
    flows = [field.name for field in contract.of_measure(*tables.FLOW_MEASURES)]
    return {
        tables.posisi(contract.name): figures.truth(keys=tables.posisi_keys(contract), fields=levels),
        tables.kegiatan(contract.name): figures.truth(keys=tables.kegiatan_keys(contract), fields=flows),
    }


@dataclass(frozen=True, slots=True)
class _Figures:
    """All that was ever accepted, in order of precedence, and which of it counts."""

    rows: pa.Table
    counting: Flags

    def truth(self, *, keys: Sequence[str], fields: Sequence[str]) -> pa.Table:
        """Per key and field the last non-missing value that counts, one row per key, sorted by key.

        `simulasi`: all values are simulated. `diterima_pada`: when the report that ranks highest among those
        with a value for this key was received. `direvisi`: see `truth.revised_keys`.
        """
        told, filled = keyed(self.rows, keys=keys, fields=fields)
        counting = self.counting[filled]
        latest = told.last(counting)
        kept = latest != NO_ROW
        shown = told.rows.take(pa.array(latest[kept]))
        return pa.table(
            {
                **{key: shown[key] for key in keys},
                **{name: taken(told.rows[name], told.winner(name, counting)[kept]) for name in fields},
                "simulasi": shown["simulasi"],
                "diterima_pada": shown["received_at"],
                "direvisi": pa.array(revised_keys(told, counting=counting)[kept]),
            }
        )


def _nobody() -> pa.Table:
    return pa.table({each.name: pa.array([], type=arrow_type(each.type)) for each in tables.kiriman.columns})


def _kiriman(arrivals: pa.Table) -> pa.Table:
    names = {"received_at": "diterima_pada", "accepted": "diterima_sah", "marked": "bertanda"}
    return arrivals.rename_columns([names.get(name, name) for name in arrivals.column_names])
