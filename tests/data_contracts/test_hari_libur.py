"""The committed days off are what the script makes, and what the decrees say."""

import runpy
from datetime import date
from pathlib import Path

import pytest

from data_contracts.catalogue import REFERENCE, load_holidays
from data_contracts.errors import ContractError
from data_contracts.hari_kerja import is_working_day
from data_contracts.hari_libur import HariLibur, JenisLibur, read_hari_libur, read_holidays

HOLIDAYS = load_holidays()
FILE = REFERENCE / "hari_libur.csv"
SCRIPT = Path(__file__).parents[2] / "scripts" / "buat_hari_libur.py"
HEADER = "tanggal,jenis,nama\n"


def test_the_committed_file_is_what_the_script_writes(tmp_path: Path) -> None:
    runpy.run_path(str(SCRIPT))["write"](tmp_path / "hari_libur.csv")
    assert (tmp_path / "hari_libur.csv").read_bytes() == FILE.read_bytes()


def test_days_come_in_order_and_cover_every_year_from_2016_to_2027() -> None:
    days = [one.tanggal for one in read_hari_libur(FILE)]
    assert days == sorted(set(days))
    assert {day.year for day in days} == set(range(2016, 2028))
    assert frozenset(days) == HOLIDAYS


@pytest.mark.parametrize("year", range(2016, 2028))
def test_every_year_has_its_fixed_days(year: int) -> None:
    assert {date(year, 1, 1), date(year, 5, 1), date(year, 8, 17), date(year, 12, 25)} <= HOLIDAYS


@pytest.mark.parametrize(
    "day",
    [
        date(2018, 6, 15), date(2019, 6, 5), date(2020, 5, 24), date(2021, 5, 13), date(2022, 5, 2),
        date(2023, 4, 22), date(2024, 4, 10), date(2025, 3, 31), date(2026, 3, 21), date(2026, 3, 22),
    ],
)  # fmt: skip
def test_idulfitri_is_where_it_was_decreed(day: date) -> None:
    assert day in {one.tanggal for one in read_hari_libur(FILE) if one.jenis is JenisLibur.NASIONAL}


def test_cuti_bersama_closes_the_offices_as_well() -> None:
    cuti = {one.tanggal for one in read_hari_libur(FILE) if one.jenis is JenisLibur.CUTI_BERSAMA}
    assert {date(2026, 3, 20), date(2026, 3, 23), date(2026, 3, 24)} <= cuti <= HOLIDAYS


def test_two_weeks_around_idulfitri_2026_have_five_working_days() -> None:
    # Mon 16 and Tue 17, then Wed 25 to Fri 27; 18 to 24 March are Nyepi, Idulfitri and their cuti bersama.
    days = (date(2026, 3, day) for day in range(16, 28))
    assert sum(is_working_day(day, holidays=HOLIDAYS) for day in days) == 5


def test_an_ordinary_monday_is_a_working_day() -> None:
    assert is_working_day(date(2026, 11, 23), holidays=HOLIDAYS)


def test_a_row_is_read_with_its_types(tmp_path: Path) -> None:
    path = tmp_path / "libur.csv"
    path.write_text(HEADER + "2026-08-17,libur nasional,Kemerdekaan\n", encoding="utf-8")
    assert read_hari_libur(path) == (HariLibur(date(2026, 8, 17), JenisLibur.NASIONAL, "Kemerdekaan"),)
    assert read_holidays(path) == {date(2026, 8, 17)}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("tanggal,nama\n", 1, "kurang: jenis"),
        ("", 1, "kurang: tanggal, jenis, nama"),
        (HEADER + "17-08-2026,libur nasional,Kemerdekaan\n", 2, "kolom tanggal berisi “17-08-2026”"),
        (HEADER + "2026-02-30,libur nasional,Tidak ada\n", 2, "kolom tanggal"),
        (HEADER + "2026-08-17,libur,Kemerdekaan\n", 2, "jenis harus libur nasional atau cuti bersama"),
        (HEADER + "2026-08-17,libur nasional,\n", 2, "kolom nama kosong"),
        (
            HEADER + "2026-08-17,cuti bersama,A\n2026-08-17,libur nasional,B\n",
            3,
            "sudah ada di libur.csv baris 2",
        ),
    ],
)
def test_what_is_not_as_declared_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    path = tmp_path / "libur.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContractError) as refusal:
        read_holidays(path)
    assert refusal.value.message.startswith(f"libur.csv baris {line}: ")
    assert says in refusal.value.message
