"""The cells in force: for each field of each wilayah and date the one cell of the ledger that counts."""

import json
from collections.abc import Collection
from datetime import datetime

import pandas as pd

from data_contracts.catalogue import load_contracts
from data_contracts.contract import LogicalType, Measure
from warehouse.cells import cell_of, sheet_of
from warehouse.ledger_reader import LedgerReader

PLACE = ["kode_wilayah", "tanggal_awal", "tanggal"]
SOURCE = ["submission_id", "received_at", "simulasi", "sheet", "source_row", "raw"]
SOURCE_TYPES = {
    "submission": "Int64",
    "file": "str",
    "sha256": "str",
    "sheet": "str",
    "cell": "str",
    "header": "str",
    "received_at": "datetime64[us, UTC]",
    "sender": "str",
    "simulasi": "boolean",
    "raw": "str",
}
"""What is told of the place a figure comes from, with the types of its columns."""

CELL_COLUMNS = (
    "wilayah",
    "tanggal_awal",
    "tanggal",
    "contract",
    "field",
    "value",
    "submission",
    "received_at",
    "simulasi",
    "sheet",
    "source_row",
    "raw",
)
NUMBERS = (LogicalType.INTEGER, LogicalType.NUMBER)
LEVELS = (Measure.STOCK, Measure.CUMULATIVE, Measure.RATIO, Measure.ATTRIBUTE)


def cells_in_force(reported: pd.DataFrame, *, contract: str, fields: Collection[str]) -> pd.DataFrame:
    """One row per kode_wilayah, interval, dimensions and field with a value: the last reported one in order
    of precedence.

    `reported` as of `Ledger.reported`. Columns: wilayah, tanggal_awal, tanggal, contract, field, value
    (number), text (of what is no number), submission, received_at, simulasi, sheet, source_row, raw, and the
    contract's dimensions. Levels have no interval: their tanggal_awal is their tanggal. A flow without a
    first day speaks of one day.
    """
    known = load_contracts()[contract]
    levels = {field.name for field in known.of_measure(*LEVELS)}
    numbers = {field.name for field in known.fields if field.logical_type in NUMBERS}
    keys = [*PLACE, *(field.name for field in known.dimensions)]
    cells = reported.melt(id_vars=[*keys, *SOURCE], value_vars=[*fields], var_name="field")
    cells = cells[cells["value"].notna()]
    has_start = cells["tanggal_awal"].notna() & ~cells["field"].isin(levels)
    cells = cells.assign(
        tanggal_awal=cells["tanggal_awal"].where(has_start, cells["tanggal"]),
        contract=contract,
        value=cells["value"].where(cells["field"].isin(numbers)).astype("Float64"),
        text=cells["value"].where(~cells["field"].isin(numbers)).astype("str"),
    )
    cells = cells.drop_duplicates([*keys, "field"], keep="last")
    return cells.rename(columns={"kode_wilayah": "wilayah", "submission_id": "submission"}).reset_index(
        drop=True
    )


def latest_position(reported: pd.DataFrame, *, contract: str) -> datetime | None:
    """The latest data date with any level of the contract; None when there is none."""
    levels = [field.name for field in load_contracts()[contract].of_measure(*LEVELS)]
    day = reported.loc[reported[levels].notna().any(axis=1), "tanggal"].max()
    return None if pd.isna(day) else day


def with_file(cells: pd.DataFrame, *, reader: LedgerReader) -> pd.DataFrame:
    """`cells` (with `submission`) and the file, sha256 and sender of each."""
    files = pd.DataFrame(
        [(each.id, each.file_name, each.sha256, each.sender) for each in reader.submissions()],
        columns=["submission", "file", "sha256", "sender"],
    )
    return cells.astype({"submission": "int64"}).merge(
        files.astype({"submission": "int64"}), on="submission", how="left"
    )


def with_address(cells: pd.DataFrame, *, reader: LedgerReader) -> pd.DataFrame:
    """`cells` with file, sha256, sender, header, cell ("D12") and `raw`, the text as typed, where it was
    kept.

    A cell whose column was not written down keeps its file and sheet, and has no address.
    """
    uses = pd.DataFrame(
        [
            (number, use.sheet, use.contract, use.field, use.column, use.header)
            for number in cells["submission"].unique()
            for use in reader.columns(int(number))
        ],
        columns=["submission", "sheet", "contract", "field", "column", "header"],
    ).drop_duplicates(["submission", "sheet", "contract", "field"])
    found = with_file(cells, reader=reader)
    found = found.merge(uses, on=["submission", "sheet", "contract", "field"], how="left")
    typed = [_as_typed(raw, field) for raw, field in zip(found["raw"], found["field"], strict=True)]
    return found.assign(
        sheet=found["sheet"].map(sheet_of, na_action="ignore"),
        cell=_addresses(found),
        raw=pd.Series(typed, index=found.index, dtype="str"),
    )


def _addresses(found: pd.DataFrame) -> pd.Series:
    """Column and row of each cell; missing where its column was not written down."""
    pairs = zip(found["column"], found["source_row"], strict=True)
    cells = [cell_of(column, row=row) if isinstance(column, str) else None for column, row in pairs]
    return pd.Series(cells, index=found.index, dtype="str")


def _as_typed(raw: object, field: str) -> str | None:
    if not isinstance(raw, str):
        return None
    text = json.loads(raw).get(field)
    return None if text is None else str(text)
