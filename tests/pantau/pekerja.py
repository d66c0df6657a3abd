"""Workers that may be killed: reads orders (JSON) from stdin, one per line, and forks a child for each.

It imports everything once, so that a test of many deaths does not pay for Great Expectations each time. A
child works as `pantau worker` does until nothing is left to do. An order may name the moment of its death:
`after` (seconds, counted from when `judged` files are judged), or `die`, a function of ours before or after
whose call it dies. The answer is how the child ended: 0 done, -9 killed.
"""

import json
import os
import signal
import sqlite3
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pantau.worker
from etl.intake import receive
from etl.process import process, warm_up
from pantau.publishing import state_of
from pantau.settings import Settings
from pantau.worker import run
from pantau.workplace import Workplace, open_workplace
from tests.etl.laporan import form_row, write_form
from tests.etl.pekerja import die_at
from warehouse.mail import MailBook

NOW = datetime(2026, 11, 2, 3, tzinfo=UTC)


def main() -> None:
    _warm_up()
    _say("siap")
    for line in sys.stdin:
        order = json.loads(line)
        child = _fork(order)
        if order.get("after") is not None:
            _wait_for(child, order)
            os.kill(child, signal.SIGKILL)
        _say(json.dumps(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])))


def _warm_up() -> None:
    """Judge one file, so that every child finds all that is read and built once already in memory."""
    warm_up()
    # A snapshot is not published here: DuckDB's threads would not be there in the children.
    pantau.worker.warm_up = lambda: None  # type: ignore[attr-defined]
    with TemporaryDirectory() as folder, open_workplace(Settings(home=Path(folder), now=NOW)) as place:
        path = write_form(Path(folder, "laporan.xlsx"), [form_row("33.01", sisa_prr=-1), form_row("33.02")])
        stores = {"ledger": place.ledger, "queue": place.queue, "files": place.files}
        receive(path, **stores, sender=None, received_at=NOW, period=None, now=NOW)
        job = place.queue.claim(worker="pemanasan", now=NOW)
        assert job is not None
        process(job, **stores, now=NOW)
        place.answer_to(job.id)


class UntilIdle(threading.Event):
    """Is set once nothing is left to do: nothing laid in, queued or owed, everything published and judged."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self._rounds = 0

    def is_set(self) -> bool:
        return self._is_idle() and self._has_looked_after_answers()

    def _has_looked_after_answers(self) -> bool:
        """A worker makes one answer that a kill left out in each round it has nothing else to do."""
        self._rounds += 1
        return self._rounds > len(self._workplace.ledger.submissions()) + 2

    def _is_idle(self) -> bool:
        place = self._workplace
        snapshot = place.marts.info()
        published = snapshot is not None and snapshot.ledger_sequence == place.ledger.sequence()
        owes = place.queue.pending() or _laid_in(place.settings.inbox_folder) or self._owes_answers()
        return published and not owes and place.flags.last_state() == state_of(place, now=NOW)

    def _owes_answers(self) -> bool:
        """A mailbox is asked first; where there is one, its worker ends after the first answer it sent."""
        if not self._workplace.settings.imap_host:
            return False
        book = MailBook(self._workplace.ledger.engine)
        return book.count().owed > 0 or not book.count().answered


def _laid_in(inbox: Path) -> bool:
    aside = ("selesai", "dikembalikan", "ditolak")
    files = (path for path in inbox.rglob("*") if path.is_file())
    return any(path.relative_to(inbox).parts[0] not in aside for path in files)


def _fork(order: dict[str, Any]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        if order.get("die") is not None:
            die_at(**order["die"])
        settings = Settings(home=Path(order["home"]), now=NOW, **order.get("settings", {}))
        with open_workplace(settings) as workplace:
            run(workplace, clock=workplace.settings.clock, stop=UntilIdle(workplace))
        if order.get("after") is not None:
            # A quick machine may be done by then; the order is to be killed all the same.
            signal.pause()
        os._exit(0)
    finally:
        os._exit(99)


def _wait_for(child: int, order: dict[str, Any]) -> None:
    """Until so many files are judged and the rest of the time is over; no longer than the child lives."""
    end = time.monotonic() + 60
    while _judged(Path(order["home"])) < order.get("judged", 0) and time.monotonic() < end:
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return
        time.sleep(0.002)
    time.sleep(order["after"])


def _judged(home: Path) -> int:
    with closing(sqlite3.connect(f"file:{home / 'buku_besar.db'}?mode=ro", uri=True)) as ledger:
        count: int = ledger.execute(
            "SELECT count(*) FROM job WHERE finished_at IS NOT NULL OR failure IS NOT NULL"
        ).fetchone()[0]
    return count


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
