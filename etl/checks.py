"""The contracts' rules, from broken rule to a sentence that says what, where and what to do next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from data_contracts.contract import Deviation, Difference, Field, LogicalType, Rule, Severity
from data_contracts.tulisan import format_bilangan
from etl.lines import Line, Places, Value
from etl.observations import Hits, Observation, tell
from etl.source_rows import SourceRows
from etl.suites import Outcome, check
from etl.table import Flags, Positions, Table
from warehouse.records import Validation


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """What the contracts' rules came to: findings to tell, and each rule's counts for the record."""

    observations: tuple[Observation, ...]
    validations: tuple[Validation, ...]


def check_rules(tables: Sequence[Table], *, places: Places, faults: Mapping[str, SourceRows]) -> Ruled:
    """Every rule of every contract a file feeds: errors first, then warnings.

    `faults` are the rows whose figure of a field could not be read. What follows from a figure already found
    wrong is not reported: the sender mends the cause, and the rest mends itself. Raises CheckBrokenError (see
    etl.suites).
    """
    parts = [(table, contract) for table in tables for contract in table.contracts]
    outcomes = check((contract, table.frame) for table, contract in parts)
    owner = {contract.name: table for table, contract in parts}
    known = {id(table): _Faults(table, faults) for table in tables}
    observations: list[Observation] = []
    for outcome in sorted(outcomes, key=lambda each: each.rule.severity is not Severity.ERROR):
        table = owner[outcome.contract.name]
        hits = _hits(outcome, known[id(table)].causes_of(outcome))
        observations.extend(tell(hits, table=table, places=places))
    return Ruled(
        observations=tuple(observations), validations=tuple(outcome.validation for outcome in outcomes)
    )


class _Faults:
    """Which figures of a table are known to be wrong."""

    def __init__(self, table: Table, faults: Mapping[str, SourceRows]) -> None:
        self._size = len(table.frame)
        self._flags: dict[str, Flags] = {field: rows.holds(table.frame) for field, rows in faults.items()}

    def causes_of(self, outcome: Outcome) -> Positions:
        """The rows for which the broken rule is news; an error among them is a known fault from then on."""
        rule, rows = outcome.rule, outcome.rows
        if not len(rows):
            return rows
        if not _is_plain_error(rule):
            rows = rows[~self._touched(rule.fields)[rows]]
        if rule.severity is Severity.ERROR:
            self._flags.setdefault(rule.fields[0], np.zeros(self._size, dtype=bool))[rows] = True
        return rows

    def _touched(self, fields: Iterable[str]) -> Flags:
        flags = [self._flags[field] for field in fields if field in self._flags]
        return np.logical_or.reduce(flags) if flags else np.zeros(self._size, dtype=bool)


def _is_plain_error(rule: Rule) -> bool:
    return rule.derived is None and rule.severity is Severity.ERROR


def _hits(outcome: Outcome, rows: Positions) -> Hits:
    rule = outcome.rule
    field = outcome.contract.field(rule.fields[0])
    return Hits(
        rule=rule.id,
        severity=rule.severity,
        field=field.name,
        positions=rows,
        sentence=partial(_sentence, rule=rule, field=field),
    )


def _sentence(line: Line, _: int, *, rule: Rule, field: Field) -> str:
    decimals = 2 if field.logical_type is LogicalType.NUMBER else 0
    return rule.message.format(
        nilai=_written(line.values.get(field.name), decimals=decimals),
        bidang=field.business_name,
        seharusnya=_written(_expected(rule, line), decimals=decimals),
        wilayah=line.wilayah,
    )


def _expected(rule: Rule, line: Line) -> Value:
    figures = {name: line.number(name) for name in line.values}
    match rule.derived:
        case Difference() as difference:
            return difference.expected(figures, field=rule.fields[0])
        case Deviation() as deviation:
            return deviation.expected(figures)
        case None:
            return None


def _written(value: Value, *, decimals: int) -> str:
    if value is None or isinstance(value, int | float):
        return format_bilangan(value, decimals=decimals)
    return str(value)
