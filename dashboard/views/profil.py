"""Profil Kabupaten/Kota: one regency, its own figures beside the deciles of the 35."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard import answers, cards, links, phrases
from dashboard.causes import cause_section
from dashboard.components.banner import simulation_banner
from dashboard.components.charts import CONFIG, Band, starts_above_zero, trend_figure
from dashboard.components.headline import change_text, page_heading, section_heading
from dashboard.components.markup import Html, element, link
from dashboard.components.report_panel import report_panel
from dashboard.components.spark import sparkline
from dashboard.components.tables import Cell, Column, table
from dashboard.components.words import ATTENTION, REPORT_STATUS, badge, report_status
from dashboard.frame import complain, put
from dashboard.peers import not_compared, peer_section
from dashboard.selection import Choice, choose_group, choose_indicator, choose_period, choose_regency, draw
from dashboard.session import Session
from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from data_contracts.tulisan import format_bilangan, format_tanggal, format_waktu
from metrics.catalogue import Unit
from metrics.figures import Attention, Figure, ReportFact, TrendPoint
from metrics.profil import RegencyProfile
from metrics.sebaya import Group
from metrics.tanda import Flag

FIRST_INDICATOR = "cakupan_perekaman"
DECILES = tuple(f"d{tenth}0" for tenth in range(1, 10))
FIGURE_COLUMNS = (
    Column("Indikator", "nama"),
    Column("Nilai", "nilai", is_number=True),
    Column("Perubahan", "ubah", "Dibanding setengah bulan sebelumnya"),
    Column("Target", "target", "Sasaran yang berlaku pada tanggal data, dan jaraknya"),
    Column("Perkembangan", "garis", "Sampai 24 setengah bulan terakhir; terputus berarti tidak ada angka"),
    Column("Per tanggal"),
    Column("Status", "status"),
)
FEWEST_FOR_DECILES = 10
SPARK_WIDTH, SPARK_HEIGHT = 96, 26
Verdicts = Mapping[tuple[str, str], Flag]


def show(session: Session) -> None:
    available = answers.periods(session)
    regency = choose_regency(default=load_register().kabkota[0].kode)
    period = choose_period(available, default=answers.default_period(session))
    profile = answers.profile(session, wilayah=regency.value, periode=Periode.parse(period.value))
    by_id = {figure.indicator.id: figure for figure in profile.figures}
    indicator = choose_indicator(tuple(by_id), default=FIRST_INDICATOR)
    group = choose_group()

    put(simulation_banner() if profile.simulasi else None, _heading(profile))
    complain(regency, period, indicator, group)
    draw(regency, period, indicator)
    put(_attention(profile))
    verdicts = answers.standings(session, periode=profile.periode).verdicts
    put(
        section_heading(
            "Semua indikator", "Nilai membuka sumbernya; nama indikator mengganti grafik di bawah."
        ),
        _figures(profile, verdicts, chosen=indicator.value),
        _never_told(profile),
    )
    _show_trend(profile, by_id[indicator.value])
    put(*_peers(session, by_id[indicator.value], group=group))
    put(*cause_section(answers.causes(session, periode=profile.periode).get(regency.value)))
    _show_report(session, profile)


def _heading(profile: RegencyProfile) -> Html:
    wilayah = profile.wilayah
    people = f", {format_bilangan(wilayah.penduduk)} penduduk" if wilayah.penduduk else ""
    context = (
        f"{wilayah.jumlah_kecamatan} kecamatan{people}, ibu kota {wilayah.ibu_kota}. {profile.periode.label}."
    )
    return page_heading(page=f"{wilayah.nama} ({wilayah.kode})", sentence=profile.sentence, context=context)


def _attention(profile: RegencyProfile) -> Html | None:
    """Every reason with its evidence one click away."""
    items = (
        element("li", badge(ATTENTION[each.reason]), _reason(each, periode=str(profile.periode)))
        for each in profile.attention
    )
    return element("ul", *items, class_="pt-list pt-attention") if profile.attention else None


def _reason(each: Attention, *, periode: str) -> Html:
    address = links.behind(periode=periode, wilayah=each.wilayah.kode, indikator=each.indicator)
    return element("span", each.sentence, " ", link("Buktinya", href=address))


def _figures(profile: RegencyProfile, verdicts: Verdicts, *, chosen: str) -> Html:
    kode = profile.wilayah.kode
    rows = [
        _figure_row(figure, verdicts.get((kode, figure.indicator.id)), chosen=chosen)
        for figure in profile.figures
        if _is_shown(figure) or figure.indicator.id == chosen
    ]
    return table(FIGURE_COLUMNS, rows, caption="Semua indikator", layout="indikator")


def _is_shown(figure: Figure) -> bool:
    """What was told within the trend, and what a verdict is given on, told or not."""
    is_told = any(point.value is not None for point in figure.trend)
    return is_told or figure.value is not None or bool(figure.indicator.signals)


def _never_told(profile: RegencyProfile) -> Html | None:
    """The others by name only: twenty rows of dashes would hide the figures there are."""
    others = [figure.indicator for figure in profile.figures if not _is_shown(figure)]
    if not others:
        return None
    periods = len(profile.figures[0].trend)
    names = (
        element(
            "li",
            link(
                item.nama,
                href=links.profile(profile.wilayah.kode, periode=str(profile.periode), indikator=item.id),
                data_stay="1",
                title=item.arti,
            ),
        )
        for item in others
    )
    said = f"{len(others)} indikator lain tanpa angka selama {periods} setengah bulan terakhir"
    return element(
        "details", element("summary", said), element("ul", *names, class_="pt-list"), class_="pt-about"
    )


def _figure_row(figure: Figure, verdict: Flag | None, *, chosen: str) -> list[Cell]:
    indicator, last = figure.indicator, figure.last_told
    if last is not None:
        return _last_row(figure, last, chosen=chosen)
    value = None if figure.value is None else phrases.with_unit(figure.value, unit=indicator.unit)
    change = change_text(phrases.change(figure.change, indicator=indicator), is_good=cards.is_good(figure))
    return [
        _name_cell(figure, chosen=chosen),
        Cell(value, href=cards.source(figure), title=figure.reason or "Lacak sumber"),
        Cell(change),
        Cell(cards.goal(figure).removeprefix("target ") or None),
        _spark_cell(figure),
        Cell(phrases.short_day(figure.tanggal_data) if figure.tanggal_data else None),
        Cell(badge(cards.outcome(figure, verdict=verdict)), href=_evidence(verdict), title="Buktinya"),
    ]


def _last_row(figure: Figure, last: TrendPoint, *, chosen: str) -> list[Cell]:
    """What is owed less often stands with its last figure and that one's day: nobody is late with it."""
    indicator = figure.indicator
    earlier = f"Laporan terakhir, {last.periode.label}"
    address = links.source(indicator.id, wilayah=figure.wilayah.kode, tanggal=last.tanggal)
    return [
        _name_cell(figure, chosen=chosen),
        Cell(phrases.with_unit(last.value, unit=indicator.unit), href=address, title=earlier),
        Cell(None),
        Cell(None if last.target is None else phrases.with_unit(last.target, unit=indicator.unit)),
        _spark_cell(figure),
        Cell(phrases.short_day(last.tanggal), title=earlier),
        Cell(badge(cards.outcome_of(last, indicator=indicator))),
    ]


def _name_cell(figure: Figure, *, chosen: str) -> Cell:
    indicator = figure.indicator
    address = links.profile(figure.wilayah.kode, periode=str(figure.periode), indikator=indicator.id)
    name = element("b", indicator.nama) if indicator.id == chosen else indicator.nama
    return Cell(name, href=address, title=indicator.arti, stays=True)


def _spark_cell(figure: Figure) -> Cell:
    spark = [point.value for point in figure.trend]
    return Cell(sparkline(spark, alt=cards.trend_sentence(figure), width=SPARK_WIDTH, height=SPARK_HEIGHT))


def _evidence(verdict: Flag | None) -> str | None:
    """The page of the signals behind a verdict."""
    if verdict is None:
        return None
    return links.behind(
        periode=str(verdict.periode), wilayah=verdict.wilayah.kode, indikator=verdict.indicator.id
    )


def _show_trend(profile: RegencyProfile, figure: Figure) -> None:
    unit = figure.indicator.unit
    points, bands = cards.points(figure), _bands(profile.bands.get(figure.indicator.id))
    start = starts_above_zero(points, bands=bands)
    around = (
        f" Bidang abu-abu: sebaran {bands[-1].n} daerah per persepuluhan, garisnya median." if bands else ""
    )
    axis_note = f" Sumbu tegak mulai dari {phrases.with_unit(start, unit=unit)}, bukan nol." if start else ""
    sentence = cards.trend_sentence(figure)
    put(section_heading(figure.indicator.nama, f"{sentence}{around}{axis_note}{cards.revised_note(points)}"))
    axis = cards.value_axis(unit, name=profile.wilayah.nama_pendek)
    st.plotly_chart(
        trend_figure(points, axis=axis, bands=bands), theme=None, config=CONFIG, key="tren", alt=sentence
    )
    to_zero = profile.to_zero.get(figure.indicator.id)
    put(element("p", to_zero.sentence) if to_zero else None, _about(figure))


def _bands(frame: pd.DataFrame | None) -> list[Band]:
    if frame is None:
        return []
    known = frame[frame["n"] >= FEWEST_FOR_DECILES]
    return [
        Band(
            tanggal=row["tanggal"].date(),
            n=int(row["n"]),
            deciles=tuple(float(row[name]) for name in DECILES),
        )
        for row in known.to_dict("records")
    ]


def _about(figure: Figure) -> Html:
    """What the number means, and what to mind when reading it."""
    indicator = figure.indicator
    basis = f"Penyebut: {figure.dasar}." if figure.dasar else ""
    caveats = element("ul", *(element("li", caveat) for caveat in indicator.caveats))
    text = (element("summary", "Tentang angka ini"), element("p", f"{indicator.arti} {basis}"), caveats)
    origin = element(
        "p", f"Sumber rumus: {indicator.source}. Pengampu: {indicator.steward}.", class_="pt-muted"
    )
    return element("details", *text, origin, class_="pt-about")


def _peers(session: Session, figure: Figure, *, group: Choice) -> list[Html]:
    """The indicator beside the chosen group; only shares can be compared between places."""
    if figure.indicator.unit is not Unit.PERSEN:
        return not_compared(figure.indicator)
    found = answers.among(
        session,
        wilayah=figure.wilayah.kode,
        indicator=figure.indicator.id,
        periode=figure.periode,
        group=Group[group.value.upper()],
    )
    return peer_section(found)


def _show_report(session: Session, profile: RegencyProfile) -> None:
    report = profile.report
    status = REPORT_STATUS[_status(report)]
    due = f"Jatuh tempo {format_tanggal(report.due)}."
    sentence = f"{profile.periode.label}: {status.word}. {due}"
    delivery = (
        answers.delivery(session, submission=report.submission) if report.submission is not None else None
    )
    put(
        section_heading("Laporan terakhir", sentence),
        report_panel(delivery.submission, delivery.findings, wilayah=profile.wilayah.kode)
        if delivery
        else None,
        _history(profile),
    )


def _history(profile: RegencyProfile) -> Html:
    marks = (_mark(fact, profile.wilayah.kode) for fact in profile.reports)
    return element(
        "div",
        element("p", element("b", "Dua belas periode terakhir")),
        element("div", *marks, class_="pt-history"),
    )


def _mark(fact: ReportFact, kode: str) -> Html:
    status = _status(fact)
    outcome = REPORT_STATUS[status]
    arrived = f", diterima {format_waktu(fact.received_at)}" if fact.received_at else ""
    spoken = f"{fact.periode.label}: {outcome.word}{arrived}"
    return link(
        outcome.symbol,
        href=links.punctuality(periode=str(fact.periode), wilayah=kode),
        title=spoken,
        aria_label=spoken,
        class_=f"pt-mark pt-mark-{status}",
    )


def _status(fact: ReportFact) -> str:
    return report_status(fact.status, arrived=fact.received_at is not None)
