"""Who sent something for which day, counted from the rows of all routine contracts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from warehouse.columns import Flags, Positions, flags_of, present
from warehouse.truth import group_numbers

ARRIVAL_COLUMNS = ("kode_wilayah", "tanggal", "marked")
_KEYS = ("submission_id", "kode_wilayah", "tanggal")


def arrivals_of(told: Sequence[pa.Table]) -> pa.Table:
    """One row per submission, kode_wilayah and tanggal, sorted by these, from the `told_rows` of contracts.

    Columns: the key, received_at, accepted (at least one row of it entered), marked (at least one), simulasi.
    Withdrawn submissions are left out, and rows that lack their place or day.
    """
    columns = (*_KEYS, "received_at", "accepted", "marked", "simulasi")
    # Each contract by itself first: all their rows at once would take more memory than anything else does.
    parts = [_once_each(_of_somebody(each.select([*columns, "is_withdrawn"]))) for each in told]
    return _once_each(pa.concat_tables(parts)).select(columns)


def _once_each(rows: pa.Table) -> pa.Table:
    group = group_numbers(rows, keys=_KEYS)
    arrived = rows.take(pa.array(np.unique(group, return_index=True)[1]))
    any_of = {name: pa.array(_any(rows[name], group=group)) for name in ("accepted", "marked")}
    return pa.table({name: any_of.get(name, arrived[name]) for name in rows.column_names})


def _of_somebody(rows: pa.Table) -> pa.Table:
    placed = present(rows["kode_wilayah"]) & present(rows["tanggal"])
    return rows.filter(pa.array(placed & ~flags_of(rows["is_withdrawn"])))


def _any(column: pa.ChunkedArray, *, group: Positions) -> Flags:
    found = np.zeros(group.max(initial=-1) + 1, dtype=bool)
    found[group[flags_of(column)]] = True
    return found
