"""The days on which government offices are closed: national holidays and *cuti bersama*."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from data_contracts.reference_rows import ReferenceRow, read_rows, refuse_repeats

COLUMNS = ("tanggal", "jenis", "nama")


class JenisLibur(StrEnum):
    NASIONAL = "libur nasional"
    CUTI_BERSAMA = "cuti bersama"


@dataclass(frozen=True, slots=True)
class HariLibur:
    """One day off; where a holiday and a cuti bersama fall together it is the holiday."""

    tanggal: date
    jenis: JenisLibur
    nama: str


def read_hari_libur(path: Path) -> tuple[HariLibur, ...]:
    """One row per day, in the order of the file; ContractError names file and line."""
    rows = ((row, _hari_libur(row)) for row in read_rows(path, columns=COLUMNS))
    return refuse_repeats(rows, key=lambda one: one.tanggal, what="tanggal")


def read_holidays(path: Path) -> frozenset[date]:
    """The days off alone, which is what counting working days needs."""
    return frozenset(one.tanggal for one in read_hari_libur(path))


def _hari_libur(row: ReferenceRow) -> HariLibur:
    jenis = row.text("jenis")
    if jenis not in set(JenisLibur):
        row.refuse(f"jenis harus {' atau '.join(JenisLibur)}.")
    return HariLibur(row.day("tanggal"), JenisLibur(jenis), row.text("nama"))
