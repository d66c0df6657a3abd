"""What the flags said at each publication: appended where something is said otherwise, never overwritten.

So it can be told for any past moment what was raised then, since when, and when it cleared.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from warehouse.bulk import insert_frame
from warehouse.engines import begin_read, begin_write
from warehouse.frames import read_frame
from warehouse.tables import flag_evaluation as _flag
from warehouse.tables import flag_run as _run

KEY: Final = ("wilayah", "indicator", "rule", "periode")
SAID: Final = ("outcome", "severity", "since", "evidence", "clears_when", "message", "versi")


@dataclass(frozen=True, slots=True)
class Judged:
    """The state that flags are judged in: of the ledger, of the settings, and the day in WIB."""

    ledger_sequence: int
    settings_mark: str
    day: date

    def is_of_same_figures(self, other: Judged) -> bool:
        """Whether nothing but the day lies between the two."""
        return (self.ledger_sequence, self.settings_mark) == (other.ledger_sequence, other.settings_mark)


class FlagHistory:
    """The flags of every publication, in the ledger's database."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def is_recorded(self, state: Judged) -> bool:
        """Whether the flags of this state were recorded."""
        with begin_read(self._engine) as connection:
            return _is_recorded(connection, state)

    def record(self, rows: pd.DataFrame, *, state: Judged, evaluated_at: datetime) -> int:
        """Append what these rows say otherwise than what was said last, all in one transaction; how many.

        `rows`: KEY and SAID, one row per key. A state that was recorded already is left as it is (0), so
        that two processes may judge it at once and one that was killed may begin again; so is one that was
        overtaken, because what was known earlier would stand as what was said last.
        """
        with begin_write(self._engine) as connection:
            if _is_recorded(connection, state) or _is_overtaken(connection, state):
                return 0
            changed = _changed(rows, read_frame(connection, _latest()))
            inserted = connection.execute(
                sa.insert(_run).values(
                    ledger_sequence=state.ledger_sequence,
                    settings_mark=state.settings_mark,
                    day=state.day,
                    evaluated_at=evaluated_at,
                    rows_judged=len(rows),
                    rows_changed=len(changed),
                )
            )
            if len(changed):
                run_id = inserted.inserted_primary_key[0]  # type: ignore[index] # the run has just been inserted
                insert_frame(connection, _flag, changed, constants={"run_id": run_id})
            return len(changed)

    def latest(self, *, known_at: datetime | None = None) -> pd.DataFrame:
        """What was last said of each key up to `known_at` (None: now): KEY, SAID and evaluated_at."""
        with begin_read(self._engine) as connection:
            return read_frame(connection, _latest(known_at))

    def history(self, *, wilayah: str, indicator: str | None = None, rule: str | None = None) -> pd.DataFrame:
        """All that was ever said of one place, oldest first: KEY, SAID and evaluated_at."""
        wanted = {"wilayah": wilayah, "indicator": indicator, "rule": rule}
        conditions = [_flag.c[name] == value for name, value in wanted.items() if value is not None]
        with begin_read(self._engine) as connection:
            return read_frame(connection, _told().where(*conditions).order_by(_flag.c.id))

    def periods(self) -> tuple[str, ...]:
        """The half-months that were ever spoken of, oldest first."""
        select = sa.select(_flag.c.periode).distinct().order_by(_flag.c.periode)
        with begin_read(self._engine) as connection:
            return tuple(connection.scalars(select))

    def last_state(self) -> Judged | None:
        """The state whose flags were recorded last."""
        columns = (_run.c.ledger_sequence, _run.c.settings_mark, _run.c.day)
        with begin_read(self._engine) as connection:
            row = connection.execute(sa.select(*columns).order_by(_run.c.id.desc()).limit(1)).one_or_none()
        return None if row is None else Judged(*row)


def _is_recorded(connection: sa.Connection, state: Judged) -> bool:
    select = sa.select(_run.c.id).where(
        _run.c.ledger_sequence == state.ledger_sequence,
        _run.c.settings_mark == state.settings_mark,
        _run.c.day == state.day,
    )
    return connection.execute(select).first() is not None


def _is_overtaken(connection: sa.Connection, state: Judged) -> bool:
    newest = connection.scalar(sa.select(sa.func.max(_run.c.ledger_sequence)))
    return newest is not None and newest > state.ledger_sequence


def _told() -> sa.Select[Any]:
    columns = [_flag.c[name] for name in (*KEY, *SAID)]
    return sa.select(*columns, _run.c.evaluated_at).join(_run, _run.c.id == _flag.c.run_id)


def _latest(known_at: datetime | None = None) -> sa.Select[Any]:
    keys = [_flag.c[name] for name in KEY]
    last = sa.select(sa.func.max(_flag.c.id)).group_by(*keys)
    if known_at is not None:
        last = last.join(_run, _run.c.id == _flag.c.run_id).where(_run.c.evaluated_at <= known_at)
    return _told().where(_flag.c.id.in_(last))


def _changed(rows: pd.DataFrame, last: pd.DataFrame) -> pd.DataFrame:
    """The rows that say something else than the last ones of the same keys."""
    keys, said = list(KEY), list(SAID)
    rows = rows[[*keys, *said]].astype({"since": "datetime64[s]"})
    both = rows.merge(
        last[[*keys, *said]].astype({"since": "datetime64[s]"}), on=keys, how="left", suffixes=("", "_last")
    )
    differs = both["outcome_last"].isna()
    for name in said:
        now, before = both[name], both[f"{name}_last"]
        differs |= ~((now == before).fillna(value=False) | (now.isna() & before.isna()))
    return rows[differs.to_numpy(dtype=bool)]
