"""Between frames and database rows, without ever turning an integer into a float or a gap into a zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from warehouse.records import LedgerError
from warehouse.types import UtcDateTime

DAY = "datetime64[us]"
MOMENT = "datetime64[us, UTC]"


def read_frame(connection: sa.Connection, select: sa.Select[Any]) -> pd.DataFrame:
    """The select's rows as a frame, typed by the select's columns whatever the engine returns.

    Integers are `Int64`, floats and decimals `Float64`, truth values `boolean`, dates `datetime64[us]`,
    moments `datetime64[us, UTC]`, text `str`; missing is `<NA>`/`NaT`/`NaN`. Columns keep the select's order.
    """
    rows = connection.execute(select).all()
    values = zip(*rows, strict=True) if rows else ([] for _ in select.selected_columns)
    return pd.DataFrame(
        {
            column.key: typed_series(list(column_values), column.type)
            for column, column_values in zip(select.selected_columns, values, strict=True)
        }
    )


def typed_series(values: Sequence[Any], column_type: sa.types.TypeEngine[Any]) -> pd.Series[Any]:
    """Plain values (missing as None) as a series of the nullable dtype that belongs to a column type."""
    match column_type:
        case UtcDateTime() | sa.DateTime():
            return pd.Series(pd.to_datetime(pd.Series(values, dtype=object), utc=True), dtype=MOMENT)
        # Engines return sums of integers as decimals too, which the nullable dtypes do not take.
        case sa.Integer():
            return pd.Series(_converted(values, int), dtype="Int64")
        case sa.Numeric() | sa.Float():
            return pd.Series(_converted(values, float), dtype="Float64")
        case _:
            series: pd.Series[Any] = pd.Series(values, dtype=_dtype(column_type))
            return series


def _converted(values: Sequence[Any], convert: Callable[[Any], object]) -> list[Any]:
    return [None if value is None else convert(value) for value in values]


def _dtype(column_type: sa.types.TypeEngine[Any]) -> Any:
    match column_type:
        case sa.Date():
            return DAY
        case sa.Boolean():
            return "boolean"
        case sa.String():
            return "str"
        case _:
            return object


def plain_rows(frame: pd.DataFrame, columns: Sequence[sa.Column[Any]]) -> list[dict[str, object]]:
    """The frame's rows as dictionaries of Python values for these columns; a column it lacks is missing."""
    plain = [
        _plain_values(frame[column.name], column) if column.name in frame else [None] * len(frame)
        for column in columns
    ]
    names = [column.name for column in columns]
    return [dict(zip(names, values, strict=True)) for values in zip(*plain, strict=True)]


def _plain_values(series: pd.Series[Any], column: sa.Column[Any]) -> list[object]:
    convert = _converter(column)
    return [None if gap else convert(value) for value, gap in zip(series, series.isna(), strict=True)]


def _converter(column: sa.Column[Any]) -> Callable[[Any], object]:
    match column.type:
        case sa.Date():
            return _plain_date
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


def _plain_date(value: Any) -> date:
    moment = pd.Timestamp(value)
    return datetime(moment.year, moment.month, moment.day).date()  # noqa: DTZ001 - a day has no zone
