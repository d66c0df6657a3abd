"""Where each of the 35 stands on one indicator in one half-month."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.components.words import Outcome, judged
from data_contracts.catalogue import load_register
from data_contracts.wilayah import Wilayah
from metrics.catalogue import Direction, Indicator
from metrics.ringkasan import ProvinceSummary
from metrics.tanda import Flag
from metrics.tertinggal import colour_of


@dataclass(frozen=True, slots=True)
class Standing:
    """One kabupaten/kota on one indicator; `trend` is oldest first, None a gap.

    `people_to_target` is above zero while the target is still to be reached, None without counts or target.
    """

    wilayah: Wilayah
    indicator: Indicator
    value: float | None
    numerator: int | None
    denominator: int | None
    change_points: float | None
    change_is_good: bool | None
    people_to_target: int | None
    outcome: Outcome
    reason: str | None
    trend: tuple[float | None, ...]
    is_simulated: bool


def standings(
    summary: ProvinceSummary, *, indicator: Indicator, verdicts: Mapping[tuple[str, str], Flag]
) -> Sequence[Standing]:
    """The 35 by code; `verdicts` by code and indicator."""
    rows = summary.table[summary.table["indicator"] == indicator.id]
    trends = summary.trends[summary.trends["indicator"] == indicator.id].sort_values(["wilayah", "tanggal"])
    by_wilayah = {str(code): _known(group["value"]) for code, group in trends.groupby("wilayah")}
    return [
        _standing(
            row, indicator, by_wilayah.get(row["wilayah"], ()), verdicts.get((row["wilayah"], indicator.id))
        )
        for row in rows.to_dict("records")
    ]


def _standing(
    row: Mapping[Hashable, Any], indicator: Indicator, trend: tuple[float | None, ...], verdict: Flag | None
) -> Standing:
    gap = _value(row["gap_people"])
    return Standing(
        wilayah=load_register().get(row["wilayah"]),
        indicator=indicator,
        value=_value(row["value"]),
        numerator=_value(row["numerator"]),
        denominator=_value(row["denominator"]),
        change_points=_value(row["change_points"]),
        change_is_good=_value(row["change_is_good"]),
        people_to_target=gap if gap is not None and gap > 0 else None,
        outcome=judged(
            colour_of(verdict) if verdict else None,
            status=row["status"],
            lower_is_better=indicator.direction is Direction.LOWER,
        ),
        reason=_value(row["reason"]),
        trend=trend,
        is_simulated=bool(_value(row["simulasi"])),
    )


def _known(values: "pd.Series[float]") -> tuple[float | None, ...]:
    return tuple(_value(value) for value in values)


def _value(value: Any) -> Any:
    """The scalar itself, or None where the frame says missing."""
    return None if pd.isna(value) else value
