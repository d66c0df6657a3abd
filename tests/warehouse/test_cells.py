import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from warehouse.cells import address, column_letter, column_number


@given(column=st.integers(0, 18_000))
def test_letters_are_those_of_a_spreadsheet(column: int) -> None:
    assert column_letter(column) == get_column_letter(column + 1)
    assert column_number(column_letter(column)) == column


@pytest.mark.parametrize(
    ("row", "column", "cell"), [(0, 2, "C1"), (11, 25, "Z12"), (11, 26, "AA12"), (0, 701, "ZZ1")]
)
def test_an_address_is_letter_and_one_based_row(row: int, column: int, cell: str) -> None:
    assert address(row=row, column=column) == cell
