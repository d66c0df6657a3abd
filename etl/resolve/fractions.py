"""Percentages of a tall sheet that are written as fractions: told by the rows' own counts, as in any row."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from data_contracts.contract import Field
from etl.resolve.coded import Coded, Flags
from etl.resolve.figures import FRACTION_RULE, FigureValue, may_be_fraction, whole_percentage
from etl.resolve.headings import Column
from etl.resolve.ordinary import Ordinary


def with_whole_percentages(ordinary: Ordinary, *, columns: Iterable[Column]) -> Ordinary:
    """The rows with such percentages multiplied by 100, which is a habit of their writer."""
    figures, habits = dict(ordinary.figures), dict(ordinary.habits)
    for field in (column.field for column in columns):
        read = _whole(ordinary, field)
        if read is not None:
            figures[field.name], habits[FRACTION_RULE, field.name] = read
    return replace(ordinary, figures=figures, habits=habits)


def _whole(ordinary: Ordinary, field: Field) -> tuple[Coded[FigureValue | None], Flags] | None:
    """The figure read anew and the rows that concerns; None where it concerns none."""
    if field.recompute is None:
        return None
    names = (field.name, field.recompute.numerator, field.recompute.denominator)
    parts = [ordinary.figures[name] for name in names if name in ordinary.figures]
    if len(parts) < len(names):
        return None
    typed = parts[0]
    small = np.flatnonzero(np.array(list(map(may_be_fraction, typed.values)), dtype=bool)[typed.codes])
    combined = np.zeros(small.size, dtype=np.int64)
    for part in parts:
        combined = combined * len(part.values) + part.codes[small]
    groups, distinct = pd.factorize(combined)
    whole = [_whole_of(code, parts, names, field=field) for code in distinct.tolist()]
    is_found = np.array([value is not None for value in whole], dtype=bool)[groups]
    if not is_found.any():
        return None
    is_whole, codes = np.zeros(len(ordinary), dtype=bool), typed.codes.copy()
    is_whole[small[is_found]] = True
    codes[small[is_found]] = groups[is_found] + len(typed.values)
    return Coded((*typed.values, *whole), codes), is_whole


def _whole_of(
    code: int, parts: list[Coded[FigureValue | None]], names: tuple[str, ...], *, field: Field
) -> float | None:
    values: dict[str, FigureValue] = {}
    for name, part in zip(reversed(names), reversed(parts), strict=True):
        code, place = divmod(code, len(part.values))
        value = part.values[place]
        if value is not None:
            values[name] = value
    return whole_percentage(field, values)
