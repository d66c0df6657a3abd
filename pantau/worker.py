"""The one process that judges files and publishes marts."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from filelock import Timeout

from etl.intake import process
from pantau.workplace import Workplace
from warehouse.marts import publish

Clock = Callable[[], datetime]

IDLE_SECONDS = 0.2

log = logging.getLogger("pantau.worker")


def drain(workplace: Workplace, *, clock: Clock) -> int:
    """Judges every waiting file, then publishes the marts if the ledger moved; returns how many it judged.

    Only for the holder of the workplace's lock. Files left half done by a killed worker are taken up first:
    after a kill at any moment the next call completes the work.
    """
    workplace.queue.release_stale()
    judged = 0
    while (job := workplace.queue.claim(worker="worker", now=clock())) is not None:
        receipt = process(
            job, ledger=workplace.ledger, queue=workplace.queue, files=workplace.files, now=clock()
        )
        log.info("%s: %s", receipt.file, receipt.state)
        judged += 1
    publish(workplace.ledger, store=workplace.marts, now=clock())
    return judged


def run(workplace: Workplace, *, clock: Clock, stop: threading.Event) -> None:
    """Works until told to stop; stands by while another worker holds the folder, and takes over from it."""
    while not stop.is_set():
        try:
            with workplace.lock.acquire(timeout=IDLE_SECONDS):
                _work(workplace, clock=clock, stop=stop)
        except Timeout:
            continue


def _work(workplace: Workplace, *, clock: Clock, stop: threading.Event) -> None:
    drain(workplace, clock=clock)
    while not stop.wait(IDLE_SECONDS):
        if workplace.queue.pending():
            drain(workplace, clock=clock)


def drain_if_idle(workplace: Workplace, *, clock: Clock) -> bool:
    """Drains in this process unless a worker is already running; tells whether it did."""
    try:
        with workplace.lock.acquire(timeout=0):
            drain(workplace, clock=clock)
            return True
    except Timeout:
        return False
