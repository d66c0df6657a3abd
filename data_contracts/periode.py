"""The half-month a report speaks of: `2026-10-P1` is 1-15 October, `2026-10-P2` 16-31 October."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from data_contracts.errors import DataError
from data_contracts.tulisan import nama_bulan

_FORM = re.compile(r"(\d{4})-(0[1-9]|1[0-2])-P([12])", re.ASCII)
_LAST_DAY_OF_FIRST_HALF = 15


@dataclass(frozen=True, slots=True, order=True)
class Periode:
    """A half-month; ordered in time. `paruh` is 1 or 2."""

    tahun: int
    bulan: int
    paruh: int

    def __post_init__(self) -> None:
        if not (1 <= self.tahun <= 9999 and 1 <= self.bulan <= 12 and self.paruh in (1, 2)):
            message = f"Periode {self.tahun}-{self.bulan}-P{self.paruh} tidak ada. Tulis misalnya 2026-10-P2."
            raise DataError(message)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2026-10-P2` (case and outer spaces do not matter); DataError for anything else."""
        match = _FORM.fullmatch(text.strip().upper())
        if match is None:
            message = f"Periode “{text}” tidak dikenali. Tulis tahun, bulan, paruh, misalnya 2026-10-P2."
            raise DataError(message)
        return cls(*(int(part) for part in match.groups()))

    @classmethod
    def of(cls, day: date) -> Self:
        """The half-month that holds `day`."""
        return cls(day.year, day.month, 1 if day.day <= _LAST_DAY_OF_FIRST_HALF else 2)

    @classmethod
    def range(cls, first: "Periode", last: "Periode") -> tuple["Periode", ...]:
        """Every half-month from `first` to `last`, both included; empty when `last` comes before `first`."""
        periods = []
        while first <= last:
            periods.append(first)
            first = first.next()
        return tuple(periods)

    @property
    def start(self) -> date:
        return date(self.tahun, self.bulan, 1 if self.paruh == 1 else _LAST_DAY_OF_FIRST_HALF + 1)

    @property
    def end(self) -> date:
        """The last day, which is the data date of the period's report."""
        if self.paruh == 1:
            return date(self.tahun, self.bulan, _LAST_DAY_OF_FIRST_HALF)
        return date(self.tahun, self.bulan, monthrange(self.tahun, self.bulan)[1])

    def next(self) -> "Periode":
        if self.paruh == 1:
            return Periode(self.tahun, self.bulan, 2)
        return Periode(self.tahun + self.bulan // 12, self.bulan % 12 + 1, 1)

    def previous(self) -> "Periode":
        if self.paruh == 2:
            return Periode(self.tahun, self.bulan, 1)
        return Periode.of(self.start - timedelta(days=1))

    def due(self, days: int) -> date:
        """The calendar day `days` after the last day of the period."""
        return self.end + timedelta(days=days)

    @property
    def label(self) -> str:
        """For people: `16–31 Oktober 2026`."""
        return f"{self.start.day}–{self.end.day} {nama_bulan(self.bulan)} {self.tahun}"

    def __str__(self) -> str:
        return f"{self.tahun:04d}-{self.bulan:02d}-P{self.paruh}"
