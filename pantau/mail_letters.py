"""A mail as it came, taken apart: who wrote it, whether it may be answered, its text and its files."""

import email
import mimetypes
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.policy import default as modern
from email.utils import getaddresses
from html.parser import HTMLParser

# RFC 2076 and the headers of common list programs: whoever answers these talks to a machine.
_LIST_HEADERS = ("List-Id", "List-Unsubscribe", "List-Post", "X-Auto-Response-Suppress", "X-Autoreply")
_LIST_PRECEDENCE = frozenset({"bulk", "list", "junk", "auto_reply"})
_MACHINES = re.compile(
    r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)([+-].*)?@", re.IGNORECASE
)
# What mail programs add by themselves; nobody reports in it.
_ORNAMENTS = frozenset({"application/pgp-signature", "application/pkcs7-signature", "text/calendar"})
_MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{1,240}>")


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a mail before it is opened. `address` is empty unless there is exactly one author."""

    address: str
    subject: str
    message_id: str | None
    is_from_machine: bool
    is_bounce: bool


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of a mail, under the name its sender gave it, or one of ours where he gave none."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """`text`: what the sender wrote himself, without what he quotes."""

    text: str
    enclosures: tuple[Enclosure, ...]


def read_head(raw: bytes) -> Head:
    """From the header alone; nothing of what is odd in it raises."""
    message = email.message_from_bytes(raw)
    # Not decoded first: an encoded name could pass for an address of its own.
    written = [str(value) for value in message.get_all("From", [])]
    authors = [address for _, address in getaddresses(written) if "@" in address]
    address = authors[0].strip() if len(authors) == 1 else ""
    found = _MESSAGE_ID.fullmatch(_decoded(message, "Message-ID").strip())
    return Head(
        address=address if address.isascii() and not re.search(r"[\s<>,;\"]", address) else "",
        subject=_decoded(message, "Subject"),
        message_id=found[0] if found else None,
        is_from_machine=_is_from_machine(message),
        is_bounce=_is_bounce(message, address),
    )


def read_letter(raw: bytes) -> Letter:
    """The whole mail, those forwarded in it included."""
    message = email.message_from_bytes(raw, policy=modern)
    enclosures, texts = [], []
    for number, part in enumerate(_leaves(message), start=1):
        if _is_enclosure(part):
            enclosures.append(Enclosure(_name(part, number=number), _content(part)))
        elif part.get_content_type() in {"text/plain", "text/html"}:
            texts.append(part)
    return Letter(text=_own_words(texts), enclosures=tuple(enclosures))


def _leaves(message: Message) -> Iterator[Message]:
    return (part for part in message.walk() if not part.is_multipart())


def _is_from_machine(message: Message) -> bool:
    submitted = _decoded(message, "Auto-Submitted").partition(";")[0].strip().casefold()
    precedence = _decoded(message, "Precedence").strip().casefold()
    is_automatic = submitted not in {"", "no"} or precedence in _LIST_PRECEDENCE
    return is_automatic or any(message.get(name) is not None for name in _LIST_HEADERS)


def _is_bounce(message: Message, address: str) -> bool:
    path = message.get("Return-Path")
    is_report = message.get_content_type() == "multipart/report"
    return is_report or (path is not None and str(path).strip() == "<>") or bool(_MACHINES.match(address))


def _decoded(message: Message, name: str) -> str:
    """A header in one line of text, whatever its bytes are."""
    value = str(message.get(name, ""))
    with suppress(LookupError, ValueError, MessageError):
        value = str(make_header(decode_header(value)))
    sound = value.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in sound).split())


def _is_enclosure(part: Message) -> bool:
    kind = part.get_content_type()
    if kind in _ORNAMENTS or part.get_content_maintype() == "message":
        return False
    is_named = part.get_filename() is not None or part.get_content_disposition() == "attachment"
    if part.get_content_maintype() == "image":
        # A logo in a signature; a photograph that was attached is answered as what it is.
        return part.get_content_disposition() == "attachment"
    return is_named or part.get_content_maintype() != "text"


def _name(part: Message, *, number: int) -> str:
    given = part.get_filename() or ""
    sound = given.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace").strip()
    return sound or f"lampiran-{number}{mimetypes.guess_extension(part.get_content_type()) or ''}"


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _own_words(parts: list[Message]) -> str:
    plain = [part for part in parts if part.get_content_type() == "text/plain"]
    text = "\n".join(_text(part) for part in plain) or "\n".join(_without_tags(_text(part)) for part in parts)
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))


def _text(part: Message) -> str:
    if not isinstance(part, EmailMessage):
        return ""
    try:
        return str(part.get_content())
    except (LookupError, ValueError):
        return _content(part).decode("utf-8", errors="replace")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in {"br", "p", "div", "tr", "li"}:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


def _without_tags(html: str) -> str:
    reader = _Text()
    reader.feed(html)
    return "".join(reader.pieces)
