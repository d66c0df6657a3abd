"""What a rule comes to: an outcome for every place and half-month, and the words for any one of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from metrics.panel import Flags, Numbers

Codes = npt.NDArray[np.int8]


class Outcome(StrEnum):
    """A rule is exactly one of these; what cannot be judged never counts as good."""

    CLEAR = "clear"
    RAISED = "raised"
    NOT_ASSESSABLE = "not_assessable"


class Severity(StrEnum):
    """The colour of a flag. A blue or violet flag is no milder than a yellow one: it is another thing."""

    MERAH = "merah"
    KUNING = "kuning"
    BIRU = "biru"
    UNGU = "ungu"
    ABU_ABU = "abu-abu"


OUTCOMES: Final = tuple(Outcome)
SEVERITIES: Final = tuple(Severity)
CLEAR, RAISED, NOT_ASSESSABLE = range(len(OUTCOMES))
NO_SEVERITY: Final = -1
NEVER: Final = -1

Fact = str | float | int | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One outcome in words: `message` whole sentences, `clears_when` what would end it, None where nothing
    is raised; `evidence` the numbers and thresholds by name.
    """

    message: str
    clears_when: str | None
    evidence: Mapping[str, Fact]


Tell = Callable[[int, int], Told]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judgement:
    """One rule on one indicator; matrices [places, periods].

    `since`: for raised cells the number of the half-month in which the flag went up, NEVER elsewhere; a
    half-month that could not be judged does not take a flag down.
    `outcome` and `severity` are numbers of OUTCOMES and SEVERITIES (NO_SEVERITY where clear); `reason` says
    in `reasons` why a cell could not be judged, NEVER elsewhere. `tell(place, period)` words any cell but
    those: made only where asked for, since words cost more than judging. `fields` name the cells
    (`contract.field`) it rests on.
    """

    rule: str
    indicator: str
    outcome: Codes
    severity: Codes
    since: Numbers
    reason: Codes
    reasons: Sequence[str]
    tell: Tell
    fields: tuple[str, ...]

    @property
    def is_raised(self) -> Flags:
        raised: Flags = self.outcome == RAISED
        return raised

    def words(self, place: int, period: int) -> Told:
        """What is to be said of one cell."""
        reason = self.reason[place, period]
        if reason == NEVER:
            return self.tell(place, period)
        return Told(message=self.reasons[reason], clears_when=None, evidence={})


def code_of(severity: Severity) -> int:
    """The number by which matrices name a colour."""
    return SEVERITIES.index(severity)


def judgement(  # noqa: PLR0913 - all that a rule comes to
    raised: Flags,
    *,
    rule: str,
    indicator: str,
    obstacles: Sequence[tuple[Flags, str]],
    tell: Tell,
    fields: tuple[str, ...],
    severity: Severity | Codes = Severity.KUNING,
) -> Judgement:
    """A judgement where the first obstacle that holds keeps a cell from being judged.

    `severity`: of raised cells, one for all or a matrix of numbers of SEVERITIES; what cannot be judged is
    grey.
    """
    reason = np.full(raised.shape, NEVER, dtype=np.int8)
    for number, (where, _) in reversed(list(enumerate(obstacles))):
        reason[where] = number
    is_judged = reason == NEVER
    outcome = np.where(is_judged, np.where(raised, RAISED, CLEAR), NOT_ASSESSABLE).astype(np.int8)
    colour = SEVERITIES.index(severity) if isinstance(severity, Severity) else severity
    colours = np.where(outcome == RAISED, colour, NO_SEVERITY)
    colours = np.where(is_judged, colours, SEVERITIES.index(Severity.ABU_ABU)).astype(np.int8)
    return Judgement(
        rule=rule,
        indicator=indicator,
        outcome=outcome,
        severity=colours,
        since=_begun(outcome),
        reason=reason,
        reasons=tuple(text for _, text in obstacles),
        tell=tell,
        fields=fields,
    )


def _begun(outcome: Codes) -> Numbers:
    since = np.full(outcome.shape, NEVER, dtype=np.int64)
    current = np.full(outcome.shape[0], NEVER, dtype=np.int64)
    for period in range(outcome.shape[1]):
        here = outcome[:, period]
        current = np.where(here == CLEAR, NEVER, current)
        current = np.where((here == RAISED) & (current == NEVER), period, current)
        since[:, period] = np.where(here == RAISED, current, NEVER)
    return since
