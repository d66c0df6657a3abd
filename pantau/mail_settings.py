"""The mailbox's settings, read together: either all that a mailbox needs, or none."""

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from data_contracts.errors import UsageError
from pantau.senders import SenderList, read_senders
from pantau.settings import Security, Settings


@dataclass(frozen=True, slots=True)
class Account:
    """A server and who we are there; without `user` we do not sign in."""

    host: str
    port: int
    security: Security
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MailSettings:
    """`address`: who the answers come from. `senders`: who may send reports, and for whom."""

    imap: Account
    smtp: Account
    folder: str
    poll_seconds: float
    address: str
    senders: SenderList

    @property
    def mailbox(self) -> str:
        """Names the mailbox in our notes: numbers of mails are its own."""
        return f"{self.imap.user}@{self.imap.host}/{self.folder}"


def read_mail_settings(settings: Settings) -> MailSettings | None:
    """None where no mailbox is named.

    Raises UsageError for what is missing, for a password that would cross a network unprotected, and for a
    list of senders that cannot be read.
    """
    if not settings.imap_host:
        return None
    _require(settings)
    imap_password = _password(settings.imap_password, settings.imap_password_file)
    smtp_password = _password(settings.smtp_password, settings.smtp_password_file)
    imap = Account(
        settings.imap_host, settings.imap_port, settings.imap_security, settings.imap_user, imap_password
    )
    smtp = Account(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_security,
        settings.smtp_user,
        smtp_password or imap_password,
    )
    for account in (imap, smtp):
        _require_protection(account)
    return MailSettings(
        imap=imap,
        smtp=smtp,
        folder=settings.imap_folder,
        poll_seconds=settings.imap_poll_seconds,
        address=settings.mail_from,
        senders=read_senders(Path(settings.mail_senders).expanduser()),
    )


def _require(settings: Settings) -> None:
    needed = {
        "imap_user": settings.imap_user,
        "smtp_host": settings.smtp_host,
        "mail_from": settings.mail_from,
        "mail_senders": settings.mail_senders,
    }
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise UsageError(f"Kotak surat belum lengkap diatur; isi juga {', '.join(missing)}.")


def _password(given: SecretStr, file: str) -> str:
    if not file:
        return given.get_secret_value()
    try:
        return Path(file).expanduser().read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise UsageError(f"Berkas kata sandi {file} tidak dapat dibaca; periksa nama dan izinnya.") from error


def _require_protection(account: Account) -> None:
    if account.security == "none" and account.user and not _is_loopback(account.host):
        raise UsageError(
            f"Sambungan ke {account.host} tanpa enkripsi membocorkan kata sandi; pakai ssl atau starttls."
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
