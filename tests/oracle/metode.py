"""The published methods once more, one series and one point at a time, in plain Python: a second opinion."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from math import asin, floor, sqrt
from statistics import NormalDist, fmean, pstdev

from tests.oracle.kecukupan import is_working

Z95 = NormalDist().inv_cdf(0.975)


def xmr(points: list[float]) -> tuple[float, float, float]:
    """Centre, lower and upper limit: NHS England, Making Data Count."""
    ranges = [abs(b - a) for a, b in pairwise(points)]
    kept = [one for one in ranges if one < 3.267 * fmean(ranges)] if ranges else []
    usual = fmean(kept or ranges or [0.0])
    centre = fmean(points)
    return centre, centre - 2.66 * usual, centre + 2.66 * usual


def latest_signal(points: list[float], *, fewest: int = 12) -> int | None:
    """Of the last point: 1 special cause on the high side, -1 on the low side, 0 none, None too few points.

    The first of the four rules that marks it decides.
    """
    if len(points) < fewest:
        return None
    centre, lower, upper = xmr(points)
    for rule in (_outside, _running, _near_the_limit, _on_one_side):
        side = rule(points, centre, lower, upper)
        if side:
            return side
    return 0


def _outside(points: list[float], _: float, lower: float, upper: float) -> int:
    return (points[-1] > upper) - (points[-1] < lower)


def _running(points: list[float], *_: float) -> int:
    last = points[-7:]
    if len(last) < 7:
        return 0
    steps = [b - a for a, b in pairwise(last)]
    return all(step > 0 for step in steps) - all(step < 0 for step in steps)


def _near_the_limit(points: list[float], centre: float, lower: float, upper: float) -> int:
    def side(point: float) -> int:
        if centre + (upper - centre) * 2 / 3 < point <= upper:
            return 1
        if lower <= point < centre - (centre - lower) * 2 / 3:
            return -1
        return 0

    last = side(points[-1])
    return last if last and [side(one) for one in points[-3:]].count(last) >= 2 else 0


def _on_one_side(points: list[float], centre: float, *_: float) -> int:
    last = points[-7:]
    if len(last) < 7:
        return 0
    return all(one > centre for one in last) - all(one < centre for one in last)


def percentile_ranks(values: dict[str, float]) -> dict[str, float]:
    """0 the lowest, 100 the highest; equals share the middle of their ranks."""
    ordered, found = sorted(values.values()), {}
    for kode, value in values.items():
        lower, equal = bisect_left(ordered, value), bisect_right(ordered, value) - bisect_left(ordered, value)
        found[kode] = 100 * (lower + (equal - 1) / 2) / (len(ordered) - 1)
    return found


def below_funnel(counts: dict[str, tuple[int, int]], *, winsor: float = 0.10) -> dict[str, bool]:
    """Whether each lies below the lower 95 % limit of the funnel with overdispersion (Spiegelhalter 2005)."""
    counts = {kode: (k, n) for kode, (k, n) in counts.items() if n > 0 and 0 <= k <= n}
    if len(counts) < 5:
        return {}
    theta = asin(sqrt(sum(k for k, _ in counts.values()) / sum(n for _, n in counts.values())))
    error = {kode: 1 / (2 * sqrt(n)) for kode, (_, n) in counts.items()}
    off = {kode: asin(sqrt(k / n)) - theta for kode, (k, n) in counts.items()}
    tau2 = _between_places([off[kode] / error[kode] for kode in counts], list(error.values()), winsor)
    return {kode: off[kode] < -Z95 * sqrt(error[kode] ** 2 + tau2) for kode in counts}


def _between_places(z: list[float], errors: list[float], winsor: float) -> float:
    """The variance that the places' own chance does not explain."""
    low, high = quantile(sorted(z), winsor), quantile(sorted(z), 1 - winsor)
    phi = fmean(min(max(one, low), high) ** 2 for one in z)
    weights, n = [1 / error**2 for error in errors], len(z)
    squares = sum(weight**2 for weight in weights)
    return max(0.0, (n * phi - (n - 1)) / (sum(weights) - squares / sum(weights)))


def quantile(ordered: list[float], share: float) -> float:
    """By straight lines between the ordered values (type 7)."""
    place = share * (len(ordered) - 1)
    low = floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def half_year_end(day: date, months: int) -> date:
    """The first 30 June or 31 December on or after the day that lies so many months later."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    later = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return min(end for end in (date(year, 6, 30), date(year, 12, 31)) if end >= later)


@cache
def working_days(after: date, until: date) -> int:
    """Mondays to Fridays without the holidays, the first day left out, the last one counted."""
    return sum(is_working(after + timedelta(days=number + 1)) for number in range((until - after).days))


def alarms(points: list[float], *, least: float, window: int = 12, sensitivity: float = 5) -> list[int]:
    """CUSUM as OpenPrescribing's alerts reckon it: of each point 1 for a rise, -1 for a fall, or 0.

    `least`: a reference that varied less counts as having varied so much.
    """
    if len(points) <= window:
        return [0] * len(points)
    centre, spread = fmean(points[:window]), max(pstdev(points[:window]), least)
    rise = fall = 0.0
    for point in points[:window]:
        rise, fall = _summed(point, rise, fall, centre, spread)
    found = [0] * window
    for number, point in enumerate(points[window:]):
        before = points[number : number + window]
        centre = fmean(before) if found[-1] else centre
        higher, lower = _summed(point, rise, fall, centre, spread)
        if (found[-1] == 1 and higher <= rise) or (found[-1] == -1 and lower >= fall):
            spread = max(pstdev(before), least)
            higher, lower = _summed(point, 0.0, 0.0, centre, spread)
        rise, fall = higher, lower
        found.append(1 if rise > sensitivity * spread else -1 if fall < -sensitivity * spread else 0)
    return found


def _summed(point: float, rise: float, fall: float, centre: float, spread: float) -> tuple[float, float]:
    """What lies more than half a deviation above or below the centre adds up; never past zero."""
    return (
        round(max(0.0, rise + point - centre - spread / 2), 2),
        round(min(0.0, fall + point - centre + spread / 2), 2),
    )
