"""The contracts in words: what a rule demands, what a kind of figure means, where a text is found.

Everything is derived from the contracts, so that the dictionary cannot say what the checks do not do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from data_contracts.catalogue import load_contracts, load_identification
from data_contracts.contract import Contract, Deviation, Difference, Field, LogicalType, Measure, Rhythm, Rule
from data_contracts.daftar import Word, load_vocabulary
from data_contracts.errors import ContractError
from data_contracts.judul import normal_heading
from data_contracts.tulisan import format_bilangan

RHYTHMS: Mapping[Rhythm, str] = MappingProxyType(
    {
        Rhythm.HALF_MONTHLY: "setengah bulan sekali",
        Rhythm.MONTHLY: "sebulan sekali",
        Rhythm.QUARTERLY: "tiga bulan sekali",
        Rhythm.HALF_YEARLY: "enam bulan sekali",
    }
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What an official calls a measure, and what may be done with such figures."""

    label: str
    meaning: str


KINDS: Mapping[Measure, Kind] = MappingProxyType(
    {
        Measure.KEY: Kind("kunci", "menunjukkan tempat, tanggal, atau golongan yang dibicarakan baris ini"),
        Measure.STOCK: Kind("posisi", "keadaan pada tanggal data; tidak pernah dijumlahkan antarwaktu"),
        Measure.FLOW: Kind("kegiatan", "yang terjadi selama selang laporan; dapat dijumlahkan antarwaktu"),
        Measure.CUMULATIVE: Kind(
            "kumulatif", "jumlah sejak awal sampai tanggal data; tidak dijumlahkan lagi"
        ),
        Measure.RATIO: Kind("persentase", "ditulis pengirim; selalu dihitung ulang dari jumlahnya"),
        Measure.ATTRIBUTE: Kind("keterangan", "menjelaskan angka lain; tidak dihitung"),
    }
)
TYPES: Mapping[LogicalType, str] = MappingProxyType(
    {
        LogicalType.INTEGER: "bilangan bulat",
        LogicalType.NUMBER: "bilangan berkoma",
        LogicalType.STRING: "teks",
        LogicalType.DATE: "tanggal",
        LogicalType.TIME: "jam",
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of one contract, with the rules whose findings point at it."""

    contract: Contract
    field: Field
    rules: tuple[Rule, ...]

    @property
    def kind(self) -> Kind:
        return KINDS[self.field.measure]

    @property
    def words(self) -> tuple[Word, ...]:
        """The closed list the field's texts come from; empty for a field that takes any."""
        return load_vocabulary(self.field.vocabulary).words if self.field.vocabulary else ()


@cache
def entries() -> tuple[Entry, ...]:
    """Every field in the order of the files, those that identify a row last.

    The keys all contracts share (place and days) stand once, under `kop_laporan`, whose headings they have.
    """
    shared = load_identification()
    names = {field.name for field in shared.fields}
    own = [
        _entry(contract, field)
        for contract in load_contracts().values()
        for field in contract.fields
        if field.name not in names
    ]
    return (*own, *(_entry(shared, field) for field in shared.fields))


def found_by(text: str, *, among: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries in whose name, identifier, meaning, headings or closed list every word of `text` occurs."""
    words = normal_heading(text).split()
    return tuple(entry for entry in among if all(word in _searched(entry) for word in words))


def rule_by_id(rule: str) -> tuple[Contract, Rule] | None:
    """The contract's rule of that id; None for a check that stands in no contract."""
    for contract in load_contracts().values():
        for known in contract.rules:
            if known.id == rule:
                return contract, known
    return None


def rule_sentence(rule: Rule, *, contract: Contract) -> str:
    """What the rule demands, as one Indonesian sentence; ContractError for an expectation without words."""
    match rule.derived:
        case Difference() as difference:
            return _difference(rule, difference, contract)
        case Deviation() as deviation:
            return _deviation(rule, deviation, contract)
        case None:
            return f"{_names(rule.fields, contract)} {_demand(rule)}."


def _entry(contract: Contract, field: Field) -> Entry:
    return Entry(contract, field, tuple(rule for rule in contract.rules if rule.fields[0] == field.name))


def _searched(entry: Entry) -> str:
    field = entry.field
    listed = (spelling for word in entry.words for spelling in word.spellings)
    texts = (field.name, field.business_name, field.description, *field.synonyms, *listed)
    return " ".join(map(normal_heading, texts))


def _names(fields: Iterable[str], contract: Contract) -> str:
    return " + ".join(contract.field(name).business_name for name in fields)


def _demand(rule: Rule) -> str:
    arguments = rule.arguments
    match rule.expectation:
        case "expect_column_values_to_be_between":
            return _between(arguments)
        case "expect_column_values_to_be_in_set":
            return f"harus salah satu dari {_listed(arguments['value_set'])}"
        case "expect_column_values_to_match_regex":
            return f"harus berbentuk {arguments['regex']}"
        case "expect_column_values_to_not_be_null":
            return "wajib diisi"
        case other:
            raise ContractError(f"aturan {rule.id}: belum ada kalimat untuk {other}")


def _listed(values: object) -> str:
    return ", ".join(map(str, values)) if isinstance(values, Iterable) else str(values)


def _between(arguments: Mapping[str, object]) -> str:
    low, high = (_limit(arguments.get(name)) for name in ("min_value", "max_value"))
    if low is not None and high is not None:
        return f"harus {low}" if low == high else f"harus antara {low} dan {high}"
    if low is not None:
        return f"harus lebih dari {low}" if arguments.get("strict_min") else f"tidak boleh kurang dari {low}"
    return f"harus kurang dari {high}" if arguments.get("strict_max") else f"tidak boleh lebih dari {high}"


def _limit(value: object) -> str | None:
    if isinstance(value, int | float):
        return format_bilangan(value, decimals=0 if value == int(value) else 2)
    return None if value is None else str(value)


def _difference(rule: Rule, difference: Difference, contract: Contract) -> str:
    left, right = _names(difference.left, contract), _names(difference.right, contract)
    said = f"{left} {_comparison(rule, right)}" if right else f"{left} {_demand(rule)}"
    return f"{said}{_may_be_blank(difference, contract)}{_condition(difference, contract)}."


def _may_be_blank(difference: Difference, contract: Contract) -> str:
    names = ", ".join(contract.field(name).business_name for name in difference.optional)
    return f"; boleh kosong: {names}" if names else ""


def _condition(difference: Difference, contract: Contract) -> str:
    if difference.only_when_below is None:
        return ""
    lower, upper = (contract.field(name).business_name for name in difference.only_when_below)
    return f"; berlaku selama {lower} kurang dari {upper}"


def _comparison(rule: Rule, right: str) -> str:
    """The difference between bounds, said of left and right; bounds other than 0 are said as a difference."""
    if rule.expectation == "expect_column_values_to_be_between":
        bounds = (rule.arguments.get("min_value"), rule.arguments.get("max_value"))
        words = {
            (0, 0): "harus sama dengan",
            (0, None): "tidak boleh kurang dari",
            (None, 0): "tidak boleh lebih dari",
        }
        if bounds in words:
            return f"{words[bounds]} {right}"
    return f"dikurangi {right} {_demand(rule)}"


def _deviation(rule: Rule, deviation: Deviation, contract: Contract) -> str:
    reported, numerator, denominator = (contract.field(name).business_name for name in deviation.fields)
    high = _limit(rule.arguments.get("max_value"))
    if rule.expectation != "expect_column_values_to_be_between" or high is None:
        raise ContractError(f"aturan {rule.id}: belum ada kalimat untuk {rule.expectation}")
    return f"{reported} tidak boleh berbeda lebih dari {high} poin dari {numerator} ÷ {denominator} × 100."


def rhythm(contract: Contract) -> str:
    """How often a report of the contract is owed, and until when, as one sentence; empty for no subject."""
    if contract.name not in load_contracts():
        return ""
    often = RHYTHMS[contract.sla.rhythm]
    due, late = contract.sla.due_days, contract.sla.late_days
    return f"Dilaporkan {often}; jatuh tempo {due} hari setelah periode berakhir, paling lambat {late} hari."


def examples_of(field: Field) -> tuple[str, ...]:
    """The field's examples as an official would type them: 1.234.567, 98,09, 16/10/2026."""
    return tuple(_as_typed(example, field.logical_type) for example in field.examples)


def _as_typed(example: str, kind: LogicalType) -> str:
    match kind:
        case LogicalType.INTEGER:
            return format_bilangan(int(example))
        case LogicalType.NUMBER:
            return example.replace(".", ",")
        case LogicalType.DATE:
            return f"{date.fromisoformat(example):%d/%m/%Y}"
        case _:
            return example
