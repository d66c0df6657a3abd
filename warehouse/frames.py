"""Between frames and database rows, without ever turning an integer into a float or a gap into a zero."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import sqlalchemy as sa

from warehouse.records import LedgerError
from warehouse.types import UtcDateTime

DAY = "datetime64[us]"
PORTION_ROWS = 50_000
_NULLABLE = {pa.int64(): pd.Int64Dtype(), pa.float64(): pd.Float64Dtype()}
MOMENT = "datetime64[us, UTC]"


def read_frame(connection: sa.Connection, select: sa.Select[Any]) -> pd.DataFrame:
    """The select's rows as a frame, typed by the select's columns whatever the engine returns.

    Integers are `Int64`, floats and decimals `Float64`, truth values `boolean`, dates `datetime64[us]`,
    moments `datetime64[us, UTC]`, text `str`; missing is `<NA>`/`NaT`/`NaN`. Columns keep the select's order.
    """
    columns = list(select.selected_columns)
    parts = [_portion(rows, columns) for rows in _portions(connection.execute(select))]
    return parts[0] if len(parts) == 1 else pd.concat(parts or [_portion([], columns)], ignore_index=True)


def _portions(result: sa.CursorResult[Any]) -> Iterator[Sequence[Sequence[Any]]]:
    # From the driver itself: typing column by column takes a fraction of what typing each cell would.
    cursor = result.cursor
    while cursor is not None and (rows := cursor.fetchmany(PORTION_ROWS)):
        yield rows
    result.close()


def _portion(rows: Sequence[Sequence[Any]], columns: Sequence[sa.ColumnElement[Any]]) -> pd.DataFrame:
    values = zip(*rows, strict=True) if rows else ([] for _ in columns)
    return pd.DataFrame(
        {
            column.key: typed_series(list(column_values), column.type)
            for column, column_values in zip(columns, values, strict=True)
        }
    )


def typed_series(values: Sequence[Any], column_type: sa.types.TypeEngine[Any]) -> pd.Series[Any]:
    """A driver's values (missing as None) as a series of the nullable dtype that belongs to a column type."""
    match column_type:
        case UtcDateTime() | sa.DateTime():
            return pd.Series(pd.to_datetime(pd.Series(values, dtype=object), utc=True), dtype=MOMENT)
        case sa.Date():
            return pd.Series(pd.to_datetime(pd.Series(values, dtype=object)), dtype=DAY)
        case sa.Boolean():
            # SQLite has no truth values of its own and returns 1 and 0.
            return _nullable(values, kind=pa.int64(), convert=int).astype(pd.BooleanDtype())
        case sa.Integer():
            return _nullable(values, kind=pa.int64(), convert=int)
        case sa.Numeric() | sa.Float():
            return _nullable(values, kind=pa.float64(), convert=float)
        case _:
            return pd.Series(values, dtype="str" if isinstance(column_type, sa.String) else object)


def _nullable(
    values: Sequence[Any], *, kind: pa.DataType, convert: Callable[[Any], object]
) -> pd.Series[Any]:
    try:
        array = pa.array(values, type=kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        # Engines return sums of integers as decimals too, and PostgreSQL truth values as such.
        array = pa.array([None if value is None else convert(value) for value in values], type=kind)
    nullable: pd.Series[Any] = array.to_pandas(types_mapper=_NULLABLE.get)
    return nullable


def typed_frame(frame: pd.DataFrame, columns: Sequence[sa.Column[Any]]) -> pd.DataFrame:
    """The frame's values for those of these columns that hold any, each in the dtype of its column type.

    Raises LedgerError, naming the column, for a fraction where only whole numbers go.
    """
    return pd.DataFrame(
        {
            column.name: _typed_values(frame[column.name], column)
            for column in columns
            if column.name in frame and frame[column.name].notna().any()
        },
        index=frame.index,
    )


def python_columns(frame: pd.DataFrame) -> list[list[object]]:
    """A typed frame's columns as plain values, missing as None and days as ISO text."""
    return [_python_values(frame[name]) for name in frame.columns]


def _typed_values(series: pd.Series[Any], column: sa.Column[Any]) -> pd.Series[Any]:
    match column.type:
        case sa.Date():
            return pd.Series(pd.to_datetime(series), dtype=DAY)
        case sa.Boolean():
            return series.astype(pd.BooleanDtype())
        case sa.Integer():
            return _whole_numbers(series, column=column.name)
        case sa.Numeric() | sa.Float():
            return series.astype(pd.Float64Dtype())
        case _:
            return pd.Series(series, dtype="str")


def _whole_numbers(series: pd.Series[Any], *, column: str) -> pd.Series[Any]:
    if pd.api.types.is_integer_dtype(series.dtype):
        return series
    # One by one: on its way through a float a large count would lose its last digits.
    whole = [None if pd.isna(value) else _whole(value, column=column) for value in series]
    return pd.Series(whole, index=series.index, dtype="Int64")


def _python_values(series: pd.Series[Any]) -> list[object]:
    if series.dtype.kind != "M":
        return list(series.array.to_numpy(dtype=object, na_value=None))
    # A file has few days and many rows; the last place is the one that -1, missing, points to.
    numbers, days = pd.factorize(series)
    texts = np.array([*(day.strftime("%Y-%m-%d") for day in pd.DatetimeIndex(days)), None], dtype=object)
    return list(texts[numbers])


def _whole(value: Any, *, column: str) -> int:
    number = int(value)
    if number != value:
        raise LedgerError(f"Bidang {column} hanya menerima bilangan bulat, bukan {value!r}.")
    return number
