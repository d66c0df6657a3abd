"""Everything there is to say about a submission, gathered from the ledger."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Severity
from etl.answer.comments import SIGN
from etl.answer.sheet import Place, place_of
from etl.answer.words import expected, signed, written, wrong_and_todo
from warehouse.grouping import FindingGroup, group_findings
from warehouse.ledger import Ledger
from warehouse.previous import Former, Source, Wanted, previous_values
from warehouse.records import Event, Finding, IgnoredRow, State, Submission

WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Mark:
    """One cell's colour and comment."""

    severity: Severity
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a sender is told.

    `state` is the one it was judged to, whatever became of it since; `former`, by source row and field, what
    was reported for an earlier date.
    """

    submission: Submission
    state: State
    findings: tuple[Finding, ...]
    ignored: tuple[IgnoredRow, ...]
    former: Mapping[tuple[Source, str], Former]

    @property
    def is_worth_telling(self) -> bool:
        """Whether there is an error or a warning; remarks alone need no workbook."""
        return any(finding.severity is not Severity.INFO for finding in self.findings)

    @property
    def groups(self) -> tuple[FindingGroup, ...]:
        """Equal findings together, errors before warnings, each in the order of the file."""
        return tuple(sorted(group_findings(self.findings), key=lambda group: WEIGHT[group.severity]))

    def marks(self) -> Mapping[str, Mapping[Place, Mark]]:
        """By sheet the cells to colour, each with all that is said of it; the gravest gives the colour."""
        by_cell: dict[tuple[str, Place], list[Finding]] = {}
        for finding in self.findings:
            place = _first_place(finding)
            if finding.sheet is not None and place is not None:
                by_cell.setdefault((finding.sheet, place), []).append(finding)
        marks: dict[str, dict[Place, Mark]] = {}
        for (sheet, place), findings in by_cell.items():
            marks.setdefault(sheet, {})[place] = self._mark(findings)
        return marks

    def former_of(self, finding: Finding) -> str | None:
        """What was reported before in a finding's cell, with its date."""
        source = source_of(finding)
        if source is None or finding.field is None or finding.contract is None:
            return None
        former = self.former.get((source, finding.field))
        return None if former is None else written(former, field=finding.field, contract=finding.contract)

    def _mark(self, findings: Sequence[Finding]) -> Mark:
        gravest = min((finding.severity for finding in findings), key=lambda each: WEIGHT[each])
        parts = [part for finding in findings for part in self._said(finding)]
        return Mark(gravest, "\n".join((SIGN, *parts)))

    def _said(self, finding: Finding) -> Iterator[str]:
        wrong, todo = wrong_and_todo(finding)
        yield f"{signed(finding.severity)}: {wrong}"
        if hint := expected(finding):
            yield f"Seharusnya: {hint}"
        if former := self.former_of(finding):
            yield f"Sebelumnya: {former}"
        yield f"Lakukan: {todo}"


def account_of(submission_id: int, *, ledger: Ledger) -> Account:
    """The account as the ledger stood when the file was judged: later entries do not change it."""
    with ledger.reading() as reader:
        submission = reader.submission(submission_id)
        findings = reader.findings(submission_id)
        former: dict[tuple[Source, str], Former] = {}
        for wanted in _wanted(submission, findings):
            former |= previous_values(reader, wanted, known_at=submission.entered_at)
        return Account(
            submission=submission,
            state=_judged_state(reader.events(submission_id)),
            findings=findings,
            ignored=reader.ignored_rows(submission_id),
            former=former,
        )


def _judged_state(events: Sequence[Event]) -> State:
    return next((event.state for event in events if event.state is not State.RECEIVED), State.RECEIVED)


def source_of(finding: Finding) -> Source | None:
    """The sheet and row a finding's cell stands in."""
    place = _first_place(finding)
    return None if place is None or finding.sheet is None else (finding.sheet, place[0])


def _first_place(finding: Finding) -> Place | None:
    """A finding about a range is marked at its first cell."""
    return place_of((finding.cell or "").partition(":")[0])


def _wanted(submission: Submission, findings: Sequence[Finding]) -> Iterator[Wanted]:
    fields: dict[str, dict[Source, set[str]]] = {}
    for finding in findings:
        source = source_of(finding)
        contract, field = finding.contract or "", finding.field or ""
        if source is not None and (contract, field) in _figures():
            fields.setdefault(contract, {}).setdefault(source, set()).add(field)
    for name, of_rows in fields.items():
        yield Wanted(submission_id=submission.id, contract=name, fields=of_rows)


@cache
def _figures() -> frozenset[tuple[str, str]]:
    """Contract and field of everything that has a value of its own in the ledger."""
    return frozenset((name, field.name) for name, one in load_contracts().items() for field in one.measured)
