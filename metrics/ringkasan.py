"""The page Ringkasan: where the province stands in one half-month, the answer first."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from data_contracts.periode import Periode
from data_contracts.wilayah import Wilayah
from metrics.figures import Attention, Figure


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProvinceSummary:
    """All the page needs for one half-month.

    `sentence` is the opening sentence. `headlines` are the province's figures with change and trend, in
    reading order. `reported`/`missing`/`not_due` split the 35 by the half-monthly report, by code
    (`missing`: overdue and nothing accepted, whether sent back or never sent); `below_target`,
    `above_hundred` and `falling` look at recording coverage. `attention` is by code. `reported_share` is
    the percentage of wajib KTP that lives where a report came from, missing when unknown.

    `table`: one row per indicator and kab/kota (35 each, by code): the columns of `measure` and
    `change_points` (Float64), `change_people` (Int64), `change_is_good` (boolean), each missing where
    there is nothing to compare. `trends`: one row per indicator, kab/kota and half-month of the window
    (gaps included): indicator, wilayah, periode, tanggal (period's last day), value, target, status.
    `simulasi` is true when any shown figure is simulated.
    """

    periode: Periode
    due: date
    is_due: bool
    sentence: str
    n_reported: int
    n_expected: int
    reported_share: float | None
    reported: tuple[Wilayah, ...]
    missing: tuple[Wilayah, ...]
    not_due: tuple[Wilayah, ...]
    below_target: tuple[Wilayah, ...]
    above_hundred: tuple[Wilayah, ...]
    falling: tuple[Wilayah, ...]
    attention: tuple[Attention, ...]
    headlines: tuple[Figure, ...]
    table: pd.DataFrame
    trends: pd.DataFrame
    dasar: str | None
    simulasi: bool
