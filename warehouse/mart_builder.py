"""From everything reported to the truth at one moment: one frame per mart table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Contract
from warehouse import tables
from warehouse.ledger_reader import LedgerReader
from warehouse.snapshots import Contents

Rows = npt.NDArray[np.integer[Any]]
Flags = npt.NDArray[np.bool_]

# What `take` understands as missing.
_NO_ROW = -1


def build_marts(ledger: LedgerReader, *, known_at: datetime | None) -> Contents:
    """Every mart as the ledger stood at `known_at` (None: with all it holds).

    Grains and missing values are those of `warehouse.tables`; rows are sorted by key, so the same ledger
    gives the same frames. A key for which no field of the table was ever reported has no row.
    """
    contents = {tables.kiriman: _kiriman(ledger.arrivals(known_at=known_at))}
    for name, contract in load_contracts().items():
        reported = ledger.reported(name, known_at=known_at)
        contents[tables.posisi(name)] = _posisi(reported, contract=contract)
        contents[tables.kegiatan(name)] = _kegiatan(reported, contract=contract)
    return contents


def _posisi(reported: pd.DataFrame, *, contract: Contract) -> pd.DataFrame:
    fields = [field.name for field in contract.of_measure(*tables.LEVEL_MEASURES)]
    return _truth(reported, keys=tables.posisi_keys(contract), fields=fields)


def _kegiatan(reported: pd.DataFrame, *, contract: Contract) -> pd.DataFrame:
    fields = [field.name for field in contract.of_measure(*tables.FLOW_MEASURES)]
    # A sender who names no first day reports about one day.
    dated = reported.assign(tanggal_awal=reported["tanggal_awal"].fillna(reported["tanggal"]))
    return _truth(dated, keys=tables.kegiatan_keys(contract), fields=fields)


def _truth(reported: pd.DataFrame, *, keys: Sequence[str], fields: Sequence[str]) -> pd.DataFrame:
    """Per key and field the last non-missing value; `reported` comes in order of precedence.

    `simulasi`: all values are simulated. `diterima_pada`: when the report that ranks highest among
    those with a value for this key was received.
    """
    filled = reported[reported[[*fields]].notna().any(axis=1)]
    group = filled.groupby([*keys]).ngroup().to_numpy(dtype=np.intp)
    latest = _last_rows(group, chosen=np.ones(len(group), dtype=bool))
    winners = {name: _last_rows(group, chosen=filled[name].notna().to_numpy()) for name in fields}
    values = {name: filled[name].array.take(rows, allow_fill=True) for name, rows in winners.items()}
    return (
        filled[[*keys, "received_at", "simulasi"]]
        .iloc[latest]
        .reset_index(drop=True)
        .rename(columns={"received_at": "diterima_pada"})
        .assign(**values)
    )


def _last_rows(group: Rows, *, chosen: Flags) -> Rows:
    """Per group, in the order of its number, the position of its last chosen row, or _NO_ROW."""
    last = np.full(group.max(initial=-1) + 1, _NO_ROW)
    # Of several values assigned to one place the last one stays.
    last[group[chosen]] = np.flatnonzero(chosen)
    return last


def _kiriman(arrivals: pd.DataFrame) -> pd.DataFrame:
    return arrivals.rename(
        columns={"received_at": "diterima_pada", "accepted": "diterima_sah", "marked": "bertanda"}
    )
