"""What the counts of a figure speak of, in words: the days of flows, the whole that levels stand beside."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import pandas as pd

from data_contracts.tulisan import format_bilangan, format_tanggal
from metrics.catalogue import Indicator, Tally
from metrics.penjumlahan import CustomRate, CustomShare, Function
from metrics.rincian import dimensions

OF_REGISTER: Final = "jumlah kecamatan menurut daftar wilayah"


def function_of(item: Indicator) -> Function | None:
    """The named function behind an indicator; None where its formula needs none."""
    return item.formula.function if isinstance(item.formula, CustomShare | CustomRate) else None


def basis_of(rows: pd.DataFrame, indicators: Sequence[Indicator]) -> "pd.Series[str]":
    """The days the counts speak of; of levels the whole they stand beside, where its kind has a name."""
    tallies = {item.id: item.formula for item in indicators if isinstance(item.formula, Tally)}
    flows = [name for name, formula in tallies.items() if formula.is_flow]
    with_keys = [name for name, formula in tallies.items() if dimensions(formula.contract)]
    known = rows.loc[rows["numerator"].notna() & rows["indicator"].isin(flows)]
    known = known[["awal", "tanggal", "n_days"]].assign(has_keys=known["indicator"].isin(with_keys))
    # A few intervals stand behind many figures.
    number = known.groupby(list(known.columns), dropna=False, sort=False).ngroup()
    texts = [_say_days(*key) for key in known.drop_duplicates().itertuples(index=False, name=None)]
    days = number.map(dict(enumerate(texts))).astype("str").reindex(rows.index)
    return _with_names(days, rows, indicators)


def _with_names(
    basis: "pd.Series[str]", rows: pd.DataFrame, indicators: Sequence[Indicator]
) -> "pd.Series[str]":
    named = {function_of(item) or "": item.id for item in indicators}
    told = rows["numerator"].notna()
    of_points = told & (rows["indicator"] == named.get(Function.KECAMATAN_TERLAYANI, ""))
    of_budgets = told & (rows["indicator"] == named.get(Function.ANGGARAN_TERSERAP, ""))
    years = "tahun anggaran " + rows["periode"].str.slice(0, 4)
    return basis.mask(of_points, OF_REGISTER).mask(of_budgets, years)


def _say_days(first: pd.Timestamp, last: pd.Timestamp, n_days: Any, has_keys: Any) -> str:
    said = f"kegiatan {_interval(first.date(), last.date())}"
    # With couriers and documents each day is told many times; only a plain flow's days can be counted.
    if has_keys or n_days == (last - first).days + 1:
        return said
    return f"{said}, {format_bilangan(int(n_days))} hari dilaporkan"


def _interval(first: date, last: date) -> str:
    """`1 Oktober 2026`, `1–15 Oktober 2026`, `16 September 2026–15 Oktober 2026`."""
    if first == last:
        return format_tanggal(last)
    start = str(first.day) if (first.year, first.month) == (last.year, last.month) else format_tanggal(first)
    return f"{start}–{format_tanggal(last)}"
