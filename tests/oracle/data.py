"""A year of reports of the 35 with everything that happens to reports: missing, late, corrected, withdrawn.

Drawn from a seed. The figures are as dirty as real ones: a regency above 100 %, denominators that are named,
or only sometimes, percentages typed wrong, counts left blank, a report in the middle of a half-month.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from tests.metrics.reports import Reports, row
from tests.oracle.kantor import COPYING, figures_of
from warehouse.records import State

PERIODS = Periode.range(Periode(2025, 11, 2), Periode(2026, 11, 1))
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
MOMENTS = (
    datetime(2026, 7, 2, 17, 0, tzinfo=UTC),
    datetime(2026, 10, 20, 5, 0, tzinfo=UTC),
    NOW,
)
"""Three moments to look back from; the first is the day on which reports are due, the last one is now."""


@dataclass(slots=True)
class Sent:
    """One report: its figures, when it came and what became of it."""

    wilayah: str
    periode: Periode
    figures: dict[str, Any]
    received_at: datetime
    accepted: bool = True
    withdrawn_at: datetime | None = None
    day: date | None = None
    name: str = field(default="")


def year(seed: int) -> list[Sent]:
    """Every report of the year in no particular order."""
    return [
        sent
        for place in load_register().kabkota
        for sent in _of_place(place.kode, random.Random(f"{seed} {place.kode}"))
    ]


def send(reports: Reports, year_: list[Sent]) -> None:
    """The reports into the ledger in the order of their arrival, then the withdrawals."""
    numbers = {}
    for index, sent in enumerate(sorted(year_, key=lambda one: (one.received_at, one.wilayah))):
        sent.name = f"laporan-{index:04}.xlsx"
        line = row(
            sent.wilayah,
            sent.day or sent.periode.end,
            awal=None if sent.day else sent.periode.start,
            accepted=sent.accepted,
            **sent.figures,
        )
        state = State.ACCEPTED if sent.accepted else State.RETURNED
        numbers[sent.name] = reports.send(
            line, received_at=sent.received_at, name=sent.name, state=state, sender=sent.wilayah
        )
    for sent in year_:
        if sent.withdrawn_at is not None:
            reports.withdraw(numbers[sent.name], occurred_at=sent.withdrawn_at)


def _of_place(kode: str, draw: random.Random) -> Iterator[Sent]:
    previous: dict[str, Any] = {}
    for true, periode in zip(figures_of(kode, PERIODS, draw), PERIODS, strict=True):
        is_copied = kode == COPYING and periode in PERIODS[3::4]
        previous = figures = previous if is_copied else true
        if draw.random() < 0.05:
            yield _in_between(kode, periode, figures, draw)
        if draw.random() >= 0.06:
            yield from _reports(kode, periode, _blanked(figures, draw), draw)


def _in_between(kode: str, periode: Periode, figures: dict[str, Any], draw: random.Random) -> Sent:
    """A few positions before the half-month has ended: they speak for it until the report itself is there."""
    day = periode.start + timedelta(days=draw.randint(2, 11))
    names = ("sudah_rekam", "wajib_ktp", "sisa_blangko", "prr")[draw.choice([0, 2]) :]
    told = {name: max(figures[name] - draw.randint(0, 90), 0) for name in names}
    return Sent(kode, periode, told, _moment(day, 1, draw), day=day)


def _reports(kode: str, periode: Periode, figures: dict[str, Any], draw: random.Random) -> Iterator[Sent]:
    """The report, and now and then one sent back before it, a correction after it, or its withdrawal."""
    came = _moment(periode.end, draw.choice([1, 1, 2, 2, 3, 3, 4, 7, 10, 11, 14]), draw)
    if draw.random() < 0.08:
        yield Sent(kode, periode, figures, _moment(periode.end, 1, draw), accepted=False)
        if draw.random() < 0.4:
            return
    first = Sent(kode, periode, figures, came)
    if draw.random() < 0.04:
        first.withdrawn_at = came + timedelta(days=draw.randint(1, 40))
    yield first
    if draw.random() < 0.08:
        yield Sent(kode, periode, _corrected(figures, draw), came + timedelta(days=draw.randint(1, 45)))


def _moment(day: date, days: int, draw: random.Random) -> datetime:
    """Some come in the last second of a day in WIB, which is 17.00 UTC."""
    clock = draw.choice([time(2, 30), time(9, 0), time(16, 59, 59), time(17, 0)])
    return datetime.combine(day + timedelta(days=days), clock, tzinfo=UTC)


def _blanked(figures: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    """Now and then a count is left blank."""
    blank = {
        name for name in ("sudah_rekam", "wajib_ktp", "kia", "sisa_blangko", "ikd") if draw.random() < 0.03
    }
    return {name: value for name, value in figures.items() if name not in blank and value is not None}


def _corrected(figures: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    """A correction says something else about a few of the counts and nothing about the rest."""
    names = draw.sample(
        [name for name in ("sudah_rekam", "kia", "prr", "sisa_suket", "akta_0_18") if name in figures], k=2
    )
    return {name: max(figures[name] + draw.randint(-900, 900), 0) for name in names}
