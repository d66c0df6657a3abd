"""What both pages start from: one half-month, the half-months before it, and every indicator over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from data_contracts.aturan import Settings, load_settings
from data_contracts.catalogue import load_register, load_routine_contracts
from data_contracts.periode import Periode
from data_contracts.tulisan import WIB
from metrics.catalogue import Indicator, load_indicators
from metrics.changes import changes
from metrics.figures import Change, Figure, ReportFact, TrendPoint
from metrics.judging import absent, judged, target_on
from metrics.ketepatan import report_status
from metrics.measure import observations
from metrics.results import Status
from metrics.sources import Span, latest_day, read_wajib_ktp
from warehouse.marts import Marts

TREND_PERIODS = 24
REPORT_PERIODS = 12
# The fields of a Figure that stand in a result row under the same name.
OF_A_ROW = (
    "numerator",
    "denominator",
    "value",
    "dasar",
    "status",
    "reason",
    "target",
    "gap_points",
    "gap_people",
    "reported_value",
    "n_reported",
    "n_expected",
    "reported_share",
    "simulasi",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class History:
    """All half-months of one snapshot: `observed` of `observations`, `wajib_ktp` of `read_wajib_ktp`."""

    marts: Marts
    now: datetime
    settings: Settings
    observed: pd.DataFrame
    wajib_ktp: pd.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Window:
    """`periods` are the TREND_PERIODS half-months up to `periode`, oldest first.

    Per indicator id `results` over them (RESULT_TYPES) and `changes` to `periode` (CHANGE_TYPES). `reports`
    is report_status over the last REPORT_PERIODS, `wajib_ktp` what read_wajib_ktp gives, `today` the day in
    WIB on which this was asked.
    """

    periode: Periode
    periods: tuple[Periode, ...]
    results: Mapping[str, pd.DataFrame]
    changes: Mapping[str, pd.DataFrame]
    reports: pd.DataFrame
    wajib_ktp: pd.DataFrame
    today: date

    def row(self, indicator: Indicator, wilayah: str) -> dict[str, Any]:
        """The result of one wilayah in `periode`, "belum lapor" where there is none; missing as None."""
        rows = self.results[indicator.id]
        found = rows[(rows["wilayah"] == wilayah) & (rows["periode"] == str(self.periode))]
        return plain_rows(found)[0] if len(found) else _gap(indicator, wilayah, self.periode)

    def figure(self, indicator: Indicator, wilayah: str) -> Figure:
        """One indicator of one wilayah with its change and trend."""
        row = self.row(indicator, wilayah)
        return Figure(
            indicator=indicator,
            wilayah=load_register().get(wilayah),
            periode=self.periode,
            tanggal_data=row["tanggal_data"].date() if row["tanggal_data"] is not None else None,
            **{name: row[name] for name in OF_A_ROW},
            change=self.change(indicator, wilayah),
            trend=self.trend(indicator, wilayah),
        )

    def change(self, indicator: Indicator, wilayah: str) -> Change | None:
        """The change since the half-month before; None where there is nothing to compare with."""
        rows = self.changes[indicator.id]
        found = rows[rows["wilayah"] == wilayah]
        if found.empty:
            return None
        (row,) = plain_rows(found)
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
        known = {row["periode"]: row for row in plain_rows(rows[rows["wilayah"] == wilayah])}
        return tuple(_point(known.get(str(periode)), periode, indicator) for periode in self.periods)

    def report_facts(self, wilayah: str) -> tuple[ReportFact, ...]:
        """The half-monthly reports of one kab/kota, oldest first."""
        own = self.reports[self.reports["wilayah"] == wilayah]
        return tuple(map(_report_fact, plain_rows(own)))

    @property
    def reports_now(self) -> pd.DataFrame:
        """Report status of the 35 in `periode`, by code."""
        return self.reports[self.reports["periode"] == str(self.periode)]


def read_history(marts: Marts, *, now: datetime, settings: Settings | None = None) -> History:
    """Everything observed so far; `now` and the due days of `settings` decide what is overdue.

    The costly part of both pages, and the same for every half-month and all 36 places.
    """
    latest = latest_day(marts, contracts=load_routine_contracts().keys())
    today = now.astimezone(WIB).date()
    last = Periode.of(max(latest, today) if latest else today).end
    indicators = tuple(load_indicators().values())
    return History(
        marts=marts,
        now=now,
        settings=settings or load_settings(),
        observed=observations(
            marts, indicators=indicators, span=Span(None, last), now=now, settings=settings
        ),
        wajib_ktp=read_wajib_ktp(marts, last=last),
    )


def window_of(history: History, *, periode: Periode) -> Window:
    """The half-months up to `periode`."""
    periods = _periods_up_to(periode, TREND_PERIODS)
    observed = history.observed
    observed = observed[observed["periode"].isin([str(each) for each in periods])].reset_index(drop=True)
    return Window(
        periode=periode,
        periods=periods,
        results=_by_indicator(judged(observed)),
        changes=_by_indicator(changes(observed, periode=periode)),
        reports=report_status(
            history.marts,
            periods=periods[-REPORT_PERIODS:],
            now=history.now,
            settings=history.settings,
        ),
        wajib_ktp=history.wajib_ktp,
        today=history.now.astimezone(WIB).date(),
    )


def plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as Python values, missing as None."""
    columns = {
        str(name): [None if pd.isna(value) else value for value in column.tolist()]
        for name, column in frame.items()
    }
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _by_indicator(rows: pd.DataFrame) -> Mapping[str, pd.DataFrame]:
    return {name: rows[rows["indicator"] == name].reset_index(drop=True) for name in load_indicators()}


def _periods_up_to(periode: Periode, number: int) -> tuple[Periode, ...]:
    periods = [periode]
    while len(periods) < number:
        periods.append(periods[-1].previous())
    return tuple(reversed(periods))


def _gap(indicator: Indicator, wilayah: str, periode: Periode) -> dict[str, Any]:
    missing = pd.DataFrame({"indicator": [indicator.id], "wilayah": [wilayah]}, dtype="str")
    return plain_rows(absent(missing, periode=periode))[0]


def _point(row: dict[str, Any] | None, periode: Periode, indicator: Indicator) -> TrendPoint:
    if row is None:
        row = {"value": None, "target": None, "status": str(Status.BELUM_LAPOR), "simulasi": False}
    target = row["target"]
    return TrendPoint(
        periode=periode,
        tanggal=periode.end,
        value=row["value"],
        target=target_on(indicator, pd.Timestamp(periode.end)) if target is None else target,
        status=row["status"],
        n_reported=row.get("n_reported"),
        n_expected=row.get("n_expected"),
        simulasi=row["simulasi"],
        direvisi=bool(row.get("direvisi")),
    )


def _report_fact(row: dict[str, Any]) -> ReportFact:
    return ReportFact(
        periode=Periode.parse(row["periode"]),
        status=row["status"],
        due=row["due"].date(),
        received_at=row["received_at"].to_pydatetime() if row["received_at"] is not None else None,
        submission=row["submission"],
    )
