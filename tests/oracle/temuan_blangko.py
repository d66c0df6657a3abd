"""The findings on cards and letters, one place and one half-month at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, cached_property
from itertools import pairwise
from math import ceil
from statistics import median

import numpy as np

from tests.oracle.buku import Figures
from tests.oracle.indikator import PLACES
from tests.oracle.kecukupan import cards_printed, rates_on
from tests.oracle.metode import working_days
from tests.oracle.panggung import RED, YELLOW, Stage, Verdict, dated, verdict

COVER, STOCK, LETTERS = "hari_cukup_blangko", "sisa_blangko", "sisa_suket"
VIOLET = "ungu"
USUAL_LEAD, AMBER_DAYS, FEWEST_GAPS, OVER_TIMES = 10, 10, 3, 2
SEED, RUNS, TAIL = 2026, 2_000, Fraction(1, 10)
LONGEST, STRETCHES_WANTED, DUST = 10, 4, 1e-6
ONE, YEAR = timedelta(days=1), timedelta(weeks=52)


def card_rows(stage: Stage) -> Iterator[tuple[str, str, str, list[Verdict]]]:
    """Indicator, place, rule and what comes of it in each half-month."""
    told = _Told(stage)
    rules: list[tuple[str, str, Callable[[str, int], Verdict]]] = [
        (COVER, "blangko_habis", told.running_out),
        (COVER, "blangko_berlebih", told.overstocked),
        (LETTERS, "suket_saat_blangko_ada", told.issued_beside_cards),
        (STOCK, "mutasi_tidak_klop", told.open_cards),
        (LETTERS, "mutasi_tidak_klop", told.open_letters),
    ]
    for name, rule, judge in rules:
        for kode in PLACES:
            verdicts = [judge(kode, at) for at in range(len(stage.periods))]
            yield name, kode, rule, dated(verdicts, stage.periods)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cards:
    """How the cards of a place stand on the last day of the half-month on which they were counted."""

    day: date
    stock: int
    rates: list[Fraction]

    @property
    def use(self) -> Fraction | None:
        return median(self.rates) if self.rates else None

    @property
    def can_end(self) -> bool:
        return self.stock == 0 or any(self.rates)


@dataclass(eq=False)
class _Told:
    stage: Stage

    def running_out(self, kode: str, at: int) -> Verdict:
        cards, colour = self.cards[kode][at], self._colour(kode, at)
        known = cards is not None and cards.can_end
        return verdict(known=known, raised=colour in (RED, YELLOW), colour=colour)

    def overstocked(self, kode: str, at: int) -> Verdict:
        cards, colour = self.cards[kode][at], self._colour(kode, at)
        known = cards is not None and cards.can_end
        return verdict(known=known, raised=colour == VIOLET, colour=VIOLET)

    def issued_beside_cards(self, kode: str, at: int) -> Verdict:
        """Letters went out, or grew in number, with cards there at both ends of the half-month."""
        now = self.stage.standing[kode][at]
        then = self.stage.standing[kode][at - 1] if at else {}
        issued = self.stage.book.flow(kode, self.stage.periods[at], "suket_terbit")
        if issued is None and LETTERS in now and LETTERS in then:
            issued = max(int(now[LETTERS] - then[LETTERS]), 0)
        ends = (issued, then.get(STOCK), now.get(STOCK))
        if 0 in ends:
            return verdict(known=True, raised=False)
        return verdict(known=None not in ends, raised=True)

    def open_cards(self, kode: str, at: int) -> Verdict:
        came = ("blangko_diterima", "blangko_pinjam_masuk")
        went = ("blangko_pinjam_keluar", "cetak_ktp", "blangko_rusak")
        return self._open(kode, at, names=("stok_awal_blangko", STOCK), came=came, went=went)

    def open_letters(self, kode: str, at: int) -> Verdict:
        went = ("suket_ditukar", "suket_dicabut")
        return self._open(
            kode, at, names=("sisa_suket_sebelumnya", LETTERS), came=("suket_terbit",), went=went
        )

    @cached_property
    def cards(self) -> dict[str, list[_Cards | None]]:
        return {kode: [self._cards(kode, at) for at in range(len(self.stage.periods))] for kode in PLACES}

    @cached_property
    def province_cover(self) -> list[Fraction | None]:
        """Per half-month the cards over the use of all that have both."""
        found: list[Fraction | None] = []
        for at in range(len(self.stage.periods)):
            own = [cards for kode in PLACES if (cards := self.cards[kode][at]) and cards.use]
            use = sum((cards.use or Fraction(0) for cards in own), Fraction(0))
            found.append(sum(cards.stock for cards in own) / use if use else None)
        return found

    def _cards(self, kode: str, at: int) -> _Cards | None:
        book, periode = self.stage.book, self.stage.periods[at]
        counted = [(day, told[STOCK]) for day, told in book.days(kode, periode) if STOCK in told]
        if not counted:
            return None
        day, stock = counted[-1]
        return _Cards(day=day, stock=stock, rates=rates_on(book, kode, day))

    def _colour(self, kode: str, at: int) -> str:
        """Red: may end before the next delivery; yellow: within ten working days after it."""
        cards = self.cards[kode][at]
        if cards is None or not cards.can_end:
            return ""
        lead = self._lead_days(kode, cards.day)
        if _may_end_by(kode, cards, lead - 1):
            return RED
        if _may_end_by(kode, cards, lead + AMBER_DAYS):
            return YELLOW
        province = self.province_cover[at]
        is_over = cards.use and province is not None and cards.stock / cards.use > OVER_TIMES * province
        return VIOLET if is_over else ""

    def _lead_days(self, kode: str, seen_on: date) -> int:
        """Working days to the next delivery: the middle of the gaps still possible, else the setting."""
        came = sorted(
            last
            for (_, last), told in self.stage.book.flows[kode].items()
            if told.get("blangko_diterima", 0) > 0 and seen_on - YEAR < last <= seen_on
        )
        if len(came) <= FEWEST_GAPS:
            return USUAL_LEAD
        gaps = [working_days(one, other) for one, other in pairwise(came)]
        waited = working_days(came[-1], seen_on)
        to_come = [gap - waited for gap in gaps if gap > waited]
        return ceil(median(to_come)) if to_come else USUAL_LEAD

    def _open(
        self, kode: str, at: int, *, names: tuple[str, str], came: tuple[str, ...], went: tuple[str, ...]
    ) -> Verdict:
        """What the report says went in and out, held against its first and its last count."""
        book, end = self.stage.book, self.stage.periods[at].end
        spans = [span for span in book.flows[kode] if span[1] == end]
        told = _with_total(book.flows[kode][spans[0]]) if spans else {}
        counts = book.positions[kode].get(end, {})
        left = self._left_before(kode, spans[0][0], names[1]) if spans else None
        named = counts.get(names[0])
        parts = [left if named is None else named, counts.get(names[1]), *map(told.get, (*came, *went))]
        if any(part is None for part in parts):
            return verdict(known=False, raised=False)
        reckoned = parts[0] + sum(told[name] for name in came) - sum(told[name] for name in went)
        is_carried = named is None or left is None or named == left
        return verdict(known=True, raised=reckoned != parts[1] or not is_carried)

    def _left_before(self, kode: str, start: date, name: str) -> int | None:
        """What the report before left, where no working day lies between it and the first day."""
        earlier = [
            day for day, told in self.stage.book.positions[kode].items() if name in told and day < start
        ]
        if not earlier or working_days(max(earlier), start - ONE):
            return None
        return self.stage.book.positions[kode][max(earlier)][name]


def _with_total(told: Figures) -> Figures:
    cards = cards_printed(told)
    return told if cards is None else {**told, "cetak_ktp": cards}


def _may_end_by(kode: str, cards: _Cards, day: int) -> bool:
    """Whether in a tenth of the runs no card is left at the close of the so-manieth working day."""
    if cards.stock == 0 or day < 1:
        return cards.stock == 0
    rates, stock = [float(rate) for rate in cards.rates], cards.stock - DUST
    if day * min(rates) >= stock or day * max(rates) < stock:
        return day * min(rates) >= stock
    length = min(max(len(rates) // STRETCHES_WANTED, 1), LONGEST)
    stretches = [min(length, day - begun) for begun in range(0, day, length)]
    used = {days: _used_from(rates, days) for days in set(stretches)}
    ended = 0
    for starts in _starts(kode, len(rates), few=max(len(rates) // length - 1, 1), depth=len(stretches)):
        ended += sum(used[days][start] for days, start in zip(stretches, starts, strict=True)) >= stock
    return ended >= TAIL * RUNS


def _starts(kode: str, n_days: int, *, few: int, depth: int) -> Iterator[list[int]]:
    """Of each run the first days of its stretches, out of the few that its office is made of."""
    dice = _dice(kode, few + depth)
    for run in range(RUNS):
        office = [int(row[run] * n_days) for row in dice[:few]]
        yield [office[int(row[run] * few)] for row in dice[few:]]


def _used_from(rates: list[float], days: int) -> list[float]:
    """From each day on what so many days used, round in a circle."""
    return [
        sum(rates[(start + offset) % len(rates)] for offset in range(days)) for start in range(len(rates))
    ]


@cache
def _dice(kode: str, rows: int) -> list[list[float]]:
    """The random numbers of a place, which are an input and no result: one row per stretch."""
    return np.random.default_rng([SEED, *kode.encode()]).random((rows, RUNS)).tolist()
