"""A finding in a sender's words: what is wrong, what was expected, what to do; never by colour alone."""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from data_contracts.catalogue import load_contracts, load_identification
from data_contracts.contract import Contract, Field, LogicalType, Severity
from data_contracts.kamus import TYPES, examples_of, rule_by_id, rule_sentence
from data_contracts.tulisan import format_bilangan, format_tanggal
from warehouse.previous import Former
from warehouse.records import Finding

CORRECTION = "perbaikan_kiriman"
"""The rule under which a receipt says what a correction changed."""

_BY_DEFAULT: Mapping[Severity, str] = MappingProxyType(
    {
        Severity.ERROR: "Perbaiki selnya, simpan, lalu kirim berkas ini kembali.",
        Severity.WARNING: "Periksa; bila sudah benar, tidak perlu dikirim lagi.",
        Severity.INFO: "Tidak ada yang wajib dilakukan.",
    }
)
# "Kab. Tegal" goes on; a sentence ends before a capital letter otherwise.
_SENTENCE_END = re.compile(r"(?<!\bKab)(?<!\bKec)(?<!\bNo)(?<!\bhlm)\. (?=[A-Z])")
_DEMAND = re.compile(
    r"(?:beri|bila|buka|buat|cocokkan|ganti|hapus|hubungi|isi|kirim|kosongkan|lengkapi|pakai|pastikan|periksa|"
    r"perbaiki|pilih|pindahkan|salin|samakan|sebutkan|simpan|tambahkan|tulis|ubah|urutkan)\b",
    re.IGNORECASE,
)


def signed(severity: Severity) -> str:
    """Symbol and word: "▼ kesalahan"."""
    return f"{severity.symbol} {severity.label}"


def wrong_and_todo(finding: Finding) -> tuple[str, str]:
    """The sentence parted into what is wrong and what to do next."""
    message = finding.message.strip()
    sentences = _SENTENCE_END.split(message)
    demands = [number for number, sentence in enumerate(sentences) if number and _DEMAND.match(sentence)]
    if not demands:
        return message, _BY_DEFAULT[finding.severity]
    cut = demands[0]
    return f"{'. '.join(sentences[:cut])}.", ". ".join(sentences[cut:])


def expected(finding: Finding) -> str:
    """What the contract says of such a cell; empty where it says nothing."""
    known = rule_by_id(finding.rule)
    if known is not None:
        contract, rule = known
        return rule_sentence(rule, contract=contract)
    field = _field(finding)
    return "" if field is None else _kind(field)


def written(former: Former, *, field: str, contract: str) -> str:
    """A former value with its date: "916.543 (15 Oktober 2026)"."""
    return f"{_value(former, load_contracts()[contract].field(field))} ({format_tanggal(former.tanggal)})"


def _value(former: Former, field: Field) -> str:
    value = former.value
    if isinstance(value, date):
        return format_tanggal(value)
    if isinstance(value, str):
        return value
    return format_bilangan(value, decimals=2 if field.logical_type is LogicalType.NUMBER else 0)


def _field(finding: Finding) -> Field | None:
    owner: Contract | None = load_contracts().get(finding.contract or "")
    fields = (owner or load_identification()).fields
    return next((field for field in fields if field.name == finding.field), None)


def _kind(field: Field) -> str:
    unit = f" ({field.unit})" if field.unit else ""
    example = f", misalnya {examples_of(field)[0]}" if field.examples else ""
    return f"{field.business_name}: {TYPES[field.logical_type]}{unit}{example}; kosong bila belum dilaporkan."
