"""The page Profil: one regency, its own figures beside the deciles of the 35."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from data_contracts.aturan import Rules
from data_contracts.catalogue import load_holidays, load_register
from data_contracts.errors import UsageError
from data_contracts.periode import Periode
from data_contracts.tulisan import format_bilangan, format_persen, format_tanggal
from data_contracts.wilayah import Wilayah
from metrics.blangko.menuju_nol import TowardZero, to_zero_of
from metrics.catalogue import load_indicators
from metrics.figures import Attention, Figure, ReportFact
from metrics.formulas import Level as LevelFormula
from metrics.ketepatan import ReportStatus
from metrics.measure import deciles
from metrics.perhatian import needing_attention
from metrics.results import Level, Status
from metrics.tanda import Flag
from metrics.window import Window

COVERAGE = "cakupan_perekaman"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RegencyProfile:
    """All the page needs for one regency in one half-month.

    `figures` has every indicator in catalogue order, with change and trend. `bands[indicator]` is the
    frame of `measure.bands` over the same half-months as the trend. `report` is the half-month's report,
    `reports` the last twelve up to it, oldest first. `to_zero[indicator]` is where the present pace leads
    what has to be worked off (PRR, Suket). `simulasi` is true when any shown figure is simulated.
    """

    wilayah: Wilayah
    periode: Periode
    sentence: str
    figures: tuple[Figure, ...]
    bands: Mapping[str, pd.DataFrame]
    to_zero: Mapping[str, TowardZero]
    report: ReportFact
    reports: tuple[ReportFact, ...]
    attention: tuple[Attention, ...]
    simulasi: bool


def regency_profile(window: Window, *, wilayah: str, flags: Sequence[Flag], rules: Rules) -> RegencyProfile:
    """One kab/kota (by code) in the window's half-month; UsageError for a wilayah of another level.

    `flags` are all of that half-month, `rules` the settings in force on its last day.
    """
    place = load_register().get(wilayah)
    if Level(place.tingkat) is not Level.KABKOTA:
        message = f"{place.nama} bukan kabupaten/kota; pilih salah satu dari 35 kabupaten/kota."
        raise UsageError(message)
    indicators = load_indicators()
    figures = tuple(window.figure(item, wilayah) for item in indicators.values())
    reports = window.report_facts(wilayah)
    (coverage,) = (figure for figure in figures if figure.indicator.id == COVERAGE)
    return RegencyProfile(
        wilayah=place,
        periode=window.periode,
        sentence=f"{_say_coverage(coverage)} {_say_report(reports[-1])}",
        figures=figures,
        bands={item.id: deciles(window.results[item.id]) for item in indicators.values()},
        to_zero={figure.indicator.id: _to_zero(figure, rules) for figure in figures if is_worked_off(figure)},
        report=reports[-1],
        reports=reports,
        attention=needing_attention(flag for flag in flags if flag.wilayah.kode == wilayah),
        simulasi=any(figure.simulasi for figure in figures),
    )


def is_worked_off(figure: Figure) -> bool:
    """Whether it is a level that has to come down to nothing."""
    return figure.target == 0 and isinstance(figure.indicator.formula, LevelFormula)


def _to_zero(figure: Figure, rules: Rules) -> TowardZero:
    return to_zero_of(
        [point.value for point in figure.trend],
        periods=[point.periode for point in figure.trend],
        months=rules.laju_jendela_bulan,
        holidays=load_holidays(),
    )


def _say_coverage(figure: Figure) -> str:
    place = figure.wilayah.nama_pendek
    if figure.value is None:
        return f"{place}: cakupan perekaman {figure.periode.label} belum dapat dihitung ({figure.reason})."
    return f"{place}: cakupan perekaman {format_persen(figure.value)}{_say_standing(figure)}."


def _say_standing(figure: Figure) -> str:
    match figure.status:
        case Status.DI_BAWAH_TARGET:
            people = figure.gap_people
            short = "" if people is None else f", kurang {format_bilangan(people)} jiwa"
            return f", di bawah target {format_persen(figure.target)}{short}"
        case Status.SESUAI:
            return f", sesuai target {format_persen(figure.target)}"
        case Status.PERIKSA_PENYEBUT:
            return ", di atas 100 %; periksa penyebut"
        case Status.TANPA_ANGKA_DASAR:
            return " menurut persentase yang tertulis, tanpa jumlah jiwa"
        case _:
            return ""


def _say_report(fact: ReportFact) -> str:
    start = f"Laporan {fact.periode.label}"
    due = format_tanggal(fact.due)
    if fact.status == ReportStatus.RETURNED:
        return f"{start} dikembalikan; perbaiki dan kirim ulang (jatuh tempo {due})."
    if fact.received_at is None:
        return f"{start} belum ada; jatuh tempo {due}."
    received = format_tanggal(fact.received_at)
    word = "tepat waktu" if fact.status == ReportStatus.ON_TIME else f"terlambat, jatuh tempo {due}"
    return f"{start} diterima {received}, {word}."
