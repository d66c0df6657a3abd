"""A number is read the Indonesian way first; a blank stays missing, a dash is asked about."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.contract import LogicalType
from data_contracts.tulisan import format_bilangan, format_persen
from etl.read import CellValue
from etl.resolve.numbers import NumberReading, NumberRemark, parse_number
from etl.resolve.words import visible_text


def _count(cell: CellValue) -> NumberReading:
    return parse_number(cell, logical_type=LogicalType.INTEGER)


def _percent(cell: CellValue) -> NumberReading:
    return parse_number(cell, logical_type=LogicalType.NUMBER)


@pytest.mark.parametrize("cell", [None, "", "  ", "\u00a0", "\u200b", "\ufeff"])
def test_a_blank_is_missing_and_nothing_to_mention(cell: CellValue) -> None:
    assert _count(cell) == NumberReading(None)


@pytest.mark.parametrize("cell", [0, 0.0, "0", "nihil", "NIHIL", " Nihil "])
def test_zero_is_zero_only_where_it_is_written(cell: CellValue) -> None:
    assert _count(cell) == NumberReading(0)


@pytest.mark.parametrize(
    "cell",
    ["-", " - ", "–", "<>", "Null", "n/a", "#N/A", "#DIV/0!", "O", "?", "tidak ada", "Rp -", "- keping"],
)
def test_a_dash_is_neither_zero_nor_silence(cell: CellValue) -> None:
    assert _count(cell) == NumberReading(None, NumberRemark.AMBIGUOUS)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (1234567, 1234567),
        (1234567.0, 1234567),
        (1234567.0000000002, 1234567),
        ("1234567", 1234567),
        ("1.234.567", 1234567),
        ("1 234 567", 1234567),
        ("1\u00a0234\u00a0567", 1234567),
        ("1.234", 1234),
        ("12,0", 12),
        ("-5", -5),
        ("(1.234)", -1234),
        ("+7", 7),
        ("10.791 keping", 10791),
        ("'3374", 3374),
        ("1.367", 1367),
        ("1.234.567,00", 1234567),
        ("1.234.", 1234),
        ("2.000 orang", 2000),
        ("12 keping", 12),
        ("Rp14.000", 14000),
        ("Rp 14.000,00", 14000),
        ("Rp. 14.000,-", 14000),
        ("IDR 2.000.000", 2000000),
        ("-Rp 5.000", -5000),
        ("(Rp5.000)", -5000),
        ("１２３", 123),
        ("١٬٢٣٤", 1234),
    ],
)
def test_counts(cell: CellValue, value: int) -> None:
    reading = _count(cell)

    assert reading == NumberReading(value)
    assert type(reading.value) is int


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (98.09, 98.09),
        (98, 98.0),
        ("97,47", 97.47),
        ("104,23%", 104.23),
        ("98,09 %", 98.09),
        ("98,09 persen", 98.09),
        ("1.234,5", 1234.5),
        ("0,98", 0.98),
        (",5", 0.5),
    ],
)
def test_percentages(cell: CellValue, value: float) -> None:
    assert _percent(cell) == NumberReading(value)


@pytest.mark.parametrize(
    ("cell", "logical_type", "value"),
    [
        ("31,270,312", LogicalType.INTEGER, 31270312),
        ("1,234", LogicalType.INTEGER, 1234),
        ("97.47", LogicalType.NUMBER, 97.47),
        ("1,234.5", LogicalType.NUMBER, 1234.5),
        ("0.980", LogicalType.NUMBER, 0.98),
    ],
)
def test_english_separators_are_read_and_mentioned(
    cell: str, logical_type: LogicalType, value: float
) -> None:
    reading = parse_number(cell, logical_type=logical_type)

    assert reading == NumberReading(value, NumberRemark.FOREIGN_STYLE)


def test_one_group_is_thousands_in_a_count_and_a_fraction_in_a_percentage() -> None:
    assert _count("1.234").value == 1234
    assert _percent("1.234").value == 1.234


@pytest.mark.parametrize("cell", ["1O.234", "9o", "O7", "O,73"])
def test_a_letter_o_beside_digits_is_named_and_never_read_as_zero(cell: str) -> None:
    assert _count(cell) == _percent(cell) == NumberReading(None, NumberRemark.LETTER_O)


@pytest.mark.parametrize("cell", ["12,5", 12.5, "0.5", "1234.567"])
def test_a_count_with_a_fraction_is_refused(cell: CellValue) -> None:
    assert _count(cell) == NumberReading(None, NumberRemark.NOT_WHOLE)


@pytest.mark.parametrize(
    "cell", ["abc", "1.2.3", "1.234.56", "12 34", "Lihat lampiran", "1-5", True, "orang", "9" * 5000]
)
def test_what_is_no_number_is_refused(cell: CellValue) -> None:
    assert _count(cell) == NumberReading(None, NumberRemark.NOT_A_NUMBER)


def test_a_count_in_scientific_notation_has_lost_digits_and_is_asked_about() -> None:
    assert _count("1,23E+05") == NumberReading(None, NumberRemark.AMBIGUOUS)
    assert _percent("9.5E-05") == NumberReading(0.000095)


@pytest.mark.parametrize("cell", ["1970010119950310012345", 197001011995031001, "9E99", "9E999"])
def test_what_no_count_can_be_is_refused_before_it_overflows(cell: CellValue) -> None:
    assert _percent(cell) == NumberReading(None, NumberRemark.TOO_LARGE)


@given(count=st.integers(-(10**12), 10**12))
def test_what_pantau_writes_it_reads_back(count: int) -> None:
    assert _count(format_bilangan(count)) == NumberReading(count)
    assert _count(str(count)) == NumberReading(count)
    assert _count(f"{count:,}").value == count


@given(hundredths=st.integers(0, 20_000))
def test_percentages_pantau_writes_it_reads_back(hundredths: int) -> None:
    percent = hundredths / 100

    assert _percent(format_persen(percent)) == NumberReading(percent)
    assert _percent(f"{percent:.2f}").value == percent


@given(text=st.text(max_size=20))
def test_any_text_gets_a_number_a_remark_or_is_blank(text: str) -> None:
    reading = _count(text)

    assert reading.value is None or type(reading.value) is int
    assert (
        reading.value is not None or reading.remark is not None or not text.strip() or not text.isprintable()
    )


_COUNTS = st.integers(min_value=0, max_value=10**11)
_NOISE = st.sampled_from(["", " ", "\u00a0", "\u200b", "\ufeff", "\t"])


@given(_COUNTS, _NOISE, _NOISE)
def test_a_count_is_the_same_however_an_office_writes_it(count: int, before: str, after: str) -> None:
    dotted = f"{count:,}".replace(",", ".")
    spellings = [
        str(count), dotted, f"{dotted},00", f"{dotted}.", f"Rp{dotted}", f"Rp {dotted},-", f"{dotted} keping",
        f"{dotted} orang", f"{count:,}".replace(",", " "), f"{count:,}".replace(",", "\u00a0"), f"+{dotted}",
        str(count).translate({ord("0") + n: 0xFF10 + n for n in range(10)}),
    ]  # fmt: skip
    for written in spellings:
        assert _count(before + written + after) == NumberReading(count), written


@given(_COUNTS)
def test_a_negative_count_keeps_its_sign(count: int) -> None:
    dotted = f"{count:,}".replace(",", ".")
    for written in (f"-{dotted}", f"({dotted})", f"- {dotted}", f"−{dotted}"):
        assert _count(written) == NumberReading(-count), written


@given(st.integers(min_value=10**6, max_value=10**11))
def test_english_separators_are_read_and_said(count: int) -> None:
    assert _count(f"{count:,}") == NumberReading(count, NumberRemark.FOREIGN_STYLE)


@given(st.decimals(min_value=0, max_value=200, places=2))
def test_a_percentage_is_the_same_with_comma_or_point_but_the_point_is_said(share: Decimal) -> None:
    comma = str(share).replace(".", ",")
    assert _percent(comma) == _percent(f"{comma} %") == NumberReading(float(share))
    assert _percent(str(share)) == NumberReading(float(share), NumberRemark.FOREIGN_STYLE)


@given(_COUNTS.filter(lambda count: "0" in str(count) and count > 9))
def test_a_letter_o_in_place_of_a_zero_is_never_read(count: int) -> None:
    for letter in "oO":
        assert _count(str(count).replace("0", letter, 1)) == NumberReading(None, NumberRemark.LETTER_O)


@given(st.text(max_size=30))
def test_any_text_is_read_without_falling_and_only_a_written_zero_is_zero(text: str) -> None:
    for reading in (_count(text), _percent(text)):
        if reading.value is None:
            continue
        has_digit = any(map(str.isdecimal, unicodedata.normalize("NFKC", text)))
        assert has_digit or (reading.value == 0 and visible_text(text).lower() in {"nihil", "nol"})


@given(st.text(st.characters(categories=["Zs", "Cf"]), max_size=8))
def test_nothing_ever_turns_a_blank_into_zero(blank: str) -> None:
    assert _count(blank) == _percent(blank) == NumberReading(None)
