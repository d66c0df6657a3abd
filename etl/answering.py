"""What a sender gets back for a judged file: the receipt with the marked workbook."""

import logging
from pathlib import Path

from etl.answer import with_answer, write_answer
from etl.receipt import Receipt, receipt_of
from warehouse.files import FileStore
from warehouse.ledger import Ledger
from warehouse.queue import Job

log = logging.getLogger("etl.answering")


def answer_of(job: Job, *, ledger: Ledger, files: FileStore, folder: Path) -> Receipt | None:
    """The whole answer to a job; None while it is not judged.

    Where the workbook cannot be marked the receipt stands without it: the findings name the cells too.
    """
    if not job.is_finished:
        return None
    receipt = receipt_of(job, ledger=ledger)
    try:
        return with_answer(receipt, ledger=ledger, files=files, folder=folder)
    except Exception:
        log.exception("%s could not be marked", receipt.file)
        return receipt


def prepare_answer(submission_id: int, *, ledger: Ledger, files: FileStore, folder: Path) -> None:
    """Mark the sender's workbook, unless that is done already; a fault of ours is for the log alone."""
    try:
        write_answer(submission_id, ledger=ledger, files=files, folder=folder)
    except Exception:
        log.exception("submission %s could not be marked", submission_id)
