"""The mailbox: reports are taken out of it, and every sender gets one answer.

A mail is noted in one transaction with what it brought before it is marked as seen; its answer is noted as
sent after the server took it. A kill between those two sends it once more, under the same Message-ID. Held by
tests/pantau/test_mail.py.
"""

import hashlib
import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from smtplib import SMTP, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from data_contracts.catalogue import load_register
from data_contracts.errors import PantauError
from etl.intake import Arrival, receipt_text, receive_content, sound_name
from etl.privacy import holds_personal_number
from pantau.mail_letters import Enclosure, Head, read_head, read_letter
from pantau.mail_replies import Answer, compose, reply_id
from pantau.mail_reports import places_in
from pantau.mail_server import Envelope, Mailbox, open_mailbox, open_outgoing, send
from pantau.mail_settings import MailSettings
from pantau.senders import Sender
from pantau.workplace import Workplace
from warehouse.data_folder import DataFolder
from warehouse.mail import Mail, MailBook, MailFile, MailKey, NewMail, Verdict
from warehouse.records import State

REFUSED_FOLDER = "Ditolak"
REFUSED = frozenset({Verdict.PERSONAL_DATA, Verdict.UNKNOWN_SENDER, Verdict.TOO_LARGE})
MOST_BYTES = 100 * 1024**2
# Base64 and the mail's own words come on top of the files.
MOST_MAIL_BYTES = MOST_BYTES * 3 // 2
FIRST_RETRY = timedelta(seconds=30)
LAST_RETRY = timedelta(hours=1)
# After some three days the answer is of no use any more, and the file stands in the ledger anyway.
MOST_ATTEMPTS = 80
PERMANENT = 500
# No office sends that many; a machine that does not say it is one might, in answer to our answers.
MOST_ANSWERS_A_DAY = 200

log = logging.getLogger("pantau.mail")
Clock = Callable[[], datetime]


class Mailroom:
    """Only for the holder of the workplace's lock."""

    def __init__(self, settings: MailSettings, *, workplace: Workplace, clock: Clock) -> None:
        self._settings = settings
        self._workplace = workplace
        self._clock = clock
        self._book = MailBook(workplace.ledger.engine)

    def fetch(self) -> int:
        """Take in what is new; how many mails that were.

        Raises OSError or MailServerError where the mailbox cannot be reached.
        """
        with open_mailbox(self._settings) as box:
            new = box.unseen()
            for uid in new:
                self._attend_safely(uid, box=box)
        return len(new)

    def answer(self) -> int:
        """Send the answers that are ready; how many went out. Raises OSError where the server is away."""
        ready = list(self._ready())
        if not ready:
            return 0
        with open_outgoing(self._settings.smtp) as session:
            for mail, answers in ready:
                self._send(mail, answers, session=session)
        return len(ready)

    def _attend_safely(self, uid: int, *, box: Mailbox) -> None:
        """One mail that gives trouble keeps no other waiting; it stays unseen and is tried again."""
        try:
            self._attend(uid, box=box)
        except (OSError, PantauError):
            raise
        except Exception:
            log.exception("mail %s", uid)

    def _attend(self, uid: int, *, box: Mailbox) -> None:
        key = MailKey(self._settings.mailbox, box.uid_validity, uid)
        verdict = self._book.verdict_of(key)
        if verdict is None:
            envelope = box.envelope(uid)
            if envelope is None:
                return
            verdict = self._note(key, envelope, box=box)
        box.mark_seen(uid)
        if verdict in REFUSED:
            box.move(uid, REFUSED_FOLDER)

    def _note(self, key: MailKey, envelope: Envelope, *, box: Mailbox) -> Verdict:
        """Judge what may be opened, and note the mail with all it brought."""
        head = read_head(envelope.header)
        sender = self._settings.senders.find(head.address)
        verdict, files = self._open(head, envelope, sender=sender, box=box)
        owed = self._is_owed(head, received_at=envelope.received_at)
        self._book.record(
            NewMail(
                key=key,
                address=head.address,
                subject=None if holds_personal_number(head.subject) else head.subject,
                message_id=head.message_id,
                received_at=envelope.received_at,
                verdict=verdict,
                reply_id=reply_id(key, address=self._settings.address) if owed else None,
                files=files,
            )
        )
        log.info("mail %s: %s, %s files", key.uid, verdict, len(files))
        return verdict

    def _is_owed(self, head: Head, *, received_at: datetime) -> bool:
        """Machines, lists and ourselves are never answered, and nobody without end."""
        is_ours = head.address.casefold() == self._settings.address.casefold()
        if not head.address or head.is_from_machine or head.is_bounce or is_ours:
            return False
        answered = self._book.answers_since(received_at - timedelta(days=1), address=head.address)
        return answered < MOST_ANSWERS_A_DAY

    def _open(
        self, head: Head, envelope: Envelope, *, sender: Sender | None, box: Mailbox
    ) -> tuple[Verdict, tuple[MailFile, ...]]:
        if sender is None or head.is_bounce:
            return Verdict.UNKNOWN_SENDER, ()
        if envelope.size > MOST_MAIL_BYTES:
            return Verdict.TOO_LARGE, ()
        letter = read_letter(box.whole(envelope.uid))
        if holds_personal_number(head.subject) or holds_personal_number(letter.text):
            return Verdict.PERSONAL_DATA, ()
        enclosures = letter.enclosures or self._written_report(letter.text, uid=envelope.uid)
        if not enclosures:
            return Verdict.NOTHING_FOUND, ()
        answers = [self._take(each, sender=sender, envelope=envelope) for each in enclosures]
        is_personal = any(is_refused for _, is_refused in answers)
        return Verdict.PERSONAL_DATA if is_personal else Verdict.TAKEN, tuple(file for file, _ in answers)

    def _take(self, enclosure: Enclosure, *, sender: Sender, envelope: Envelope) -> tuple[MailFile, bool]:
        """One file through the door; whether it was refused for personal data comes along."""
        name = sound_name(enclosure.name)
        sha256 = hashlib.sha256(enclosure.content).hexdigest()
        # After a kill the mail comes again; its file may be in the queue, or judged, by then.
        found = self._workplace.queue.find(sha256=sha256, file_name=name, received_at=envelope.received_at)
        if found is not None:
            return MailFile(name, job_id=found.id), False
        foreign = self._foreign(enclosure.content, name=name, sender=sender)
        if foreign:
            return MailFile(name, said=_not_yours(name, foreign)), False
        try:
            arrival = self._receive(enclosure.content, name=name, sender=sender, envelope=envelope)
        except PantauError as error:
            return MailFile(name, said=error.message), False
        receipt = arrival.receipt
        if receipt is None:
            return MailFile(name, job_id=arrival.job), False
        said = receipt_text(receipt, received_at=envelope.received_at)
        return MailFile(receipt.file, said=said), receipt.state is State.REFUSED

    def _foreign(self, content: bytes, *, name: str, sender: Sender) -> frozenset[str]:
        if holds_personal_number(name):
            # Refused at the door for its name, which is not repeated.
            return frozenset()
        return sender.outside(places_in(content, name=name, temporary=self._temporary))

    def _written_report(self, text: str, *, uid: int) -> tuple[Enclosure, ...]:
        """The mail's own words as a file, where they read as lines of “label: value”."""
        written = Enclosure(f"surat-{uid}.txt", text.encode())
        places = places_in(written.content, name=written.name, temporary=self._temporary)
        return () if places is None else (written,)

    def _receive(self, content: bytes, *, name: str, sender: Sender, envelope: Envelope) -> Arrival:
        place = self._workplace
        return receive_content(
            BytesIO(content),
            file_name=name,
            temporary=self._temporary,
            ledger=place.ledger,
            queue=place.queue,
            files=place.files,
            sender=sender.name,
            received_at=envelope.received_at,
            period=None,
            now=self._clock(),
        )

    @property
    def _temporary(self) -> Path:
        return DataFolder(self._workplace.settings.folder).temporary / "surat"

    def _ready(self) -> Iterator[tuple[Mail, list[Answer]]]:
        """Mails all of whose files have their answer."""
        for mail in self._book.owed():
            if self._is_due(mail):
                answers = [self._answer_to(file, mail=mail) for file in mail.files]
                if None not in answers:
                    yield mail, [answer for answer in answers if answer is not None]

    def _is_due(self, mail: Mail) -> bool:
        if mail.tried_at is None:
            return True
        pause: timedelta = min(FIRST_RETRY * 2 ** min(mail.attempts - 1, 10), LAST_RETRY)
        return self._clock() >= mail.tried_at + pause

    def _answer_to(self, file: MailFile, *, mail: Mail) -> Answer | None:
        if file.job_id is None:
            return Answer(file.file_name, file.said or "")
        receipt = self._workplace.answer_to(file.job_id)
        if receipt is None:
            return None
        marked = None if receipt.marked_workbook is None else Path(receipt.marked_workbook)
        return Answer(file.file_name, receipt_text(receipt, received_at=mail.received_at), marked)

    def _send(self, mail: Mail, answers: list[Answer], *, session: SMTP) -> None:
        now = self._clock()
        message = compose(mail, answers, sender=self._settings.address, now=now)
        try:
            send(message, session=session)
        except (SMTPRecipientsRefused, SMTPResponseException) as error:
            reason = _permanent(error) or (type(error).__name__ if mail.attempts >= MOST_ATTEMPTS else None)
            log.warning("answer to mail %s: %s", mail.key.uid, reason or type(error).__name__)
            self._book.note_failure(mail.id, now=now, given_up=reason)
            return
        self._book.note_sent(mail.id, now=now)


def _permanent(error: SMTPException) -> str | None:
    """Why a server will never take this answer; None where it may later."""
    codes = [error.smtp_code] if isinstance(error, SMTPResponseException) else []
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    return f"SMTP {codes[0]}" if codes and min(codes) >= PERMANENT else None


def _not_yours(name: str, foreign: frozenset[str]) -> str:
    register = load_register()
    names = ", ".join(register.get(kode).nama for kode in sorted(foreign)[:5])
    return (
        f"{name}: dikembalikan. Berkas memuat angka {names}, sedangkan alamat surel ini tidak terdaftar "
        "untuk daerah itu. Tidak ada yang disimpan. Kirim dari alamat daerahnya, atau minta pengelola "
        "memperbaiki daftar pengirim."
    )
