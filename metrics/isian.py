"""Completeness of a field within the reports that came: which of the contracts' fields are filled in.

Kept apart from the completeness of reports (`metrics.ketepatan`): a report that came with a field left blank
is complete as a report and not in that field.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd
import sqlalchemy as sa

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Contract
from data_contracts.periode import Periode
from metrics.formulas import FillShare
from metrics.observations import percent_of
from metrics.results import (
    CODE_LENGTH,
    OBSERVATION_TYPES,
    Level,
    concatenated,
    no_observations,
    periode_of,
    shaped,
)
from metrics.sources import of_province
from warehouse.marts import Marts
from warehouse.tables import FLOW_MEASURES, LEVEL_MEASURES, kegiatan, posisi

FORM: Final = "kolom angka formulir provinsi"
FILL_TYPES: Final = {
    "contract": "str",
    "field": "str",
    "n_filled": "Int64",
    "n_reported": "Int64",
    "share": "Float64",
}


def field_fill(marts: Marts, *, periods: Sequence[Periode], wilayah: str | None = None) -> pd.DataFrame:
    """One row per contract and measured field, in the order of the contracts: FILL_TYPES.

    n_reported: how many times a kab/kota (or the one asked for) reported anything of the contract for one of
    `periods`, rows of its kecamatan included; n_filled: how often the field had a value then. share in
    percent, missing where nobody reported the contract: nothing can be said of its fields.
    """
    parts = [_of_contract(marts, contract, periods, wilayah) for contract in load_contracts().values()]
    return concatenated(parts, FILL_TYPES)


def observe_fill(positions: Mapping[str, pd.DataFrame], *, formula: FillShare) -> pd.DataFrame:
    """Observations of the share of expected fields that were filled in: OBSERVATION_TYPES.

    One row per province or kab/kota and half-month in which it reported any position of the routine
    contracts. `positions` by contract as of `sources.read_positions`, with the formula's fields. A field
    counts once, whatever day of the half-month it was filled in for.
    """
    filled = [_told(rows, contract=contract, formula=formula) for contract, rows in positions.items()]
    both = pd.concat(filled)
    if both.empty:
        return no_observations()
    rows = both.groupby(["wilayah", "periode"]).agg(
        numerator=("n_filled", "sum"),
        tanggal=("tanggal", "max"),
        simulasi=("simulasi", "any"),
        direvisi=("direvisi", "any"),
    )
    rows = rows.astype({"numerator": "Int64"}).reset_index()
    rows = rows.assign(denominator=pd.array([len(formula.fields)] * len(rows), dtype="Int64"))
    rows = rows.assign(value=percent_of(rows["numerator"], rows["denominator"]), dasar=FORM)
    return shaped(rows.sort_values(["periode", "wilayah"]), OBSERVATION_TYPES)


def _told(rows: pd.DataFrame, *, contract: str, formula: FillShare) -> pd.DataFrame:
    """Per place and half-month how many of the formula's fields of this contract have a value."""
    names = [ref.field for ref in formula.fields if ref.contract == contract]
    rows = rows[rows["kode_wilayah"].str.len() < CODE_LENGTH[Level.KECAMATAN]]
    rows = rows.assign(periode=periode_of(rows["tanggal"]))
    groups = rows.groupby(["kode_wilayah", "periode"])
    facts = groups.agg(tanggal=("tanggal", "max"), simulasi=("simulasi", "any"), direvisi=("direvisi", "any"))
    n_filled = (groups[names].count() > 0).sum(axis=1)
    return facts.assign(n_filled=n_filled).reset_index().rename(columns={"kode_wilayah": "wilayah"})


def _of_contract(
    marts: Marts, contract: Contract, periods: Sequence[Periode], wilayah: str | None
) -> pd.DataFrame:
    counted = pd.concat(
        [
            _filled(marts, table, names=names, periods=periods, wilayah=wilayah)
            for table, names in _tables(contract)
        ],
        ignore_index=True,
    )
    names = [field.name for field in contract.measured]
    has_value = counted.reindex(columns=names).astype("Float64").fillna(0) > 0
    reports = has_value.groupby([counted["wilayah"], counted["periode"]]).any()
    n_reported = len(reports)
    filled = reports.sum().reindex(names, fill_value=0).astype("Int64")
    rows = pd.DataFrame({"contract": contract.name, "field": names, "n_filled": filled.to_numpy()})
    # Nullable, so that nothing out of nothing is missing and not an error.
    rows = rows.assign(n_reported=pd.array([n_reported] * len(rows), dtype="Int64"))
    share = 100 * rows["n_filled"] / rows["n_reported"].where(rows["n_reported"] > 0)
    return shaped(rows.assign(share=share), FILL_TYPES)


def _tables(contract: Contract) -> list[tuple[sa.Table, tuple[str, ...]]]:
    """The marts of the contract with the fields each holds."""
    kinds = ((LEVEL_MEASURES, posisi), (FLOW_MEASURES, kegiatan))
    named = [
        (table, tuple(field.name for field in contract.of_measure(*measures))) for measures, table in kinds
    ]
    return [(table(contract.name), names) for table, names in named if names]


def _filled(
    marts: Marts, table: sa.Table, *, names: Sequence[str], periods: Sequence[Periode], wilayah: str | None
) -> pd.DataFrame:
    """Per kab/kota and half-month how many rows have each of these fields."""
    code = sa.func.substr(table.c.kode_wilayah, 1, CODE_LENGTH[Level.KABKOTA], type_=sa.String)
    place = code.label("wilayah")
    counts = [sa.func.count(table.c[name]).label(name) for name in names]
    spans = [table.c.tanggal.between(periode.start, periode.end) for periode in periods]
    chosen = code == wilayah if wilayah else _of_a_kabkota(code)
    select = sa.select(place, table.c.tanggal, *counts).where(sa.or_(sa.false(), *spans), chosen)
    rows = marts.frame(select.group_by(place, table.c.tanggal))
    return rows.assign(periode=periode_of(rows["tanggal"])).drop(columns="tanggal")


def _of_a_kabkota(code: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    return sa.and_(sa.func.length(code) == CODE_LENGTH[Level.KABKOTA], of_province(code))
