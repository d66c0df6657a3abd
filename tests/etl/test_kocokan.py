"""Hundreds of damaged workbooks: none brings the intake down, none loses a row or a figure without a word.

CI takes 500; `make fuzz` takes 5.000 (PANTAU_FUZZ names another number).
"""

import os
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from zipfile import is_zipfile

import pandas as pd
import pytest
from openpyxl import load_workbook

from etl.judge import Judgement
from etl.privacy import find_personal_data
from etl.read import UnreadableFileError, read_workbook
from tests.etl.mutasi import damaged
from tests.etl.test_judge import judged

ROOT = Path(__file__).parents[2]
BATCH = 50
BATCHES = int(os.environ.get("PANTAU_FUZZ", "500")) // BATCH
Rows = Sequence[Sequence[object]]


def _sources() -> list[Path]:
    folders = (
        ROOT / "examples" / "laporan-publik",
        ROOT / "examples" / "simulasi",
        ROOT / "tests" / "corpus",
    )
    files = sorted(
        path for folder in folders for path in folder.rglob("*") if path.suffix in {".xlsx", ".csv"}
    )
    # openpyxl walks every cell up to the last one, and in this file that stands at the far end of the sheet.
    fit = [path for path in files if path.name != "sel-terlalu-jauh.xlsx" and _can_be_opened(path)]
    return [path for path in fit if 500 < path.stat().st_size < 60_000]


def _can_be_opened(path: Path) -> bool:
    return path.suffix == ".csv" or is_zipfile(path)


SOURCES = _sources()


@pytest.mark.parametrize("batch", range(BATCHES))
def test_damaged_workbooks_are_read_or_explained_and_nothing_is_lost(batch: int, tmp_path: Path) -> None:
    judged_files = 0
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        source = random.Random(-1 - seed).choice(SOURCES)
        path = _written(source, into=tmp_path, seed=seed)
        if path is None:
            continue
        if _is_fit(path):
            _assert_nothing_is_lost(judged(path), path=path, seed=seed)
            judged_files += 1
        path.unlink()
    assert judged_files > BATCH // 3


def _written(source: Path, *, into: Path, seed: int) -> Path | None:
    """None where the damaged workbook cannot even be written, or its source not be opened for damaging."""
    try:
        return damaged(source, into=into, seed=seed)
    except (ValueError, AttributeError, KeyError, OSError):
        return None


def _is_fit(path: Path) -> bool:
    """Whether the door would let it in: it can be opened and holds no personal data."""
    try:
        return find_personal_data(read_workbook(path)) is None
    except UnreadableFileError:
        return False


def _assert_nothing_is_lost(judgement: Judgement, *, path: Path, seed: int) -> None:
    rows = judgement.submission.rows
    assert rows.read == rows.accepted + rows.quarantined + rows.ignored, seed
    pages = _pages(path)
    told = {(item.sheet, item.row) for item in judgement.ignored}
    for frame in judgement.rows.values():
        told |= {(sheet, int(row)) for sheet, row in zip(frame["sheet"], frame["source_row"], strict=True)}
    for sheet, cells in pages.items():
        _assert_rows_are_told(cells, told={row for name, row in told if name == sheet}, where=(seed, sheet))
    for contract, frame in judgement.rows.items():
        _assert_figures_are_taken_or_told(judgement, contract=contract, frame=frame, pages=pages, seed=seed)


def _pages(path: Path) -> Mapping[str, Rows]:
    """The cells as another reader sees them; of a file that one cannot open nothing is compared."""
    if path.suffix == ".csv":
        return {}
    try:
        book = load_workbook(path, data_only=True, read_only=True)
        return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}
    except Exception:  # noqa: BLE001 - the other reader's own weaknesses are not under test
        return {}


def _assert_rows_are_told(cells: Rows, *, told: set[int], where: object) -> None:
    """Every row with a number in it is data or ignored; only headings are neither."""
    for number, row in enumerate(cells, start=1):
        if any(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in row):
            heading_words = sum(isinstance(cell, str) for cell in row)
            assert number in told or heading_words, (where, number, row)


def _assert_figures_are_taken_or_told(
    judgement: Judgement, *, contract: str, frame: pd.DataFrame, pages: Mapping[str, Rows], seed: int
) -> None:
    """In an accepted row a number in a recognised column is the figure, and a blank is no figure."""
    places = {(f.sheet, f.cell) for f in judgement.findings}
    uses = [use for use in judgement.columns if use.contract == contract and use.sheet in pages]
    accepted = frame[frame["accepted"].astype(bool)]
    for use in uses:
        own = accepted[accepted["sheet"] == use.sheet]
        for row, value in zip(own["source_row"], own[use.field], strict=True):
            cell = _cell(pages[use.sheet], row=int(row), column=_number(use.column))
            where = (seed, use.sheet, f"{use.column}{row}", cell, value)
            if cell is None or (isinstance(cell, str) and not cell.strip()):
                assert pd.isna(value), where
            elif isinstance(cell, int) and not isinstance(cell, bool) and not pd.isna(value):
                assert float(value) in {float(cell), 100.0 * cell}, where
            elif isinstance(cell, int | float) and not isinstance(cell, bool):
                assert not pd.isna(value) or (use.sheet, f"{use.column}{row}") in places, where


def _cell(rows: Rows, *, row: int, column: int) -> object:
    return rows[row - 1][column] if row <= len(rows) and column < len(rows[row - 1]) else None


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
