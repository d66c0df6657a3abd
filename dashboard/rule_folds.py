"""Our own rendering of what Great Expectations came to: per contract its rules, with counts and trend."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard import links
from dashboard.components.headline import section_heading
from dashboard.components.markup import Html, element, link
from dashboard.components.spark import sparkline
from dashboard.components.tables import Cell, Column, table
from dashboard.components.words import RULE_STATE, badge
from dashboard.evidence import rule_name
from data_contracts.catalogue import load_contracts
from data_contracts.contract import Severity
from data_contracts.kamus import rule_by_id
from data_contracts.periode import Periode
from data_contracts.tulisan import format_bilangan, format_persen
from metrics.window import plain_rows

Record = Mapping[str, Any]
SPARK_WIDTH, SPARK_HEIGHT = 84, 24
COLUMNS = (
    Column("Aturan", "nama"),
    Column("Hasil", "status"),
    Column(
        "Melanggar",
        "nilai",
        "Nilai yang melanggar, dari nilai yang diperiksa, dalam dua belas periode",
        is_number=True,
    ),
    Column("Periode terakhir", "a", "Melanggar dari diperiksa pada periode yang dipilih", is_number=True),
    Column("Perkembangan", "garis", "Bagian yang melanggar per periode; terputus berarti tidak diperiksa"),
)


def rule_folds(
    rules: pd.DataFrame, trends: pd.DataFrame, *, window: Sequence[Periode], is_narrowed: bool
) -> list[Html]:
    """One fold per contract, its line saying the outcome, worst rules first inside.

    `rules` and `trends` as of `metrics.harapan`; `is_narrowed`: they are of the files that speak of one
    wilayah.
    """
    by_rule = {str(rule): group for rule, group in trends.groupby("rule")}
    folds = [
        _fold(str(name), group, by_rule, window) for name, group in rules.groupby("contract", sort=False)
    ]
    scope = " Dihitung per berkas: berkas yang memuat daerah ini, seluruh barisnya." if is_narrowed else ""
    sentence = f"{_say(rules)} Aturan tanpa hasil belum pernah diperiksa; itu tidak berarti baik.{scope}"
    return [section_heading("Aturan kontrak data", sentence), *folds]


def state_of(row: Record) -> str:
    """The key of RULE_STATE: never | broken by some | held."""
    if not row["evaluated"]:
        return "never"
    return str(row["severity"]) if row["unexpected"] > 0 else "held"


def _say(rules: pd.DataFrame) -> str:
    states = pd.Series([state_of(row) for row in plain_rows(rules)], dtype="str")
    held, never = int((states == "held").sum()), int((states == "never").sum())
    violated = len(states) - held - never
    return f"{len(states)} aturan: {held} dipatuhi, {violated} dilanggar, {never} belum pernah diperiksa."


def _fold(
    contract: str, rules: pd.DataFrame, trends: Mapping[str, pd.DataFrame], window: Sequence[Periode]
) -> Html:
    ordered = rules.assign(share=rules["unexpected"] / rules["evaluated"].where(rules["evaluated"] > 0))
    ordered = ordered.sort_values("share", ascending=False, kind="stable", na_position="last")
    rows = [_row(row, trends.get(row["rule"]), window) for row in plain_rows(ordered)]
    title = load_contracts()[contract].business_name
    summary = element("summary", element("b", title), element("span", _say(rules), class_="pt-muted"))
    return element("details", summary, table(COLUMNS, rows, caption=title, layout="aturan"), class_="pt-fold")


def _row(row: Record, trend: pd.DataFrame | None, window: Sequence[Periode]) -> list[Cell]:
    state = state_of(row)
    return [
        Cell(_name(row)),
        Cell(badge(RULE_STATE[state])),
        Cell(_share(row["unexpected"], row["evaluated"])),
        Cell(_share(row["unexpected_last"], row["evaluated_last"])),
        Cell(_spark(trend, window, name=rule_name(row["rule"]))),
    ]


def _name(row: Record) -> Html:
    found = rule_by_id(row["rule"])
    assert found is not None  # noqa: S101 - the rows are the contracts' own rules
    address = links.dictionary(found[1].fields[0], kontrak=row["contract"])
    severity = element("span", f" ({Severity(row['severity']).label})", class_="pt-muted")
    return element("span", link(rule_name(row["rule"]), href=address), severity)


def _share(unexpected: int | None, evaluated: int | None) -> str | None:
    return f"{format_bilangan(unexpected)} dari {format_bilangan(evaluated)}" if evaluated else None


def _spark(trend: pd.DataFrame | None, window: Sequence[Periode], *, name: str) -> Html | None:
    if trend is None:
        return None
    by_period = {str(row["periode"]): row for row in plain_rows(trend)}
    values = [_percent(by_period.get(str(periode))) for periode in window]
    known = [value for value in values if value is not None]
    said = f"{name}: {format_persen(known[0])} menjadi {format_persen(known[-1])} melanggar." if known else ""
    return sparkline(values, alt=said, width=SPARK_WIDTH, height=SPARK_HEIGHT)


def _percent(row: Record | None) -> float | None:
    return 100 * row["unexpected"] / row["evaluated"] if row and row["evaluated"] else None
