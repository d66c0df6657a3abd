"""The mailbox, against a real Dovecot and a real SMTP server: everyone is answered once, strangers unread."""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from time import monotonic

import pytest
from openpyxl import load_workbook

from data_contracts.errors import UsageError
from pantau.mail_duty import open_mailroom
from pantau.mail_server import MailServerError
from pantau.mail_settings import read_mail_settings
from pantau.mailroom import Mailroom
from pantau.settings import Settings
from pantau.worker import drain_if_idle
from pantau.workplace import Workplace, open_workplace
from tests.etl.laporan import form_row, form_rows, write_form
from tests.pantau.conftest import KILLED, Workers
from tests.pantau.surat import PASSWORD, USER, Imap, Outbox, free_port, running_dovecot, running_outbox
from warehouse.mail import MailBook
from warehouse.records import State

NOW = datetime(2026, 11, 2, 3, tzinfo=UTC)
RECEIVED = datetime(2026, 11, 2, 2, 30, tzinfo=UTC)
BLORA, PROVINCE = "disdukcapil@blora.test", "dukcapil@jateng.test"
OURS = "laporan@pantau.test"
NIK = "3374011203900001"
XLSX = {"maintype": "application", "subtype": "vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def clock() -> datetime:
    return NOW


@pytest.fixture
def imap() -> Iterator[Imap]:
    # Not pytest's tmp_path: as root the server runs as users of its own, who have to be able to enter.
    with (
        tempfile.TemporaryDirectory(prefix="pantau-surat-") as folder,
        running_dovecot(Path(folder)) as server,
    ):
        yield server


@pytest.fixture
def outbox() -> Iterator[Outbox]:
    with running_outbox() as server:
        yield server


@pytest.fixture
def said(tmp_path: Path) -> Settings:
    """Settings that are whole; nobody answers at their ports."""
    senders = tmp_path / "pengirim.csv"
    senders.write_text(
        f"email,pengirim,wilayah\n{BLORA},Disdukcapil Blora,33.16\n{PROVINCE},Dispermadesdukcapil,33\n",
        encoding="utf-8",
    )
    return Settings(
        home=tmp_path / "var",
        now=NOW,
        imap_host="127.0.0.1",
        imap_port=1,
        imap_security="none",
        imap_user=USER,
        imap_password=PASSWORD,
        smtp_host="127.0.0.1",
        smtp_port=1,
        smtp_security="none",
        mail_from=OURS,
        mail_senders=str(senders),
    )


@pytest.fixture
def settings(said: Settings, imap: Imap, outbox: Outbox) -> Settings:
    """The same with the ports of real servers."""
    return said.model_copy(update={"imap_port": imap.port, "smtp_port": outbox.port})


@pytest.fixture
def workplace(settings: Settings) -> Iterator[Workplace]:
    with open_workplace(settings) as opened:
        yield opened


@pytest.fixture
def room(workplace: Workplace) -> Mailroom:
    found = read_mail_settings(workplace.settings)
    assert found is not None
    return Mailroom(found, workplace=workplace, clock=clock)


def letter(
    sender: str = PROVINCE, *, subject: str = "Laporan Oktober", text: str = "Terlampir."
) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"Petugas <{sender}>"
    message["To"] = OURS
    message["Subject"] = subject
    message["Message-ID"] = "<satu@blora.test>"
    message.set_content(text)
    return message


def enclose(message: EmailMessage, path: Path, *, name: str | None = None) -> EmailMessage:
    message.add_attachment(path.read_bytes(), **XLSX, filename=name or path.name)
    return message


def attend(room: Mailroom, workplace: Workplace) -> None:
    room.fetch()
    drain_if_idle(workplace, clock=clock)
    room.answer()


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_each_file_of_a_mail_is_answered_by_cell_with_its_marked_workbook(
    room: Mailroom, workplace: Workplace, imap: Imap, outbox: Outbox, tmp_path: Path
) -> None:
    message = letter()
    enclose(message, write_form(tmp_path / "salah.xlsx", [form_row("33.05", sisa_prr=-1), form_row("33.06")]))
    enclose(message, write_form(tmp_path / "benar.xlsx", [form_row("33.07"), form_row("33.08")]))
    imap.put(message)
    attend(room, workplace)
    (reply,) = outbox.sent
    assert outbox.recipients == [PROVINCE]
    assert (reply["From"], reply["To"], reply["Subject"]) == (OURS, PROVINCE, "Re: Laporan Oktober")
    assert (reply["In-Reply-To"], reply["Auto-Submitted"]) == ("<satu@blora.test>", "auto-replied")
    text = text_of(reply)
    assert "Berkas   : salah.xlsx\nKeadaan  : diterima sebagian" in text
    assert "Laporan G4" in text
    assert "Berkas   : benar.xlsx\nKeadaan  : diterima\n" in text
    (workbook,) = reply.iter_attachments()
    assert workbook.get_filename() == "salah - perbaikan.xlsx"
    marked = load_workbook(BytesIO(workbook.get_payload(decode=True)))
    assert marked.sheetnames[0] == "Perbaikan"
    assert marked["Laporan"]["G4"].comment is not None
    states = {each.file_name: each.state for each in workplace.ledger.submissions()}
    assert states == {"salah.xlsx": State.PARTIALLY_ACCEPTED, "benar.xlsx": State.ACCEPTED}
    for each in workplace.ledger.submissions():
        assert (each.sender, each.received_at) == ("Dispermadesdukcapil", RECEIVED)
    assert imap.unseen() == 0
    attend(room, workplace)
    assert len(outbox.sent) == 1


def test_a_stranger_is_refused_and_nothing_of_his_mail_is_read(
    room: Mailroom, workplace: Workplace, imap: Imap, outbox: Outbox, tmp_path: Path
) -> None:
    imap.put(enclose(letter("siapa@luar.test"), write_form(tmp_path / "laporan.xlsx", form_rows())))
    opened: list[int] = []
    whole = "pantau.mail_server.Mailbox.whole"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole, lambda self, uid: opened.append(uid) or b"")
        attend(room, workplace)
    assert opened == []
    assert outbox.recipients == ["siapa@luar.test"]
    assert "tidak terdaftar" in text_of(outbox.sent[0])
    assert list(outbox.sent[0].iter_attachments()) == []
    assert workplace.queue.pending() == 0
    assert workplace.ledger.submissions() == ()
    assert imap.subjects("Ditolak") == ["Laporan Oktober"]


def test_an_address_may_report_for_its_own_places_only(
    room: Mailroom, workplace: Workplace, imap: Imap, outbox: Outbox, tmp_path: Path
) -> None:
    message = enclose(letter(BLORA), write_form(tmp_path / "milik.xlsx", [form_row("33.16")]))
    imap.put(enclose(message, write_form(tmp_path / "asing.xlsx", [form_row("33.17")])))
    attend(room, workplace)
    assert [each.file_name for each in workplace.ledger.submissions()] == ["milik.xlsx"]
    assert "asing.xlsx: dikembalikan. Berkas memuat angka Kabupaten Rembang" in text_of(outbox.sent[0])


@pytest.mark.parametrize("place", ["subject", "text", "file", "name"])
def test_personal_data_are_refused_not_echoed_and_left_on_the_server(
    room: Mailroom, workplace: Workplace, imap: Imap, outbox: Outbox, tmp_path: Path, place: str
) -> None:
    message = letter(
        subject=f"Daftar {NIK}" if place == "subject" else "Daftar",
        text=f"NIK {NIK}" if place == "text" else "Terlampir.",
    )
    path = write_form(tmp_path / "a.xlsx", [form_row("33.05", pks=NIK if place == "file" else 1)])
    imap.put(enclose(message, path, name=f"{NIK}.xlsx" if place == "name" else "a.xlsx"))
    attend(room, workplace)
    assert "ditolak" in text_of(outbox.sent[0])
    assert NIK not in outbox.sent[0].as_string()
    assert NIK not in text_of(outbox.sent[0])
    assert workplace.ledger.submissions() == ()
    assert workplace.queue.pending() == 0
    assert len(imap.subjects("Ditolak")) == 1
    assert imap.subjects("INBOX") == []
    database = b"".join(path.read_bytes() for path in workplace.settings.folder.glob("buku_besar.db*"))
    assert NIK.encode() not in database


def test_a_report_written_into_the_mail_is_taken_as_one(
    room: Mailroom, workplace: Workplace, imap: Imap, outbox: Outbox
) -> None:
    lines = ("Kabupaten Blora", "Periode 16-31 Oktober 2026", "Wajib KTP: 700.000", "Sudah rekam: 690.000")
    imap.put(letter(BLORA, text="\n".join(lines)))
    attend(room, workplace)
    (submission,) = workplace.ledger.submissions()
    assert submission.contracts == ("perekaman",)
    assert submission.file_name.endswith(".txt")
    assert "sudah diperiksa" in text_of(outbox.sent[0])


def test_a_mail_without_a_report_is_told_how_to_send_one(
    room: Mailroom, workplace: Workplace, imap: Imap, outbox: Outbox
) -> None:
    imap.put(letter(text="Selamat pagi: mohon bantuannya."))
    attend(room, workplace)
    assert "Lampirkan laporan sebagai .xlsx" in text_of(outbox.sent[0])


@pytest.mark.parametrize(
    "header",
    [
        ("Auto-Submitted", "auto-replied"),
        ("Precedence", "bulk"),
        ("List-Id", "<warga.test>"),
        ("Return-Path", "<>"),
        ("From", "MAILER-DAEMON@blora.test"),
        ("From", OURS),
        ("From", f"{BLORA}, {PROVINCE}"),
    ],
)
def test_machines_lists_and_bounces_are_never_answered(
    room: Mailroom, workplace: Workplace, imap: Imap, outbox: Outbox, header: tuple[str, str]
) -> None:
    message = letter()
    del message[header[0]]
    message[header[0]] = header[1]
    imap.put(message)
    attend(room, workplace)
    assert outbox.sent == []
    assert imap.unseen() == 0


def test_nobody_is_answered_without_end(
    room: Mailroom, workplace: Workplace, imap: Imap, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pantau.mailroom.MOST_ANSWERS_A_DAY", 2)
    for sender in ("mesin@luar.test", "mesin@luar.test", "mesin@luar.test", "lain@luar.test"):
        imap.put(letter(sender))
    attend(room, workplace)
    assert sorted(outbox.recipients) == ["lain@luar.test", "mesin@luar.test", "mesin@luar.test"]
    assert imap.unseen() == 0


def test_what_a_machine_reports_is_taken_though_it_is_not_answered(
    room: Mailroom, workplace: Workplace, imap: Imap, outbox: Outbox, tmp_path: Path
) -> None:
    message = letter()
    message["Auto-Submitted"] = "auto-generated"
    imap.put(enclose(message, write_form(tmp_path / "laporan.xlsx", form_rows())))
    attend(room, workplace)
    assert [each.state for each in workplace.ledger.submissions()] == [State.ACCEPTED]
    assert outbox.sent == []


def test_odd_and_missing_names_inline_files_and_forwarded_mails(
    room: Mailroom, workplace: Workplace, imap: Imap, outbox: Outbox, tmp_path: Path
) -> None:
    paths = [write_form(tmp_path / f"{seed}.xlsx", [form_row("33.05", seed=seed)]) for seed in range(4)]
    message = letter()
    message.add_attachment(paths[0].read_bytes(), **XLSX, filename="lap “Oktober” ½ 報告.xlsx")
    message.add_attachment(paths[1].read_bytes(), **XLSX)
    message.add_attachment(paths[2].read_bytes(), **XLSX, disposition="inline", filename="../../etc/x.xlsx")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", disposition="inline", cid="<logo>")
    message.add_attachment(enclose(letter(subject="Terusan"), paths[3]))
    imap.put(message)
    attend(room, workplace)
    names = [each.file_name for each in workplace.ledger.submissions()]
    assert names == ["lap “Oktober” ½ 報告.xlsx", "lampiran-3.xlsx", "x.xlsx", "3.xlsx"]
    assert "½ 報告.xlsx" in text_of(outbox.sent[0])


def test_a_header_cannot_be_smuggled_into_the_answer(
    room: Mailroom, workplace: Workplace, imap: Imap, outbox: Outbox
) -> None:
    raw = letter("siapa@luar.test").as_bytes()
    smuggled = raw.replace(
        b"Subject: Laporan Oktober", b"Subject: =?utf-8?q?Hai=0D=0ABcc=3A_korban=40luar.test=0D=0A=0D=0Aisi?="
    ).replace(b"<satu@blora.test>", b"<satu@blora.test>\r\n Bcc: lain@luar.test")
    imap.put(smuggled)
    attend(room, workplace)
    assert outbox.recipients == ["siapa@luar.test"]
    (reply,) = outbox.sent
    assert reply["Bcc"] is None
    assert reply["Subject"] == "Re: Hai Bcc: korban@luar.test isi"
    assert reply["In-Reply-To"] is None


def test_a_huge_mail_is_not_fetched(
    room: Mailroom, workplace: Workplace, imap: Imap, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pantau.mailroom.MOST_MAIL_BYTES", 1_000)
    monkeypatch.setattr("pantau.mail_server.Mailbox.whole", lambda self, uid: pytest.fail("was fetched"))
    imap.put(letter(text="x" * 2_000))
    attend(room, workplace)
    assert "lebih besar dari 100 MB" in text_of(outbox.sent[0])


def test_an_answer_nobody_takes_now_is_sent_later_and_one_nobody_ever_takes_is_given_up(
    workplace: Workplace, imap: Imap, outbox: Outbox
) -> None:
    moment = [NOW]
    found = read_mail_settings(workplace.settings)
    assert found is not None
    room = Mailroom(found, workplace=workplace, clock=lambda: moment[0])
    book = MailBook(workplace.ledger.engine)
    outbox.refusals = ["451 later", "550 no such user"]
    imap.put(letter())
    room.fetch()
    room.answer()
    room.answer()
    assert (outbox.refusals, book.count().owed) == (["550 no such user"], 1)
    moment[0] = datetime(2026, 11, 2, 4, tzinfo=UTC)
    room.answer()
    assert (book.count().owed, book.count().given_up) == (0, 1)
    assert outbox.sent == []


MOMENTS = {
    "before the mail is noted": ("warehouse.mail", "MailBook.record", "before", 0),
    "before it is marked as seen": ("warehouse.mail", "MailBook.record", "after", 0),
    "before its answer is sent": ("pantau.mailroom", "send", "before", 0),
    "before the sent answer is noted": ("warehouse.mail", "MailBook.note_sent", "before", 1),
    "when the sent answer is noted": ("warehouse.mail", "MailBook.note_sent", "after", 1),
}


@pytest.mark.parametrize(("module", "name", "moment", "already"), MOMENTS.values(), ids=MOMENTS)
def test_a_killed_worker_answers_once_or_again_under_the_same_number(
    workers: Workers,
    settings: Settings,
    imap: Imap,
    outbox: Outbox,
    tmp_path: Path,
    module: str,
    name: str,
    moment: str,
    already: int,
) -> None:
    imap.put(enclose(letter(), write_form(tmp_path / "laporan.xlsx", [form_row("33.05", sisa_prr=-1)])))
    mail = settings.model_dump(
        include={key for key in Settings.model_fields if key.startswith(("imap", "smtp", "mail"))}
    )
    mail["imap_password"], mail["smtp_password"] = PASSWORD, ""
    die = {"module": module, "name": name, "moment": moment}
    assert workers.order(settings.folder, die=die, settings=mail) == KILLED
    assert len(outbox.sent) == already
    assert workers.order(settings.folder, settings=mail) == 0
    assert len({reply["Message-ID"] for reply in outbox.sent}) == 1
    assert len(outbox.sent) == (2 if name.endswith("note_sent") and moment == "before" else 1)
    with open_workplace(settings) as workplace:
        assert [each.state for each in workplace.ledger.submissions()] == [State.RETURNED]
        assert MailBook(workplace.ledger.engine).count().owed == 0
    assert imap.unseen() == 0


def test_a_server_that_hangs_holds_up_no_judging(settings: Settings, tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        hanging = settings.model_copy(
            update={"imap_port": silent.getsockname()[1], "imap_poll_seconds": 0.01}
        )
        with open_workplace(hanging) as workplace, open_mailroom(workplace, clock=clock):
            begun = monotonic()
            job = _hand_in(workplace, write_form(tmp_path / "laporan.xlsx", form_rows()))
            assert drain_if_idle(workplace, clock=clock)
            assert workplace.queue.get(job).is_finished
            assert monotonic() - begun < 20
            assert "mailroom" in [thread.name for thread in threading.enumerate()]


def test_a_server_that_is_away_or_refuses_us_is_an_error_of_one_sentence(
    settings: Settings, workplace: Workplace
) -> None:
    for changes, error in (
        ({"imap_port": free_port()}, OSError),
        ({"imap_password_file": str(settings.mail_senders)}, MailServerError),
    ):
        found = read_mail_settings(settings.model_copy(update=changes))
        assert found is not None
        with pytest.raises(error):
            Mailroom(found, workplace=workplace, clock=clock).fetch()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"smtp_host": "", "mail_from": ""}, "smtp_host, mail_from"),
        ({"imap_host": "surat.jateng.test"}, "tanpa enkripsi"),
        ({"imap_password_file": "/tidak/ada"}, "/tidak/ada"),
        ({"mail_senders": "/tidak/ada"}, "/tidak/ada"),
    ],
)
def test_what_is_missing_in_the_settings_is_named(
    said: Settings, changes: dict[str, str], complaint: str
) -> None:
    with pytest.raises(UsageError, match=complaint):
        read_mail_settings(said.model_copy(update=changes))


def test_without_a_mailbox_nobody_is_called() -> None:
    assert read_mail_settings(Settings()) is None


@pytest.mark.parametrize(
    "content",
    [
        "email,pengirim\na@b.c,A\n",
        "email,pengirim,wilayah,lain\na@b.c,A,33.16,x\n",
        "email,pengirim,wilayah\nbukan-alamat,A,33.16\n",
        "email,pengirim,wilayah\na@b.c,,33.16\n",
        "email,pengirim,wilayah\na@b.c,A,\n",
        "email,pengirim,wilayah\na@b.c,A,99.99\n",
        "email,pengirim,wilayah\na@b.c,A,33.16\nA@B.c,B,33.17\n",
        "email,pengirim,wilayah\na@b.c,A,33.16,lebih\n",
    ],
)
def test_a_list_of_senders_with_a_mistake_is_refused(said: Settings, content: str) -> None:
    Path(said.mail_senders).write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=r"pengirim\.csv"):
        read_mail_settings(said)


def _hand_in(workplace: Workplace, path: Path) -> int:
    from etl.intake import receive

    arrival = receive(
        path,
        ledger=workplace.ledger,
        queue=workplace.queue,
        files=workplace.files,
        sender=None,
        received_at=NOW,
        period=None,
        now=NOW,
    )
    assert arrival.job is not None
    return arrival.job
