"""A process that takes files in and may be killed at it. Reads orders (JSON) from stdin, one per line.

It imports everything once and then forks a child for each order, so that a test of many deaths does not pay
for the import of Great Expectations each time.
"""

import faulthandler
import importlib
import json
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tqdm.std import tqdm

from etl.process import warm_up
from tests.etl.kantor import Office, open_office
from tests.etl.laporan import NOW

CHILD_SECONDS = 120
"""A child that takes longer hangs: it tells where on stderr, and ends with 1."""


def main() -> None:
    keep_locks_apart()
    warm_up()
    say("siap")
    for line in sys.stdin:
        order = json.loads(line)
        children = [fork(partial(_obey, order, work)) for work in order["works"]]
        if order.get("kill_after") is not None:
            time.sleep(order["kill_after"])
            for child in children:
                os.kill(child, signal.SIGKILL)
        statuses = [os.waitpid(child, 0)[1] for child in children]
        say(json.dumps([os.waitstatus_to_exitcode(status) for status in statuses]))


def keep_locks_apart() -> None:
    """Great Expectations' progress bars share one lock among all forked processes; each gets its own instead.

    Whoever is killed while holding the shared one would stop every later child for good.
    """
    tqdm.set_lock(threading.RLock())
    # Its thread would take the lock now and then, perhaps in the moment of a fork.
    tqdm.monitor_interval = 0


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def fork(work: Callable[[], None]) -> int:
    """A child that does this and ends with 0; 99 if it fails."""
    child = os.fork()
    if child:
        return child
    try:
        faulthandler.dump_traceback_later(CHILD_SECONDS, exit=True)
        work()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(99)


def _obey(order: dict[str, Any], work: dict[str, Any]) -> None:
    if order.get("die") is not None:
        die_at(**order["die"])
    _work(open_office(Path(order["folder"]), url=order.get("url")), work)
    if order.get("kill_after") is not None:
        # A quick machine may be done by then; the order is to be killed all the same.
        signal.pause()


def _work(office: Office, work: dict[str, Any]) -> None:
    """Take in every file, then judge whatever waits; with `answers` write the receipts there."""
    for path in work["paths"]:
        office.receive(Path(path))
    answers = []
    while (job := office.queue.claim(worker="anak", now=NOW)) is not None:
        answers.append(office.process(job).as_json())
    if "answers" in work:
        Path(work["answers"]).write_text(json.dumps(answers), encoding="utf-8")


def die_at(*, module: str, name: str, moment: str, call: int = 1) -> None:
    """Kill this process before or after the given call of a function."""
    owner: Any = importlib.import_module(module)
    *path, last = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    original: Callable[..., Any] = getattr(owner, last)
    calls = 0

    def deadly(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call and moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*args, **kwargs)
        if calls == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, last, deadly)


if __name__ == "__main__":
    main()
