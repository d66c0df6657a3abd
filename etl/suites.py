"""The only module that knows Great Expectations: the rules of all contracts a file feeds, as one suite.

Every value is judged by the expectation its rule names, but each only once: rules with the same expectation
and arguments look at one column together, which holds the distinct values of theirs. What such a value comes
to holds for every row it stands in. So a file costs what its distinct values cost, and a form of 35 rows a
handful of expectations instead of one for each rule.

Importing this module costs 3-4 s, so everybody else imports it late, inside the function that checks.
"""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from itertools import accumulate
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Contract, Difference, Field, LogicalType, Rule
from data_contracts.errors import PantauError
from etl.derived import Column, derived_column
from warehouse.records import Validation

with warnings.catch_warnings():
    # Great Expectations 1.24 imports the interpreter's private regex modules by their deprecated names.
    warnings.filterwarnings(
        "ignore", message=r"module 'sre_(constants|parse|compile)' is deprecated", category=DeprecationWarning
    )
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.expectations.registry import get_expectation_impl

Positions: TypeAlias = npt.NDArray[np.intp]

VALUEWISE = frozenset(
    {
        "expect_column_values_to_be_between",
        "expect_column_values_to_be_in_set",
        "expect_column_values_to_not_be_in_set",
        "expect_column_values_to_match_regex",
        "expect_column_values_to_not_match_regex",
        "expect_column_value_lengths_to_be_between",
    }
)
"""Expectations that judge a value by itself, whatever stands in the other rows: only these can be rules."""

_TRUTH_ONLY = "BOOLEAN_ONLY"
_EVERY_VALUE: Mapping[str, object] = {"result_format": "COMPLETE", "return_unexpected_index_query": False}


class CheckBrokenError(PantauError):
    """A rule could not be evaluated: the fault of the rule or of this program, never of the sender."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one rule came to over one frame: the positions (0-based, rising) of the rows that break it."""

    contract: Contract
    rule: Rule
    rows: Positions
    evaluated: int

    @property
    def validation(self) -> Validation:
        """For the record: how many rows Great Expectations judged by this rule, and how many fell through."""
        return Validation(
            contract=self.contract.name,
            rule=self.rule.id,
            expectation=self.rule.expectation,
            severity=self.rule.severity,
            evaluated=self.evaluated,
            unexpected=len(self.rows),
        )


def check(parts: Iterable[tuple[Contract, pd.DataFrame]]) -> tuple[Outcome, ...]:
    """Run the rules of each contract over its frame: an outcome for every rule with a value to judge.

    Frames are typed and hold one row per row received; columns a contract does not know are left alone.
    A missing value never breaks a rule, so a rule is skipped where one of its columns is absent or empty.
    Outcomes come in the order of the contracts, then of their rules. Raises `CheckBrokenError` when an
    expectation raised instead of judging.
    """
    samples = [sample for contract, frame in parts for sample in _samples(frame, contract)]
    stacks = _stacked(samples)
    fallen = _fallen(stacks)
    rows = {
        id(sample): sample.rows_with(fallen[column][start : start + len(sample.values)])
        for column, stack in stacks.items()
        for sample, start in zip(stack, _starts(stack), strict=True)
    }
    return tuple(
        Outcome(
            contract=sample.contract,
            rule=sample.rule,
            rows=rows[id(sample)],
            evaluated=int((sample.codes >= 0).sum()),
        )
        for sample in samples
    )


def warm_up() -> None:
    """Build every rule of every contract and run them over filled rows: the next check is a quick one.

    Raises CheckBrokenError for a rule that cannot be run at all, before a sender's file meets it.
    """
    check((contract, _filled_rows(contract)) for contract in load_contracts().values())


def _filled_rows(contract: Contract) -> pd.DataFrame:
    """Rows in which every field has a value, and of any two numbers each is once the larger."""
    return pd.DataFrame({field.name: _specimen(field, place) for place, field in enumerate(contract.fields)})


def _specimen(field: Field, place: int) -> Column:
    match field.logical_type:
        case LogicalType.INTEGER:
            return pd.Series([place + 1, 1_000 - place], dtype="Int64")
        case LogicalType.NUMBER:
            return pd.Series([place + 1, 1_000 - place], dtype="Float64")
        case LogicalType.DATE:
            return pd.Series(pd.to_datetime(["2026-01-01", "2026-01-02"]))
        case LogicalType.STRING | LogicalType.TIME:
            return pd.Series(["08.00", "contoh"], dtype="str")


@dataclass(frozen=True, slots=True)
class _Sample:
    """The distinct values one rule looks at, and for each row which of them it has (-1: none)."""

    contract: Contract
    rule: Rule
    values: npt.NDArray[Any]
    codes: Positions

    def rows_with(self, fallen: npt.NDArray[np.bool_]) -> Positions:
        """The rows whose value fell through."""
        if not fallen.any():
            return np.empty(0, dtype=np.intp)
        return np.flatnonzero(np.append(fallen, False)[self.codes])


Stacks: TypeAlias = Mapping[str, Sequence[_Sample]]
"""By the name of the column they are judged in: the samples of rules with the same expectation."""


def _samples(frame: pd.DataFrame, contract: Contract) -> list[_Sample]:
    filled = {str(name) for name in frame.columns if frame[name].notna().any()}
    rules = [rule for rule in contract.rules if _needed(rule) <= filled]
    distinct: dict[str, tuple[Positions, npt.NDArray[Any]]] = {}
    samples = []
    for rule in rules:
        name = rule.fields[0] if rule.derived is None else rule.id
        if name not in distinct:
            distinct[name] = _distinct(
                frame[name] if rule.derived is None else derived_column(frame, rule.derived)
            )
        codes, values = distinct[name]
        if len(values):
            samples.append(_Sample(contract, rule, values, codes))
    return samples


def _needed(rule: Rule) -> set[str]:
    if isinstance(rule.derived, Difference):
        return set(rule.derived.fields) - set(rule.derived.optional)
    return set(rule.derived.fields if rule.derived is not None else rule.fields)


def _distinct(column: Column) -> tuple[Positions, npt.NDArray[Any]]:
    """For each row the number of its value, -1 where it has none; and the values as numpy has them."""
    codes, values = pd.factorize(column)
    return codes, np.asarray(values)


def _stacked(samples: Iterable[_Sample]) -> Stacks:
    stacks: dict[str, list[_Sample]] = {}
    for sample in samples:
        stacks.setdefault(_expectation(sample).column, []).append(sample)
    return stacks


def _starts(stack: Sequence[_Sample]) -> list[int]:
    """Where each sample's values begin in their column."""
    return [0, *accumulate(len(sample.values) for sample in stack[:-1])]


def _fallen(stacks: Stacks) -> Mapping[str, npt.NDArray[np.bool_]]:
    """For each column, which of its values Great Expectations found unexpected."""
    frame = _frame(stacks)
    fallen = {column: np.zeros(len(frame), dtype=bool) for column in stacks}
    # The bare verdict is twice as quick as the list of values, and nearly every rule holds: so values are
    # only asked for where a rule failed.
    failed = [name for name, result in _run(frame, stacks, _TRUTH_ONLY).items() if not result.success]
    again = {column: stacks[column] for column in failed}
    for column, result in _run(frame, again, _EVERY_VALUE).items():
        fallen[column][_unexpected(result, stacks[column])] = True
    return fallen


def _frame(stacks: Stacks) -> pd.DataFrame:
    """A column for each stack, the shorter ones filled up with a value they hold already."""
    columns = {name: np.concatenate([each.values for each in stack]) for name, stack in stacks.items()}
    longest = max(map(len, columns.values()), default=0)
    return pd.DataFrame({name: _filled_up(values, longest) for name, values in columns.items()})


def _filled_up(values: npt.NDArray[Any], length: int) -> npt.NDArray[Any]:
    return np.concatenate([values, np.repeat(values[:1], length - len(values))])


_built: dict[tuple[str, str, str], Any] = {}


def _expectation(sample: _Sample) -> Any:
    """The expectation of a sample's rule; rules that ask the same of values of the same kind share one."""
    rule, kind = sample.rule, sample.values.dtype
    asked = (rule.expectation, repr(sorted(rule.arguments.items())), kind.str)
    if asked not in _built:
        _built[asked] = _build(rule, column=f"nilai_{len(_built)}", of_dates=kind.kind == "M")
    return _built[asked]


def _build(rule: Rule, *, column: str, of_dates: bool) -> Any:
    if rule.expectation not in VALUEWISE:
        raise CheckBrokenError(f"Aturan {rule.id}: {rule.expectation} tidak menilai tiap nilai tersendiri.")
    # Dates in a contract are ISO text, in a frame datetimes; only like compares with like.
    arguments = {key: _as_datetime(value) if of_dates else value for key, value in rule.arguments.items()}
    try:
        return get_expectation_impl(rule.expectation)(column=column, **arguments)
    except Exception as error:
        raise CheckBrokenError(f"Aturan {rule.id} tidak dapat disusun: {error}") from error


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


def _run(frame: pd.DataFrame, stacks: Stacks, result_format: object) -> Mapping[str, Any]:
    """Great Expectations' result for each stack, by its column."""
    if not stacks:
        return {}
    suite = gx.ExpectationSuite("kontrak", expectations=[_expectation(stack[0]) for stack in stacks.values()])
    batch = _batches().get_batch({"dataframe": frame})
    outcome = batch.validate(suite, result_format=result_format)
    judged = {result.expectation_config.kwargs["column"]: result for result in outcome.results}
    for column, stack in stacks.items():
        _refuse_broken(judged.get(column), stack)
    return judged


def _refuse_broken(result: Any, stack: Sequence[_Sample]) -> None:
    if result is None:
        raise CheckBrokenError(f"Aturan {_names(stack)} tidak dijalankan.")
    raised = [info for info in _exception_infos(result.exception_info) if info.get("raised_exception")]
    if raised:
        raise CheckBrokenError(
            f"Aturan {_names(stack)} gagal dijalankan: {raised[0].get('exception_message')}"
        )


def _names(stack: Sequence[_Sample]) -> str:
    return ", ".join(sample.rule.id for sample in stack)


def _exception_infos(info: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    """Great Expectations gives one exception, or a mapping of metric to exception: both as a list."""
    if not info:
        return []
    return [info] if "raised_exception" in info else list(info.values())


def _unexpected(result: Any, stack: Sequence[_Sample]) -> list[int]:
    places = result.result.get("unexpected_index_list")
    if not places:
        raise CheckBrokenError(f"Aturan {_names(stack)} gagal tanpa menyebut nilainya.")
    return [int(place) for place in places]
