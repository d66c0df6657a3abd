"""From observations to results: name, target in force, gap and status."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from data_contracts.catalogue import load_contracts, load_register, load_targets
from data_contracts.kamus import RHYTHMS
from data_contracts.periode import Periode
from data_contracts.target import target_in_force
from metrics.catalogue import Direction, Indicator, Tally, Unit, Way, known_indicators
from metrics.jarak import people_to_reach
from metrics.observations import with_reason
from metrics.results import LEVEL_OF_LENGTH, RESULT_TYPES, Status, looked_up, shaped


def judged(observed: pd.DataFrame) -> pd.DataFrame:
    """Results: columns of RESULT_TYPES, the rows and their order as in `observed` (OBSERVATION_TYPES).

    `target` is the one in force on the data date. `gap_points` (percentages only) and `gap_people` are
    above zero while the target is still to be reached; for a share that should be high the latter is
    ceil(target * n) - k, for a level that should be low the count above the target; missing without counts
    or target.
    """
    rows = observed.rename(columns={"tanggal": "tanggal_data"})
    rows = rows.assign(
        **_described(rows),
        target=targets(rows["indicator"], rows["tanggal_data"]),
    )
    rows = _with_gaps(rows)
    rows = rows.assign(status=_status(rows))
    above = rows["status"] == Status.PERIKSA_PENYEBUT
    return shaped(with_reason(rows, above, _say_above), RESULT_TYPES)


def absent(missing: pd.DataFrame, *, periode: Periode) -> pd.DataFrame:
    """Result rows of those that did not report: every figure missing, status "belum lapor".

    `missing`: one row per indicator and wilayah.
    """
    register = load_register()
    ends = pd.Series(pd.Timestamp(periode.end), index=missing.index)
    rows = missing.assign(
        **_described(missing),
        periode=str(periode),
        status=str(Status.BELUM_LAPOR),
        reason=missing["indicator"].map(_awaited(periode)),
        target=targets(missing["indicator"], ends),
        simulasi=False,
    )
    is_province = missing["wilayah"] == register.provinsi.kode
    n_reported = pd.Series(0, index=missing.index, dtype="Int64").where(is_province)
    rows = rows.assign(n_reported=n_reported, n_expected=n_reported + len(register.kabkota))
    return shaped(rows, RESULT_TYPES)


def _awaited(periode: Periode) -> dict[str, str]:
    """What is said of an indicator nobody reported for a half-month; many are not owed for every one."""
    return {
        item.id: f"belum dilaporkan untuk {periode.label}{_how_often(item)}"
        for item in known_indicators().values()
    }


def _how_often(item: Indicator) -> str:
    if not (item.is_slower and isinstance(item.formula, Tally)):
        return ""
    rhythm = load_contracts()[item.formula.contract].sla.rhythm
    return f"; dilaporkan {RHYTHMS[rhythm]}"


def targets(indicators: "pd.Series[str]", days: "pd.Series[Any]") -> "pd.Series[float]":
    """The target in force for each indicator on each day, in the indicator's unit; missing where there is
    none.
    """
    known = known_indicators()
    (rows, names), (columns, dates) = indicators.factorize(), days.factorize()
    # The column after the last day is for rows without one, whose number is -1.
    table = np.full((len(names), len(dates) + 1), np.nan)
    for row, name in enumerate(names):
        if known[name].target is not None:
            table[row, :-1] = [target_on(known[name], day) for day in dates]
    return pd.Series(table[rows, columns], index=indicators.index, dtype="Float64")


def target_on(indicator: Indicator, day: pd.Timestamp) -> float | None:
    """The target in force on a day, in the indicator's unit; None where there is none."""
    if indicator.target is None:
        return None
    found = target_in_force(load_targets(), key=indicator.target, on=day.date())
    return None if found is None else float(found.value)


def is_higher_better(indicators: "pd.Series[str]") -> "pd.Series[bool]":
    """Whether a rise of the row's indicator is good."""
    return _is(
        {item.id: item.direction is Direction.HIGHER for item in known_indicators().values()}, indicators
    )


def _is_share(indicators: "pd.Series[str]") -> "pd.Series[bool]":
    return _is({item.id: item.is_share for item in known_indicators().values()}, indicators)


def _is_rate(indicators: "pd.Series[str]") -> "pd.Series[bool]":
    return _is({item.id: item.formula.way is Way.RATE for item in known_indicators().values()}, indicators)


def _is(traits: Mapping[str, bool], indicators: "pd.Series[str]") -> "pd.Series[bool]":
    return looked_up(indicators, traits, dtype="bool")


def _described(rows: pd.DataFrame) -> dict[str, "pd.Series[str]"]:
    """Unit, name and level of each row."""
    units = {item.id: str(item.unit) for item in known_indicators().values()}
    places = [load_register().get(code) for code in rows["wilayah"].unique()]
    names = {place.kode: place.nama for place in places}
    levels = {place.kode: LEVEL_OF_LENGTH[len(place.kode)] for place in places}
    return {
        "unit": looked_up(rows["indicator"], units, dtype="str"),
        "nama": looked_up(rows["wilayah"], names, dtype="str"),
        "level": looked_up(rows["wilayah"], levels, dtype="str"),
    }


def _with_gaps(rows: pd.DataFrame) -> pd.DataFrame:
    points = (rows["target"] - rows["value"]).round(2)
    points = points.where(is_higher_better(rows["indicator"]), -points)
    return rows.assign(
        gap_points=points.where(rows["unit"] == Unit.PERSEN),
        gap_people=_people(rows).mask(_is_rate(rows["indicator"])),
    )


def _people(rows: pd.DataFrame) -> "pd.Series[int]":
    numerator, denominator, target = (
        rows[name].to_numpy(dtype=np.float64, na_value=np.nan)
        for name in ("numerator", "denominator", "target")
    )
    missing = people_to_reach(
        numerator,
        denominator,
        target=target,
        is_share=_is_share(rows["indicator"]).to_numpy(dtype=bool),
        is_higher_better=is_higher_better(rows["indicator"]).to_numpy(dtype=bool),
    )
    return pd.Series(missing, index=rows.index).astype("Int64")


def _status(rows: pd.DataFrame) -> "pd.Series[str]":
    """The status the data dictates, else the first that holds: periksa penyebut, tanpa target, di bawah,
    sesuai.
    """
    value, target = rows["value"], rows["target"]
    behind = (value < target).where(is_higher_better(rows["indicator"]), value > target)
    # Counts decide where there are any: 97.999 of 100.000 reads 98,00 % and is still one person short.
    behind = (rows["gap_people"] > 0).fillna(behind)
    odd = (value < 0) | ((value > 100) & _is_share(rows["indicator"]))
    status = pd.Series(str(Status.SESUAI), index=rows.index, dtype="str")
    status = status.mask(behind.fillna(value=False), str(Status.DI_BAWAH_TARGET))
    status = status.mask(target.isna(), str(Status.TANPA_TARGET))
    status = status.mask(odd.fillna(value=False), str(Status.PERIKSA_PENYEBUT))
    return rows["state"].fillna(status)


def _say_above(row: Mapping[str, Any]) -> str:
    above = "di bawah nol: yang direkam" if row["value"] < 0 else "di atas 100 %: pembilang"
    basis = f" ({row['dasar']})" if isinstance(row["dasar"], str) else ""
    return f"{above} melebihi penyebut{basis}; periksa penyebut"
