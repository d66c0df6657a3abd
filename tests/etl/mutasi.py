"""Seeded damage to real workbooks, as senders and their software do it."""

import io
import random
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

DIRT: tuple[object, ...] = (
    None, "", " ", "-", "–", "<>", "nihil", "Null", "O,73", "12O", "1.367", "31,270,312", "97.47", "97,47%",
    "104,23%", 0, -1, 0.98, 1.5, 10**14, "10000000000000000", "banyak", "=1+1", "@SUM(A1)", "+62", "#REF!",
    "#N/A", True, "Tegal", "Solo", "Karanganyar", "3399", "33.74", 3374.0, "33.74.01", "JUMLAH",
    "NIP. 19700101 199503 1 002", "3 Juni 2020", "31/02/2026", "03/06/2020", 44000, "1 234", "(12)",
    "<script>alert(1)</script>", "'; DROP TABLE x;--", "\u200b5\u00a0", "\ufeffkd_wilayah", "wajib_ktp_el",
    "NIK Baru", "２００１", "x" * 5000, "🙂",
)  # fmt: skip
"""What stands in cells of real reports, and some of what should not."""

Change = Callable[[Worksheet, random.Random], None]


def damaged(source: Path, *, into: Path, seed: int) -> Path:
    """A damaged copy of an .xlsx or a delimited file; the same seed does the same damage."""
    chance = random.Random(seed)
    target = into / f"{seed}-{source.name}"
    if source.suffix != ".xlsx":
        target.write_bytes(_damaged_bytes(source.read_bytes(), chance=chance))
    elif chance.random() < 0.1:
        target.write_bytes(_damaged_package(source, chance=chance))
    else:
        book = load_workbook(source)
        for _ in range(chance.randint(1, 6)):
            chance.choice(_CHANGES)(chance.choice(book.worksheets), chance)
        _maybe_another_sheet(book, chance)
        book.save(target)
    return target


def _place(sheet: Worksheet, chance: random.Random) -> tuple[int, int]:
    return chance.randint(1, max(sheet.max_row, 1)), chance.randint(1, max(sheet.max_column, 1))


def _set_cell(sheet: Worksheet, chance: random.Random) -> None:
    row, column = _place(sheet, chance)
    _write(sheet, row, column, chance.choice(DIRT))


def _set_column(sheet: Worksheet, chance: random.Random) -> None:
    _, column = _place(sheet, chance)
    for row in range(1, sheet.max_row + 1):
        if chance.random() < 0.5:
            _write(sheet, row, column, chance.choice(DIRT))


def _write(sheet: Worksheet, row: int, column: int, value: object) -> None:
    cell = sheet.cell(row, column)
    if not hasattr(cell, "column_letter"):
        return
    cell.value = value  # type: ignore[assignment]


def _drop_row(sheet: Worksheet, chance: random.Random) -> None:
    sheet.delete_rows(_place(sheet, chance)[0])


def _drop_column(sheet: Worksheet, chance: random.Random) -> None:
    sheet.delete_cols(_place(sheet, chance)[1])


def _insert_rows(sheet: Worksheet, chance: random.Random) -> None:
    sheet.insert_rows(_place(sheet, chance)[0], chance.randint(1, 3))


def _insert_column(sheet: Worksheet, chance: random.Random) -> None:
    sheet.insert_cols(_place(sheet, chance)[1])


def _repeat_row(sheet: Worksheet, chance: random.Random) -> None:
    row, _ = _place(sheet, chance)
    sheet.append([cell.value for cell in sheet[row]])


def _swap_columns(sheet: Worksheet, chance: random.Random) -> None:
    (_, first), (_, second) = _place(sheet, chance), _place(sheet, chance)
    for row in range(1, sheet.max_row + 1):
        one, other = sheet.cell(row, first).value, sheet.cell(row, second).value
        _write(sheet, row, first, other)
        _write(sheet, row, second, one)


def _merge(sheet: Worksheet, chance: random.Random) -> None:
    row, column = _place(sheet, chance)
    sheet.merge_cells(
        start_row=row,
        start_column=column,
        end_row=row + chance.randint(0, 3),
        end_column=column + chance.randint(1, 3),
    )


def _hide(sheet: Worksheet, chance: random.Random) -> None:
    row, _ = _place(sheet, chance)
    sheet.row_dimensions[row].hidden = True


def _as_text(sheet: Worksheet, chance: random.Random) -> None:
    _, column = _place(sheet, chance)
    for row in range(1, sheet.max_row + 1):
        value = sheet.cell(row, column).value
        if isinstance(value, int | float):
            _write(sheet, row, column, str(value))


def _maybe_another_sheet(book: Workbook, chance: random.Random) -> None:
    if chance.random() < 0.15:
        copy = book.copy_worksheet(chance.choice(book.worksheets))
        copy.title = chance.choice(("Salinan", "Sheet1", "Perbaikan", "=1+1"))


_CHANGES: Sequence[Change] = (
    *(_set_cell,) * 6,
    *(_set_column,) * 2,
    _drop_row,
    _drop_column,
    _insert_rows,
    _insert_column,
    _repeat_row,
    _swap_columns,
    _merge,
    _hide,
    _as_text,
)


def _damaged_bytes(content: bytes, *, chance: random.Random) -> bytes:
    """Lines dropped, repeated, cut; separators exchanged; stray bytes."""
    lines = content.splitlines(keepends=True) or [b""]
    for _ in range(chance.randint(1, 5)):
        place = chance.randrange(len(lines))
        lines[place] = chance.choice(
            (
                b"",
                lines[place] * 2,
                lines[place][: len(lines[place]) // 2],
                lines[place].replace(b";", b","),
                lines[place].replace(b",", b";"),
                lines[place].replace(b"1", b"O"),
                b'"' + lines[place],
                b"\x00\xff\xfe" + lines[place],
            )
        )
    return b"".join(lines)


def _damaged_package(source: Path, *, chance: random.Random) -> bytes:
    """One part of the package cut short or with a stray run of bytes; or the whole file cut off."""
    content = source.read_bytes()
    if chance.random() < 0.3:
        return content[: chance.randrange(len(content))]
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        victim = chance.choice(old.namelist())
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, _damaged_part(data, chance=chance) if name == victim else data)
    return out.getvalue()


def _damaged_part(data: bytes, *, chance: random.Random) -> bytes:
    place = chance.randrange(len(data) + 1)
    if chance.random() < 0.5:
        return data[:place]
    return data[:place] + bytes(chance.randrange(256) for _ in range(8)) + data[place:]
