"""Strict reading of one Open Data Contract Standard file into the typed model.

The standard's own models drop keys they do not know, and know many that Pantau does not read. A key without a
reader would look like a promise, so every level has a closed list and everything else is a ContractError that
names the file and the key.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from string import Formatter
from typing import Any, TypeVar

import yaml
from open_data_contract_standard.model import (
    CustomProperty,
    DataQuality,
    OpenDataContractStandard,
    SchemaObject,
    SchemaProperty,
)
from pydantic import ValidationError

from data_contracts.contract import (
    Contract,
    Deviation,
    Difference,
    Field,
    LogicalType,
    Measure,
    Ratio,
    Rule,
    Severity,
    Sla,
    Stage,
)
from data_contracts.errors import ContractError
from data_contracts.judul import normal_heading

_API_VERSION = "v3.1.0"
_KIND = "DataContract"
_ENGINE = "greatExpectations"
_PLACEHOLDERS = {"nilai", "bidang", "seharusnya", "wilayah"}

_CUSTOM = {"property", "value"}
_FILE_KEYS = {
    "apiVersion", "kind", "id", "version", "status", "name", "domain", "description", "schema", "slaProperties"
}  # fmt: skip
_SCHEMA_KEYS = {
    "name", "logicalType", "businessName", "description", "dataGranularityDescription", "properties"
}  # fmt: skip
_PROPERTY_KEYS = {
    "name", "businessName", "description", "logicalType", "required", "primaryKey", "primaryKeyPosition",
    "examples", "customProperties", "quality",
}  # fmt: skip
_QUALITY_KEYS = {"id", "type", "engine", "severity", "description", "implementation", "customProperties"}
_PROPERTY_CUSTOM = {"measure", "unit", "synonyms", "recompute"}
_DERIVED_KEYS = {
    "difference": {"derived", "left", "right", "optional", "onlyWhenBelow"},
    "deviation": {"derived", "reported", "numerator", "denominator"},
}
_KWARGS = {"min_value", "max_value", "strict_min", "strict_max", "value_set", "regex"}

_Choice = TypeVar("_Choice", bound=StrEnum)


def read_contract(path: Path) -> Contract:
    """Read and check one `*.odcs.yaml`; ContractError names the file and what is wrong in it."""
    try:
        return _contract(_parse(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError, ContractError) as error:
        raise ContractError(f"Berkas kontrak {path.name}: {error}") from error


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # libyaml where it is there
    """Refuses a key given twice, of which YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - their signature
        _unique((key.value for key, _ in node.value), what=f"kunci di baris {node.start_mark.line + 1}")
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return mapping


def _parse(text: str) -> OpenDataContractStandard:
    content = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, see above
    if not isinstance(content, dict):
        raise ContractError("isinya bukan kontrak data")
    _refuse_unknown_keys(content)
    return OpenDataContractStandard.model_validate(content)


def _refuse_unknown_keys(content: Mapping[str, Any]) -> None:
    _only(content, _FILE_KEYS, where="berkas")
    _only(content.get("description") or {}, {"purpose", "usage", "limitations"}, where="description")
    for sla in content.get("slaProperties") or ():
        _only(sla, {"property", "value", "unit"}, where="slaProperties")
    for table in content.get("schema") or ():
        _only(table, _SCHEMA_KEYS, where="schema")
        for field in table.get("properties") or ():
            _refuse_unknown_field_keys(field)


def _refuse_unknown_field_keys(field: Mapping[str, Any]) -> None:
    where = f"bidang {field.get('name')}"
    _only(field, _PROPERTY_KEYS, where=where)
    rules = field.get("quality") or ()
    for rule in rules:
        _only(rule, _QUALITY_KEYS, where=f"aturan {rule.get('id')}")
    for holder in (field, *rules):
        for custom in holder.get("customProperties") or ():
            _only(custom, _CUSTOM, where=f"customProperties {where}")


def _contract(document: OpenDataContractStandard) -> Contract:
    if (document.apiVersion, document.kind) != (_API_VERSION, _KIND):
        raise ContractError(f"bukan {_KIND} {_API_VERSION}")
    table = _single_table(document)
    fields = tuple(map(_field, table.properties or ()))
    contract = Contract(
        name=_text(document.name, what="name"),
        business_name=_text(table.businessName, what="businessName"),
        description=_text(table.description, what="description"),
        grain=_grain(table.properties or ()),
        fields=fields,
        rules=_rules(table.properties or ()),
        sla=_sla(document),
    )
    _refuse_contradictions(contract)
    return contract


def _single_table(document: OpenDataContractStandard) -> SchemaObject:
    tables = document.schema_ or []
    if len(tables) != 1 or tables[0].name != document.name:
        raise ContractError("schema harus memuat tepat satu tabel dengan nama kontraknya")
    return tables[0]


def _grain(properties: Sequence[SchemaProperty]) -> tuple[str, ...]:
    keys = sorted((p for p in properties if p.primaryKey), key=lambda p: p.primaryKeyPosition or 0)
    return tuple(_text(key.name, what="name") for key in keys)


def _field(source: SchemaProperty) -> Field:
    name = _text(source.name, what="name")
    custom = _custom(source.customProperties, allowed=_PROPERTY_CUSTOM, where=f"bidang {name}")
    measure = _choice(Measure, custom.get("measure"), what=f"measure {name}")
    business_name = _text(source.businessName, what=f"businessName {name}")
    return Field(
        name=name,
        business_name=business_name,
        description=_text(source.description, what=f"description {name}"),
        logical_type=_choice(LogicalType, source.logicalType, what=f"logicalType {name}"),
        measure=measure,
        unit=custom.get("unit"),
        synonyms=_synonyms(custom.get("synonyms", ()), business_name=business_name),
        required=bool(source.required),
        examples=tuple(str(example) for example in source.examples or ()),
        recompute=_ratio(custom["recompute"], where=name) if "recompute" in custom else None,
    )


def _synonyms(listed: Sequence[str], *, business_name: str) -> tuple[str, ...]:
    """The headings as listed, and the business name, under which our own forms ask for the field.

    A field without any heading (a subject's key) is never looked for in a sheet.
    """
    if not listed:
        return ()
    _unique(map(normal_heading, listed), what="synonyms")
    known = {normal_heading(heading) for heading in listed}
    return tuple(listed) if normal_heading(business_name) in known else (business_name, *listed)


def _ratio(value: Mapping[str, str], *, where: str) -> Ratio:
    _only(value, {"numerator", "denominator"}, where=f"recompute {where}")
    return Ratio(numerator=value["numerator"], denominator=value["denominator"])


def _rules(properties: Iterable[SchemaProperty]) -> tuple[Rule, ...]:
    """In the order of the file, those over one field before those across fields."""
    rules = [_rule(quality, field=p.name or "") for p in properties for quality in p.quality or ()]
    return tuple(sorted(rules, key=lambda rule: list(Stage).index(rule.stage)))


def _rule(quality: DataQuality, *, field: str) -> Rule:
    rule_id = _text(quality.id, what=f"id aturan {field}")
    if (quality.type, quality.engine) != ("custom", _ENGINE):
        raise ContractError(f"aturan {rule_id}: hanya type custom, engine {_ENGINE}")
    implementation = quality.implementation if isinstance(quality.implementation, dict) else {}
    _only(implementation, {"type", "kwargs"}, where=f"implementation {rule_id}")
    arguments = implementation.get("kwargs", {})
    _only(arguments, _KWARGS, where=f"kwargs {rule_id}")
    derived = _derived(quality.customProperties, where=f"aturan {rule_id}")
    return Rule(
        id=rule_id,
        fields=(field,) if derived is None else tuple(dict.fromkeys((field, *derived.fields))),
        stage=Stage.TYPED if derived is None else Stage.ROW,
        expectation=_text(implementation.get("type"), what=f"type {rule_id}"),
        arguments=arguments,
        severity=_choice(Severity, quality.severity, what=f"severity {rule_id}"),
        message=_message(quality.description, where=rule_id),
        derived=derived,
    )


def _message(text: str | None, *, where: str) -> str:
    message = _text(text, what=f"description aturan {where}").strip()
    unknown = {name for _, name, _, _ in Formatter().parse(message) if name is not None} - _PLACEHOLDERS
    if unknown:
        raise ContractError(f"aturan {where}: isian {sorted(unknown)} tidak dikenal")
    return message


def _derived(given: list[CustomProperty] | None, *, where: str) -> Difference | Deviation | None:
    if not given:
        return None
    custom = _custom(given, allowed=set().union(*_DERIVED_KEYS.values()), where=where)
    kind = _text(custom.get("derived"), what=f"derived {where}")
    _only(custom, _DERIVED_KEYS.get(kind, set()), where=f"{where} ({kind})")
    if kind == "deviation":
        return Deviation(custom["reported"], custom["numerator"], custom["denominator"])
    lower_and_upper = custom.get("onlyWhenBelow")
    return Difference(
        left=tuple(custom["left"]),
        right=tuple(custom["right"]),
        optional=tuple(custom.get("optional", ())),
        only_when_below=tuple(lower_and_upper) if lower_and_upper else None,
    )


def _sla(document: OpenDataContractStandard) -> Sla:
    values = {sla.property: sla.value for sla in document.slaProperties or ()}
    _only(values, {"rhythm", "due", "late"}, where="slaProperties")
    return Sla(
        rhythm=str(values["rhythm"]), due_days=int(values["due"] or 0), late_days=int(values["late"] or 0)
    )


def _refuse_contradictions(contract: Contract) -> None:
    """What no single entry can show: names given twice, references to fields that are not there."""
    names = [field.name for field in contract.fields]
    _unique(names, what="bidang")
    _unique((rule.id for rule in contract.rules), what="aturan")
    _unique((normal_heading(text) for field in contract.fields for text in field.synonyms), what="synonyms")
    if set(contract.grain) != {field.name for field in contract.of_measure(Measure.KEY)}:
        raise ContractError("primaryKey dan measure key harus menunjuk bidang yang sama")
    for field in contract.fields:
        _refuse_wrong_recompute(field, names)
    for rule in contract.rules:
        _refuse_strangers(rule.fields, names, where=f"aturan {rule.id}")
        if rule.derived is not None and rule.fields[0] not in rule.derived.fields:
            raise ContractError(f"aturan {rule.id} tidak melihat bidang tempatnya berada, {rule.fields[0]}")


def _refuse_wrong_recompute(field: Field, names: Sequence[str]) -> None:
    if (field.recompute is None) == (field.measure is Measure.RATIO):
        raise ContractError(f"bidang {field.name}: recompute wajib pada measure ratio, dan hanya di sana")
    if field.recompute is not None:
        parts = (field.recompute.numerator, field.recompute.denominator)
        _refuse_strangers(parts, names, where=f"recompute {field.name}")


def _refuse_strangers(used: Iterable[str], names: Sequence[str], *, where: str) -> None:
    strangers = sorted(set(used) - set(names))
    if strangers:
        raise ContractError(f"{where} menyebut bidang yang tidak ada: {', '.join(strangers)}")


def _custom(given: list[CustomProperty] | None, *, allowed: set[str], where: str) -> dict[str, Any]:
    """The custom properties as one mapping."""
    names = [str(custom.property) for custom in given or ()]
    _unique(names, what=f"customProperties {where}")
    _only(names, allowed, where=f"customProperties {where}")
    return {str(custom.property): custom.value for custom in given or ()}


def _only(keys: Iterable[str], known: set[str], *, where: str) -> None:
    unknown = sorted(set(map(str, keys)) - known)
    if unknown:
        raise ContractError(f"{where}: kunci {', '.join(unknown)} tidak dikenal")


def _unique(values: Iterable[str], *, what: str) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise ContractError(f"{what}: “{value}” ada dua kali")
        seen.add(value)


def _text(value: object, *, what: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ContractError(f"{what} belum diisi")
    return value


def _choice(kind: type[_Choice], value: object, *, what: str) -> _Choice:
    if value not in [member.value for member in kind]:
        raise ContractError(f"{what}: {value!r} bukan salah satu dari {', '.join(kind)}")
    return kind(value)
