"""The mailbox on its server: what is new, its header, its whole, its flags. Every call ends by a deadline."""

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from imaplib import IMAP4
from smtplib import SMTP, SMTP_SSL

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from data_contracts.errors import PantauError
from pantau.mail_settings import Account, MailSettings

CALL_SECONDS = 30
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_DATE = re.compile(rb'INTERNALDATE "([^"]+)"')


class MailServerError(PantauError):
    """The server did not do what was asked."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A mail before it is opened; `received_at`: when the server got it (UTC), `size` in bytes."""

    uid: int
    size: int
    received_at: datetime
    header: bytes


class Mailbox:
    """One signed-in session."""

    def __init__(self, box: BaseMailBox, *, folder: str) -> None:
        self._box = box
        status = box.folder.status(folder, ["UIDVALIDITY"])
        self.uid_validity: int = status["UIDVALIDITY"]
        box.folder.set(folder)

    def unseen(self) -> list[int]:
        return [int(uid) for uid in self._box.uids("UNSEEN", charset=None)]

    def envelope(self, uid: int) -> Envelope | None:
        """None where the mail is gone meanwhile."""
        attributes, header = self._fetch(uid, "(RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER])")
        size, date = _SIZE.search(attributes), _DATE.search(attributes)
        if size is None or date is None:
            return None
        # Day and month are parted by hyphens here and by spaces in a header.
        received = parsedate_to_datetime(date[1].decode("ascii").strip().replace("-", " ", 2))
        return Envelope(uid, int(size[1]), received.astimezone(UTC), header)

    def whole(self, uid: int) -> bytes:
        return self._fetch(uid, "(BODY.PEEK[])")[1]

    def mark_seen(self, uid: int) -> None:
        # Not imap-tools' own flag(): that one also removes for good what others have marked as deleted.
        self._ask("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")

    def move(self, uid: int, folder: str) -> None:
        """Into a folder that is made where it is not there."""
        if not self._box.folder.exists(folder):
            self._box.folder.create(folder)
        self._box.move(str(uid), folder)

    def _fetch(self, uid: int, what: str) -> tuple[bytes, bytes]:
        """The answer's words and its literal, apart."""
        words, literal = [], b""
        for piece in self._ask("FETCH", str(uid), what):
            if isinstance(piece, tuple):
                words.append(piece[0])
                literal = piece[1]
            elif isinstance(piece, bytes):
                words.append(piece)
        return b" ".join(words), literal

    def _ask(self, *command: str) -> list[bytes | tuple[bytes, bytes] | None]:
        kind, data = self._box.client.uid(*command)
        if kind != "OK":
            raise MailServerError(f"Peladen surat menolak {command[0]}.")
        return list(data)


@contextmanager
def open_mailbox(settings: MailSettings) -> Iterator[Mailbox]:
    """A session for the length of a `with`.

    Raises OSError when the server is away, MailServerError when it refuses.
    """
    box = _connect(settings.imap)
    try:
        box.login(settings.imap.user, settings.imap.password, initial_folder=None)
        yield Mailbox(box, folder=settings.folder)
    except (ImapToolsError, IMAP4.error) as error:
        said = type(error).__name__
        raise MailServerError(f"Peladen surat {settings.imap.host} menolak ({said}).") from error
    finally:
        _leave(box)


@contextmanager
def open_outgoing(account: Account) -> Iterator[SMTP]:
    """A signed-in SMTP session for the length of a `with`; raises OSError (smtplib's errors are such)."""
    if account.security == "ssl":
        session: SMTP = SMTP_SSL(
            account.host, account.port, timeout=CALL_SECONDS, context=ssl.create_default_context()
        )
    else:
        session = SMTP(account.host, account.port, timeout=CALL_SECONDS)
    with session:
        if account.security == "starttls":
            session.starttls(context=ssl.create_default_context())
        if account.user:
            session.login(account.user, account.password)
        yield session


def send(message: EmailMessage, *, session: SMTP) -> None:
    """To the one it is addressed to."""
    session.send_message(message, from_addr=str(message["From"]), to_addrs=[str(message["To"])])


def _connect(account: Account) -> BaseMailBox:
    # Python's IMAP takes any certificate unless it is given a context.
    if account.security == "ssl":
        context = ssl.create_default_context()
        return MailBox(account.host, account.port, timeout=CALL_SECONDS, ssl_context=context)
    if account.security == "starttls":
        context = ssl.create_default_context()
        return MailBoxStartTls(account.host, account.port, timeout=CALL_SECONDS, ssl_context=context)
    return MailBoxUnencrypted(account.host, account.port, timeout=CALL_SECONDS)


def _leave(box: BaseMailBox) -> None:
    try:
        box.logout()
    except (OSError, ImapToolsError, IMAP4.error):
        box.client.shutdown()
