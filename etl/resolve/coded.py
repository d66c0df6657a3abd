"""Values of many rows, each distinct one held once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from etl.columns import Codes

T_co = TypeVar("T_co", covariant=True)

Flags: TypeAlias = npt.NDArray[np.bool_]
Rows: TypeAlias = npt.NDArray[np.intp]
"""0-based rows of a sheet, rising."""


@dataclass(frozen=True, slots=True)
class Coded(Generic[T_co]):
    """A value for each of many rows: row `r` has `values[codes[r]]`."""

    values: tuple[T_co, ...]
    codes: Codes

    def only(self, keep: Flags | slice) -> "Coded[T_co]":
        """The values of the rows kept."""
        return Coded(self.values, self.codes[keep])

    def distinct(self) -> Iterator[T_co]:
        """The values that some row has."""
        return (self.values[code] for code in np.unique(self.codes).tolist())

    def is_told(self) -> Flags:
        """For each row whether its value is there."""
        told: Flags = np.array([value is not None for value in self.values], dtype=bool)[self.codes]
        return told
