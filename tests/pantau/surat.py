"""A real mail server on loopback: Dovecot keeps the mailbox, aiosmtpd takes what we send."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from time import monotonic, sleep

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from imap_tools import MailBoxUnencrypted

USER, PASSWORD = "laporan@pantau.test", "rahasia sekali"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def find_dovecot() -> str:
    """A server that is not installed fails the tests that need it; they are never skipped."""
    found = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
    assert found, "Dovecot is missing; Debian/Ubuntu, as root: apt-get install dovecot-imapd"
    return found


@dataclass(frozen=True)
class Imap:
    """The mailbox; `put` lays a mail into it as a delivery would."""

    port: int

    @contextmanager
    def box(self) -> Iterator[MailBoxUnencrypted]:
        with MailBoxUnencrypted("127.0.0.1", self.port, timeout=10) as box:
            box.login(USER, PASSWORD)
            yield box

    def put(self, message: EmailMessage | bytes, *, received: str = "02-Nov-2026 09:30:00 +0700") -> None:
        content = message if isinstance(message, bytes) else message.as_bytes()
        with self.box() as box:
            kind, _ = box.client.append("INBOX", "", f'"{received}"', content)
            assert kind == "OK"

    def unseen(self) -> int:
        with self.box() as box:
            return len(box.uids("UNSEEN"))

    def subjects(self, folder: str) -> list[str]:
        with self.box() as box:
            if not box.folder.exists(folder):
                return []
            box.folder.set(folder)
            return [each.subject for each in box.fetch(mark_seen=False)]


@dataclass
class Outbox:
    """What we sent; `refusals` are given, one each, instead of taking the next mails."""

    port: int = 0
    sent: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refusals:
            return self.refusals.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=modern)
        assert isinstance(message, EmailMessage)
        self.sent.append(message)
        self.recipients += envelope.rcpt_tos
        return "250 OK"


@contextmanager
def running_dovecot(folder: Path) -> Iterator[Imap]:
    """Dovecot with its own configuration, as the user who runs the tests, or as its own ones for root."""
    port = free_port()
    folder.chmod(0o755)
    config = folder / "dovecot.conf"
    config.write_text(_config(folder, port=port), encoding="utf-8")
    process = subprocess.Popen(
        [find_dovecot(), "-F", "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        _wait_for(port, process, log=folder / "dovecot.log")
        yield Imap(port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


@contextmanager
def running_outbox() -> Iterator[Outbox]:
    outbox = Outbox(port=free_port())
    controller = Controller(outbox, hostname="127.0.0.1", port=outbox.port)
    controller.start()
    try:
        yield outbox
    finally:
        controller.stop()


def _config(folder: Path, *, port: int) -> str:
    for name in ("run", "state", "mail"):
        (folder / name).mkdir()
    is_root = os.getuid() == 0
    own = pwd.getpwuid(os.getuid()).pw_name
    group = str(os.getgid())
    mail_user = "dovecot" if is_root else own
    if is_root:
        shutil.chown(folder / "mail", "dovecot", "dovecot")
    identity = pwd.getpwnam(mail_user)
    services = "" if is_root else f"default_internal_user = {own}\ndefault_login_user = {own}\n"
    internal = "" if is_root else f"default_internal_group = {_group_name(int(group))}\n"
    chroots = "".join(
        f"service {name} {{\n  chroot =\n}}\n" for name in ("imap-login", "anvil", "stats") if not is_root
    )
    (folder / "users").write_text(
        f"{USER}:{{PLAIN}}{PASSWORD}:{identity.pw_uid}:{identity.pw_gid}::{folder / 'mail'}::\n",
        encoding="utf-8",
    )
    return f"""
protocols = imap
listen = 127.0.0.1
base_dir = {folder / "run"}
state_dir = {folder / "state"}
log_path = {folder / "dovecot.log"}
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:{folder / "mail"}/Maildir
mail_fsync = never
{services}{internal}{chroots}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder / "users"}
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {folder / "users"}
}}
namespace inbox {{
  inbox = yes
}}
"""


def _group_name(number: int) -> str:
    import grp

    return grp.getgrgid(number).gr_name


def _wait_for(port: int, process: subprocess.Popen[bytes], *, log: Path) -> None:
    end = monotonic() + 20
    while monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        sleep(0.05)
    said = log.read_text(encoding="utf-8") if log.exists() else ""
    message = f"Dovecot does not come up: {said}"
    raise AssertionError(message)
