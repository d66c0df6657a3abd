"""Report status: who owes which half-monthly report, and whether it came in time.

Due is the half-month's last day + 3 days, inclusive, WIB; late up to due + 7, both by the settings in force
on that last day.
The report of a half-month is a submission whose only data date in it is its last day: a file of daily rows
does not stand for it.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data_contracts.aturan import Settings, load_settings, rules_on
from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from data_contracts.tulisan import WIB
from metrics.results import CODE_LENGTH, Level, periode_of, shaped
from metrics.sources import of_province
from warehouse.marts import Marts
from warehouse.tables import kiriman


class ReportStatus(StrEnum):
    """A report is exactly one of these."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    RETURNED = "returned"
    NOT_DUE = "not_due"


STATUS_TYPES: Final = {
    "wilayah": "str",
    "nama": "str",
    "periode": "str",
    "status": "str",
    "received_at": "datetime64[us, UTC]",
    "due": "datetime64[s]",
    "submission": "Int64",
    "accepted": "boolean",
    "simulasi": "boolean",
}


def report_status(
    marts: Marts, *, periods: Sequence[Periode], now: datetime, settings: Settings | None = None
) -> pd.DataFrame:
    """One row per period (as given) and each of the 35 kab/kota (by code), whatever arrived up to `now`.

    wilayah, nama, periode, status, received_at (UTC), due (date), submission, accepted, simulasi. A
    correction does not make a report late: the first accepted one counts. A report accepted after due + 7
    stays `missing` for punctuality, with its received_at and `accepted` true. `returned`: sent, and
    nothing accepted; received_at is the latest. `not_due`: nothing there, and due is today or later.
    received_at and submission are missing where nothing arrived.
    """
    return judge_arrivals(
        _arrivals(marts, periods=periods, now=now),
        periods=periods,
        today=now.astimezone(WIB).date(),
        settings=settings,
    )


def judge_arrivals(
    arrivals: pd.DataFrame, *, periods: Sequence[Periode], today: date, settings: Settings | None = None
) -> pd.DataFrame:
    """`report_status` over arrivals: submission, wilayah, tanggal, received_at, accepted, simulasi."""
    arrived = _speaking(_closing(arrivals, periods))
    expected = _expected(periods, settings or load_settings())
    rows = expected.merge(arrived, on=["wilayah", "periode"], how="left")
    return shaped(rows.assign(status=_statuses(rows, today=today)), STATUS_TYPES)


def reporting_periods(marts: Marts) -> tuple[Periode, ...]:
    """Every half-month from the first to the last for which a kab/kota sent a report; none when nobody
    did.
    """
    days = marts.frame(sa.select(kiriman.c.tanggal).where(_of_regencies()).distinct())["tanggal"]
    closing = sorted({Periode.of(day.date()) for day in days if Periode.of(day.date()).end == day.date()})
    return Periode.range(closing[0], closing[-1]) if closing else ()


def _expected(periods: Sequence[Periode], settings: Settings) -> pd.DataFrame:
    """Who owes what follows from the register, not from what arrived; `last`: the last day of merely late."""
    rules = [rules_on(settings, periode.end) for periode in periods]
    due = [periode.due(own.hari_jatuh_tempo) for periode, own in zip(periods, rules, strict=True)]
    late = [timedelta(days=own.hari_batas_terlambat) for own in rules]
    regencies = pd.DataFrame([(w.kode, w.nama) for w in load_register().kabkota], columns=["wilayah", "nama"])
    owed = pd.DataFrame(
        {
            "periode": pd.Series([str(periode) for periode in periods], dtype="str"),
            "due": pd.Series(due, dtype="datetime64[s]"),
            "last": pd.Series(
                [day + more for day, more in zip(due, late, strict=True)], dtype="datetime64[s]"
            ),
        }
    )
    return owed.merge(regencies, how="cross")


def _of_regencies() -> sa.ColumnElement[bool]:
    is_kabkota = sa.func.length(kiriman.c.kode_wilayah) == CODE_LENGTH[Level.KABKOTA]
    return sa.and_(is_kabkota, of_province(kiriman.c.kode_wilayah))


def _arrivals(marts: Marts, *, periods: Sequence[Periode], now: datetime) -> pd.DataFrame:
    select = sa.select(
        kiriman.c.kode_wilayah.label("wilayah"),
        kiriman.c.tanggal,
        kiriman.c.diterima_pada.label("received_at"),
        kiriman.c.diterima_sah.label("accepted"),
        kiriman.c.submission_id.label("submission"),
        kiriman.c.simulasi,
    ).where(_of_regencies(), kiriman.c.diterima_pada <= now, _within(periods))
    return marts.frame(select)


def _closing(arrivals: pd.DataFrame, periods: Sequence[Periode]) -> pd.DataFrame:
    """The arrivals that are the report of one of these half-months."""
    rows = arrivals.assign(periode=periode_of(arrivals["tanggal"]))
    n_dates = rows.groupby(["submission", "wilayah", "periode"])["tanggal"].transform("nunique")
    is_last_day = rows["tanggal"].isin([pd.Timestamp(periode.end) for periode in periods])
    return rows[is_last_day & (n_dates == 1)].drop(columns="tanggal")


def _within(periods: Sequence[Periode]) -> sa.ColumnElement[bool]:
    if not periods:
        return sa.false()
    return kiriman.c.tanggal.between(min(periods).start, max(periods).end)


def _speaking(arrivals: pd.DataFrame) -> pd.DataFrame:
    """Per wilayah and half-month the first accepted arrival, else the latest that was sent back."""
    keys = ["wilayah", "periode"]
    ordered = arrivals.sort_values(["received_at", "submission"])
    accepted = ordered[ordered["accepted"]].drop_duplicates(keys, keep="first")
    returned = ordered[~ordered["accepted"]].drop_duplicates(keys, keep="last")
    return pd.concat([accepted, returned]).drop_duplicates(keys, keep="first")


def _statuses(rows: pd.DataFrame, *, today: date) -> "pd.Series[str]":
    """The day of arrival is the office's: the due day and the last of the late ones still count."""
    came = rows["received_at"].dt.tz_convert(WIB).dt.tz_localize(None).dt.normalize()
    is_sent = rows["accepted"].notna() & came.notna()
    known = [
        (~is_sent & (pd.Timestamp(today) <= rows["due"]), ReportStatus.NOT_DUE),
        (~is_sent, ReportStatus.MISSING),
        (~rows["accepted"].astype("boolean").fillna(value=False), ReportStatus.RETURNED),
        (came <= rows["due"], ReportStatus.ON_TIME),
        (came <= rows["last"], ReportStatus.LATE),
    ]
    conditions = [np.asarray(where, dtype=bool) for where, _ in known]
    found = np.select(conditions, [str(status) for _, status in known], default=str(ReportStatus.MISSING))
    return pd.Series(found, index=rows.index, dtype="str")
