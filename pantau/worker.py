"""The one process that judges files and publishes marts."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from filelock import Timeout

from data_contracts.errors import PantauError
from etl.process import process, warm_up
from pantau.workplace import Workplace
from warehouse.marts import publish
from warehouse.queue import Job

Clock = Callable[[], datetime]

IDLE_SECONDS = 0.2

log = logging.getLogger("pantau.worker")


class UnjudgedFilesError(PantauError):
    """Files that could not be judged through a fault of ours; they stay in the queue."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            f"{', '.join(names)} tidak dapat diperiksa karena kesalahan kami. Berkas tetap di antrean dan "
            "dicoba lagi saat worker dimulai; jalankan `pantau doctor` dan laporkan kepada pengelola."
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
    except Timeout:
        return False
    if unjudged:
        raise UnjudgedFilesError([job.file_name for job in unjudged])
    return True


def drain(workplace: Workplace, *, clock: Clock) -> list[Job]:
    """Judges every waiting file, then publishes the marts where the ledger moved.

    Only for the holder of the workplace's lock. Returns the files that could not be judged through a fault of
    ours: one such file must not keep the others waiting.
    """
    unjudged = []
    while (job := workplace.queue.claim(worker="worker", now=clock())) is not None:
        if not _judge(job, workplace=workplace, clock=clock):
            unjudged.append(job)
    publish(workplace.ledger, store=workplace.marts, now=clock())
    return unjudged


def _work(workplace: Workplace, *, clock: Clock, stop: threading.Event) -> None:
    # What a killed worker left half done comes first: after a kill at any moment the next start completes it.
    workplace.queue.release_stale()
    warm_up()
    drain(workplace, clock=clock)
    while not stop.wait(IDLE_SECONDS):
        if workplace.queue.pending():
            drain(workplace, clock=clock)


def _judge(job: Job, *, workplace: Workplace, clock: Clock) -> bool:
    try:
        receipt = process(
            job, ledger=workplace.ledger, queue=workplace.queue, files=workplace.files, now=clock()
        )
    except Exception:
        log.exception("%s could not be judged", job.file_name)
        return False
    log.info("%s: %s", receipt.file, receipt.state)
    return True
