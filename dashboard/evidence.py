"""Where a reader finds the cell behind a finding or a correction, and what a rule is called."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from dashboard import links
from data_contracts.kamus import rule_by_id, rule_sentence
from metrics.catalogue import FillShare, ReportShare, load_indicators


def rule_name(rule: str) -> str:
    """What a contract's rule demands; the words of its name for a check that stands in no contract."""
    found = rule_by_id(rule)
    if found is None:
        return rule.replace("_", " ").capitalize()
    contract, known = found
    return rule_sentence(known, contract=contract).removesuffix(".")


def source_of(field: str | None, *, wilayah: str | None, tanggal: date | None, submission: int) -> str:
    """The page of the figure the cell stands in; that of the whole file where it stands in none."""
    indicator = _indicators().get(field or "")
    if indicator and wilayah and tanggal:
        return links.source(indicator, wilayah=wilayah, tanggal=tanggal)
    return links.submission(submission)


@cache
def _indicators() -> Mapping[str, str]:
    """Of each field the first indicator it is counted in."""
    found: dict[str, str] = {}
    formulas = {item.id: item.formula for item in load_indicators().values()}
    for name, formula in formulas.items():
        if not isinstance(formula, FillShare | ReportShare):
            found.setdefault(formula.numerator.field, name)
    for name, formula in formulas.items():
        denominator = getattr(formula, "denominator", None)
        if denominator is not None:
            found.setdefault(denominator.field, name)
    return found
