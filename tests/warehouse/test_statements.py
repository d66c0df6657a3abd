"""Rows come out of SQLite as they went in, whatever the rows of one statement share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa

from warehouse.engines import begin_write, create_ledger_engine
from warehouse.statements import ROWS_PER_STATEMENT, insert_rows

TABLE = sa.Table(
    "isi",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sheet", sa.String, nullable=False),
    sa.Column("tanggal", sa.String),
    sa.Column("accepted", sa.Integer, nullable=False),
    sa.Column("jumlah", sa.Float),
)
NAMES = ("sheet", "tanggal", "accepted", "jumlah")
Row = tuple[str, str | None, int, float | None]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = create_ledger_engine(f"sqlite:///{tmp_path / 'isi.db'}")
    with begin_write(engine) as connection:
        TABLE.create(connection)
    yield engine
    engine.dispose()


def stored(engine: sa.Engine, rows: Sequence[Row]) -> list[Row]:
    """The rows as they lie there, in order of entry."""
    columns = dict(zip(NAMES, map(list, zip(*rows, strict=True)), strict=True))
    with begin_write(engine) as connection:
        insert_rows(connection, TABLE, columns)
        select = sa.select(*(TABLE.c[name] for name in NAMES)).order_by(TABLE.c.id)
        return [tuple(row) for row in connection.execute(select)]


def days_of(length: int, *, rows: int) -> list[Row]:
    """Days that last `length` rows each, one row in ninety held back, one figure in seven missing."""
    return [
        (
            "Lembar 'satu'",
            f"2026-01-{1 + row // length % 28:02d}",
            int(row % 90 != 0),
            None if row % 7 == 0 else row / 4,
        )
        for row in range(rows)
    ]


@pytest.mark.parametrize("length", [1, 3, ROWS_PER_STATEMENT, 580])
@pytest.mark.parametrize("rows", [1, ROWS_PER_STATEMENT - 1, ROWS_PER_STATEMENT, 2_345])
def test_rows_come_back_in_their_order_with_days_of_any_length(
    engine: sa.Engine, length: int, rows: int
) -> None:
    given = days_of(length, rows=rows)
    assert stored(engine, given) == given


def test_one_row_that_differs_in_the_middle_of_a_statement_is_kept(engine: sa.Engine) -> None:
    given: list[Row] = [("Januari", "2026-01-31", 1, 12.0)] * (10 * ROWS_PER_STATEMENT)
    middle = 4 * ROWS_PER_STATEMENT + ROWS_PER_STATEMENT // 2
    given[middle] = ("Januari", None, 0, None)
    assert stored(engine, given) == given


def test_rows_that_are_all_the_same_are_as_many_as_came(engine: sa.Engine) -> None:
    given: list[Row] = [("=1+1; DROP TABLE isi", None, 1, None)] * (3 * ROWS_PER_STATEMENT + 7)
    assert stored(engine, given) == given


def test_a_broken_rule_of_the_table_is_told_as_such_and_nothing_enters(engine: sa.Engine) -> None:
    columns: dict[str, list[object]] = {"sheet": ["a"] * 60 + [None] * 60, "accepted": [1] * 120}
    with pytest.raises(sa.exc.IntegrityError), begin_write(engine) as connection:
        insert_rows(connection, TABLE, columns)
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(TABLE)) == 0
