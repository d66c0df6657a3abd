"""Ringkasan Provinsi: where the 35 stand in one half-month, the answer first."""

from collections.abc import Sequence
from functools import partial
from itertools import groupby

import streamlit as st

from dashboard import answers, cards, links, phrases
from dashboard.blank_form import XLSX
from dashboard.components.banner import simulation_banner
from dashboard.components.charts import CONFIG, starts_above_zero, trend_figure
from dashboard.components.headline import headline_grid, page_heading, section_heading
from dashboard.components.markup import Html, element, link
from dashboard.components.tile_map import Tile, tile_map
from dashboard.components.words import ATTENTION, FLAG, STATUS, badge, legend
from dashboard.frame import complain, put
from dashboard.regencies import Standing, standings
from dashboard.regency_table import regency_table
from dashboard.selection import choose_indicator, choose_period, draw
from dashboard.session import Session
from data_contracts.periode import Periode
from data_contracts.tulisan import format_persen, format_tanggal
from data_contracts.wilayah import Wilayah
from metrics.catalogue import Unit
from metrics.figures import Attention, Figure
from metrics.ringkasan import ProvinceSummary
from reporting.lampiran import attachment

FIRST_INDICATOR = "cakupan_perekaman"
LONGEST_LIST = 8


def show(session: Session) -> None:
    available = answers.periods(session)
    period = choose_period(available, default=answers.default_period(session))
    summary = answers.summary(session, periode=Periode.parse(period.value))
    by_id = {figure.indicator.id: figure for figure in summary.headlines}
    indicator = choose_indicator(tuple(by_id), default=FIRST_INDICATOR)
    figure = by_id[indicator.value]

    put(simulation_banner() if summary.simulasi else None, _heading(summary))
    complain(period, indicator)
    draw(period, indicator)
    put(headline_grid([cards.headline(each) for each in summary.headlines]))
    verdicts = answers.standings(session, periode=summary.periode).verdicts
    rows = standings(summary, indicator=figure.indicator, verdicts=verdicts)
    _show_map(summary, figure, rows)
    _show_trend(figure)
    _show_reporting(summary)
    put(*_table(figure, rows, periode=period.value))
    _offer_attachment(session, summary.periode)


def _heading(summary: ProvinceSummary) -> Html:
    share = ""
    if summary.reported_share is not None:
        share = f" Pelapor mewakili {format_persen(summary.reported_share)} wajib KTP."
    return page_heading(
        page="Jawa Tengah, 35 kabupaten/kota",
        sentence=summary.sentence,
        context=f"Periode {summary.periode.label}.{share}",
    )


def _show_map(summary: ProvinceSummary, figure: Figure, rows: Sequence[Standing]) -> None:
    left, right = st.columns([3, 2], gap="large")
    name, unit = figure.indicator.nama, phrases.UNIT_WORD[figure.indicator.unit]
    present = {row.outcome for row in rows}
    known = (*FLAG.values(), *STATUS.values(), *present)
    seen = tuple(dict.fromkeys(outcome for outcome in known if outcome in present))
    periode = str(summary.periode)
    with left:
        put(
            section_heading(
                f"Peta: {name}", f"Tiap petak satu kabupaten/kota, dalam {unit}; bingkai hitam berarti kota."
            ),
            tile_map(
                [_tile(row, periode=periode, indikator=figure.indicator.id) for row in rows],
                title=f"Peta {name}",
            ),
            legend(seen),
        )
    with right:
        put(
            section_heading("Perlu perhatian", "Menurut tanda periode ini; buka nama untuk profilnya."),
            _attention(summary.attention, periode=periode),
            _evidence(periode),
        )
        put(*_furthest(figure, rows, periode=periode))


def _tile(row: Standing, *, periode: str, indikator: str) -> Tile:
    wilayah = row.wilayah
    assert wilayah.petak is not None  # noqa: S101 - every one of the 35 has its tile
    return Tile(
        short=wilayah.singkatan,
        name=wilayah.nama,
        row=wilayah.petak[0],
        column=wilayah.petak[1],
        is_kota=wilayah.jenis == "Kota",
        value=phrases.compact(row.value, unit=row.indicator.unit),
        outcome=row.outcome,
        href=links.profile(wilayah.kode, periode=periode, indikator=indikator),
    )


def _attention(found: Sequence[Attention], *, periode: str) -> Html:
    if not found:
        return element("p", "Tidak ada yang perlu perhatian khusus pada periode ini.", class_="pt-muted")
    ordered = sorted(found, key=lambda each: (list(ATTENTION).index(each.reason), each.wilayah.kode))
    groups = groupby(ordered, key=lambda each: each.reason)
    return element(
        "ul", *(_reason(str(reason), list(group), periode) for reason, group in groups), class_="pt-list"
    )


def _evidence(periode: str) -> Html:
    address = links.behind(periode=periode)
    return element("p", link("Semua tanda dengan buktinya", href=address), class_="pt-more-link")


def _reason(reason: str, group: list[Attention], periode: str) -> Html:
    regencies = [list(found) for _, found in groupby(group, key=lambda each: each.wilayah.kode)]
    names = (_named(found, periode) for found in regencies)
    counted = element("b", f"{len(regencies)} daerah:") if len(regencies) > 1 else None
    return element("li", badge(ATTENTION[reason]), counted, *names)


def _named(found: Sequence[Attention], periode: str) -> Html:
    """One regency, however many of its figures give the same reason."""
    first = found[0]
    address = links.profile(first.wilayah.kode, periode=periode, indikator=first.indicator)
    return link(first.wilayah.nama_pendek, href=address, title=" ".join(each.sentence for each in found))


def _furthest(figure: Figure, rows: Sequence[Standing], *, periode: str) -> list[Html]:
    """Those below target, most people first."""
    below = sorted(
        (row for row in rows if row.people_to_target), key=lambda row: -(row.people_to_target or 0)
    )
    if not below:
        return []
    unit = figure.indicator.count_unit
    title = f"Jarak terbesar ke target: {figure.indicator.nama_pendek}"
    total = phrases.counted(sum(row.people_to_target or 0 for row in below), unit)
    shown = below[:LONGEST_LIST]
    rest = f"; {len(shown)} terbesar di bawah ini" if len(below) > len(shown) else ""
    items = (_distance(row, unit, periode) for row in shown)
    return [
        section_heading(title, f"{len(below)} daerah belum mencapai target, seluruhnya {total}{rest}."),
        element("ol", *items, class_="pt-list"),
    ]


def _distance(row: Standing, unit: str, periode: str) -> Html:
    name = link(row.wilayah.nama_pendek, href=links.profile(row.wilayah.kode, periode=periode))
    people = element("span", element("b", phrases.counted(row.people_to_target, unit)), class_="pt-end")
    is_share = row.indicator.unit is Unit.PERSEN
    value = (
        element("span", phrases.with_unit(row.value, unit=Unit.PERSEN), class_="pt-muted")
        if is_share
        else None
    )
    return element("li", name, value, people)


def _show_trend(figure: Figure) -> None:
    points = cards.points(figure)
    unit = figure.indicator.unit
    start = starts_above_zero(points)
    axis_note = f" Sumbu tegak mulai dari {phrases.with_unit(start, unit=unit)}, bukan nol." if start else ""
    put(
        section_heading(
            f"Perkembangan: {figure.indicator.nama}",
            f"{cards.trend_sentence(figure)}{axis_note}{cards.revised_note(points)}",
        )
    )
    axis = cards.value_axis(unit)
    st.plotly_chart(
        trend_figure(points, axis=axis),
        theme=None,
        config=CONFIG,
        key="tren",
        alt=cards.trend_sentence(figure),
    )


def _show_reporting(summary: ProvinceSummary) -> None:
    total, arrived = summary.n_expected, summary.n_reported
    due = f"Jatuh tempo {format_tanggal(summary.due)}"
    waiting = summary.missing or summary.not_due
    put(
        section_heading("Siapa sudah lapor", f"{arrived} dari {total} kabupaten/kota. {due}."),
        _bar(arrived, total),
        _names(waiting, "Belum lapor" if summary.missing else "Belum jatuh tempo", str(summary.periode)),
    )


def _bar(arrived: int, total: int) -> Html:
    filled = element("span", style=f"width:{100 * arrived / total:.1f}%")
    return element(
        "div", filled, class_="pt-bar", role="img", aria_label=f"{arrived} dari {total} sudah lapor"
    )


def _names(waiting: Sequence[Wilayah], word: str, periode: str) -> Html:
    if not waiting:
        return element("p", "Semua kabupaten/kota sudah lapor.")
    chips = (
        link(wilayah.nama_pendek, href=links.punctuality(periode=periode, wilayah=wilayah.kode))
        for wilayah in waiting
    )
    return element(
        "div",
        element("p", element("b", f"{word} ({len(waiting)}):")),
        element("div", *chips, class_="pt-chips"),
    )


def _offer_attachment(session: Session, periode: Periode) -> None:
    """Made only when asked for, since it costs as much as the page."""
    st.download_button(
        "Unduh tabel lampiran laporan (XLSX)",
        partial(attachment, session.marts, periode=periode, now=session.now),
        file_name=f"lampiran-kinerja-adminduk_{periode}.xlsx",
        mime=XLSX,
        on_click="ignore",
    )


def _table(figure: Figure, rows: Sequence[Standing], *, periode: str) -> list[Html]:
    title = f"Semua kabupaten/kota: {figure.indicator.nama}"
    return [
        section_heading(title, figure.indicator.arti),
        regency_table(figure.indicator, rows, periode=periode),
    ]
