"""Received files as they came, kept under the name of their content."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from warehouse.durable import replace_durably

_CHUNK_BYTES = 1024 * 1024
_PART_PREFIX, _PART_SUFFIX = "masuk-", ".part"


class FileStore:
    """A folder in which a file's place follows from its SHA-256; a stored file is never changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, path: Path) -> str:
        """Keep a copy of the file and return its SHA-256 (64 hex digits). Killed midway, nothing is stored.

        Raises OSError when the file cannot be read or the folder cannot be written.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as source, self._part() as (part, target):
            sha256 = _copy(source, target)
            target.flush()
            self._keep(part, sha256=sha256)
        return sha256

    def remove_strays(self) -> int:
        """Remove what killed processes left half copied, and nothing that is being copied now; how many.

        A file in the making is locked by its maker, and a lock dies with its process.
        """
        strays = [part for part in self._folder.glob(f"{_PART_PREFIX}*{_PART_SUFFIX}") if _is_left(part)]
        for stray in strays:
            stray.unlink(missing_ok=True)
        return len(strays)

    def path(self, sha256: str) -> Path:
        """Where the file of this content stands, or would stand."""
        return self._folder / sha256[:2] / sha256[2:]

    def contains(self, sha256: str) -> bool:
        """Whether the file of this content is stored."""
        return self.path(sha256).is_file()

    @contextmanager
    def _part(self) -> Iterator[tuple[Path, BinaryIO]]:
        handle, name = tempfile.mkstemp(prefix=_PART_PREFIX, suffix=_PART_SUFFIX, dir=self._folder)
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as target:
                fcntl.flock(target, fcntl.LOCK_EX)
                yield part, target
        finally:
            part.unlink(missing_ok=True)

    def _keep(self, part: Path, *, sha256: str) -> None:
        target = self.path(sha256)
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            replace_durably(part, target)


def _is_left(part: Path) -> bool:
    try:
        with part.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        # Locked by its maker, or gone since.
        return False
    return True


def sha256_of(path: Path) -> str:
    """The name a file's content bears here, 64 hex digits; OSError when it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy(source: BinaryIO, target: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := source.read(_CHUNK_BYTES):
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest()
