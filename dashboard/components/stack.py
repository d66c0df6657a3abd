"""Counts that make up a whole, as one bar whose sentence is its alternative text."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.components.markup import Html, element
from dashboard.components.words import Outcome


@dataclass(frozen=True, slots=True)
class Part:
    outcome: Outcome
    n: int


def stack(parts: Sequence[Part], *, alt: str) -> Html | None:
    """Widths in proportion; a part of one in a thousand can still be seen. Nothing to draw gives no bar."""
    drawn = [part for part in parts if part.n > 0]
    if not drawn:
        return None
    spans = (element("i", class_=f"pt-{part.outcome.kind}", style=f"flex:{part.n} 0 3px") for part in drawn)
    return element("span", *spans, class_="pt-stack", role="img", aria_label=alt)
