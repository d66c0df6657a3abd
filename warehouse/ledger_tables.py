"""The ledger's tables that no contract shapes: files, submissions, findings, queue and mail."""

from __future__ import annotations

import sqlalchemy as sa

from warehouse.types import UtcDateTime

ledger_metadata = sa.MetaData()

# SQLite numbers rows by itself only in a column of type INTEGER.
LedgerId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def id_column() -> sa.Column[int]:
    return sa.Column("id", LedgerId, primary_key=True, autoincrement=True)


def submission_id_column() -> sa.Column[int]:
    return sa.Column("submission_id", LedgerId, sa.ForeignKey("submission.id"), nullable=False, index=True)


source_file = sa.Table(
    "source_file",
    ledger_metadata,
    sa.Column("sha256", sa.String, primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("first_entered_at", UtcDateTime, nullable=False),
)

submission = sa.Table(
    "submission",
    ledger_metadata,
    id_column(),
    sa.Column("sha256", sa.String, sa.ForeignKey("source_file.sha256"), nullable=False),
    # Counts the earlier submissions of the same bytes, all withdrawn or sent back. Two processes that enter
    # one file at once compute the same number, and the constraint below lets only one of them through.
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("file_name", sa.String, nullable=False),
    sa.Column("sender", sa.String),
    sa.Column("received_at", UtcDateTime, nullable=False),
    sa.Column("entered_at", UtcDateTime, nullable=False),
    sa.Column("simulasi", sa.Boolean, nullable=False),
    # The submission this one was sent to mend; both stay, with all their rows.
    sa.Column("corrects", LedgerId, sa.ForeignKey("submission.id"), index=True),
    sa.Column("contracts", sa.JSON, nullable=False),
    sa.Column("rows_read", sa.Integer, nullable=False),
    sa.Column("rows_accepted", sa.Integer, nullable=False),
    sa.Column("rows_quarantined", sa.Integer, nullable=False),
    sa.Column("rows_ignored", sa.Integer, nullable=False),
    sa.UniqueConstraint("sha256", "attempt"),
    sa.CheckConstraint("rows_read = rows_accepted + rows_quarantined + rows_ignored"),
    sqlite_autoincrement=True,
)

submission_event = sa.Table(
    "submission_event",
    ledger_metadata,
    id_column(),
    submission_id_column(),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("occurred_at", UtcDateTime, nullable=False),
    sa.Column("actor", sa.String),
    sa.Column("reason", sa.String),
    # The event's number names the ledger's state (Ledger.sequence), so a number is never used twice.
    sqlite_autoincrement=True,
)

ignored_row = sa.Table(
    "ignored_row",
    ledger_metadata,
    id_column(),
    submission_id_column(),
    sa.Column("sheet", sa.String, nullable=False),
    sa.Column("row", sa.Integer, nullable=False),
    sa.Column("reason", sa.String, nullable=False),
)

submission_column = sa.Table(
    "submission_column",
    ledger_metadata,
    id_column(),
    submission_id_column(),
    sa.Column("sheet", sa.String, nullable=False),
    sa.Column("contract", sa.String, nullable=False),
    sa.Column("field", sa.String, nullable=False),
    sa.Column("column", sa.String, nullable=False),
    sa.Column("header", sa.String, nullable=False),
)

finding = sa.Table(
    "finding",
    ledger_metadata,
    id_column(),
    submission_id_column(),
    sa.Column("rule", sa.String, nullable=False),
    sa.Column("severity", sa.String, nullable=False),
    sa.Column("contract", sa.String),
    sa.Column("field", sa.String),
    sa.Column("sheet", sa.String),
    sa.Column("cell", sa.String),
    sa.Column("wilayah", sa.String),
    sa.Column("tanggal", sa.Date),
    sa.Column("value", sa.String),
    sa.Column("message", sa.String, nullable=False),
)

# Which fields anybody ever gave a value for: the others, most of a contract's, need not be read.
filled_field = sa.Table(
    "filled_field",
    ledger_metadata,
    sa.Column("contract", sa.String, primary_key=True),
    sa.Column("field", sa.String, primary_key=True),
)

validation = sa.Table(
    "validation",
    ledger_metadata,
    id_column(),
    submission_id_column(),
    sa.Column("contract", sa.String, nullable=False),
    sa.Column("rule", sa.String, nullable=False),
    sa.Column("expectation", sa.String, nullable=False),
    sa.Column("severity", sa.String, nullable=False),
    sa.Column("evaluated", sa.Integer, nullable=False),
    sa.Column("unexpected", sa.Integer, nullable=False),
)

heading_mapping = sa.Table(
    "heading_mapping",
    ledger_metadata,
    id_column(),
    sa.Column("sender", sa.String, nullable=False, index=True),
    sa.Column("heading", sa.String, nullable=False),
    sa.Column("contract", sa.String, nullable=False),
    sa.Column("field", sa.String, nullable=False),
    sa.Column("author", sa.String, nullable=False),
    sa.Column("decided_at", UtcDateTime, nullable=False),
    sa.Column("revoked_by", sa.String),
    sa.Column("revoked_at", UtcDateTime),
)

job = sa.Table(
    "job",
    ledger_metadata,
    id_column(),
    sa.Column("path", sa.String, nullable=False),
    sa.Column("sha256", sa.String, nullable=False),
    sa.Column("file_name", sa.String, nullable=False),
    sa.Column("sender", sa.String),
    sa.Column("received_at", UtcDateTime, nullable=False),
    sa.Column("period", sa.String),
    sa.Column("enqueued_at", UtcDateTime, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("worker", sa.String),
    sa.Column("claimed_at", UtcDateTime),
    sa.Column("finished_at", UtcDateTime),
    sa.Column("outcome", sa.String),
    # Why it was given up; such a job waits for `retry` and not for a worker.
    sa.Column("failure", sa.String),
    sa.Column("submission_id", LedgerId, sa.ForeignKey("submission.id")),
    sqlite_autoincrement=True,
)
sa.Index(
    "job_unfinished",
    job.c.sha256,
    job.c.file_name,
    unique=True,
    sqlite_where=job.c.finished_at.is_(None),
    postgresql_where=job.c.finished_at.is_(None),
)


# That the flags of a state of the ledger were judged, by which settings and on which day: what is overdue
# changes with the day alone.
flag_run = sa.Table(
    "flag_run",
    ledger_metadata,
    id_column(),
    sa.Column("ledger_sequence", sa.BigInteger, nullable=False),
    sa.Column("settings_mark", sa.String, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("evaluated_at", UtcDateTime, nullable=False),
    sa.Column("rows_judged", sa.Integer, nullable=False),
    sa.Column("rows_changed", sa.Integer, nullable=False),
    # Of two processes that judge the same state at once only one is heard.
    sa.UniqueConstraint("ledger_sequence", "settings_mark", "day"),
)

# What a run said otherwise than the last one that spoke of the same wilayah, indicator, rule and half-month.
flag_evaluation = sa.Table(
    "flag_evaluation",
    ledger_metadata,
    id_column(),
    sa.Column("run_id", LedgerId, sa.ForeignKey("flag_run.id"), nullable=False, index=True),
    sa.Column("wilayah", sa.String, nullable=False),
    sa.Column("indicator", sa.String, nullable=False),
    sa.Column("rule", sa.String, nullable=False),
    sa.Column("periode", sa.String, nullable=False),
    sa.Column("outcome", sa.String, nullable=False),
    sa.Column("severity", sa.String),
    sa.Column("since", sa.Date),
    sa.Column("evidence", sa.String, nullable=False),
    sa.Column("clears_when", sa.String),
    sa.Column("message", sa.String, nullable=False),
    sa.Column("versi", sa.String, nullable=False),
    sa.Index("flag_evaluation_key", "wilayah", "indicator", "rule", "periode"),
)


# A mail that came in, and what is owed to its sender. Nothing of its text is kept.
mail = sa.Table(
    "mail",
    ledger_metadata,
    id_column(),
    sa.Column("mailbox", sa.String, nullable=False),
    sa.Column("uid_validity", sa.BigInteger, nullable=False),
    sa.Column("uid", sa.BigInteger, nullable=False),
    sa.Column("address", sa.String, nullable=False),
    sa.Column("subject", sa.String),
    sa.Column("message_id", sa.String),
    sa.Column("received_at", UtcDateTime, nullable=False),
    sa.Column("verdict", sa.String, nullable=False),
    # The Message-ID of our answer, chosen before it is sent; NULL where none is owed.
    sa.Column("reply_id", sa.String),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("tried_at", UtcDateTime),
    sa.Column("replied_at", UtcDateTime),
    sa.Column("given_up", sa.String),
    sa.UniqueConstraint("mailbox", "uid_validity", "uid"),
)

mail_file = sa.Table(
    "mail_file",
    ledger_metadata,
    id_column(),
    sa.Column("mail_id", LedgerId, sa.ForeignKey("mail.id"), nullable=False, index=True),
    sa.Column("file_name", sa.String, nullable=False),
    sa.Column("job_id", LedgerId, sa.ForeignKey("job.id")),
    # What was said of a file that was answered at once.
    sa.Column("said", sa.String),
    sa.CheckConstraint("(job_id IS NULL) <> (said IS NULL)"),
)
