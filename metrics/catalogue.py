"""The declared indicators: `indicators.yaml` read through a strict model.

A typing mistake in the file fails at load, never silently: unknown keys are errors, every `contract.field`
must exist in the contracts, and the measure of a field decides where it may stand. Only a flow may be
added up over time.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Measure

INDICATORS_FILE = Path(__file__).with_name("indicators.yaml")


class Unit(StrEnum):
    """What `value` counts."""

    PERSEN = "persen"
    JIWA = "jiwa"
    LEMBAR = "lembar"
    KEPING = "keping"
    HARI = "hari"


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


class Strict(BaseModel):
    """Unknown keys fail, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldRef(Strict):
    """One field of one contract, written `contract.field` in the file."""

    contract: str
    field: str

    @model_validator(mode="after")
    def _resolves(self) -> "FieldRef":
        contract = load_contracts().get(self.contract)
        if contract is None or self.field not in {field.name for field in contract.fields}:
            raise ValueError(f"{self} does not exist in the contracts")
        if contract.dimensions:
            raise ValueError(f"{self} has one row per courier, channel or the like; no formula adds them up")
        return self

    @property
    def measure(self) -> Measure:
        """How the field may be combined: stock, cumulative, flow, ratio."""
        return load_contracts()[self.contract].field(self.field).measure

    @property
    def business_name(self) -> str:
        """The Indonesian name people read."""
        return load_contracts()[self.contract].field(self.field).business_name

    def __str__(self) -> str:
        return f"{self.contract}.{self.field}"


def _split_reference(value: object) -> object:
    if not isinstance(value, str):
        return value
    contract, _, field = value.partition(".")
    return {"contract": contract, "field": field}


Ref = Annotated[FieldRef, BeforeValidator(_split_reference)]
POSITIONS = frozenset({Measure.STOCK, Measure.CUMULATIVE})


def _require(ref: FieldRef | None, measures: frozenset[Measure]) -> None:
    if ref is not None and ref.measure not in measures:
        allowed = ", ".join(sorted(measures))
        raise ValueError(f"{ref} is {ref.measure}; this place takes only {allowed}")


def _require_one_contract(refs: tuple[FieldRef, ...]) -> None:
    # The parts of one figure must come from one row, or their dates could differ.
    if len({ref.contract for ref in refs}) > 1:
        raise ValueError(f"one formula reads one contract, not {', '.join(map(str, refs))}")


class Subtraction(Strict):
    """Stands in where a count was not reported: minuend - subtrahend of the same row."""

    minuend: Ref
    subtrahend: Ref


class PositionFormula(Strict):
    """What shares and levels have in common: positions of one row, never summed over time."""

    numerator: Ref
    otherwise: Subtraction | None
    denominator: Ref | None

    @property
    def counts(self) -> tuple[FieldRef, ...]:
        """Every count field the formula may read, numerator first, without repetition."""
        spare = (self.otherwise.minuend, self.otherwise.subtrahend) if self.otherwise else ()
        refs = (self.numerator, *((self.denominator,) if self.denominator else ()), *spare)
        return tuple(dict.fromkeys(refs))

    @property
    def percentages(self) -> tuple[FieldRef, ...]:
        """The percentages as typed by the sender that the formula may read."""
        return ()

    @model_validator(mode="after")
    def _reads_positions_only(self) -> "PositionFormula":
        for ref in self.counts:
            _require(ref, POSITIONS)
        for ref in self.percentages:
            _require(ref, frozenset({Measure.RATIO}))
        _require_one_contract(self.counts + self.percentages)
        return self


class Share(PositionFormula):
    """100 * numerator / denominator; `complement` is the typed percentage of the other side of the whole."""

    kind: Literal["share"]
    denominator: Ref
    reported: Ref | None
    complement: Ref | None

    @property
    def percentages(self) -> tuple[FieldRef, ...]:
        return tuple(ref for ref in (self.reported, self.complement) if ref)


class Level(PositionFormula):
    """A count as it stands on its data date; a denominator only puts it beside a whole."""

    kind: Literal["level"]


class DaysOfCover(Strict):
    """Stock / median use per working day over the last `weeks`.

    Where the use (`denominator`) is not given its `parts` add up to it, with the `extra` ones an office may
    report apart.
    """

    kind: Literal["days_of_cover"]
    numerator: Ref
    denominator: Ref
    parts: tuple[Ref, ...]
    extra: tuple[Ref, ...]
    weeks: Annotated[int, Field(gt=0)]

    @model_validator(mode="after")
    def _sums_flows_only(self) -> "DaysOfCover":
        _require(self.numerator, frozenset({Measure.STOCK}))
        for ref in self.uses:
            _require(ref, frozenset({Measure.FLOW}))
        _require_one_contract((self.numerator, *self.uses))
        return self

    @property
    def uses(self) -> tuple[FieldRef, ...]:
        """Every flow that can tell the use."""
        return (self.denominator, *self.parts, *self.extra)


class ReportShare(Strict):
    """Share of expected reports; a kab/kota is looked at over its last `periods` half-months."""

    kind: Literal["report_share"]
    counts: Literal["accepted", "on_time"]
    periods: Annotated[int, Field(gt=0)]


# The formulas whose figures come from cells.
CellFormula = Share | Level | DaysOfCover
Formula = Annotated[Share | Level | DaysOfCover | ReportShare, Field(discriminator="kind")]


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

    @model_validator(mode="after")
    def _is_reviewed_before_next_review(self) -> "Indicator":
        if self.review_by <= self.reviewed_on:
            raise ValueError(f"{self.id}: review_by must come after reviewed_on")
        return self

    @model_validator(mode="after")
    def _signals_can_be_asked(self) -> "Indicator":
        if self.signals and self.direction is Direction.NEUTRAL:
            raise ValueError(f"{self.id}: without a good direction nothing can be behind")
        if Signal.SEBAYA in self.signals and self.formula.kind != "share":
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
