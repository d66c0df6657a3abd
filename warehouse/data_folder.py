"""Where the parts of a data folder stand, unless the settings name another place."""

from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout


@dataclass(frozen=True, slots=True)
class DataFolder:
    """A folder that holds one province's ledger, marts and received files."""

    path: Path

    @property
    def ledger_url(self) -> str:
        return f"sqlite:///{self.path / 'buku_besar.db'}"

    @property
    def marts_url(self) -> str:
        return f"duckdb:///{self.path / 'marts'}"

    @property
    def files(self) -> Path:
        return self.path / "berkas"

    @property
    def answers(self) -> Path:
        """The senders' workbooks with their cells marked."""
        return self.path / "jawaban"

    @property
    def rules(self) -> Path:
        """The lines by which settings were changed here."""
        return self.path / "aturan.yaml"

    @property
    def temporary(self) -> Path:
        """Files on their way to the privacy look; cleared whenever a service starts."""
        return self.path / "sementara"

    @property
    def worker_lock(self) -> Path:
        """Held by the one process that judges and publishes."""
        return self.path / "worker.lock"


def is_locked(path: Path) -> bool:
    """Whether a process holds this lock, as the running worker holds its own."""
    try:
        with FileLock(path).acquire(timeout=0):
            return False
    except Timeout:
        return True
