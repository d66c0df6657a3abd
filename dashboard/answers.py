"""Questions to metrics and the ledger, each answered once per snapshot and day.

Answers are kept by `Session.key` and shared between readers, so nobody changes them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from operator import attrgetter
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.session import Session
from data_contracts.aturan import rules_on
from data_contracts.periode import Periode
from data_contracts.tulisan import WIB
from metrics import mutu
from metrics.bendera.evaluasi import Judged, judged_scenes
from metrics.bendera.penilaian import Cells, flag_rows
from metrics.bendera.sumber import source_cells
from metrics.catalogue import load_indicators
from metrics.di_antara import Beside, beside
from metrics.harapan import expectation_trends, expectations
from metrics.isian import field_fill
from metrics.ketepatan import report_status
from metrics.layanan import Services, read_services
from metrics.lineage import lineage
from metrics.measure import available_periods, measure
from metrics.mutu import Quality, read_quality
from metrics.perubahan_cakupan import coverage_changes
from metrics.profil import RegencyProfile, regency_profile
from metrics.revisi import effects as compare
from metrics.revisi import revised_cells
from metrics.rincian import Figure, sources
from metrics.ringkasan import ProvinceSummary, province_summary
from metrics.riwayat import Life, life_of
from metrics.sebab import Split
from metrics.sebaya import Group
from metrics.tanda import read_flags
from metrics.tertinggal import Standings, standings_of
from metrics.window import History, Window, read_history, window_of
from warehouse.records import Finding, Submission

# A scene holds every half-month there is, so only those looked at last stay.
MANY, FEW = 128, 4
_by_key: dict[str | type[Any], Callable[[Any], Any]] = {Session: attrgetter("key")}
_kept = st.cache_resource(show_spinner=False, max_entries=MANY, hash_funcs=_by_key)
_kept_few = st.cache_resource(show_spinner=False, max_entries=FEW, hash_funcs=_by_key)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One submission with what was found in it."""

    submission: Submission
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks came to in one window of half-months; frames of `metrics.mutu` and `metrics.harapan`.

    `places` and `senders` speak of the whole province, whichever wilayah the others are narrowed to.
    """

    over_time: pd.DataFrame
    subjects: pd.DataFrame
    fired: pd.DataFrame
    places: pd.DataFrame
    senders: pd.DataFrame
    rules: pd.DataFrame
    trends: pd.DataFrame
    is_simulated: bool


@_kept
def periods(session: Session) -> tuple[Periode, ...]:
    """Half-months with any figure, oldest first; those that have not begun are left out."""
    return tuple(periode for periode in available_periods(session.marts) if periode.start <= session.today)


def default_period(session: Session) -> Periode:
    """The latest half-month with figures that has ended; the latest of all while none has."""
    available = periods(session)
    ended = [periode for periode in available if periode.end < session.today]
    return max(ended) if ended else max(available)


@_kept
def history(session: Session) -> History:
    """What all half-months have in common."""
    return read_history(session.marts, now=session.now, settings=session.settings)


@_kept
def window(session: Session, *, periode: Periode) -> Window:
    """What the province's page and the 35 profiles of one half-month have in common."""
    return window_of(history(session), periode=periode)


@_kept
def summary(session: Session, *, periode: Periode) -> ProvinceSummary:
    """Where the 35 stand in one half-month."""
    return province_summary(window(session, periode=periode), flags=standings(session, periode=periode).flags)


@_kept
def profile(session: Session, *, wilayah: str, periode: Periode) -> RegencyProfile:
    """One kabupaten/kota in one half-month."""
    return regency_profile(
        window(session, periode=periode),
        wilayah=wilayah,
        flags=standings(session, periode=periode).flags,
        rules=rules_on(session.settings, periode.end),
    )


@_kept_few
def all_judged(session: Session) -> tuple[Judged, ...]:
    """Every judgement of all half-months with the scenes behind them, one for each state of the settings.

    The costly part, and the same whichever half-month is looked at.
    """
    found = judged_scenes(
        session.marts,
        settings=session.settings,
        now=session.now,
        periods=periods(session),
        observed=history(session).observed,
    )
    return tuple(found)


def judged(session: Session, *, periode: Periode) -> Judged:
    """The judgements by the settings of one half-month."""
    return next(found for found in all_judged(session) if periode in found.periods)


@_kept
def standings(session: Session, *, periode: Periode) -> Standings:
    """Who is behind in one half-month, and every other flag of it; without cells, which most pages skip."""
    return _standings(session, periode, cells={})


@_kept
def evidence(session: Session, *, periode: Periode) -> Standings:
    """`standings` with the cells each flag rests on."""
    return _standings(session, periode, cells=source_cells(session.ledger, periods=(periode,)))


def _standings(session: Session, periode: Periode, *, cells: Cells) -> Standings:
    found = judged(session, periode=periode)
    rows = flag_rows(found.judgements, scene=found.scene, periods=(periode,), cells=cells)
    return standings_of(read_flags(rows), periode=periode)


@_kept
def among(session: Session, *, wilayah: str, indicator: str, periode: Periode, group: Group) -> Beside:
    """One regency beside a group."""
    return beside(
        judged(session, periode=periode),
        wilayah=wilayah,
        indicator=load_indicators()[indicator],
        periode=periode,
        group=group,
    )


@_kept
def causes(session: Session, *, periode: Periode) -> Mapping[str, Split]:
    """By code why coverage changed since the half-month before, for those with counts at both ends."""
    found = coverage_changes(session.marts, periode=periode, now=session.now)
    return {split.wilayah: split for split in found}


@_kept
def punctuality(session: Session, *, shown: tuple[Periode, ...]) -> pd.DataFrame:
    """The columns of `report_status`, one row per kabupaten/kota and half-month."""
    return report_status(session.marts, periods=shown, now=session.now, settings=session.settings)


@_kept
def figure_row(session: Session, *, indicator: str, wilayah: str, tanggal: date) -> pd.Series:
    """The row of `measure` for one figure, missing values as `<NA>`."""
    frame = measure(
        session.marts,
        indicators=(indicator,),
        wilayah=wilayah,
        tanggal=tanggal,
        now=session.now,
        settings=session.settings,
    )
    return frame.iloc[0]


@_kept
def cells(session: Session, *, indicator: str, wilayah: str, tanggal: date) -> pd.DataFrame:
    """The columns of `lineage`, one row per cell the figure was made from."""
    return lineage(
        session.ledger, indicator=indicator, wilayah=wilayah, tanggal=tanggal, settings=session.settings
    )


@_kept
def services(session: Session) -> Services:
    """Everything reported of deliveries, services, service points and budgets."""
    return read_services(session.marts)


@_kept
def origins(session: Session, *, figure: Figure) -> pd.DataFrame:
    """The columns of `metrics.rincian.sources`, one row per cell the figure was made from."""
    return sources(session.ledger, figure=figure)


@_kept
def quality(session: Session) -> Quality:
    """What the checks ever came to."""
    return read_quality(session.ledger)


@_kept
def checked(session: Session, *, shown: tuple[Periode, ...], wilayah: str | None) -> Checked:
    """What the checks came to over these half-months, of the province or of one wilayah."""
    found = quality(session)
    return Checked(
        over_time=mutu.over_time(found, periods=shown, wilayah=wilayah),
        subjects=mutu.by_subject(found, periods=shown, wilayah=wilayah),
        fired=mutu.fired(found, periods=shown, wilayah=wilayah),
        places=mutu.by_regency(found, periods=shown),
        senders=mutu.by_sender(found, periods=shown),
        rules=expectations(found, periods=shown, wilayah=wilayah),
        trends=expectation_trends(found, periods=shown, wilayah=wilayah),
        is_simulated=mutu.is_simulated(found, periods=shown, wilayah=wilayah),
    )


@_kept
def fill(session: Session, *, shown: tuple[Periode, ...], wilayah: str | None) -> pd.DataFrame:
    """The columns of `field_fill`, one row per contract and field."""
    return field_fill(session.marts, periods=shown, wilayah=wilayah)


@_kept
def revised(session: Session, *, since: str) -> pd.DataFrame:
    """The columns of `revised_cells`: what changed since that day (ISO) began in WIB."""
    return revised_cells(session.ledger, since=_beginning(since))


@_kept
def effects(session: Session, *, since: str) -> pd.DataFrame:
    """The columns of `effects`: what the figures known when that day (ISO) began in WIB have become."""
    moment = _beginning(since)
    with session.store.ephemeral(session.ledger, known_at=moment) as before:
        return compare(before, session.marts, since=moment, now=session.now)


@_kept
def life(session: Session, *, submission: int) -> Life:
    """A submission's life; raises UnknownSubmissionError."""
    return life_of(session.ledger, submission=submission)


@_kept
def delivery(session: Session, *, submission: int) -> Delivery:
    """A submission by its number."""
    return Delivery(session.ledger.submission(submission), session.ledger.findings(submission))


def _beginning(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), tzinfo=WIB).astimezone(UTC)
