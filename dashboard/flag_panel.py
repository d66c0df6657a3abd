"""One verdict with its evidence: what each signal says, since when, against which threshold, read from which
cells.
"""

from collections.abc import Sequence

from dashboard import links
from dashboard.components.markup import Html, element, link
from dashboard.components.words import FLAG, SIGNAL, badge
from dashboard.flag_facts import facts_said
from data_contracts.tulisan import format_tanggal
from metrics.tanda import Flag, method_of, rule_name
from metrics.tertinggal import colour_of

MOST_CELLS = 6


def verdict_panel(verdict: Flag, signals: Sequence[Flag]) -> Html:
    """The verdict in words, then its signals with their numbers."""
    outcome = FLAG[colour_of(verdict)]
    return element(
        "section",
        element("h3", f"{verdict.wilayah.nama}: {verdict.indicator.nama}"),
        element("p", badge(outcome), " ", verdict.message, class_="pt-said"),
        _facts(verdict),
        element("div", *(_signal(flag) for flag in signals), class_="pt-signals"),
        _cells(verdict),
        class_=f"pt-panel pt-{outcome.kind}",
    )


def finding_item(flag: Flag) -> Html:
    """One raised flag of another rule, in a list under its rule's name."""
    return element(
        "li",
        badge(FLAG[colour_of(flag)], word=colour_of(flag)),
        link(flag.wilayah.nama_pendek, href=links.profile(flag.wilayah.kode, periode=str(flag.periode))),
        element("span", f"{flag.indicator.nama_pendek}: {flag.message}"),
        element("span", *_since(flag), *_clears(flag), " ", _origin(flag), class_="pt-muted"),
        _folded(flag),
    )


def method_link(rule: str) -> Html:
    method = method_of(rule)
    return link(method.nama, href=links.method(method.id))


def _facts(verdict: Flag) -> Html:
    settings = link(f"versi {verdict.versi}", href=links.SETTINGS)
    told = (
        ("Sejak", format_tanggal(verdict.since) if verdict.since else None),
        ("Berakhir bila", verdict.clears_when),
        ("Metode", method_link(verdict.rule)),
        ("Pengaturan", settings),
    )
    return element("dl", *(part for pair in told if pair[1] for part in _pair(*pair)))


def _pair(name: str, value: object) -> tuple[Html, Html]:
    return element("dt", name), element("dd", value)


def _signal(flag: Flag) -> Html:
    """One of the signals: outcome, sentence, numbers, method."""
    outcome = SIGNAL[flag.outcome]
    return element(
        "section",
        element("h4", rule_name(flag.rule).nama, " ", badge(outcome)),
        element("p", flag.message, *_clears(flag), *_since(flag)),
        _numbers(flag),
        element("p", "Metode: ", method_link(flag.rule), class_="pt-muted"),
        class_=f"pt-signal pt-{outcome.kind}",
    )


def _since(flag: Flag) -> tuple[str, ...]:
    return (f" Sejak laporan per {format_tanggal(flag.since)}.",) if flag.since else ()


def _clears(flag: Flag) -> tuple[str, ...]:
    return (f" Berakhir bila {flag.clears_when}.",) if flag.clears_when else ()


def _numbers(flag: Flag) -> Html | None:
    rows = [
        element("tr", element("th", name, scope="row"), element("td", value))
        for name, value in facts_said(flag)
    ]
    if not rows:
        return None
    caption = element("caption", f"Angka dan ambang: {rule_name(flag.rule).nama}")
    return element("table", caption, element("tbody", *rows), class_="pt-facts-table")


def _folded(flag: Flag) -> Html | None:
    numbers = _numbers(flag)
    if numbers is None:
        return None
    return element("details", element("summary", "Angka dan ambang"), numbers, class_="pt-more")


def _cells(flag: Flag) -> Html | None:
    """The cells the figures were read from, each a way to the page that opens them."""
    if not flag.cells:
        return None
    address = links.source(flag.indicator.id, wilayah=flag.wilayah.kode, tanggal=flag.periode.end)
    shown = [element("li", link(cell, href=address)) for cell in flag.cells[:MOST_CELLS]]
    rest = len(flag.cells) - len(shown)
    more = element("li", f"dan {rest} sel lain di halaman itu", class_="pt-muted") if rest else None
    return element(
        "div", element("h4", "Sel asal (buka Lacak Sumber)"), element("ul", *shown, more, class_="pt-cells")
    )


def _origin(flag: Flag) -> Html:
    """The way to the cells of a finding; a report's own findings lead to the report."""
    periode, kode = str(flag.periode), flag.wilayah.kode
    if not flag.cells:
        return link("laporannya", href=links.punctuality(periode=periode, wilayah=kode))
    address = links.source(flag.indicator.id, wilayah=kode, tanggal=flag.periode.end)
    return link("sel asal", href=address)
