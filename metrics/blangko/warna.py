"""The colour of a stock of cards: when it ends beside when the next delivery is expected."""

from dataclasses import dataclass
from enum import StrEnum
from math import isnan


class Colour(StrEnum):
    """In order of precedence. Over-stock is no milder than amber, it is another thing."""

    ABU_ABU = "abu-abu"
    MERAH = "merah"
    JINGGA = "jingga"
    UNGU = "ungu"
    AMAN = "aman"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """`amber_days`: working days after the next delivery; `over_times`: of the province's cover."""

    amber_days: int
    over_times: float


def colour_of(
    first: float, *, lead_days: float, cover: float, province_cover: float, limits: Limits
) -> Colour:
    """Red: the interval begins before the next delivery; amber: on that day or within `amber_days` after it;
    over-stock: cover above `over_times` the province's.

    `first` is the working day after the data date on which the interval begins (0: no cards are left now),
    `lead_days` that of the next delivery. NaN: not known; without `first` nothing is judged.
    """
    if isnan(first):
        return Colour.ABU_ABU
    if first < lead_days or first == 0:
        return Colour.MERAH
    if first <= lead_days + limits.amber_days:
        return Colour.JINGGA
    return Colour.UNGU if cover > limits.over_times * province_cover else Colour.AMAN
