"""The cells behind counts that were added up: of flows, of rows with further keys, and of two contracts.

Rebuilt from the ledger's cells by the same functions that make the figures (`metrics.hitungan`,
`metrics.gabungan`), so that what is shown is what was counted.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import pandas as pd

from data_contracts.catalogue import load_contracts, load_register
from data_contracts.contract import LogicalType, Measure
from data_contracts.periode import Periode
from metrics.bidang import FieldRef, Way
from metrics.catalogue import FillShare, Indicator, Tally
from metrics.cells import LEVELS, cells_in_force
from metrics.formulas import JoinedShare
from metrics.gabungan import latest_of
from metrics.hitungan import counted_cells
from metrics.layanan import Reported
from metrics.penjumlahan import Sum
from metrics.results import CODE_LENGTH, Level
from metrics.rincian import dimensions

TYPES: Final = {LogicalType.INTEGER: "Int64", LogicalType.NUMBER: "Float64"}
CONTEXT: Final = "context"
"""The role of a cell that decides what counts and is not counted itself: who pays, when a point is open."""


def tally_cells(reported: pd.DataFrame, *, item: Indicator, wilayah: str, day: date) -> pd.DataFrame:
    """The cells in the counts of one place in the half-month of `day`, up to it, with their `role`.

    `value` is what was counted of a cell: of a document delivered free of charge 1, of opening hours minutes
    a week. `reported` as of `Ledger.reported`, of the formula's contract.
    """
    formula = item.formula
    assert isinstance(formula, Tally)  # noqa: S101 - its callers choose by the formula
    cells = _of_half_month(cells_in_force(reported, contract=formula.contract, fields=_read(formula)), day)
    counted = _standing(counted_cells(_rebuilt(cells, formula), item=item), formula, wilayah=wilayah)
    parts = [_told(cells, counted, formula, role=role) for role in ("numerator", "denominator")]
    return pd.concat([*parts, _context(cells, counted, formula)], ignore_index=True)


def joined_cells(
    tables: Mapping[str, pd.DataFrame], *, formula: JoinedShare, wilayah: str, day: date
) -> pd.DataFrame:
    """The latest cell of either count of each place in the figure; `tables` by contract."""
    roles = {"numerator": formula.numerator, "denominator": formula.denominator}
    found = {role: _latest_cells(tables[ref.contract], ref, day) for role, ref in roles.items()}
    both = set(found["numerator"]["wilayah"]) & set(found["denominator"]["wilayah"])
    places = _regencies(both) if wilayah == load_register().provinsi.kode else {wilayah}
    places = places & both if places & both else {wilayah}
    parts = [cells[cells["wilayah"].isin(places)].assign(role=role) for role, cells in found.items()]
    return pd.concat(parts, ignore_index=True)


def fill_cells(
    tables: Mapping[str, pd.DataFrame], *, formula: FillShare, wilayah: str, day: date
) -> pd.DataFrame:
    """One cell of each expected field that was filled in, the latest; value 1."""
    parts = [_latest_cells(tables[ref.contract], ref, day) for ref in formula.fields]
    cells = pd.concat(parts, ignore_index=True)
    regencies = _regencies(set(cells["wilayah"])) if wilayah == load_register().provinsi.kode else set()
    return cells[cells["wilayah"].isin(regencies or {wilayah})].assign(role="numerator", value=1.0)


def _regencies(places: set[str]) -> set[str]:
    """Those of them that are kab/kota of the province."""
    province = load_register().provinsi.kode
    return {
        kode for kode in places if len(kode) == CODE_LENGTH[Level.KABKOTA] and kode.startswith(f"{province}.")
    }


def _latest_cells(reported: pd.DataFrame, ref: FieldRef, day: date) -> pd.DataFrame:
    cells = _of_half_month(cells_in_force(reported, contract=ref.contract, fields=[ref.field]), day)
    if cells.empty:
        return cells
    named = cells.rename(columns={"wilayah": "kode_wilayah", "value": ref.field}).assign(direvisi=False)
    return cells.merge(latest_of(named, ref)[["wilayah", "tanggal"]], on=["wilayah", "tanggal"])


def _of_half_month(cells: pd.DataFrame, day: date) -> pd.DataFrame:
    return cells[cells["tanggal"].between(pd.Timestamp(Periode.of(day).start), pd.Timestamp(day))]


def _read(formula: Tally) -> tuple[str, ...]:
    """What the formula reads; of levels all, since any of them tells which row is the latest."""
    refs = [ref.field for ref in formula.refs]
    levels = () if formula.is_flow else load_contracts()[formula.contract].of_measure(*LEVELS)
    return tuple(dict.fromkeys([*refs, *(field.name for field in levels)]))


def _rebuilt(cells: pd.DataFrame, formula: Tally) -> Reported:
    """The cells as the marts would show them."""
    contract = load_contracts()[formula.contract]
    names = _read(formula)
    flows = [name for name in names if contract.field(name).measure is Measure.FLOW]
    levels = [name for name in names if name not in flows]
    keys = ["wilayah", "tanggal", *dimensions(formula.contract)]
    return Reported(
        levels=_wide(cells, formula.contract, keys=keys, names=levels),
        flows=_wide(cells, formula.contract, keys=["wilayah", "tanggal_awal", *keys[1:]], names=flows),
    )


def _wide(cells: pd.DataFrame, contract: str, *, keys: Sequence[str], names: Sequence[str]) -> pd.DataFrame:
    known = load_contracts()[contract]
    types = {name: TYPES.get(known.field(name).logical_type, "str") for name in names}
    own = cells[cells["field"].isin(names)]
    told = own["value"].astype("object").where(own["value"].notna(), own["text"])
    wide = own.assign(told=told).pivot(index=list(keys), columns="field", values="told")
    wide = wide.reindex(columns=list(names)).astype(types)
    simulated = own.groupby(list(keys))["simulasi"].any()
    wide = wide.assign(simulasi=simulated.astype("boolean"), direvisi=False)
    return wide.astype({"direvisi": "boolean"}).reset_index()


def _standing(counted: pd.DataFrame, formula: Tally, *, wilayah: str) -> pd.DataFrame:
    """What stands in the figure of a place: of the province that of its kab/kota, else its own statement."""
    if wilayah != load_register().provinsi.kode:
        return counted[counted["daerah"] == wilayah]
    has_denominator = set(counted.loc[counted["field"] == "denominator", "daerah"])
    needs_one = formula.way is not Way.COUNT and formula.denominator is not None
    places = _regencies(has_denominator if needs_one else set(counted["daerah"]))
    return counted[counted["daerah"].isin(places or {wilayah})]


def _told(cells: pd.DataFrame, counted: pd.DataFrame, formula: Tally, *, role: str) -> pd.DataFrame:
    """The cell of each count; where the field itself was left blank (one point is one) any of its row."""
    ref = formula.numerator if role == "numerator" else formula.denominator
    if ref is None:
        return cells.head(0).assign(role=role)
    found = _of_rows(cells, counted[counted["field"] == role], formula)
    own = found[found["field"] == ref.field]
    lacks = found[~found["count"].isin(own["count"])]
    if isinstance(formula, Sum):
        # The parts have been added up in place of the total.
        return pd.concat([own, lacks]).assign(role=role).drop(columns=["count", "counted"])
    found = pd.concat([own, lacks.drop_duplicates("count")])
    # Nothing was counted of what the citizen pays for, though it was delivered.
    found = found[(found["counted"] != 0) | (found["value"] == 0)].drop_duplicates(["count", "wilayah"])
    return found.assign(role=role, value=found["counted"].astype("Float64")).drop(
        columns=["count", "counted"]
    )


def _context(cells: pd.DataFrame, counted: pd.DataFrame, formula: Tally) -> pd.DataFrame:
    """The cells read beside those counted."""
    names = {ref.field for ref in formula.reads}
    beside = cells[cells["field"].isin(names)]
    found = _of_rows(beside, counted[counted["field"] != "numerator"], formula)
    return found.drop(columns=["count", "counted"]).assign(role=CONTEXT)


def _of_rows(cells: pd.DataFrame, counted: pd.DataFrame, formula: Tally) -> pd.DataFrame:
    """The cells of the rows that were counted, with `count`, the number of the row, and `counted`."""
    is_kecamatan = counted["wilayah"].str.len() == CODE_LENGTH[Level.KECAMATAN]
    days = ["wilayah", "tanggal"]
    keys = [*days, *dimensions(formula.contract)]
    rows = counted.assign(count=range(len(counted)), counted=counted["value"])
    named = rows[[*keys, "count", "counted"]]
    if not formula.is_flow:
        # A kecamatan that was counted as served, whatever point it named.
        whole = named[is_kecamatan.to_numpy()][[*days, "count", "counted"]]
        return pd.concat(
            [_joined(cells, named, keys), _joined(cells, whole, days)], ignore_index=True
        ).drop_duplicates(["count", *keys, "field"])
    spans = rows[[*keys, "tanggal_awal", "count", "counted"]]
    flows = _joined(cells[cells["field"].isin(_flow_names(formula))], spans, [*keys, "tanggal_awal"])
    # What is true on a day has no first day.
    levels = _joined(cells[~cells["field"].isin(_flow_names(formula))], named, keys)
    return pd.concat([flows, levels], ignore_index=True)


def _joined(cells: pd.DataFrame, rows: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    if cells.empty or rows.empty:
        return cells.head(0).assign(count=0, counted=pd.array([], dtype="Int64"))
    types = {name: cells[name].dtype for name in keys}
    return cells.merge(rows.astype(types), on=list(keys))


def _flow_names(formula: Tally) -> tuple[str, ...]:
    return tuple(ref.field for ref in formula.refs if ref.measure is Measure.FLOW)
