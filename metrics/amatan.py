"""Each formula with what it reads: from the marts to observations of kab/kota and kecamatan."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

import pandas as pd
import sqlalchemy as sa

from data_contracts.catalogue import load_holidays
from metrics.catalogue import DaysOfCover, FillShare, Indicator, PositionFormula, Tally
from metrics.formulas import JoinedShare
from metrics.gabungan import observe_joined
from metrics.hitungan import observe_tallies
from metrics.isian import observe_fill
from metrics.kecukupan import observe_cover
from metrics.layanan import Reported
from metrics.observations import evaluated, latest
from metrics.results import OBSERVATION_TYPES, concatenated
from metrics.sources import Span, of_province, read_flows, read_positions
from warehouse.marts import Marts
from warehouse.tables import kegiatan, posisi


def of_positions(indicators: Sequence[Indicator], positions: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Shares and levels; the row of each half-month is chosen once for all of them."""
    parts = [
        evaluated(positions[item.formula.numerator.contract], item.formula).assign(indicator=item.id)
        for item in indicators
        if isinstance(item.formula, PositionFormula)
    ]
    return latest(concatenated(parts, OBSERVATION_TYPES), apart=["indicator"])


def of_several(
    marts: Marts, item: Indicator, *, positions: Mapping[str, pd.DataFrame], span: Span
) -> pd.DataFrame:
    """What stands on more than one row of positions."""
    match item.formula:
        case JoinedShare(numerator=top, denominator=base) as formula:
            return observe_joined(positions[top.contract], positions[base.contract], formula=formula)
        case FillShare() as formula:
            contracts = {ref.contract for ref in formula.refs}
            return observe_fill({name: positions[name] for name in contracts}, formula=formula)
        case DaysOfCover() as formula:
            return _cover(marts, formula=formula, span=span)
        case formula:
            raise TypeError(formula)


def of_tallies(marts: Marts, *, indicators: Sequence[Indicator], span: Span) -> pd.DataFrame:
    """One reading per contract serves all its counts."""
    by_contract: dict[str, list[Indicator]] = {}
    for item in indicators:
        if isinstance(item.formula, Tally):
            by_contract.setdefault(item.formula.contract, []).append(item)
    tables = {
        contract: _read_reported(marts, contract=contract, fields=_fields_of(items), span=span)
        for contract, items in by_contract.items()
    }
    return observe_tallies(tables, indicators=[item for items in by_contract.values() for item in items])


def _fields_of(indicators: Sequence[Indicator]) -> tuple[str, ...]:
    """Every field these indicators read, without repetition."""
    tallies = (item.formula for item in indicators if isinstance(item.formula, Tally))
    return tuple(dict.fromkeys(ref.field for tally in tallies for ref in tally.refs))


def _read_reported(marts: Marts, *, contract: str, fields: Collection[str], span: Span) -> Reported:
    """These fields of a contract, wide as in the marts; levels and flows whose data date lies in the span.

    Levels are one row per wilayah, tanggal and dimensions, flows also per tanggal_awal; with `simulasi` and
    `direvisi`.
    """
    return Reported(*(_read(marts, table(contract), fields, span) for table in (posisi, kegiatan)))


def _read(marts: Marts, table: sa.Table, fields: Collection[str], span: Span) -> pd.DataFrame:
    wanted = (*table.primary_key.columns.keys(), *(name for name in fields if name in table.c))
    columns = [table.c[name] for name in (*dict.fromkeys(wanted), "simulasi", "direvisi")]
    chosen = sa.select(*columns).where(span.holds(table.c.tanggal), of_province(table.c.kode_wilayah))
    return marts.frame(chosen.order_by(*table.primary_key.columns)).rename(
        columns={"kode_wilayah": "wilayah"}
    )


def read_all_positions(
    marts: Marts, *, indicators: Sequence[Indicator], span: Span
) -> dict[str, pd.DataFrame]:
    """One reading per contract serves all its indicators."""
    fields: dict[str, list[str]] = {}
    for item in indicators:
        if isinstance(item.formula, PositionFormula | JoinedShare | FillShare):
            for ref in item.formula.refs:
                fields.setdefault(ref.contract, []).append(ref.field)
    return {
        contract: read_positions(marts, contract=contract, fields=tuple(dict.fromkeys(names)), span=span)
        for contract, names in fields.items()
    }


def _cover(marts: Marts, *, formula: DaysOfCover, span: Span) -> pd.DataFrame:
    first = span.first - timedelta(weeks=formula.weeks) if span.first else None
    reach = Span(first, span.last)
    contract = formula.numerator.contract
    printed = [use.field for use in formula.uses]
    rows = observe_cover(
        # From the first on: the report before an interval may lie further back than the weeks looked at.
        read_positions(
            marts, contract=contract, fields=[formula.numerator.field], span=Span(None, span.last)
        ),
        read_flows(marts, contract=contract, fields=printed, span=reach),
        formula=formula,
        holidays=load_holidays(),
    )
    return rows[rows["tanggal"] >= pd.Timestamp(span.first)].reset_index(drop=True) if span.first else rows
