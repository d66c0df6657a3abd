"""The mails that came in, and which of their senders still wait for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from warehouse.engines import begin_read, begin_write
from warehouse.tables import mail as _mail
from warehouse.tables import mail_file as _file


class Verdict(StrEnum):
    """What became of a mail as a whole; its files have answers of their own."""

    TAKEN = "taken"
    NOTHING_FOUND = "nothing_found"
    UNKNOWN_SENDER = "unknown_sender"
    PERSONAL_DATA = "personal_data"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class MailKey:
    """A mail's number on its server: `uid` is unique as long as `uid_validity` stands."""

    mailbox: str
    uid_validity: int
    uid: int


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file of a mail: queued as `job`, or answered at once with what was `said`; never both."""

    file_name: str
    job_id: int | None = None
    said: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMail:
    """`reply_id`: the Message-ID our answer will bear; None where none is owed."""

    key: MailKey
    address: str
    subject: str | None
    message_id: str | None
    received_at: datetime
    verdict: Verdict
    reply_id: str | None
    files: tuple[MailFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail(NewMail):
    """A mail as noted; `attempts`: how often sending its answer has failed, the last time at `tried_at`."""

    id: int
    attempts: int
    tried_at: datetime | None


@dataclass(frozen=True, slots=True)
class MailCount:
    """Mails whose answer is still to be sent, was sent, or is accepted by nobody."""

    owed: int
    answered: int
    given_up: int


class MailBook:
    """In the ledger's database, so that a mail, its jobs and its answer survive together."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def verdict_of(self, key: MailKey) -> Verdict | None:
        """What became of this mail; None while it has not been noted."""
        same = (getattr(_mail.c, name) == value for name, value in asdict(key).items())
        with begin_read(self._engine) as connection:
            found = connection.scalar(sa.select(_mail.c.verdict).where(*same))
        return None if found is None else Verdict(found)

    def record(self, new: NewMail) -> None:
        """Note a mail with its files, in one transaction; one that is noted already stays as it is."""
        if self.verdict_of(new.key) is not None:
            return
        values = {
            **asdict(new.key),
            "address": new.address,
            "subject": new.subject,
            "message_id": new.message_id,
            "received_at": new.received_at,
            "verdict": new.verdict.value,
            "reply_id": new.reply_id,
            "attempts": 0,
        }
        with begin_write(self._engine) as connection:
            number = connection.execute(_mail.insert().values(values).returning(_mail.c.id)).scalar_one()
            if new.files:
                connection.execute(
                    _file.insert(), [{"mail_id": number, **asdict(each)} for each in new.files]
                )

    def answers_since(self, moment: datetime, *, address: str) -> int:
        """How many mails of one address, received since then, are or will be answered."""
        same = (_mail.c.address == address, _mail.c.received_at >= moment, _mail.c.reply_id.is_not(None))
        with begin_read(self._engine) as connection:
            return int(connection.scalar(sa.select(sa.func.count()).select_from(_mail).where(*same)) or 0)

    def owed(self) -> tuple[Mail, ...]:
        """Mails whose answer is still to be sent, oldest first."""
        with begin_read(self._engine) as connection:
            rows = connection.execute(sa.select(_mail).where(*_OWED).order_by(_mail.c.id)).all()
            return tuple(_as_mail(row, files=_files(connection, row.id)) for row in rows)

    def note_sent(self, mail_id: int, *, now: datetime) -> None:
        """The answer is on its way: nothing more is owed."""
        self._set(mail_id, replied_at=now)

    def note_failure(self, mail_id: int, *, now: datetime, given_up: str | None = None) -> None:
        """Sending failed; with `given_up`, the reason, it is not tried again."""
        self._set(mail_id, tried_at=now, attempts=_mail.c.attempts + 1, given_up=given_up)

    def count(self) -> MailCount:
        """How the answers stand."""
        count = sa.select(sa.func.count()).select_from(_mail)
        with begin_read(self._engine) as connection:
            return MailCount(
                owed=connection.scalar(count.where(*_OWED)) or 0,
                answered=connection.scalar(count.where(_mail.c.replied_at.is_not(None))) or 0,
                given_up=connection.scalar(count.where(_mail.c.given_up.is_not(None))) or 0,
            )

    def _set(self, mail_id: int, **values: object) -> None:
        with begin_write(self._engine) as connection:
            connection.execute(_mail.update().where(_mail.c.id == mail_id).values(values))


_OWED = (_mail.c.reply_id.is_not(None), _mail.c.replied_at.is_(None), _mail.c.given_up.is_(None))


def _files(connection: sa.Connection, mail_id: int) -> Sequence[MailFile]:
    columns = (_file.c.file_name, _file.c.job_id, _file.c.said)
    rows = connection.execute(sa.select(*columns).where(_file.c.mail_id == mail_id).order_by(_file.c.id))
    return [MailFile(*row) for row in rows]


def _as_mail(row: sa.Row[tuple[object, ...]], *, files: Sequence[MailFile]) -> Mail:
    values = row._mapping
    return Mail(
        id=values["id"],
        key=MailKey(values["mailbox"], values["uid_validity"], values["uid"]),
        address=values["address"],
        subject=values["subject"],
        message_id=values["message_id"],
        received_at=values["received_at"],
        verdict=Verdict(values["verdict"]),
        reply_id=values["reply_id"],
        files=tuple(files),
        attempts=values["attempts"],
        tried_at=values["tried_at"],
    )
