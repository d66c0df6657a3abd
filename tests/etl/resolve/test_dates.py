"""Dates are read day first, in Indonesian and English, and never without their four-digit year."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.periode import Periode
from data_contracts.tulisan import format_tanggal
from etl.read import CellValue
from etl.resolve.dates import Interval, find_interval, parse_date, parse_interval

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "cell",
    [
        "3 Juni 2020",
        "03/06/2020",
        "3/6/2020",
        "03-06-2020",
        "3.6.2020",
        "2020-06-03",
        "2020-06-03 13:02:00",
        "2020-06-03T13:02:00Z",
        "03/06/2020 08.30 WIB",
        "Rabu, 3 Juni 2020",
        "3-Jun-2020",
        "3 June 2020",
        "3\u00a0JUNI\u00a02020",
        "43985",
        43985,
        43985.6,
        date(2020, 6, 3),
        datetime(2020, 6, 3, 23, 59),  # noqa: DTZ001 - a cell has no zone
    ],
)
def test_the_third_of_june(cell: CellValue) -> None:
    assert parse_date(cell) == date(2020, 6, 3)


@pytest.mark.parametrize(
    ("text", "month"),
    [("Jan", 1), ("Peb", 2), ("Pebruari", 2), ("Mar.", 3), ("Apr", 4), ("Mei", 5), ("May", 5), ("Jul", 7),
     ("Agu", 8), ("Ags", 8), ("Agt", 8), ("August", 8), ("Sept", 9), ("Okt", 10), ("October", 10),
     ("Nop", 11), ("Des", 12), ("Dec", 12)],
)  # fmt: skip
def test_months_are_known_by_their_names_in_use(text: str, month: int) -> None:
    assert parse_date(f"14 {text} 2021") == date(2021, month, 14)


@pytest.mark.parametrize(
    "cell", [None, "", "3 Juni 20", "03/06/20", "31/02/2020", "10/31/2026", "Juni 2020", "besok", 3374,
             1234567, True, "3 Juni 1020", "9" * 5000, date(1900, 1, 1)],
)  # fmt: skip
def test_what_is_no_date_is_none(cell: CellValue) -> None:
    assert parse_date(cell) is None


@given(day=DAYS)
def test_every_day_is_read_back_from_the_ways_it_is_written(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days

    assert {parse_date(format_tanggal(day)), parse_date(f"{day:%d/%m/%Y}"), parse_date(day.isoformat())} == {
        day
    }
    assert parse_date(serial) == day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Periode 16–31 Oktober 2026", date(2026, 10, 16), date(2026, 10, 31)),
        ("Periode: 1 s.d. 15 Oktober 2026", date(2026, 10, 1), date(2026, 10, 15)),
        ("1 s/d 15 OKTOBER 2026", date(2026, 10, 1), date(2026, 10, 15)),
        ("1 sampai dengan 15 Oktober 2026", date(2026, 10, 1), date(2026, 10, 15)),
        ("16 Oktober 2026 s.d. 31 Oktober 2026", date(2026, 10, 16), date(2026, 10, 31)),
        ("01/10/2026 - 15/10/2026", date(2026, 10, 1), date(2026, 10, 15)),
        ("1 Januari – 14 Februari 2020", date(2020, 1, 1), date(2020, 2, 14)),
        ("Periode: 2026-10-P2", date(2026, 10, 16), date(2026, 10, 31)),
        ("PERIODE II BULAN OKTOBER 2026", date(2026, 10, 16), date(2026, 10, 31)),
        ("Periode I Oktober 2026", date(2026, 10, 1), date(2026, 10, 15)),
        ("Keadaan 31 Oktober 2026", date(2026, 10, 31), date(2026, 10, 31)),
        ("Per 14 Februari 2020", date(2020, 2, 14), date(2020, 2, 14)),
        ("Laporan Kinerja Bidang 5 Periode 1-15 Oktober 2026", date(2026, 10, 1), date(2026, 10, 15)),
    ],
)
def test_the_days_in_a_title(text: str, first: date, last: date) -> None:
    assert find_interval(text) == Interval(first, last)


@pytest.mark.parametrize(
    "text",
    [
        "Oktober 2026",
        "Laporan Kinerja Bidang 5 Oktober 2026",
        "31–16 Oktober 2026",
        "2026-13-P1",
        "Tahun 2026",
    ],
)
def test_a_title_that_does_not_say_which_days_says_none(text: str) -> None:
    assert find_interval(text) is None


@given(day=DAYS)
def test_the_label_of_every_half_month_is_read_back(day: date) -> None:
    period = Periode.of(day)

    assert find_interval(f"Periode {period.label}") == Interval(period.start, period.end)
    assert parse_interval(str(period)) == Interval(period.start, period.end)


@given(first=DAYS, length=st.integers(1, 300))
def test_any_range_of_dates_is_read_back(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    expected = Interval(first, last) if last.year < 2100 else None

    if expected is not None:
        assert find_interval(f"dari {format_tanggal(first)} s.d. {format_tanggal(last)}") == expected
