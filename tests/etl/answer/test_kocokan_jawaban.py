"""Damaged workbooks answered: every answer opens, and each cell of the sender's still says what it said."""

import random
from pathlib import Path

import pytest
from openpyxl import load_workbook

from etl.answer.account import Account
from etl.answer.write import answer_bytes
from etl.judge import Judgement
from etl.privacy import find_personal_data
from etl.read import UnreadableFileError, read_workbook
from etl.sheets import Sheet, Workbook
from tests.etl.mutasi import damaged
from tests.etl.test_judge import judged
from tests.etl.test_kocokan import SOURCES
from warehouse.records import Submission

BATCHES, BATCH = 4, 15


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_damaged_workbook_gets_a_sound_answer_that_loses_no_cell(batch: int, tmp_path: Path) -> None:
    answered = 0
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        source = random.Random(-7 - seed).choice(SOURCES)
        try:
            path = damaged(source, into=tmp_path, seed=10_000 + seed)
            sent = read_workbook(path)
        except (UnreadableFileError, ValueError, KeyError, AttributeError, TypeError):
            continue  # it could not be damaged that way, or is refused at the door
        if find_personal_data(sent) is not None:
            continue
        account = account_of_judgement(judged(path))
        answer = tmp_path / f"jawaban-{seed}.xlsx"
        answer.write_bytes(answer_bytes(account, path=path))
        assert_sound(answer, account=account, sent=sent, seed=seed)
        answered += 1
    assert answered > BATCH // 3


def account_of_judgement(judgement: Judgement) -> Account:
    new = judgement.submission
    fields = {name: getattr(new, name) for name in new.__dataclass_fields__}
    return Account(
        submission=Submission(id=7, **fields),
        state=new.state,
        findings=judgement.findings,
        ignored=judgement.ignored,
        former={},
    )


def assert_sound(answer: Path, *, account: Account, sent: Workbook, seed: int) -> None:
    book = load_workbook(answer)
    assert "Jawaban Pantau" in str(book.worksheets[0]["A1"].value), seed
    back = [sheet for sheet in read_workbook(answer).sheets if not sheet.is_ours]
    if sum(len(sheet.rows) for sheet in sent.sheets) <= 20_000:
        assert [cells(sheet) for sheet in back] == [cells(sheet) for sheet in sent.sheets], seed
    commented = sum(1 for sheet in book.worksheets[1:] for row in sheet.iter_rows() for c in row if c.comment)
    assert commented >= bool(account.marks()), seed


def cells(sheet: Sheet) -> dict[tuple[int, int], object]:
    """What stands where; a blank cell that was marked is still blank."""
    return {
        (r, c): value for r, row in enumerate(sheet.rows) for c, value in enumerate(row) if value is not None
    }
