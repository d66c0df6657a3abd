"""What a sender's own headings mean, as somebody once answered: remembered per sender, never overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data_contracts.judul import normal_heading
from warehouse.engines import begin_read, begin_write
from warehouse.records import LedgerError
from warehouse.tables import heading_mapping as _mapping


class UnknownMappingError(LedgerError):
    """A sender's heading has no remembered meaning that could be revoked."""

    def __init__(self, *, sender: str, heading: str) -> None:
        super().__init__(
            f"Tidak ada arti judul “{heading}” yang tersimpan untuk {sender}. "
            "Periksa ejaan pengirim dan judulnya."
        )
        self.sender = sender
        self.heading = heading


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingMapping:
    """One answer: to this sender the heading (as `normal_heading` gives it) means that field.

    It holds from `decided_at` until `revoked_at`; None where it still holds.
    """

    id: int
    sender: str
    heading: str
    contract: str
    field: str
    author: str
    decided_at: datetime
    revoked_by: str | None
    revoked_at: datetime | None


class HeadingMappings:
    """The answers in the ledger's database. A new answer to an old question revokes the former one."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def remember(  # noqa: PLR0913 - the question, its answer, and who gave it when
        self, *, sender: str, heading: str, contract: str, field: str, author: str, decided_at: datetime
    ) -> None:
        """Note that this sender means that field by a heading, unless that holds already."""
        wanted = normal_heading(heading)
        with begin_write(self._engine) as connection:
            if _in_force(connection, sender=sender).get(wanted) == (contract, field):
                return
            _revoke(connection, sender=sender, heading=wanted, author=author, revoked_at=decided_at)
            values = {
                "sender": sender,
                "heading": wanted,
                "contract": contract,
                "field": field,
                "author": author,
                "decided_at": decided_at,
            }
            connection.execute(_mapping.insert().values(values))

    def revoke(self, *, sender: str, heading: str, author: str, revoked_at: datetime) -> None:
        """End a remembered meaning, which stays on record; UnknownMappingError where none holds."""
        wanted = normal_heading(heading)
        with begin_write(self._engine) as connection:
            if not _revoke(connection, sender=sender, heading=wanted, author=author, revoked_at=revoked_at):
                raise UnknownMappingError(sender=sender, heading=heading)

    def of_sender(self, sender: str) -> Mapping[str, tuple[str, str]]:
        """What holds for a sender: normal heading -> (contract name, field name)."""
        with begin_read(self._engine) as connection:
            return _in_force(connection, sender=sender)

    def answers_of(self, sender: str) -> Mapping[str, HeadingMapping]:
        """What holds for a sender, with who answered it and when: normal heading -> answer."""
        return {
            each.heading: each for each in self.all() if each.sender == sender and each.revoked_at is None
        }

    def all(self) -> tuple[HeadingMapping, ...]:
        """Every answer ever given, revoked ones included, in the order they were given."""
        with begin_read(self._engine) as connection:
            rows = connection.execute(sa.select(_mapping).order_by(_mapping.c.id)).mappings()
            return tuple(HeadingMapping(**row) for row in rows)


def _holding(**values: Any) -> sa.ColumnElement[bool]:
    return sa.and_(
        _mapping.c.revoked_at.is_(None), *(_mapping.c[name] == value for name, value in values.items())
    )


def _in_force(connection: sa.Connection, *, sender: str) -> dict[str, tuple[str, str]]:
    columns = (_mapping.c.heading, _mapping.c.contract, _mapping.c.field)
    rows = connection.execute(sa.select(*columns).where(_holding(sender=sender)).order_by(_mapping.c.id))
    return {heading: (contract, field) for heading, contract, field in rows}


def _revoke(
    connection: sa.Connection, *, sender: str, heading: str, author: str, revoked_at: datetime
) -> int:
    ended = _mapping.update().where(_holding(sender=sender, heading=heading))
    return int(connection.execute(ended.values(revoked_by=author, revoked_at=revoked_at)).rowcount)
