"""The days of the frozen denominator: Data Konsolidasi Bersih is dated 30 June and 31 December."""

from datetime import date
from functools import cache

import numpy as np

from etl.chronicle import days_in
from etl.table import Flags, Numbers

_DAYS = ((6, 30), (12, 31))
_YEARS = range(1990, 2100)


def new_dkb(earlier: Numbers, later: Numbers) -> Flags:
    """Whether a DKB is dated from the earlier to the later moment, both inclusive."""
    dkb = _dkb_days()
    before = np.searchsorted(dkb, days_in(earlier))
    by_then: Flags = np.searchsorted(dkb, days_in(later), side="right") > before
    return by_then


@cache
def _dkb_days() -> Numbers:
    """Counted from 1 January 1970."""
    days = [date(year, *day) for year in _YEARS for day in _DAYS]
    return np.array(days, dtype="datetime64[D]").astype(np.int64)
