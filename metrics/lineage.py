"""Where a figure comes from: every cell that stands in it, down to file, sheet and address.

Built from the ledger with the same observations as `measure`, so that the cells are those of the value shown.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Final

import pandas as pd

from data_contracts.aturan import Settings
from data_contracts.catalogue import load_holidays, load_register, load_routine_contracts
from data_contracts.periode import Periode
from metrics.asal import CONTEXT, fill_cells, joined_cells, tally_cells
from metrics.catalogue import (
    CellFormula,
    DaysOfCover,
    FieldRef,
    FillShare,
    Indicator,
    PositionFormula,
    ReportShare,
    Tally,
    known_indicators,
)
from metrics.cells import (
    CELL_COLUMNS,
    SOURCE_TYPES,
    cells_in_force,
    latest_position,
    with_address,
    with_file,
)
from metrics.formulas import JoinedShare
from metrics.kecukupan import observe_cover
from metrics.kelengkapan import reports_in
from metrics.observations import observe
from metrics.results import CODE_LENGTH, Level, Status, shaped
from metrics.totals import counted
from warehouse.ledger import Ledger
from warehouse.ledger_reader import LedgerReader

LINEAGE_TYPES: Final = {
    "indicator": "str",
    "role": "str",
    "wilayah": "str",
    "nama": "str",
    "contract": "str",
    "field": "str",
    "tanggal": "datetime64[s]",
    "value": "Float64",
    **SOURCE_TYPES,
}
LINEAGE_COLUMNS: Final = tuple(LINEAGE_TYPES)
ROLES: Final = ("numerator", "subtrahend", "denominator", "use", "reported", CONTEXT)
KEY: Final = ["wilayah", "tanggal"]
FLOW_KEY: Final = ["wilayah", "tanggal_awal", "tanggal"]


def lineage(  # noqa: PLR0913 - the arguments of the command
    ledger: Ledger,
    *,
    indicator: str,
    wilayah: str,
    tanggal: date | None = None,
    known_at: datetime | None = None,
    settings: Settings | None = None,
) -> pd.DataFrame:
    """One row per contributing cell, columns of LINEAGE_TYPES, by role, code and date; none where nothing
    stands.

    role: numerator, denominator; subtrahend (taken from the numerator cells: wajib_ktp - belum_rekam where
    sudah_rekam was not reported); use (cards printed behind days of cover); reported (a percentage as typed);
    context (what decides whether a cell counts, such as who pays for a delivery, and is not counted itself).
    The numerator of `measure` is the sum of its numerator cells less its subtrahend cells. For the
    province the cells are those of the kab/kota in its sum, or of its own report. Completeness and
    punctuality have no cells: one row per report counted, value 1. `value` is what the ledger read, `raw`
    what was typed, where it differs in form. `tanggal`, `known_at` and `settings` as in `measure`: None is
    the latest half-month of the indicator's contract, all that is known, and the package's due days.
    """
    item = known_indicators()[indicator]
    with ledger.reading() as reader:
        if isinstance(item.formula, ReportShare):
            cells = _reports(
                reader,
                item.formula,
                wilayah=wilayah,
                tanggal=tanggal,
                known_at=known_at,
                settings=settings,
            )
        else:
            tables = _tables(reader, item.formula, known_at=known_at)
            day = tanggal or _latest(tables, item.formula)
            found = _found(tables, item=item, wilayah=wilayah, day=day) if day else _nothing()
            cells = with_address(found, reader=reader) if len(found) else _nothing()
    return _framed(cells.assign(indicator=indicator))


def _framed(cells: pd.DataFrame) -> pd.DataFrame:
    register = load_register()
    names = {code: register.get(code).nama for code in cells["wilayah"].unique()}
    order = {role: number for number, role in enumerate(ROLES)}
    framed = cells.assign(nama=cells["wilayah"].map(names), order=cells["role"].map(order))
    return shaped(framed.sort_values(["order", "wilayah", "tanggal", "field"]), LINEAGE_TYPES)


def _tables(
    reader: LedgerReader, formula: CellFormula | FillShare, *, known_at: datetime | None
) -> Mapping[str, pd.DataFrame]:
    """What was reported of each contract the formula reads."""
    names = dict.fromkeys(ref.contract for ref in formula.refs)
    return {name: reader.reported(name, known_at=known_at) for name in names}


def _latest(tables: Mapping[str, pd.DataFrame], formula: CellFormula | FillShare) -> date | None:
    """The last day of the latest half-month of these contracts."""
    if isinstance(formula, Tally) and formula.is_flow:
        (rows,) = tables.values()
        flows = [ref.field for ref in formula.counts]
        day = rows.loc[rows[flows].notna().any(axis=1), "tanggal"].max()
        return None if pd.isna(day) else Periode.of(day.date()).end
    return _latest_position(tables)


def _latest_position(tables: Mapping[str, pd.DataFrame]) -> date | None:
    days = [day for name, rows in tables.items() if (day := latest_position(rows, contract=name))]
    return Periode.of(max(days).date()).end if days else None


def _found(tables: Mapping[str, pd.DataFrame], *, item: Indicator, wilayah: str, day: date) -> pd.DataFrame:
    match item.formula:
        case JoinedShare() as formula:
            return joined_cells(tables, formula=formula, wilayah=wilayah, day=day)
        case FillShare() as formula:
            return fill_cells(tables, formula=formula, wilayah=wilayah, day=day)
        case Tally():
            (rows,) = tables.values()
            return tally_cells(rows, item=item, wilayah=wilayah, day=day)
        case ReportShare():
            return _nothing()
        case formula:
            (rows,) = tables.values()
            return _cells(rows, formula=formula, wilayah=wilayah, day=day)


def _cells(
    reported: pd.DataFrame, *, formula: PositionFormula | DaysOfCover, wilayah: str, day: date
) -> pd.DataFrame:
    cells = cells_in_force(reported, contract=formula.numerator.contract, fields=_fields(formula))
    cells = cells[cells["tanggal"] <= pd.Timestamp(day)]
    if isinstance(formula, DaysOfCover):
        return _cover_cells(cells, formula, wilayah=wilayah, periode=Periode.of(day))
    cells = cells[cells["tanggal"] >= pd.Timestamp(Periode.of(day).start)]
    if cells.empty:
        return _nothing()
    observed = observe(_positions(cells, formula), formula)
    return _position_cells(cells, _standing(observed, wilayah, formula=formula), formula)


def _nothing() -> pd.DataFrame:
    return pd.DataFrame(columns=["role", *CELL_COLUMNS])


def _fields(formula: PositionFormula | DaysOfCover) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ref.field for ref in formula.refs))


def _positions(cells: pd.DataFrame, formula: PositionFormula) -> pd.DataFrame:
    """The cells as the marts would show them: one row per wilayah and date."""
    counts = {ref.field: "Int64" for ref in formula.counts}
    typed = {ref.field: "Float64" for ref in formula.percentages}
    return _wide(cells, KEY, types=counts | typed)


def _wide(cells: pd.DataFrame, keys: list[str], *, types: dict[str, str]) -> pd.DataFrame:
    wide = cells.pivot(index=keys, columns="field", values="value").reindex(columns=list(types))
    simulated = cells.groupby(keys)["simulasi"].any()
    wide = wide.astype(types).assign(simulasi=simulated.astype("boolean"))
    return wide.reset_index().rename(columns={"wilayah": "kode_wilayah"})


def _standing(
    observed: pd.DataFrame, wilayah: str, *, formula: PositionFormula | DaysOfCover
) -> pd.DataFrame:
    """The rows that stand in the value of a wilayah: its own, or those of the kab/kota in the province's
    sum.
    """
    province = load_register().provinsi.kode
    if wilayah != province:
        return observed[observed["wilayah"] == wilayah]
    is_regency = observed["wilayah"].str.len() == CODE_LENGTH[Level.KABKOTA]
    regencies = observed[is_regency & observed["wilayah"].str.startswith(f"{province}.")]
    summed = counted(regencies.assign(way=str(formula.way)))
    return summed if len(summed) else observed[observed["wilayah"] == wilayah]


def _position_cells(cells: pd.DataFrame, standing: pd.DataFrame, formula: PositionFormula) -> pd.DataFrame:
    has_counts = standing[standing["state"] != Status.TANPA_ANGKA_DASAR]
    numerator = _pick(cells, has_counts, [formula.numerator], role="numerator")
    parts = [numerator]
    if formula.otherwise:
        without = has_counts.merge(numerator[KEY], on=KEY, how="left", indicator=True)
        # A difference of which one side is missing is none.
        stands_in = (without["_merge"] == "left_only") & without["numerator"].notna()
        without = without[stands_in].drop(columns="_merge")
        parts.append(_pick(cells, without, [formula.otherwise.minuend], role="numerator"))
        parts.append(_pick(cells, without, [formula.otherwise.subtrahend], role="subtrahend"))
    if formula.whole and has_counts["denominator"].notna().all():
        parts.append(_pick(cells, has_counts, formula.whole, role="denominator"))
    if len(standing) == 1:
        parts.append(_pick(cells, standing, formula.percentages, role="reported"))
    return pd.concat(parts, ignore_index=True)


def _pick(
    cells: pd.DataFrame, places: pd.DataFrame, refs: Collection[FieldRef], *, role: str
) -> pd.DataFrame:
    wanted = cells[cells["field"].isin([ref.field for ref in refs])]
    return wanted.merge(places[KEY].astype({"tanggal": wanted["tanggal"].dtype}), on=KEY).assign(role=role)


def _cover_cells(
    cells: pd.DataFrame, formula: DaysOfCover, *, wilayah: str, periode: Periode
) -> pd.DataFrame:
    """The stock in force and the printing of the weeks before it."""
    window = pd.Timedelta(weeks=formula.weeks)
    cells = cells[cells["tanggal"] > pd.Timestamp(periode.start) - window]
    is_stock = cells["field"] == formula.numerator.field
    stock, printed = cells[is_stock], _total_or_parts(cells[~is_stock], formula)
    if stock.empty:
        return _nothing()
    observed = observe_cover(
        _wide(stock, KEY, types={formula.numerator.field: "Int64"}),
        _wide(printed, FLOW_KEY, types=dict.fromkeys(_fields(formula), "Int64")),
        formula=formula,
        holidays=load_holidays(),
    )
    observed = observed[observed["periode"] == str(periode)]
    standing = _standing(observed, wilayah, formula=formula)
    # A merge, since a look-up in nothing would give days the type of numbers.
    dated = printed.merge(standing[["wilayah", "tanggal"]], on="wilayah", suffixes=("", "_standing"))
    last = dated.pop("tanggal_standing")
    behind = dated[(dated["tanggal"] <= last) & (dated["tanggal"] > last - window)]
    chosen = _pick(stock, standing, [formula.numerator], role="numerator")
    return pd.concat([chosen, behind.assign(role="use")], ignore_index=True)


def _total_or_parts(printed: pd.DataFrame, formula: DaysOfCover) -> pd.DataFrame:
    """Of each interval the total, or its parts where no total was reported."""
    is_total = printed["field"] == formula.denominator.field
    has_total = is_total.groupby([printed[key] for key in FLOW_KEY]).transform("any")
    return printed[is_total | ~has_total]


def _reports(  # noqa: PLR0913 - as asked of `lineage`
    reader: LedgerReader,
    formula: ReportShare,
    *,
    wilayah: str,
    tanggal: date | None,
    known_at: datetime | None,
    settings: Settings | None,
) -> pd.DataFrame:
    tables = {name: reader.reported(name, known_at=known_at) for name in load_routine_contracts()}
    day = tanggal or _latest_position(tables)
    arrivals = reader.arrivals(known_at=known_at)
    if day is None or arrivals.empty:
        return pd.DataFrame(columns=["wilayah", "role", "tanggal", "field"])
    cells = reports_in(arrivals, formula=formula, wilayah=wilayah, periode=Periode.of(day), settings=settings)
    return with_file(cells, reader=reader).assign(role="numerator", value=1.0, field="")
