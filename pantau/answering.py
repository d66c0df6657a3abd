"""What a sender gets back for a judged file: the receipt with the marked workbook."""

import logging

from etl.intake import receipt_of
from etl.receipt import Receipt
from pantau.workplace import Workplace

log = logging.getLogger("pantau.answering")


def finished_receipt(job_id: int, *, workplace: Workplace) -> Receipt | None:
    """The whole answer to a job; None while it is not judged.

    Where the workbook cannot be marked the receipt stands without it: the findings name the cells too.
    """
    job = workplace.queue.get(job_id)
    if not job.is_finished:
        return None
    receipt = receipt_of(job, ledger=workplace.ledger)
    try:
        from etl.answer import with_answer  # type: ignore[attr-defined,import-not-found,unused-ignore]

        answered: Receipt = with_answer(
            receipt,
            ledger=workplace.ledger,
            files=workplace.files,
            folder=workplace.settings.answers_folder,
        )
    except Exception:
        log.exception("%s could not be marked", receipt.file)
        return receipt
    return answered


def prepare_answer(submission_id: int, *, workplace: Workplace) -> None:
    """Mark the sender's workbook, unless that is done already; a fault of ours is for the log alone."""
    try:
        from etl.answer import write_answer  # type: ignore[attr-defined,import-not-found,unused-ignore]

        write_answer(
            submission_id,
            ledger=workplace.ledger,
            files=workplace.files,
            folder=workplace.settings.answers_folder,
        )
    except Exception:
        log.exception("submission %s could not be marked", submission_id)
