"""The only module that knows Great Expectations: a contract's rules run as one suite over one frame.

Importing this module costs 3-4 s, so everybody else imports it late, inside the function that checks.
"""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any

import pandas as pd

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Contract, Deviation, Difference, LogicalType, Rule
from data_contracts.errors import PantauError
from etl.lines import plain_value

with warnings.catch_warnings():
    # Great Expectations 1.24 imports the interpreter's private regex modules by their deprecated names.
    warnings.filterwarnings(
        "ignore", message=r"module 'sre_(constants|parse|compile)' is deprecated", category=DeprecationWarning
    )
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.expectations.registry import get_expectation_impl

ROW = "baris_ke"
"""Name of the helper column that numbers the frame's rows, so that each failing row can be told."""

_TRUTH_ONLY = "BOOLEAN_ONLY"
_EVERY_ROW: Mapping[str, object] = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": [ROW],
    "return_unexpected_index_query": False,
}


_SAMPLES: Mapping[LogicalType, "pd.Series[Any]"] = {
    LogicalType.INTEGER: pd.Series([1], dtype="Int64"),
    LogicalType.NUMBER: pd.Series([1.0], dtype="Float64"),
    LogicalType.STRING: pd.Series(["contoh"], dtype="str"),
    LogicalType.DATE: pd.Series([datetime(2026, 1, 1)], dtype="datetime64[us]"),  # noqa: DTZ001 - a day
    LogicalType.TIME: pd.Series(["08.00"], dtype="str"),
}


class CheckBrokenError(PantauError):
    """A rule could not be evaluated: the fault of the rule or of this program, never of the sender."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One row that broke one rule.

    `row` is the position in the checked frame (0-based); `fields[0]` is the field the finding points at, and
    `value` what stands there (None where missing, Python numbers otherwise).
    """

    rule: Rule
    row: int
    fields: tuple[str, ...]
    value: object


def check(frame: pd.DataFrame, contract: Contract) -> tuple[Failure, ...]:
    """Run the rules of `contract` over `frame` and return every row that breaks one.

    `frame` is typed and holds one row per row received; columns the contract does not know are left alone.
    A missing value never breaks a rule, so a rule is skipped where one of its columns is absent or empty.
    Failures come in the order of the contract's rules, then of the rows. Raises `CheckBrokenError` when an
    expectation raised instead of judging.
    """
    filled = {str(name) for name in frame.columns if frame[name].notna().any()}
    rules = [rule for rule in contract.rules if _needed(rule) <= filled]
    if not rules:
        return ()
    looked_at = _with_derived(frame, rules)
    suite = [_expectation(rule, contract) for rule in rules]
    # The bare verdict is twice as quick as the list of rows, and nearly every rule holds: so rows are
    # only asked for where a rule failed.
    failed = {rule for rule, result in _run(looked_at, suite, _TRUTH_ONLY).items() if not result.success}
    again = [expectation for rule, expectation in zip(rules, suite, strict=True) if rule.id in failed]
    rows = {rule: _failing_rows(rule, result) for rule, result in _run(looked_at, again, _EVERY_ROW).items()}
    return tuple(
        Failure(rule, row, rule.fields, _value(frame, rule, row))
        for rule in rules
        for row in rows.get(rule.id, ())
    )


def warm_up() -> None:
    """Build every rule of every contract and run it once over one filled row: the next check is a quick one.

    Raises CheckBrokenError for a rule that cannot be run at all, before a sender's file meets it.
    """
    for contract in load_contracts().values():
        row = {field.name: _SAMPLES[field.logical_type] for field in contract.fields}
        check(pd.DataFrame(row), contract)


def _needed(rule: Rule) -> set[str]:
    if isinstance(rule.derived, Difference):
        return set(rule.derived.fields) - set(rule.derived.optional)
    return set(rule.derived.fields if rule.derived is not None else rule.fields)


def _value(frame: pd.DataFrame, rule: Rule, row: int) -> object:
    if rule.fields[0] not in frame.columns:
        return None
    return plain_value(frame[rule.fields[0]].iloc[row])


def _with_derived(frame: pd.DataFrame, rules: Sequence[Rule]) -> pd.DataFrame:
    numbered = frame.reset_index(drop=True).assign(**{ROW: range(len(frame))})
    columns = {rule.id: _derived_column(frame, rule.derived) for rule in rules if rule.derived is not None}
    return numbered.assign(**columns)


def _derived_column(frame: pd.DataFrame, derived: Difference | Deviation) -> "pd.Series[Any]":
    """Differences as exact integers where their parts are; deviations in percentage points."""
    present = [name for name in derived.fields if name in frame.columns]
    parts = zip(*(map(plain_value, frame[name]) for name in present), strict=True)
    values = [derived.value(dict(zip(present, row, strict=True))) for row in parts]
    if any(isinstance(value, float) for value in values):
        # A limit of 0,05 points must not be broken by the ninth decimal of a binary fraction.
        return pd.Series(values, dtype="Float64").round(9)
    return pd.Series(values, dtype="Int64")


_built: dict[int, tuple[Rule, Any]] = {}


def _expectation(rule: Rule, contract: Contract) -> Any:
    kept = _built.get(id(rule))
    if kept is None or kept[0] is not rule:
        kept = _built[id(rule)] = (rule, _build(rule, contract))
    return kept[1]


def _build(rule: Rule, contract: Contract) -> Any:
    try:
        kind = get_expectation_impl(rule.expectation)
        return kind(**_columns(rule, kind.__fields__), **_arguments(rule, contract), meta={"rule": rule.id})
    except Exception as error:
        raise CheckBrokenError(f"Aturan {rule.id} tidak dapat disusun: {error}") from error


def _columns(rule: Rule, parameters: Iterable[str]) -> dict[str, object]:
    column = rule.fields[0] if rule.derived is None else rule.id
    if "column" in parameters:
        return {"column": column}
    # A missing part of a pair or a list says nothing about the others.
    if "column_A" in parameters:
        first, second = rule.fields
        return {"column_A": first, "column_B": second, "ignore_row_if": "either_value_is_missing"}
    return {"column_list": list(rule.fields), "ignore_row_if": "any_value_is_missing"}


def _arguments(rule: Rule, contract: Contract) -> dict[str, object]:
    """Dates in a contract are ISO text, in a frame datetimes; only like compares with like."""
    is_date = any(contract.field(name).logical_type is LogicalType.DATE for name in rule.fields)
    return {key: _as_datetime(value) if is_date else value for key, value in rule.arguments.items()}


def _as_datetime(value: object) -> object:
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    return value


@cache
def _batches() -> Any:
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(False)  # noqa: FBT003 - their signature
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("pantau").add_dataframe_asset("laporan")
    return asset.add_batch_definition_whole_dataframe("seluruhnya")


def _run(frame: pd.DataFrame, expectations: Sequence[Any], result_format: object) -> Mapping[str, Any]:
    """Great Expectations' result for each rule, by the rule's id."""
    if not expectations:
        return {}
    suite = gx.ExpectationSuite("kontrak", expectations=list(expectations))
    batch = _batches().get_batch({"dataframe": frame})
    outcome = batch.validate(suite, result_format=result_format)
    judged = {result.expectation_config.meta["rule"]: result for result in outcome.results}
    for rule, result in judged.items():
        _refuse_broken(rule, result)
    return judged


def _refuse_broken(rule: str, result: Any) -> None:
    raised = [info for info in _exception_infos(result.exception_info) if info.get("raised_exception")]
    if raised:
        raise CheckBrokenError(f"Aturan {rule} gagal dijalankan: {raised[0].get('exception_message')}")


def _exception_infos(info: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    """Great Expectations gives one exception, or a mapping of metric to exception: both as a list."""
    if not info:
        return []
    return [info] if "raised_exception" in info else list(info.values())


def _failing_rows(rule: str, result: Any) -> tuple[int, ...]:
    rows = result.result.get("unexpected_index_list")
    if not rows:
        raise CheckBrokenError(f"Aturan {rule} gagal tanpa menyebut baris: bukan aturan per baris.")
    return tuple(sorted(int(row[ROW]) for row in rows))
