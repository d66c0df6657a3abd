"""Every non-blank row is data or is ignored with its reason, and nothing odd passes in silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.contract import Severity
from etl.read import CellValue, Sheet, Workbook
from etl.resolve import resolve
from tests.etl.resolve.lembar import PERIODE, places, read_rows, reasons, said

HEAD = ["kode", "nama wilayah", "wajib_ktp", "sudah_rekam", "sisa_blangko"]
A = [3301, "Kabupaten Cilacap", 100, 90, 7]
B = [3302, "Kabupaten Banyumas", 200, 180, 8]


def test_titles_totals_notes_and_signatures_are_ignored_with_their_reason() -> None:
    resolved = read_rows(
        ["LAPORAN PEREKAMAN"],
        [],
        HEAD,
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        A,
        B,
        [None, "JUMLAH", 300, 270, None],
        [],
        ["Sumber: SIAK Terpusat"],
        [None, None, None, "Semarang, 2 November 2026"],
        [None, None, None, "Kepala Dinas,"],
        [None, None, None, "Drs. Contoh, M.Si."],
        [None, None, None, "NIP. 197001011995031001"],
        [None, None, "NIP", 197001011995031001],
    )

    assert reasons(resolved) == {
        1: "judul", 4: "nomor kolom", 7: "baris jumlah", 9: "keterangan", 10: "tanda tangan",
        11: "tanda tangan",
        12: "keterangan", 13: "tanda tangan", 14: "tanda tangan",
    }  # fmt: skip
    assert resolved.rows == {("Sheet1", 5), ("Sheet1", 6)}
    assert said(resolved) == []


def test_headings_repeated_on_the_next_page_are_no_data() -> None:
    resolved = read_rows(HEAD, A, HEAD, B)

    assert reasons(resolved) == {3: "judul"}
    assert resolved.rows == {("Sheet1", 2), ("Sheet1", 4)}


def test_a_row_with_a_name_and_no_figure_has_not_been_filled_in() -> None:
    resolved = read_rows(HEAD, A, [3302, "Kabupaten Banyumas", None, "\u00a0", None])

    (found,) = said(resolved)
    assert (found.rule, found.severity, found.cell, found.wilayah) == (
        "belum_mengisi", Severity.INFO, "A3", "33.02"
    )  # fmt: skip
    assert reasons(resolved) == {3: "belum mengisi"}
    assert resolved.rows == {("Sheet1", 2)}


def test_a_remark_beside_the_figures_does_not_make_a_total() -> None:
    resolved = read_rows([*HEAD, "keterangan"], [*A, "jumlah sementara"], [*B, "petugas cuti"])

    assert resolved.rows == {("Sheet1", 2), ("Sheet1", 3)}
    assert reasons(resolved) == {}


def test_an_unlabelled_sum_below_the_table_is_a_total() -> None:
    resolved = read_rows(HEAD, A, B, [None, None, 300, 270, 15])

    assert reasons(resolved) == {4: "baris jumlah"}
    assert said(resolved) == []


@pytest.mark.parametrize("label", ["JUMLAH", "Total", "JML", "GRAND TOTAL", "Jumlah Provinsi Jawa Tengah"])
def test_a_total_that_is_not_the_sum_is_marked_at_its_cell(label: str) -> None:
    resolved = read_rows(HEAD, A, B, [None, label, 300, 271, 15])

    (found,) = said(resolved)
    assert (found.rule, found.severity, found.cell, found.field, found.value) == (
        "jumlah_tidak_cocok", Severity.WARNING, "D4", "sudah_rekam", "271"
    )  # fmt: skip
    assert "270" in found.message


def test_totals_per_group_and_over_all_are_both_accepted() -> None:
    resolved = read_rows(
        ["Kabupaten/Kota", "Kecamatan", "wajib_ktp", "prr"],
        ["Kota Tegal", "Margadana", 10, 1],
        [None, "Jumlah", 10, 1],
        ["Kota Semarang", "Tugu", 30, 2],
        ["Kota Semarang", "Tembalang", 5, 1],
        [None, "Jumlah", 35, 3],
        ["Total", None, 45, 4],
    )

    assert said(resolved) == []
    assert len(resolved.rows) == 3


def test_a_kabupaten_above_its_kecamatan_is_not_summed_twice() -> None:
    resolved = read_rows(
        ["kode", "wajib_ktp", "prr"],
        ["33.74", 40, 3],
        ["33.74.10", 30, 2],
        ["33.74.16", 10, 1],
        ["JUMLAH", 40, 3],
    )

    assert said(resolved) == []


def test_over_several_days_only_flows_are_summed() -> None:
    resolved = read_rows(
        ["Kota Salatiga"],
        ["tanggal", "rekam_baru", "sisa_blangko"],
        ["16/10/2026", 5, 100],
        ["17/10/2026", 6, 90],
        ["Jumlah", 12, 90],
    )

    assert places(resolved) == [("jumlah_tidak_cocok", "B5")]


def test_a_sum_over_an_unreadable_cell_is_not_judged() -> None:
    resolved = read_rows(HEAD, A, [3302, None, "?", 180, 8], [None, "JUMLAH", 999, 270, 15])

    assert places(resolved) == [("angka_meragukan", "C3")]


def test_the_same_row_twice_counts_once() -> None:
    resolved = read_rows(HEAD, A, B, A)

    (found,) = said(resolved)
    assert (found.rule, found.severity, found.cell, found.wilayah) == (
        "baris_berulang", Severity.WARNING, "A4", "33.01"
    )  # fmt: skip
    assert reasons(resolved) == {4: "baris berulang"}
    assert resolved.frames["perekaman"]["kode_wilayah"].tolist() == ["33.01", "33.02"]


def test_the_same_wilayah_with_other_figures_sends_both_rows_back() -> None:
    resolved = read_rows(HEAD, A, B, [3301, "Kabupaten Cilacap", 100, 91, 7])

    assert places(resolved) == [("kunci_ganda", "A2"), ("kunci_ganda", "A4")]
    assert resolved.rejected == {("Sheet1", 2), ("Sheet1", 4)}


def test_sheets_that_complete_one_another_do_not_contradict() -> None:
    book = Workbook(
        "laporan.xlsx",
        (
            Sheet("Perekaman", (("kode", "wajib_ktp"), (3301, 100))),
            Sheet("Blangko", (("kode", "sisa_blangko"), (3301, 7))),
        ),
    )
    resolved = resolve(book, period=PERIODE)

    assert said(resolved) == []
    assert set(resolved.frames) == {"perekaman", "blangko"}


def test_sheets_that_contradict_one_another_name_the_other_sheet() -> None:
    rows = (("kode", "wajib_ktp", "prr"), (3301, 100, 5))
    other = (("kode", "wajib_ktp", "prr"), (3301, 101, 5))
    resolved = resolve(Workbook("laporan.xlsx", (Sheet("Satu", rows), Sheet("Dua", other))), period=PERIODE)

    first, second = said(resolved, "kunci_ganda")
    assert ("“Dua”" in first.message, "“Satu”" in second.message) == (True, True)
    assert resolved.rejected == {("Satu", 2), ("Dua", 2)}


def test_a_row_of_zeros_is_marked_but_a_single_zero_is_not() -> None:
    resolved = read_rows(HEAD, [3301, None, 0, 0, 0], [3302, None, None, None, 0])

    assert places(resolved) == [("semua_nol", "A2")]
    assert not resolved.rejected


@pytest.mark.parametrize(
    ("cell", "rule", "severity", "value", "is_rejected"),
    [
        ("-", "angka_meragukan", Severity.WARNING, None, False),
        ("#DIV/0!", "angka_meragukan", Severity.WARNING, None, False),
        ("1O0", "huruf_o", Severity.ERROR, None, True),
        ("1,000", "penulisan_angka", Severity.WARNING, 1000, False),
        ("12,5", "bukan_bilangan_bulat", Severity.ERROR, None, True),
        ("seratus", "bukan_angka", Severity.ERROR, None, True),
        ("=D2+E2", "rumus_tanpa_nilai", Severity.ERROR, None, True),
    ],
)
def test_an_odd_cell_is_told_at_its_place(
    cell: str, rule: str, severity: Severity, value: int | None, is_rejected: bool
) -> None:
    resolved = read_rows(HEAD, [3301, "Kabupaten Cilacap", cell, 90, 7], B)

    (found,) = said(resolved)
    assert (found.rule, found.severity, found.cell, found.value) == (rule, severity, "C2", cell)
    assert (found.contract, found.field, found.wilayah) == ("perekaman", "wajib_ktp", "33.01")
    assert cell in found.message
    read = resolved.frames["perekaman"]["wajib_ktp"]
    assert (None if read.isna().iloc[0] else read.iloc[0]) == value
    assert (("Sheet1", 2) in resolved.rejected) is is_rejected


def test_a_habit_of_a_column_is_told_once_with_its_extent() -> None:
    rows = [[code, None, "1,234", "1,000", 5] for code in (3301, 3302, 3303)]
    resolved = read_rows(HEAD, *rows)

    assert places(resolved) == [("penulisan_angka", "C2"), ("penulisan_angka", "D2")]
    assert all("Ada 3 sel" in found.message for found in said(resolved))


@pytest.mark.parametrize(
    ("sudah", "typed", "read"),
    [
        (980, 0.98, 98.0),
        (980, "0,98", 98.0),
        (1040, 1.04, 104.0),
        (980, 98.0, 98.0),
        (980, 1.2, 1.2),
        (4, 0.4, 0.4),
    ],
)
def test_a_fraction_becomes_a_percentage_only_where_the_counts_say_so(
    sudah: int, typed: CellValue, read: float
) -> None:
    resolved = read_rows(["kode", "wajib_ktp", "sudah_rekam", "persen_rekam"], [3301, 1000, sudah, typed])

    assert resolved.frames["perekaman"]["persen_rekam"].tolist() == [read]
    assert places(resolved) == (
        [("persen_sebagai_pecahan", "D2")] if read in {104.0, 98.0} and typed != 98.0 else []
    )


def test_a_small_percentage_without_counts_stays_as_it_is() -> None:
    resolved = read_rows(["kode", "persen_belum_rekam", "prr"], [3301, 0.98, 1])

    assert resolved.frames["perekaman"]["persen_belum_rekam"].tolist() == [0.98]
    assert said(resolved) == []


def test_a_sheet_without_a_table_is_ignored_and_said() -> None:
    book = Workbook(
        "laporan.xlsx",
        (
            Sheet("Sampul", (("Laporan",), (), ("Disusun oleh",))),
            Sheet("Isi", (tuple(HEAD), tuple(A))),
            Sheet("Lain", ()),
        ),
    )
    resolved = resolve(book, period=PERIODE)

    (found,) = said(resolved)
    assert (found.rule, found.severity, found.sheet) == ("lembar_tanpa_tabel", Severity.INFO, "Sampul")
    assert [(one.sheet, one.row, one.reason) for one in resolved.ignored] == [
        ("Sampul", 1, "lembar tanpa tabel laporan"), ("Sampul", 3, "lembar tanpa tabel laporan")
    ]  # fmt: skip
    assert resolved.rows == {("Isi", 2)}


def test_a_file_without_any_table_or_any_figure_says_so() -> None:
    no_table = said(read_rows(["halo"]), "tidak_ada_tabel")
    no_row = said(read_rows(HEAD, [3301, "Kabupaten Cilacap"]), "tidak_ada_baris")

    assert [found.severity for found in (*no_table, *no_row)] == [Severity.ERROR, Severity.ERROR]


CELLS = st.one_of(
    st.none(),
    st.integers(0, 10**7),
    st.sampled_from(
        [
            "3301",
            "33.74",
            "Tegal",
            "Kota Tegal",
            "JUMLAH",
            "-",
            "12,5",
            "nihil",
            "NIP. 1",
            "",
            "wajib_ktp",
            "x",
        ]
    ),
)


@given(rows=st.lists(st.lists(CELLS, max_size=5), max_size=12))
def test_no_row_is_lost_and_none_is_counted_twice(rows: list[list[CellValue]]) -> None:
    resolved = read_rows(HEAD, *rows)

    filled = [n for n, row in enumerate(rows, start=2) if any(cell not in {None, ""} for cell in row)]
    data = [row for _, row in resolved.rows]
    assert sorted([*data, *(ignored.row for ignored in resolved.ignored)]) == filled
    assert resolved.rejected <= resolved.rows
    for frame in resolved.frames.values():
        assert {("Sheet1", row) for row in frame["source_row"]} <= resolved.rows
        sound = frame[~frame["source_row"].isin([row for _, row in resolved.rejected])]
        assert sound["kode_wilayah"].notna().all()
        assert sound["tanggal"].notna().all()
