"""What the reader hands on is what a person sees in the file, at the same address."""

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook as Buku

from etl.read import Merged, Sheet, UnreadableFileError, read_workbook

NOON = datetime(2026, 10, 31, 12, 5)  # noqa: DTZ001 - a cell has no zone


def _csv(folder: Path, content: bytes, *, name: str = "laporan.csv") -> Sheet:
    path = folder / name
    path.write_bytes(content)
    (sheet,) = read_workbook(path).sheets
    return sheet


def test_a_cell_keeps_its_address_below_and_right_of_an_empty_area(tmp_path: Path) -> None:
    book = Buku()
    book.active["C5"] = "isi"
    book.save(tmp_path / "a.xlsx")

    (sheet,) = read_workbook(tmp_path / "a.xlsx").sheets

    assert sheet.rows[4][2] == "isi"
    assert all(cell is None for row in sheet.rows[:4] for cell in row)


def test_values_arrive_as_typed(tmp_path: Path) -> None:
    book = Buku()
    typed = [3374, 98.5, "teks", True, date(2026, 10, 31), NOON, None, "#N/A"]
    book.active.append(typed)
    book.save(tmp_path / "a.xlsx")

    (sheet,) = read_workbook(tmp_path / "a.xlsx").sheets

    assert sheet.rows[0] == (
        3374,
        98.5,
        "teks",
        True,
        date(2026, 10, 31),
        NOON,
        None,
        "#N/A",
    )
    assert [type(cell) for cell in sheet.rows[0][:2]] == [int, float]


def test_hidden_sheets_and_merged_cells_are_read(tmp_path: Path) -> None:
    book = Buku()
    book.active.merge_cells("B2:D3")
    book.active["B2"] = "WAJIB KTP"
    book.active["E2"] = "PRR"
    hidden = book.create_sheet("Tersembunyi")
    hidden.sheet_state = "veryHidden"
    hidden["A1"] = "ada"
    book.save(tmp_path / "a.xlsx")

    first, second = read_workbook(tmp_path / "a.xlsx").sheets

    assert first.rows[1] == (None, "WAJIB KTP", None, None, "PRR")
    assert first.merged == (Merged(top=1, left=1, bottom=2, right=3),)
    assert (second.name, second.rows) == ("Tersembunyi", (("ada",),))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_csv_is_read_in_every_encoding_and_with_every_delimiter(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    lines = [
        "REKAP – PEREKAMAN",
        delimiter.join(["kode", "nama", "jumlah"]),
        delimiter.join(["3374", "Kota “S”", "5"]),
    ]

    sheet = _csv(tmp_path, "\r\n".join(lines).replace("“", "é").encode(encoding))

    assert sheet.name == "laporan"
    assert sheet.rows == (("REKAP – PEREKAMAN",), ("kode", "nama", "jumlah"), ("3374", "Kota éS”", "5"))


def test_decimal_commas_do_not_pass_for_delimiters(tmp_path: Path) -> None:
    sheet = _csv(tmp_path, b"kode;a;b\n3301;98,5;1,5\n3302;97,5;2,5\n3303;96,5;3,5\n")

    assert sheet.rows[1] == ("3301", "98,5", "1,5")


def test_rows_are_physical_lines_even_when_a_quoted_cell_breaks(tmp_path: Path) -> None:
    sheet = _csv(tmp_path, b'kode;"wajib\nktp"\n\n3301;5\n')

    assert sheet.rows == (("kode", "wajib\nktp"), (), (), ("3301", "5"))


def test_the_name_it_was_sent_under_decides_how_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "9f86d081"
    path.write_bytes(b"kode;nama\n3301;Cilacap\n")

    book = read_workbook(path, file_name="rekap_2026-10-P2.csv")

    assert (book.file_name, book.sheets[0].name) == ("rekap_2026-10-P2.csv", "rekap_2026-10-P2")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("kosong.xlsx", b"", "kosong"),
        ("kosong.csv", b"", "kosong"),
        ("lama.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "simpan sebagai .xlsx"),
        ("sandi.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "sandi"),
        ("rusak.xlsx", b"PK\x03\x04 bukan zip", "rusak"),
        ("teks.xlsx", b"ini bukan buku kerja", "rusak"),
        ("lain.ods", b"PK", "simpan sebagai .xlsx"),
        ("biner.csv", bytes(range(256)), "bukan teks"),
        ("lebar.csv", b"\xff\xfe\x00\xd8a", "bukan teks"),
        ("kutip.csv", b'kode;nama\n3301;"Cilacap\n3302;Banyumas\n', "tanda kutip di sekitar baris 2"),
    ],
)
def test_an_unreadable_file_says_what_to_do(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(UnreadableFileError, match=said) as raised:
        read_workbook(tmp_path / name)

    assert name in raised.value.message


def test_a_file_above_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "besar.csv"
    with path.open("wb") as file:
        file.truncate(100_000_001)

    with pytest.raises(UnreadableFileError, match="100 MB"):
        read_workbook(path)


def test_a_zip_bomb_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "bom.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"\0" * 30_000_000)

    with pytest.raises(UnreadableFileError, match="mengembang"):
        read_workbook(path)


def test_a_truncated_workbook_is_refused(tmp_path: Path) -> None:
    Buku().save(tmp_path / "a.xlsx")
    content = (tmp_path / "a.xlsx").read_bytes()
    (tmp_path / "a.xlsx").write_bytes(content[: len(content) // 2])

    with pytest.raises(UnreadableFileError, match="rusak"):
        read_workbook(tmp_path / "a.xlsx")


def test_a_stray_cell_at_the_far_corner_is_named_instead_of_ending_the_process(tmp_path: Path) -> None:
    book = Buku()
    book.active["A1"] = "kode"
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "a.xlsx")

    with pytest.raises(UnreadableFileError, match="XFD1048576"):
        read_workbook(tmp_path / "a.xlsx")
