"""What crosses the border between the write side and the ledger: plain, frozen, typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from data_contracts.contract import Severity
from data_contracts.errors import PantauError


class State(StrEnum):
    """Where a submission stands. The values are stored and shown in the command line's output."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    ACCEPTED_WITH_WARNINGS = "accepted_with_warnings"
    PARTIALLY_ACCEPTED = "partially_accepted"
    RETURNED = "returned"
    REFUSED = "refused"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """What an official reads."""
        return _STATE_LABELS[self]

    @property
    def is_live(self) -> bool:
        """Whether a submission in this state contributes figures."""
        return self in LIVE_STATES


_STATE_LABELS = {
    State.RECEIVED: "diterima, belum diperiksa",
    State.ACCEPTED: "diterima",
    State.ACCEPTED_WITH_WARNINGS: "diterima dengan catatan",
    State.PARTIALLY_ACCEPTED: "diterima sebagian",
    State.RETURNED: "dikembalikan",
    State.REFUSED: "ditolak (data pribadi)",
    State.DUPLICATE: "sudah pernah diterima; tidak ada yang berubah",
    State.WITHDRAWN: "ditarik",
}
LIVE_STATES = frozenset({State.ACCEPTED, State.ACCEPTED_WITH_WARNINGS, State.PARTIALLY_ACCEPTED})


class LedgerError(PantauError):
    """The ledger was asked for something it cannot keep or does not hold."""


class UnknownSubmissionError(LedgerError):
    """No submission bears this number."""

    def __init__(self, submission_id: int) -> None:
        super().__init__(
            f"Kiriman nomor {submission_id} tidak ada. Lihat daftar nomor dengan `pantau submissions`."
        )
        self.submission_id = submission_id


class AlreadyWithdrawnError(LedgerError):
    """A withdrawn submission takes no further events: its file has to be sent again."""

    def __init__(self, submission_id: int) -> None:
        super().__init__(
            f"Kiriman nomor {submission_id} sudah ditarik. Kirim ulang berkasnya bila masih diperlukan."
        )
        self.submission_id = submission_id


class DuplicateSubmissionError(LedgerError):
    """The same bytes already stand in the ledger as a live submission, carried as `existing`."""

    def __init__(self, existing: Submission) -> None:
        super().__init__(
            f"Berkas ini sudah masuk sebagai kiriman nomor {existing.id} ({existing.file_name}). "
            "Tidak ada yang perlu dikirim lagi; bila isinya keliru, tarik dengan `pantau withdraw`."
        )
        self.existing = existing


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCount:
    """How the non-blank rows of a file were used: read = accepted + quarantined + ignored."""

    read: int = 0
    accepted: int = 0
    quarantined: int = 0
    ignored: int = 0

    def __post_init__(self) -> None:
        if min(self.read, self.accepted, self.quarantined, self.ignored) < 0:
            raise LedgerError(f"Jumlah baris tidak boleh negatif: {self}.")
        if self.read != self.accepted + self.quarantined + self.ignored:
            raise LedgerError(f"Jumlah baris tidak klop (dibaca = diterima + ditahan + diabaikan): {self}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a person should know or mend, with its place in the file. `value` is the text as typed."""

    rule: str
    severity: Severity
    message: str
    contract: str | None = None
    field: str | None = None
    sheet: str | None = None
    cell: str | None = None
    wilayah: str | None = None
    tanggal: date | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """What Great Expectations came to for one rule over one file.

    `evaluated` counts the rows that have a value to judge, `unexpected` those among them that break the rule
    (also where their finding is left out as the consequence of another). `expectation` is the type's name.
    """

    contract: str
    rule: str
    expectation: str
    severity: Severity
    evaluated: int
    unexpected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoredRow:
    """A row that is not data, and why. `row` is 1-based: Excel's number or the physical CSV line."""

    sheet: str
    row: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnUse:
    """Which column of a sheet fed which field: with a row's number it gives the cell's address."""

    sheet: str
    contract: str
    field: str
    column: str
    header: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubmission:
    """One file as judged. `received_at`: when it reached us, `entered_at`: when it was judged (aware UTC).

    `corrects` is the number of the submission it was sent to mend; None where it stands for itself.
    """

    sha256: str
    file_name: str
    size: int
    sender: str | None
    received_at: datetime
    entered_at: datetime
    simulasi: bool
    state: State
    contracts: tuple[str, ...]
    rows: RowCount
    corrects: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission(NewSubmission):
    """A submission as the ledger holds it, with its number; `state` is the current one."""

    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One step in a submission's life, in the order it was written down."""

    submission_id: int
    state: State
    occurred_at: datetime
    actor: str | None
    reason: str | None
