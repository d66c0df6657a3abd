"""Where the parts of a data folder stand, unless the settings name another place."""

from dataclasses import dataclass
from pathlib import Path


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
