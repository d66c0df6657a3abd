"""The declared indicators: `indicators.yaml` read through a strict model.

A typing mistake in the file fails at load, never silently: unknown keys are errors, every `contract.field`
must exist in the contracts, and the measure of a field decides where it may stand (`metrics.formulas`). Only
a flow may be added up over time.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import yaml
from pydantic import model_validator

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Measure
from data_contracts.daftar import ALL, load_vocabulary
from metrics.bidang import FieldRef, Strict, Way
from metrics.formulas import (
    CellFormula,
    DaysOfCover,
    FillShare,
    Formula,
    JoinedShare,
    PositionFormula,
    ReportShare,
    Share,
)
from metrics.penjumlahan import Tally

__all__ = [
    "INDICATORS_FILE",
    "CellFormula",
    "DaysOfCover",
    "Direction",
    "FieldRef",
    "FillShare",
    "Indicator",
    "Kelompok",
    "PositionFormula",
    "ReportShare",
    "Share",
    "Signal",
    "Strict",
    "Tally",
    "Unit",
    "Way",
    "find_indicator",
    "known_indicators",
    "load_breakdowns",
    "load_indicators",
    "parse_indicators",
]

INDICATORS_FILE = Path(__file__).with_name("indicators.yaml")


class Unit(StrEnum):
    """What `value` counts."""

    PERSEN = "persen"
    JIWA = "jiwa"
    LEMBAR = "lembar"
    KEPING = "keping"
    HARI = "hari"
    DOKUMEN = "dokumen"
    RUPIAH = "rupiah"
    JAM = "jam"
    ORANG = "orang"
    PERJANJIAN = "perjanjian"
    LEMBAGA = "lembaga"


class Direction(StrEnum):
    """Whether a rise is good."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


class Kelompok(StrEnum):
    """What an indicator is about; pages and documents show indicators by group, in this order."""

    PEREKAMAN = "perekaman"
    KARTU = "kartu"
    BLANGKO = "blangko"
    SUKET = "suket"
    PENGANTARAN = "pengantaran"
    LAYANAN = "layanan"
    DOKUMEN = "dokumen"
    KEMENTERIAN = "kementerian"
    ANGGARAN = "anggaran"
    PELAPORAN = "pelaporan"

    @property
    def label(self) -> str:
        """The heading an official reads."""
        return _GROUP_LABELS[self]


_GROUP_LABELS: Final[Mapping[Kelompok, str]] = MappingProxyType(
    {
        Kelompok.PEREKAMAN: "Perekaman KTP-el",
        Kelompok.KARTU: "Rantai kartu",
        Kelompok.BLANGKO: "Blangko",
        Kelompok.SUKET: "Suket",
        Kelompok.PENGANTARAN: "Pengantaran dokumen",
        Kelompok.LAYANAN: "Layanan",
        Kelompok.DOKUMEN: "KIA, akta, dan IKD",
        Kelompok.KEMENTERIAN: "Indikator kementerian",
        Kelompok.ANGGARAN: "Anggaran",
        Kelompok.PELAPORAN: "Pelaporan",
    }
)


class Signal(StrEnum):
    """The four signals behind "tertinggal"; an indicator names those that can be asked of it."""

    TARGET = "target"
    SEBAYA = "sebaya"
    ARAH = "arah"
    LAJU = "laju"


class Indicator(Strict):
    """One declared indicator. `target` is a key of the dated targets, or None where none is in force.

    `signals` are those that can make it "tertinggal"; `tindakan` the verb of the work that closes its gap
    ("rekam 1.240 jiwa lagi"), None where it has no such signal.
    """

    id: str
    nama: str
    nama_pendek: str
    kelompok: Kelompok
    arti: str
    formula: Formula
    unit: Unit
    count_unit: str
    direction: Direction
    target: str | None
    signals: tuple[Signal, ...]
    tindakan: str | None
    caveats: tuple[str, ...]
    steward: str
    reviewed_on: date
    review_by: date
    source: str

    @property
    def is_share(self) -> bool:
        """Whether the value is a part of a whole, in percent."""
        return self.formula.way is Way.SHARE

    @property
    def has_own_days(self) -> bool:
        """Whether its basis names the days of its counts, which differ from place to place."""
        return isinstance(self.formula, Tally | JoinedShare)

    @property
    def is_slower(self) -> bool:
        """Whether it is owed less often than every half-month, such as monthly or once a quarter."""
        return isinstance(self.formula, Tally) and not self.formula.is_routine

    @property
    def has_frozen_whole(self) -> bool:
        """Whether it is a part of people counted on some day, a DKB, which another one replaces."""
        whole = self.formula.denominator if isinstance(self.formula, Share) else None
        return whole is not None and whole.measure is Measure.STOCK

    @model_validator(mode="after")
    def _is_reviewed_before_next_review(self) -> "Indicator":
        if self.review_by <= self.reviewed_on:
            raise ValueError(f"{self.id}: review_by must come after reviewed_on")
        return self

    @model_validator(mode="after")
    def _signals_can_be_asked(self) -> "Indicator":
        if self.signals and self.direction is Direction.NEUTRAL:
            raise ValueError(f"{self.id}: without a good direction nothing can be behind")
        if Signal.SEBAYA in self.signals and not self.is_share:
            raise ValueError(f"{self.id}: counts are not comparable between places")
        if {Signal.TARGET, Signal.LAJU} & set(self.signals) and not (self.target and self.tindakan):
            raise ValueError(f"{self.id}: target and laju need a target and what to do about it")
        return self


def parse_indicators(text: str) -> Mapping[str, Indicator]:
    """Indicators of a YAML text by id, in file order; pydantic.ValidationError on anything it does not
    know.
    """
    declared = yaml.safe_load(text)
    return MappingProxyType({key: Indicator(id=key, **entry) for key, entry in declared.items()})


@cache
def load_indicators() -> Mapping[str, Indicator]:
    """Every declared indicator by id, in the order of the file."""
    return parse_indicators(INDICATORS_FILE.read_text(encoding="utf-8"))


# Couriers and channels are named as they are; a document's code could be a courier's too ("lain").
_SHOWN_BEFORE: Final = {"jenis_dokumen": "dok."}


@cache
def load_breakdowns() -> Mapping[str, Indicator]:
    """The declared indicators once more for each courier, channel and document they are shown apart for.

    `antar_terkirim.pos` is of one courier, `antar_terkirim.dok.ktp_el` of one document. None has signals.
    """
    found = (part for item in load_indicators().values() for part in _breakdowns(item))
    return MappingProxyType({part.id: part for part in found})


@cache
def known_indicators() -> Mapping[str, Indicator]:
    """The declared indicators, then their breakdowns, by id."""
    return MappingProxyType({**load_indicators(), **load_breakdowns()})


def find_indicator(name: str) -> Indicator | None:
    """The indicator or breakdown of that id; None where there is none."""
    return known_indicators().get(name)


def _breakdowns(item: Indicator) -> Iterator[Indicator]:
    formula = item.formula
    if not isinstance(formula, Tally):
        return
    contract = load_contracts()[formula.contract]
    for name in formula.by:
        vocabulary = load_vocabulary(contract.field(name).vocabulary or name)
        for word in vocabulary.words:
            if word.kode != ALL:
                yield _apart(item, formula, dimension=name, kode=word.kode, label=word.label)


def _apart(item: Indicator, formula: Tally, *, dimension: str, kode: str, label: str) -> Indicator:
    only = {**formula.only, dimension: (kode,)}
    return item.model_copy(
        update={
            "id": f"{item.id}.{_SHOWN_BEFORE.get(dimension, '')}{kode}",
            "nama": f"{item.nama}: {label}",
            "nama_pendek": f"{item.nama_pendek}: {label}",
            "formula": formula.model_copy(update={"only": only, "by": ()}),
            "signals": (),
        }
    )
