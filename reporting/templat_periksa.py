"""The contracts' identities as formulas beside a row: the sender sees a slip before the file is sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from data_contracts.contract import Contract, Difference, Measure, Rule
from data_contracts.kamus import rule_sentence

INCOMPLETE, FITS = "belum lengkap", "✓ cocok"


@dataclass(frozen=True, slots=True)
class Check:
    """One identity: its rule, what it demands in words, and the difference it looks at."""

    rule: Rule
    sentence: str
    difference: Difference

    def formula(self, *, cells: Mapping[str, str]) -> str:
        """The formula of one row; `cells` gives the address of each field's cell.

        Silent ("belum lengkap") until every figure the rule needs is there, as the rule itself is.
        """
        difference = self.difference
        needed = [cells[name] for name in difference.fields if name not in difference.optional]
        has_all = f"COUNT({','.join(needed)})={len(needed)}"
        applies = _applies(difference, cells)
        holds = _holds(self.rule, f"({_sum(difference.left, cells)}-{_sum(difference.right, cells)})")
        wrong = f'"{self.rule.severity.symbol} periksa"'
        outcome = f'IF({holds},"{FITS}",{wrong})'
        judged = outcome if applies is None else f'IF({applies},{outcome},"–")'
        return f'=IF({has_all},{judged},"{INCOMPLETE}")'


def checks_of(contract: Contract) -> tuple[Check, ...]:
    """The identities between figures the template asks for."""
    asked = {field.name for field in contract.measured if field.measure is not Measure.RATIO}
    return tuple(
        Check(rule, rule_sentence(rule, contract=contract), rule.derived)
        for rule in contract.rules
        if isinstance(rule.derived, Difference) and asked.issuperset(rule.derived.fields)
    )


def _sum(names: Iterable[str], cells: Mapping[str, str]) -> str:
    """A blank cell counts as absent, which only the optional ones may be."""
    joined = ",".join(cells[name] for name in names)
    return f"SUM({joined})" if joined else "0"


def _applies(difference: Difference, cells: Mapping[str, str]) -> str | None:
    if difference.only_when_below is None:
        return None
    lower, upper = difference.only_when_below
    return f"{cells[lower]}<{cells[upper]}"


def _holds(rule: Rule, value: str) -> str:
    bounds = [("min_value", ">="), ("max_value", "<=")]
    parts = [f"{value}{sign}{rule.arguments[name]}" for name, sign in bounds if name in rule.arguments]
    return f"AND({','.join(parts)})"
