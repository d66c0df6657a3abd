"""People told for exactly some time: reported intervals that lie end to end over it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

import pandas as pd

from metrics.window import plain_rows

Interval = tuple[date, date, Mapping[str, int]]


def intervals_of(flows: pd.DataFrame, *, fields: Collection[str]) -> dict[str, list[Interval]]:
    """Per place its intervals (first and last day, both included) with the people told for them by field.

    `flows` as of `metrics.sources.read_flows`; a field left blank is not in an interval, a zero is.
    """
    found: dict[str, list[Interval]] = {}
    for row in plain_rows(flows):
        people = {name: row[name] for name in fields if row[name] is not None}
        if people:
            interval = row["tanggal_awal"].date(), row["tanggal"].date(), people
            found.setdefault(row["kode_wilayah"], []).append(interval)
    return found


def covered(intervals: Sequence[Interval], *, field: str, start: date, end: date) -> int | None:
    """The people of a field from the day after `start` to `end`: the sum of intervals that lie end to end.

    None where no choice of intervals covers exactly this time: a day left out, one told twice, or one that
    reaches beyond either end. Of several choices that of the fewest intervals counts.
    """
    own = sorted((first, last, people[field]) for first, last, people in intervals if field in people)
    told = {start + timedelta(days=1): (0, 0)}
    for first, last, people in own:
        if first in told and first <= last <= end:
            pieces, total = told[first]
            after = last + timedelta(days=1)
            # The first day of an interval is behind every day that leads to it, so that it is final here.
            told[after] = min(told.get(after, (len(own) + 1, 0)), (pieces + 1, total + people))
    found = told.get(end + timedelta(days=1))
    return None if found is None else found[1]
