"""From observations to results: name, target in force, gap and status."""

from math import ceil
from typing import Any

import pandas as pd

from data_contracts.catalogue import load_register, load_targets
from data_contracts.periode import Periode
from data_contracts.target import target_in_force
from metrics.catalogue import Direction, Indicator, Share, Unit
from metrics.observations import with_reason
from metrics.results import LEVEL_OF_LENGTH, RESULT_TYPES, Status, shaped


def judged(observed: pd.DataFrame, *, indicator: Indicator) -> pd.DataFrame:
    """Results of one indicator: columns of RESULT_TYPES, the rows and their order as in `observed`.

    `target` is the one in force on the data date. `gap_points` (percentages only) and `gap_people` are
    above zero while the target is still to be reached; for a share that should be high the latter is
    ceil(target * n) - k, for a level that should be low the count above the target; missing without counts
    or target.
    """
    rows = observed.rename(columns={"tanggal": "tanggal_data"})
    rows = rows.assign(
        indicator=indicator.id,
        unit=str(indicator.unit),
        nama=rows["wilayah"].map(_names(rows["wilayah"])),
        level=rows["wilayah"].str.len().map(LEVEL_OF_LENGTH),
        target=_targets(rows["tanggal_data"], indicator),
    )
    rows = _with_gaps(rows, indicator)
    rows = rows.assign(status=_status(rows, indicator))
    above = rows["status"] == Status.PERIKSA_PENYEBUT
    return shaped(with_reason(rows, above, _say_above), RESULT_TYPES)


def absent(codes: list[str], *, periode: Periode, indicator: Indicator) -> pd.DataFrame:
    """Result rows of the wilayah that did not report: every figure missing, status "belum lapor"."""
    register = load_register()
    rows = pd.DataFrame({"wilayah": codes}, dtype="str").assign(
        indicator=indicator.id,
        unit=str(indicator.unit),
        nama=[register.get(code).nama for code in codes],
        level=[register.get(code).tingkat for code in codes],
        periode=str(periode),
        status=str(Status.BELUM_LAPOR),
        reason=f"belum ada laporan untuk {periode.label}",
        target=target_on(indicator, pd.Timestamp(periode.end)),
        simulasi=False,
    )
    is_province = rows["wilayah"] == register.provinsi.kode
    n_expected = len(register.kabkota)
    rows = rows.assign(
        n_reported=pd.Series(0, index=rows.index, dtype="Int64").where(is_province),
        n_expected=pd.Series(n_expected, index=rows.index, dtype="Int64").where(is_province),
    )
    return shaped(rows, RESULT_TYPES)


def target_on(indicator: Indicator, day: pd.Timestamp) -> float | None:
    """The target in force on a day, in the indicator's unit; None where there is none."""
    if indicator.target is None:
        return None
    found = target_in_force(load_targets(), key=indicator.target, on=day.date())
    return None if found is None else float(found.value)


def _names(codes: "pd.Series[str]") -> dict[str, str]:
    register = load_register()
    return {code: register.get(code).nama for code in codes.unique()}


def _targets(days: "pd.Series[Any]", indicator: Indicator) -> "pd.Series[float]":
    known = {day: target_on(indicator, day) for day in days.dropna().unique()}
    return days.map(known).astype("Float64")


def _with_gaps(rows: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    sign = 1 if indicator.direction is Direction.HIGHER else -1
    rows = rows.assign(gap_people=_gap_people(rows, indicator))
    if indicator.unit is not Unit.PERSEN:
        return rows
    return rows.assign(gap_points=(sign * (rows["target"] - rows["value"])).round(2))


def _gap_people(rows: pd.DataFrame, indicator: Indicator) -> "pd.Series[int]":
    if not isinstance(indicator.formula, Share):
        return rows["numerator"] - rows["target"].map(ceil, na_action="ignore").astype("Int64")
    # In hundredths of a percent everything is a whole number, so that no binary dust adds a person.
    share = (rows["target"] * 100).round().astype("Int64") * rows["denominator"]
    if indicator.direction is Direction.HIGHER:
        return -(-share // 10_000) - rows["numerator"]
    return rows["numerator"] - share // 10_000


def _status(rows: pd.DataFrame, indicator: Indicator) -> "pd.Series[str]":
    """The status the data dictates, else the first that holds: periksa penyebut, tanpa target, di bawah,
    sesuai.
    """
    value, target = rows["value"], rows["target"]
    behind = value < target if indicator.direction is Direction.HIGHER else value > target
    # Counts decide where there are any: 97.999 of 100.000 reads 98,00 % and is still one person short.
    behind = (rows["gap_people"] > 0).fillna(behind)
    is_share = isinstance(indicator.formula, Share)
    odd = (value < 0) | ((value > 100) if is_share else False)
    status = pd.Series(str(Status.SESUAI), index=rows.index, dtype="str")
    status = status.mask(behind.fillna(value=False), str(Status.DI_BAWAH_TARGET))
    status = status.mask(target.isna(), str(Status.TANPA_TARGET))
    status = status.mask(odd.fillna(value=False), str(Status.PERIKSA_PENYEBUT))
    return rows["state"].fillna(status)


def _say_above(row: "pd.Series[Any]") -> str:
    where = "di bawah nol" if row["value"] < 0 else "di atas 100 %"
    basis = f" ({row['dasar']})" if isinstance(row["dasar"], str) else ""
    return f"{where}: yang direkam melebihi penyebut{basis}; periksa penyebut"
