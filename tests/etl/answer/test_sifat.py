"""Properties of marking: for any sheet and any cells, what is not marked is not touched."""

from io import BytesIO

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font, PatternFill

from data_contracts.contract import Severity
from etl.answer.markup import (
    Edit,
    attributes,
    edited,
    escaped,
    find_tags,
    refuse_malformed,
    sound,
    with_attribute,
)
from etl.answer.package import Package
from etl.answer.sheet import restyled
from etl.answer.styles import FILLS, Styles
from etl.answer.words import wrong_and_todo
from warehouse.cells import address
from warehouse.grouping import compact_cells
from warehouse.records import Finding

PLACES = st.tuples(st.integers(1, 9), st.integers(0, 7))
TEXT = st.text(max_size=40)
VALUES = st.one_of(st.none(), st.integers(-(10**6), 10**6), st.text(alphabet="ab<&\"'= 1", max_size=6))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    grid=st.dictionaries(PLACES, VALUES, max_size=20),
    coloured=st.sets(PLACES, max_size=5),
    marked=st.dictionaries(PLACES, st.sampled_from(list(Severity)), min_size=1, max_size=12),
)
def test_marking_changes_the_fill_of_marked_cells_and_nothing_else(
    grid: dict[tuple[int, int], object],
    coloured: set[tuple[int, int]],
    marked: dict[tuple[int, int], Severity],
) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for (row, column), value in grid.items():
        sheet.cell(row, column + 1, value)
    for row, column in coloured:
        sheet.cell(row, column + 1).fill = PatternFill("solid", fgColor="FF00FFFF")
        sheet.cell(row, column + 1).font = Font(bold=True)
    before = BytesIO()
    book.save(before)
    package = Package(before)
    styles = Styles(package.read("xl/styles.xml"))
    looks = {place: (lambda style, one=one: styles.marked(style, one)) for place, one in marked.items()}
    package.put("xl/worksheets/sheet1.xml", restyled(package.read("xl/worksheets/sheet1.xml"), looks))
    package.put("xl/styles.xml", styles.content())
    old, new = load_workbook(before).worksheets[0], load_workbook(BytesIO(package.written())).worksheets[0]
    for row in range(1, 11):
        for column in range(1, 10):
            was, now = old.cell(row, column), new.cell(row, column)
            assert (now.value, repr(now.font), now.number_format) == (
                was.value,
                repr(was.font),
                was.number_format,
            )
            severity = marked.get((row, column - 1))
            assert now.fill.fgColor.rgb == (was.fill.fgColor.rgb if severity is None else FILLS[severity])


@settings(max_examples=50, deadline=None)
@given(TEXT)
def test_any_text_is_well_formed_once_escaped(text: str) -> None:
    part = f'<a b="{escaped(text)}">{escaped(text)}</a>'.encode()
    refuse_malformed(part)
    (tag,) = find_tags(sound(part), "a")
    assert attributes(tag.text)["b"].replace("\ufffd", "") == "".join(
        c for c in text if escaped(c) != "\ufffd"
    )


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="abc <>&\"'/=", max_size=20), st.text(alphabet="xyz&<>", max_size=10))
def test_setting_an_attribute_keeps_the_others(first: str, second: str) -> None:
    tag = f'<c r="{escaped(first)}" s="1"/>'.encode()
    changed = with_attribute(tag, "s", second)
    assert attributes(changed) == {"r": first, "s": second}
    assert attributes(with_attribute(changed, "s", None)) == {"r": first}


@settings(max_examples=50, deadline=None)
@given(st.sets(PLACES, max_size=60))
def test_a_compact_list_names_every_cell_once(places: set[tuple[int, int]]) -> None:
    named: list[tuple[int, int]] = []
    for part in compact_cells(address(row=row, column=column) for row, column in places):
        first, _, last = part.partition(":")
        (top, left), (bottom, right) = (place(each) for each in (first, last or first))
        named += [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
    assert sorted(named) == sorted(places)


def place(cell: str) -> tuple[int, int]:
    return int(cell[1:]) - 1, ord(cell[0]) - ord("A")


@settings(max_examples=50, deadline=None)
@given(TEXT)
def test_a_message_is_parted_without_losing_a_word(message: str) -> None:
    finding = Finding(rule="x", severity=Severity.ERROR, message=message)
    wrong, todo = wrong_and_todo(finding)
    assert wrong.split() == message.split() or f"{wrong} {todo}".split() == message.split()


def test_edits_at_one_place_keep_their_order() -> None:
    assert edited(b"ab", [Edit(1, 1, b"1"), Edit(1, 1, b"2"), Edit(1, 2, b"X")]) == b"a12X"
