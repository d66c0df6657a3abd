"""Tertinggal: who is behind on what, with the evidence, and what else the rules found."""

from collections.abc import Sequence
from itertools import groupby

from dashboard import answers, links
from dashboard.components.banner import simulation_banner
from dashboard.components.headline import page_heading, section_heading
from dashboard.components.markup import Html, element, link
from dashboard.components.tartan import Patch, PlaceRow, tartan
from dashboard.components.words import FLAG, legend
from dashboard.flag_panel import finding_item, method_link, verdict_panel
from dashboard.frame import complain, put
from dashboard.selection import choose_period, draw, narrow_indicator, narrow_wilayah
from dashboard.session import Session
from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from data_contracts.tulisan import format_tanggal, listed
from data_contracts.wilayah import Wilayah
from metrics.catalogue import Indicator
from metrics.tanda import Flag, flagged_indicators, rule_name
from metrics.tertinggal import CLEAR, COLOURS, Standings, colour_of, say_place

METHOD = (
    "Merah (tertinggal) berarti buruk dan tidak pulih: jauh dari target atau di bawah sebaya, dan arahnya "
    "memburuk atau lajunya tidak cukup. Kuning (waspada) berarti salah satunya saja. Yang belum dapat "
    "dinilai tidak berarti baik."
)


def show(session: Session) -> None:
    period = choose_period(answers.periods(session), default=answers.default_period(session))
    place, item = narrow_wilayah(), narrow_indicator([each.id for each in flagged_indicators()])
    periode = Periode.parse(period.value)
    found = answers.evidence(session, periode=periode)
    is_simulated = answers.summary(session, periode=periode).simulasi

    put(simulation_banner() if is_simulated else None, _heading(found, wilayah=place.value))
    complain(period, place, item)
    draw(period, place, item)
    put(*_rug(found, wilayah=place.value, indikator=item.value))
    put(*_evidence(found, wilayah=place.value, indikator=item.value))
    put(*_findings(found, wilayah=place.value))


def _heading(found: Standings, *, wilayah: str) -> Html:
    sentence = say_place(found, wilayah=wilayah) if wilayah else found.sentence
    return page_heading(page="Tertinggal", sentence=sentence, context=METHOD)


def _rug(found: Standings, *, wilayah: str, indikator: str) -> list[Html]:
    """Of one regency all its indicators; of all regencies those asked for that are judged anywhere."""
    places = [place for place in load_register().kabkota if wilayah in ("", place.kode)]
    items = [
        item
        for item in flagged_indicators()
        if wilayah or indikator == item.id or (not indikator and item not in found.unjudged)
    ]
    rows = [_row(found, place, items, chosen=indikator if wilayah else "") for place in places]
    seen = {colour_of(flag) for flag in found.verdicts.values() if flag.indicator in items}
    sentence = "Tiap sel membuka buktinya; nama membuka profilnya."
    return [
        section_heading("Per daerah dan indikator", sentence),
        _all_places(found.periode)
        if wilayah
        else legend(tuple(FLAG[each] for each in COLOURS if each in seen)),
        tartan(
            [(item.nama_pendek, item.nama) for item in items], rows, caption="Tanda per daerah dan indikator"
        ),
        *([] if wilayah or indikator else _unjudged(found)),
    ]


def _unjudged(found: Standings) -> list[Html]:
    if not found.unjudged:
        return []
    names = listed([item.nama for item in found.unjudged], most=len(found.unjudged))
    text = f"Belum dapat dinilai di satu daerah pun, karena angka atau riwayatnya tidak dilaporkan: {names}."
    return [element("p", text, class_="pt-muted")]


def _all_places(periode: Periode) -> Html:
    back = link("← Semua 35 daerah", href=links.behind(periode=str(periode)))
    return element("div", back, class_="pt-chips")


def _row(found: Standings, place: Wilayah, items: Sequence[Indicator], *, chosen: str) -> PlaceRow:
    patches = tuple(
        _patch(found.verdicts.get((place.kode, item.id)), is_chosen=item.id == chosen) for item in items
    )
    address = links.profile(place.kode, periode=str(found.periode))
    return PlaceRow(name=place.nama_pendek, href=address, patches=patches)


def _patch(verdict: Flag | None, *, is_chosen: bool) -> Patch | None:
    if verdict is None:
        return None
    since = f"Sejak laporan per {format_tanggal(verdict.since)}." if verdict.since else verdict.message
    return Patch(
        severity=colour_of(verdict),
        detail=since,
        href=links.behind(
            periode=str(verdict.periode), wilayah=verdict.wilayah.kode, indikator=verdict.indicator.id
        ),
        is_chosen=is_chosen,
    )


def _evidence(found: Standings, *, wilayah: str, indikator: str) -> list[Html]:
    """The chosen verdict; without a chosen indicator all of the regency that are not clear."""
    if not wilayah:
        return []
    own = [flag for (kode, _), flag in found.verdicts.items() if kode == wilayah]
    shown = [flag for flag in own if indikator in ("", flag.indicator.id)]
    if not indikator:
        shown = [flag for flag in shown if colour_of(flag) != CLEAR]
    if not shown:
        return [element("p", "Tidak ada tanda pada indikatornya.", class_="pt-muted")]
    panels = (verdict_panel(flag, found.signals(wilayah, flag.indicator.id)) for flag in shown)
    return [section_heading("Buktinya"), *panels]


def _findings(found: Standings, *, wilayah: str) -> list[Html]:
    own = [flag for flag in found.findings if wilayah in ("", flag.wilayah.kode)]
    heading = section_heading("Temuan lain", _say_findings(own))
    ordered = sorted(own, key=lambda flag: _order(found, flag))
    return [
        heading,
        *(_group(rule, list(group)) for rule, group in groupby(ordered, key=lambda flag: flag.rule)),
    ]


def _order(found: Standings, flag: Flag) -> tuple[int, str]:
    rules = list(dict.fromkeys(each.rule for each in found.flags))
    return rules.index(flag.rule), flag.wilayah.kode


def _say_findings(own: Sequence[Flag]) -> str:
    if not own:
        return "Aturan lain tidak menemukan apa pun pada periode ini."
    n_rules, n_places = len({flag.rule for flag in own}), len({flag.wilayah.kode for flag in own})
    return f"{len(own)} temuan dari {n_rules} aturan di {n_places} daerah."


def _group(rule: str, flags: Sequence[Flag]) -> Html:
    n_places = len({flag.wilayah.kode for flag in flags})
    return element(
        "div",
        element("h3", f"{rule_name(rule).nama} ({n_places} daerah)", class_="pt-sub"),
        element("p", "Metode: ", method_link(rule), class_="pt-muted"),
        element("ul", *(finding_item(flag) for flag in flags), class_="pt-list pt-findings"),
    )
