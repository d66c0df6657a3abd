"""Worker and dashboard as two child processes, started together and stopped together."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from data_contracts.errors import PantauError, UsageError
from pantau.settings import Settings
from warehouse.data_folder import DataFolder

PROJECT = Path(__file__).resolve().parent.parent
READY_SECONDS = 60
STOP_SECONDS = 5
# A file of a million rows takes and frees memory in many sizes. Given back at once instead of kept for later,
# the worker's peak stays a tenth lower.
WORKER_MEMORY = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_TRIM_THRESHOLD_": "100000",
}
RESTART_SECONDS = 1.0
# The uploader refuses what is larger before it comes over the wire.
UPLOAD_MB = 100


@dataclass(slots=True)
class Services:
    """The running children; `stop` ends both and waits for them."""

    settings: Settings
    port: int
    worker: subprocess.Popen[bytes]
    dashboard: subprocess.Popen[bytes]
    restarts: int = field(default=0)

    @property
    def url(self) -> str:
        return f"http://{self.settings.host}:{self.port}"

    def stop(self) -> None:
        children = [self.dashboard, self.worker]
        for child in children:
            child.terminate()
        for child in children:
            _wait_or_kill(child)

    def watch(self) -> None:
        """Blocks until the dashboard ends; a worker that died is started again (its queue is durable)."""
        while self.dashboard.poll() is None:
            if self.worker.poll() is not None:
                time.sleep(RESTART_SECONDS)
                self.revive_worker()
            time.sleep(0.2)

    def revive_worker(self) -> None:
        """Another worker in the place of one that ended; it takes up what that one left half done."""
        self.worker = _start_worker(self.settings)
        self.restarts += 1


def start(settings: Settings) -> Services:
    """Starts worker and dashboard on the settings' host and port and waits until the dashboard answers.

    Raises UsageError when the port is taken, PantauError when the dashboard does not come up.
    """
    if not _is_free(settings.host, settings.port):
        message = f"Port {settings.port} sedang dipakai; pilih port lain dengan --port."
        raise UsageError(message)
    shutil.rmtree(DataFolder(settings.folder).temporary, ignore_errors=True)
    services = Services(
        settings=settings,
        port=settings.port,
        worker=_start_worker(settings),
        dashboard=_start_dashboard(settings),
    )
    try:
        _wait_until_ready(services)
    except BaseException:
        services.stop()
        raise
    return services


def first_free_port(host: str, *, start_at: int) -> int:
    """The first port from `start_at` on that nobody listens on."""
    for port in range(start_at, start_at + 100):
        if _is_free(host, port):
            return port
    message = f"Tidak ada port bebas antara {start_at} dan {start_at + 99}; pilih sendiri dengan --port."
    raise UsageError(message)


@contextmanager
def running(settings: Settings) -> Iterator[Services]:
    """Worker and dashboard for the length of a `with`; both end with it, also when we are told to end."""
    on_end_signals(lambda: sys.exit(0))
    services = start(settings)
    try:
        yield services
    finally:
        services.stop()


def on_end_signals(action: Callable[[], object]) -> None:
    """Runs `action` when told to end (Ctrl+C, SIGTERM, closed terminal)."""

    def told_to_end(_signal: int, _frame: FrameType | None) -> None:
        action()

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, told_to_end)


def _start_worker(settings: Settings) -> subprocess.Popen[bytes]:
    return _child(settings, [sys.executable, "-m", "pantau", "worker"], also=WORKER_MEMORY)


def _start_dashboard(settings: Settings) -> subprocess.Popen[bytes]:
    options = {
        "server.address": settings.host,
        "server.port": str(settings.port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "server.maxUploadSize": str(UPLOAD_MB),
        "browser.gatherUsageStats": "false",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    app = str(PROJECT / "dashboard" / "app.py")
    return _child(settings, [sys.executable, "-m", "streamlit", "run", app, *flags], also={})


def _child(settings: Settings, command: list[str], *, also: Mapping[str, str]) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **settings.environment(), **also}
    output = settings.folder / "log"
    output.mkdir(parents=True, exist_ok=True)
    name = "dasbor" if "streamlit" in command else "worker"
    with (output / f"{name}.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and modules
            command, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )


def _wait_until_ready(services: Services) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if services.dashboard.poll() is not None:
            break
        if _answers(f"{services.url}/_stcore/health"):
            return
        time.sleep(0.1)
    message = f"Dasbor tidak mau menyala; lihat {services.settings.folder / 'log' / 'dasbor.log'}."
    raise PantauError(message)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1) as response:  # noqa: S310 - our own loopback address
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def _wait_or_kill(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
