"""What both pages start from: one half-month, the half-months before it, and every indicator over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from metrics.catalogue import Indicator, load_indicators
from metrics.changes import changes
from metrics.figures import Change, Figure, ReportFact, TrendPoint
from metrics.judging import absent, judged, target_on
from metrics.ketepatan import report_status
from metrics.measure import observations
from metrics.sources import Span
from warehouse.marts import Marts

TREND_PERIODS = 24
REPORT_PERIODS = 12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Window:
    """`periods` are the TREND_PERIODS half-months up to `periode`, oldest first; per indicator id
    `results` over
    them (RESULT_TYPES) and `changes` to `periode` (CHANGE_TYPES), `falls`: the codes of the kab/kota whose
    value fell in each of the last two steps on one basis. `reports` is report_status over the last
    REPORT_PERIODS.
    """

    periode: Periode
    periods: tuple[Periode, ...]
    results: Mapping[str, pd.DataFrame]
    changes: Mapping[str, pd.DataFrame]
    falls: Mapping[str, frozenset[str]]
    reports: pd.DataFrame

    def row(self, indicator: Indicator, wilayah: str) -> "pd.Series[Any]":
        """The result of one wilayah in `periode`, "belum lapor" where there is none."""
        rows = self.results[indicator.id]
        found = rows[(rows["wilayah"] == wilayah) & (rows["periode"] == str(self.periode))]
        if found.empty:
            found = absent([wilayah], periode=self.periode, indicator=indicator)
        return found.iloc[0]

    def figure(self, indicator: Indicator, wilayah: str) -> Figure:
        """One indicator of one wilayah with its change and trend."""
        row = plain(self.row(indicator, wilayah))
        return Figure(
            indicator=indicator,
            wilayah=load_register().get(wilayah),
            periode=self.periode,
            tanggal_data=row["tanggal_data"].date() if row["tanggal_data"] is not None else None,
            numerator=row["numerator"],
            denominator=row["denominator"],
            value=row["value"],
            dasar=row["dasar"],
            status=row["status"],
            reason=row["reason"],
            target=row["target"],
            gap_points=row["gap_points"],
            gap_people=row["gap_people"],
            reported_value=row["reported_value"],
            n_reported=row["n_reported"],
            n_expected=row["n_expected"],
            reported_share=row["reported_share"],
            simulasi=bool(row["simulasi"]),
            change=self.change(indicator, wilayah),
            trend=self.trend(indicator, wilayah),
        )

    def change(self, indicator: Indicator, wilayah: str) -> Change | None:
        """The change since the half-month before; None where there is nothing to compare with."""
        rows = self.changes[indicator.id]
        found = rows[rows["wilayah"] == wilayah]
        if found.empty:
            return None
        row = plain(found.iloc[0])
        return Change(
            since=self.periode.previous(),
            points=row["change_points"],
            people=row["change_people"],
            n_same=row["n_same"],
            is_same_basis=row["is_same_basis"],
            is_good=row["change_is_good"],
        )

    def trend(self, indicator: Indicator, wilayah: str) -> tuple[TrendPoint, ...]:
        """One point per half-month of the window; a gap where nothing was reported."""
        rows = self.results[indicator.id]
        own = rows[rows["wilayah"] == wilayah].set_index("periode")
        known = {str(periode): plain(row) for periode, row in own.iterrows()}
        return tuple(_point(known.get(str(periode)), periode, indicator, wilayah) for periode in self.periods)

    def report_facts(self, wilayah: str) -> tuple[ReportFact, ...]:
        """The half-monthly reports of one kab/kota, oldest first."""
        own = self.reports[self.reports["wilayah"] == wilayah]
        return tuple(_report_fact(plain(row)) for _, row in own.iterrows())

    @property
    def reports_now(self) -> pd.DataFrame:
        """Report status of the 35 in `periode`, by code."""
        return self.reports[self.reports["periode"] == str(self.periode)]


def read_window(marts: Marts, *, periode: Periode, now: datetime) -> Window:
    """Every indicator over the half-months up to `periode`."""
    indicators = tuple(load_indicators().values())
    periods = _periods_up_to(periode, TREND_PERIODS)
    observed = observations(marts, indicators=indicators, span=Span(periods[0].start, periode.end), now=now)
    latest = {item.id: changes(observed[item.id], indicator=item, periode=periode) for item in indicators}
    return Window(
        periode=periode,
        periods=periods,
        results={item.id: judged(observed[item.id], indicator=item) for item in indicators},
        changes=latest,
        falls={
            item.id: _falling(latest[item.id])
            & _falling(changes(observed[item.id], indicator=item, periode=periode.previous()))
            for item in indicators
        },
        reports=report_status(marts, periods=periods[-REPORT_PERIODS:], now=now),
    )


def plain(row: "pd.Series[Any]") -> dict[str, Any]:
    """A row as Python values, missing as None."""
    return {
        str(name): None if pd.isna(value) else value.item() if hasattr(value, "item") else value
        for name, value in row.items()
    }


def _periods_up_to(periode: Periode, number: int) -> tuple[Periode, ...]:
    periods = [periode]
    while len(periods) < number:
        periods.append(periods[-1].previous())
    return tuple(reversed(periods))


def _falling(rows: pd.DataFrame) -> frozenset[str]:
    fell = (rows["change_points"] < 0) & rows["is_same_basis"]
    return frozenset(rows.loc[fell.fillna(value=False), "wilayah"])


def _point(row: dict[str, Any] | None, periode: Periode, indicator: Indicator, wilayah: str) -> TrendPoint:
    if row is None:
        (row,) = (plain(gap) for _, gap in absent([wilayah], periode=periode, indicator=indicator).iterrows())
    return TrendPoint(
        periode=periode,
        tanggal=periode.end,
        value=row["value"],
        target=row["target"]
        if row["target"] is not None
        else target_on(indicator, pd.Timestamp(periode.end)),
        status=row["status"],
        n_reported=row["n_reported"],
        n_expected=row["n_expected"],
        simulasi=bool(row["simulasi"]),
    )


def _report_fact(row: dict[str, Any]) -> ReportFact:
    return ReportFact(
        periode=Periode.parse(row["periode"]),
        status=row["status"],
        due=row["due"].date(),
        received_at=row["received_at"].to_pydatetime() if row["received_at"] is not None else None,
        submission=row["submission"],
    )
