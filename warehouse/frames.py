"""Between frames and database rows, without ever turning an integer into a float or a gap into a zero."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import sqlalchemy as sa
from pandas.api.extensions import ExtensionArray

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
