"""A few figures beside each other, each with what it counts: for pages that speak of reports."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.components.markup import Html, element, link
from dashboard.components.words import Outcome, badge


@dataclass(frozen=True, slots=True)
class Fact:
    """Every text already written for people ("–" where missing); `outcome` None makes no judgement.

    With a `source` the whole card leads there.
    """

    label: str
    value: str
    sentence: str
    outcome: Outcome | None = None
    source: str | None = None


def fact_grid(facts: Sequence[Fact]) -> Html:
    return element("section", *(_fact(fact) for fact in facts), class_="pt-cards pt-facts")


def _fact(fact: Fact) -> Html:
    kind = fact.outcome.kind if fact.outcome else "netral"
    parts = (
        element("span", fact.label, class_="pt-label"),
        element("span", fact.value, class_="pt-value"),
        element("span", fact.sentence, class_="pt-muted"),
        element("span", badge(fact.outcome), class_="pt-card-foot") if fact.outcome else None,
    )
    class_ = f"pt-card pt-{kind}"
    if fact.source is None:
        return element("div", *parts, class_=class_)
    return link(*parts, href=fact.source, title="Lacak sumber", class_=class_)
