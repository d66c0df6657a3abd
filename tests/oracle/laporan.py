"""Who owed which half-monthly report, and when it came: one place and one half-month at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from tests.oracle.buku import Book

WIB = timezone(timedelta(hours=7))
PLACES = tuple(place.kode for place in load_register().kabkota)
DUE_DAYS, LATE_DAYS = 3, 7
WINDOW = 12


@dataclass(frozen=True, slots=True)
class Sending:
    """The reports known at a moment, looked at on that moment's day in WIB."""

    book: Book
    known_at: datetime

    @property
    def today(self) -> date:
        return self.known_at.astimezone(WIB).date()

    def is_accepted(self, kode: str, periode: Periode) -> bool:
        return any(accepted for _, accepted in self._sent(kode, periode))

    def is_due(self, periode: Periode) -> bool:
        """Whether the last day on which it would have been in time is over."""
        return self.today > periode.end + timedelta(days=DUE_DAYS)

    def status(self, kode: str, periode: Periode) -> str:
        sent = self._sent(kode, periode)
        if not sent:
            return "missing" if self.is_due(periode) else "not_due"
        accepted = [moment for moment, entered in sent if entered]
        if not accepted:
            return "returned"
        days = (accepted[0].astimezone(WIB).date() - periode.end).days
        return "on_time" if days <= DUE_DAYS else "late" if days <= DUE_DAYS + LATE_DAYS else "missing"

    def first(self) -> Periode | None:
        """The first half-month anybody reported for."""
        return min((periode for (_, periode), sent in self.book.arrivals.items() if sent), default=None)

    def of_all(self, periode: Periode, *, only_in_time: bool) -> tuple[int, int]:
        """How many of the 35 sent it, out of the 35."""
        first = self.first()
        if first is None or periode < first:
            return 0, 0
        return sum(self._counts(kode, periode, only_in_time) for kode in PLACES), len(PLACES)

    def of_one(self, kode: str, periode: Periode, *, only_in_time: bool) -> tuple[int, int]:
        """How many of its reports of the last twelve half-months came, of those that are owed or there."""
        came, owed, first = 0, 0, self.first()
        for _ in range(WINDOW):
            if first is not None and periode >= first:
                came += self._counts(kode, periode, only_in_time)
                owed += self.status(kode, periode) != "not_due"
            periode = periode.previous()
        return came, owed

    def _counts(self, kode: str, periode: Periode, only_in_time: bool) -> bool:
        return self.status(kode, periode) == "on_time" if only_in_time else self.is_accepted(kode, periode)

    def _sent(self, kode: str, periode: Periode) -> list[tuple[datetime, bool]]:
        return self.book.arrivals.get((kode, periode), [])
