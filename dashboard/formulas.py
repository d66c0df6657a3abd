"""How a figure was computed, in words and then with its numbers."""

import pandas as pd

from dashboard import phrases
from dashboard.components.markup import Html, element
from data_contracts.tulisan import format_bilangan, format_persen
from metrics.catalogue import DaysOfCover, Indicator, ReportShare, Share
from metrics.results import Status

WITHOUT_COUNTS = (
    "Hanya persentase yang dilaporkan, tanpa jumlah jiwa: tidak dapat dihitung ulang dan tidak ikut "
    "dijumlahkan."
)


def formula_lines(indicator: Indicator, row: pd.Series, *, printed: str | None) -> Html:
    """`row` is a row of `measure`; where counts are missing only the wording is given.

    `printed` says how the percentage typed by the sender compares.
    """
    words, numbers = _words(indicator), _numbers(indicator, row)
    if row["status"] == Status.TANPA_ANGKA_DASAR:
        words, numbers = WITHOUT_COUNTS, f"{format_persen(float(row['value']))}, tanpa angka dasar"
    return element(
        "div",
        element("p", words),
        element("p", numbers, class_="pt-numbers") if numbers else None,
        element("p", printed) if printed else None,
        _reporters(row),
        class_="pt-formula",
    )


def _words(indicator: Indicator) -> str:
    match indicator.formula:
        case Share() as share:
            parts = f"{share.numerator.business_name} ÷ {share.denominator.business_name}"
            return f"{indicator.nama} = {parts} × 100"
        case DaysOfCover() as cover:
            return (
                f"{indicator.nama} = {cover.numerator.business_name} ÷ median kartu tercetak per hari kerja "
                f"selama {cover.weeks} minggu terakhir"
            )
        case ReportShare() as reports:
            counted = "diterima tepat waktu" if reports.counts == "on_time" else "diterima"
            return f"{indicator.nama} = laporan {counted} ÷ laporan yang seharusnya ada × 100"
        case level:
            return f"{indicator.nama} = {level.numerator.business_name} pada tanggal data"


def _numbers(indicator: Indicator, row: pd.Series) -> str:
    if pd.isna(row["numerator"]) or pd.isna(row["value"]):
        return ""
    numerator, value = format_bilangan(int(row["numerator"])), float(row["value"])
    match indicator.formula:
        case Share() | ReportShare():
            if pd.isna(row["denominator"]):
                return ""
            denominator = format_bilangan(int(row["denominator"]))
            return f"= {numerator} ÷ {denominator} × 100 = {format_persen(value)}"
        case DaysOfCover():
            # The rate is not carried along; worked back from two rounded numbers it is only about right.
            rate = f"kira-kira {format_bilangan(int(row['numerator']) / value)}" if value else "–"
            days = phrases.with_unit(value, unit=indicator.unit)
            return f"= {numerator} keping ÷ {rate} keping per hari kerja = {days}"
        case _:
            return f"= {phrases.with_unit(value, unit=indicator.unit)}"


def _reporters(row: pd.Series) -> Html | None:
    if pd.isna(row["n_reported"]):
        return None
    counted = f"{row['n_reported']} dari {row['n_expected']} kabupaten/kota"
    sentence = f"Dihitung dari {counted} yang melaporkan angka dasarnya."
    return element("p", sentence, class_="pt-muted")
