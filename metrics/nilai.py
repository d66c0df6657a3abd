"""The value of counts that were added up, in each indicator's unit."""

import pandas as pd

from metrics.catalogue import Tally, Way, known_indicators
from metrics.formulas import Formula
from metrics.observations import quotient_of


def values_of(rows: pd.DataFrame) -> "pd.Series[float]":
    """The values of counts that were added up, in each indicator's unit, two decimals; missing where there is
    nothing to divide by.

    `rows`: indicator, numerator, denominator.
    """
    formulas = {name: known_indicators()[name].formula for name in rows["indicator"].unique()}
    per, of = (
        rows["indicator"].map({name: pick(each) for name, each in formulas.items()}).astype("Int64")
        for pick in (_per, _of)
    )
    counts = [name for name, each in formulas.items() if each.way is Way.COUNT]
    ratio = quotient_of(per * rows["numerator"], of * rows["denominator"])
    return ratio.mask(rows["indicator"].isin(counts), rows["numerator"].astype("Float64"))


def _per(formula: Formula) -> int:
    return 100 if formula.way is Way.SHARE else formula.per if isinstance(formula, Tally) else 1


def _of(formula: Formula) -> int:
    return formula.of if isinstance(formula, Tally) else 1
