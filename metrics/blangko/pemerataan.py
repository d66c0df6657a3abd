"""Equal run-out: lending between regencies so that all run out of cards on the same day.

Directive of the Dirjen Dukcapil, November 2022. With T = sum of stock / sum of use every place can spare
stock - use * T; below zero it needs as much.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, inf
from typing import Final

import numpy as np
import pandas as pd

from data_contracts.wilayah import Wilayah, WilayahRegister

EARTH_KM: Final = 6371.0088
"""Mean radius of the earth (IUGG)."""

# A quotient one bit below a whole box is that box.
_DUST: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Cards of one place and its use per working day; None where not reported."""

    wilayah: Wilayah
    stock: int | None
    use: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """`count` cards from one place to another, `distance_km` as the crow flies, None without coordinates."""

    giver: Wilayah
    receiver: Wilayah
    count: int
    distance_km: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evening:
    """`days` is T, the working days after which all would run out, None where nobody takes part. `spare` is
    stock - use * T of those taking part, by code. `left_out` names the others, each with its reason.
    """

    days: float | None
    spare: dict[str, float]
    transfers: tuple[Transfer, ...]
    left_out: tuple[tuple[Wilayah, str], ...]


def holdings_of(outlook: pd.DataFrame, *, register: WilayahRegister) -> tuple[Holding, ...]:
    """What each row of `blangko_outlook` over one half-month holds and uses."""
    return tuple(
        Holding(
            wilayah=register.get(kode),
            stock=None if pd.isna(stock) else int(stock),
            use=None if pd.isna(use) else float(use),
        )
        for kode, stock, use in outlook[["wilayah", "stock", "use"]].itertuples(index=False, name=None)
    )


def equal_run_out(holdings: Sequence[Holding], *, box: int, smallest: int) -> Evening:
    """Whole boxes from places that last longer than T to those that do not.

    The place with the fewest days of cover is served first, by its nearest giver first (places without
    coordinates last; ties by code). A giver never gives more than it can spare, a need is rounded to the
    nearest box, and nothing below `smallest` cards is sent between two places. Places whose stock or use was
    not reported, or that printed nothing, take no part.
    """
    left_out = tuple((each.wilayah, reason) for each in holdings if (reason := _obstacle(each)))
    taking_part = [each for each in holdings if not _obstacle(each)]
    if not taking_part:
        return Evening(days=None, spare={}, transfers=(), left_out=left_out)
    days = sum(_stock(each) for each in taking_part) / sum(_use(each) for each in taking_part)
    spare = {each.wilayah.kode: _stock(each) - _use(each) * days for each in taking_part}
    givers = {each.wilayah: floor(spare[each.wilayah.kode] / box + _DUST) * box for each in taking_part}
    receivers = sorted(taking_part, key=lambda each: (_stock(each) / _use(each), each.wilayah.kode))
    transfers = [
        transfer
        for each in receivers
        for transfer in _served(each.wilayah, -spare[each.wilayah.kode], givers, box=box, smallest=smallest)
    ]
    return Evening(days=days, spare=spare, transfers=tuple(transfers), left_out=left_out)


def distance_km(one: Wilayah, other: Wilayah) -> float | None:
    """Great-circle distance between two places (haversine); None where either has no coordinates."""
    if one.lintang is None or one.bujur is None or other.lintang is None or other.bujur is None:
        return None
    lat1, lon1, lat2, lon2 = np.radians([one.lintang, one.bujur, other.lintang, other.bujur])
    half = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return float(2 * EARTH_KM * np.arcsin(np.sqrt(half)))


def _served(
    receiver: Wilayah, need: float, givers: dict[Wilayah, int], *, box: int, smallest: int
) -> list[Transfer]:
    """What one place gets; takes it off what the givers have."""
    wanted = floor(need / box + 0.5) * box
    found = []
    for giver in sorted(givers, key=lambda each: (_far(each, receiver), each.kode)):
        count = min(givers[giver], wanted)
        if count > 0 and count >= smallest:
            givers[giver] -= count
            wanted -= count
            found.append(
                Transfer(
                    giver=giver, receiver=receiver, count=count, distance_km=distance_km(giver, receiver)
                )
            )
    return found


def _far(one: Wilayah, other: Wilayah) -> float:
    apart = distance_km(one, other)
    return inf if apart is None else apart


def _obstacle(holding: Holding) -> str | None:
    if holding.stock is None:
        return "sisa blangko tidak dilaporkan"
    if holding.use is None:
        return "kartu tercetak tidak dilaporkan"
    return None if holding.use > 0 else "tidak ada kartu tercetak"


def _stock(holding: Holding) -> int:
    return holding.stock or 0


def _use(holding: Holding) -> float:
    return holding.use or 0.0
