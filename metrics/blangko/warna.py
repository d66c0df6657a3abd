"""The colour of a stock of cards: when it ends beside when the next delivery is expected."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


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
    begins_by: Callable[[int], bool] | None,
    *,
    lead_days: int,
    cover: float,
    province_cover: float,
    limits: Limits,
) -> Colour:
    """Red: the interval begins before the next delivery; amber: on that day or within `amber_days` after it;
    over-stock: cover above `over_times` the province's (NaN: not known).

    `begins_by` says whether the interval begins on that working day after the data date or before, None where
    there is none; `lead_days`, at least 1, is the day of the next delivery.
    """
    if begins_by is None:
        return Colour.ABU_ABU
    if begins_by(lead_days - 1):
        return Colour.MERAH
    if begins_by(lead_days + limits.amber_days):
        return Colour.JINGGA
    return Colour.UNGU if cover > limits.over_times * province_cover else Colour.AMAN
