"""What stops the printer first: blank cards, ribbon or film."""

from enum import StrEnum
from math import inf, isnan
from typing import Final

import pandas as pd

RIBBON: Final = "ribbon_persen"
FILM: Final = "film_persen"


class Binding(StrEnum):
    """In the order in which the first is named where two end together."""

    BLANGKO = "blangko"
    RIBBON = "ribbon"
    FILM = "film"


def binding_of(cover: float, *, ribbon: float, film: float) -> tuple[Binding, float]:
    """What runs out first, and after how many working days; NaN: not known. The cards where nothing is."""
    days = dict(zip(Binding, (cover, ribbon, film), strict=True))
    first = min(Binding, key=lambda each: inf if isnan(days[each]) else days[each])
    return first, days[first]


def steps(positions: pd.DataFrame, *, field: str) -> pd.DataFrame:
    """From each report of a level to the next: wilayah, tanggal_awal, tanggal, amount (how much it rose).

    `positions`: kode_wilayah, tanggal and the level. An interval begins on the day after the report before.
    """
    known = positions.loc[positions[field].notna(), ["kode_wilayah", "tanggal", field]]
    known = known.rename(columns={"kode_wilayah": "wilayah"}).sort_values(["wilayah", "tanggal"])
    before = known.groupby("wilayah")[["tanggal", field]].shift()
    stepped = known.assign(
        tanggal_awal=before["tanggal"] + pd.Timedelta(days=1),
        amount=known[field].astype("Float64") - before[field].astype("Float64"),
    )
    return stepped.loc[before["tanggal"].notna(), ["wilayah", "tanggal_awal", "tanggal", "amount"]]


def falls(positions: pd.DataFrame, *, field: str) -> pd.DataFrame:
    """`steps` of a supply by how much it fell; those in which it was filled up again say nothing of it."""
    stepped = steps(positions, field=field)
    fell = -stepped["amount"]
    return stepped.assign(amount=fell.where(fell >= 0))
