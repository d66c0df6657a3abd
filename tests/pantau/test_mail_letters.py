"""A mail taken apart: its author, its own words, its files."""

from email.message import EmailMessage

import pytest

from pantau.mail_letters import read_head, read_letter


def head(*lines: str) -> bytes:
    return "\r\n".join([*lines, "", "isi"]).encode("utf-8")


@pytest.mark.parametrize(
    ("author", "address"),
    [
        ("Petugas <a@blora.test>", "a@blora.test"),
        ("a@blora.test", "a@blora.test"),
        ('"a@blora.test" <x@luar.test>', "x@luar.test"),
        ("=?utf-8?q?a=40blora.test=2C?= <x@luar.test>", "x@luar.test"),
        ("a@blora.test, b@blora.test", ""),
        ("bukan alamat", ""),
        ("a@blörå.test", ""),
    ],
)
def test_an_author_is_the_one_address_that_stands_there(author: str, address: str) -> None:
    assert read_head(head(f"From: {author}")).address == address


def test_two_from_lines_name_nobody() -> None:
    assert read_head(head("From: a@blora.test", "From: x@luar.test")).address == ""


@pytest.mark.parametrize(
    "odd",
    [b"\xff\xfe", b"Subject: =?utf-8?b?!!!?=\r\n\r\n", b"Subject: =?x-lain?q?a?=\r\n\r\n", b"", b"\r\n\r\n"],
)
def test_no_odd_header_raises(odd: bytes) -> None:
    assert read_head(odd).address == ""


def test_own_words_come_without_tags_and_without_what_is_quoted() -> None:
    plain = EmailMessage()
    plain.set_content("Wajib KTP: 10\n> Sudah rekam: 9\n")
    plain.add_alternative("<p>lain</p>", subtype="html")
    assert read_letter(plain.as_bytes()).text.strip() == "Wajib KTP: 10"
    html = EmailMessage()
    html.set_content("<p>Wajib KTP: 10</p><p>Sudah rekam: 9<br>PRR: 1</p>", subtype="html")
    lines = [line for line in read_letter(html.as_bytes()).text.splitlines() if line.strip()]
    assert lines == ["Wajib KTP: 10", "Sudah rekam: 9", "PRR: 1"]


def test_a_word_in_an_unknown_charset_and_a_broken_transfer_are_read_as_far_as_they_go() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/plain; charset=tidak-ada\r\n\r\n"
        b"caf\xe9\r\n--x\r\nContent-Type: application/octet-stream; name*=utf-8''lap%20%C2%BD.xlsx\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\nUEs=?\r\n--x--\r\n"
    )
    letter = read_letter(raw)
    assert letter.text.startswith("caf")
    assert [(each.name, each.content) for each in letter.enclosures] == [("lap ½.xlsx", b"PK")]
