"""Workers to order about, and to kill."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

KILLED = -9


class Workers:
    """One warm process that forks a worker for each order and tells how it ended (0 done, -9 killed)."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def order(self, home: Path, **order: Any) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"home": str(home)} | order) + "\n")
        self._process.stdin.flush()
        ended: int = json.loads(self._process.stdout.readline())
        return ended


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    command = [sys.executable, "-m", "tests.pantau.pekerja"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "siap"
        yield Workers(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=20) == 0
