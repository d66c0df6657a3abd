"""Received files as they came, kept under the name of their content."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from warehouse.durable import replace_durably

_CHUNK_BYTES = 1024 * 1024


class FileStore:
    """A folder in which a file's place follows from its SHA-256; a stored file is never changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, path: Path) -> str:
        """Keep a copy of the file and return its SHA-256 (64 hex digits). Killed midway, nothing is stored.

        Raises OSError when the file cannot be read or the folder cannot be written.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix="masuk-", suffix=".part", dir=self._folder)
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as target, path.open("rb") as source:
                sha256 = _copy(source, target)
            self._keep(part, sha256=sha256)
        finally:
            part.unlink(missing_ok=True)
        return sha256

    def path(self, sha256: str) -> Path:
        """Where the file of this content stands, or would stand."""
        return self._folder / sha256[:2] / sha256[2:]

    def contains(self, sha256: str) -> bool:
        """Whether the file of this content is stored."""
        return self.path(sha256).is_file()

    def _keep(self, part: Path, *, sha256: str) -> None:
        target = self.path(sha256)
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            replace_durably(part, target)


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
