"""Contracts with several rows for one place and day: what may be added up, and from which cells.

Two rows can speak of the same thing: where one says "all couriers together", where one interval holds
another, or where a kab/kota and its kecamatan both report. Nothing is counted twice: only the wider one
stands.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

import pandas as pd

from data_contracts.catalogue import load_contracts
from data_contracts.daftar import ALL
from metrics.cells import LEVELS, SOURCE_TYPES, cells_in_force, with_address
from metrics.results import CODE_LENGTH, Level, shaped
from metrics.sources import Span
from warehouse.ledger import Ledger

KABKOTA: Final = CODE_LENGTH[Level.KABKOTA]
CELL_TYPES: Final = {
    "wilayah": "str",
    "contract": "str",
    "field": "str",
    "tanggal_awal": "datetime64[s]",
    "tanggal": "datetime64[s]",
    "value": "Float64",
    **SOURCE_TYPES,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """Names one figure: a field, or the two counts of a share, of one place.

    Flows are added over the span, levels are those in force on its last day. `keys` are the dimensions it is
    not added over, with their codes. `wilayah`: the province stands for its 35.
    """

    contract: str
    fields: tuple[str, ...]
    wilayah: str
    span: Span
    keys: tuple[tuple[str, str], ...] = ()

    @property
    def is_level(self) -> bool:
        return load_contracts()[self.contract].field(self.fields[0]).measure in LEVELS


class _Reach(NamedTuple):
    """What a row speaks of: a place with all below it, an interval, and the keys that are added over."""

    place: str
    first: Any
    last: Any
    keys: tuple[str, ...]

    def meets(self, other: "_Reach") -> bool:
        """Whether something is told by both."""
        one, two = sorted((self.place, other.place), key=len)
        return (
            (two == one or two.startswith(f"{one}."))
            and self.first <= other.last
            and other.first <= self.last
            and all(a == b or ALL in (a, b) for a, b in zip(self.keys, other.keys, strict=True))
        )


def dimensions(contract: str) -> tuple[str, ...]:
    """The names of the keys beside place and days, in the order of the grain."""
    return tuple(field.name for field in load_contracts()[contract].dimensions)


def ends(span: Span) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last day; an open end lies before, or after, all days."""
    return pd.Timestamp(span.first or date.min), pd.Timestamp(span.last or date.max)


def within(rows: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Of flows those whose whole interval lies in the span: half of one cannot be told."""
    first, last = ends(span)
    return rows[(rows["tanggal_awal"] >= first) & (rows["tanggal"] <= last)]


def in_force(rows: pd.DataFrame, *, contract: str, span: Span, apart: Collection[str] = ()) -> pd.DataFrame:
    """Of levels the rows of the latest data date in the span, for each wilayah, first dimension and `apart`.

    A later list of an office's service points, or a later budget of a year, replaces the former one whole.
    """
    known = rows[rows["tanggal"].between(*ends(span))]
    keys = ["wilayah", *dimensions(contract)[:1], *apart]
    return known[known["tanggal"] == known.groupby(keys)["tanggal"].transform("max")]


def standing(
    cells: pd.DataFrame, *, contract: str, by: Collection[str] = (), apart: Collection[str] = ()
) -> pd.DataFrame:
    """The cells that may be added up over place and interval and over each dimension not in `by`.

    `cells`: one row per wilayah, the contract's dimensions and field; flows also per tanggal_awal and
    tanggal, levels only those in force. Gains `daerah`, the kab/kota (or province) the cell speaks of. Cells
    that differ in a column of `apart` are never added to one another, and never told twice.
    """
    over = [name for name in dimensions(contract) if name not in by]
    kept = [name for name in dimensions(contract) if name in by]
    cells = cells.assign(daerah=cells["wilayah"].str.slice(0, KABKOTA)).reset_index(drop=True)
    if cells.empty:
        return cells
    group = cells.groupby(["daerah", *kept, *apart, "field"], sort=False).ngroup()
    rivals = cells[_may_meet(cells, group, over)]
    reaches = dict(zip(rivals.index, _reaches(rivals, over), strict=True))
    dropped = [
        index
        for positions in rivals.groupby(group[rivals.index], sort=False).groups.values()
        for index in _told_already([(each, reaches[each]) for each in positions])
    ]
    return cells.drop(index=dropped).reset_index(drop=True)


def _may_meet(cells: pd.DataFrame, group: "pd.Series[int]", over: Sequence[str]) -> "pd.Series[bool]":
    """The cells of groups that are not plainly beside each other: of one place level, on days that are the
    same or do not overlap, and of each dimension either all "all" or none.
    """
    length = cells["wilayah"].str.len().groupby(group)
    mixed = length.transform("max") > length.transform("min")
    for name in over:
        is_all = (cells[name] == ALL).groupby(group)
        mixed |= is_all.transform("any") & ~is_all.transform("all")
    if "tanggal_awal" in cells:
        days = cells[["tanggal_awal", "tanggal"]].assign(group=group).drop_duplicates()
        days = days.sort_values(["group", "tanggal_awal", "tanggal"])
        last = days.groupby("group")["tanggal"].shift()
        mixed |= group.isin(days.loc[days["tanggal_awal"] <= last, "group"])
    several = group.groupby(group).transform("size") > 1
    return mixed & several


def _reaches(rows: pd.DataFrame, over: Sequence[str]) -> Iterator[_Reach]:
    is_flow = "tanggal_awal" in rows
    # Levels in force all speak of one moment, whatever day they were reported for.
    days = (rows["tanggal_awal"], rows["tanggal"]) if is_flow else ([0] * len(rows), [0] * len(rows))
    keys = list(zip(*(rows[name] for name in over), strict=True)) if over else [()] * len(rows)
    return map(_Reach, rows["wilayah"], *days, keys)


def _told_already(rows: Sequence[tuple[int, _Reach]]) -> list[int]:
    """Those that meet a wider one; of equally wide ones the first stands."""
    kept: list[_Reach] = []
    dropped = []
    for index, reach in sorted(rows, key=lambda row: _narrowness(row[1])):
        if any(reach.meets(other) for other in kept):
            dropped.append(index)
        else:
            kept.append(reach)
    return dropped


def _narrowness(reach: _Reach) -> tuple[Any, ...]:
    n_all = sum(key == ALL for key in reach.keys)
    return len(reach.place), -n_all, reach.first - reach.last, reach.keys, reach.first


def sources(ledger: Ledger, *, figure: Figure) -> pd.DataFrame:
    """One row per cell behind a figure: CELL_TYPES, then the contract's dimensions.

    The cells are those `metrics.layanan` adds. Of a share only rows that report both its counts stand. Where
    no kab/kota says what is asked of the province, its own statement does. A text (a payer, a day of the
    week) has no value, only `raw`.
    """
    names = dimensions(figure.contract)
    with ledger.reading() as reader:
        reported = reader.reported(figure.contract, until=figure.span.last)
        cells = cells_in_force(reported, contract=figure.contract, fields=_beside(figure))
        cells = _of_place(_asked(_in_span(cells, figure), figure), figure.wilayah)
        cells = standing(cells, contract=figure.contract, by=[name for name, _ in figure.keys])
        found = with_address(cells, reader=reader)
    found = found.assign(raw=found["raw"].fillna(found["text"]))
    return shaped(found.sort_values(["wilayah", "tanggal", *names]), CELL_TYPES | dict.fromkeys(names, "str"))


def _beside(figure: Figure) -> tuple[str, ...]:
    """The fields asked for; of levels also those that decide which row is the latest."""
    if not figure.is_level:
        return figure.fields
    return tuple(field.name for field in load_contracts()[figure.contract].of_measure(*LEVELS))


def _of_place(cells: pd.DataFrame, wilayah: str) -> pd.DataFrame:
    place = cells["wilayah"]
    below = place.str.startswith(f"{wilayah}.")
    if len(wilayah) == CODE_LENGTH[Level.PROVINSI]:
        return cells[below] if below.any() else cells[place == wilayah]
    return cells[below | (place == wilayah)]


def _in_span(cells: pd.DataFrame, figure: Figure) -> pd.DataFrame:
    if not figure.is_level:
        return within(cells, figure.span)
    return in_force(cells, contract=figure.contract, span=figure.span).drop(columns="tanggal_awal")


def _asked(cells: pd.DataFrame, figure: Figure) -> pd.DataFrame:
    """The cells of these keys; of several fields only where one row tells them all."""
    found = cells[cells["field"].isin(figure.fields)]
    for name, code in figure.keys:
        found = found[found[name] == code]
    days = [name for name in ("tanggal_awal", "tanggal") if name in found]
    row = ["wilayah", *days, *dimensions(figure.contract)]
    return found[found.groupby(row)["field"].transform("nunique") == len(figure.fields)]
