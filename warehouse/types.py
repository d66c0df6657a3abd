"""Column types that behave the same on SQLite, PostgreSQL and DuckDB."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from data_contracts.contract import LogicalType
from warehouse.records import LedgerError

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect
    from sqlalchemy.types import TypeEngine


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware moment, returned aware in UTC; on PostgreSQL `timestamptz`, elsewhere UTC without an offset.

    SQLite has no zones and DuckDB converts to the session's, so neither is asked: a naive column holding UTC
    sorts and compares alike on both.
    """

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime]:
        return sa.DateTime(timezone=dialect.name == "postgresql")

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return aware_utc(value) if dialect.name == "postgresql" else aware_utc(value).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def aware_utc(value: datetime) -> datetime:
    """The moment in UTC; a naive moment is refused, because its zone would be a guess."""
    if value.tzinfo is None:
        raise LedgerError(f"Waktu tanpa zona tidak dapat disimpan: {value.isoformat()}.")
    return value.astimezone(UTC)


_BY_LOGICAL_TYPE: dict[LogicalType, type[TypeEngine[Any]]] = {
    LogicalType.INTEGER: sa.BigInteger,
    LogicalType.NUMBER: sa.Double,
    LogicalType.STRING: sa.String,
    LogicalType.DATE: sa.Date,
    LogicalType.TIME: sa.String,  # "08.00", as it is written
}


def column_type(logical_type: LogicalType) -> TypeEngine[Any]:
    """The column type of a contract's field: 64-bit integers, doubles, text or dates."""
    return _BY_LOGICAL_TYPE[logical_type]()
