"""Files that are either there, whole and flushed to disk, or not there at all."""

from __future__ import annotations

import os
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
