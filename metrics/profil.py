"""The page Profil: one regency, its own figures beside the deciles of the 35."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from data_contracts.periode import Periode
from data_contracts.wilayah import Wilayah
from metrics.figures import Attention, Figure, ReportFact


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RegencyProfile:
    """All the page needs for one regency in one half-month.

    `figures` has every indicator in catalogue order, with change and trend. `bands[indicator]` is the
    frame of `measure.bands` over the same half-months as the trend. `report` is the half-month's report,
    `reports` the last twelve up to it, oldest first. `simulasi` is true when any shown figure is simulated.
    """

    wilayah: Wilayah
    periode: Periode
    sentence: str
    figures: tuple[Figure, ...]
    bands: Mapping[str, pd.DataFrame]
    report: ReportFact
    reports: tuple[ReportFact, ...]
    attention: tuple[Attention, ...]
    simulasi: bool
