"""The answer to a submission: the sender's own workbook, marked, in the folder of answers."""

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path, PurePosixPath

from etl.answer.account import Account, account_of
from etl.answer.marking import marked_workbook
from etl.answer.markup import UneditablePackageError
from etl.answer.plain import plain_copy
from etl.kinds import FileKind, kind_of
from etl.read import read_workbook
from etl.receipt import Receipt
from warehouse.durable import write_durably
from warehouse.files import FileStore
from warehouse.ledger import Ledger
from warehouse.records import Submission

_LONGEST_STEM = 120
_EXCERPT = (
    "Berkas ini sangat panjang: yang disalin hanya baris judul dan baris yang ada catatannya, di alamat yang "
    "sama. Perbaiki di berkas asli Anda, atau di sini; baris lain tetap seperti yang sudah diterima."
)
_COPIED = "Berkas aslinya bukan .xlsx; isinya disalin ke sini sel demi sel, di alamat yang sama."


def write_answer(submission_id: int, *, ledger: Ledger, files: FileStore, folder: Path) -> Path | None:
    """The sender's workbook with its cells marked; None where the file has neither error nor warning.

    Made once: a file that is there already is only named. What is in it follows from the stored file and from
    the ledger as it stood when the file was judged, so that made again it has the same bytes. After a kill it
    is there whole or not at all. Raises UnknownSubmissionError, OSError.
    """
    submission = ledger.submission(submission_id)
    target = _place(submission, folder=folder)
    if target.exists():
        return target
    account = account_of(submission_id, ledger=ledger)
    if not account.is_worth_telling:
        return None
    content = answer_bytes(account, path=files.path(submission.sha256))
    write_durably(target, content)
    return target


def with_answer(receipt: Receipt, *, ledger: Ledger, files: FileStore, folder: Path) -> Receipt:
    """The receipt with the place of its marked workbook; one a kill left out is made now."""
    if receipt.submission is None:
        return receipt
    path = write_answer(receipt.submission, ledger=ledger, files=files, folder=folder)
    return replace(receipt, marked_workbook=None if path is None else str(path))


def answer_bytes(account: Account, *, path: Path) -> bytes:
    """The answer to a submission whose file stands at `path`, as bytes."""
    if kind_of(path, name=account.submission.file_name) is FileKind.PACKAGE:
        try:
            return marked_workbook(path, account)
        except UneditablePackageError:
            pass  # its cells can be copied all the same
    return _copied(path, account)


def _copied(path: Path, account: Account) -> bytes:
    workbook = read_workbook(path, file_name=account.submission.file_name)
    wanted = {sheet: {row for row, _ in marks} for sheet, marks in account.marks().items()}
    copy = plain_copy([sheet for sheet in workbook.sheets if not sheet.is_ours], wanted=wanted)
    remark = _EXCERPT if copy.is_excerpt else _COPIED
    return marked_workbook(BytesIO(copy.content), account, names=copy.names, remarks=(remark,))


def _place(submission: Submission, *, folder: Path) -> Path:
    """A folder for each number, and in it the name the sender knows the file by."""
    sent = PurePosixPath(submission.file_name.replace("\\", "/"))
    stem = re.sub(r"[^\w .,()+–-]", "_", sent.stem)[:_LONGEST_STEM].strip(" .") or "laporan"
    suffix = ".xlsm" if sent.suffix.lower() == ".xlsm" else ".xlsx"
    return folder / str(submission.id) / f"{stem}{suffix}"
