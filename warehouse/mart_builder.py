"""From everything reported to the truth at one moment: one frame per mart table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pandas as pd

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Contract
from warehouse import tables
from warehouse.ledger_reader import LedgerReader
from warehouse.snapshots import Contents


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
    return _truth(reported, keys=["kode_wilayah", "tanggal"], fields=fields)


def _kegiatan(reported: pd.DataFrame, *, contract: Contract) -> pd.DataFrame:
    fields = [field.name for field in contract.of_measure(*tables.FLOW_MEASURES)]
    # A sender who names no first day reports about one day.
    dated = reported.assign(tanggal_awal=reported["tanggal_awal"].fillna(reported["tanggal"]))
    return _truth(dated, keys=["kode_wilayah", "tanggal_awal", "tanggal"], fields=fields)


def _truth(reported: pd.DataFrame, *, keys: Sequence[str], fields: Sequence[str]) -> pd.DataFrame:
    """Per key and field the last non-missing value; `reported` comes in order of precedence.

    `simulasi`: at least one of the values shown is simulated. `diterima_pada`: when the report that ranks
    highest among those with a value for this key was received.
    """
    filled = reported[reported[[*fields]].notna().any(axis=1)]
    # The reader hands over simulated rows first, so `last` prefers real ones; it skips missing values.
    truth = filled.groupby([*keys])[[*fields, "received_at"]].last()
    simulated = _shows_simulated(filled, keys=keys, fields=fields)
    return (
        truth.rename(columns={"received_at": "diterima_pada"})
        .assign(simulasi=simulated.reindex(truth.index).astype("boolean"))
        .reset_index()
    )


def _shows_simulated(filled: pd.DataFrame, *, keys: Sequence[str], fields: Sequence[str]) -> pd.Series[bool]:
    present = filled[[*fields]].notna()
    real = present.mul(~filled["simulasi"].astype(bool), axis=0)
    groups = [filled[key] for key in keys]
    shown, shown_real = (flags.groupby(groups).any() for flags in (present, real))
    return (shown & ~shown_real).any(axis=1)


def _kiriman(arrivals: pd.DataFrame) -> pd.DataFrame:
    return arrivals.rename(
        columns={"received_at": "diterima_pada", "accepted": "diterima_sah", "marked": "bertanda"}
    )
