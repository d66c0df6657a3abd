"""Why coverage moved: the change between two half-months split into causes that add up to the last digit.

With R recorded of W who must be, c1 - c0 = R1/W1 - R0/W0 is the sum over the causes k of
(dR_k W0 - R0 dW_k) / (W0 W1), where dR_k and dW_k are the people each cause added to R and W. Everything
is a whole number until that last division, so the parts add up exactly, for one regency and for the province.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import Final

from data_contracts.errors import UsageError
from data_contracts.tulisan import format_bilangan, format_tanggal
from metrics.bendera.perubahan import DKB_DAYS
from metrics.selang import Interval, covered

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
FIELDS: Final = tuple(name for name, *_ in FLOWS.values())


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

    @property
    def denominator(self) -> int:
        """W0 W1, the one denominator of every part."""
        return self.before.obliged * self.after.obliged

    def numerator_of(self, part: Part) -> int:
        """dR_k W0 - R0 dW_k; over all causes they are R1 W0 - R0 W1."""
        return part.recorded * self.before.obliged - self.before.recorded * part.obliged

    def points_of(self, part: Part) -> Fraction:
        """What a cause makes of the change, in points, exact; over all causes they are `points`."""
        return Fraction(100 * self.numerator_of(part), self.denominator)

    def rounded_points(self, *, decimals: int) -> tuple[Fraction, ...]:
        """Of each part, in print: they add up to the whole change rounded half away from zero.

        Each is rounded up or down (largest remainder), so that none is off by a unit of the last digit.
        """
        unit = 10**decimals
        exact = [self.points_of(part) * unit for part in self.parts]
        rounded = [floor(each) for each in exact]
        nearest = floor(abs(self.points) * unit + Fraction(1, 2))
        spare = (nearest if self.points >= 0 else -nearest) - sum(rounded)
        up = sorted(range(len(exact)), key=lambda number: rounded[number] - exact[number])[:spare]
        return tuple(Fraction(each + (number in up), unit) for number, each in enumerate(rounded))

    @property
    def sentence(self) -> str:
        """The change and its largest causes, people first, and what was not reported of what is left."""
        told = sorted((p for p in self.parts if self.points_of(p)), key=lambda p: -abs(self.points_of(p)))
        since = format_tanggal(self.before.day)
        if not told:
            return f"Cakupan tidak berubah sejak {since}."
        causes = "; ".join(self._say(part) for part in told[:3])
        return f"Cakupan {_points(self.points)} sejak {since}: {causes}.{self._say_unreported()}"

    def _say_unreported(self) -> str:
        rest = self.parts[-1]
        lacking = [str(part.cause) for part in self.parts if not part.is_reported]
        if not lacking or not (rest.recorded or rest.obliged):
            return ""
        return f" Tidak dilaporkan untuk seluruh waktu itu: {', '.join(lacking)}."

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
    all of it, which leaves its people in "tidak dijelaskan". A frozen denominator (a DKB that stands still
    while people come and go) knows nothing of those who came of age, died or moved: they explain nothing of
    it. What of a moved denominator no flow explains is the new DKB where there is one, else not explained.
    How many of the dead and of those who moved had been recorded is not reported: it shows in "tidak
    dijelaskan".
    """
    is_frozen = _is_frozen(before, after, flows)
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


def _part(cause: Cause, people: int | None, *, is_frozen: bool) -> Part:
    _, recorded, obliged = FLOWS[cause]
    counted = people or 0
    return Part(
        cause=cause,
        recorded=recorded * counted,
        obliged=0 if is_frozen else obliged * counted,
        is_reported=people is not None,
    )


def is_running(kind: str | None) -> bool:
    """Whether a denominator by its kind moves with the people: "hitungan berjalan", not a DKB or DP4."""
    return kind is not None and "berjalan" in kind.lower()


def _is_frozen(before: End, after: End, flows: Mapping[Cause, int | None]) -> bool:
    """The same count at both ends, by its name or by the flows, which would have moved it."""
    if before.obliged != after.obliged or is_running(after.basis):
        return False
    moved = sum(FLOWS[cause][2] * (people or 0) for cause, people in flows.items())
    return moved != 0 or (before.basis is not None and before.basis == after.basis)


def _is_rebased(before: End, after: End) -> bool:
    """Whether the denominator is named otherwise at the ends; where one is not named, whether a DKB is dated
    between them.
    """
    if before.basis and after.basis:
        return before.basis != after.basis and not (is_running(before.basis) and is_running(after.basis))
    days = (date(year, *day) for year in range(before.day.year, after.day.year + 1) for day in DKB_DAYS)
    return any(before.day < day <= after.day for day in days)


def _sum(ends: Sequence[End]) -> End:
    bases = {end.basis for end in ends}
    return End(
        day=max(end.day for end in ends),
        recorded=sum(end.recorded for end in ends),
        obliged=sum(end.obliged for end in ends),
        basis=bases.pop() if len(bases) == 1 else None,
    )


def between(intervals: Sequence[Interval], start: date, end: date) -> dict[Cause, int | None]:
    """People per cause from the day after `start` to `end`; None where not told for all of that time."""
    return {
        cause: covered(intervals, field=name, start=start, end=end) for cause, (name, *_) in FLOWS.items()
    }


def _points(points: Fraction) -> str:
    word = "naik" if points > 0 else "turun" if points < 0 else "tetap,"
    return f"{word} {format_bilangan(abs(points), decimals=2)} poin"
