"""Rows become one typed frame per contract."""

from collections.abc import Mapping, Sequence

import pandas as pd

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Contract, LogicalType
from etl.resolve.reading import DataRow, SheetReading
from etl.resolve.tall_frames import DTYPE, with_ordinary_rows


def build_frames(rows: Sequence[DataRow], *, tables: Sequence[SheetReading]) -> Mapping[str, pd.DataFrame]:
    """A frame for each contract that a recognised figure belongs to, in the contracts' order.

    `rows` are those read by themselves; the ordinary rows of the tables are put in their place among them.
    """
    figures = [column for table in tables for column in table.columns if column.is_figure]
    used = {column.field.name for column in figures}
    fed = {column.contract for column in figures}
    frames = {
        name: _frame(rows, contract=contract, used=used)
        for name, contract in load_contracts().items()
        if name in fed
    }
    return with_ordinary_rows(frames, tables=tables)


def _frame(rows: Sequence[DataRow], *, contract: Contract, used: set[str]) -> pd.DataFrame:
    fields = [field for field in contract.measured if field.name in used]
    names = {field.name for field in fields}
    own = [row for row in rows if names & row.texts.keys()]
    first = [None if row.interval is None else row.interval.first for row in own]
    last = [None if row.interval is None else row.interval.last for row in own]
    return pd.DataFrame(
        {
            "sheet": pd.Series([row.sheet for row in own], dtype="str"),
            "source_row": pd.Series([row.number for row in own], dtype="Int64"),
            "kode_wilayah": pd.Series(
                [row.wilayah.kode if row.wilayah else None for row in own], dtype="str"
            ),
            "tanggal_awal": pd.Series(first, dtype=DTYPE[LogicalType.DATE]),
            "tanggal": pd.Series(last, dtype=DTYPE[LogicalType.DATE]),
            **{
                dimension.name: pd.Series([row.dimensions.get(dimension.name) for row in own], dtype="str")
                for dimension in contract.dimensions
            },
            **{
                field.name: pd.Series(
                    [row.values.get(field.name) for row in own], dtype=DTYPE[field.logical_type]
                )
                for field in fields
            },
        }
    )
