"""Rows become one typed frame per contract."""

from collections.abc import Mapping, Sequence

import pandas as pd

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Contract, LogicalType
from etl.resolve.headings import Column
from etl.resolve.reading import DataRow
from warehouse.frames import DAY

_DTYPE = {
    LogicalType.INTEGER: "Int64",
    LogicalType.NUMBER: "Float64",
    LogicalType.STRING: "str",
    LogicalType.DATE: DAY,
    LogicalType.TIME: "str",
}


def build_frames(rows: Sequence[DataRow], *, columns: Sequence[Column]) -> Mapping[str, pd.DataFrame]:
    """A frame for each contract that a recognised figure belongs to, in the contracts' order."""
    used = {column.field.name for column in columns if column.is_figure}
    fed = {column.contract for column in columns if column.is_figure}
    return {
        name: _frame(rows, contract=contract, used=used)
        for name, contract in load_contracts().items()
        if name in fed
    }


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
            "tanggal_awal": pd.Series(first, dtype=DAY),
            "tanggal": pd.Series(last, dtype=DAY),
            **{
                dimension.name: pd.Series([row.dimensions.get(dimension.name) for row in own], dtype="str")
                for dimension in contract.dimensions
            },
            **{
                field.name: pd.Series(
                    [row.values.get(field.name) for row in own], dtype=_DTYPE[field.logical_type]
                )
                for field in fields
            },
        }
    )
