"""Marts as DuckDB files: every version a file of its own, and a small pointer file beside them.

A DuckDB file that is open for writing shuts every other process out, and one that is open for reading shuts
the writer out. So a published file is never written again, and a reader that holds an old one keeps it, even
when it has been unlinked meanwhile.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from warehouse.bulk import amend_duckdb, write_duckdb
from warehouse.durable import replace_durably
from warehouse.engines import open_duckdb
from warehouse.mart_store import KEPT_VERSIONS, MartStore
from warehouse.snapshots import Changes, Contents, MartError, Marts, Snapshot

_PART_SUFFIX = ".part"
_FILE = re.compile(r"marts-(\d+)\.duckdb")


class MartFolder(MartStore):
    """Versions as `marts-<version>.duckdb` in one folder; `current.json` points to the one that counts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pointer = folder / "current.json"

    def info(self) -> Snapshot | None:
        snapshot = self._pointed()
        # Between two looks a publisher may have moved the pointer on and removed the file of the first look.
        while snapshot is not None and not self._file(snapshot.version).exists():
            again = self._pointed()
            if again == snapshot:
                return None
            snapshot = again
        return snapshot

    def current(self) -> Marts | None:
        snapshot = self.info()
        if snapshot is None:
            return None
        engine = open_duckdb(self._file(snapshot.version))
        return Marts(engine, snapshot=snapshot, release=engine.dispose)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self._folder / "publish.lock"):
            yield

    def next_version(self) -> int:
        snapshot = self._pointed()
        return 1 if snapshot is None else snapshot.version + 1

    def add(self, contents: Contents, *, snapshot: Snapshot) -> None:
        self._remove_parts()
        part = self._part(snapshot.version)
        write_duckdb(part, contents)
        self._make_current(part, snapshot=snapshot)

    def amend(self, changes: Changes, *, snapshot: Snapshot) -> None:
        former = self.info()
        assert former is not None  # noqa: S101
        self._remove_parts()
        part = self._part(snapshot.version)
        shutil.copyfile(self._file(former.version), part)
        amend_duckdb(part, changes)
        self._make_current(part, snapshot=snapshot)

    def _make_current(self, part: Path, *, snapshot: Snapshot) -> None:
        replace_durably(part, self._file(snapshot.version))
        self._point_to(snapshot)
        self._remove_versions(kept=range(snapshot.version - KEPT_VERSIONS + 1, snapshot.version + 1))

    def close(self) -> None:
        """Nothing is held open."""

    def _file(self, version: int) -> Path:
        return self._folder / f"marts-{version}.duckdb"

    def _part(self, version: int) -> Path:
        target = self._file(version)
        return target.with_name(target.name + _PART_SUFFIX)

    def _pointed(self) -> Snapshot | None:
        try:
            return _snapshot(json.loads(self._pointer.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, KeyError) as error:
            raise MartError(
                f"Penunjuk data terbitan {self._pointer} rusak. Hapus berkas itu; data terbitan dibangun "
                "ulang dari buku besar pada penerbitan berikutnya."
            ) from error

    def _point_to(self, snapshot: Snapshot) -> None:
        part = self._pointer.with_name(self._pointer.name + _PART_SUFFIX)
        part.write_text(json.dumps(asdict(snapshot), default=datetime.isoformat), encoding="utf-8")
        replace_durably(part, self._pointer)

    def _remove_parts(self) -> None:
        # Also `.part.wal`, which DuckDB leaves beside a file whose writer was killed.
        for stray in self._folder.glob(f"*{_PART_SUFFIX}*"):
            stray.unlink()

    def _remove_versions(self, *, kept: range) -> None:
        for path in self._folder.iterdir():
            found = _FILE.fullmatch(path.name)
            if found and int(found[1]) not in kept:
                path.unlink()


def _snapshot(values: dict[str, Any]) -> Snapshot:
    known_at = values["known_at"]
    return Snapshot(
        version=int(values["version"]),
        ledger_sequence=int(values["ledger_sequence"]),
        # A pointer from before marks has none, and so is never taken for up to date.
        ledger_mark=str(values.get("ledger_mark", "")),
        published_at=datetime.fromisoformat(values["published_at"]),
        known_at=None if known_at is None else datetime.fromisoformat(known_at),
        layout=str(values["layout"]),
    )
