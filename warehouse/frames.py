"""Between frames and database rows, without ever turning an integer into a float or a gap into a zero."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from pandas.api.extensions import ExtensionArray

from warehouse.columns import PORTION_ROWS, as_frame, read_columns
from warehouse.records import LedgerError


def read_frame(connection: sa.Connection, select: sa.Select[Any]) -> pd.DataFrame:
    """The select's rows as a frame, typed by the select's columns whatever the engine returns.

    Integers are `Int64`, floats and decimals `Float64`, truth values `boolean`, dates `datetime64[us]`,
    moments `datetime64[us, UTC]`, text `str`; missing is `<NA>`/`NaT`/`NaN`. Columns keep the select's order.
    """
    return as_frame(read_columns(connection, select))


def plain_portions(
    frame: pd.DataFrame, columns: Sequence[sa.Column[Any]]
) -> Iterator[dict[str, list[object]]]:
    """The frame's values for these columns, in portions of rows: plain values by column name.

    Missing is None and days are ISO text. A column without a value in the portion is left out of it. Raises
    LedgerError, naming the column, for a fraction where only whole numbers go.
    """
    present = [column for column in columns if column.name in frame]
    for start in range(0, len(frame), PORTION_ROWS):
        rows = slice(start, start + PORTION_ROWS)
        values = {column.name: _plain_values(frame[column.name].array[rows], column) for column in present}
        yield {name: column for name, column in values.items() if column is not None}


def _plain_values(array: ExtensionArray, column: sa.Column[Any]) -> list[object] | None:
    gaps = array.isna()
    if gaps.all():
        return None
    if isinstance(column.type, sa.Date):
        return _iso_days(array)
    objects = pd.Series(array).to_numpy(dtype=object, na_value=None)  # type: ignore[call-overload]
    values: list[object] = objects.tolist()
    if _is_of(column.type, array.dtype):
        return values
    convert = _converter(column)
    return [None if gap else convert(value) for value, gap in zip(values, gaps, strict=True)]


def _is_of(column_type: sa.types.TypeEngine[Any], dtype: Any) -> bool:
    match column_type:
        case sa.Boolean():
            return bool(dtype.kind == "b")
        case sa.Integer():
            return dtype.kind in "iu"
        case sa.Numeric() | sa.Float():
            return bool(dtype.kind == "f")
        case _:
            return isinstance(dtype, pd.StringDtype)


def _iso_days(array: ExtensionArray) -> list[object]:
    days = pd.to_datetime(pd.Series(array)).to_numpy("datetime64[D]")
    # A file has few days and many rows.
    numbers, distinct = pd.factorize(days.view("int64"))
    texts = np.datetime_as_string(distinct.view("datetime64[D]")).astype(object)
    texts[texts == "NaT"] = None
    return list(texts[numbers])


def _converter(column: sa.Column[Any]) -> Callable[[Any], object]:
    match column.type:
        case sa.Boolean():
            return bool
        case sa.Integer():
            return lambda value: _whole(value, column=column.name)
        case sa.Numeric() | sa.Float():
            return float
        case _:
            return str


def _whole(value: Any, *, column: str) -> int:
    number = int(value)
    if number != value:
        raise LedgerError(f"Bidang {column} hanya menerima bilangan bulat, bukan {value!r}.")
    return number
