"""A tall sheet is read by column, and comes to exactly what reading it row by row comes to."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.sejuta import write_million
from data_contracts.periode import Periode
from etl.columns import ColumnRows, encode_rows
from etl.privacy import find_personal_data
from etl.read import read_workbook
from etl.resolve import Resolved, resolve
from etl.resolve.readers import Readers
from etl.resolve.tall import Tall, read_tall
from etl.sheets import Merged, Row, Sheet, Workbook
from etl.source_rows import SourceRows

DAILY: Row = (
    "no",
    "tanggal",
    "kode",
    "kecamatan",
    "rekam_ktp_el",
    "cetak_ktp_el",
    "persentase_ribbon",
    "sumber",
)
SHARES: Row = (
    "uraian",
    "kd_wilayah",
    "kab_kota",
    "wajib_ktp_el",
    "jml_perekaman",
    "persentase_jml_perekaman",
)
DELIVERY: Row = ("tanggal", "kode", "kurir", "jenis_dokumen", "terkirim", "gagal", "rekam_ktp_el", None)

DAYS = st.sampled_from(
    [date(2026, 10, 20), "20/10/2026", "21 Oktober 2026", "31/02/2026", "kemarin", None, " "]
)
CODES = st.sampled_from(
    ["33.74.01", "337402", 3374, "33.74", "33.99", "", "3374012001", "JUMLAH", "Mengetahui"]
)
NAMES = st.sampled_from(
    ["Kota Tegal", "Tegal", "Semarang Tengah", "Rembang", "Jumlah", None, "NIP. 1", "kia"]
)
COUNTS = st.sampled_from(
    [0, 1, 2, 3, "1.234", "1,234", "-", "1O", "x", -4, 2.5, None, "", "nihil", "rekam_ktp_el"]
)
SHARE = st.sampled_from([0.5, 50, "0,5", "97.47", "101", None, "-"])
COURIERS = st.sampled_from(["Pos", "gojek", "merpati", None])
DOCUMENTS = st.sampled_from(["KTP-el", "KK", "kia", "rahasia", None])
ANY = st.one_of(COUNTS, NAMES, st.just(True))

DAILY_ROW = st.tuples(st.one_of(st.none(), st.just("total")), DAYS, CODES, NAMES, COUNTS, COUNTS, SHARE, ANY)
SHARES_ROW = st.tuples(st.one_of(st.none(), st.just("Jumlah")), CODES, NAMES, COUNTS, COUNTS, SHARE)
DELIVERY_ROW = st.tuples(DAYS, CODES, COURIERS, DOCUMENTS, COUNTS, COUNTS, COUNTS, ANY)

SOUND = ("20/10/2026", "33.74.01")


def tables(head: Row, row: st.SearchStrategy[Row], sound: Row) -> st.SearchStrategy[list[Row]]:
    """A title, the headings, and rows of which most are sound."""
    width = len(head)
    blank = st.just((None,) * width)
    title = ("Periode 16-31 Oktober 2026", *(None,) * (width - 1))
    # Several of a kind, so that keys meet and sums come out.
    rows = st.lists(st.one_of(row, st.just(sound), st.just((*sound[:-1], None)), blank), max_size=9)
    return rows.map(lambda drawn: [title, head, *drawn])


DAILY_TABLES = tables(DAILY, DAILY_ROW, (None, *SOUND, None, 1, 2, 50, None))
SHARES_TABLES = tables(SHARES, SHARES_ROW, (None, "3374", "Kota Semarang", 2, 1, 0.5))
DELIVERY_TABLES = tables(DELIVERY, DELIVERY_ROW, (*SOUND, "Pos", "KK", 3, 1, 2, None))


def by_column(sheet: Sheet) -> Sheet:
    return replace(sheet, rows=encode_rows(sheet.rows, width=len(sheet.rows[0]), plain=lambda cell: cell))


def assert_same(tall: Resolved, small: Resolved) -> None:
    assert tall.findings == small.findings
    assert tall.ignored == small.ignored
    assert tall.columns == small.columns
    assert (tall.rows, tall.rejected) == (small.rows, small.rejected)
    assert list(tall.frames) == list(small.frames)
    for name, frame in small.frames.items():
        pd.testing.assert_frame_equal(tall.frames[name], frame)
    assert {place: small.texts[place] for place in tall.texts} == tall.texts
    spoken_of = {(found.sheet, int(found.cell[1:])) for found in tall.findings if found.cell} & set(tall.rows)
    assert spoken_of <= tall.texts.keys()


def row_by_row(workbook: Workbook, *, period: Periode | None) -> Resolved:
    """The same file with no row taken for an ordinary one."""

    def none_ordinary(readers: Readers, rows: ColumnRows) -> Tall:
        tall = read_tall(readers, rows)
        left = np.union1d(tall.left, tall.ordinary.rows)
        return Tall(tall.ordinary.only(slice(0, 0)), left)

    with patch("etl.resolve.rows.read_tall", none_ordinary):
        return resolve(workbook, period=period)


def assert_read_alike(sheets: Sequence[Sheet], *, period: Periode | None) -> None:
    workbook = Workbook("laporan.csv", tuple(sheets))
    assert_same(resolve(workbook, period=period), row_by_row(workbook, period=period))


@settings(max_examples=200, deadline=None)
@given(
    rows=st.one_of(DAILY_TABLES, SHARES_TABLES, DELIVERY_TABLES),
    period=st.sampled_from([None, Periode(2026, 10, 2), Periode(2026, 9, 1)]),
)
@example(
    rows=[
        DAILY,
        (None, *SOUND, None, "1,234", "1,234", "97.47", None),
        (None, "21/10/2026", "33.74.01", None, "1,234", 5, "97.47", None),
        ("total", None, None, None, 2468, 1239, None, None),
        (None, *SOUND, None, 1, 2, 50, None),
        (None, *SOUND, None, 1, 2, 50, None),
    ],
    period=None,
)
@example(
    rows=[
        ("Periode 16-31 Oktober 2026", *(None,) * 5),
        SHARES,
        *[(None, code, None, 2_000 + n, 1_000 + n, 0.5) for n, code in enumerate(("3301", "3302", "3303"))],
        ("Jumlah", None, None, 6_003, 3_004, None),
        (None, None, None, 6_003, 3_003, None),
    ],
    period=None,
)
def test_a_sheet_read_by_column_comes_to_the_same_as_row_by_row(
    rows: list[Row], period: Periode | None
) -> None:
    assert_read_alike([by_column(Sheet("Data", rows))], period=period)


@settings(max_examples=60, deadline=None)
@given(first=DAILY_TABLES, second=DELIVERY_TABLES)
def test_so_do_two_sheets_whose_keys_meet(first: list[Row], second: list[Row]) -> None:
    harian, antar = Sheet("Harian", first), Sheet("Antar", second)
    assert_read_alike([by_column(harian), by_column(antar)], period=Periode(2026, 10, 2))
    assert_read_alike([by_column(harian), antar], period=Periode(2026, 10, 2))


@settings(max_examples=60, deadline=None)
@given(rows=DAILY_TABLES, top=st.integers(2, 5), height=st.integers(1, 3), column=st.sampled_from([1, 2]))
def test_so_does_a_day_or_code_merged_over_several_rows(
    rows: list[Row], top: int, height: int, column: int
) -> None:
    rows = [
        tuple(None if top < n <= top + height and c == column else cell for c, cell in enumerate(row))
        for n, row in enumerate(rows)
    ]
    sheet = Sheet("Data", rows, (Merged(top, column, top + height, column),))
    assert_read_alike([by_column(sheet)], period=None)


def test_a_tall_sheet_comes_to_the_same_as_a_small_one() -> None:
    """Beside the headings once more, a wrong total, a repetition, a contradiction and a blank row."""
    rows = [
        DAILY,
        *[(None, f"{n}/10/2026", "33.74.01", None, n, 2, 50, None) for n in range(16, 30)],
        ("total", None, None, None, 315, 27, None, None),
        DAILY,
        (None,) * 8,
        (None, "16/10/2026", "33.74.01", None, 16, 2, 50, None),
        (None, "17/10/2026", "33.74.01", None, 99, 2, 50, None),
    ]
    sheet = Sheet("Data", rows)
    small = resolve(Workbook("laporan.csv", (sheet,)), period=None)
    assert_same(resolve(Workbook("laporan.csv", (by_column(sheet),)), period=None), small)

    assert [found.rule for found in small.findings] == [
        "jumlah_tidak_cocok", "baris_berulang", "kunci_ganda", "kunci_ganda"
    ]  # fmt: skip


def told_rows(resolved: Resolved) -> list[tuple[object, ...]]:
    """Every row that is spoken of, by itself or in a crowd: by whom, where and for what."""
    alone = [(found, [int(digits)]) for found in resolved.findings if (digits := row_of_cell(found.cell))]
    crowds = [
        (crowd.finding, crowd.rows.numbers(str(crowd.finding.sheet)).tolist()) for crowd in resolved.crowds
    ]
    return sorted(
        (
            found.sheet,
            row,
            str(found.cell).rstrip("0123456789"),
            found.rule,
            found.severity,
            found.field or "",
        )
        for found, rows in (*alone, *crowds)
        for row in rows
    )


def row_of_cell(cell: str | None) -> str:
    return (cell or "").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@settings(max_examples=200, deadline=None)
@given(
    rows=st.one_of(DAILY_TABLES, SHARES_TABLES, DELIVERY_TABLES),
    most=st.integers(0, 2),
    period=st.sampled_from([None, Periode(2026, 9, 1)]),
)
def test_rows_told_in_a_crowd_are_judged_as_those_told_by_themselves(
    rows: list[Row], most: int, period: Periode | None
) -> None:
    workbook = Workbook("laporan.csv", (by_column(Sheet("Data", rows)),))
    small = row_by_row(workbook, period=period)
    with patch("etl.resolve.remarks.MOST_TOLD", most):
        tall = resolve(workbook, period=period)

    assert told_rows(tall) == told_rows(small)
    assert tall.ignored == small.ignored
    assert (tall.rows, tall.rejected) == (small.rows, small.rejected)
    for name, frame in small.frames.items():
        pd.testing.assert_frame_equal(tall.frames[name], frame)


def test_the_rest_of_a_hopeless_column_is_told_in_one_finding_with_its_number_and_range() -> None:
    row = (None, "20/10/2026", "33.74.01", None, "rusak", 2, 50, None)
    rows = [DAILY, *[(row[0], f"{n}/10/2026", *row[2:]) for n in range(1, 31)]]
    with patch("etl.resolve.remarks.MOST_TOLD", 10):
        resolved = resolve(Workbook("laporan.csv", (by_column(Sheet("Data", rows)),)), period=None)

    (crowd,) = resolved.crowds
    assert [found.cell for found in resolved.findings] == [f"E{n}" for n in range(2, 13)]
    assert (crowd.finding.rule, crowd.finding.cell, crowd.finding.field) == (
        "bukan_angka",
        "E13",
        "rekam_baru",
    )
    assert "19 sel lain" in crowd.finding.message
    assert "E13 sampai E31" in crowd.finding.message
    assert crowd.rows == {("Data", n) for n in range(13, 32)}
    assert resolved.rejected == resolved.rows
    assert resolved.frames["perekaman"]["rekam_baru"].isna().all()
    assert len(resolved.frames["blangko"]) == len(resolved.frames["perekaman"]) == 30


def test_very_many_rows_that_share_keys_are_held_back_together() -> None:
    first = [(None, f"{n}/10/2026", "33.74.01", None, n, 2, 50, None) for n in range(16, 30)]
    again = [(None, f"{n}/10/2026", "33.74.01", None, n + 1, None, None, None) for n in range(16, 28)]
    sheet = by_column(Sheet("Data", [DAILY, *first, *again]))
    with patch("etl.resolve.settle.MOST_COMPARED", 20):
        resolved = resolve(Workbook("laporan.csv", (sheet,)), period=None)

    (crowd,) = resolved.crowds
    assert [(found.rule, found.cell) for found in resolved.findings] == [("kunci_ganda", "C2")]
    assert (crowd.finding.rule, crowd.finding.cell, len(crowd.rows)) == ("kunci_ganda", "C3", 23)
    assert resolved.rows - resolved.rejected == {("Data", 14), ("Data", 15)}


def test_two_tall_sheets_that_complete_one_another_stay_ordinary() -> None:
    days = [f"{n}/10/2026" for n in range(16, 30)]
    recorded = [DAILY[:5], *[(None, day, "33.74.01", None, 1) for day in days]]
    printed = [(*DAILY[:4], DAILY[5]), *[(None, day, "33.74.01", None, 2) for day in days]]
    sheets = (by_column(Sheet("Rekam", recorded)), by_column(Sheet("Cetak", printed)))
    resolved = resolve(Workbook("laporan.xlsx", sheets), period=None)

    assert resolved.findings == ()
    assert set(resolved.texts) == {("Rekam", 2), ("Cetak", 2)}


def test_ordinary_rows_are_not_read_one_by_one_and_have_no_texts() -> None:
    rows = [DAILY, *[(None, f"{n}/10/2026", "33.74.01", None, n, 2, 50, None) for n in range(16, 30)]]
    resolved = resolve(Workbook("laporan.csv", (by_column(Sheet("Data", rows)),)), period=None)

    # The row below the headings might number the columns, so it is read by itself.
    assert set(resolved.texts) == {("Data", 2)}
    assert resolved.rows == {("Data", n) for n in range(2, 16)}
    assert resolved.frames["perekaman"]["rekam_baru"].tolist() == list(range(16, 30))


def test_a_habit_all_over_a_tall_column_is_said_once_with_its_number() -> None:
    rows = [DAILY, *[(None, f"{n}/10/2026", "33.74.01", None, "1,234", 2, 50, None) for n in range(16, 30)]]
    resolved = resolve(Workbook("laporan.csv", (by_column(Sheet("Data", rows)),)), period=None)

    (found,) = resolved.findings
    assert (found.rule, found.cell) == ("penulisan_angka", "E2")
    assert "Ada 14 sel" in found.message


@pytest.fixture(scope="module")
def planted_and_read(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, set[str]], Resolved, int]:
    planted = write_million(tmp_path_factory.mktemp("tinggi") / "harian.csv", rows=12_000, faults=600)
    workbook = read_workbook(planted.path)
    assert isinstance(workbook.sheets[0].rows, ColumnRows)
    assert find_personal_data(workbook) is None
    resolved = resolve(workbook, period=None)
    expected: dict[str, set[str]] = {}
    for fault in planted.faults:
        expected.setdefault(fault.rule, set()).add(fault.cell)
    return expected, resolved, planted.rows


# What a rule of a contract or the day of arrival tells is not told by reading.
NOT_OF_READING = ("_tidak_negatif", "_wajar", "_masa_depan")


def test_every_fault_planted_in_a_tall_file_is_found_in_its_cell_and_no_other(
    planted_and_read: tuple[dict[str, set[str]], Resolved, int],
) -> None:
    expected, resolved, _ = planted_and_read
    found: dict[str, set[str]] = {}
    for finding in resolved.findings:
        found.setdefault(finding.rule, set()).add(str(finding.cell))

    assert found == {rule: cells for rule, cells in expected.items() if not rule.endswith(NOT_OF_READING)}


def test_no_row_of_a_tall_file_is_lost(planted_and_read: tuple[dict[str, set[str]], Resolved, int]) -> None:
    _, resolved, rows = planted_and_read

    assert len(resolved.rows) + len(resolved.ignored) == rows
    assert resolved.rejected <= resolved.rows
    assert len(resolved.texts) < 2_000


def test_source_rows_are_a_set_of_places() -> None:
    rows = SourceRows.of([("A", 3), ("A", 1), ("B", 2), ("A", 3)])

    assert (len(rows), list(rows)) == (3, [("A", 1), ("A", 3), ("B", 2)])
    assert rows == {("A", 1), ("A", 3), ("B", 2)}
    assert ("A", 3) in rows
    assert ("A", 2) not in rows
    assert ("C", 3) not in rows
    assert rows & {("A", 1), ("C", 1)} == {("A", 1)}
    assert rows | SourceRows.of([("B", 1)]) == {("A", 1), ("A", 3), ("B", 2), ("B", 1)}
    assert rows - SourceRows.of([("A", 1)]) == {("A", 3), ("B", 2)}
    assert (rows.first("A"), rows.first("C")) == (1, None)
    frame = pd.DataFrame({"sheet": ["A", "A", "B"], "source_row": [1, 2, 2]})
    assert rows.holds(frame).tolist() == [True, False, True]
    assert json.dumps(list(rows)) == '[["A", 1], ["A", 3], ["B", 2]]'
