"""The closed vocabulary of formulas an indicator may be declared with.

The measure of a field decides where it may stand: positions are read at their date, flows are added up, and
no position is ever added up over time. All counts stay whole numbers to the end; the ratio is computed last.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from data_contracts.catalogue import load_routine_contracts
from data_contracts.contract import Measure
from metrics.bidang import (
    FLOWS,
    POSITIONS,
    FieldRef,
    Ref,
    Strict,
    Way,
    require,
    require_one_contract,
    require_one_row,
)
from metrics.penjumlahan import CustomRate, CustomShare, Portion, Rate, Sum


class Subtraction(Strict):
    """Stands in where a count was not reported: minuend - subtrahend of the same row."""

    minuend: Ref
    subtrahend: Ref


class PositionFormula(Strict):
    """What shares and levels have in common: positions of one row, never summed over time."""

    way: ClassVar[Way]
    numerator: Ref
    otherwise: Subtraction | None = None
    denominator: Ref | None

    @property
    def whole(self) -> tuple[FieldRef, ...]:
        """The fields that add up to the denominator."""
        return (self.denominator,) if self.denominator else ()

    @property
    def counts(self) -> tuple[FieldRef, ...]:
        """Every count field the formula may read, numerator first, without repetition."""
        spare = (self.otherwise.minuend, self.otherwise.subtrahend) if self.otherwise else ()
        return tuple(dict.fromkeys((self.numerator, *self.whole, *spare)))

    @property
    def percentages(self) -> tuple[FieldRef, ...]:
        """The percentages as typed by the sender that the formula may read."""
        return ()

    @property
    def refs(self) -> tuple[FieldRef, ...]:
        """Every field it may read."""
        return (*self.counts, *self.percentages)

    @model_validator(mode="after")
    def _reads_positions_only(self) -> "PositionFormula":
        for ref in self.counts:
            require(ref, POSITIONS)
        for ref in self.percentages:
            require(ref, frozenset({Measure.RATIO}))
        require_one_contract(self.refs)
        require_one_row(self.refs)
        return self


class Share(PositionFormula):
    """100 * numerator / denominator; where no field holds the whole, `added` to the denominator makes it one.

    `complement` is the typed percentage of the other side of the whole.
    """

    way: ClassVar[Way] = Way.SHARE
    kind: Literal["share"]
    denominator: Ref
    added: tuple[Ref, ...] = ()
    reported: Ref | None = None
    complement: Ref | None = None

    @property
    def whole(self) -> tuple[FieldRef, ...]:
        return (self.denominator, *self.added)

    @property
    def percentages(self) -> tuple[FieldRef, ...]:
        return tuple(ref for ref in (self.reported, self.complement) if ref)


class Level(PositionFormula):
    """A count as it stands on its data date; a denominator only puts it beside a whole."""

    way: ClassVar[Way] = Way.COUNT
    kind: Literal["level"]
    denominator: Ref | None = None


class JoinedShare(Strict):
    """100 * numerator / denominator of two contracts: of one wilayah and half-month, the latest of each in
    it.
    """

    way: ClassVar[Way] = Way.SHARE
    kind: Literal["joined_share"]
    numerator: Ref
    denominator: Ref

    @property
    def counts(self) -> tuple[FieldRef, ...]:
        """Both counts, numerator first."""
        return (self.numerator, self.denominator)

    @property
    def refs(self) -> tuple[FieldRef, ...]:
        """Every field it may read."""
        return self.counts

    @model_validator(mode="after")
    def _joins_two_contracts(self) -> "JoinedShare":
        for ref in self.refs:
            require(ref, POSITIONS)
        require_one_row(self.refs)
        if self.numerator.contract == self.denominator.contract:
            raise ValueError("two fields of one contract make a share, of one row")
        return self


class DaysOfCover(Strict):
    """Stock / median use per working day over the last `weeks`.

    Where the use (`denominator`) is not given its `parts` add up to it, with the `extra` ones an office may
    report apart.
    """

    way: ClassVar[Way] = Way.COVER
    kind: Literal["days_of_cover"]
    numerator: Ref
    denominator: Ref
    parts: tuple[Ref, ...]
    extra: tuple[Ref, ...]
    weeks: Annotated[int, Field(gt=0)]

    @model_validator(mode="after")
    def _sums_flows_only(self) -> "DaysOfCover":
        require(self.numerator, frozenset({Measure.STOCK}))
        for ref in self.uses:
            require(ref, FLOWS)
        require_one_contract(self.refs)
        require_one_row(self.refs)
        return self

    @property
    def uses(self) -> tuple[FieldRef, ...]:
        """Every flow that can tell the use."""
        return (self.denominator, *self.parts, *self.extra)

    @property
    def refs(self) -> tuple[FieldRef, ...]:
        """Every field it may read."""
        return (self.numerator, *self.uses)


class ReportShare(Strict):
    """Share of expected reports; a kab/kota is looked at over its last `periods` half-months."""

    way: ClassVar[Way] = Way.REPORTS
    kind: Literal["report_share"]
    counts: Literal["accepted", "on_time"]
    periods: Annotated[int, Field(gt=0)]


class FillShare(Strict):
    """Share of these fields that were filled in, of the places that reported anything for the half-month."""

    way: ClassVar[Way] = Way.SHARE
    kind: Literal["fill_share"]
    fields: Annotated[tuple[Ref, ...], Field(min_length=1)]

    @property
    def refs(self) -> tuple[FieldRef, ...]:
        """Every field it may read."""
        return self.fields

    @model_validator(mode="after")
    def _looks_at_positions_of_the_routine_report(self) -> "FillShare":
        for ref in self.fields:
            require(ref, POSITIONS)
            if ref.contract not in load_routine_contracts():
                raise ValueError(f"{ref} is no field of the half-monthly report")
        return self


# The formulas that have one numerator field; their figures come from cells.
CellFormula = Share | Level | JoinedShare | Sum | Portion | Rate | CustomShare | CustomRate | DaysOfCover
Formula = Annotated[CellFormula | FillShare | ReportShare, Field(discriminator="kind")]
