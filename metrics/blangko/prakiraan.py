"""The outlook of every regency's blank cards: how long they last, what is wanted, and how urgent it is."""

from collections.abc import Iterator, Sequence
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
from metrics.blangko.laporan import Reported, readings_of
from metrics.blangko.sel import Cell, cell_of
from metrics.blangko.simulasi import HORIZON_DAYS
from metrics.blangko.warna import Limits, colour_of
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

    Each row is seen from the last day of its half-month on which the stock was reported. The interval comes
    from `simulasi_ulangan` runs of the place's own use with the seed `simulasi_benih`.
    """
    readings, calendar = readings_of(reported, holidays=holidays), office_calendar(holidays)
    cells = [
        cell_of(readings, wilayah=kode, periode=periode, rules=rules, calendar=calendar)
        for periode in periods
        for kode in places
    ]
    return _frame(cells, rules=rules, calendar=calendar)


def _frame(cells: Sequence[Cell], *, rules: Rules, calendar: np.busdaycalendar) -> pd.DataFrame:
    seen_on = as_days([each.seen_on for each in cells])
    numbers = {
        "runs_out_first": [each.ends.first for each in cells],
        "runs_out_last": [each.ends.last for each in cells],
        "with_delivery_first": [each.ends.delivered_first for each in cells],
        "with_delivery_last": [each.ends.delivered_last for each in cells],
        "next_delivery": [each.lead for each in cells],
    }
    dated = {name: _dated(seen_on, np.array(column), calendar) for name, column in numbers.items()}
    province = _province_cover(cells)
    frame = pd.DataFrame(list(_rows(cells, province=province, rules=rules))).assign(
        tanggal_data=seen_on.astype("datetime64[s]"), **dated
    )
    reasons = [say_outlook(row, rules=rules) for row in frame.to_dict("records")]
    return shaped(frame.assign(reason=reasons), OUTLOOK_TYPES)


def _dated(seen_on: Days, numbers: Matrix, calendar: np.busdaycalendar) -> Days:
    within = np.where(numbers <= HORIZON_DAYS, numbers, nan)
    return working_days_after(seen_on, within, calendar=calendar).astype("datetime64[s]")


def _province_cover(cells: Sequence[Cell]) -> dict[str, float]:
    """Per half-month the stock over the use of all places that have both."""
    sums: dict[str, tuple[float, float]] = {}
    for each in cells:
        if each.use > 0 and each.stock >= 0:
            stock, use = sums.get(each.periode, (0.0, 0.0))
            sums[each.periode] = stock + each.stock, use + each.use
    return {periode: stock / use for periode, (stock, use) in sums.items()}


def _rows(cells: Sequence[Cell], *, province: dict[str, float], rules: Rules) -> Iterator[dict[str, Any]]:
    limits = Limits(amber_days=rules.blangko_jingga_hari, over_times=rules.blangko_lebih_kali)
    for each in cells:
        province_cover = province.get(each.periode, nan)
        yield {
            "wilayah": each.wilayah,
            "periode": each.periode,
            "stock": each.stock,
            "use": each.use,
            "n_use_days": each.n_use_days,
            "cover": each.cover,
            "province_cover": province_cover,
            "dry_before_delivery": each.ends.dry_before,
            "delivery_basis": each.basis,
            "binding": str(each.binding),
            "binding_days": each.binding_days,
            "colour": str(
                colour_of(
                    each.ends.first,
                    lead_days=each.lead,
                    cover=each.cover,
                    province_cover=province_cover,
                    limits=limits,
                )
            ),
            **_demand_columns(each),
        }


def _demand_columns(cell: Cell) -> dict[str, Any]:
    wanted = cell.wanted
    return {
        "prr": wanted.prr,
        "sisa_suket": wanted.suket,
        "expected_recordings": wanted.recordings,
        "expected_replacements": wanted.replacements,
        "demand": wanted.total,
        "demand_missing": ", ".join(wanted.missing) or None,
        "shortage": wanted.shortage(None if isnan(cell.stock) else int(cell.stock)),
        "demand_days": wanted.days,
    }
