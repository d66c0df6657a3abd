"""Headline figures: large number, unit, data date; below it change, target and who is in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.components.markup import Html, element, link
from dashboard.components.words import Outcome, badge

SENTENCE_END = re.compile(r"(?<=\.)(?<!Kab\.) (?=[0-9A-Z])")


@dataclass(frozen=True, slots=True)
class Headline:
    """One headline figure, every text already written for people ("–" where missing)."""

    label: str
    value: str
    unit: str
    date: str
    change: str
    change_is_good: bool | None
    since: str
    target: str
    reported: str
    outcome: Outcome
    spark: Html | None
    source: str
    is_simulated: bool


def headline_grid(figures: Sequence[Headline]) -> Html:
    return element("section", *(_card(figure) for figure in figures), class_="pt-cards")


def page_heading(*, page: str, sentence: str, context: str) -> Html:
    """The answer first: what a person would say, with the page's name above and its data below."""
    first, rest = first_sentence(sentence)
    return element(
        "header",
        element("p", page, class_="pt-eyebrow"),
        element("h1", first),
        element("p", rest, class_="pt-lead") if rest else None,
        element("p", context, class_="pt-muted") if context else None,
        class_="pt-heading",
    )


def first_sentence(text: str) -> tuple[str, str]:
    """The first sentence and what follows; the full stop of "Kab. Tegal" ends none."""
    first, *rest = SENTENCE_END.split(text, maxsplit=1)
    return first, " ".join(rest)


def section_heading(title: str, sentence: str = "") -> Html:
    return element(
        "div",
        element("h2", title),
        element("p", sentence, class_="pt-muted") if sentence else None,
        class_="pt-section",
    )


def change_text(text: str, *, is_good: bool | None) -> Html | None:
    """A change in the colour of its meaning; None for none. The text itself carries arrow and word."""
    tone = {True: "pt-sesuai", False: "pt-waspada", None: "pt-netral"}[is_good]
    return element("span", text, class_=f"pt-change {tone}") if text else None


def page_foot(published: str) -> Html:
    """`published` is the snapshot's time as written for people."""
    sentence = "Setiap angka dapat dibuka sampai berkas, lembar, dan selnya."
    return element("footer", element("p", f"Data terbit {published}. {sentence}"), class_="pt-foot pt-muted")


def plain_foot(sentence: str) -> Html:
    """The foot of a page that stands on no snapshot."""
    return element("footer", element("p", sentence), class_="pt-foot pt-muted")


def _card(figure: Headline) -> Html:
    # The whole card is one link: a large target for a thumb, and one stop for the keyboard.
    return link(
        element("span", figure.label, class_="pt-label"),
        element("span", _number(figure), figure.spark, class_="pt-card-row"),
        _change(figure),
        element("span", figure.target, class_="pt-goal") if figure.target else None,
        _foot(figure),
        href=figure.source,
        title="Lacak sumber: rumus, berkas, dan selnya",
        class_=f"pt-card pt-{figure.outcome.kind}",
    )


def _number(figure: Headline) -> Html:
    unit = element("span", figure.unit, class_="pt-unit") if figure.unit else None
    return element("span", element("span", figure.value, class_="pt-value"), " ", unit, class_="pt-number")


def _change(figure: Headline) -> Html:
    change = change_text(figure.change, is_good=figure.change_is_good)
    return element("span", change, " ", element("span", figure.since, class_="pt-muted"))


def _foot(figure: Headline) -> Html:
    facts = (figure.date, figure.reported, "simulasi" if figure.is_simulated else "")
    return element(
        "span",
        badge(figure.outcome),
        element("span", " · ".join(fact for fact in facts if fact), class_="pt-muted"),
        class_="pt-card-foot",
    )
