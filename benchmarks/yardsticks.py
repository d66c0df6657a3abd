"""Work of a known kind, timed in the same run: a slow or busy machine slows both, so the ratio stays."""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of several runs of one thing."""

    name: str
    seconds: tuple[float, ...]
    budget: float | None = None

    @property
    def typical(self) -> float:
        return median(self.seconds)

    @property
    def is_within_budget(self) -> bool:
        return self.budget is None or self.typical <= self.budget


def timed(name: str, work: Callable[[], object], *, runs: int, budget: float | None = None) -> Timing:
    """The median of `runs` runs; nothing is warmed up here, so warm up before where that is meant."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return Timing(name=name, seconds=tuple(seconds), budget=budget)


def peak_bytes() -> int:
    """The most memory this program held; `ru_maxrss` would tell of the process it was started from too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (kilobytes,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return 1024 * int(kilobytes)


def import_in_a_new_process(module: str) -> Callable[[], object]:
    """Starting Python and importing a module of others: what no cold command of ours can be quicker than."""
    command = [sys.executable, "-W", "ignore", "-c", f"import {module}"]
    return lambda: subprocess.run(command, check=True, capture_output=True)
