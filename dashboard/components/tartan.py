"""A tartan rug: one row per kabupaten/kota, one column per indicator, each cell a verdict and a link.

On a phone each row becomes a card that shows what is raised; the worst cards come first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.components.markup import Html, element, link
from dashboard.components.words import FLAG, Outcome


@dataclass(frozen=True, slots=True)
class Patch:
    """One verdict: `severity` is a key of FLAG, `detail` what a reader hears beside its word."""

    severity: str
    detail: str
    href: str
    is_chosen: bool = False

    @property
    def outcome(self) -> Outcome:
        return FLAG[self.severity]


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One kabupaten/kota with one patch per indicator; a patch is None where there was no verdict."""

    name: str
    href: str
    patches: tuple[Patch | None, ...]

    @property
    def rank(self) -> int:
        """0 for one with a red patch, 1 for one with a yellow one, 2 for the rest."""
        severities = {patch.severity for patch in self.patches if patch}
        return next((number for number, each in enumerate(RAISED) if each in severities), len(RAISED))


RAISED = ("merah", "kuning")
QUIET = "sesuai"


def tartan(headings: Sequence[tuple[str, str]], rows: Sequence[PlaceRow], *, caption: str) -> Html:
    """`headings` are the indicators as short name and full name."""
    columns = (element("th", element("abbr", short, title=full), scope="col") for short, full in headings)
    head = element("thead", element("tr", element("th", "Daerah", scope="col"), *columns))
    body = element("tbody", *(_row(row, headings) for row in rows))
    return element("table", element("caption", caption), head, body, class_="pt-tartan")


def _row(row: PlaceRow, headings: Sequence[tuple[str, str]]) -> Html:
    cells = (
        _patch(patch, row.name, short, full)
        for patch, (short, full) in zip(row.patches, headings, strict=True)
    )
    name = element("th", link(row.name, href=row.href), _quiet(row), scope="row")
    return element("tr", name, *cells, class_=f"pt-rank-{row.rank}")


def _patch(patch: Patch | None, name: str, short: str, full: str) -> Html:
    if patch is None:
        return element("td", "–", data_label=short, class_="pt-quiet")
    outcome = patch.outcome
    spoken = f"{name}, {full}: {outcome.word}. {patch.detail}"
    content = link(
        element("span", outcome.symbol, class_="pt-symbol", aria_hidden="true"),
        element("span", outcome.word),
        href=patch.href,
        title=spoken,
        aria_label=spoken,
        aria_current="true" if patch.is_chosen else None,
        class_=f"pt-patch pt-{outcome.kind}{' pt-chosen' if patch.is_chosen else ''}",
    )
    return element("td", content, data_label=short, class_="pt-quiet" if patch.severity == QUIET else None)


def _quiet(row: PlaceRow) -> Html | None:
    """On a phone, what stands for the cells that are left out there."""
    n = sum(patch is not None and patch.severity == QUIET for patch in row.patches)
    if not n:
        return None
    return element("span", f"● {n} dari {len(row.patches)} sesuai", class_="pt-rest")
