"""Files that are either there, whole and flushed to disk, or not there at all."""

from __future__ import annotations

import os
import threading
from pathlib import Path


def flush(path: Path) -> None:
    """Wait until the file's (or folder's) content is on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_durably(part: Path, target: Path) -> None:
    """Give a finished file its name; after a power cut that is the old file or the whole new one."""
    flush(part)
    part.replace(target)
    # The name itself lives in the folder.
    flush(target.parent)


def write_durably(target: Path, content: bytes) -> None:
    """Write a file whole or not at all, making its folder where it is missing; OSError when that fails."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # Two who write the same file at once do not share a part; the later one wins.
    part = target.with_name(f".{target.name[:80]}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        part.write_bytes(content)
        replace_durably(part, target)
    finally:
        part.unlink(missing_ok=True)
