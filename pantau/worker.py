"""The one process that judges files, answers them and publishes marts."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime

from filelock import Timeout

from data_contracts.errors import PantauError
from etl.answering import prepare_answer
from etl.process import process, warm_up
from pantau.inbox import Inbox
from pantau.mail_duty import open_mailroom
from pantau.pauses import GrowingPause
from pantau.publishing import judge_flags, state_of
from pantau.workplace import Workplace
from warehouse.flag_history import Judged
from warehouse.marts import publish
from warehouse.queue import Job

Clock = Callable[[], datetime]

# A worker that has just had work looks again at once: files often come one after the other.
BUSY_SECONDS, IDLE_SECONDS = 0.01, 0.2
BUSY_FOR_SECONDS = 5
# While files keep coming the pages must not wait for the last of them.
PUBLISH_SECONDS = 10
INBOX_SECONDS = 1.0

log = logging.getLogger("pantau.worker")


OUR_FAULT = (
    "Berkas ini belum dapat diperiksa karena kesalahan pada sistem kami. Berkas tersimpan dan tidak perlu "
    "dikirim ulang; pengelola akan memeriksanya lagi."
)


class UnjudgedFilesError(PantauError):
    """Files that could not be judged through a fault of ours; they are kept and put aside."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            f"{', '.join(names)} tidak dapat diperiksa karena kesalahan kami. Berkas tersimpan dan "
            "disisihkan; jalankan `pantau doctor`, dan setelah kesalahannya diperbaiki `pantau retry`."
        )


def run(workplace: Workplace, *, clock: Clock, stop: threading.Event) -> None:
    """Works until told to stop; stands by while another worker holds the folder, and takes over from it."""
    while not stop.is_set():
        try:
            with workplace.lock.acquire(timeout=IDLE_SECONDS):
                _work(workplace, clock=clock, stop=stop)
        except Timeout:
            continue


def drain_if_idle(workplace: Workplace, *, clock: Clock) -> bool:
    """Drains in this process unless a worker is already running; tells whether it did.

    Raises UnjudgedFilesError, after all others are done, for files our own fault kept from being judged.
    """
    try:
        with workplace.lock.acquire(timeout=0):
            workplace.queue.release_stale()
            unjudged = drain(workplace, clock=clock)
            judge_flags(workplace, now=clock())
    except Timeout:
        return False
    if unjudged:
        raise UnjudgedFilesError([job.file_name for job in unjudged])
    return True


def drain(workplace: Workplace, *, clock: Clock) -> list[Job]:
    """Judges and answers every waiting file, and publishes the marts where the ledger moved.

    Only for the holder of the workplace's lock. Returns the files that were put aside because a fault of ours
    kept them from being judged again and again: one such file must not keep the others waiting.
    """
    unjudged, published = [], time.monotonic()
    while (job := workplace.queue.claim(worker="worker", now=clock())) is not None:
        if not _judge(job, workplace=workplace, clock=clock):
            unjudged.append(job)
        if time.monotonic() - published > PUBLISH_SECONDS:
            publish(workplace.ledger, store=workplace.marts, now=clock())
            published = time.monotonic()
    publish(workplace.ledger, store=workplace.marts, now=clock())
    return unjudged


class Rounds:
    """What a running worker does again and again: queue, inbox folder, left-out answers, flags."""

    def __init__(self, workplace: Workplace, *, clock: Clock) -> None:
        self._workplace = workplace
        self._clock = clock
        self._inbox = Inbox(workplace.settings.inbox_folder, workplace=workplace)
        self._inbox_pause = GrowingPause(INBOX_SECONDS)
        self._flagged: Judged | str | None = None
        self._unanswered = deque(each.id for each in workplace.ledger.submissions())

    def turn(self) -> bool:
        """One round; whether there was anything to do."""
        looked = self._look_into_inbox()
        if self._workplace.queue.pending():
            drain(self._workplace, clock=self._clock)
            self._guarded(self._inbox.lay_aside)
            return True
        if not looked and self._unanswered:
            _prepare_answer(self._unanswered.pop(), workplace=self._workplace)
            return True
        return looked or self._judge_flags()

    def _judge_flags(self) -> bool:
        """Once for each state, when nobody waits for an answer: answers and pages come first."""
        now = self._clock()
        state = _state_or_trouble(self._workplace, now=now)
        if state is None or state == self._flagged:
            return False
        # Where judging fails it is not tried again before something changes.
        self._flagged = state
        judge_flags(self._workplace, now=now)
        return True

    def _look_into_inbox(self) -> bool:
        return self._inbox_pause.is_over() and self._guarded(self._inbox.look)

    def _guarded(self, work: Callable[[], int]) -> bool:
        """The inbox may lie on a share that is away for a while: that stops nothing else."""
        try:
            done = work()
        except OSError as error:
            self._inbox_pause.failed()
            log.warning("inbox %s: %s", self._workplace.settings.inbox_folder, error)
            return False
        self._inbox_pause.succeeded()
        return done > 0


def _state_or_trouble(workplace: Workplace, *, now: datetime) -> Judged | str | None:
    """What the flags depend on; a settings file that cannot be read is a state too, told of once."""
    try:
        return state_of(workplace, now=now)
    except (PantauError, OSError) as error:
        return str(error)


def _work(workplace: Workplace, *, clock: Clock, stop: threading.Event) -> None:
    # What a killed worker left half done comes first: after a kill at any moment the next start completes it.
    workplace.queue.release_stale()
    workplace.files.remove_strays()
    warm_up()
    drain(workplace, clock=clock)
    rounds, last_work = Rounds(workplace, clock=clock), time.monotonic()
    with open_mailroom(workplace, clock=clock):
        while not stop.is_set():
            if rounds.turn():
                last_work = time.monotonic()
            is_busy = time.monotonic() - last_work < BUSY_FOR_SECONDS
            stop.wait(BUSY_SECONDS if is_busy else IDLE_SECONDS)


def _judge(job: Job, *, workplace: Workplace, clock: Clock) -> bool:
    try:
        receipt = process(
            job, ledger=workplace.ledger, queue=workplace.queue, files=workplace.files, now=clock()
        )
    except Exception as error:
        log.exception("%s could not be judged", job.file_name)
        failure = error.message if isinstance(error, PantauError) else OUR_FAULT
        return not workplace.queue.put_back(job.id, failure=failure)
    log.info("%s: %s", receipt.file, receipt.state)
    if receipt.submission is not None:
        _prepare_answer(receipt.submission, workplace=workplace)
    return True


def _prepare_answer(submission_id: int, *, workplace: Workplace) -> None:
    prepare_answer(
        submission_id,
        ledger=workplace.ledger,
        files=workplace.files,
        folder=workplace.settings.answers_folder,
    )
