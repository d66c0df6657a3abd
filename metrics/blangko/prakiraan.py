"""The outlook of every regency's blank cards: how long they last, what is wanted, and how urgent it is."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from math import isnan, nan
from typing import Any, Final

import numpy as np
import pandas as pd

from data_contracts.aturan import Rules
from data_contracts.periode import Periode
from metrics.blangko.hari import Days, as_days, office_calendar, working_days_after
from metrics.blangko.kata import say_outlook
from metrics.blangko.keadaan import limits_of, province_cover, standings
from metrics.blangko.kebutuhan import say_demand
from metrics.blangko.laporan import Reported, readings_of
from metrics.blangko.sel import Cell, cell_of, window_start
from metrics.blangko.simulasi import HORIZON_DAYS
from metrics.blangko.warna import Colour, colour_of
from metrics.panel import Matrix
from metrics.results import shaped

OUTLOOK_TYPES: Final = {
    "wilayah": "str",
    "periode": "str",
    "tanggal_data": "datetime64[s]",
    "stock": "Int64",
    "use": "Float64",
    "n_use_days": "Int64",
    "cover": "Float64",
    "province_cover": "Float64",
    "runs_out_first": "datetime64[s]",
    "runs_out_last": "datetime64[s]",
    "with_delivery_first": "datetime64[s]",
    "with_delivery_last": "datetime64[s]",
    "dry_before_delivery": "Float64",
    "next_delivery": "datetime64[s]",
    "delivery_basis": "str",
    "binding": "str",
    "binding_days": "Float64",
    "colour": "str",
    "reason": "str",
    "prr": "Int64",
    "sisa_suket": "Int64",
    "expected_recordings": "Int64",
    "expected_replacements": "Int64",
    "demand": "Int64",
    "demand_missing": "str",
    "shortage": "Int64",
    "demand_days": "Int64",
    "demand_sentence": "str",
}
"""Cards, cards per working day, working days, dates.

`runs_out_first`, `runs_out_last`: the interval in which the cards of the data date end if none come; missing
beyond HORIZON_DAYS. `with_delivery_*`: the same with the next delivery, where past ones are known.
`dry_before_delivery`: in which percentage of the runs the cards end before it. `binding`: what stops printing
first, `binding_days` when. `demand`: at least so much where `demand_missing` names parts.
"""


def blangko_outlook(
    reported: Reported,
    *,
    places: Sequence[str],
    periods: Sequence[Periode],
    rules: Rules,
    holidays: AbstractSet[date],
) -> pd.DataFrame:
    """Columns of OUTLOOK_TYPES, one row per place and half-month, also where nothing was reported.

    Each row is seen from the last day of its half-month on which the stock was reported; the province is all
    `places` together. The interval comes from `simulasi_ulangan` runs of the place's own use with the seed
    `simulasi_benih`.
    """
    if not periods or not places:
        return shaped(pd.DataFrame(), OUTLOOK_TYPES)
    since = window_start(min(periods).start)
    readings = readings_of(reported, holidays=holidays, since=since)
    known = standings(readings.supply, places=places, periods=periods, rules=rules, holidays=holidays)
    cells = [cell_of(each, readings, rules=rules) for each in known]
    return _frame(cells, rules=rules, calendar=office_calendar(holidays))


def _frame(cells: Sequence[Cell], *, rules: Rules, calendar: np.busdaycalendar) -> pd.DataFrame:
    seen_on = as_days([each.standing.seen_on for each in cells])
    numbers = {
        "runs_out_first": [each.ends.first for each in cells],
        "runs_out_last": [each.ends.last for each in cells],
        "with_delivery_first": [each.ends.delivered_first for each in cells],
        "with_delivery_last": [each.ends.delivered_last for each in cells],
        "next_delivery": [each.standing.expected.usual_lead_days for each in cells],
    }
    dated = {name: _dated(seen_on, np.array(column), calendar) for name, column in numbers.items()}
    province = province_cover([each.standing for each in cells])
    frame = pd.DataFrame([_row(each, province=province, rules=rules) for each in cells]).assign(
        tanggal_data=seen_on.astype("datetime64[s]"), **dated
    )
    reasons = [say_outlook(row, rules=rules) for row in frame.to_dict("records")]
    return shaped(frame.assign(reason=reasons), OUTLOOK_TYPES)


def _dated(seen_on: Days, numbers: Matrix, calendar: np.busdaycalendar) -> Days:
    within = np.where(numbers <= HORIZON_DAYS, numbers, nan)
    return working_days_after(seen_on, within, calendar=calendar).astype("datetime64[s]")


def _row(cell: Cell, *, province: Mapping[Periode, float], rules: Rules) -> dict[str, Any]:
    standing = cell.standing
    own = province.get(standing.periode, nan)
    return {
        "wilayah": standing.wilayah,
        "periode": str(standing.periode),
        "stock": standing.stock,
        "use": standing.use,
        "n_use_days": len(standing.rates),
        "cover": standing.cover,
        "province_cover": own,
        "dry_before_delivery": cell.ends.dry_before,
        "delivery_basis": standing.expected.basis,
        "binding": str(cell.binding),
        "binding_days": cell.binding_days,
        "colour": str(_colour(cell, own, rules)),
        **_demand_columns(cell),
    }


def _colour(cell: Cell, province: float, rules: Rules) -> Colour:
    """Read off the interval, as `metrics/blangko/keadaan.py` reckons it without one."""
    first = cell.ends.first
    return colour_of(
        None if isnan(first) else lambda day: first <= day,
        lead_days=cell.standing.expected.usual_lead_days,
        cover=cell.standing.cover,
        province_cover=province,
        limits=limits_of(rules),
    )


def _demand_columns(cell: Cell) -> dict[str, Any]:
    wanted, stock = cell.wanted, cell.standing.stock
    cards = None if isnan(stock) else int(stock)
    return {
        "prr": wanted.prr,
        "sisa_suket": wanted.suket,
        "expected_recordings": wanted.recordings,
        "expected_replacements": wanted.replacements,
        "demand": wanted.total,
        "demand_missing": ", ".join(wanted.missing) or None,
        "shortage": wanted.shortage(cards),
        "demand_days": wanted.days,
        "demand_sentence": say_demand(wanted, stock=cards),
    }
