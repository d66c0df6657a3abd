"""Who reported when: one row per kabupaten/kota, one column per period, each cell a symbol and a link."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.components.markup import Html, element, link
from dashboard.components.words import REPORT_STATUS

ON_A_PHONE = 6


@dataclass(frozen=True, slots=True)
class Period:
    """`top` is the month, `year` stands beside it where there is room; `name` is the whole, to be heard."""

    top: str
    year: str
    bottom: str
    name: str


@dataclass(frozen=True, slots=True)
class Mark:
    """`status` is a key of REPORT_STATUS; `detail` says when it came, or when it is due."""

    status: str
    detail: str
    href: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """One kabupaten/kota with one mark per period, oldest first."""

    name: str
    href: str
    marks: tuple[Mark, ...]
    summary: str


def rug(periods: Sequence[Period], strips: Sequence[Strip]) -> Html:
    """The table; a phone shows the last ON_A_PHONE periods only."""
    heads = (_head(period, wide=_is_wide(index, periods)) for index, period in enumerate(periods))
    head = element("tr", element("th", "Daerah", scope="col"), *heads, _summary_head())
    body = element("tbody", *(_strip(strip, periods) for strip in strips))
    caption = element("caption", "Ketepatan laporan per kabupaten/kota dan periode")
    return element("table", caption, element("thead", head), body, class_="pt-rug")


def _is_wide(index: int, periods: Sequence[Period]) -> str | None:
    return "pt-wide" if index < len(periods) - ON_A_PHONE else None


def _summary_head() -> Html:
    return element("th", "Tepat waktu", scope="col", class_="pt-num pt-wide")


def _head(period: Period, *, wide: str | None) -> Html:
    top = element("span", period.top, element("i", f" {period.year}", class_="pt-wide"))
    parts = (top, element("span", period.bottom))
    return element("th", *parts, scope="col", aria_label=period.name, class_=wide)


def _strip(strip: Strip, periods: Sequence[Period]) -> Html:
    cells = (
        _mark(mark, strip.name, period, wide=_is_wide(index, periods))
        for index, (mark, period) in enumerate(zip(strip.marks, periods, strict=True))
    )
    name = link(strip.name, href=strip.href)
    summary = element("td", strip.summary, class_="pt-num pt-wide")
    return element("tr", element("th", name, scope="row"), *cells, summary)


def _mark(mark: Mark, name: str, period: Period, *, wide: str | None) -> Html:
    outcome = REPORT_STATUS[mark.status]
    spoken = f"{name}, {period.name}: {outcome.word}. {mark.detail}"
    kind = f"pt-mark pt-mark-{mark.status}{' pt-chosen' if mark.is_chosen else ''}"
    content = link(outcome.symbol, href=mark.href, title=spoken, aria_label=spoken, class_=kind)
    return element("td", content, class_=wide)
