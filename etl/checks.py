"""The contracts' rules, from broken rule to a sentence that says what, where and what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Contract, Deviation, Difference, LogicalType, Severity
from data_contracts.tulisan import format_bilangan
from etl.lines import Line, Observation, Places, SourceRow, Value, observe
from etl.suites import Failure, check

Fault = tuple[SourceRow, str]
"""A field of a source row that is known to be wrong."""


@dataclass(frozen=True, slots=True)
class _Broken:
    failure: Failure
    contract: Contract
    line: Line


def check_rules(
    frames: Mapping[str, pd.DataFrame],
    *,
    lines: Mapping[SourceRow, Line],
    places: Places,
    faults: frozenset[Fault],
) -> tuple[Observation, ...]:
    """Every rule of every contract a file feeds: errors first, then warnings.

    `faults` are the figures that could not be read. What follows from a figure already found wrong is not
    reported: the sender mends the cause, and the rest mends itself. Raises CheckBrokenError (see etl.suites).
    """
    known = set(faults)
    kept = []
    for broken in sorted(_broken(frames, lines=lines), key=_is_no_error):
        if not _is_consequence(broken, faults=known):
            kept.append(_observation(broken, places=places))
            if not _is_no_error(broken):
                known.add((broken.line.source, broken.failure.fields[0]))
    return tuple(kept)


def _broken(frames: Mapping[str, pd.DataFrame], *, lines: Mapping[SourceRow, Line]) -> list[_Broken]:
    found = []
    for name, frame in frames.items():
        contract = load_contracts()[name]
        sources = list(zip(frame["sheet"], frame["source_row"], strict=True))
        for failure in check(frame, contract):
            sheet, row = sources[failure.row]
            found.append(_Broken(failure, contract, lines[str(sheet), int(row)]))
    return found


def _is_no_error(broken: _Broken) -> bool:
    return broken.failure.rule.severity is not Severity.ERROR


def _is_consequence(broken: _Broken, *, faults: set[Fault]) -> bool:
    touches = any((broken.line.source, field) in faults for field in broken.failure.fields)
    is_plain_error = broken.failure.rule.derived is None and not _is_no_error(broken)
    return touches and not is_plain_error


def _observation(broken: _Broken, *, places: Places) -> Observation:
    rule = broken.failure.rule
    return observe(
        broken.line,
        rule=rule.id,
        severity=rule.severity,
        field=broken.failure.fields[0],
        message=_sentence(broken),
        places=places,
    )


def _sentence(broken: _Broken) -> str:
    failure, line = broken.failure, broken.line
    field = broken.contract.field(failure.fields[0])
    decimals = 2 if field.logical_type is LogicalType.NUMBER else 0
    return failure.rule.message.format(
        nilai=_written(line.values.get(field.name), decimals=decimals),
        bidang=field.business_name,
        seharusnya=_written(_expected(failure, line), decimals=decimals),
        wilayah=line.wilayah,
    )


def _expected(failure: Failure, line: Line) -> Value:
    figures = {name: line.number(name) for name in line.values}
    match failure.rule.derived:
        case Difference() as difference:
            return difference.expected(figures, field=failure.fields[0])
        case Deviation() as deviation:
            return deviation.expected(figures)
        case None:
            return None


def _written(value: Value, *, decimals: int) -> str:
    if value is None or isinstance(value, int | float):
        return format_bilangan(value, decimals=decimals)
    return str(value)
