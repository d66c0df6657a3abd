"""Database rows as typed Arrow columns: a step per column instead of per cell; a gap stays a gap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import sqlalchemy as sa

from warehouse.types import UtcDateTime

PORTION_ROWS = 50_000
MOMENT = pa.timestamp("us", tz="UTC")
_NULLABLE = {
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
    pa.string(): pd.StringDtype(na_value=np.nan),
}

Positions = npt.NDArray[np.integer[Any]]
Flags = npt.NDArray[np.bool_]

NO_ROW = -1
"""The position of a row that is not there."""


def read_columns(connection: sa.Connection, select: sa.Select[Any]) -> pa.Table:
    """The select's rows as columns of `int64`, `double`, `bool`, `date32`, UTC moments in us, and text.

    Typed by the select's columns whatever the engine returns; missing is null. Only such columns are allowed.
    """
    columns = list(select.selected_columns)
    schema = pa.schema([(column.key, arrow_type(column.type)) for column in columns])
    result = connection.execute(select)
    columnar = _columnar(result, schema)
    if columnar is not None:
        return columnar.combine_chunks()
    portions = [_portion(rows, schema) for rows in _portions(result)]
    return pa.concat_tables(portions or [schema.empty_table()]).combine_chunks()


def as_frame(columns: pa.Table) -> pd.DataFrame:
    """The columns as `Int64`, `Float64`, `boolean`, `datetime64[us]` (with zone for moments) and `str`."""
    days = {
        name: columns[name].cast(pa.timestamp("us"))
        for name in columns.column_names
        if pa.types.is_date(columns.schema.field(name).type)
    }
    arrays = [days.get(name, columns[name]) for name in columns.column_names]
    # Names that a select gives twice would be one column of a dictionary.
    frame: pd.DataFrame = pa.table(arrays, names=columns.column_names).to_pandas(types_mapper=_NULLABLE.get)
    return frame


def arrow_type(column_type: sa.types.TypeEngine[Any]) -> pa.DataType:
    """The Arrow type that holds a database column of that type."""
    match column_type:
        case UtcDateTime() | sa.DateTime():
            return MOMENT
        case sa.Date():
            return pa.date32()
        case sa.Boolean():
            return pa.bool_()
        case sa.Integer():
            return pa.int64()
        case sa.Numeric() | sa.Float():
            return pa.float64()
        case _:
            return pa.string()


def present(column: pa.ChunkedArray) -> Flags:
    """In which rows a column has a value."""
    if column.null_count == 0:
        return np.ones(len(column), dtype=bool)
    flags: Flags = column.is_valid().to_numpy()
    return flags


def flags_of(column: pa.ChunkedArray) -> Flags:
    """A column of truth values that lacks none."""
    flags: Flags = column.to_numpy().astype(bool)
    return flags


def rows_where(rows: pa.Table, chosen: Flags) -> pa.Table:
    """The chosen rows. A contract has many columns without a value, and none of these is copied."""
    filled = [name for name in rows.column_names if rows[name].null_count < len(rows)]
    kept = rows.select(filled).filter(pa.array(chosen))
    height = int(chosen.sum())
    return pa.table(
        {
            name: kept[name] if name in filled else gaps(height, rows.schema.field(name).type)
            for name in rows.column_names
        }
    )


def taken(column: pa.ChunkedArray, rows: Positions) -> pa.ChunkedArray:
    """The column's values at these positions, null at NO_ROW."""
    if column.null_count == len(column):
        return gaps(len(rows), column.type)
    return column.take(pa.array(rows, mask=rows == NO_ROW))


@lru_cache(maxsize=8)
def gaps(rows: int, kind: pa.DataType) -> pa.ChunkedArray:
    """A column without a value. A contract has many of them, and all of one length share their memory."""
    return pa.chunked_array([pa.nulls(rows, kind)])


def codes_of(column: pa.ChunkedArray) -> Positions:
    """Per row the number of its value in the order of the values, from 1 on; 0 where it is missing."""
    encoded = column.combine_chunks().dictionary_encode()
    order = pa.compute.array_sort_indices(encoded.dictionary).to_numpy()
    rank = np.zeros(len(order) + 1, dtype=np.int64)
    rank[order + 1] = np.arange(1, len(order) + 1)
    codes: Positions = rank[encoded.indices.fill_null(-1).to_numpy() + 1]
    return codes


def _columnar(result: sa.CursorResult[Any], schema: pa.Schema) -> pa.Table | None:
    """The rows from an engine that keeps columns itself (DuckDB); None from one that gives rows."""
    fetch = getattr(result.cursor, "to_arrow_table", None)
    if fetch is None:
        return None
    found = fetch()
    result.close()
    arrays = [column.cast(kind) for column, kind in zip(found.columns, schema.types, strict=True)]
    return pa.table(arrays, schema=schema)


def _portions(result: sa.CursorResult[Any]) -> Iterator[Sequence[Sequence[Any]]]:
    # From the driver itself: the usual way would look at every single value.
    cursor = result.cursor
    while cursor is not None and (rows := cursor.fetchmany(PORTION_ROWS)):
        yield rows
    result.close()


def _portion(rows: Sequence[Sequence[Any]], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True)
    arrays = [_array(values, kind=kind) for values, kind in zip(columns, schema.types, strict=True)]
    return pa.table(arrays, schema=schema)


_AS_WRITTEN = {pa.bool_(): pa.int8(), pa.date32(): pa.string()}
"""How SQLite writes truth values and days."""


def _array(values: Sequence[Any], *, kind: pa.DataType) -> pa.Array:
    for given in (kind, _AS_WRITTEN.get(kind, kind)):
        try:
            return pa.array(values, type=given).cast(kind)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            continue
    return _converted(values, kind=kind)


def _converted(values: Sequence[Any], *, kind: pa.DataType) -> pa.Array:
    """What an engine writes in its own way: SQLite truth values and days, everywhere sums as decimals."""
    if pa.types.is_boolean(kind):
        return pa.array([None if value is None else bool(value) for value in values], type=kind)
    if pa.types.is_integer(kind):
        return pa.array([None if value is None else int(value) for value in values], type=kind)
    if pa.types.is_floating(kind):
        return pa.array([None if value is None else float(value) for value in values], type=kind)
    texts = [value.isoformat() if isinstance(value, date) else value for value in values]
    naive = pa.date32() if pa.types.is_date(kind) else pa.timestamp("us")
    return pa.array(texts, type=pa.string()).cast(naive).cast(kind)
