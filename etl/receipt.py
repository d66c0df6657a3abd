"""What a sender gets back for a file."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from data_contracts.contract import Severity
from data_contracts.tulisan import format_waktu
from warehouse.ledger import Ledger
from warehouse.queue import Job
from warehouse.records import Finding, LedgerError, RowCount, State, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The answer to one file that was handed in.

    `submission` is the number in the ledger; None where nothing was kept (refused, or not readable). `rows`
    counts the file's non-blank rows but for its headings. `marked_workbook` is the place of the sender's own
    workbook with its cells marked, once one is written.
    """

    file: str
    sha256: str
    submission: int | None
    state: State
    contracts: tuple[str, ...]
    rows: RowCount
    findings: tuple[Finding, ...]
    marked_workbook: str | None = None

    def as_json(self) -> dict[str, object]:
        """The receipt as JSON has it: dates as ISO text, missing as null."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "submission": self.submission,
            "state": self.state.value,
            "contracts": list(self.contracts),
            "rows": {
                name: getattr(self.rows, name) for name in ("read", "accepted", "quarantined", "ignored")
            },
            "findings": [_finding_as_json(finding) for finding in self.findings],
            "marked_workbook": self.marked_workbook,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A file just handed in: answered at once (`receipt`), or waiting in the queue (`job`); never both."""

    receipt: Receipt | None
    job: int | None


def receipt_of(job: Job, *, ledger: Ledger) -> Receipt:
    """The receipt of a finished job, from what the ledger keeps of it; with the state it was judged to."""
    if job.outcome is None or job.submission_id is None:
        raise LedgerError(f"Berkas {job.file_name} masih dalam antrean. Tunggu sampai selesai diperiksa.")
    submission = ledger.submission(job.submission_id)
    if job.outcome is State.DUPLICATE:
        return duplicate(submission, file=job.file_name)
    return recorded(submission, findings=ledger.findings(submission.id), state=job.outcome)


def recorded(submission: Submission, *, findings: Sequence[Finding], state: State) -> Receipt:
    """The receipt of a file that the ledger took in."""
    return Receipt(
        file=submission.file_name,
        sha256=submission.sha256,
        submission=submission.id,
        state=state,
        contracts=submission.contracts,
        rows=submission.rows,
        findings=tuple(findings),
    )


def duplicate(existing: Submission, *, file: str) -> Receipt:
    """The receipt of bytes that are live in the ledger: number, contracts and rows are the first one's."""
    message = (
        f"Isi berkas ini sudah diterima pada {format_waktu(existing.received_at)} sebagai kiriman nomor "
        f"{existing.id} ({existing.file_name}). Tidak ada yang perlu dikirim lagi; bila isinya keliru, kirim "
        "berkas yang sudah diperbaiki."
    )
    finding = Finding(rule="berkas_sudah_diterima", severity=Severity.INFO, message=message)
    return Receipt(
        file=file,
        sha256=existing.sha256,
        submission=existing.id,
        state=State.DUPLICATE,
        contracts=existing.contracts,
        rows=existing.rows,
        findings=(finding,),
    )


def kept_nothing(*, file: str, sha256: str, state: State, finding: Finding) -> Receipt:
    """The receipt of a file of which nothing was stored."""
    return Receipt(
        file=file,
        sha256=sha256,
        submission=None,
        state=state,
        contracts=(),
        rows=RowCount(),
        findings=(finding,),
    )


def _finding_as_json(finding: Finding) -> dict[str, object]:
    values = asdict(finding)
    day = finding.tanggal
    values |= {"severity": finding.severity.value, "tanggal": None if day is None else day.isoformat()}
    keys = (
        "rule",
        "severity",
        "contract",
        "field",
        "sheet",
        "cell",
        "wilayah",
        "tanggal",
        "value",
        "message",
    )
    return {key: values[key] for key in keys}
