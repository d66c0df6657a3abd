"""The revision ledger: which cells say something else than they said at a past moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import sqlalchemy as sa

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Contract
from warehouse import tables
from warehouse.columns import NO_ROW, Flags, Positions, as_frame, codes_of, flags_of
from warehouse.ledger import Ledger
from warehouse.ledger_reader import LedgerReader
from warehouse.reported_rows import OfSameDays, accepted_rows, is_live, told_rows
from warehouse.submission_states import is_withdrawn
from warehouse.truth import Keyed, counting_rows, keyed

_SOURCE = ("submission_id", "received_at", "sheet", "source_row", "simulasi")
REVISION_TYPES: Final = {
    "contract": "str",
    "field": "str",
    "kode_wilayah": "str",
    "tanggal_awal": "datetime64[us]",
    "tanggal": "datetime64[us]",
    "rincian": "str",
    "before": "str",
    "after": "str",
    "submission_before": "Int64",
    "sheet_before": "str",
    "source_row_before": "Int64",
    "submission_after": "Int64",
    "sheet_after": "str",
    "source_row_after": "Int64",
    "cause": "str",
    "changed_at": "datetime64[us, UTC]",
    "simulasi": "boolean",
}
REPORTED, WITHDRAWN = "laporan baru", "penarikan"


def revisions(ledger: Ledger, *, since: datetime, until: datetime | None = None) -> pd.DataFrame:
    """One row per field of a place and day whose value at `until` (None: now) is not that of `since`.

    Columns of REVISION_TYPES, by contract, day, place and field. `before` and `after` are the values as text
    (dates ISO, missing where all that told it was withdrawn), with the rows they stand in; `rincian` names
    the contract's dimensions, `tanggal_awal` is missing for a level. `cause`: a later report, or a
    withdrawal, which brings the value before back. A first value is no revision, nor the same one again.
    """
    with ledger.reading() as reader:
        touched = _touched(reader, since=since, until=until)
        gone = _withdrawals(reader, known_at=since)
        parts = [
            _of_contract(reader, contract, touched, gone=gone, since=since, until=until)
            for contract in load_contracts().values()
        ]
        events = _withdrawals(reader, known_at=until)
    found = [part for part in parts if not part.empty]
    rows = pd.concat(found, ignore_index=True) if found else pd.DataFrame()
    return _caused(rows, events=events) if len(rows) else _typed(pd.DataFrame())


def _touched(reader: LedgerReader, *, since: datetime, until: datetime | None) -> list[int]:
    """The submissions that came, or were withdrawn, after `since` and up to `until`."""
    event, submission = tables.submission_event, tables.submission
    came = sa.select(submission.c.id).where(_within(submission.c.received_at, since, until))
    left = sa.select(event.c.submission_id).where(
        event.c.state == "withdrawn", _within(event.c.occurred_at, since, until)
    )
    return sorted({*reader.connection.scalars(came), *reader.connection.scalars(left)})


def _within(
    moment: sa.ColumnElement[datetime], since: datetime, until: datetime | None
) -> sa.ColumnElement[bool]:
    return moment > since if until is None else sa.and_(moment > since, moment <= until)


def _withdrawals(reader: LedgerReader, *, known_at: datetime | None) -> dict[int, datetime]:
    """When each submission withdrawn by then was withdrawn."""
    event, submission = tables.submission_event, tables.submission
    select = (
        sa.select(submission.c.id, sa.func.max(event.c.occurred_at, type_=event.c.occurred_at.type))
        .join(event, event.c.submission_id == submission.c.id)
        .where(is_withdrawn(known_at), event.c.state == "withdrawn")
        .group_by(submission.c.id)
    )
    return {int(number): moment for number, moment in reader.connection.execute(select)}


def _of_contract(  # noqa: PLR0913 - one look at one contract
    reader: LedgerReader,
    contract: Contract,
    touched: Sequence[int],
    *,
    gone: dict[int, datetime],
    since: datetime,
    until: datetime | None,
) -> pd.DataFrame:
    told = told_rows(
        reader.connection,
        contract.name,
        senders=reader.senders(until),
        part=OfSameDays(submissions=touched),
        wanted=_wanted(contract),
    )
    rows = accepted_rows(told)
    earlier = flags_of(pc.less_equal(rows["received_at"], pa.scalar(since, type=rows["received_at"].type)))
    still = ~np.isin(rows["submission_id"].to_numpy(), list(gone))
    before = counting_rows(rows, contract=contract.name, live=earlier & still)
    after = counting_rows(rows, contract=contract.name, live=is_live(rows))
    kinds = (
        (tables.posisi_keys(contract), contract.of_measure(*tables.LEVEL_MEASURES)),
        (tables.kegiatan_keys(contract), contract.of_measure(*tables.FLOW_MEASURES)),
    )
    dated = _dated(rows)
    parts = [
        _changed(
            dated,
            contract=contract,
            keys=keys,
            fields=[each.name for each in fields],
            counting=(before, after),
        )
        for keys, fields in kinds
    ]
    return pd.concat(parts, ignore_index=True)


def _wanted(contract: Contract) -> list[str]:
    names = [field.name for field in (*contract.dimensions, *contract.measured)]
    return ["kode_wilayah", "tanggal_awal", "tanggal", "sheet", "source_row", *names]


def _dated(rows: pa.Table) -> pa.Table:
    # A sender who names no first day reports about one day.
    first = pc.coalesce(rows["tanggal_awal"], rows["tanggal"])
    return rows.set_column(rows.column_names.index("tanggal_awal"), "tanggal_awal", first)


def _changed(
    rows: pa.Table,
    *,
    contract: Contract,
    keys: Sequence[str],
    fields: Sequence[str],
    counting: tuple[Flags, Flags],
) -> pd.DataFrame:
    told, filled = keyed(rows, keys=keys, fields=fields)
    before, after = (told.winners(each[filled]) for each in counting)
    parts = [
        _of_field(told, name, before=before[name], after=after[name], contract=contract, keys=keys)
        for name in fields
    ]
    found = [part for part in parts if not part.empty]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _of_field(  # noqa: PLR0913 - one field of one kind of key
    told: Keyed,
    name: str,
    *,
    before: Positions,
    after: Positions,
    contract: Contract,
    keys: Sequence[str],
) -> pd.DataFrame:
    codes = np.append(codes_of(told.rows[name]), 0) if len(told.rows) else np.zeros(1, dtype=np.int64)
    # A row that is not there is the last place of `codes`, whose code no value has.
    differs = (before != NO_ROW) & (codes[before] != codes[after])
    if not differs.any():
        return pd.DataFrame()
    old, new = _cells(told.rows, name, before[differs]), _cells(told.rows, name, after[differs])
    places = as_frame(told.rows.select([*keys]).take(pa.array(before[differs])))
    is_level = "tanggal_awal" not in keys
    return pd.DataFrame(
        {
            "contract": contract.name,
            "field": name,
            "kode_wilayah": places["kode_wilayah"],
            "tanggal_awal": pd.NaT if is_level else places["tanggal_awal"],
            "tanggal": places["tanggal"],
            "rincian": _details(places, contract),
            "before": old["value"],
            "after": new["value"],
            **{f"{key}_before": old[key] for key in ("submission", "sheet", "source_row")},
            **{f"{key}_after": new[key] for key in ("submission", "sheet", "source_row")},
            "changed_at": new["received_at"],
            "simulasi": old["simulasi"],
        }
    )


def _cells(rows: pa.Table, name: str, positions: Positions) -> pd.DataFrame:
    """The value as text and the row it stands in, missing where there is none."""
    taken = rows.select([name, *_SOURCE]).take(pa.array(positions, mask=positions == NO_ROW))
    frame = as_frame(taken.drop_columns([name])).rename(columns={"submission_id": "submission"})
    return frame.assign(value=as_frame(pa.table({"value": taken[name].cast(pa.string())}))["value"])


def _details(places: pd.DataFrame, contract: Contract) -> list[str | None]:
    names = [field.name for field in contract.dimensions]
    if not names:
        return [None] * len(places)
    return [
        "; ".join(f"{name}={value}" for name, value in zip(names, values, strict=True))
        for values in places[names].itertuples(index=False)
    ]


def _caused(rows: pd.DataFrame, *, events: dict[int, datetime]) -> pd.DataFrame:
    """Why and when each changed: the withdrawal of what told it before, or the report that tells it now."""
    withdrawn_at = pd.to_datetime(rows["submission_before"].map(events), utc=True)
    is_withdrawal = withdrawn_at.notna()
    caused = rows.assign(
        cause=np.where(is_withdrawal, WITHDRAWN, REPORTED),
        changed_at=withdrawn_at.fillna(pd.to_datetime(rows["changed_at"], utc=True)),
    )
    ordered = caused.sort_values(["contract", "tanggal", "kode_wilayah", "field"], kind="stable")
    return _typed(ordered)


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.reindex(columns=list(REVISION_TYPES)).astype(REVISION_TYPES).reset_index(drop=True)
