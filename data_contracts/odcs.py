"""Strict reading of one Open Data Contract Standard file into the typed model.

The standard's own models drop keys they do not know, and know many that Pantau does not read. A key without a
reader would look like a promise, so every level has a closed list and everything else is a ContractError that
names the file and the key.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from open_data_contract_standard.model import OpenDataContractStandard, SchemaObject, SchemaProperty
from pydantic import ValidationError

from data_contracts.contract import (
    Contract,
    Deviation,
    Difference,
    Field,
    LogicalType,
    Measure,
    Ratio,
    Rhythm,
    Rule,
    Sla,
)
from data_contracts.daftar import ALL, load_vocabulary
from data_contracts.errors import ContractError
from data_contracts.judul import normal_heading
from data_contracts.odcs_rules import custom_values, read_rules
from data_contracts.strict import choice, days, mapping, only, text, texts, unique
from data_contracts.strict_yaml import read_yaml

_API_VERSION = "v3.1.0"
_KIND = "DataContract"

_FILE = frozenset({
    "apiVersion", "kind", "id", "version", "status", "name", "domain", "description", "slaProperties",
    "schema",
})  # fmt: skip
_DESCRIPTION = frozenset({"purpose", "usage", "limitations"})
_SLA = frozenset({"property", "value", "unit"})
_TABLE = frozenset({
    "name", "logicalType", "businessName", "description", "dataGranularityDescription", "properties",
})  # fmt: skip
_FIELD = frozenset({
    "name", "businessName", "description", "logicalType", "required", "primaryKey", "primaryKeyPosition",
    "examples", "customProperties", "quality",
})  # fmt: skip
_RULE = frozenset({"id", "type", "engine", "severity", "description", "implementation", "customProperties"})
_CUSTOM = frozenset({"property", "value"})
_FIELD_CUSTOM = frozenset({"measure", "unit", "synonyms", "recompute", "vocabulary"})


def read_contract(path: Path) -> Contract:
    """Read and check one `*.odcs.yaml`; ContractError names the file and what is wrong in it."""
    try:
        return _contract(_parse(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError, ContractError) as error:
        raise ContractError(f"Berkas kontrak {path.name}: {error}") from error


def _parse(content: str) -> OpenDataContractStandard:
    """The shape is judged by the standard's models, which pass over strangers; those are refused after it."""
    parsed = mapping(read_yaml(content), what="isinya")
    document = OpenDataContractStandard.model_validate(parsed)
    _refuse_unknown_keys(parsed)
    return document


def _refuse_unknown_keys(parsed: Mapping[str, Any]) -> None:
    only(parsed, _FILE, where="berkas")
    only(parsed.get("description") or {}, _DESCRIPTION, where="description")
    for sla in parsed.get("slaProperties") or ():
        only(sla, _SLA, where="slaProperties")
    for table in parsed.get("schema") or ():
        only(table, _TABLE, where="schema")
        for field in table.get("properties") or ():
            _refuse_unknown_field_keys(field)


def _refuse_unknown_field_keys(field: Mapping[str, Any]) -> None:
    where = f"bidang {field.get('name')}"
    only(field, _FIELD, where=where)
    rules = field.get("quality") or ()
    for rule in rules:
        only(rule, _RULE, where=f"aturan {rule.get('id')}")
    for holder in (field, *rules):
        for custom in holder.get("customProperties") or ():
            only(custom, _CUSTOM, where=f"customProperties {where}")


def _contract(document: OpenDataContractStandard) -> Contract:
    if (document.apiVersion, document.kind) != (_API_VERSION, _KIND):
        raise ContractError(f"bukan {_KIND} {_API_VERSION}")
    table = _single_table(document)
    properties = table.properties or []
    contract = Contract(
        name=text(document.name, what="name"),
        business_name=text(table.businessName, what="businessName"),
        description=text(table.description, what="description"),
        grain=_grain(properties),
        fields=tuple(map(_field, properties)),
        rules=read_rules(properties),
        sla=_sla(document),
    )
    _refuse_contradictions(contract)
    return contract


def _single_table(document: OpenDataContractStandard) -> SchemaObject:
    tables = document.schema_ or []
    if len(tables) != 1 or tables[0].name != document.name:
        raise ContractError("schema harus memuat tepat satu tabel dengan nama kontraknya")
    return tables[0]


def _grain(properties: Iterable[SchemaProperty]) -> tuple[str, ...]:
    keys = sorted((p for p in properties if p.primaryKey), key=lambda p: p.primaryKeyPosition or 0)
    return tuple(text(key.name, what="name") for key in keys)


def _sla(document: OpenDataContractStandard) -> Sla:
    entries = [(text(sla.property, what="slaProperties"), sla.value) for sla in document.slaProperties or ()]
    unique((name for name, _ in entries), what="slaProperties")
    values = dict(entries)
    only(values, {"rhythm", "due", "late"}, where="slaProperties")
    return Sla(
        rhythm=choice(Rhythm, values.get("rhythm"), what="rhythm"),
        due_days=days(values.get("due"), what="due"),
        late_days=days(values.get("late"), what="late"),
    )


def _field(source: SchemaProperty) -> Field:
    name = text(source.name, what="name")
    where = f"bidang {name}"
    custom = custom_values(source.customProperties, where=where)
    only(custom, _FIELD_CUSTOM, where=f"customProperties {where}")
    business_name = text(source.businessName, what=f"businessName {where}")
    return Field(
        name=name,
        business_name=business_name,
        description=text(source.description, what=f"description {where}"),
        logical_type=choice(LogicalType, source.logicalType, what=f"logicalType {where}"),
        measure=choice(Measure, custom.get("measure"), what=f"measure {where}"),
        unit=text(custom["unit"], what=f"unit {where}") if "unit" in custom else None,
        synonyms=_synonyms(custom.get("synonyms", []), business_name=business_name, where=where),
        required=bool(source.required),
        examples=tuple(map(str, source.examples or ())),
        recompute=_ratio(custom["recompute"], where=where) if "recompute" in custom else None,
        vocabulary=text(custom["vocabulary"], what=f"vocabulary {where}") if "vocabulary" in custom else None,
    )


def _synonyms(given: object, *, business_name: str, where: str) -> tuple[str, ...]:
    """The headings as listed, after the business name, under which our own forms ask for the field.

    A field without any heading (a subject's key) is never looked for in a sheet.
    """
    listed = texts(given, what=f"synonyms {where}")
    known = {normal_heading(heading) for heading in listed}
    if not listed or normal_heading(business_name) in known:
        return listed
    return (business_name, *listed)


def _ratio(given: object, *, where: str) -> Ratio:
    parts = mapping(given, what=f"recompute {where}")
    only(parts, {"numerator", "denominator"}, where=f"recompute {where}")
    return Ratio(
        numerator=text(parts.get("numerator"), what=f"numerator {where}"),
        denominator=text(parts.get("denominator"), what=f"denominator {where}"),
    )


def _refuse_contradictions(contract: Contract) -> None:
    """What no single entry can show: names given twice, references to fields that are not there."""
    names = [field.name for field in contract.fields]
    headings = [normal_heading(synonym) for field in contract.fields for synonym in field.synonyms]
    unique(names, what="bidang")
    unique((rule.id for rule in contract.rules), what="aturan")
    unique(headings, what="synonyms")
    if "" in headings:
        raise ContractError("synonyms: ada judul tanpa huruf maupun angka")
    if set(contract.grain) != {field.name for field in contract.of_measure(Measure.KEY)}:
        raise ContractError("primaryKey dan measure key harus menunjuk bidang yang sama")
    for field in contract.fields:
        _refuse_wrong_recompute(field, names)
        _refuse_wrong_vocabulary(field)
    for dimension in contract.dimensions:
        _refuse_dimension_without_default(dimension)
    for rule in contract.rules:
        _refuse_strangers(rule.fields, names, where=f"aturan {rule.id}")
        if rule.fields[0] not in _judged(rule):
            raise ContractError(f"aturan {rule.id} tidak menilai bidang tempatnya berada, {rule.fields[0]}")


def _judged(rule: Rule) -> tuple[str, ...]:
    """The fields whose value can be told from the others: one of them is what the finding points at."""
    match rule.derived:
        case Difference(left=left, right=right):
            return left + right
        case Deviation(reported=reported):
            return (reported,)
        case _:
            return rule.fields


def _refuse_wrong_recompute(field: Field, names: Sequence[str]) -> None:
    if (field.recompute is None) == (field.measure is Measure.RATIO):
        raise ContractError(f"bidang {field.name}: recompute wajib pada measure ratio, dan hanya di sana")
    if field.recompute is not None:
        parts = (field.recompute.numerator, field.recompute.denominator)
        _refuse_strangers(parts, names, where=f"recompute {field.name}")


def _refuse_wrong_vocabulary(field: Field) -> None:
    if field.vocabulary is None:
        return
    if field.logical_type is not LogicalType.STRING:
        raise ContractError(f"bidang {field.name}: vocabulary hanya untuk logicalType string")
    load_vocabulary(field.vocabulary)


def _refuse_dimension_without_default(dimension: Field) -> None:
    """A sheet without the column means everything together, so the vocabulary has to have a word for it."""
    if dimension.logical_type is not LogicalType.STRING:
        raise ContractError(f"bidang {dimension.name}: kunci tambahan harus logicalType string")
    if dimension.vocabulary is None or dimension.required:
        return
    if not load_vocabulary(dimension.vocabulary).has_all:
        raise ContractError(
            f"bidang {dimension.name}: daftar {dimension.vocabulary} tidak memuat {ALL}, jadi bidangnya wajib"
        )


def _refuse_strangers(used: Iterable[str], names: Sequence[str], *, where: str) -> None:
    strangers = sorted(set(used) - set(names))
    if strangers:
        raise ContractError(f"{where} menyebut bidang yang tidak ada: {', '.join(strangers)}")
