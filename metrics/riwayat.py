"""The life of one submission: how it came, what was judged, what came before and after it, its end."""

from dataclasses import dataclass

from warehouse.ledger import Ledger
from warehouse.quality import companions
from warehouse.records import Event, Finding, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One submission with its events (oldest first) and findings.

    `earlier` and `later` are the other submissions for a place and day of it, or of its sender for the same
    day, in the order they were received: what it corrects, and what corrects it.
    """

    submission: Submission
    events: tuple[Event, ...]
    findings: tuple[Finding, ...]
    earlier: tuple[Submission, ...]
    later: tuple[Submission, ...]


def life_of(ledger: Ledger, *, submission: int) -> Life:
    """Raises UnknownSubmissionError where there is no such number."""
    own = ledger.submission(submission)
    numbers = companions(ledger, submission=submission)
    others = sorted((each for each in ledger.submissions() if each.id in numbers), key=_place)
    return Life(
        submission=own,
        events=ledger.events(submission),
        findings=ledger.findings(submission),
        earlier=tuple(each for each in others if _place(each) < _place(own)),
        later=tuple(each for each in others if _place(each) > _place(own)),
    )


def _place(submission: Submission) -> tuple[object, int]:
    """Where it stands in the order of precedence."""
    return submission.received_at, submission.id
