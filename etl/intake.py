"""The door: a file is looked at, kept and queued. `etl.process` judges and records it later.

Nothing here reaches Great Expectations, so the dashboard can open this door too.
"""

import re
import shutil
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from data_contracts.contract import Severity
from data_contracts.errors import PrivacyError, UsageError
from data_contracts.periode import Periode
from etl.answering import answer_of
from etl.privacy import PersonalData, find_personal_data, holds_personal_number
from etl.read import UnreadableFileError, Workbook, read_workbook
from etl.receipt import Arrival, Receipt, duplicate, kept_nothing, receipt_of
from etl.receipt_text import ADVICE, receipt_text, rows_said
from warehouse.files import FileStore, sha256_of
from warehouse.ledger import Ledger
from warehouse.queue import JobQueue
from warehouse.records import Finding, State

__all__ = [
    "ADVICE",
    "HIDDEN_NAME",
    "Arrival",
    "Receipt",
    "answer_of",
    "receipt_of",
    "receipt_text",
    "receive",
    "receive_content",
    "rows_said",
    "sound_name",
]

HIDDEN_NAME = "(nama berkas disamarkan)"
# A file's name has at most 255 bytes, and what is laid beside it bears a little more than its name.
MOST_STEM_BYTES, MOST_SUFFIX_BYTES = 200, 12


def receive(  # noqa: PLR0913 - what is known of a file on arrival
    path: Path,
    *,
    ledger: Ledger,
    queue: JobQueue,
    files: FileStore,
    sender: str | None,
    received_at: datetime,
    period: Periode | None,
    now: datetime,
) -> Arrival:
    """Take a file in: answered at once, or kept and queued for `process`.

    Answered at once, with nothing written anywhere, are a file with personal data (`refused`), a file that
    is no workbook (`returned`: what cannot be read cannot be searched for personal data, so its bytes are
    not kept either), and bytes that are live in the ledger already (`duplicate`). Raises OSError when the
    file cannot be opened or the store not be written, UsageError when the file changes while it is taken in,
    PrivacyError when the sender's name holds a 16-digit number.
    """
    if sender is not None and holds_personal_number(sender):
        raise PrivacyError("Nama pengirim memuat nomor 16 angka; tulis nama kantornya saja.")
    sha256 = sha256_of(path)
    receipt = _answer_at_once(path, sha256=sha256, ledger=ledger)
    if receipt is not None:
        return Arrival(receipt=receipt, job=None)
    _keep(path, sha256=sha256, files=files)
    job = queue.enqueue(
        files.path(sha256),
        sha256=sha256,
        file_name=path.name,
        sender=sender,
        received_at=received_at,
        period=period,
        now=now,
    )
    return Arrival(receipt=None, job=job)


def receive_content(  # noqa: PLR0913 - what is known of a file on arrival
    content: BinaryIO,
    *,
    file_name: str,
    temporary: Path,
    ledger: Ledger,
    queue: JobQueue,
    files: FileStore,
    sender: str | None,
    received_at: datetime,
    period: Periode | None,
    now: datetime,
) -> Arrival:
    """`receive` for what came over a wire: it lies in `temporary` only for the length of the call.

    `file_name` is what the sender called it; paths and signs that are no text are taken out.
    """
    temporary.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="terima-", dir=temporary) as folder:
        path = Path(folder, sound_name(file_name))
        with path.open("wb") as file:
            shutil.copyfileobj(content, file)
        return receive(
            path,
            ledger=ledger,
            queue=queue,
            files=files,
            sender=sender,
            received_at=received_at,
            period=period,
            now=now,
        )


def sound_name(text: str) -> str:
    """A sender's name for a file as one that every folder can hold; `tanpa-nama` where nothing is left."""
    last = re.split(r"[/\\]", text)[-1]
    shown = "".join(sign for sign in last if sign.isprintable()).strip().lstrip(".")
    stem, dot, suffix = shown.rpartition(".")
    if not dot or len(suffix.encode()) > MOST_SUFFIX_BYTES:
        stem, suffix = shown, ""
    cut = stem.encode()[:MOST_STEM_BYTES].decode(errors="ignore")
    return f"{cut or 'tanpa-nama'}{dot if suffix else ''}{suffix}"


def _answer_at_once(path: Path, *, sha256: str, ledger: Ledger) -> Receipt | None:
    try:
        personal = _look(path, file_name=path.name)
    except UnreadableFileError as error:
        return _unreadable(error, path=path, sha256=sha256)
    if personal is not None:
        return _refused(personal, path=path, sha256=sha256)
    existing = ledger.find_by_sha256(sha256)
    return None if existing is None else duplicate(existing, file=path.name)


def _look(path: Path, *, file_name: str) -> PersonalData | None:
    # The name before the content: the message of an unreadable file repeats it.
    in_name = find_personal_data(Workbook(file_name, ()))
    return in_name or find_personal_data(read_workbook(path, file_name=file_name))


def _unreadable(error: UnreadableFileError, *, path: Path, sha256: str) -> Receipt:
    finding = Finding(rule="berkas_tidak_terbaca", severity=Severity.ERROR, message=error.message)
    return kept_nothing(file=path.name, sha256=sha256, state=State.RETURNED, finding=finding)


def _refused(personal: PersonalData, *, path: Path, sha256: str) -> Receipt:
    place = f"lembar {personal.sheet} sel {personal.cell}" if personal.cell else personal.sheet
    message = (
        f"Berkas ditolak karena memuat data perorangan: {personal.kind} di {place}. Tidak ada yang disimpan. "
        "Kirim jumlahnya saja, tanpa NIK, nama, dan alamat."
    )
    finding = Finding(
        rule="data_pribadi",
        severity=Severity.ERROR,
        sheet=personal.sheet if personal.cell else None,
        cell=personal.cell,
        message=message,
    )
    name = HIDDEN_NAME if holds_personal_number(path.name) else path.name
    return kept_nothing(file=name, sha256=sha256, state=State.REFUSED, finding=finding)


def _keep(path: Path, *, sha256: str, files: FileStore) -> None:
    stored = files.put(path)
    if stored != sha256:
        # Somebody wrote to the file after it was looked at, so these bytes need a look of their own.
        _remove_unless_clean(files.path(stored), file_name=path.name)
        message = (
            f"Berkas {path.name} berubah ketika sedang dibaca. Simpan dan tutup berkasnya, lalu kirim lagi."
        )
        raise UsageError(message)


def _remove_unless_clean(path: Path, *, file_name: str) -> None:
    try:
        is_clean = _look(path, file_name=file_name) is None
    except UnreadableFileError:
        is_clean = False
    if not is_clean:
        path.unlink(missing_ok=True)
