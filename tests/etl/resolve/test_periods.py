"""A period comes from the row, the sheet, the file or the sender; a report without one goes back."""

from datetime import date, datetime

import pytest

from data_contracts.periode import Periode
from etl.read import CellValue
from etl.resolve import Resolved
from etl.resolve.dates import Interval
from etl.resolve.periods import interval_in_name
from tests.etl.resolve.lembar import PERIODE, places, read_rows, said

HEAD = ["kode", "wajib_ktp", "prr"]


def _days(resolved: Resolved) -> list[tuple[date, date]]:
    frame = resolved.frames["perekaman"]
    return [(a.date(), b.date()) for a, b in zip(frame["tanggal_awal"], frame["tanggal"], strict=True)]


SECOND_HALF = (date(2026, 10, 16), date(2026, 10, 31))
LAST_DAY = (date(2026, 10, 31), date(2026, 10, 31))


@pytest.mark.parametrize(
    ("title", "days"),
    [
        (["Periode 16–31 Oktober 2026"], SECOND_HALF),
        (["Periode", ":", "16 s.d. 31 Oktober 2026"], SECOND_HALF),
        (["Periode: 2026-10-P2"], SECOND_HALF),
        (["Keadaan 31 Oktober 2026"], LAST_DAY),
        (["Per tanggal", datetime(2026, 10, 31)], LAST_DAY),  # noqa: DTZ001 - a cell has no zone
    ],
)
def test_a_title_tells_the_days(title: list[CellValue], days: tuple[date, date]) -> None:
    resolved = read_rows(["LAPORAN"], title, HEAD, [3374, 10, 1], period=None)

    assert _days(resolved) == [days]
    assert said(resolved) == []


@pytest.mark.parametrize(
    "other", ["Dicetak 2 November 2026", "Semarang, 2 November 2026", "Tanggal cetak 2/11/2026"]
)
def test_the_day_of_printing_or_signing_is_not_the_day_of_the_data(other: str) -> None:
    after = read_rows([other], ["Keadaan 31 Oktober 2026"], HEAD, [3374, 10, 1], period=None)
    alone = read_rows([other], HEAD, [3374, 10, 1], period=None)

    assert _days(after) == [LAST_DAY]
    assert places(alone) == [("periode_tidak_ada", None)]


@pytest.mark.parametrize(
    ("sheet", "file_name", "days"),
    [
        ("2026-10-P2", "laporan.xlsx", SECOND_HALF),
        ("16-31 Okt 2026", "laporan.xlsx", SECOND_HALF),
        ("Sheet1", "laporan_2026-10-P2.xlsx", SECOND_HALF),
        ("Sheet1", "agr_rekam_cetak_ektp_31102026_3374.xlsx", LAST_DAY),
        ("Sheet1", "rekap 2026-10-31.xlsx", LAST_DAY),
    ],
)
def test_the_name_of_sheet_or_file_tells_the_days(
    sheet: str, file_name: str, days: tuple[date, date]
) -> None:
    assert _days(read_rows(HEAD, [3374, 10, 1], name=sheet, file_name=file_name, period=None)) == [days]


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("20261031", date(2026, 10, 31), date(2026, 10, 31)),
        ("31102026", date(2026, 10, 31), date(2026, 10, 31)),
        ("rekap_01102026-15102026", date(2026, 10, 1), date(2026, 10, 15)),
        ("rekap_2026_10_31", date(2026, 10, 31), date(2026, 10, 31)),
        ("Rekap_16-31_Oktober_2026", date(2026, 10, 16), date(2026, 10, 31)),
    ],
)
def test_names_are_read_with_underscores_and_without_separators(name: str, first: date, last: date) -> None:
    assert interval_in_name(name) == Interval(first, last)


def test_the_sender_s_period_serves_where_nothing_is_written() -> None:
    assert _days(read_rows(HEAD, [3374, 10, 1], period=PERIODE)) == [SECOND_HALF]


def test_a_report_without_a_period_goes_back_whole() -> None:
    resolved = read_rows(HEAD, [3374, 10, 1], [3375, 10, 1], period=None)

    assert places(resolved) == [("periode_tidak_ada", None)]
    assert resolved.rejected == resolved.rows == {("Sheet1", 2), ("Sheet1", 3)}
    assert resolved.frames["perekaman"]["tanggal"].isna().all()


def test_a_period_that_contradicts_the_sheet_goes_back_whole() -> None:
    resolved = read_rows(["Periode 1-15 Oktober 2026"], HEAD, [3374, 10, 1], period=PERIODE)

    assert places(resolved) == [("periode_berbeda", "A1")]
    assert resolved.rejected == {("Sheet1", 3)}


def test_a_single_day_inside_the_sender_s_period_is_no_contradiction() -> None:
    resolved = read_rows(["Keadaan 20 Oktober 2026"], HEAD, [3374, 10, 1], period=PERIODE)

    assert said(resolved) == []
    assert _days(resolved) == [(date(2026, 10, 20), date(2026, 10, 20))]


def test_each_row_s_own_date_comes_first() -> None:
    resolved = read_rows(
        ["Periode 16–31 Oktober 2026"],
        ["Tanggal Pelayanan", "Waktu Laporan", *HEAD],
        ["16/10/2026", "17/10/2026", 3374, 10, 1],
        [46312, "18/10/2026", 3374, 11, 1],
    )

    assert _days(resolved) == [(date(2026, 10, 16),) * 2, (date(2026, 10, 17),) * 2]


def test_a_column_of_first_days_makes_an_interval() -> None:
    head = ["Tanggal awal", "Tanggal", *HEAD]
    resolved = read_rows(head, ["1 Januari 2020", "14 Februari 2020", 3316, 10, 1], period=None)

    assert _days(resolved) == [(date(2020, 1, 1), date(2020, 2, 14))]


def test_a_period_column_is_read_too() -> None:
    assert _days(read_rows(["Periode", *HEAD], ["2026-10-P2", 3374, 10, 1], period=None)) == [SECOND_HALF]


@pytest.mark.parametrize(
    ("cell", "rule"),
    [("16/10/26", "tanggal_tidak_dikenali"), ("31/02/2026", "tanggal_tidak_dikenali"),
     ("besok", "tanggal_tidak_dikenali"), (None, "periode_tidak_ada"), ("15/10/2026", "periode_berbeda")],
)  # fmt: skip
def test_a_row_whose_date_does_not_do_goes_back_alone(cell: CellValue, rule: str) -> None:
    resolved = read_rows(
        ["Tanggal", *HEAD], ["16/10/2026", 3374, 10, 1], [cell, 3375, 11, 2], period=Periode(2026, 10, 2)
    )

    assert places(resolved) == [(rule, "A3")]
    assert resolved.rejected == {("Sheet1", 3)}


def test_the_day_a_report_was_made_is_not_the_day_of_its_data_and_that_is_explained() -> None:
    rows = (["kode", "Tanggal Laporan", "wajib_ktp"], [3301, "16/10/2026", 10], [3302, "16/10/2026", 20])
    resolved = read_rows(*rows, period=None)

    (found,) = said(resolved)
    assert (found.rule, found.cell, found.value) == ("periode_tidak_ada", "B2", "16/10/2026")
    assert "“Tanggal Laporan”, yaitu hari laporan dibuat" in found.message
    assert len(resolved.rejected) == 2
    assert said(read_rows(*rows, period=PERIODE)) == []
