"""A second opinion on every figure and every flag, from the ledger's rows in plain loops.

A year of reports of the 35 with missing, late, corrected, withdrawn and impossible ones, looked at from three
moments. Nothing here knows how the figures are made: only what they mean.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from data_contracts.aturan import load_settings
from data_contracts.periode import Periode
from metrics.bendera import evaluate
from metrics.catalogue import load_indicators
from metrics.measure import measure
from tests.metrics.reports import Reports
from tests.oracle.buku import Book, read_book
from tests.oracle.data import MOMENTS, PERIODS, send, year
from tests.oracle.data_layanan import send_services, services_of
from tests.oracle.indikator import Figure, figures
from tests.oracle.laporan import Sending
from tests.oracle.layanan import ServiceBook, read_services
from tests.oracle.panggung import Stage, Verdict
from tests.oracle.rumus import INDICATORS
from tests.oracle.tanda import signal_rows
from tests.oracle.temuan import finding_rows
from tests.oracle.temuan_blangko import card_rows
from warehouse.engines import create_ledger_engine
from warehouse.ledger import Ledger
from warehouse.marts import Marts, create_mart_store

SEED, OTHER_SEED = 3, 2
FIGURES_AT_LEAST, FLAGS_AT_LEAST = 25_000, 90_000
BEGUN_LATE = PERIODS[12]
A_FEW = PERIODS[5::8]
OUTCOMES = {"raised", "clear", "not_assessable"}
SEVERITIES = {None, "kuning", "merah", "biru", "ungu", "abu-abu"}

FigureKey = tuple[Periode, str, str]
FlagKey = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Opinions:
    """What the product says at one moment, and what the oracle says, by the same keys."""

    figures: Mapping[FigureKey, Figure]
    expected_figures: Mapping[FigureKey, Figure]
    flags: Mapping[FlagKey, Verdict]
    expected_flags: Mapping[FlagKey, Verdict]


@pytest.fixture(scope="module")
def opinions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[datetime, Opinions]]:
    """Of every moment, on the embedded engines."""
    folder = tmp_path_factory.mktemp("orakel")
    with _year_of_reports(
        f"sqlite:///{folder / 'buku.db'}", f"duckdb:///{folder / 'marts'}", SEED
    ) as reports:
        yield {moment: _opinions(reports, moment, PERIODS) for moment in MOMENTS}


def test_every_indicator_of_the_catalogue_has_a_second_opinion() -> None:
    assert set(load_indicators()) == INDICATORS


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_every_figure_agrees_with_the_ledger(opinions: Mapping[datetime, Opinions], moment: datetime) -> None:
    found = opinions[moment]
    assert differences(found.figures, found.expected_figures) == []


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_every_flag_agrees_with_the_ledger(opinions: Mapping[datetime, Opinions], moment: datetime) -> None:
    found = opinions[moment]
    assert differences(found.flags, found.expected_flags) == []


def test_so_many_were_compared_that_agreement_means_something(
    opinions: Mapping[datetime, Opinions], tell: Callable[[str], None]
) -> None:
    n_figures = sum(len(each.figures) for each in opinions.values())
    n_flags = sum(len(each.flags) for each in opinions.values())
    tell(f"orakel: {n_figures} angka dan {n_flags} tanda sama pada {len(opinions)} saat")
    assert n_figures >= FIGURES_AT_LEAST
    assert n_flags >= FLAGS_AT_LEAST


def test_every_status_of_a_figure_and_every_value_occurs(opinions: Mapping[datetime, Opinions]) -> None:
    told = [figure for each in opinions.values() for figure in each.figures.values()]
    statuses = Counter(figure.status for figure in told)
    assert set(statuses) == {
        "belum lapor",
        "tanpa angka dasar",
        "tidak dapat dihitung",
        "periksa penyebut",
        "tanpa target",
        "di bawah target",
        "sesuai",
    }
    assert sum(figure.value is not None for figure in told) > FIGURES_AT_LEAST / 2


def test_every_rule_went_up_was_clear_and_could_not_be_judged(
    opinions: Mapping[datetime, Opinions],
) -> None:
    told = [(key[2], verdict) for each in opinions.values() for key, verdict in each.flags.items()]
    rules = {rule for rule, _ in told}
    seen = {(rule, verdict.outcome) for rule, verdict in told}
    assert seen == {(rule, outcome) for rule in rules for outcome in OUTCOMES}
    assert {verdict.severity for _, verdict in told} == SEVERITIES


def test_the_moments_do_not_say_the_same(opinions: Mapping[datetime, Opinions]) -> None:
    """Otherwise looking back would have been tested three times at one moment."""
    first, second, third = (opinions[moment] for moment in MOMENTS)
    for earlier, later in ((first, second), (second, third)):
        assert len(differences(earlier.figures, later.figures)) > 100
        assert len(differences(earlier.flags, later.flags)) > 100


@pytest.mark.parametrize("name", ["numerator", "denominator", "gap_people", "n_reported"])
def test_one_person_more_in_one_figure_is_noticed(opinions: Mapping[datetime, Opinions], name: str) -> None:
    found = opinions[MOMENTS[-1]]
    key = next(key for key, figure in found.figures.items() if getattr(figure, name) is not None)
    wrong = replace(found.figures[key], **{name: getattr(found.figures[key], name) + 1})
    assert len(differences({**found.figures, key: wrong}, found.expected_figures)) == 1


def test_one_flag_told_otherwise_missing_or_dated_otherwise_is_noticed(
    opinions: Mapping[datetime, Opinions],
) -> None:
    found = opinions[MOMENTS[-1]]
    key = next(key for key, verdict in found.flags.items() if verdict.outcome == "raised")
    others = [Verdict("clear"), replace(found.flags[key], since=date(2020, 1, 15))]
    for other in others:
        assert len(differences({**found.flags, key: other}, found.expected_flags)) == 1
    fewer = {each: verdict for each, verdict in found.flags.items() if each != key}
    assert len(differences(fewer, found.expected_flags)) == 1


@pytest.mark.postgres
def test_on_postgresql_another_year_that_began_late_agrees_too(postgres_url: str) -> None:
    """Half-months before the first report are asked for as well."""
    with _year_of_reports(postgres_url, postgres_url, OTHER_SEED, since=BEGUN_LATE) as reports:
        found = _opinions(reports, MOMENTS[1], A_FEW)
    assert differences(found.figures, found.expected_figures) == []
    assert differences(found.flags, found.expected_flags) == []
    assert len(found.flags) > FLAGS_AT_LEAST / 4


def differences(told: Mapping[Any, Any], expected: Mapping[Any, Any]) -> list[str]:
    """What one says and the other does not, in words."""
    return [
        f"{key}: {told.get(key)}, expected {expected.get(key)}"
        for key in {**expected, **told}
        if told.get(key) != expected.get(key)
    ]


@contextmanager
def _year_of_reports(
    ledger_url: str, marts_url: str, seed: int, *, since: Periode = PERIODS[0]
) -> Iterator[Reports]:
    engine = create_ledger_engine(ledger_url)
    ledger = Ledger(engine)
    ledger.create()
    store = create_mart_store(marts_url)
    reports = Reports(ledger, store)
    try:
        send(reports, [sent for sent in year(seed) if sent.periode >= since])
        send_services(reports, services_of(seed, [each for each in PERIODS if each >= since]))
        yield reports
    finally:
        reports.close()
        store.close()
        engine.dispose()


def _opinions(reports: Reports, moment: datetime, figures_of: tuple[Periode, ...]) -> Opinions:
    book = read_book(reports.ledger, known_at=moment)
    services = read_services(reports.ledger, known_at=moment)
    with reports.known_at(moment) as marts:
        return Opinions(
            figures={key: one for each in figures_of for key, one in _measured(marts, each, moment)},
            expected_figures={
                key: one for each in figures_of for key, one in _counted(book, services, each, moment)
            },
            flags=dict(_evaluated(marts, moment)),
            expected_flags=dict(_judged(book, services, moment)),
        )


def _measured(marts: Marts, periode: Periode, moment: datetime) -> Iterator[tuple[FigureKey, Figure]]:
    for row in measure(marts, tanggal=periode.end, now=moment).itertuples():
        counts = (row.numerator, row.denominator, row.gap_people, row.n_reported)
        numerator, denominator, gap_people, n_reported = (_whole(count) for count in counts)
        figure = Figure(
            numerator=numerator,
            denominator=denominator,
            value=None if pd.isna(row.value) else Decimal(str(row.value)),
            status=row.status,
            gap_people=gap_people,
            n_reported=n_reported,
        )
        yield (periode, row.indicator, row.wilayah), figure


def _whole(count: Any) -> int | None:
    return None if pd.isna(count) else int(count)


def _counted(
    book: Book, services: ServiceBook, periode: Periode, moment: datetime
) -> Iterator[tuple[FigureKey, Figure]]:
    for indicator, wilayah, figure in figures(book, services, Sending(book, moment), periode):
        yield (periode, indicator, wilayah), figure


def _evaluated(marts: Marts, moment: datetime) -> Iterator[tuple[FlagKey, Verdict]]:
    flags = evaluate(marts, settings=load_settings(), now=moment, periods=PERIODS)
    for row in flags.itertuples():
        severity = None if pd.isna(row.severity) else row.severity
        since = None if pd.isna(row.since) else row.since.date()
        yield (row.indicator, row.wilayah, row.rule, row.periode), Verdict(row.outcome, severity, since)


def _judged(book: Book, services: ServiceBook, moment: datetime) -> Iterator[tuple[FlagKey, Verdict]]:
    stage = Stage(book, services, Sending(book, moment), PERIODS)
    for rows in (signal_rows(stage), finding_rows(stage), card_rows(stage)):
        for indicator, wilayah, rule, verdicts in rows:
            for periode, verdict in zip(PERIODS, verdicts, strict=True):
                yield (indicator, wilayah, rule, str(periode)), verdict
