"""Many lines are read by column, and exactly as the careful reader reads them."""

from hypothesis import example, given
from hypothesis import strategies as st

from etl.delimited import read_delimited
from etl.sheets import Row
from etl.tall_text import TALL_BYTES, read_tall_text

TEXTS = st.text(alphabet='ab;",é“ \r\n', max_size=4)
LINES = st.lists(st.lists(TEXTS, min_size=0, max_size=4).map(";".join), max_size=8)


def trimmed(rows: object) -> list[Row]:
    """Without the blank cells at the end of each row: they only say how wide the sheet is."""
    kept = []
    for row in rows:  # type: ignore[attr-defined]
        cells = list(row)
        while cells and cells[-1] is None:
            cells.pop()
        kept.append(tuple(cells))
    return kept


def careful(content: bytes) -> list[Row] | str:
    assert len(content) < TALL_BYTES
    try:
        return trimmed(read_delimited(content))
    except ValueError as error:
        return str(error)


@given(
    lines=LINES, end=st.sampled_from(["\n", "\r\n", "\r"]), encoding=st.sampled_from(["utf-8", "utf-8-sig"])
)
@example(lines=["Judul", "", "a;b;c", "1;2;3", ";;", "4;5;6;7"], end="\r\n", encoding="utf-8-sig")
@example(lines=['"a";"b;c"', '"";x'], end="\n", encoding="utf-8")
@example(lines=['a;"b', 'c";d'], end="\n", encoding="utf-8")
def test_what_is_read_by_column_is_what_the_careful_reader_reads(
    lines: list[str], end: str, encoding: str
) -> None:
    # Enough ordinary lines that the others may be odd, and that the careful reader takes the semicolon too.
    content = end.join(["k;l;m;n;o;p", *lines, *["1;2;3;4;5;6"] * 200]).encode(encoding)
    tall = read_tall_text(content, delimiter=";", width=6)

    if tall is not None:
        assert trimmed(tall) == careful(content)


def long_text(*lines: str, many: str = "33.74.01;1;2") -> str:
    return "\r\n".join([*lines, *[many] * (TALL_BYTES // len(many) + 1)])


def test_a_long_text_keeps_its_physical_lines_titles_blank_lines_and_remarks() -> None:
    text = long_text("Laporan harian", "", "kode;kia;pindah", "33.74.01;5;") + "\r\nJUMLAH;;;;catatan\r\n"
    rows = read_delimited(text.encode("utf-8-sig"))

    assert trimmed(rows[:5]) == [
        ("Laporan harian",), (), ("kode", "kia", "pindah"), ("33.74.01", "5"), ("33.74.01", "1", "2")
    ]  # fmt: skip
    assert trimmed(rows[-1:]) == [("JUMLAH", None, None, None, "catatan")]
    assert len(rows) == len(text.splitlines())


def test_a_long_text_in_windows_1252_keeps_its_letters() -> None:
    text = long_text("kode;nama;angka", many="33.74.01;Kesugihan é “a”;1")
    assert set(read_delimited(text.encode("cp1252"))[1:]) == {("33.74.01", "Kesugihan é “a”", "1")}


def test_a_long_text_with_a_line_break_in_a_cell_keeps_the_addresses_after_it() -> None:
    text = long_text("kode;wajib;rekam", '33.74.01;"1\n2";3', "33.74.02;4;5")
    assert trimmed(read_delimited(text.encode())[1:4]) == [
        ("33.74.01", "1\n2", "3"),
        (),
        ("33.74.02", "4", "5"),
    ]


def test_a_long_text_whose_lines_all_differ_in_length_is_read_all_the_same() -> None:
    lines = [";".join("12345"[: 2 + n % 4]) for n in range(TALL_BYTES // 4)]
    assert trimmed(read_delimited("\n".join(lines).encode())) == [tuple(line.split(";")) for line in lines]
