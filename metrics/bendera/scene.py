"""What the rules look at: places over consecutive half-months, laid out as matrices once for all."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data_contracts.aturan import Rules
from data_contracts.periode import Periode
from data_contracts.target import Target
from data_contracts.wilayah import Wilayah
from metrics.bendera.hasil import NEVER
from metrics.blangko.keadaan import States
from metrics.catalogue import Direction, Indicator
from metrics.ketepatan import ReportStatus
from metrics.panel import Flags, Matrix, Numbers, Panel

Field = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Arrivals:
    """Of the half-monthly report of each place and half-month: matrices [places, periods].

    `accepted`: a report was accepted, however late; `returned`: sent, and nothing accepted; `is_due`: the
    last day on which it would have been in time is over.
    """

    accepted: Flags
    returned: Flags
    is_due: Flags

    @property
    def is_silent(self) -> Flags:
        """Overdue, and nothing accepted."""
        silent: Flags = self.is_due & ~self.accepted
        return silent

    @property
    def is_awaited(self) -> Flags:
        """Nothing accepted yet, and still in time."""
        awaited: Flags = ~self.is_due & ~self.accepted
        return awaited


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """`periods` are consecutive, oldest first. `levels` are the positions (of a half-month the last one) and
    `flows` what happened in it, of every number of the routine contracts that anybody reported; NaN is
    missing. `cards` is how the cards of all places stood, `books` what went in and out of each stock, by
    the indicator of the stock (rows of `metrics.blangko.neraca.reckoned`).
    """

    places: tuple[Wilayah, ...]
    periods: tuple[Periode, ...]
    rules: Rules
    holidays: AbstractSet[date]
    targets: Sequence[Target]
    arrivals: Arrivals
    panels: Mapping[str, Panel]
    levels: Mapping[Field, Matrix]
    flows: Mapping[Field, Matrix]
    cards: States
    books: Mapping[str, pd.DataFrame]

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.places), len(self.periods)

    def level(self, contract: str, name: str) -> Matrix:
        """One position; nothing but missing where nobody reported it."""
        return self.levels.get((contract, name), np.full(self.shape, np.nan))

    def flow(self, contract: str, name: str) -> Matrix:
        """What happened in each half-month; nothing but missing where nobody reported it."""
        return self.flows.get((contract, name), np.full(self.shape, np.nan))

    def obstacles(self, panel: Panel) -> list[tuple[Flags, str]]:
        """Why an indicator cannot be judged before any rule has looked at it."""
        absent = ~panel.is_reported
        return [
            (absent & self.arrivals.returned, "laporannya dikembalikan; perbaiki dan kirim ulang"),
            (absent & self.arrivals.is_awaited, "laporannya belum ada dan belum jatuh tempo"),
            (absent, "belum dilaporkan"),
            (np.isnan(panel.value), "dilaporkan tanpa angka yang diperlukan"),
        ]


def arrivals_of(
    status: pd.DataFrame, *, places: Sequence[Wilayah], periods: Sequence[Periode], today: date
) -> Arrivals:
    """From `report_status` over these half-months (rows of others are left out), as seen on a day in WIB."""
    keys = pd.MultiIndex.from_product([[place.kode for place in places], [str(each) for each in periods]])
    rows = status.set_index(["wilayah", "periode"]).reindex(keys)
    shape = (len(places), len(periods))
    accepted = rows["accepted"].fillna(value=False).to_numpy(dtype=np.bool_).reshape(shape)
    word = rows["status"].to_numpy(dtype=object).reshape(shape)
    # Not from the status: what was returned may still come in time.
    is_due = (rows["due"] < pd.Timestamp(today)).to_numpy(dtype=np.bool_).reshape(shape)
    return Arrivals(accepted=accepted, returned=word == ReportStatus.RETURNED, is_due=is_due)


def is_above_hundred(panel: Panel) -> Flags:
    """Shares above their whole; they are shown, and judged by nobody before the denominator is checked."""
    if not panel.indicator.is_share:
        return np.zeros(panel.value.shape, dtype=np.bool_)
    with np.errstate(invalid="ignore"):
        above: Flags = panel.value > 100
    return above


def has_counts(panel: Panel) -> Flags:
    """Whether the value rests on counts, not on a percentage alone."""
    counted = np.isfinite(panel.numerator)
    if panel.indicator.is_share:
        counted &= np.isfinite(panel.denominator)
    return counted


def is_higher_better(panel: Panel) -> bool:
    """Whether a rise is good; asked only of indicators that have a direction."""
    return panel.indicator.direction is Direction.HIGHER


def worse_side(indicator: Indicator) -> int:
    """-1 where low values are bad, 1 where high ones are."""
    return -1 if indicator.direction is Direction.HIGHER else 1


def previous(known: Flags) -> Numbers:
    """For each cell the number of the latest earlier half-month that is known; NEVER where there is none."""
    numbers = np.where(known, np.arange(known.shape[1]), NEVER)
    latest = np.maximum.accumulate(numbers, axis=1)
    return np.concatenate([np.full((known.shape[0], 1), NEVER), latest[:, :-1]], axis=1)


def at(matrix: Matrix, periods: Numbers) -> Matrix:
    """Of each cell the value its place had in another half-month; NaN where that is NEVER."""
    rows = np.arange(matrix.shape[0])[:, None]
    return np.where(periods == NEVER, np.nan, matrix[rows, np.maximum(periods, 0)])
