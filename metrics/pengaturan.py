"""The settings in words: what is in force, since when and by whom, and what was before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from data_contracts.aturan import DatedValue, Setting, Settings
from data_contracts.tulisan import format_bilangan
from metrics.metodologi import Method, load_methods

MOST_DECIMALS: Final = 4
FROM_THE_START: Final = date(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """One setting on one day: the line in force, those before it (newest first) and those still to come."""

    setting: Setting
    line: DatedValue
    former: tuple[DatedValue, ...]
    coming: tuple[DatedValue, ...]


def in_force(setting: Setting, *, on: date) -> InForce:
    """Where a setting stands on a day."""
    line = setting.on(on)
    coming = tuple(each for each in setting.nilai if each.berlaku_mulai > on and each is not line)
    former = tuple(each for each in reversed(setting.nilai) if each is not line and each not in coming)
    return InForce(setting=setting, line=line, former=former, coming=coming)


def value_said(line: DatedValue, *, setting: Setting) -> str:
    """`0,5 poin`, `1.000 orang`; what only names a sequence is written without points."""
    value = line.nilai
    if setting.satuan == "bilangan":
        return str(value)
    needed = (n for n in range(MOST_DECIMALS) if round(value, n) == value)
    return f"{format_bilangan(value, decimals=next(needed, MOST_DECIMALS))} {setting.satuan}"


def by_method(settings: Settings) -> Iterator[tuple[Method, Sequence[Setting]]]:
    """Every setting once, under the first method that names it."""
    told: set[str] = set()
    for method in load_methods().values():
        own = [settings[key] for key in method.settings if key not in told]
        told |= {setting.kunci for setting in own}
        if own:
            yield method, own
