"""Which fields of a contract were ever reported: a table has room for all, and most senders fill a few."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from data_contracts.catalogue import load_contracts
from warehouse import tables


def note_filled(connection: sa.Connection, contract: str, fields: Iterable[str]) -> None:
    """Remember that these fields have values now, for the transactions that read (`filled_fields`)."""
    table = tables.filled_field
    new = sorted(set(fields) - filled_fields(connection, contract))
    if new:
        connection.execute(table.insert(), [{"contract": contract, "field": field} for field in new])


def filled_fields(connection: sa.Connection, contract: str) -> frozenset[str]:
    """The fields of a contract that anybody ever gave a value for."""
    table = tables.filled_field
    select = sa.select(table.c.field).where(table.c.contract == contract)
    return frozenset(connection.scalars(select))


def note_filled_before(connection: sa.Connection) -> None:
    """Note them all in a ledger from before they were noted; nothing to do in any other."""
    if connection.scalar(sa.select(tables.filled_field.c.field).limit(1)) is not None:
        return
    for name, contract in load_contracts().items():
        table = tables.reported(name)
        fields = [field.name for field in contract.measured]
        counts = connection.execute(sa.select(*(sa.func.count(table.c[field]) for field in fields))).one()
        note_filled(connection, name, [field for field, count in zip(fields, counts, strict=True) if count])
