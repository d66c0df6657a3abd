"""One indicator of many places over consecutive half-months, as matrices for comparison and flags."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from data_contracts.periode import Periode
from metrics.catalogue import Indicator

Matrix = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
NO_BASIS = -1
READ = ("wilayah", "periode", "numerator", "denominator", "value", "reported_value", "dasar")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Panel:
    """Arrays of shape [len(places), len(periods)], places and half-months in the order given.

    `numerator` and `denominator` are whole numbers, `value` is in the indicator's unit and exact where counts
    exist; `reported` is the percentage as typed by the sender; NaN is missing everywhere. `basis` numbers
    kind and date of the denominator in `bases`, NO_BASIS where there is no observation. `is_reported`: an
    observation stands there, with or without a value.
    """

    indicator: Indicator
    places: tuple[str, ...]
    periods: tuple[Periode, ...]
    numerator: Matrix
    denominator: Matrix
    value: Matrix
    reported: Matrix
    basis: Numbers
    bases: tuple[str, ...]
    is_reported: Flags


def panels_of(
    observed: pd.DataFrame,
    *,
    indicators: Sequence[Indicator],
    places: Sequence[str],
    periods: Sequence[Periode],
) -> dict[str, Panel]:
    """The panel of each indicator, by id, from `measure.observations`; rows of other places and half-months
    are left out.
    """
    numbers, names = observed["indicator"].factorize()
    order = np.argsort(numbers, kind="stable")
    ends = np.searchsorted(numbers[order], np.arange(len(names) + 1))
    rows_of = {name: order[ends[number] : ends[number + 1]] for number, name in enumerate(names)}
    columns = observed[list(READ)]
    return {
        item.id: _panel_of(
            columns.take(rows_of.get(item.id, order[:0])), item, places=places, periods=periods
        )
        for item in indicators
    }


def _panel_of(
    rows: pd.DataFrame, indicator: Indicator, *, places: Sequence[str], periods: Sequence[Periode]
) -> Panel:
    at = (
        pd.Index(list(places)).get_indexer(pd.Index(rows["wilayah"])),
        pd.Index([str(periode) for periode in periods]).get_indexer(pd.Index(rows["periode"])),
    )
    inside = (at[0] >= 0) & (at[1] >= 0)
    rows, at = rows[inside], (at[0][inside], at[1][inside])
    shape = (len(places), len(periods))
    numerator, denominator, rounded, reported = (
        _laid_out(rows[name], at=at, shape=shape)
        for name in ("numerator", "denominator", "value", "reported_value")
    )
    basis = np.full(shape, NO_BASIS, dtype=np.int64)
    numbers, names = pd.factorize(rows["dasar"].fillna(""))
    basis[at] = numbers
    is_reported = np.zeros(shape, dtype=np.bool_)
    is_reported[at] = True
    return Panel(
        indicator=indicator,
        places=tuple(places),
        periods=tuple(periods),
        numerator=numerator,
        denominator=denominator,
        value=_exact(numerator, denominator, rounded) if indicator.is_share else rounded,
        reported=reported,
        basis=basis,
        bases=tuple(map(str, names)),
        is_reported=is_reported,
    )


def _laid_out(column: "pd.Series[float]", *, at: tuple[Numbers, Numbers], shape: tuple[int, int]) -> Matrix:
    laid: Matrix = np.full(shape, np.nan)
    laid[at] = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return laid


def _exact(numerator: Matrix, denominator: Matrix, rounded: Matrix) -> Matrix:
    """The ratio of the counts; the typed percentage where there are none."""
    has_counts = np.isfinite(numerator) & (denominator > 0)
    exact: Matrix = np.full(rounded.shape, np.nan)
    np.divide(100 * numerator, denominator, out=exact, where=has_counts)
    return np.where(has_counts, exact, rounded)
