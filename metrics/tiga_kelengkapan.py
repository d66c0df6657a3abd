"""Three completenesses that are not the same: of reports, of the figures in them, and of reporting over time.

The reporting rates of DHIS2, each with its counts: a regency that reports each time with half of its
figures blank is complete in the first and third and not in the second.
"""

from datetime import datetime
from typing import Final

import numpy as np
import pandas as pd

from data_contracts.aturan import Settings
from data_contracts.catalogue import load_form, load_register
from data_contracts.contract import Measure
from data_contracts.periode import Periode
from metrics.bendera.bacaan import read_levels
from metrics.catalogue import ReportShare, load_indicators
from metrics.ketepatan import ReportStatus, report_status, reporting_periods
from metrics.observations import percent_of
from metrics.results import shaped
from warehouse.marts import Marts

COMPLETENESS_TYPES: Final = {
    "wilayah": "str",
    "nama": "str",
    "periode": "str",
    "laporan": "Int64",
    "laporan_dari": "Int64",
    "isian": "Int64",
    "isian_dari": "Int64",
    "isian_persen": "Float64",
    "riwayat": "Int64",
    "riwayat_dari": "Int64",
    "riwayat_persen": "Float64",
}
COMPLETENESS_COLUMNS: Final = tuple(COMPLETENESS_TYPES)


def completeness(
    marts: Marts, *, periode: Periode, now: datetime, settings: Settings | None = None
) -> pd.DataFrame:
    """The province, then the 35 by code: COMPLETENESS_TYPES.

    laporan: reports accepted for the half-month of those expected, none expected while it is not due and not
    there. isian: figures filled in, of those the province's form asks for but for the percentages (which are
    recomputed), over the regencies that reported; of a place that sent no report but other figures too, and
    missing where it sent nothing. riwayat: reports accepted of those expected over as many half-months as
    `kelengkapan_laporan` looks at. Each apart; percentages missing where nothing was expected.
    """
    window = _window(marts, periode)
    status = report_status(marts, periods=window, now=now, settings=settings)
    accepted = status["accepted"].fillna(value=False).astype("bool")
    status = status.assign(
        came=accepted.astype("int64"),
        expected=(accepted | (status["status"] != ReportStatus.NOT_DUE)).astype("int64"),
    )
    own = status[status["periode"] == str(periode)].set_index("wilayah")
    over_time = status.groupby("wilayah")[["came", "expected"]].sum()
    filled = _filled(marts, periode)
    # Who sent neither a report nor any of its figures is not incomplete in this way, but silent.
    has_sent = (own["came"] > 0) | (filled.reindex(own.index) > 0)
    rows = pd.DataFrame(
        {
            "nama": own["nama"],
            "laporan": own["came"],
            "laporan_dari": own["expected"],
            "isian": filled.reindex(own.index).where(has_sent),
            "isian_dari": pd.Series(len(_asked()), index=own.index).where(has_sent),
            "riwayat": over_time["came"].reindex(own.index),
            "riwayat_dari": over_time["expected"].reindex(own.index),
        }
    )
    rows = rows.rename_axis("wilayah").reset_index()
    return _with_shares(pd.concat([_province(rows), rows], ignore_index=True), periode)


def _window(marts: Marts, periode: Periode) -> tuple[Periode, ...]:
    """The half-months looked back on: not before anybody reported."""
    formula = load_indicators()["kelengkapan_laporan"].formula
    assert isinstance(formula, ReportShare)  # noqa: S101 - the catalogue's own
    known = reporting_periods(marts)
    periods = [periode]
    while len(periods) < formula.periods and known and periods[-1] > known[0]:
        periods.append(periods[-1].previous())
    return tuple(reversed(periods))


def _asked() -> frozenset[tuple[str, str]]:
    """Contract and name of every count the province's form asks for."""
    return frozenset(
        (contract, field.name)
        for contract, field in load_form().values()
        if field.measure is not Measure.RATIO
    )


def _filled(marts: Marts, periode: Periode) -> "pd.Series[int]":
    """Per kab/kota how many of the form's counts stand there for the half-month; a zero is one."""
    codes = [place.kode for place in load_register().kabkota]
    levels = read_levels(marts, places=codes, periods=(periode,))
    own = [levels[name][:, 0] for name in _asked() if name in levels]
    told = np.isfinite(np.array(own).reshape(-1, len(codes)))
    return pd.Series(told.sum(axis=0), index=codes)


def _province(rows: pd.DataFrame) -> pd.DataFrame:
    """All of them added up: counts of reports and of cells, never an average of percentages."""
    province = load_register().provinsi
    counts = rows.drop(columns=["wilayah", "nama"]).sum(min_count=1).to_frame().T
    return counts.assign(wilayah=province.kode, nama=province.nama)


def _with_shares(rows: pd.DataFrame, periode: Periode) -> pd.DataFrame:
    counts = {name: "Int64" for name, kind in COMPLETENESS_TYPES.items() if kind == "Int64"}
    rows = rows.astype(counts).assign(periode=str(periode))
    return shaped(
        rows.assign(
            isian_persen=percent_of(rows["isian"], rows["isian_dari"]),
            riwayat_persen=percent_of(rows["riwayat"], rows["riwayat_dari"]),
        ),
        COMPLETENESS_TYPES,
    )
