"""What the checks came to, counted inside the ledger: a file of a million rows gives a few hundred.

Read from the ledger and not from a mart: findings are not a truth at one moment but the record of what
arrived, rows that never became figures included, and publishing stays as quick as the figures let it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data_contracts.catalogue import load_contracts
from warehouse import tables
from warehouse.engines import begin_read
from warehouse.frames import read_frame
from warehouse.ledger import Ledger

# "33.74" of "33.74.01"; the province's own "33" stays as it is.
_REGENCY_LENGTH = 5


def judged_by_contract(ledger: Ledger) -> pd.DataFrame:
    """One row per contract, submission, wilayah (province or kab/kota), day, `accepted` and `marked`.

    Columns: contract, submission, wilayah, tanggal, accepted, marked, n (source rows; one counts in each
    contract it feeds). wilayah and tanggal are missing where they could not be read. Withdrawn submissions
    are included: what the checks found in them stays found.
    """
    parts = [_read(ledger, _contract_rows(name)) for name in load_contracts()]
    return pd.concat([part for part in parts if not part.empty] or parts[:1], ignore_index=True)


def judged_rows(ledger: Ledger, *, by_contract: pd.DataFrame) -> pd.DataFrame:
    """As `by_contract` (of `judged_by_contract`) without contract: a source row counts once, whatever it
    feeds.
    """
    # A tall file feeds one contract; only the rows of the others need to be told apart.
    several = _read(ledger, _of_several_contracts())["id"]
    alone = by_contract[~by_contract["submission"].isin(several)].drop(columns="contract")
    parts = [part for part in (alone, _read(ledger, _source_rows())) if not part.empty]
    return pd.concat(parts or [alone], ignore_index=True)


def findings_counted(ledger: Ledger) -> pd.DataFrame:
    """One row per submission, rule, severity, contract, field, wilayah and day: `n` findings, and the number
    of the first one as `example`.

    Columns: submission, rule, severity, contract, field, wilayah, tanggal, n, example.
    """
    finding = tables.finding
    keys = [
        finding.c.submission_id.label("submission"),
        *(finding.c[name] for name in ("rule", "severity", "contract", "field")),
        *_place_and_day(finding),
    ]
    counted = sa.select(*keys, sa.func.count().label("n"), sa.func.min(finding.c.id).label("example"))
    return _read(ledger, counted.group_by(*keys).order_by(sa.text("example")))


def findings_named(ledger: Ledger, *, numbers: Collection[int]) -> pd.DataFrame:
    """These findings whole: example, sheet, cell, tanggal, value, message; one row each."""
    finding = tables.finding
    names = ("sheet", "cell", "tanggal", "value", "message")
    select = sa.select(finding.c.id.label("example"), *(finding.c[name] for name in names))
    return _read(ledger, select.where(finding.c.id.in_(sorted(map(int, numbers)))))


def validations_counted(ledger: Ledger) -> pd.DataFrame:
    """One row per submission and rule that Great Expectations looked at: evaluated, unexpected (rows).

    Columns: submission, contract, rule, evaluated, unexpected. A rule without a row was not looked at.
    """
    table = tables.validation
    keys = [table.c.submission_id.label("submission"), table.c.contract, table.c.rule]
    sums = [sa.func.sum(table.c[name]).label(name) for name in ("evaluated", "unexpected")]
    counted = _read(ledger, sa.select(*keys, *sums).group_by(*keys).order_by(*keys))
    return counted.astype({"evaluated": "Int64", "unexpected": "Int64"})


def stuck_files(ledger: Ledger) -> pd.DataFrame:
    """The files whose check broke down and that wait to be taken up again, oldest first; our fault.

    Columns: file, sender, received_at, attempts. A file that is being judged for the first time is none.
    """
    job = tables.job
    failed = sa.or_(job.c.attempts > 1, sa.and_(job.c.attempts > 0, job.c.claimed_at.is_(None)))
    select = sa.select(job.c.file_name.label("file"), job.c.sender, job.c.received_at, job.c.attempts)
    return _read(ledger, select.where(job.c.finished_at.is_(None), failed).order_by(job.c.id))


def companions(ledger: Ledger, *, submission: int) -> frozenset[int]:
    """The other submissions with a row for a place and day of this one, or for a day of its sender."""
    found: set[int] = set()
    for name in load_contracts():
        pairs = _read(ledger, _companions(name, submission=submission))
        found.update(map(int, pairs["submission"]))
    return frozenset(found)


def _companions(contract: str, *, submission: int) -> sa.Select[Any]:
    own, other = (tables.reported(contract).alias(name) for name in ("own", "other"))
    sent_own, sent_other = (tables.submission.alias(name) for name in ("sent_own", "sent_other"))
    shared = sa.or_(own.c.kode_wilayah == other.c.kode_wilayah, sent_own.c.sender == sent_other.c.sender)
    return (
        sa.select(other.c.submission_id.label("submission"))
        .distinct()
        .select_from(own)
        .join(other, own.c.tanggal == other.c.tanggal)
        .join(sent_own, sent_own.c.id == own.c.submission_id)
        .join(sent_other, sent_other.c.id == other.c.submission_id)
        .where(own.c.submission_id == submission, other.c.submission_id != submission, shared)
    )


def _of_several_contracts() -> sa.Select[Any]:
    submission = tables.submission
    return sa.select(submission.c.id).where(sa.func.json_array_length(submission.c.contracts) > 1)


def _source_rows() -> sa.Select[Any]:
    each = sa.union(*map(_told, load_contracts())).subquery()
    keys = [each.c[name] for name in ("submission", "wilayah", "tanggal", "accepted", "marked")]
    return sa.select(*keys, sa.func.count().label("n")).group_by(*keys).order_by(*keys)


def _told(contract: str) -> sa.Select[Any]:
    table = tables.reported(contract)
    number = table.c.submission_id.label("submission")
    flags = (table.c.accepted, table.c.marked)
    select = sa.select(number, table.c.sheet, table.c.source_row, *_place_and_day(table), *flags)
    return select.where(table.c.submission_id.in_(_of_several_contracts()))


def _contract_rows(contract: str) -> sa.Select[Any]:
    table = tables.reported(contract)
    keys = [
        table.c.submission_id.label("submission"),
        *_place_and_day(table),
        table.c.accepted,
        table.c.marked,
    ]
    name = sa.literal(contract).label("contract")
    return sa.select(name, *keys, sa.func.count().label("n")).group_by(*keys).order_by(*keys)


def _place_and_day(table: sa.Table) -> list[sa.ColumnElement[Any]]:
    """The kab/kota and the day of a row, as columns to group by."""
    code = table.c.wilayah if "wilayah" in table.c else table.c.kode_wilayah
    return [sa.func.substr(code, 1, _REGENCY_LENGTH, type_=sa.String).label("wilayah"), table.c.tanggal]


def _read(ledger: Ledger, select: sa.Select[Any]) -> pd.DataFrame:
    with begin_read(ledger.engine) as connection:
        return read_frame(connection, select)
