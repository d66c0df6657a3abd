"""The rows of `metrics.bendera.evaluate` as pages read them, and what each rule is called."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import pandas as pd

from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from data_contracts.wilayah import Wilayah
from metrics.catalogue import Indicator, Signal, load_indicators
from metrics.metodologi import Method, load_methods
from metrics.window import plain_rows

VERDICT: Final = "tertinggal"
CELLS: Final = "sel"
Fact = str | float | int | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One rule on one indicator of one kab/kota in one half-month; the words as the engine says them.

    `message` without the names of place and indicator in front. `facts` are the numbers and thresholds,
    `cells` the places they were read from ("file, sheet, D12"). `severity`, `since` (a data date) and
    `clears_when` are None where nothing is raised, save that what cannot be judged has a colour too.
    """

    wilayah: Wilayah
    indicator: Indicator
    rule: str
    periode: Periode
    outcome: str
    severity: str | None
    since: date | None
    facts: Mapping[str, Fact]
    cells: tuple[str, ...]
    clears_when: str | None
    message: str
    versi: str

    @property
    def is_raised(self) -> bool:
        return self.outcome == "raised"

    @property
    def is_finding(self) -> bool:
        """Neither the verdict nor one of its signals."""
        return self.rule != VERDICT and self.rule not in SIGNALS


@dataclass(frozen=True, slots=True)
class RuleName:
    """`nama` heads a group of flags, `pendek` stands in a sentence; `metode` is a key of the methods."""

    nama: str
    pendek: str
    metode: str


SIGNALS: Final = tuple(str(signal) for signal in Signal)
RULES: Final[Mapping[str, RuleName]] = MappingProxyType(
    {
        VERDICT: RuleName("Tertinggal", "tertinggal", "tertinggal"),
        "target": RuleName("Jarak ke target", "jauh dari target", "cakupan"),
        "sebaya": RuleName("Di antara daerah sebaya", "di bawah sebaya", "corong"),
        "arah": RuleName("Arah perubahan", "arahnya memburuk", "xmr"),
        "laju": RuleName("Laju ke target", "lajunya tidak cukup", "laju"),
        "belum_lapor": RuleName("Belum lapor", "belum lapor", "tertinggal"),
        "kemungkinan_salinan": RuleName("Kemungkinan salinan", "kemungkinan salinan", "identitas"),
        "perekaman_turun": RuleName("Sudah rekam turun tanpa sebab", "sudah rekam turun", "identitas"),
        "wajib_ktp_berubah": RuleName("Wajib KTP berubah tanpa DKB baru", "wajib KTP berubah", "identitas"),
        "wajib_ktp_penduduk": RuleName(
            "Wajib KTP terhadap penduduk tidak lazim", "wajib KTP tidak lazim", "identitas"
        ),
        "periksa_penyebut": RuleName("Di atas 100 %", "di atas 100 %", "cakupan"),
        "persentase_berbeda": RuleName(
            "Persentase tertulis berbeda dari jumlahnya", "persentase berbeda", "cakupan"
        ),
        "mutasi_tidak_klop": RuleName("Mutasi tidak klop", "mutasi tidak klop", "identitas"),
        "blangko_habis": RuleName("Blangko hampir atau sudah habis", "blangko habis", "habis_blangko"),
        "blangko_berlebih": RuleName("Blangko berlebih", "blangko berlebih", "pemakaian_blangko"),
        "suket_saat_blangko_ada": RuleName(
            "Suket terbit saat blangko ada", "Suket saat blangko ada", "pemakaian_blangko"
        ),
    }
)


def rule_name(rule: str) -> RuleName:
    """The words of a rule; one that is not named here is called by its own name."""
    words = rule.replace("_", " ")
    return RULES.get(rule) or RuleName(words.capitalize(), words, VERDICT)


def method_of(rule: str) -> Method:
    """The published method behind a rule."""
    return load_methods()[rule_name(rule).metode]


def read_flags(rows: pd.DataFrame) -> tuple[Flag, ...]:
    """The rows (FLAG_TYPES) in their order."""
    return tuple(_flag(row) for row in plain_rows(rows))


def of_rule(flags: Iterable[Flag], rule: str) -> tuple[Flag, ...]:
    """Those of one rule, in their order."""
    return tuple(flag for flag in flags if flag.rule == rule)


def flagged_indicators() -> Sequence[Indicator]:
    """Those that can make a regency fall behind, in the order of the catalogue."""
    return tuple(item for item in load_indicators().values() if item.signals)


def _flag(row: Mapping[str, Any]) -> Flag:
    indicator = load_indicators()[row["indicator"]]
    evidence = json.loads(row["evidence"])
    return Flag(
        wilayah=load_register().get(row["wilayah"]),
        indicator=indicator,
        rule=row["rule"],
        periode=Periode.parse(row["periode"]),
        outcome=row["outcome"],
        severity=row["severity"],
        since=row["since"].date() if row["since"] is not None else None,
        facts={name: fact for name, fact in evidence.items() if name != CELLS},
        cells=tuple(evidence.get(CELLS, ())),
        clears_when=row["clears_when"],
        message=_capital(row["message"].removeprefix(f"{row['nama']}, {indicator.nama}: ")),
        versi=row["versi"],
    )


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
