"""What a rule looks at beside the fields themselves: differences and deviations of whole columns at once."""

from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from data_contracts.contract import Deviation, Difference

Column: TypeAlias = "pd.Series[Any]"

STEPS_A_POINT = 10_000
"""Deviations are told in ten-thousandths of a point, rounded up: a limit in whole ones keeps its meaning."""

_NOISE_DECIMALS = 5
# Sums of this many digits fit into 64 bits whatever is added up in one row.
_SAFE = 2**58


def derived_column(frame: pd.DataFrame, derived: Difference | Deviation) -> Column:
    """The derived value of each row, missing where `derived.value` of that row is None.

    Differences of integers are exact. Deviations are in points, rounded up to a ten-thousandth: a limit of
    0,05 must not be broken by the ninth decimal of a binary fraction, and few distinct values judge quickly.
    """
    if isinstance(derived, Deviation):
        return _deviation(frame, derived)
    return _difference(frame, derived)


def _difference(frame: pd.DataFrame, derived: Difference) -> Column:
    left = _total(frame, derived.left, optional=derived.optional)
    right = _total(frame, derived.right, optional=derived.optional)
    difference = left - right
    if derived.only_when_below is None:
        return difference
    lower, upper = (_exact(frame[name]) for name in derived.only_when_below)
    return difference.where((lower < upper).astype("boolean").fillna(value=False).to_numpy(dtype=bool))


def _total(frame: pd.DataFrame, names: Iterable[str], *, optional: Iterable[str]) -> Column:
    """The sum of the columns; an optional one counts as nothing where it is missing."""
    total: Column = pd.Series(0, index=frame.index, dtype="Int64")
    for name in names:
        if name in frame.columns:
            part = _exact(frame[name])
            total = total + (part.fillna(0) if name in optional else part)
        elif name not in optional:
            return pd.Series(pd.NA, index=frame.index, dtype="Int64")
    return total


def _exact(column: Column) -> Column:
    """Integers too large to be added up in 64 bits as Python's, which have no end."""
    if column.dtype == "Int64" and bool((column.abs() > _SAFE).fillna(value=False).any()):
        return column.astype(object)
    return column


def _deviation(frame: pd.DataFrame, derived: Deviation) -> Column:
    reported, numerator, denominator = (
        frame[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in derived.fields
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        points = np.abs(reported - 100 * numerator / denominator)
    steps = np.ceil(np.round(points * STEPS_A_POINT, _NOISE_DECIMALS))
    return pd.Series(steps / STEPS_A_POINT, index=frame.index).where(np.isfinite(steps)).astype("Float64")
