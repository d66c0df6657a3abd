"""What commands print: one JSON document, a CSV, or a few lines for a person."""

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

import pandas as pd

from data_contracts.tulisan import WIB, looks_like_formula


def print_json(document: object) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2, default=_plain))  # noqa: T201 - this is the output


def print_frame(frame: pd.DataFrame, *, columns: Sequence[str], form: str) -> None:
    """The chosen columns as CSV or JSON on stdout; a missing value is an empty cell or null, never 0."""
    records = frame_records(frame, columns=columns)
    if form == "json":
        print_json(records)
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(record[name]) for name in columns] for record in records)


def frame_records(frame: pd.DataFrame, *, columns: Sequence[str]) -> list[dict[str, object]]:
    """The frame as plain dictionaries, missing values as None, dates as ISO text."""
    table = frame.loc[:, list(columns)].astype(object)
    table = table.where(table.notna(), None)
    return [{str(name): _jsonable(value) for name, value in row.items()} for row in table.to_dict("records")]


def print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)  # noqa: T201 - this is the output


def print_table(records: Sequence[Mapping[str, object]], *, columns: Mapping[str, str]) -> None:
    """A plain table for a terminal; `columns` gives each key its Indonesian heading."""
    rows = [[_text(record.get(key)) for key in columns] for record in records]
    widths = [max(map(len, cells)) for cells in zip(columns.values(), *rows, strict=True)]
    for row in [list(columns.values()), *rows]:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print(line.rstrip())  # noqa: T201 - this is the output


def _text(value: object) -> str:
    return "–" if value is None else str(value)


def _cell(value: object) -> object:
    """What stands in a CSV: text that could be a formula gets the apostrophe by which spreadsheets mark text.

    Numbers are written as numbers, negative ones too.
    """
    if isinstance(value, str) and looks_like_formula(value):
        return f"'{value}"
    return "" if value is None else value


def _jsonable(value: object) -> object:
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime()
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value.item() if hasattr(value, "item") else value


def _moment(value: datetime) -> str:
    """A data date reads as a date; a moment reads in WIB."""
    if value.tzinfo is None:
        return value.date().isoformat()
    return value.astimezone(WIB).isoformat(timespec="seconds")


def _plain(value: object) -> object:
    plain = _jsonable(value)
    return str(plain) if plain is value else plain
