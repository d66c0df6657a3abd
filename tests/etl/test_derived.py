"""Differences and deviations of whole columns say what the contract says of each row."""

import math

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.contract import Deviation, Difference
from etl.derived import derived_column

NAMES = ("awal", "masuk", "keluar", "akhir")
COUNTS = st.one_of(st.none(), st.integers(-10, 10_000))
ROWS = st.lists(st.tuples(COUNTS, COUNTS, COUNTS, COUNTS), min_size=1, max_size=6)
DIFFERENCES = st.sampled_from(
    [
        Difference(("awal", "masuk"), ("keluar", "akhir")),
        Difference(("awal", "masuk"), ("keluar", "akhir"), optional=("masuk", "keluar")),
        Difference(("awal",), ("akhir",), only_when_below=("masuk", "keluar")),
        Difference(("awal",), ()),
    ]
)


def a_frame(rows: list[tuple[int | None, ...]]) -> pd.DataFrame:
    columns = zip(*rows, strict=True)
    return pd.DataFrame({n: pd.array(list(v), dtype="Int64") for n, v in zip(NAMES, columns, strict=True)})


def plain(column: "pd.Series[float]") -> list[float | None]:
    return [None if pd.isna(value) else value for value in column]


@given(rows=ROWS, difference=DIFFERENCES)
def test_a_column_of_differences_is_each_row_s_difference(
    rows: list[tuple[int | None, ...]], difference: Difference
) -> None:
    told = [difference.value(dict(zip(NAMES, row, strict=True))) for row in rows]
    assert plain(derived_column(a_frame(rows), difference)) == told


@given(rows=ROWS)
def test_a_column_of_deviations_is_each_row_s_deviation_up_to_a_ten_thousandth(
    rows: list[tuple[int | None, ...]],
) -> None:
    deviation = Deviation("awal", "masuk", "keluar")
    column = plain(derived_column(a_frame(rows), deviation))
    for row, told in zip(rows, column, strict=True):
        exact = deviation.value(dict(zip(NAMES, row, strict=True)))
        assert (told is None) == (exact is None)
        assert exact is None or told is None or -1e-8 <= told - exact <= 0.0001 + 1e-8


def test_an_optional_part_that_was_not_sent_counts_as_nothing() -> None:
    difference = Difference(("awal", "masuk"), ("keluar", "akhir"), optional=("masuk",))
    frame = a_frame([(200, 5, 110, 90)]).drop(columns="masuk")
    assert plain(derived_column(frame, difference)) == [0]


def test_a_required_part_that_was_not_sent_leaves_the_difference_open() -> None:
    difference = Difference(("awal", "masuk"), ("keluar", "akhir"), optional=("masuk",))
    assert plain(derived_column(a_frame([(200, 5, 110, 90)]).drop(columns="akhir"), difference)) == [None]


def test_sums_beyond_sixty_four_bits_are_exact() -> None:
    frame = a_frame([(2**62, 2**62, 1, 2)])
    assert plain(derived_column(frame, Difference(("awal", "masuk"), ("keluar", "akhir")))) == [2**63 - 3]


def test_a_limit_in_whole_ten_thousandths_keeps_its_meaning() -> None:
    frame = pd.DataFrame(
        {
            "awal": pd.array([98.05, 98.0501, 98.0500001], dtype="Float64"),
            "masuk": pd.array([9_800] * 3, dtype="Int64"),
            "keluar": pd.array([10_000] * 3, dtype="Int64"),
        }
    )
    told = plain(derived_column(frame, Deviation("awal", "masuk", "keluar")))
    assert [value is not None and value <= 0.05 for value in told] == [True, False, False]
    assert all(value is not None and math.isclose(value * 10_000, round(value * 10_000)) for value in told)
