"""The ordinary rows of a tall sheet, read by column: nothing is to be said about any of them alone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from data_contracts.wilayah import Wilayah
from etl.resolve.coded import Coded, Flags, Rows
from etl.resolve.dates import Interval
from etl.resolve.figures import FigureValue
from etl.resolve.remarks import Remarks


def sum_of(figure: Coded[FigureValue | None]) -> int | None:
    """The sum of a column of counts, exact; None where no row reports one."""
    counts = np.bincount(figure.codes, minlength=len(figure.values)).tolist()
    told = [(v, n) for v, n in zip(figure.values, counts, strict=True) if n and isinstance(v, int)]
    return sum(value * count for value, count in told) if told else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordinary:
    """Rows of data of one sheet, of which none is spoken of alone.

    `figures` holds the values by field, None where there is none; `dimensions` the further keys of each row.
    `habits` are what is said once for a whole column, by rule and field, with the rows it concerns; `remarks`
    what is said of all further rows of a kind together; `silent` the rows whose cell of a field is filled and
    means no value.
    """

    rows: Rows
    wilayah: Coded[Wilayah | None]
    intervals: Coded[Interval | None]
    dimensions: Coded[Mapping[str, str]]
    figures: Mapping[str, Coded[FigureValue | None]]
    habits: Mapping[tuple[str, str], Flags]
    remarks: Remarks
    silent: Mapping[str, Flags]

    def __len__(self) -> int:
        return self.rows.size

    def only(self, keep: Flags | slice) -> "Ordinary":
        """Some of these rows, in their order."""
        return replace(
            self,
            rows=self.rows[keep],
            wilayah=self.wilayah.only(keep),
            intervals=self.intervals.only(keep),
            dimensions=self.dimensions.only(keep),
            figures={name: figure.only(keep) for name, figure in self.figures.items()},
            habits={habit: flags[keep] for habit, flags in self.habits.items()},
            remarks={remark: flags[keep] for remark, flags in self.remarks.items()},
            silent={name: flags[keep] for name, flags in self.silent.items()},
        )

    def between(self, first: int, beyond: int) -> "Ordinary":
        """Those from row `first` (0-based) up to the one before `beyond`."""
        start, stop = np.searchsorted(self.rows, (first, beyond)).tolist()
        return self.only(slice(start, stop))

    def says_any(self, fields: frozenset[str]) -> Flags:
        """For each row whether a cell of one of these figures is filled, readable or not."""
        said = self.reports_any(fields)
        for name in fields & self.silent.keys():
            said = said | self.silent[name]
        return said

    def reports_any(self, fields: frozenset[str]) -> Flags:
        """For each row whether it reports one of these figures."""
        told = np.zeros(len(self), dtype=bool)
        for name in fields & self.figures.keys():
            told |= self.figures[name].is_told()
        return told
