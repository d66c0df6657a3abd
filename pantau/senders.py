"""Who may send reports by mail, and for which places."""

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from data_contracts.catalogue import load_register
from data_contracts.errors import UsageError

COLUMNS = ["email", "pengirim", "wilayah"]
PROVINCE = "33"


@dataclass(frozen=True, slots=True)
class Sender:
    """`name` stands in the ledger; `wilayah`: codes of the places this address may report for."""

    email: str
    name: str
    wilayah: frozenset[str]

    def outside(self, kodes: Collection[str] | None) -> frozenset[str]:
        """Places that are not the sender's; a kecamatan belongs to its kab/kota, all to the province."""
        if PROVINCE in self.wilayah:
            return frozenset()
        return frozenset(kode for kode in kodes or () if kode[:5] not in self.wilayah)


@dataclass(frozen=True, slots=True)
class SenderList:
    by_email: Mapping[str, Sender]

    def find(self, email: str) -> Sender | None:
        return self.by_email.get(email.strip().casefold())


def read_senders(path: Path) -> SenderList:
    """The list from a CSV with exactly the columns email, pengirim, wilayah (codes parted by spaces).

    Raises UsageError with the line of what cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            senders = list(_senders(csv.DictReader(lines, strict=True), path=path))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"Daftar pengirim {path} tidak dapat dibaca: {error}.") from error
    by_email = {sender.email: sender for sender in senders}
    if len(by_email) != len(senders):
        raise UsageError(f"Daftar pengirim {path} memuat alamat yang sama dua kali; sisakan satu.")
    return SenderList(by_email)


def _senders(rows: "csv.DictReader[str]", *, path: Path) -> Iterator[Sender]:
    if rows.fieldnames is None or list(rows.fieldnames) != COLUMNS:
        raise UsageError(f"Daftar pengirim {path} harus berkolom {', '.join(COLUMNS)}, tidak lebih.")
    for row in rows:
        problem = _problem(row)
        if problem:
            raise UsageError(f"Daftar pengirim {path} baris {rows.line_num}: {problem}.")
        wilayah = frozenset(_kode(text) for text in row["wilayah"].split())
        yield Sender(row["email"].strip().casefold(), row["pengirim"].strip(), wilayah)


def _problem(row: Mapping[str, str | None]) -> str | None:
    email, name, places = (row.get(column) for column in COLUMNS)
    if None in row or email is None or name is None or places is None:
        return "jumlah kolomnya tidak tepat"
    if email.count("@") != 1 or any(sign.isspace() for sign in email.strip()):
        return "alamat surelnya tidak sah"
    if not name.strip():
        return "pengirim kosong"
    register = load_register()
    unknown = [text for text in places.split() if register.find_kode(text) is None]
    if unknown or not places.split():
        return f"kode wilayah {' '.join(unknown) or 'kosong'}; tulis 33.16, atau 33 untuk semua"
    return None


def _kode(text: str) -> str:
    found = load_register().find_kode(text)
    assert found is not None  # noqa: S101 - _problem has looked
    return found.kode[:5]
