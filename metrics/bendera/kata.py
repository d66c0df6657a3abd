"""Words that several rules share: amounts, counts and lists as an official reads them."""

import numpy as np

from data_contracts.tulisan import format_bilangan, format_persen
from metrics.catalogue import Indicator


def is_share(item: Indicator) -> bool:
    """Whether the value is a percentage of counts."""
    return item.is_share


def amount(item: Indicator, value: float) -> str:
    """A value of the indicator: "98,36 %", "6.120 jiwa"."""
    return format_persen(value) if is_share(item) else f"{format_bilangan(value)} {item.count_unit}"


def points(value: float) -> str:
    """A change of a percentage: "turun 0,36 poin"."""
    return f"{direction_word(value)} {format_bilangan(abs(value), decimals=2)} poin"


def moved(item: Indicator, change: float) -> str:
    """A change of the indicator: "turun 0,36 poin", "naik 1.230 jiwa"."""
    if is_share(item):
        return points(change)
    return f"{direction_word(change)} {format_bilangan(abs(change))} {item.count_unit}"


def direction_word(change: float) -> str:
    if change == 0:
        return "tetap,"
    return "naik" if change > 0 else "turun"


def whole(number: float) -> int | None:
    """A count as a whole number; None where it is missing."""
    return None if np.isnan(number) else int(number)


def capital(sentence: str) -> str:
    """The sentence with a capital letter in front."""
    return sentence[:1].upper() + sentence[1:]


def to_do(item: Indicator, people: int) -> str:
    """The work that is left: "rekam 1.240 jiwa lagi"."""
    return f"{item.tindakan} {format_bilangan(people)} {item.count_unit} lagi"
