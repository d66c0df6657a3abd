"""Whatever bytes arrive, a file is read or refused with a sentence: nothing falls."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.privacy import find_personal_data
from etl.read import UnreadableFileError, read_workbook
from etl.resolve import resolve
from tests.etl.berkas import ods_cell, ods_row, write_ods, write_xls, write_xlsx

ROWS = (
    ("Periode 16–31 Oktober 2026",),
    ("kode", "wajib_ktp", "prr"),
    ("33.01", 1500000, 7),
    ("33.02", "O,7", 8),
)
PAGE = (
    "<html><table><tr><td colspan=2>kode</td><td>prr</td></tr>"
    "<tr><td>33.01</td><td rowspan=2>7</td></tr></table>"
)
CHAT = "[16/10/26 14.30] A: Kab. Tegal\nWajib KTP: 5, PRR = 3\n\n*Suket* : -\n"
SEEDS = 60


def _xls(path: Path) -> Path:
    return write_xls(path, (*ROWS, ("x" * 9_000, "ж" * 500, 1.5)))


def _ods(path: Path) -> Path:
    return write_ods(path, [ods_row(*row) for row in ROWS] + [ods_row(ods_cell(1, numbercolumnsrepeated=3))])


def _text(text: str) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_text(text, encoding="utf-8")
        return path

    return write


KINDS: dict[str, Callable[[Path], Path]] = {
    "a.xls": _xls,
    "a.ods": _ods,
    "a.xlsx": lambda path: write_xlsx(path, ROWS),
    "b.xls": _text(PAGE),
    "a.txt": _text(CHAT),
    "a.csv": _text('kode;prr\n"33.01";7\n33.02;"8\n"\n'),
}


def _mangled(content: bytes, *, seed: int) -> bytes:
    chance = random.Random(seed)
    bytes_ = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(bytes_) + 1)
        match chance.randrange(4):
            case 0 if at < len(bytes_):
                bytes_[at] = chance.randrange(256)
            case 1:
                bytes_[at : at + 4] = chance.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"<<>>", b'";:='])
            case 2:
                del bytes_[at : at + chance.randint(1, 64)]
            case _:
                bytes_[at:at] = bytes_[at : at + chance.randint(1, 64)]
    return bytes(bytes_) or b"\0"


def _read_or_refused(path: Path) -> str | None:
    try:
        book = read_workbook(path)
    except UnreadableFileError as error:
        return error.message
    find_personal_data(book)
    resolved = resolve(book, period=None)
    assert resolved.rejected <= resolved.rows
    return None


@pytest.mark.parametrize("name", KINDS)
def test_a_mangled_file_is_read_or_refused(tmp_path: Path, name: str) -> None:
    sound = KINDS[name](tmp_path / name).read_bytes()
    read = 0
    for seed in range(SEEDS):
        (tmp_path / name).write_bytes(_mangled(sound, seed=seed))
        said = _read_or_refused(tmp_path / name)
        assert said is None or said.startswith(f"Berkas {name} "), seed
        read += said is None
    assert read > 0 or name in {"a.ods", "a.xlsx"}  # a zip notices every change
