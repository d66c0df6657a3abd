"""By-name data are recognised however they are written, and reports are not taken for them."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook as Buku
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from etl.columns import encode_rows
from etl.privacy import PersonalData, PersonalDataKind, find_personal_data, holds_personal_number
from etl.read import CellValue, Row, Sheet, Workbook, read_workbook


def _book(*rows: tuple[CellValue, ...], sheet: str = "Sheet1", file_name: str = "laporan.xlsx") -> Workbook:
    return Workbook(file_name, (Sheet("Kosong", ()), Sheet(sheet, rows)))


@pytest.mark.parametrize(
    "value",
    [
        "3374010101900001",
        "33 74 01 010190 0001",
        "33.74.01.010190.0001",
        "337401 010190 0001",
        "3374-0101-0190-0001",
        "33\u00a074\u00a001\u00a0010190\u00a00001",
        "3374\u200b010101900001",
        "３３７４０１０１０１９０００01",
        "'3374010101900001",
        "NIK: 3374010101900001.",
        "NIK 33 74 01 010190 0001 / 33 74 01 010190 0002",
        "3374010101900001.0",
        "3,37401E+15",
        "1.234.567.890.123.456",
        "1,234,567,890,123,456",
        3374010101900001,
        3374010101900001.0,
    ],
)
def test_a_number_of_16_digits_is_personal_however_it_is_written(value: CellValue) -> None:
    assert holds_personal_number(value)


@pytest.mark.parametrize(
    "value",
    [
        "NIP. 197001011995031001",
        "NIP. 19700101 199503 1 001",
        197001011995031001,
        "1.234.567",
        "31,270,312",
        "01.10.2026 - 15.10.2026",
        "16/10/2026 - 31/10/2026",
        "2026-10-16 2026-10-31",
        "20261016_20261031",
        "0.9808991234567891",
        "98.08991234567891",
        "0271-591012/591013",
        "Tahun 2019 - 2020 - 2021 - 2022",
        "agr_rekam_cetak_ektp_14022020_3374",
        1234567,
        0.9808991234567891,
        True,
        None,
    ],
)
def test_what_reports_and_signatures_hold_is_not(value: CellValue) -> None:
    assert not holds_personal_number(value)


@given(digits=st.from_regex(r"[1-9][0-9]{15}", fullmatch=True), padding=st.sampled_from(["", " ", ": ", "/"]))
def test_every_plain_run_of_16_digits_is_found(digits: str, padding: str) -> None:
    assert holds_personal_number(f"nomor{padding}{digits}")
    assert holds_personal_number(int(digits))


@given(count=st.integers(0, 999_999_999_999_999))
def test_no_count_of_up_to_15_digits_is_found(count: int) -> None:
    assert not holds_personal_number(count)
    assert not holds_personal_number(f"{count:,}".replace(",", "."))


@pytest.mark.parametrize(
    "heading",
    [
        "NIK",
        "nik ",
        "NAMA_LGKP",
        "Nama\u00a0Lengkap",
        "TMPT_LHR",
        "TGL_LHR",
        "Tempat Lahir",
        "TANGGAL LAHIR",
        "NO_KK",
    ],
)
def test_a_heading_of_a_by_name_table_is_personal(heading: str) -> None:
    found = find_personal_data(_book(("No", "Wilayah"), (None, heading)))

    assert found == PersonalData("Sheet1", "B2", PersonalDataKind.HEADING)


@pytest.mark.parametrize("heading", ["NIK Baru", "Nama", "Nama Wilayah", "NIP", "Kartu Keluarga", "Alamat"])
def test_a_heading_of_a_report_or_letterhead_is_not(heading: str) -> None:
    assert find_personal_data(_book((heading, ": Jl. Pahlawan No. 1"))) is None


def test_an_address_column_among_other_headings_is() -> None:
    found = find_personal_data(_book(("No", "Kecamatan", "Status", "Alamat")))

    assert found is not None
    assert found.cell == "D1"


def test_a_sheet_or_file_named_by_a_number_is_not_repeated() -> None:
    in_sheet = find_personal_data(_book(sheet="3374010101900001"))
    in_name = find_personal_data(_book(file_name="3374010101900001.xlsx"))

    assert (in_sheet, in_name) == (
        PersonalData("lembar ke-2", None, PersonalDataKind.NUMBER),
        PersonalData("nama berkas", None, PersonalDataKind.NUMBER),
    )


def test_a_hidden_sheet_of_a_real_workbook_is_looked_at(tmp_path: Path) -> None:
    book = Buku()
    book.active.append(["kd_wilayah", "belum_rekam"])
    hidden = book.create_sheet("Lampiran")
    hidden.sheet_state = "hidden"
    hidden["F40"] = 3374010101900001
    book.save(tmp_path / "a.xlsx")

    found = find_personal_data(read_workbook(tmp_path / "a.xlsx"))

    assert found == PersonalData("Lampiran", "F40", PersonalDataKind.NUMBER)


def test_a_comment_of_a_real_workbook_is_looked_at_whole(tmp_path: Path) -> None:
    book = Buku()
    book.active["A1"] = "kd_wilayah"
    book.active["A1"].comment = Comment("periksa NIK 3374010101900001", "petugas")
    book.save(tmp_path / "a.xlsx")

    found = find_personal_data(read_workbook(tmp_path / "a.xlsx"))

    assert found == PersonalData("komentar sel", None, PersonalDataKind.NUMBER)


@pytest.mark.parametrize(
    ("part", "content", "place", "kind"),
    [
        (
            "xl/pivotCache/pivotCacheRecords1.xml",
            '<pivotCacheRecords><r><s v="BUDI"/><n v="3.374010101900001E+15"/></r></pivotCacheRecords>',
            "simpanan tabel pivot",
            PersonalDataKind.NUMBER,
        ),
        (
            "xl/pivotCache/pivotCacheDefinition1.xml",
            '<cacheFields><cacheField name="NAMA_LGKP" numFmtId="0"/></cacheFields>',
            "simpanan tabel pivot",
            PersonalDataKind.HEADING,
        ),
        (
            "xl/externalLinks/externalLink1.xml",
            '<sheetData><row r="1"><cell r="A1"><v>3374010101900001</v></cell></row></sheetData>',
            "simpanan tautan ke berkas lain",
            PersonalDataKind.NUMBER,
        ),
        (
            "xl/drawings/drawing1.xml",
            "<a:p><a:r><a:t>33740101</a:t></a:r><a:r><a:t>01900001</a:t></a:r></a:p>",
            "kotak teks",
            PersonalDataKind.NUMBER,
        ),
    ],
)
def test_what_a_workbook_keeps_outside_its_cells_is_looked_at(
    tmp_path: Path, part: str, content: str, place: str, kind: PersonalDataKind
) -> None:
    Buku().save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx", "a") as package:
        package.writestr(part, content)

    assert find_personal_data(read_workbook(tmp_path / "a.xlsx")) == PersonalData(place, None, kind)


def test_an_ordinary_comment_is_none(tmp_path: Path) -> None:
    book = Buku()
    book.active["A1"].comment = Comment("Sumber: DKB Semester I 2026, hubungi 0271-591012", "petugas")
    book.save(tmp_path / "a.xlsx")

    assert find_personal_data(read_workbook(tmp_path / "a.xlsx")) is None


SIGNS = ["3374010101900001", 3374010101900001, "NIK", "Alamat", "alamat :"]
ORDINARY = [None, "", "Alamat Kantor", "x", "Kec. Bawen", 12, "0271-591012", "Judul"]
SHEETS = st.lists(st.tuples(*[st.sampled_from([*SIGNS, *ORDINARY, *ORDINARY])] * 5), max_size=9)


@given(rows=SHEETS)
def test_a_tall_sheet_is_refused_for_the_same_cell_as_a_small_one(rows: list[Row]) -> None:
    tall = encode_rows(rows, width=5, plain=lambda cell: cell)
    refused = find_personal_data(Workbook("a.csv", (Sheet("a", tall),)))

    assert refused == find_personal_data(Workbook("a.csv", (Sheet("a", rows),)))


@pytest.mark.parametrize("blank_rows", [0, 2_100])
def test_a_count_whose_heading_is_split_over_two_rows_is_about_nobody(
    tmp_path: Path, blank_rows: int
) -> None:
    book = Buku()
    sheet = book.worksheets[0]
    for row in (["Kode", "NIK", None, "KK"], [None, "Baru", None, "Cetak"], ["33.01", 5, None, 6]):
        sheet.append(row)
    for number in range(blank_rows):
        sheet.append(["33.01", number])
    book.save(tmp_path / "a.xlsx")

    assert find_personal_data(read_workbook(tmp_path / "a.xlsx")) is None


@pytest.mark.parametrize("below", [None, "3374", "Nama", "Baru saja"])
def test_a_heading_of_a_real_nik_column_is_none_of_those(tmp_path: Path, below: str | None) -> None:
    book = Buku()
    sheet = book.worksheets[0]
    sheet.append(["Kode", "NIK"])
    sheet.append([None, below])
    book.save(tmp_path / "a.xlsx")

    found = find_personal_data(read_workbook(tmp_path / "a.xlsx"))
    assert found is not None
    assert (found.cell, found.kind) == ("B1", PersonalDataKind.HEADING)


def test_numbers_in_headers_names_properties_and_rules_are_found(tmp_path: Path) -> None:
    nik = "3374011203900001"
    places = set()
    for number in range(5):
        book = Buku()
        sheet = book.worksheets[0]
        sheet["A1"] = "kode"
        if number == 0:
            sheet.oddHeader.center.text = f"Laporan {nik}"
        elif number == 1:
            book.defined_names["penduduk"] = DefinedName("penduduk", attr_text=f'"{nik}"')
        elif number == 2:
            book.properties.title = f"Rekap {nik}"
        elif number == 3:
            rule = DataValidation(type="list", formula1=f'"{nik},lain"')
            sheet.add_data_validation(rule)
            rule.add("A2")
        else:
            sheet["A2"].comment = Comment(nik, "x")
        book.save(tmp_path / "a.xlsx")
        found = find_personal_data(read_workbook(tmp_path / "a.xlsx"))
        assert found is not None, number
        assert (found.cell, found.kind) == (None, PersonalDataKind.NUMBER)
        places.add(found.sheet)
    assert places == {
        "kepala, kaki, atau aturan isian lembar",
        "nama yang ditetapkan di buku kerja",
        "properti berkas",
        "komentar sel",
    }
