"""From the marts to the scene the rules look at."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data_contracts.aturan import Rules, Settings
from data_contracts.catalogue import load_contracts, load_holidays, load_routine_contracts, load_targets
from data_contracts.contract import LogicalType, Measure
from data_contracts.periode import Periode
from data_contracts.tulisan import WIB
from data_contracts.wilayah import Wilayah
from metrics.bendera.scene import Field, Scene, arrivals_of
from metrics.bendera.temuan_blangko import BOOKS
from metrics.blangko.keadaan import States, states
from metrics.blangko.laporan import read_reported
from metrics.blangko.neraca import CARDS, Book, card_ledger, reckoned
from metrics.kecukupan import cover_formula
from metrics.ketepatan import report_status
from metrics.panel import Matrix, Numbers, Panel
from metrics.rincian import standing
from metrics.sources import Span, read_positions
from metrics.sources import read_flows as read_spans
from warehouse.marts import Marts
from warehouse.tables import kegiatan, posisi

NUMBERS: Final = (LogicalType.INTEGER, LogicalType.NUMBER)
LEVELS: Final = (Measure.STOCK, Measure.CUMULATIVE)


def read_scene(  # noqa: PLR0913 - where, when, and by which rules
    marts: Marts,
    *,
    panels: Mapping[str, Panel],
    places: Sequence[Wilayah],
    periods: Sequence[Periode],
    rules: Rules,
    now: datetime,
    settings: Settings | None = None,
) -> Scene:
    """Everything the rules need of these places and consecutive half-months.

    `panels` as of `panels_of` over these places and half-months.
    """
    codes = tuple(place.kode for place in places)
    status = report_status(marts, periods=tuple(periods), now=now, settings=settings)
    return Scene(
        places=tuple(places),
        periods=tuple(periods),
        rules=rules,
        holidays=load_holidays(),
        targets=load_targets(),
        arrivals=arrivals_of(status, places=places, periods=periods, today=now.astimezone(WIB).date()),
        panels=panels,
        levels=read_levels(marts, places=codes, periods=periods),
        flows=read_flows(marts, places=codes, periods=periods),
        cards=_cards(marts, places=codes, periods=periods, rules=rules),
        books=_books(marts, periods=periods),
    )


def _cards(marts: Marts, *, places: Sequence[str], periods: Sequence[Periode], rules: Rules) -> States:
    reported = read_reported(marts, formula=cover_formula(), first=min(periods), last=max(periods))
    return states(reported, places=places, periods=periods, rules=rules, holidays=load_holidays())


def _books(marts: Marts, *, periods: Sequence[Periode]) -> Mapping[str, pd.DataFrame]:
    """What went in and out of cards and letters, with the report before the first half-month."""
    span = Span(min(periods).previous().start, max(periods).end)
    found = {}
    for indicator, book in BOOKS.items():
        positions, flows = (
            read(marts, contract=book.contract, fields=_fields_of(book, measures), span=span)
            for read, measures in ((read_positions, LEVELS), (read_spans, (Measure.FLOW,)))
        )
        if book is CARDS:
            found[indicator] = card_ledger(
                positions, flows, formula=cover_formula(), holidays=load_holidays()
            )
        else:
            found[indicator] = reckoned(positions, flows, book=book, holidays=load_holidays())
    return found


def _fields_of(book: Book, measures: Sequence[Measure]) -> tuple[str, ...]:
    contract = load_contracts()[book.contract]
    known = [field.name for field in contract.of_measure(*measures)]
    printed = [ref.field for ref in cover_formula().uses] if book is CARDS else []
    return tuple(name for name in known if name in {*book.parts, *printed})


def read_levels(marts: Marts, *, places: Sequence[str], periods: Sequence[Periode]) -> Mapping[Field, Matrix]:
    """Every position of the routine contracts that was reported, the last one of each half-month: matrices
    [places, periods].
    """
    return _told(_levels(marts, name, places, periods) for name in load_routine_contracts())


def read_flows(marts: Marts, *, places: Sequence[str], periods: Sequence[Periode]) -> Mapping[Field, Matrix]:
    """Every flow of the routine contracts that was reported, added over the intervals that lie in each
    half-month: matrices [places, periods].

    Of two intervals that share a day the longer one counts.
    """
    return _told(_flows(marts, name, places, periods) for name in load_routine_contracts())


def _told(parts: Iterable[Mapping[Field, Matrix]]) -> Mapping[Field, Matrix]:
    """Those that anybody reported."""
    return {key: matrix for part in parts for key, matrix in part.items() if np.isfinite(matrix).any()}


def _levels(
    marts: Marts, contract: str, places: Sequence[str], periods: Sequence[Periode]
) -> dict[Field, Matrix]:
    names = _numbers(contract, LEVELS)
    rows = _rows(marts, posisi(contract), names, periods=periods).sort_values("tanggal")
    rows, at = _placed(rows, places, periods)
    return {(contract, name): _last(rows[name], at, (len(places), len(periods))) for name in names}


def _flows(
    marts: Marts, contract: str, places: Sequence[str], periods: Sequence[Periode]
) -> dict[Field, Matrix]:
    names = _numbers(contract, (Measure.FLOW,))
    rows = _rows(marts, kegiatan(contract), ("tanggal_awal", *names), periods=periods)
    rows, at = _placed(rows, places, periods)
    starts = np.array([periode.start for periode in periods], dtype="datetime64[s]")
    inside = rows["tanggal_awal"].to_numpy(dtype="datetime64[s]") >= starts[at[1]]
    rows = rows.assign(place=at[0], period=at[1])[inside].rename(columns={"kode_wilayah": "wilayah"})
    cells = rows.melt(id_vars=["wilayah", "tanggal_awal", "tanggal", "place", "period"], var_name="field")
    cells = standing(cells[cells["value"].notna()], contract=contract, apart=("place", "period"))
    return {
        (contract, str(name)): _summed(own, _at(own), (len(places), len(periods)))
        for name, own in cells.groupby("field")
    }


def _at(cells: pd.DataFrame) -> tuple[Numbers, Numbers]:
    return cells["place"].to_numpy(), cells["period"].to_numpy()


def _numbers(contract: str, measures: Sequence[Measure]) -> tuple[str, ...]:
    fields = load_contracts()[contract].of_measure(*measures)
    return tuple(field.name for field in fields if field.logical_type in NUMBERS)


def _rows(marts: Marts, table: sa.Table, names: Sequence[str], *, periods: Sequence[Periode]) -> pd.DataFrame:
    columns = [table.c[name] for name in ("kode_wilayah", "tanggal", *names)]
    within = table.c.tanggal.between(min(periods).start, max(periods).end)
    return marts.frame(sa.select(*columns).where(within))


def _placed(
    rows: pd.DataFrame, places: Sequence[str], periods: Sequence[Periode]
) -> tuple[pd.DataFrame, tuple[Numbers, Numbers]]:
    """The rows of these places, and for each the numbers of its place and half-month."""
    ends = np.array([periode.end for periode in periods], dtype="datetime64[s]")
    place = pd.Index(list(places)).get_indexer(pd.Index(rows["kode_wilayah"]))
    period = np.searchsorted(ends, rows["tanggal"].to_numpy(dtype="datetime64[s]"))
    known = place >= 0
    return rows[known], (place[known], period[known])


def _last(column: "pd.Series[float]", at: tuple[Numbers, Numbers], shape: tuple[int, int]) -> Matrix:
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    told = np.isfinite(values)
    laid: Matrix = np.full(shape, np.nan)
    # Of several values for one cell the last assigned stays: the rows come in order of their day.
    laid[at[0][told], at[1][told]] = values[told]
    return laid


def _summed(cells: pd.DataFrame, at: tuple[Numbers, Numbers], shape: tuple[int, int]) -> Matrix:
    laid, told = np.zeros(shape), np.zeros(shape, dtype=np.bool_)
    np.add.at(laid, at, cells["value"].to_numpy(dtype=np.float64))
    told[at] = True
    return np.where(told, laid, np.nan)
