"""Formulas of counts that are added up from rows: of flows, or over a contract's further keys."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from data_contracts.catalogue import load_contracts, load_routine_contracts
from data_contracts.daftar import load_vocabulary
from metrics.bidang import (
    FLOWS,
    POSITIONS,
    Codes,
    FieldRef,
    Ref,
    Strict,
    Way,
    require,
    require_one_contract,
)


class Function(StrEnum):
    """The formulas that branch, and so are Python (`metrics.khusus`)."""

    ANGGARAN_TERSERAP = "anggaran_terserap"
    ANTAR_GRATIS = "antar_gratis"
    JAM_BUKA_PEKAN = "jam_buka_pekan"
    KECAMATAN_TERLAYANI = "kecamatan_terlayani"
    LAYANAN_DARING = "layanan_daring"


class Tally(Strict):
    """Counts added up from rows: flows over their intervals, or rows with further keys over these
    (`metrics.rincian` keeps anything from being counted twice).

    `only`: the codes of a dimension that are meant; `by`: the dimensions it is also shown apart for. The
    value is numerator * per / (denominator * of).
    """

    way: ClassVar[Way]
    numerator: Ref
    denominator: Ref | None = None
    reads: tuple[Ref, ...] = ()
    only: Mapping[str, Codes] = {}
    by: tuple[str, ...] = ()
    per: Annotated[int, Field(gt=0)] = 1
    of: Annotated[int, Field(gt=0)] = 1

    @property
    def contract(self) -> str:
        return self.numerator.contract

    @property
    def counts(self) -> tuple[FieldRef, ...]:
        """The fields that are counted, without repetition."""
        return tuple(dict.fromkeys((self.numerator, *((self.denominator,) if self.denominator else ()))))

    @property
    def refs(self) -> tuple[FieldRef, ...]:
        """Every field it may read."""
        return tuple(dict.fromkeys((*self.counts, *self.reads)))

    @property
    def is_flow(self) -> bool:
        return self.numerator.measure in FLOWS

    @property
    def is_routine(self) -> bool:
        """Whether it is owed for every half-month, and so told for one only by what lies inside it."""
        return self.contract in load_routine_contracts()

    @model_validator(mode="after")
    def _adds_up_what_may_be_added(self) -> "Tally":
        require_one_contract(self.refs)
        contract = load_contracts()[self.contract]
        # A stock with further keys is added over these at one moment; without any there is only time to add
        # over.
        allowed = FLOWS if self.is_flow or not contract.dimensions else POSITIONS
        for ref in self.counts:
            require(ref, allowed)
        vocabularies = {field.name: field.vocabulary for field in contract.dimensions}
        for name in (*self.only, *self.by):
            if not vocabularies.get(name):
                raise ValueError(f"{name} is no dimension of {self.contract} with a closed list")
        for name, codes in self.only.items():
            known = load_vocabulary(vocabularies[name] or "").codes
            if not set(codes) <= set(known):
                raise ValueError(f"{name} has no code {', '.join(set(codes) - set(known))}")
        return self


class Sum(Tally):
    """A flow added up over the half-month.

    Where it is not given its `parts` add up to it, with the `extra` ones an office may report apart.
    """

    way: ClassVar[Way] = Way.COUNT
    kind: Literal["sum"]
    denominator: None = None
    parts: tuple[Ref, ...] = ()
    extra: tuple[Ref, ...] = ()

    @property
    def refs(self) -> tuple[FieldRef, ...]:
        return (*super().refs, *self.parts, *self.extra)

    @model_validator(mode="after")
    def _sums_flows_only(self) -> "Sum":
        for ref in (self.numerator, *self.parts, *self.extra):
            require(ref, FLOWS)
        return self


class Portion(Tally):
    """100 * numerator / denominator, both added up over the rows that report both."""

    way: ClassVar[Way] = Way.SHARE
    kind: Literal["portion"]
    denominator: Ref


class Rate(Tally):
    """So much of one per unit of another, both added up over rows that report both; no part of a whole."""

    way: ClassVar[Way] = Way.RATE
    kind: Literal["rate"]
    denominator: Ref


class CustomShare(Tally):
    """A share whose parts a named function picks from the rows."""

    way: ClassVar[Way] = Way.SHARE
    kind: Literal["custom_share"]
    function: Function


class CustomRate(Tally):
    """A rate whose parts a named function picks from the rows."""

    way: ClassVar[Way] = Way.RATE
    kind: Literal["custom_rate"]
    function: Function
