"""`demo`, `serve`, `worker`, `doctor`."""

import argparse
import logging
import sys
import threading
import time
import webbrowser
from typing import NoReturn

from data_contracts.errors import PantauError
from pantau import supervisor
from pantau.demo import hand_in
from pantau.doctor import examine
from pantau.output import print_lines
from pantau.settings import Settings
from pantau.workplace import Workplace, open_workplace

LOAD_SECONDS = 600


def demo(arguments: argparse.Namespace, settings: Settings) -> int:
    """Loads the examples in a data folder of their own, so that they never mix with a province's reports."""
    chosen = _with_port(settings.in_folder("demo"), arguments.port)
    with open_workplace(chosen) as workplace:
        print_lines(["Pantau menyiapkan data contoh (angka publik dan SIMULASI) …"])
        new = hand_in(workplace)
        with supervisor.running(chosen) as services:
            _wait_until_loaded(workplace, services)
            print_lines([f"{new} berkas baru diterima dan diperiksa."])
            _announce(services)
            if not arguments.no_browser:
                webbrowser.open(services.url)
            services.watch()
    _ended_by_itself(chosen)


def serve(arguments: argparse.Namespace, settings: Settings) -> int:
    """Worker and dashboard on the data folder, until told to stop."""
    chosen = _with_port(settings, arguments.port)
    with open_workplace(chosen), supervisor.running(chosen) as services:
        _announce(services)
        services.watch()
    _ended_by_itself(chosen)


def work(_arguments: argparse.Namespace, settings: Settings) -> int:
    """The worker alone; where one is already running it stands by."""
    from pantau.worker import run

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    stop = threading.Event()
    supervisor.on_end_signals(stop.set)
    with open_workplace(settings) as workplace:
        run(workplace, clock=settings.clock, stop=stop)
    return 0


def doctor(_arguments: argparse.Namespace, settings: Settings) -> int:
    """One line a check; exit code 1 when one fails."""
    checks = examine(settings)
    print_lines(f"{'✓' if check.passed else '✗'} {check.name}: {check.message}" for check in checks)
    return 0 if all(check.passed for check in checks) else 1


def _announce(services: supervisor.Services) -> None:
    print_lines([f"Dasbor terbuka: {services.url}  (Ctrl+C: berhenti)"])
    sys.stdout.flush()


def _ended_by_itself(settings: Settings) -> NoReturn:
    """Told to end, the process has left already: whoever comes here lost the dashboard."""
    message = f"Dasbor berhenti dengan sendirinya; lihat {settings.folder / 'log' / 'dasbor.log'}."
    raise PantauError(message)


def _with_port(settings: Settings, port: int | None) -> Settings:
    """An asked-for port is taken as it is; the default gives way to the next free one."""
    if port is None:
        port = supervisor.first_free_port(settings.host, start_at=settings.port)
    return settings.model_copy(update={"port": port})


def _wait_until_loaded(workplace: Workplace, services: supervisor.Services) -> None:
    deadline = time.monotonic() + LOAD_SECONDS
    while workplace.queue.pending() or not _is_published(workplace):
        if services.worker.poll() is not None or time.monotonic() > deadline:
            log = workplace.settings.folder / "log" / "worker.log"
            message = f"Data contoh tidak selesai dimuat; lihat {log}."
            raise PantauError(message)
        time.sleep(0.2)


def _is_published(workplace: Workplace) -> bool:
    snapshot = workplace.marts.info()
    return snapshot is not None and snapshot.ledger_sequence == workplace.ledger.sequence()
