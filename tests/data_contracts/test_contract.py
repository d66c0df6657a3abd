"""Differences and deviations on one row: what they give, when they are missing, what would be right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Deviation, Difference, Measure, Row

COUNTS = st.integers(min_value=0, max_value=40_000_000)
MAYBE = st.none() | COUNTS
LEDGER = Difference(left=("awal", "masuk"), right=("keluar", "akhir"), optional=("masuk",))
SHORTFALL = Difference(left=("wajib",), right=("sudah", "belum"), only_when_below=("sudah", "wajib"))
COVERAGE = Deviation(reported="persen", numerator="sudah", denominator="wajib")


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ({"awal": 10, "masuk": 5, "keluar": 4, "akhir": 11}, 0),
        ({"awal": 10, "masuk": 5, "keluar": 4, "akhir": 12}, -1),
        ({"awal": 10, "masuk": None, "keluar": 4, "akhir": 6}, 0),
        ({"awal": 10, "keluar": 4, "akhir": 6}, 0),
        ({"awal": None, "masuk": 5, "keluar": 4, "akhir": 1}, None),
        ({"awal": 10, "masuk": 5, "akhir": 1}, None),
        ({}, None),
    ],
)
def test_a_difference_is_missing_unless_all_but_its_optional_parts_are_there(
    row: Row, value: int | None
) -> None:
    assert LEDGER.value(row) == value


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ({"wajib": 100, "sudah": 90, "belum": 10}, 0),
        ({"wajib": 100, "sudah": 90, "belum": 7}, 3),
        ({"wajib": 100, "sudah": 100, "belum": 3}, None),
        ({"wajib": 100, "sudah": 104, "belum": 3}, None),
        ({"wajib": None, "sudah": 104, "belum": 3}, None),
    ],
)
def test_a_difference_that_only_holds_below_a_limit_is_missing_above_it(row: Row, value: int | None) -> None:
    assert SHORTFALL.value(row) == value


@given(awal=COUNTS, masuk=MAYBE, keluar=COUNTS, akhir=COUNTS)
@pytest.mark.parametrize("field", ["awal", "keluar", "akhir"])
def test_what_is_expected_of_a_part_makes_the_difference_vanish(
    field: str, awal: int, masuk: int | None, keluar: int, akhir: int
) -> None:
    row: dict[str, int | float | None] = {"awal": awal, "masuk": masuk, "keluar": keluar, "akhir": akhir}
    row[field] = LEDGER.expected(row, field=field)
    assert LEDGER.value(row) == 0


def test_nothing_is_expected_of_a_part_that_was_not_reported() -> None:
    assert LEDGER.expected({"awal": 10, "keluar": 4, "akhir": 6}, field="masuk") is None
    assert LEDGER.expected({"awal": 10, "keluar": 4}, field="akhir") is None


def test_a_difference_lists_every_field_it_looks_at_once() -> None:
    assert SHORTFALL.fields == ("wajib", "sudah", "belum")
    assert LEDGER.fields == ("awal", "masuk", "keluar", "akhir")


@pytest.mark.parametrize(
    ("row", "points", "expected"),
    [
        ({"persen": 98.0, "sudah": 980, "wajib": 1000}, 0.0, 98.0),
        ({"persen": 3.6, "sudah": 128, "wajib": 10_000}, 2.32, 1.28),
        ({"persen": 103.0, "sudah": 29_260_118, "wajib": 28_126_986}, 1.0286, 104.0286),
        ({"persen": None, "sudah": 980, "wajib": 1000}, None, 98.0),
        ({"persen": 98.0, "sudah": None, "wajib": 1000}, None, None),
        ({"persen": 98.0, "sudah": 980, "wajib": 0}, None, None),
        ({"persen": 98.0, "sudah": 980}, None, None),
    ],
)
def test_a_deviation_is_in_points_and_missing_without_its_counts(
    row: Row, points: float | None, expected: float | None
) -> None:
    assert COVERAGE.value(row) == pytest.approx(points, abs=5e-5)
    assert COVERAGE.expected(row) == pytest.approx(expected, abs=5e-5)


@given(sudah=COUNTS, wajib=COUNTS.filter(bool))
def test_a_percentage_taken_from_its_counts_does_not_deviate(sudah: int, wajib: int) -> None:
    row = {"sudah": sudah, "wajib": wajib, "persen": COVERAGE.expected({"sudah": sudah, "wajib": wajib})}
    assert COVERAGE.value(row) == 0


def test_a_contract_gives_its_fields_by_name_and_by_measure() -> None:
    suket = load_contracts()["suket"]
    assert suket.field("sisa_suket").business_name == "Sisa Suket"
    with pytest.raises(KeyError, match="sisa_blangko"):
        suket.field("sisa_blangko")
    flows = suket.of_measure(Measure.FLOW)
    assert [field.name for field in flows] == ["suket_terbit", "suket_ditukar", "suket_dicabut"]
    assert set(suket.measured) == set(suket.fields) - set(suket.of_measure(Measure.KEY))
