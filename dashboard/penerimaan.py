"""The upload page's way to the intake: the only module of the dashboard that knows the write side."""

import os
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from dashboard.session import Places, ledger_at, moment_of
from data_contracts.errors import PantauError
from data_contracts.periode import Periode
from data_contracts.tulisan import WIB
from etl.intake import ADVICE, Receipt, answer_of, receipt_text, receive_content, rows_said
from warehouse.data_folder import is_locked
from warehouse.files import FileStore
from warehouse.ledger import Ledger
from warehouse.queue import Job, JobQueue

__all__ = ["ADVICE", "Handed", "Receipt", "Reception", "open_reception", "receipt_text", "rows_said"]


@dataclass(frozen=True, slots=True)
class Handed:
    """One file handed in: it waits as `job`, was answered at once, or could not be taken in (`problem`)."""

    name: str
    received_at: datetime
    job: int | None = None
    receipt: Receipt | None = None
    problem: str | None = None


class Reception:
    """The door, the queue behind it and the answers, on one data folder."""

    def __init__(self, places: Places, *, ledger: Ledger) -> None:
        self._places = places
        self._ledger = ledger
        self._files = FileStore(places.files)
        self.queue = JobQueue(ledger.engine)

    @property
    def today(self) -> date:
        """The day in WIB."""
        return moment_of(self._places).astimezone(WIB).date()

    @property
    def has_worker(self) -> bool:
        """Whether anybody judges what waits."""
        return is_locked(self._places.home.worker_lock)

    def hand_in(self, content: BinaryIO, *, name: str, sender: str | None, period: Periode | None) -> Handed:
        """Take one file in; what stands in its way is said in the answer."""
        now = moment_of(self._places)
        try:
            arrival = receive_content(
                content,
                file_name=name,
                temporary=self._places.home.temporary / "unggah",
                ledger=self._ledger,
                queue=self.queue,
                files=self._files,
                sender=sender,
                received_at=now,
                period=period,
                now=now,
            )
        except PantauError as error:
            return Handed(name, now, problem=error.message)
        return Handed(name, now, job=arrival.job, receipt=arrival.receipt)

    def answer(self, job: Job) -> Receipt | None:
        """The receipt of a job with its marked workbook; None while it is not judged."""
        return answer_of(job, ledger=self._ledger, files=self._files, folder=self._places.home.answers)

    def ignored(self, submission_id: int) -> Counter[str]:
        """How many rows were ignored for which reason."""
        return Counter(row.reason for row in self._ledger.ignored_rows(submission_id))


def open_reception() -> Reception:
    """On the data folder of this process's environment."""
    places = Places.read(os.environ)
    return Reception(places, ledger=ledger_at(places.ledger_url))
