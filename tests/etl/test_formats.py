"""Every format offices send is read at its true addresses, whatever its name says; nothing in it is run."""

import socket
import zipfile
from pathlib import Path

import pytest
import xlwt
from odf.office import Annotation
from odf.table import TableColumn
from odf.text import P

from data_contracts.periode import Periode
from etl.privacy import find_personal_data
from etl.read import Hidden, Merged, UnreadableFileError, read_workbook
from etl.resolve import resolve
from tests.etl.berkas import (
    ods_cell,
    ods_row,
    with_parts,
    write_compound,
    write_locked_xls,
    write_ods,
    write_xls,
    write_xlsx,
)

ROWS = (
    ("Periode 16–31 Oktober 2026",),
    ("kode", "wajib_ktp", "prr"),
    ("33.01", 1500000, 7),
    ("33.02", "O,7", 8),
)
NIK = "3374011203900001"
PERIODE = Periode(2026, 10, 2)


def _read(path: Path) -> tuple[tuple[object, ...], ...]:
    (sheet,) = read_workbook(path).sheets
    return tuple(tuple(row) for row in sheet.rows)


def _full(rows: tuple[tuple[object, ...], ...]) -> tuple[tuple[object, ...], ...]:
    return tuple((*row, *(None,) * (3 - len(row))) for row in rows)


@pytest.mark.parametrize("name", ["a.xls", "a.ods", "a.xlsx"])
def test_each_kind_of_workbook_gives_the_same_cells_and_findings(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "a.xls":
        write_xls(path, ROWS)
    elif name == "a.ods":
        write_ods(path, [ods_row(*row) for row in ROWS])
    else:
        write_xlsx(path, ROWS)

    assert _full(_read(path)) == _full(ROWS)
    resolved = resolve(read_workbook(path), period=PERIODE)
    assert [(found.rule, found.cell) for found in resolved.findings] == [("huruf_o", "B4")]
    assert resolved.frames["perekaman"]["prr"].tolist() == [7, 8]


@pytest.mark.parametrize(
    ("written", "name"), [("xls", "a.xlsx"), ("xlsx", "a.xls"), ("ods", "a.xls"), ("xls", "a.ods")]
)
def test_the_content_decides_where_the_name_is_wrong(tmp_path: Path, written: str, name: str) -> None:
    path = tmp_path / name
    if written == "xls":
        write_xls(path, ROWS)
    elif written == "ods":
        write_ods(path, [ods_row(*row) for row in ROWS])
    else:
        write_xlsx(tmp_path / "b.xlsx", ROWS).rename(path)

    assert _full(_read(path)) == _full(ROWS)


def test_a_csv_named_xls_is_a_csv(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text("kode;prr\n33.01;7\n", encoding="utf-8")

    assert _read(tmp_path / "a.xls") == (("kode", "prr"), ("33.01", "7"))


def test_a_web_page_named_xls_is_laid_out_as_a_spreadsheet_would(tmp_path: Path) -> None:
    page = """<html><head><title>x</title><style>td {}</style></head><body><h3>Rekap &amp; data</h3>
    <table><tr><th rowspan="2">Kode</th><th colspan="2">WAJIB KTP</th></tr><tr><th>LK</th><th>PR</th></tr>
    <tr style="display: none"><td>33.01</td><td>5</td><td><b>6</b></td></tr></table>
    <script>run()</script></html>"""
    (tmp_path / "a.xls").write_text(page, encoding="utf-8")
    (sheet,) = read_workbook(tmp_path / "a.xls").sheets

    assert sheet.rows == (
        ("Rekap & data",),
        ("Kode", "WAJIB KTP", None),
        (None, "LK", "PR"),
        ("33.01", "5", "6"),
    )
    assert sheet.merged == (Merged(1, 0, 2, 0), Merged(1, 1, 1, 2))
    assert sheet.hidden == Hidden(rows=frozenset({3}))


@pytest.mark.parametrize("delimiter", ["|", "\t", ";"])
@pytest.mark.parametrize("name", ["a.tsv", "a.txt", "a.csv"])
def test_text_files_with_any_delimiter(tmp_path: Path, name: str, delimiter: str) -> None:
    (tmp_path / name).write_text(f"kode{delimiter}prr\n33.01{delimiter}1.234\n", encoding="utf-8")

    assert _read(tmp_path / name) == (("kode", "prr"), ("33.01", "1.234"))


@pytest.mark.parametrize("write", [write_locked_xls, lambda path: write_compound(path, ["EncryptedPackage"])])
def test_a_locked_workbook_is_told_to_be_unlocked(tmp_path: Path, write: object) -> None:
    assert callable(write)
    write(tmp_path / "a.xls")

    with pytest.raises(UnreadableFileError, match=r"dikunci dengan sandi\. Hapus sandinya"):
        read_workbook(tmp_path / "a.xls")


def test_a_locked_ods_is_told_to_be_unlocked(tmp_path: Path) -> None:
    path = write_ods(tmp_path / "a.ods", [ods_row("kode")])
    mark = b"<manifest:encryption-data/></manifest:manifest>"
    with_parts(
        path,
        changed=lambda name, part: (
            part.replace(b"</manifest:manifest>", mark) if "manifest" in name else part
        ),
    )

    with pytest.raises(UnreadableFileError, match="dikunci dengan sandi"):
        read_workbook(path)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", b"PK", "bukan .xlsx"),
        (
            "a.xls",
            b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
            "2003",
        ),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 4000, "rusak"),
    ],
)
def test_what_is_none_of_them_says_what_to_do(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(UnreadableFileError, match=said):
        read_workbook(tmp_path / name)


def test_a_word_document_in_a_compound_file_is_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="bukan buku kerja"):
        read_workbook(write_compound(tmp_path / "a.xls", ["WordDocument"]))


def test_an_archive_that_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
        package.writestr("laporan.csv", "kode;prr")

    with pytest.raises(UnreadableFileError, match=r"arsip \.zip"):
        read_workbook(tmp_path / "a.xlsx")


def _hide_and_calculate(sheet: xlwt.Worksheet) -> None:
    sheet.row(3).hidden = True
    sheet.col(2).hidden = True
    sheet.write(4, 0, "33.03")
    sheet.write(4, 1, xlwt.Formula("1+1"))
    sheet.row(4).set_cell_error(2, "#DIV/0!")
    sheet.write_merge(6, 7, 0, 1, "gabungan")


def test_an_xls_tells_hidden_parts_merged_cells_and_formulas_nobody_calculated(tmp_path: Path) -> None:
    (sheet,) = read_workbook(write_xls(tmp_path / "a.xls", ROWS, change=_hide_and_calculate)).sheets

    assert sheet.hidden == Hidden(rows=frozenset({3}), columns=frozenset({2}))
    assert sheet.merged == (Merged(6, 0, 7, 1),)
    assert sheet.rows[4] == ("33.03", "=…", "#DIV/0!")
    resolved = resolve(read_workbook(tmp_path / "a.xls"), period=PERIODE)
    assert ("rumus_tanpa_nilai", "B5") in [(found.rule, found.cell) for found in resolved.findings]


def test_an_ods_tells_the_same(tmp_path: Path) -> None:
    rows = [
        *(ods_row(*row) for row in ROWS[:3]),
        ods_row(*ROWS[3], visibility="collapse"),
        ods_row("33.03", ods_cell(None, formula="of:=1+1"), ods_cell(9, formula="of:=4+5")),
        ods_row(ods_cell("gabungan", numbercolumnsspanned=2, numberrowsspanned=2)),
        ods_row(ods_cell(None, numbercolumnsrepeated=1024), numberrowsrepeated=1_000_000),
    ]
    columns = [TableColumn(numbercolumnsrepeated=2), TableColumn(visibility="collapse")]
    (sheet,) = read_workbook(write_ods(tmp_path / "a.ods", rows, columns=columns)).sheets

    assert sheet.hidden == Hidden(rows=frozenset({3}), columns=frozenset({2}))
    assert sheet.merged == (Merged(5, 0, 6, 1),)
    assert sheet.rows[4] == ("33.03", "=1+1", 9)


def test_personal_numbers_in_notes_of_old_formats_are_found(tmp_path: Path) -> None:
    note = Annotation()
    note.addElement(P(text=f"NIK {NIK}"))
    cell = ods_cell("kode")
    cell.addElement(note)
    found = find_personal_data(read_workbook(write_ods(tmp_path / "a.ods", [ods_row(cell)])))
    assert (found.sheet, found.cell) == ("komentar sel", None) if found else False

    def head(sheet: xlwt.Worksheet) -> None:
        sheet.header_str = f"Laporan {NIK}".encode()

    found = find_personal_data(read_workbook(write_xls(tmp_path / "a.xls", ROWS, change=head)))
    assert (found.sheet, found.cell) == ("bagian di luar sel", None) if found else False


# What stands in a workbook is read; nothing of it is run, fetched or unfolded.


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file made the reader call out")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY f SYSTEM "file:///etc/passwd">]>"""


def _declare(content: bytes) -> bytes:
    return ENTITIES + (content.partition(b"?>")[2] if content.startswith(b"<?xml") else content)


@pytest.mark.usefixtures("no_network")
def test_an_xlsx_with_a_document_type_is_read_and_nothing_of_it_unfolded(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    with_parts(path, changed=lambda name, part: _declare(part) if name.endswith("sheet1.xml") else part)

    assert _full(_read(path)) == _full(ROWS)


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("entity", [b"&c;", b"&f;"])
def test_an_entity_in_a_cell_is_never_replaced(tmp_path: Path, entity: bytes) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", (("kode", "laughs"),))

    def changed(name: str, part: bytes) -> bytes:
        return _declare(part.replace(b"laughs", entity)) if name.endswith("sheet1.xml") else part

    with_parts(path, changed=changed)
    try:
        shown = repr(read_workbook(path))
    except UnreadableFileError as error:
        shown = error.message
    assert "kode" in shown or "rusak" in shown
    assert "haha" not in shown
    assert "root:" not in shown


def test_an_ods_with_a_document_type_is_refused(tmp_path: Path) -> None:
    path = write_ods(tmp_path / "a.ods", [ods_row("kode")])
    with_parts(path, changed=lambda name, part: _declare(part) if name == "content.xml" else part)

    with pytest.raises(UnreadableFileError, match="DTD"):
        read_workbook(path)


@pytest.mark.usefixtures("no_network")
def test_formulas_that_would_call_out_are_their_cached_value_or_their_own_text(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx",
        (
            ("kode", "x"),
            ('=WEBSERVICE("http://127.0.0.1:9/")', "=cmd|' /C calc'!A0"),
            ("[1]Lain!A1", "@SUM(1)"),
        ),
    )

    assert _read(path)[1] == ('=WEBSERVICE("http://127.0.0.1:9/")', "=cmd|' /C calc'!A0")
    assert _read(path)[2] == ("[1]Lain!A1", "@SUM(1)")


@pytest.mark.usefixtures("no_network")
def test_links_and_macros_are_left_alone_but_what_a_link_keeps_is_searched(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsm", ROWS)
    link = (
        b'<externalLink><externalBook r:id="rId1"><sheetDataSet><cell r="A1"><v>%s</v></cell></sheetDataSet>'
    )
    parts = {
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"Sub Auto_Open()" * 50,
        "xl/externalLinks/externalLink1.xml": link % b"42",
        "xl/externalLinks/_rels/externalLink1.xml.rels": b'<Relationship Target="http://127.0.0.1:9/x.xlsx"/>',
    }
    with_parts(path, added=parts, changed=lambda _, part: part)
    assert _full(_read(path)) == _full(ROWS)

    parts["xl/externalLinks/externalLink1.xml"] = link % NIK.encode()
    with_parts(path, added=parts, changed=lambda _, part: part)
    found = find_personal_data(read_workbook(path))
    assert found is not None
    assert found.sheet == "simpanan tautan ke berkas lain"
