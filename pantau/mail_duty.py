"""The mailroom's rounds, in a thread beside the judging: a server that hangs holds up nothing else."""

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from data_contracts.errors import PantauError
from pantau.pauses import GrowingPause
from pantau.workplace import Workplace
from warehouse.data_folder import DataFolder

if TYPE_CHECKING:
    from pantau.mailroom import Mailroom

ANSWER_SECONDS = 0.5
MINIMUM_SECONDS, LEAVE_SECONDS = 0.05, 5

log = logging.getLogger("pantau.mail")
Clock = Callable[[], datetime]


def run_mailroom(room: "Mailroom", *, poll_seconds: float, stop: threading.Event) -> None:
    """Fetches and answers until told to stop; what fails is tried again, ever more seldom."""
    duties = (
        ("fetching", room.fetch, GrowingPause(poll_seconds)),
        ("answering", room.answer, GrowingPause(ANSWER_SECONDS)),
    )
    while not stop.is_set():
        for name, duty, pause in duties:
            if pause.is_over() and not stop.is_set():
                _try(name, duty, pause=pause)
        stop.wait(max(MINIMUM_SECONDS, min(pause.remaining() for _, _, pause in duties)))


@contextmanager
def open_mailroom(workplace: Workplace, *, clock: Clock) -> Iterator[None]:
    """The mailbox is attended for the length of a `with`, where the settings name one."""
    if not workplace.settings.imap_host:
        yield
        return
    # Only where there is a mailbox: a worker without one pays nothing for it.
    from pantau.mail_settings import read_mail_settings
    from pantau.mailroom import Mailroom

    settings = read_mail_settings(workplace.settings)
    assert settings is not None  # noqa: S101 - a host is named
    # Killed in the midst of a look, an earlier worker may have left an enclosure there.
    shutil.rmtree(DataFolder(workplace.settings.folder).temporary / "surat", ignore_errors=True)
    stop = threading.Event()
    room = Mailroom(settings, workplace=workplace, clock=clock)
    thread = threading.Thread(
        target=run_mailroom,
        args=(room,),
        kwargs={"poll_seconds": settings.poll_seconds, "stop": stop},
        name="mailroom",
        daemon=True,
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        # A server that hangs is not waited for: what is noted is safe, the rest comes again.
        thread.join(timeout=LEAVE_SECONDS)


def _try(name: str, duty: Callable[[], int], *, pause: GrowingPause) -> None:
    try:
        duty()
    except (OSError, PantauError) as error:
        pause.failed()
        log.warning("%s mail: %s: %s", name, type(error).__name__, error)
    except Exception:
        pause.failed()
        log.exception("%s mail", name)
    else:
        pause.succeeded()
