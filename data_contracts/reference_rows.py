"""Strict reading of our reference CSVs: what is not as declared is a ContractError with file and line."""

import csv
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from pathlib import Path
from typing import NoReturn, TypeVar

from data_contracts.errors import ContractError

_Value = TypeVar("_Value")
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """One line of a reference file; `place` is its file and line, for messages. Empty means missing."""

    place: str
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """The cell's text; ContractError when it is empty."""
        text = self.cells[column]
        return text if text else self.refuse(f"kolom {column} kosong; isi nilainya.")

    def integer(self, column: str) -> int:
        return self._convert(column, to=int, wanted="bilangan bulat")

    def number(self, column: str) -> float:
        return self._convert(column, to=_finite, wanted="bilangan dengan titik desimal")

    def day(self, column: str) -> date:
        return self._convert(column, to=date.fromisoformat, wanted="tanggal seperti 2026-10-16")

    def optional(self, read: Callable[[str], _Value], column: str) -> _Value | None:
        """`read(column)`, or None where the cell is empty."""
        return read(column) if self.cells[column] else None

    def refuse(self, reason: str) -> NoReturn:
        """Raise ContractError for this line; the reason says what to do next."""
        raise ContractError(f"{self.place}: {reason}")

    def _convert(self, column: str, *, to: Callable[[str], _Value], wanted: str) -> _Value:
        text = self.text(column)
        try:
            return to(text)
        except ValueError as error:
            message = f"{self.place}: kolom {column} berisi “{text}”; tulis {wanted}."
            raise ContractError(message) from error


def read_rows(path: Path, *, columns: Sequence[str]) -> tuple[ReferenceRow, ...]:
    """The lines below the header, which must hold exactly these columns in this order; UTF-8, comma."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            _check_header(path.name, next(reader, []), columns=columns)
            return tuple(_row(f"{path.name} baris {reader.line_num}", cells, columns) for cells in reader)
        except (csv.Error, UnicodeDecodeError) as error:
            message = f"{path.name} baris {reader.line_num}: bukan CSV UTF-8 yang utuh ({error})."
            raise ContractError(message) from error


def refuse_repeats(
    rows: Iterable[tuple[ReferenceRow, _Item]], *, key: Callable[[_Item], Hashable], what: str
) -> tuple[_Item, ...]:
    """The items, unless two share a key: that is a ContractError at the second line."""
    seen: dict[Hashable, str] = {}
    items = []
    for row, item in rows:
        held = seen.setdefault(key(item), row.place)
        if held != row.place:
            row.refuse(f"{what} “{key(item)}” sudah ada di {held}; hapus salah satunya.")
        items.append(item)
    return tuple(items)


def _check_header(name: str, header: Sequence[str], *, columns: Sequence[str]) -> None:
    missing = [column for column in columns if column not in header]
    unknown = [column for column in header if column not in columns]
    if missing or unknown or list(header) != list(columns):
        message = (
            f"{name} baris 1: kolom harus {', '.join(columns)}; "
            f"kurang: {', '.join(missing) or '–'}; tidak dikenal: {', '.join(unknown) or '–'}."
        )
        raise ContractError(message)


def _row(place: str, cells: Sequence[str], columns: Sequence[str]) -> ReferenceRow:
    if len(cells) != len(columns):
        message = f"{place}: {len(cells)} sel, seharusnya {len(columns)}."
        raise ContractError(message)
    return ReferenceRow(place, dict(zip(columns, (cell.strip() for cell in cells), strict=True)))


def _finite(text: str) -> float:
    value = float(text)
    if not isfinite(value):
        raise ValueError(text)
    return value
