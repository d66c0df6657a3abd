"""What corrections did to the figures: every indicator as known at a past moment beside what is known now."""

from datetime import datetime
from typing import Any, Final

import pandas as pd

from metrics.catalogue import ReportShare, load_indicators
from metrics.judging import judged
from metrics.measure import observations
from metrics.results import Level, shaped
from metrics.sources import Span
from warehouse.marts import Marts

KEY: Final = ["indicator", "wilayah", "periode"]
COMPARED: Final = ("numerator", "denominator", "value", "status", "n_reported")
EFFECT_TYPES: Final = {
    "indicator": "str",
    "wilayah": "str",
    "nama": "str",
    "level": "str",
    "periode": "str",
    "unit": "str",
    "numerator_before": "Int64",
    "numerator_after": "Int64",
    "denominator_before": "Int64",
    "denominator_after": "Int64",
    "value_before": "Float64",
    "value_after": "Float64",
    "status_before": "str",
    "status_after": "str",
    "n_reported_before": "Int64",
    "n_reported_after": "Int64",
    "simulasi": "boolean",
}


def effects(before: Marts, after: Marts, *, since: datetime, now: datetime) -> pd.DataFrame:
    """One row per indicator, wilayah (province, kab/kota) and half-month that stands differently now:
    EFFECT_TYPES, by half-month, indicator and code.

    `before` are the marts as known at `since`, `after` those of `now`. Only what had a value at `since` can
    be revised: a first report is news, not a correction, and shows in the province's total alone, whose
    n_reported tells how many kab/kota stood in it. A value taken back is missing afterwards. Indicators that
    count reports are left out: they grow with every report (`metrics.ketepatan` tells who came when).
    """
    old, new = _figures(before, now=since), _figures(after, now=now)
    both = old[old["value"].notna()].merge(
        new[[*KEY, *COMPARED, "simulasi"]], on=KEY, how="left", suffixes=("_before", "_after")
    )
    differs = pd.Series(data=False, index=both.index)
    for name in ("numerator", "denominator", "value", "status"):
        differs |= _differs(both[f"{name}_before"], both[f"{name}_after"])
    either = both["simulasi_before"] | both["simulasi_after"].fillna(value=False)
    told = both.assign(simulasi=either)[differs]
    order = {name: number for number, name in enumerate(load_indicators())}
    ordered = told.assign(order=told["indicator"].map(order)).sort_values(["periode", "order", "wilayah"])
    return shaped(ordered, EFFECT_TYPES)


def _figures(marts: Marts, *, now: datetime) -> pd.DataFrame:
    counted = tuple(item for item in load_indicators().values() if not isinstance(item.formula, ReportShare))
    rows = judged(observations(marts, indicators=counted, span=Span(None, None), now=now))
    return rows[rows["level"].isin([str(Level.PROVINSI), str(Level.KABKOTA)])]


def _differs(before: "pd.Series[Any]", after: "pd.Series[Any]") -> "pd.Series[bool]":
    same = (before == after).fillna(value=False) | (before.isna() & after.isna())
    return ~same.astype("bool")
