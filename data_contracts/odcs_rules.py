"""The `quality` entries of an ODCS file as rules.

ODCS leaves an implementation to its engine and knows no derived column, so an entry that looks across fields
says in its `customProperties` what it looks at: `derived: difference` with left, right, optional and
onlyWhenBelow, or `derived: deviation` with reported, numerator and denominator.
"""

from collections.abc import Iterable, Mapping
from string import Formatter
from types import MappingProxyType

from open_data_contract_standard.model import CustomProperty, DataQuality, SchemaProperty

from data_contracts.contract import Deviation, Difference, Rule, Severity, Stage
from data_contracts.errors import ContractError
from data_contracts.strict import choice, mapping, only, text, texts, unique

_ENGINE = "greatExpectations"
_PLACEHOLDERS = {"nilai", "bidang", "seharusnya", "wilayah"}
_DIFFERENCE = {"derived", "left", "right", "optional", "onlyWhenBelow"}
_DEVIATION = {"derived", "reported", "numerator", "denominator"}
_KWARGS = {"min_value", "max_value", "strict_min", "strict_max", "value_set", "regex"}


def read_rules(properties: Iterable[SchemaProperty]) -> tuple[Rule, ...]:
    """In the order of the file, those over one field before those across fields."""
    rules = [_rule(quality, field=p.name or "") for p in properties for quality in p.quality or ()]
    return tuple(sorted(rules, key=lambda rule: list(Stage).index(rule.stage)))


def custom_values(given: list[CustomProperty] | None, *, where: str) -> dict[str, object]:
    """`customProperties` as one mapping; ContractError when a property stands there twice."""
    named = [(text(custom.property, what=f"property {where}"), custom.value) for custom in given or ()]
    unique((name for name, _ in named), what=f"customProperties {where}")
    return dict(named)


def _rule(quality: DataQuality, *, field: str) -> Rule:
    where = f"aturan {text(quality.id, what=f'id aturan {field}')}"
    expectation, arguments = _implementation(quality, where=where)
    derived = _derived(custom_values(quality.customProperties, where=where), where=where)
    return Rule(
        id=quality.id or "",
        fields=(field,) if derived is None else tuple(dict.fromkeys((field, *derived.fields))),
        stage=Stage.TYPED if derived is None else Stage.ROW,
        expectation=expectation,
        arguments=arguments,
        severity=choice(Severity, quality.severity, what=f"severity {where}"),
        message=_message(quality.description, where=where),
        derived=derived,
    )


def _implementation(quality: DataQuality, *, where: str) -> tuple[str, Mapping[str, object]]:
    if (quality.type, quality.engine) != ("custom", _ENGINE):
        raise ContractError(f"{where}: hanya type custom, engine {_ENGINE}")
    implementation = mapping(quality.implementation, what=f"implementation {where}")
    only(implementation, {"type", "kwargs"}, where=f"implementation {where}")
    arguments = mapping(implementation.get("kwargs"), what=f"kwargs {where}")
    only(arguments, _KWARGS, where=f"kwargs {where}")
    return text(implementation.get("type"), what=f"type {where}"), MappingProxyType({**arguments})


def _message(given: str | None, *, where: str) -> str:
    message = text(given, what=f"description {where}")
    unknown = {name for _, name, _, _ in Formatter().parse(message) if name is not None} - _PLACEHOLDERS
    if unknown:
        raise ContractError(f"{where}: isian {sorted(unknown)} tidak dikenal")
    return message


def _derived(custom: Mapping[str, object], *, where: str) -> Difference | Deviation | None:
    if not custom:
        return None
    match custom.get("derived"):
        case "difference":
            return _difference(custom, where=where)
        case "deviation":
            return _deviation(custom, where=where)
        case other:
            raise ContractError(f"{where}: derived {other!r} bukan difference atau deviation")


def _difference(custom: Mapping[str, object], *, where: str) -> Difference:
    only(custom, _DIFFERENCE, where=where)
    names = {key: texts(custom.get(key, []), what=f"{key} {where}") for key in _DIFFERENCE - {"derived"}}
    if not names["left"] or len(names["onlyWhenBelow"]) not in (0, 2):
        raise ContractError(f"{where}: left perlu isi, dan onlyWhenBelow dua bidang")
    return Difference(
        left=names["left"],
        right=names["right"],
        optional=names["optional"],
        only_when_below=(names["onlyWhenBelow"][0], names["onlyWhenBelow"][1])
        if names["onlyWhenBelow"]
        else None,
    )


def _deviation(custom: Mapping[str, object], *, where: str) -> Deviation:
    only(custom, _DEVIATION, where=where)
    parts = {key: text(custom.get(key), what=f"{key} {where}") for key in _DEVIATION}
    return Deviation(parts["reported"], parts["numerator"], parts["denominator"])
