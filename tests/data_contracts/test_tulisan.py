"""Indonesian numbers, percentages, dates and times; what is missing is a dash, never a zero."""

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.tulisan import (
    WIB,
    Number,
    format_bilangan,
    format_persen,
    format_tanggal,
    format_waktu,
    nama_bulan,
    round_half_up,
)


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (1_234_567, 0, "1.234.567"),
        (0, 0, "0"),
        (-1_133_132, 0, "-1.133.132"),
        (999.5, 0, "1.000"),
        (12.34, 1, "12,3"),
        (12, 1, "12,0"),
        (10**30 + 1, 0, "1" + ".000" * 9 + ".001"),
    ],
)
def test_thousands_are_parted_by_a_point_and_decimals_by_a_comma(
    value: Number, decimals: int, shown: str
) -> None:
    assert format_bilangan(value, decimals=decimals) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (98.0899, "98,09 %"),
        (104.0286, "104,03 %"),
        (100, "100,00 %"),
        (0.005, "0,01 %"),
        (1.005, "1,01 %"),
        (-0.001, "0,00 %"),
    ],
)
def test_a_percentage_has_two_decimals_and_halves_are_rounded_away_from_zero(
    value: Number, shown: str
) -> None:
    assert format_persen(value) == shown


def test_a_ratio_of_counts_is_rounded_once_from_its_true_value() -> None:
    assert format_persen(Fraction(100 * 29_260_118, 28_126_986)) == "104,03 %"
    assert format_persen(Fraction(201, 200)) == "1,01 %"


def test_days_and_moments_are_shown_in_western_indonesian_time() -> None:
    moment = datetime(2026, 10, 15, 18, 5, tzinfo=UTC)
    assert format_waktu(moment) == "16 Oktober 2026 01.05 WIB"
    assert format_tanggal(moment) == "16 Oktober 2026"
    assert format_tanggal(date(2020, 6, 3)) == "3 Juni 2020"
    assert datetime(2026, 1, 1, tzinfo=WIB).utcoffset() == datetime(2026, 7, 1, tzinfo=WIB).utcoffset()


def test_a_moment_without_its_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        format_waktu(datetime(2026, 10, 15, 18, 5))  # noqa: DTZ001 - the very thing that is refused


@pytest.mark.parametrize("show", [format_bilangan, format_persen, format_tanggal, format_waktu])
def test_what_is_missing_is_a_dash(show: object) -> None:
    assert callable(show)
    assert show(None) == "–"


@pytest.mark.parametrize("show", [format_bilangan, format_persen])
def test_what_a_frame_of_floats_calls_missing_is_a_dash_too(show: object) -> None:
    assert callable(show)
    assert show(float("nan")) == "–"


def test_months_have_their_indonesian_names() -> None:
    assert [nama_bulan(month) for month in (1, 5, 8, 10, 12)] == [
        "Januari",
        "Mei",
        "Agustus",
        "Oktober",
        "Desember",
    ]


@given(st.integers())
def test_a_number_can_be_read_back_from_its_text(value: int) -> None:
    assert int(format_bilangan(value).replace(".", "")) == value


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=5), st.integers(min_value=0, max_value=4))
def test_rounding_agrees_with_the_decimal_module(value: Decimal, decimals: int) -> None:
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    assert round_half_up(value, decimals=decimals) == rounded


@given(st.integers(), st.integers(min_value=1), st.integers(min_value=0, max_value=4))
def test_rounding_a_ratio_is_off_by_at_most_half_a_step(top: int, bottom: int, decimals: int) -> None:
    value = Fraction(top, bottom)
    assert abs(Fraction(round_half_up(value, decimals=decimals)) - value) <= Fraction(1, 2 * 10**decimals)
