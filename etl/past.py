"""What the ledger can tell of the past, asked only for the regions and the days that a file needs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Protocol

import pandas as pd

from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from etl.table import Table
from warehouse.records import Submission
from warehouse.reported_rows import Window

LOOKBACK = {
    "provinsi": timedelta(days=1_461),
    "kabkota": timedelta(days=400),
    "kecamatan": timedelta(days=100),
    "pembanding": timedelta(days=1_461),
}
"""How far back a region's reports are asked for: a kab/kota's a year of half-months with room to spare, the
province's own and those of a pembanding, few and far between, four years, a kecamatan's, many, a quarter."""

Past = Mapping[str, pd.DataFrame]
"""By contract the reports that a file is held against: of a simulated file simulated ones, else real ones."""


class PastReports(Protocol):
    """The ledger, as far as the checks ask it."""

    def past(self, contracts: Iterable[str], *, windows: Sequence[Window]) -> Mapping[str, pd.DataFrame]:
        """`Ledger.past`: by contract accepted rows of these regions and days, last in precedence wins."""
        ...

    def submission(self, submission_id: int) -> Submission:
        """`Ledger.submission`: the file a row came with."""
        ...


def earlier_reports(history: PastReports, tables: Iterable[Table], *, simulasi: bool) -> Past:
    """What the regions of the tables reported before their rows and on the same days.

    Of the kecamatan of a kab/kota in the tables, and of the kab/kota of a kecamatan, only the same days.
    """
    return {
        name: _alike(rows, simulasi=simulasi)
        for table in tables
        if (windows := tuple(_windows(table)))
        for name, rows in history.past([one.name for one in table.contracts], windows=windows).items()
    }


def _alike(rows: pd.DataFrame, *, simulasi: bool) -> pd.DataFrame:
    alike = (rows["simulasi"] == simulasi).to_numpy(dtype=bool)
    return rows if alike.all() else rows[alike].reset_index(drop=True)


def _windows(table: Table) -> Iterator[Window]:
    days = table.frame["tanggal"].dropna()
    own = frozenset(table.frame["kode_wilayah"].dropna().unique())
    if days.empty or not own:
        return
    # Daily reports are held against the summary of their half-month, which may have come before them.
    first, last = days.min().date(), Periode.of(days.max().date()).end
    for level, kodes in _by_level(own).items():
        yield Window(kodes=kodes, since=first - LOOKBACK[level], until=last)
    if beside := relatives(own) - own:
        yield Window(kodes=beside, since=first, until=last)


def _by_level(kodes: frozenset[str]) -> Mapping[str, frozenset[str]]:
    levels: dict[str, set[str]] = {}
    for kode in kodes:
        levels.setdefault(load_register().get(kode).tingkat, set()).add(kode)
    return {level: frozenset(own) for level, own in levels.items()}


def relatives(kodes: frozenset[str]) -> frozenset[str]:
    """The kecamatan of the kab/kota among these, and the kab/kota of the kecamatan with all of its own."""
    parents = {kode if kode in children() else kode.rpartition(".")[0] for kode in kodes}
    return frozenset(kode for one in parents if one in children() for kode in (one, *children()[one]))


@cache
def children() -> Mapping[str, frozenset[str]]:
    """The kecamatan of each kab/kota."""
    found: dict[str, set[str]] = {one.kode: set() for one in load_register().kabkota}
    for one in load_register().kecamatan:
        found[one.induk or ""].add(one.kode)
    return {kode: frozenset(kecamatan) for kode, kecamatan in found.items()}
