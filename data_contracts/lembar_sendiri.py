"""The sheets Pantau writes for senders: recognised by their first cell, whatever they are renamed to."""

ANSWER_TITLE = "Jawaban Pantau"
GUIDE_TITLE = "Petunjuk Pantau"
UNREAD_MARK = "Pantau:"
"""Stands in the heading of a column that is there for the sender's eyes and never read as data."""


def is_own_sheet(first_cell: object) -> bool:
    """Whether a sheet with this in A1 is one of ours and so carries no figure of a sender's."""
    return isinstance(first_cell, str) and first_cell.strip().startswith((ANSWER_TITLE, GUIDE_TITLE))


def is_unread_heading(heading: str) -> bool:
    """Whether the column below this heading is ours: a last value, a check."""
    return UNREAD_MARK in heading
