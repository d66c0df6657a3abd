"""Odd and hostile files: whatever arrives, the answer is sound, and no text in it comes alive."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook

from data_contracts.contract import Severity
from etl.answer import write_answer
from etl.answer.comments import EMPTY_COMMENTS, marked_before, with_comments, with_shapes, without_ours
from etl.answer.markup import (
    UneditablePackageError,
    attributes,
    edited,
    escaped,
    find_tags,
    sound,
    with_attribute,
)
from etl.answer.package import Package, package_of
from etl.answer.plain import MANY_ROWS, plain_copy
from etl.answer.sheet import anchors, deselected, restyled
from etl.answer.styles import MINIMAL_STYLES, Styles
from etl.answer.workbook import carried_number, sheet_title
from etl.answer.writing import Layout, plain_cell, sheet_xml
from etl.read import read_workbook
from tests.etl.berkas import ods_row, write_ods, write_xls
from tests.etl.kantor import Office, open_office
from tests.etl.laporan import FORM_HEADINGS, form_row, form_rows, write_form

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path)


def answer_for(office: Office, path: Path) -> Path:
    return answer_for_receipt(office, office.take_in(path).submission)


def answer_for_receipt(office: Office, submission: int | None) -> Path:
    assert submission is not None
    answer = write_answer(
        submission, ledger=office.ledger, files=office.files, folder=office.folder / "jawaban"
    )
    assert answer is not None
    return answer


def rebuilt(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The same package with some of its parts changed."""
    with ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def faulty_form(path: Path, **how: str) -> Path:
    return write_form(path, [form_row("33.01", jml_perekaman="O,73"), form_row("33.02")], **how)


def csv_form(path: Path, *rows: Mapping[str, object]) -> Path:
    lines = [";".join(FORM_HEADINGS), *(";".join(str(row[h]) for h in FORM_HEADINGS) for row in rows)]
    path.write_text("\n".join(["Periode 16–31 Oktober 2026", *lines]), encoding="utf-8")
    return path


def whole(row: dict[str, object]) -> dict[str, object]:
    """A row as a CSV has it: percentages with a decimal comma."""
    return {name: f"{v:.2f}".replace(".", ",") if isinstance(v, float) else v for name, v in row.items()}


def test_a_csv_comes_back_as_a_workbook_with_the_same_cells_at_the_same_addresses(office: Office) -> None:
    sent = csv_form(
        office.folder / "laporan.csv",
        whole(form_row("33.01", jml_perekaman="O,73")),
        whole(form_row("33.02")),
    )
    path = answer_for(office, sent)
    assert path.name == "laporan.xlsx"
    book = load_workbook(path)
    assert book.sheetnames == ["Perbaikan", "laporan"]
    (page,) = read_workbook(sent).sheets
    copied = next(sheet for sheet in read_workbook(path).sheets if sheet.name == "laporan")
    assert [list(row) for row in copied.rows] == [
        [*row, *(None for _ in range(len(FORM_HEADINGS) - len(row)))] for row in page.rows
    ]
    assert book["laporan"]["D3"].fill.fgColor.rgb == "FFFFC7CE"
    assert "O,73" in (book["laporan"]["D3"].comment.text if book["laporan"]["D3"].comment else "")
    assert any("bukan .xlsx" in str(cell.value) for row in book["Perbaikan"].iter_rows() for cell in row)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|'/c calc'!A1", ' =HYPERLINK("http://x")']
)
def test_text_that_looks_like_a_formula_stays_text(office: Office, text: str) -> None:
    sent = csv_form(
        office.folder / "laporan.csv", whole(form_row("33.01", jml_perekaman=text, kab_kota=text))
    )
    book = load_workbook(answer_for(office, sent))
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    assert str(book["laporan"]["B3"].value).strip() == text.strip()
    assert book["laporan"]["B3"].quotePrefix


def test_names_with_markup_quotes_and_control_characters_are_only_text(office: Office) -> None:
    nasty = "<script>\x07&\"'\ufffe]]>"
    sent = csv_form(office.folder / "lap & <x> 'y'.csv", whole(form_row("33.01", kab_kota=nasty)))
    book = load_workbook(answer_for(office, sent))
    sheet = book.worksheets[1]
    assert sheet["B3"].value == "<script>\ufffd&\"'\ufffd]]>"
    assert sheet["B3"].comment is not None
    assert "lap & <x> 'y'.csv" in [cell.value for row in book["Perbaikan"].iter_rows() for cell in row]


def test_a_macro_workbook_keeps_its_macros_unread_and_its_kind(office: Office) -> None:
    def with_macros(parts: dict[str, bytes]) -> None:
        parts["xl/vbaProject.bin"] = b"\xd0\xcf macro \x00"
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        )

    sent = rebuilt(faulty_form(office.folder / "laporan.xlsx"), with_macros).rename(
        office.folder / "laporan.xlsm"
    )
    path = answer_for(office, sent)
    assert path.name == "laporan.xlsm"
    with ZipFile(path) as package:
        assert package.read("xl/vbaProject.bin") == b"\xd0\xcf macro \x00"
        assert b"macroEnabled" in package.read("[Content_Types].xml")


def test_elements_with_a_prefix_are_marked_with_it(office: Office) -> None:
    def prefixed(parts: dict[str, bytes]) -> None:
        sheet = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", parts["xl/worksheets/sheet1.xml"])
        parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"xmlns=", b"xmlns:x=")

    sent = rebuilt(faulty_form(office.folder / "laporan.xlsx"), prefixed)
    with ZipFile(answer_for(office, sent)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    styles = {
        attributes(tag.text)["r"]: int(attributes(tag.text).get("s", "0")) for tag in find_tags(sheet, "c")
    }
    assert styles["D4"] > styles["C4"]
    assert b"<x:legacyDrawing" in sheet


def test_a_workbook_without_styles_gets_some(office: Office) -> None:
    def bare(parts: dict[str, bytes]) -> None:
        del parts["xl/styles.xml"]
        for name in ("xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
            parts[name] = re.sub(rb"<\w+ [^>]*styles[^>]*/>", b"", parts[name])
        parts["xl/worksheets/sheet1.xml"] = re.sub(rb' s="\d+"', b"", parts["xl/worksheets/sheet1.xml"])

    book = load_workbook(answer_for(office, rebuilt(faulty_form(office.folder / "laporan.xlsx"), bare)))
    assert book["Laporan"]["D4"].fill.fgColor.rgb == "FFFFC7CE"


def test_a_package_that_cannot_be_edited_is_copied_cell_by_cell(office: Office) -> None:
    def with_doctype(parts: dict[str, bytes]) -> None:
        sheet = parts["xl/styles.xml"]
        declared = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        end = sheet.index(b"?>") + 2 if sheet.startswith(b"<?xml") else 0
        parts["xl/styles.xml"] = sheet[:end] + declared + sheet[end:]

    path = answer_for(office, rebuilt(faulty_form(office.folder / "laporan.xlsx"), with_doctype))
    with ZipFile(path) as package:
        assert not [name for name in package.namelist() if b"DOCTYPE" in package.read(name)]
    book = load_workbook(path)
    assert book["Laporan"]["D4"].value == "O,73"
    assert book["Laporan"]["D4"].comment is not None


@pytest.mark.parametrize("content", [b"", b"<a><b></a>", b"<!DOCTYPE a><a/>"])
def test_a_broken_part_nobody_needs_is_not_handed_on(office: Office, content: bytes) -> None:
    def broken(parts: dict[str, bytes]) -> None:
        parts["docProps/app.xml"] = content

    path = answer_for(office, rebuilt(faulty_form(office.folder / "laporan.xlsx"), broken))
    assert load_workbook(path)["Laporan"]["D4"].value == "O,73"
    with ZipFile(path) as package:
        assert content == b"" or content not in [package.read(name) for name in package.namelist()]


def test_a_very_long_file_is_answered_with_the_rows_that_matter_at_their_addresses(office: Office) -> None:
    codes = [row["kd_wilayah"] for row in form_rows()]
    lines = ["Tanggal;kd_wilayah;wajib_ktp_el;jml_perekaman"]
    days = [
        f"{day:02d}/{month:02d}/{year}"
        for year in (2024, 2025)
        for month in range(1, 13)
        for day in range(1, 29)
    ]
    for day in days:
        lines += [f"{day};{code};1000;900" for code in codes]
    lines[20_000] = lines[20_000].replace(";900", ";9O0")
    sent = office.folder / "panjang.csv"
    sent.write_text("\n".join(lines), encoding="utf-8")
    assert len(lines) > 20_500
    path = answer_for(office, sent)
    named = {int(str(f.cell)[1:]) for f in office.ledger.findings(1) if f.cell}
    assert 20_001 in named
    book = load_workbook(path)
    rows = {cell.row for cell in book["panjang"]._cells.values() if cell.value is not None}
    assert rows == {*range(1, 13), *named}
    assert book["panjang"]["D20001"].value == "9O0"
    assert any("sangat panjang" in str(cell.value) for row in book["Perbaikan"].iter_rows() for cell in row)
    assert path.stat().st_size < sent.stat().st_size / 3


def test_illegal_characters_cannot_enter_the_xml() -> None:
    assert escaped('a\x00\x1f\ud800\uffff<b>"&\r') == "a\ufffd\ufffd\ufffd\ufffd&lt;b&gt;&quot;&amp;&#13;"


def test_comments_and_cdata_do_not_hide_tags() -> None:
    part = b'<a><!-- <c r="A1"/> --><t><![CDATA[<c r="B1"/> & x]]></t></a>'
    clean = sound(part)
    assert not list(find_tags(clean, "c"))
    assert b"&lt;c r=&quot;B1&quot;/&gt; &amp; x" in clean
    wide = "<?xml version='1.0' encoding='UTF-16'?><a>é</a>".encode("utf-16")
    assert sound(wide).decode() == "<?xml version='1.0' encoding=\"UTF-8\"?><a>é</a>"
    for hostile in (b"<!DOCTYPE a><a/>", b"<a>\xff\xfe\xfa</a>"):
        with pytest.raises(UneditablePackageError):
            sound(hostile)


def test_an_attribute_may_hold_a_greater_sign_and_single_quotes() -> None:
    (tag,) = find_tags(b"<row r='3' note='a > b' s=\"1\"><c/></row>", "row")
    assert tag.attribute("note") == "a > b"
    assert with_attribute(tag.text, "s", "7") == b"<row r='3' note='a > b' s=\"7\">"
    assert with_attribute(b'<c r="A1"/>', "s", "2") == b'<c r="A1" s="2"/>'


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ("", '<row r="2">{B2}</row><row r="4">{A4}</row>'),
        (
            '<row r="2"/><row r="3"><c r="A3"/></row>',
            '<row r="2">{B2}</row><row r="3"><c r="A3"/></row><row r="4">{A4}</row>',
        ),
        (
            '<row r="2"><c r="A2"/><c r="C2"/></row><row r="5"/>',
            '<row r="2"><c r="A2"/>{B2}<c r="C2"/></row><row r="4">{A4}</row><row r="5"/>',
        ),
        (
            '<row r="2"><c/><c s="1"/></row><row/><row><c t="s"><v>0</v></c></row>',
            '<row r="2"><c/><c s="9"/></row><row/><row><c t="s" s="9"><v>0</v></c></row>',
        ),
    ],
)
@pytest.mark.parametrize("empty", ["<sheetData/>", "<sheetData></sheetData>"])
def test_marks_find_their_place_among_the_cells_that_are_there(rows: str, wanted: str, empty: str) -> None:
    given = f"<sheetData>{rows}</sheetData>" if rows else empty
    marked = restyled(f"<worksheet>{given}</worksheet>".encode(), {(2, 1): lambda _: 9, (4, 0): lambda _: 9})
    expected = wanted.format(B2='<c r="B2" s="9"/>', A4='<c r="A4" s="9"/>')
    assert marked.decode() == f"<worksheet><sheetData>{expected}</sheetData></worksheet>"


def test_a_blank_cell_keeps_the_look_of_its_column_or_row() -> None:
    sheet = (
        b'<worksheet><cols><col min="2" max="3" style="5"/></cols>'
        b'<sheetData><row r="1" s="6" customFormat="1"/></sheetData></worksheet>'
    )
    seen: list[int] = []

    def note(style: int) -> int:
        seen.append(style)
        return 9

    restyled(sheet, {(1, 0): note, (2, 2): note, (2, 5): note})
    assert seen == [6, 5, 0]


def test_a_cell_under_a_merged_area_is_marked_where_it_is_seen() -> None:
    assert anchors(b'<mergeCells><mergeCell ref="B2:C3"/></mergeCells>')[3, 2] == (2, 1)
    assert anchors(b'<mergeCells><mergeCell ref="A:C"/></mergeCells>') == {}


def test_styles_grow_without_renumbering() -> None:
    styles = Styles(MINIMAL_STYLES)
    first = styles.marked(0, Severity.ERROR)
    assert styles.marked(0, Severity.ERROR) == first == 4
    assert styles.marked(99, Severity.WARNING) == 5
    grown = styles.content()
    assert b'<cellXfs count="6">' in grown
    assert b'<fills count="4">' in grown
    assert MINIMAL_STYLES[: MINIMAL_STYLES.index(b"<fills")] == grown[: grown.index(b"<fills")]


def test_our_part_of_a_comment_is_taken_out_again_and_the_senders_stays() -> None:
    first = with_comments(EMPTY_COMMENTS, {(1, 0): "— Pantau —\nsatu"}).part
    theirs = first.replace(
        b"</commentList>",
        b'<comment ref="B2" authorId="0"><text><t>milik saya</t></text></comment></commentList>',
    )
    both = with_comments(theirs, {(2, 1): "— Pantau —\ndua"}).part
    assert marked_before(both) == {(1, 0), (2, 1)}
    clean = without_ours(both)
    assert marked_before(clean) == frozenset()
    assert b'ref="A1"' not in clean
    assert b"milik saya" in clean
    assert b"dua" not in clean


def test_a_drawing_that_is_no_sound_xml_is_only_added_to() -> None:
    drawing = b'<xml xmlns:v="v"><v:shape id="_x0000_s1029"><br></v:shape></xml>'
    grown = with_shapes(drawing, {(3, 2): "x"}, at=[(3, 2)])
    assert grown.startswith(drawing[: -len(b"</xml>")])
    assert b"_x0000_s1030" in grown
    assert b"<x:Row>2</x:Row><x:Column>2</x:Column>" in grown


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("a/b[c]:d*?\\", "a_b_c__d___"),
        ("x" * 40, "x" * 31),
        ("'kutip'", "kutip"),
        ("\x00", "_"),
        ("   ", "Lembar"),
    ],
)
def test_a_sheet_name_is_one_that_excel_accepts(name: str, title: str) -> None:
    assert sheet_title(name) == title


def test_two_sheets_never_bear_one_name() -> None:
    assert sheet_title("DATA", taken=frozenset({"data"})) == "DATA (2)"


def test_a_file_that_is_no_package_carries_no_number(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"bukan zip")
    assert carried_number(path) is None
    path.write_bytes(package_of({"xl/workbook.xml": b"<workbook/>"}))
    assert carried_number(path) is None


def test_a_part_that_cannot_be_unfolded_is_no_reason_to_fail() -> None:
    much = " ".join(str(n * n) for n in range(2_000)).encode()
    content = bytearray(package_of({"[Content_Types].xml": b"<Types>" + much + b"</Types>"}))
    content[1_000:1_100] = bytes(100)
    package = Package(BytesIO(bytes(content)))
    with pytest.raises(UneditablePackageError):
        package.read("[Content_Types].xml")
    with pytest.raises(UneditablePackageError):
        package.written()


def test_a_malformed_part_of_ours_never_leaves_the_house() -> None:
    package = Package(BytesIO(package_of({"[Content_Types].xml": b"<Types/>"})))
    package.put("xl/a.xml", b"<a><b></a>")
    with pytest.raises(UneditablePackageError):
        package.written()


def test_a_kind_of_part_is_declared_once_however_it_was_written() -> None:
    said = b"<Default ContentType='application/x-vml' Extension='VML'/><Override PartName='/xl/A.xml'/>"
    types = b"<Types>" + said + b"</Types>"
    package = Package(BytesIO(package_of({"[Content_Types].xml": types})))
    package.declare_extension("vml", "application/x-vml")
    package.declare("xl/a.xml", "application/x-a")
    assert package.read("[Content_Types].xml") == types
    package.declare("xl/b.xml", "application/x-b")
    assert package.read("[Content_Types].xml").count(b"Override") == 2


def test_dates_numbers_and_truth_values_keep_their_kind() -> None:
    noon = datetime(2026, 10, 31, 12)  # noqa: DTZ001 - a cell's moment has no zone
    cells = [plain_cell(value) for value in (1, 1.5, True, date(2026, 10, 31), noon, "x")]
    copy = sheet_xml([(1, cells)], layout=Layout(widths=()))
    assert copy.count(b"inlineStr") == 1
    assert b"<v>46326</v>" in copy
    assert b"<v>46326.5</v>" in copy
    assert b't="b"><v>1</v>' in copy


def test_deselecting_touches_nothing_else() -> None:
    sheet = b'<worksheet><sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews></worksheet>'
    assert deselected(sheet) == sheet.replace(b' tabSelected="1"', b"")
    assert edited(b"abc", []) == b"abc"
    assert MANY_ROWS > 1_000
    assert plain_copy([], wanted={}).names == {}


ROWS = (
    ("Periode 16–31 Oktober 2026",),
    ("kd_wilayah", "kab_kota", "wajib_ktp_el", "jml_perekaman"),
    (3301, "Kabupaten Cilacap", 1000, "9O0"),
    (3302, "Kabupaten Banyumas", 1000, 900),
)


@pytest.mark.parametrize("kind", [".xls", ".ods"])
def test_an_old_or_open_document_sheet_comes_back_as_a_workbook(office: Office, kind: str) -> None:
    path = office.folder / f"laporan{kind}"
    if kind == ".xls":
        write_xls(path, ROWS)
    else:
        write_ods(path, [ods_row(*row) for row in ROWS])
    answer = answer_for(office, path)
    assert answer.name == "laporan.xlsx"
    book = load_workbook(answer)
    sheet = book.worksheets[1]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_col=4)] == [
        [3301, "Kabupaten Cilacap", 1000, "9O0"],
        [3302, "Kabupaten Banyumas", 1000, 900],
    ]
    assert sheet["D3"].fill.fgColor.rgb == "FFFFC7CE"


def test_a_pasted_message_comes_back_with_its_lines_as_cells(office: Office) -> None:
    path = office.folder / "pesan.txt"
    lines = ("Kota Semarang", "Periode 16–31 Oktober 2026", "Wajib KTP: 1000", "Sudah rekam: 9O0")
    path.write_text("\n".join(lines), encoding="utf-8")
    receipt = office.take_in(path)
    (bad,) = [finding for finding in receipt.findings if finding.rule == "huruf_o"]
    sheet = load_workbook(answer_for_receipt(office, receipt.submission)).worksheets[1]
    assert bad.cell is not None
    assert sheet[bad.cell].fill.fgColor.rgb == "FFFFC7CE"


THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
MICROSOFT = "http://schemas.microsoft.com/office/2017/10/relationships"


def with_conversation(parts: dict[str, bytes]) -> None:
    """A conversation at D4, as Excel 365 keeps it beside the old comments."""
    parts["xl/threadedComments/threadedComment1.xml"] = (
        f'<ThreadedComments xmlns="{THREADS}"><threadedComment ref="D4" dT="2026-10-31T01:00:00.00" '
        'personId="{A}" id="{T}"><text>Sudah benar?</text></threadedComment></ThreadedComments>'
    ).encode()
    parts["xl/persons/person.xml"] = (
        f'<personList xmlns="{THREADS}"><person displayName="Operator" id="{{A}}" userId="o" '
        'providerId="None"/></personList>'
    ).encode()
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        f'Id="rId1" Type="{MICROSOFT}/threadedComment" Target="../threadedComments/threadedComment1.xml"/>'
        "</Relationships>"
    ).encode()
    relations = "xl/_rels/workbook.xml.rels"
    person = (
        f'<Relationship Id="rIdP" Type="{MICROSOFT}/person" Target="persons/person.xml"/></Relationships>'
    )
    parts[relations] = parts[relations].replace(b"</Relationships>", person.encode())


def test_in_a_conversation_at_a_cell_ours_is_a_reply(office: Office) -> None:
    path = answer_for(office, rebuilt(faulty_form(office.folder / "laporan.xlsx"), with_conversation))
    with ZipFile(path) as package:
        threads = package.read("xl/threadedComments/threadedComment1.xml")
        persons = package.read("xl/persons/person.xml")
    first, ours = (attributes(tag.text) for tag in find_tags(threads, "threadedComment"))
    assert (first["id"], ours["parentId"], ours["ref"]) == ("{T}", "{T}", "D4")
    assert "O,73" in threads.decode().split("Sudah benar?")[1]
    names = {
        attributes(tag.text)["id"]: attributes(tag.text)["displayName"]
        for tag in find_tags(persons, "person")
    }
    assert names == {"{A}": "Operator", ours["personId"]: "Pantau"}


def test_our_reply_of_an_earlier_answer_is_taken_out_again(office: Office) -> None:
    once = answer_for(office, rebuilt(faulty_form(office.folder / "laporan.xlsx"), with_conversation))
    back = office.folder / "kembali.xlsx"
    back.write_bytes(once.read_bytes())

    def still_wrong(parts: dict[str, bytes]) -> None:
        parts["xl/theme/theme1.xml"] += b"\n"

    with ZipFile(answer_for(office, rebuilt(back, still_wrong))) as package:
        threads = package.read("xl/threadedComments/threadedComment1.xml")
        persons = package.read("xl/persons/person.xml")
    assert [attributes(tag.text).get("parentId") for tag in find_tags(threads, "threadedComment")] == [
        None,
        "{T}",
    ]
    assert persons.count(b'displayName="Pantau"') == 1
