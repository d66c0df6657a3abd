"""The shape of a result: its columns, their types and the closed list of statuses."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

import pandas as pd

from data_contracts.periode import Periode


class Status(StrEnum):
    """What a row says about its value, in the order of precedence used when judging."""

    BELUM_LAPOR = "belum lapor"
    TANPA_ANGKA_DASAR = "tanpa angka dasar"
    TIDAK_DAPAT_DIHITUNG = "tidak dapat dihitung"
    PERIKSA_PENYEBUT = "periksa penyebut"
    TANPA_TARGET = "tanpa target"
    DI_BAWAH_TARGET = "di bawah target"
    SESUAI = "sesuai"


class Level(StrEnum):
    """The level a row stands for."""

    PROVINSI = "provinsi"
    KABKOTA = "kabkota"
    KECAMATAN = "kecamatan"


CODE_LENGTH: Final = {Level.PROVINSI: 2, Level.KABKOTA: 5, Level.KECAMATAN: 8}
LEVEL_OF_LENGTH: Final = {length: str(level) for level, length in CODE_LENGTH.items()}

# The first eleven are the command's, in its order.
RESULT_TYPES: Final = {
    "indicator": "str",
    "wilayah": "str",
    "nama": "str",
    "tanggal_data": "datetime64[s]",
    "numerator": "Int64",
    "denominator": "Int64",
    "value": "Float64",
    "unit": "str",
    "dasar": "str",
    "status": "str",
    "reason": "str",
    "level": "str",
    "periode": "str",
    "target": "Float64",
    "gap_points": "Float64",
    "gap_people": "Int64",
    "reported_value": "Float64",
    "n_reported": "Int64",
    "n_expected": "Int64",
    "reported_share": "Float64",
    "simulasi": "boolean",
    "direvisi": "boolean",
}
RESULT_COLUMNS: Final = tuple(RESULT_TYPES)

# One row per indicator, wilayah and half-month, before it is judged. `value` is already rounded to two
# decimals; `direvisi`: a figure in it was changed after its first report; `state` is the status the data
# itself dictates ("tanpa angka dasar", "tidak dapat dihitung") or missing; `use` is cards per working day
# (days of cover only); the last three stand on province sums only.
OBSERVATION_TYPES: Final = {
    "indicator": "str",
    "wilayah": "str",
    "periode": "str",
    "tanggal": "datetime64[s]",
    "numerator": "Int64",
    "denominator": "Int64",
    "value": "Float64",
    "reported_value": "Float64",
    "use": "Float64",
    "dasar": "str",
    "state": "str",
    "reason": "str",
    "simulasi": "boolean",
    "direvisi": "boolean",
    "n_reported": "Int64",
    "n_expected": "Int64",
    "reported_share": "Float64",
}


def shaped(frame: pd.DataFrame, types: dict[str, str]) -> pd.DataFrame:
    """`frame` with exactly the columns of `types`, in that order; what it lacks is missing."""
    chosen = frame.reindex(columns=list(types))
    # Casting what already has its type would copy every column of every frame once more.
    other = {name: kind for name, kind in types.items() if chosen[name].dtype != kind}
    return chosen.astype(other).reset_index(drop=True)


def missing(index: pd.Index, *, dtype: str) -> "pd.Series[Any]":
    """A column in which nothing is known."""
    return pd.Series(pd.NA, index=index, dtype=dtype)


def no_observations() -> pd.DataFrame:
    """An empty frame of observations."""
    return shaped(pd.DataFrame(), OBSERVATION_TYPES)


def concatenated(frames: Iterable[pd.DataFrame], types: dict[str, str]) -> pd.DataFrame:
    """The frames one under the other; empty ones are left out, so that types stay as declared."""
    filled = [frame for frame in frames if not frame.empty]
    return shaped(pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(), types)


def looked_up(names: "pd.Series[str]", known: Mapping[str, Any], *, dtype: str) -> "pd.Series[Any]":
    """What is known of each name, all of which are known; each is looked up once, whatever rows it has."""
    numbers, distinct = names.factorize()
    found = pd.Series([known[name] for name in distinct], dtype=dtype)
    return found.take(numbers).set_axis(names.index)


def periode_of(tanggal: "pd.Series[Any]") -> "pd.Series[str]":
    """Half-month of each date as `2026-10-P2`."""
    known = {day: str(Periode.of(day.date())) for day in tanggal.unique()}
    return tanggal.map(known).astype("str")
