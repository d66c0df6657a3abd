"""How far the province's figure could move by those who have not reported.

Each missing kab/kota is put at its own worst, then at its own best of the last year; what stands between
is the range the total can take. Worst-case bounds, no forecast: it says how much of the figure is not
known yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from data_contracts.errors import UsageError
from data_contracts.tulisan import format_bilangan, format_persen
from metrics.bendera.kata import amount, is_share
from metrics.catalogue import DaysOfCover, ReportShare
from metrics.panel import Flags, Matrix, Numbers, Panel

YEAR_PERIODS: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Range:
    """Of each half-month: the value over those who reported, and the lowest and highest it could be with all.

    In the indicator's unit, [periods]; `lowest` and `highest` are NaN where a missing place has no history to
    go by (`n_unknown` of them). `n_reported` of `n_places` stand in `value`; `share` is the percentage of
    wajib KTP that lives in them, NaN where that of any place is not known.
    """

    panel: Panel
    value: Matrix
    lowest: Matrix
    highest: Matrix
    n_reported: Numbers
    n_unknown: Numbers
    share: Matrix

    def sentence(self, period: int) -> str:
        """`32 dari 35 lapor; 96,4 % wajib KTP; antara 98,90 % dan 99,12 %`."""
        total = len(self.panel.places)
        said = [f"{self.n_reported[period]} dari {total} lapor"]
        if np.isfinite(self.share[period]):
            said.append(f"{format_persen(float(self.share[period]), decimals=1)} wajib KTP")
        return "; ".join([*said, *self._bounds(period)])

    def _bounds(self, period: int) -> Sequence[str]:
        item = self.panel.indicator
        if self.n_reported[period] == len(self.panel.places):
            return ()
        if self.n_unknown[period]:
            unknown = format_bilangan(int(self.n_unknown[period]))
            return (f"rentangnya tidak dapat dihitung, {unknown} daerah belum pernah lapor setahun terakhir",)
        low, high = (amount(item, float(bound[period])) for bound in (self.lowest, self.highest))
        return (f"dengan yang belum lapor antara {low} dan {high}",)


def total_range(panel: Panel, *, wajib_ktp: Matrix) -> Range:
    """The range of the total of all places, at every half-month.

    A missing share stands at the lowest and the highest share of the YEAR_PERIODS half-months before, over
    its last known denominator; a missing count at its own lowest and highest. A place that told a percentage
    without its counts is missing. `wajib_ktp` [places, periods]: the last known count of each place, NaN
    while it never was. Raises UsageError for an indicator whose total is not made of those of the places.
    """
    if isinstance(panel.indicator.formula, DaysOfCover | ReportShare):
        raise UsageError(
            f"{panel.indicator.nama} provinsi bukan jumlah dari daerahnya; pilih indikator lain."
        )
    counted = np.isfinite(panel.numerator)
    if is_share(panel.indicator):
        counted &= panel.denominator > 0
        whole = _carried(np.where(counted, panel.denominator, np.nan))
        own = panel.numerator / np.where(counted, panel.denominator, np.nan)
        low, high = _extremes(own, counted)
        bounds = [_share(np.where(counted, panel.numerator, part * whole), whole) for part in (low, high)]
        value = _share(np.where(counted, panel.numerator, np.nan), np.where(counted, whole, np.nan))
    else:
        low, high = _extremes(panel.numerator, counted)
        bounds = [np.where(counted, panel.numerator, part).sum(axis=0) for part in (low, high)]
        value = _summed(np.where(counted, panel.numerator, np.nan))
    unknown = (~counted & np.isnan(low)).sum(axis=0)
    there = np.where(counted, wajib_ktp, 0).sum(axis=0)
    return Range(
        panel=panel,
        value=value,
        lowest=np.where(unknown == 0, bounds[0], np.nan),
        highest=np.where(unknown == 0, bounds[1], np.nan),
        n_reported=counted.sum(axis=0),
        n_unknown=unknown,
        share=100 * there / wajib_ktp.sum(axis=0),
    )


def _carried(values: Matrix) -> Matrix:
    known = np.where(np.isfinite(values), np.arange(values.shape[1]), -1)
    last = np.maximum.accumulate(known, axis=1)
    rows = np.arange(values.shape[0])[:, None]
    return np.where(last >= 0, values[rows, np.maximum(last, 0)], np.nan)


def _extremes(values: Matrix, counted: Flags) -> tuple[Matrix, Matrix]:
    """The lowest and the highest of each place in the year before each half-month."""
    told = np.pad(np.where(counted, values, np.nan), ((0, 0), (YEAR_PERIODS, 0)), constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(told[:, :-1], YEAR_PERIODS, axis=1)
    return np.fmin.reduce(windows, axis=-1), np.fmax.reduce(windows, axis=-1)


def _share(numerator: Matrix, denominator: Matrix) -> Matrix:
    """100 * sum / sum of the places that stand in it; NaN where a part of it is not known at all."""
    top, base = _summed(numerator), _summed(denominator)
    share: Matrix = 100 * np.divide(top, base, out=np.full(top.shape, np.nan), where=base > 0)
    return share


def _summed(values: Matrix) -> Matrix:
    """Sum over the places; NaN where nobody has a value."""
    some = np.isfinite(values).any(axis=0)
    return np.where(some, np.nansum(values, axis=0), np.nan)
