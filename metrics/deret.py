"""Series of one place each along the last axis, in which a missing point is NaN: how all charts lay them
out.
"""

from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from metrics.panel import Matrix, Numbers

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Figures = TypeVar("Figures", bound="DataclassInstance")


def packed(values: Matrix) -> tuple[Matrix, Numbers]:
    """The points of each series moved together to the front, NaN behind them; and where each one stood.

    A chart is drawn from the points there are: a gap is neither a zero nor a reason to start again.
    """
    order = np.argsort(np.isnan(values), axis=-1, kind="stable")
    return np.take_along_axis(values, order, axis=-1), order


def unpacked(together: npt.NDArray[Any], order: Numbers) -> npt.NDArray[Any]:
    """Back to where the points of `packed` stood."""
    spread = np.empty_like(together)
    np.put_along_axis(spread, order, together, axis=-1)
    return spread


def spread(figures: Figures, order: Numbers) -> Figures:
    """A record of such arrays, each back to where its points stood."""
    return type(figures)(
        **{item.name: unpacked(getattr(figures, item.name), order) for item in fields(figures)}
    )


def last_points(together: Matrix, *, window: int) -> Matrix:
    """[..., points, window]: for each point the `window` points up to and including it, NaN before the
    first.
    """
    lead = np.full((*together.shape[:-1], window - 1), np.nan)
    return sliding_window_view(np.concatenate([lead, together], axis=-1), window, axis=-1)


def sum_in_order(values: Matrix) -> Matrix:
    """Sums along the last axis, NaN left out.

    Added one after the other, so that a series has the same sum to the last bit however many missing points
    surround it: a point on its limit must not depend on where the window lies.
    """
    if values.shape[-1] == 0:
        return np.zeros(values.shape[:-1])
    total: Matrix = np.add.accumulate(np.where(np.isnan(values), 0.0, values), axis=-1)[..., -1]
    return total


def mean_or_zero(values: Matrix) -> Matrix:
    """Means along the last axis, NaN left out; 0 where there is nothing."""
    return np.nan_to_num(quotient(sum_in_order(values), (~np.isnan(values)).sum(axis=-1)))


def per_point(figure: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """One figure per series, made to stand beside each of its points."""
    return figure[..., None]


def quotient(numerator: npt.ArrayLike, denominator: npt.ArrayLike) -> Matrix:
    """The ratio; NaN where there is nothing to divide by."""
    above, below = np.broadcast_arrays(
        np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64)
    )
    found: Matrix = np.full(above.shape, np.nan)
    np.divide(above, below, out=found, where=below != 0)
    return found
