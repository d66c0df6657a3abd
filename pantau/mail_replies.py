"""What the sender of a mail is answered: per file the receipt, in words and as the marked workbook."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from pathlib import Path

from etl.intake import sound_name
from etl.privacy import holds_personal_number
from warehouse.mail import Mail, MailKey, Verdict

# Many servers take no more than 25 MB, and base64 adds a third.
MOST_ATTACHED_BYTES = 15_000_000
LONGEST_SUBJECT = 150
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")

HOW_TO_SEND = (
    "Lampirkan laporan sebagai .xlsx, .xls, .ods, .csv, atau .txt, dengan periode tertulis di lembar atau "
    "nama berkasnya; atau tulis di badan surat baris “judul: angka”. Kirim jumlahnya saja, tanpa NIK, nama, "
    "dan alamat."
)
OPENINGS = {
    Verdict.TAKEN: "Laporan Anda sudah diperiksa.",
    Verdict.NOTHING_FOUND: f"Surel Anda tidak memuat laporan. {HOW_TO_SEND}",
    Verdict.UNKNOWN_SENDER: "Alamat surel ini tidak terdaftar sebagai pengirim laporan, jadi surel Anda "
    "tidak dibuka dan lampirannya tidak dibaca. Kirim dari alamat yang terdaftar, atau minta pengelola "
    "dasbor provinsi mendaftarkan alamat ini.",
    Verdict.PERSONAL_DATA: "Surel Anda memuat data perorangan (nomor 16 angka atau daftar menurut nama). "
    "Yang memuatnya ditolak dan tidak disimpan. Hapus surel itu dari kotak terkirim Anda, dan kirim "
    "jumlahnya saja, tanpa NIK, nama, dan alamat.",
    Verdict.TOO_LARGE: "Surel Anda lebih besar dari 100 MB dan tidak dibuka. Kirim berkas yang lebih kecil, "
    "satu per surel, tanpa gambar.",
}
FOOT = "Surel ini dibuat oleh Pantau, dasbor pengawasan adminduk provinsi."


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one file: `text`, and where there is one the marked workbook."""

    file_name: str
    text: str
    workbook: Path | None = None


def reply_id(key: MailKey, *, address: str) -> str:
    """The Message-ID of the answer to a mail: always the same, so that a second copy is known as one."""
    named = f"{key.mailbox}\0{key.uid_validity}\0{key.uid}".encode()
    return f"<pantau.{hashlib.sha256(named).hexdigest()[:32]}@{address.rpartition('@')[2]}>"


def compose(mail: Mail, answers: Sequence[Answer], *, sender: str, now: datetime) -> EmailMessage:
    """The answer to a mail. Nothing of what it said is repeated but its subject, made one harmless line."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = sender, mail.address
    message["Subject"] = _subject(mail.subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = mail.reply_id
    if mail.message_id:
        message["In-Reply-To"] = message["References"] = mail.message_id
    # RFC 3834: no machine answers this.
    message["Auto-Submitted"] = "auto-replied"
    message["X-Auto-Response-Suppress"] = "All"
    attached, left_out = _attachable(answers)
    text = _text(OPENINGS[mail.verdict], answers, left_out=left_out)
    message.set_content(text)
    message.add_alternative(_html(text), subtype="html")
    for name, content in attached:
        message.add_attachment(content, maintype=XLSX[0], subtype=XLSX[1], filename=name)
    return message


def _subject(subject: str | None) -> str:
    line = " ".join((subject or "").split())
    if not line or holds_personal_number(line):
        return "Jawaban atas laporan Anda"
    bare = re.sub(r"^((re|fwd?|bls|balas)\s*:\s*)+", "", line, flags=re.IGNORECASE)
    return f"Re: {bare[:LONGEST_SUBJECT]}"


def _attachable(answers: Sequence[Answer]) -> tuple[list[tuple[str, bytes]], list[str]]:
    """The workbooks that fit into one mail, and the names of the files whose do not."""
    attached: list[tuple[str, bytes]] = []
    left_out: list[str] = []
    room = MOST_ATTACHED_BYTES
    for answer in answers:
        content = b"" if answer.workbook is None else answer.workbook.read_bytes()
        if len(content) > room:
            left_out.append(answer.file_name)
        elif content:
            room -= len(content)
            attached.append((f"{Path(sound_name(answer.file_name)).stem} - perbaikan.xlsx", content))
    return attached, left_out


def _text(opening: str, answers: Sequence[Answer], *, left_out: Sequence[str]) -> str:
    parts = [opening, *(answer.text.strip() for answer in answers)]
    if left_out:
        names = ", ".join(left_out)
        parts.append(f"Buku kerja bertanda untuk {names} terlalu besar untuk surel; minta kepada pengelola.")
    return "\n\n".join([*parts, FOOT]) + "\n"


def _html(text: str) -> str:
    return f'<html lang="id"><body><pre style="white-space:pre-wrap">{escape(text)}</pre></body></html>'
