"""How a figure was computed, in words and then with its numbers."""

import pandas as pd

from dashboard import phrases
from dashboard.components.markup import Html, element
from data_contracts.tulisan import format_bilangan, format_persen
from metrics.catalogue import Indicator, Tally, Way
from metrics.results import Status
from metrics.rumus import formula_words

WITHOUT_COUNTS = (
    "Hanya persentase yang dilaporkan, tanpa jumlah jiwa: tidak dapat dihitung ulang dan tidak ikut "
    "dijumlahkan."
)


def formula_lines(indicator: Indicator, row: pd.Series, *, printed: str | None) -> Html:
    """`row` is a row of `measure`; where counts are missing only the wording is given.

    `printed` says how the percentage typed by the sender compares.
    """
    words, numbers = formula_words(indicator), _numbers(indicator, row)
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


def _numbers(indicator: Indicator, row: pd.Series) -> str:
    if pd.isna(row["numerator"]) or pd.isna(row["value"]):
        return ""
    numerator, value = format_bilangan(int(row["numerator"])), float(row["value"])
    match indicator.formula.way:
        case Way.SHARE | Way.REPORTS:
            if pd.isna(row["denominator"]):
                return ""
            denominator = format_bilangan(int(row["denominator"]))
            return f"= {numerator} ÷ {denominator} × 100 = {format_persen(value)}"
        case Way.COVER:
            # The rate is not carried along; worked back from two rounded numbers it is only about right.
            rate = f"kira-kira {format_bilangan(int(row['numerator']) / value)}" if value else "–"
            days = phrases.with_unit(value, unit=indicator.unit)
            return f"= {numerator} keping ÷ {rate} keping per hari kerja = {days}"
        case Way.RATE:
            parts = f"{numerator} ÷ {format_bilangan(int(row['denominator']))}{_multiple(indicator)}"
            return f"= {parts} = {phrases.with_unit(value, unit=indicator.unit)}"
        case Way.COUNT:
            return f"= {phrases.with_unit(value, unit=indicator.unit)}"


def _multiple(indicator: Indicator) -> str:
    """What turns the counts of a rate into its unit: `× 100`, `÷ 60`."""
    formula = indicator.formula
    if not isinstance(formula, Tally):
        return ""
    per = f" × {formula.per}" if formula.per > 1 else ""
    return f"{per} ÷ {formula.of}" if formula.of > 1 else per


def _reporters(row: pd.Series) -> Html | None:
    if pd.isna(row["n_reported"]):
        return None
    counted = f"{row['n_reported']} dari {row['n_expected']} kabupaten/kota"
    sentence = f"Dihitung dari {counted} yang melaporkan angka dasarnya."
    return element("p", sentence, class_="pt-muted")
