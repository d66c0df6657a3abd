"""Rows held by column are the rows any other reader gives, cell by cell and type by type."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.columns import ColumnRows, encode_rows, put_texts
from etl.sheets import CellValue, Row

MIDNIGHT = datetime.fromisoformat("2026-10-31")
CELLS = st.sampled_from([None, True, False, 0, 1, 1.5, "1", "", "x", date(2026, 10, 31), MIDNIGHT])
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=9)


def by_column(rows: list[Row], *, width: int = 3) -> ColumnRows:
    return encode_rows(rows, width=width, plain=lambda cell: cell)


def typed(rows: object) -> list[list[tuple[type, CellValue]]]:
    return [[(type(cell), cell) for cell in row] for row in rows]  # type: ignore[attr-defined]


@given(rows=ROWS)
def test_rows_come_back_as_they_were_with_their_types(rows: list[Row]) -> None:
    held = by_column(rows)

    assert len(held) == len(rows)
    assert typed(held) == typed(rows)
    assert typed(held[n] for n in range(len(rows))) == typed(rows)
    assert typed(held[1:3]) == typed(rows[1:3])
    assert typed(held[::-1]) == typed(rows[::-1])
    assert held == tuple(rows)


def test_a_row_beyond_the_edge_is_an_error_as_in_any_sequence() -> None:
    held = by_column([("a", 1, None)])

    assert held[-1] == ("a", 1, None)
    with pytest.raises(IndexError):
        held[1]


def test_a_distinct_value_is_held_once() -> None:
    held = by_column([("a", 1, None), ("a", 2, None), ("b", 1, None)])

    assert [column.values for column in held.columns] == [("a", "b"), (1, 2), (None,)]
    assert held.columns[0].rows_of(0).tolist() == [0, 1]


def test_texts_are_put_into_blank_cells_and_beyond_the_edge_only() -> None:
    held = by_column([("a", None, 3), ("b", 2, None)])
    filled = put_texts(held, {(0, 1): "=A1", (1, 1): "=A2", (3, 4): "=B9"})

    assert filled == (
        ("a", "=A1", 3, None, None),
        ("b", 2, None, None, None),
        (None, None, None, None, None),
        (None, None, None, None, "=B9"),
    )
    assert held == (("a", None, 3), ("b", 2, None))
