"""Why coverage moved: the change between two half-months split into causes that add up to the last digit.

With R recorded of W who must be, c1 - c0 = R1/W1 - R0/W0 is the sum over the causes k of
(dR_k W0 - R0 dW_k) / (W0 W1), where dR_k and dW_k are the people each cause added to R and W. Everything
is a whole number until that last division, so the parts add up exactly, for one regency and for the province.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final

import pandas as pd

from data_contracts.catalogue import load_register
from data_contracts.errors import UsageError
from data_contracts.periode import Periode
from data_contracts.tulisan import format_bilangan, format_tanggal
from metrics.bendera.perubahan import DKB_DAYS
from metrics.catalogue import load_indicators
from metrics.measure import observations
from metrics.results import CODE_LENGTH, Level, Status, shaped
from metrics.sources import Span, read_flows, read_positions
from metrics.window import plain_rows
from warehouse.marts import Marts

COVERAGE: Final = "cakupan_perekaman"
CONTRACT: Final = "perekaman"


class Cause(StrEnum):
    """What moves coverage; the value is its name in the interface."""

    PEREKAMAN = "perekaman baru"
    PEMULA = "pemula dan yang menikah"
    MENINGGAL = "meninggal"
    PINDAH = "pindah keluar"
    DATANG = "datang"
    DKB = "penyebut baru (DKB)"
    TIDAK_DIJELASKAN = "tidak dijelaskan"


# The flow behind each cause, and what one person of it adds to those recorded and to those who must be.
FLOWS: Final[Mapping[Cause, tuple[str, int, int]]] = {
    Cause.PEREKAMAN: ("rekam_baru", 1, 0),
    Cause.PEMULA: ("pemula", 0, 1),
    Cause.MENINGGAL: ("wajib_ktp_meninggal", 0, -1),
    Cause.PINDAH: ("wajib_ktp_pindah", 0, -1),
    Cause.DATANG: ("wajib_ktp_datang", 0, 1),
}
SPLIT_TYPES: Final = {
    "wilayah": "str",
    "nama": "str",
    "since": "datetime64[s]",
    "until": "datetime64[s]",
    "cause": "str",
    "recorded": "Int64",
    "obliged": "Int64",
    "points": "Float64",
    "is_reported": "boolean",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """One end of a change: `recorded` of `obliged` people on a day; `basis` names the denominator."""

    day: date
    recorded: int
    obliged: int
    basis: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one cause added: people recorded, people who must be; `is_reported`: told for all of the time."""

    cause: Cause
    recorded: int
    obliged: int
    is_reported: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The change of coverage between two ends, and its causes in the order of Cause.

    `n` is how many kab/kota stand in it.
    """

    wilayah: str
    before: End
    after: End
    parts: tuple[Part, ...]
    n: int

    @property
    def points(self) -> Fraction:
        """The whole change in points, exact."""
        then = Fraction(self.before.recorded, self.before.obliged)
        return 100 * (Fraction(self.after.recorded, self.after.obliged) - then)

    def points_of(self, part: Part) -> Fraction:
        """What a cause makes of the change, in points, exact; over all causes they are `points`."""
        gained = part.recorded * self.before.obliged - self.before.recorded * part.obliged
        return Fraction(100 * gained, self.before.obliged * self.after.obliged)

    @property
    def sentence(self) -> str:
        """The change and its largest causes, people first."""
        told = sorted((p for p in self.parts if self.points_of(p)), key=lambda p: -abs(self.points_of(p)))
        since = format_tanggal(self.before.day)
        if not told:
            return f"Cakupan tidak berubah sejak {since}."
        causes = "; ".join(self._say(part) for part in told[:3])
        return f"Cakupan {_points(self.points)} sejak {since}: {causes}."

    def _say(self, part: Part) -> str:
        counts = (
            (part.recorded, "sudah rekam"),
            (part.obliged, "wajib KTP"),
        )
        people = " dan ".join(
            f"{name} {'bertambah' if count > 0 else 'berkurang'} {format_bilangan(abs(count))} jiwa"
            for count, name in counts
            if count
        )
        return f"{part.cause}: {people} ({_points(self.points_of(part))})"


def split(wilayah: str, before: End, after: End, *, flows: Mapping[Cause, int | None], n: int = 1) -> Split:
    """The causes of one place's change.

    `flows`: people per cause over exactly the time between the ends; None where that was not reported for
    all of it, which leaves its people in "tidak dijelaskan". A frozen denominator (the same count at both
    ends) knows nothing of those who came of age, died or moved: they explain nothing of it. What of a moved
    denominator no flow explains is the new DKB where there is one, else not explained. How many of the dead
    and of those who moved had been recorded is not reported: it shows in "tidak dijelaskan".
    """
    is_frozen = before.obliged == after.obliged
    parts = [_part(cause, flows.get(cause), is_frozen=is_frozen) for cause in FLOWS]
    recorded = after.recorded - before.recorded - sum(part.recorded for part in parts)
    obliged = after.obliged - before.obliged - sum(part.obliged for part in parts)
    rebased = obliged if _is_rebased(before, after) else 0
    parts += [
        Part(cause=Cause.DKB, recorded=0, obliged=rebased, is_reported=True),
        Part(cause=Cause.TIDAK_DIJELASKAN, recorded=recorded, obliged=obliged - rebased, is_reported=True),
    ]
    return Split(wilayah=wilayah, before=before, after=after, parts=tuple(parts), n=n)


def together(wilayah: str, splits: Sequence[Split]) -> Split:
    """The change of several places as one: counts and causes added; UsageError for none."""
    if not splits:
        raise UsageError("Tidak ada kabupaten/kota dengan angka pada kedua periode itu.")
    parts = tuple(
        Part(
            cause=cause,
            recorded=sum(own.parts[number].recorded for own in splits),
            obliged=sum(own.parts[number].obliged for own in splits),
            is_reported=all(own.parts[number].is_reported for own in splits),
        )
        for number, cause in enumerate(Cause)
    )
    return Split(
        wilayah=wilayah,
        before=_sum([own.before for own in splits]),
        after=_sum([own.after for own in splits]),
        parts=parts,
        n=sum(own.n for own in splits),
    )


def coverage_changes(
    marts: Marts, *, periode: Periode, since: Periode | None = None, now: datetime
) -> tuple[Split, ...]:
    """The province (over the kab/kota with counts at both ends), then each of those, by code.

    `since` None: the half-month before. Empty where nobody has counts at both ends.
    """
    start = since or periode.previous()
    if start >= periode:
        raise UsageError(f"Periode awal {start} harus sebelum {periode}.")
    ends = _ends(marts, (start, periode), now=now)
    own = [kode for kode in ends[start] if kode in ends[periode]]
    if not own:
        return ()
    reach = Span(min(ends[start][kode].day for kode in own), max(ends[periode][kode].day for kode in own))
    names = [name for name, *_ in FLOWS.values()]
    told = intervals_of(read_flows(marts, contract=CONTRACT, fields=names, span=reach))
    splits = [
        split(
            kode,
            ends[start][kode],
            ends[periode][kode],
            flows=between(told.get(kode, ()), ends[start][kode].day, ends[periode][kode].day),
        )
        for kode in sorted(own)
    ]
    return (together(load_register().provinsi.kode, splits), *splits)


def split_rows(splits: Iterable[Split]) -> pd.DataFrame:
    """One row per place and cause: SPLIT_TYPES; points rounded to six decimals, people exact."""
    register = load_register()
    rows = [
        {
            "wilayah": own.wilayah,
            "nama": register.get(own.wilayah).nama,
            "since": pd.Timestamp(own.before.day),
            "until": pd.Timestamp(own.after.day),
            "cause": str(part.cause),
            "recorded": part.recorded,
            "obliged": part.obliged,
            "points": float(round(own.points_of(part), 6)),
            "is_reported": part.is_reported,
        }
        for own in splits
        for part in own.parts
    ]
    return shaped(pd.DataFrame(rows, columns=list(SPLIT_TYPES)), SPLIT_TYPES)


def _part(cause: Cause, people: int | None, *, is_frozen: bool) -> Part:
    _, recorded, obliged = FLOWS[cause]
    counted = people or 0
    return Part(
        cause=cause,
        recorded=recorded * counted,
        obliged=0 if is_frozen else obliged * counted,
        is_reported=people is not None,
    )


def _is_rebased(before: End, after: End) -> bool:
    """Whether the denominator is named otherwise, or a DKB is dated between the ends where none is named."""
    if before.basis != after.basis:
        return True
    days = (date(year, *day) for year in range(before.day.year, after.day.year + 1) for day in DKB_DAYS)
    return before.basis is None and any(before.day < day <= after.day for day in days)


def _sum(ends: Sequence[End]) -> End:
    bases = {end.basis for end in ends}
    return End(
        day=max(end.day for end in ends),
        recorded=sum(end.recorded for end in ends),
        obliged=sum(end.obliged for end in ends),
        basis=bases.pop() if len(bases) == 1 else None,
    )


def _ends(marts: Marts, periods: Sequence[Periode], *, now: datetime) -> dict[Periode, dict[str, End]]:
    """Per half-month the kab/kota with both counts."""
    item = load_indicators()[COVERAGE]
    span = Span(min(periods).start, max(periods).end)
    rows = observations(marts, indicators=[item], span=span, now=now)
    is_own = rows["wilayah"].str.len() == CODE_LENGTH[Level.KABKOTA]
    rows = rows[is_own & rows["numerator"].notna() & (rows["denominator"] > 0).fillna(value=False)]
    rows = rows[rows["state"] != Status.TANPA_ANGKA_DASAR] if rows["state"].notna().any() else rows
    named = _bases(marts, span)
    return {
        periode: {
            row["wilayah"]: End(
                day=row["tanggal"].date(),
                recorded=row["numerator"],
                obliged=row["denominator"],
                basis=named.get((row["wilayah"], row["tanggal"].date())),
            )
            for row in plain_rows(rows[rows["periode"] == str(periode)])
        }
        for periode in periods
    }


def _bases(marts: Marts, span: Span) -> dict[tuple[str, date], str]:
    """Kind and date of the denominator where the sender named them."""
    rows = read_positions(marts, contract=CONTRACT, fields=("wajib_ktp",), span=span)
    rows = rows[rows["jenis_penyebut"].notna()]
    return {
        (row["kode_wilayah"], row["tanggal"].date()): f"{row['jenis_penyebut']} {row['tanggal_penyebut']}"
        for row in plain_rows(rows)
    }


Interval = tuple[date, date, Mapping[str, int]]


def intervals_of(flows: pd.DataFrame) -> dict[str, list[Interval]]:
    """Per place the intervals with the people told for them."""
    found: dict[str, list[Interval]] = {}
    names = [name for name, *_ in FLOWS.values()]
    for row in plain_rows(flows):
        people = {name: row[name] for name in names if row[name] is not None}
        if people:
            interval = row["tanggal_awal"].date(), row["tanggal"].date(), people
            found.setdefault(row["kode_wilayah"], []).append(interval)
    return found


def between(told: Iterable[Interval], start: date, end: date) -> dict[Cause, int | None]:
    """People per cause from the day after `start` to `end`."""
    intervals = list(told)
    return {cause: _covered(intervals, name, start, end) for cause, (name, *_) in FLOWS.items()}


def _covered(intervals: Sequence[Interval], name: str, start: date, end: date) -> int | None:
    """The sum of intervals that lie end to end over exactly this time; None where they do not."""
    own: dict[date, list[tuple[date, int]]] = {}
    for first, last, people in intervals:
        if name in people and last <= end:
            own.setdefault(first, []).append((last, people[name]))
    total, day = 0, start + timedelta(days=1)
    while day <= end:
        if day not in own:
            return None
        # Of several that begin that day the longest: it tells most at once.
        last, people_there = max(own[day])
        total, day = total + people_there, last + timedelta(days=1)
    return total


def _points(points: Fraction) -> str:
    word = "naik" if points > 0 else "turun" if points < 0 else "tetap,"
    return f"{word} {format_bilangan(abs(points), decimals=2)} poin"
