"""A file is refused with a sentence before it can fill the memory, however small it is on disk."""

import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from etl.marks import MAX_CELLS
from etl.read import UnreadableFileError, read_workbook
from tests.etl.berkas import ods_cell, ods_row, with_parts, write_ods, write_xls, write_xlsx

LIMIT_MB = 1_500


def _sheet(path: Path, cells: bytes, *, texts: bytes | None = None) -> Path:
    """A workbook whose only sheet has this as its rows."""
    write_xlsx(path, (("kode",),))

    def changed(name: str, part: bytes) -> bytes:
        if name.endswith("sheet1.xml"):
            start, end = part.index(b"<sheetData>") + 11, part.index(b"</sheetData>")
            return part[:start] + cells + part[end:]
        return part

    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    added = {} if texts is None else {"xl/sharedStrings.xml": b'<sst xmlns="%s">%s</sst>' % (space, texts)}
    return with_parts(path, added=added, changed=changed)


def _refused(path: Path) -> str:
    with pytest.raises(UnreadableFileError) as raised:
        read_workbook(path)
    assert path.name in raised.value.message
    return raised.value.message


def test_a_grid_spanned_by_two_stray_cells_is_refused_and_the_cell_named(tmp_path: Path) -> None:
    cells = b'<row r="1"><c r="ZZ1"><v>1</v></c></row><row r="900000"><c r="A900000"><v>1</v></c></row>'

    said = _refused(_sheet(tmp_path / "a.xlsx", cells))
    assert f"{MAX_CELLS // 1_000_000} juta sel" in said
    assert "kirim sebagai CSV" in said


def test_all_sheets_count_together(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for number in range(3):
        sheet = book.create_sheet(f"L{number}")
        sheet["A1"], sheet.cell(MAX_CELLS // 250, 100).value = 1, 1  # two fifths of what is taken, each
    book.save(tmp_path / "a.xlsx")

    assert "juta sel" in _refused(tmp_path / "a.xlsx")


def test_a_cell_that_is_only_coloured_asks_for_no_room(tmp_path: Path) -> None:
    first = b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row>'
    cells = first + b'<row r="1048576"><c r="A1048576" s="0"/></row>'
    (sheet,) = read_workbook(_sheet(tmp_path / "a.xlsx", cells)).sheets

    assert sheet.rows[0][0] == 1


def test_one_long_text_shared_by_many_cells_is_refused(tmp_path: Path) -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 5_001))
    text = b"<si><t>" + b"x" * 30_000 + b"</t></si>"

    assert "terlalu panjang" in _refused(_sheet(tmp_path / "a.xlsx", rows, texts=text))


def test_cells_without_an_address_are_not_counted_blindly(tmp_path: Path) -> None:
    assert "tanpa alamat" in _refused(_sheet(tmp_path / "a.xlsx", b"<row><c><v>1</v></c></row>"))


def test_a_part_that_is_larger_than_it_says_is_refused(tmp_path: Path) -> None:
    path = _sheet(tmp_path / "a.xlsx", b'<row r="1"><c r="A1"><v>1</v></c></row>' + b" " * 200_000)
    with zipfile.ZipFile(path) as package:
        entry = package.getinfo("xl/worksheets/sheet1.xml")
    content = bytearray(path.read_bytes())
    said, told = struct.pack("<I", entry.file_size), struct.pack("<I", 100)
    at = content.rfind(b"xl/worksheets/sheet1.xml")  # its entry in the directory at the end
    size_at = content.rindex(said, 0, at)
    content[size_at : size_at + 4] = told
    path.write_bytes(bytes(content))

    assert "rusak" in _refused(path)


def test_a_repeated_row_of_an_ods_is_counted_as_often_as_it_is_repeated(tmp_path: Path) -> None:
    row = ods_row(ods_cell(1, numbercolumnsrepeated=1000), numberrowsrepeated=1_000_000)

    assert "juta sel" in _refused(write_ods(tmp_path / "a.ods", [row]))


def test_a_long_text_repeated_in_an_ods_is_refused(tmp_path: Path) -> None:
    row = ods_row(ods_cell("x" * 5_000), numberrowsrepeated=100_000)

    assert "terlalu panjang" in _refused(write_ods(tmp_path / "a.ods", [row]))


def test_an_xls_of_stray_cells_is_refused(tmp_path: Path) -> None:
    def stray(sheet: object) -> None:
        sheet.write(65_535, 200, 1)  # type: ignore[attr-defined]

    assert "sampai sel GS65536" in _refused(write_xls(tmp_path / "a.xls", (("kode",),), change=stray))


@pytest.mark.parametrize("letter", ["x", "ж"])
def test_one_long_text_shared_by_many_cells_of_an_xls_is_refused(tmp_path: Path, letter: str) -> None:
    """Texts of that length run over several records, narrow or wide."""
    others = [f"catatan {number} {letter * 300}" for number in range(200)]
    rows = [[letter * 30_000, *others, "akhir"], *([letter * 30_000] for _ in range(3_400))]
    path = write_xls(tmp_path / "a.xls", rows)

    assert "terlalu panjang" in _refused(path)
    few = write_xls(tmp_path / "b.xls", rows[:40])
    assert read_workbook(few).sheets[0].rows[0][-1] == "akhir"


def test_a_web_page_of_endless_spans_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text("<table><tr><td rowspan=10000 colspan=1000>1</td></tr></table>", "utf-8")

    assert "juta sel" in _refused(tmp_path / "a.xls")


_MEASURE = """
import resource, sys
from pathlib import Path
from etl.privacy import find_personal_data
from etl.read import read_workbook
bare = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
book = read_workbook(Path(sys.argv[1]))
assert find_personal_data(book) is None
print(len(book.sheets[0].rows), bare, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_a_sheet_as_full_as_is_taken_stays_within_the_memory(tmp_path: Path) -> None:
    """Different numbers in every cell, the dearest to keep; in a process of its own, to measure it alone."""
    rows, columns = 20_000, 20
    letters = [chr(ord("A") + number) for number in range(columns)]
    content = b"".join(
        (
            f'<row r="{row}">'
            + "".join(
                f'<c r="{letter}{row}"><v>{row * 7919 + at * 104729}</v></c>'
                for at, letter in enumerate(letters)
            )
            + "</row>"
        ).encode()
        for row in range(1, rows + 1)
    )
    path = _sheet(tmp_path / "a.xlsx", content)
    done = subprocess.run([sys.executable, "-c", _MEASURE, path], capture_output=True, text=True, check=True)
    read, bare, peak = map(int, done.stdout.split())

    assert read == rows
    share = MAX_CELLS / (rows * columns)
    assert bare + share * (peak - bare) < LIMIT_MB
