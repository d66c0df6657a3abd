"""What formulas are made of: a field as a formula names it, what its measure allows, how a value follows."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Measure


class Way(StrEnum):
    """How a value follows from its counts."""

    COUNT = "count"
    SHARE = "share"
    RATE = "rate"
    COVER = "cover"
    REPORTS = "reports"


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
Codes = tuple[str, ...]
POSITIONS: Final = frozenset({Measure.STOCK, Measure.CUMULATIVE})
FLOWS: Final = frozenset({Measure.FLOW})


def require(ref: FieldRef | None, measures: frozenset[Measure]) -> None:
    if ref is not None and ref.measure not in measures:
        allowed = ", ".join(sorted(measures))
        raise ValueError(f"{ref} is {ref.measure}; this place takes only {allowed}")


def require_one_contract(refs: tuple[FieldRef, ...]) -> None:
    # The parts of one figure must come from one row, or their dates could differ.
    if len({ref.contract for ref in refs}) > 1:
        raise ValueError(f"one formula reads one contract, not {', '.join(map(str, refs))}")


def require_one_row(refs: tuple[FieldRef, ...]) -> None:
    for ref in refs:
        if load_contracts()[ref.contract].dimensions:
            raise ValueError(
                f"{ref} has one row per courier, channel or the like; no formula adds them up unasked"
            )
