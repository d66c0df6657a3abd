"""The contracts and reference data of this package, each read once."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from data_contracts.berkas_wilayah import read_register
from data_contracts.contract import Contract, Field, Measure, Rhythm
from data_contracts.errors import ContractError
from data_contracts.formulir import read_form
from data_contracts.hari_libur import read_holidays
from data_contracts.judul import normal_heading
from data_contracts.karesidenan import read_residencies
from data_contracts.odcs import read_contract
from data_contracts.target import Target, read_targets
from data_contracts.wilayah import WilayahRegister

FOLDER = Path(__file__).parent
REFERENCE = FOLDER / "reference"
SUBJECTS = (
    "perekaman", "suket", "blangko", "dokumen", "pengantaran", "layanan", "titik_layanan", "anggaran",
)  # fmt: skip
IDENTIFICATION = "kop_laporan"


@cache
def load_contracts() -> Mapping[str, Contract]:
    """The contracts by name, in the order of SUBJECTS."""
    contracts = {name: read_contract(FOLDER / f"{name}.odcs.yaml") for name in SUBJECTS}
    _refuse_shared_names(contracts)
    return MappingProxyType(contracts)


@cache
def load_routine_contracts() -> Mapping[str, Contract]:
    """The contracts owed every half-month: only they make the routine report, and only they date a period."""
    routine = {
        name: contract
        for name, contract in load_contracts().items()
        if contract.sla.rhythm is Rhythm.HALF_MONTHLY
    }
    return MappingProxyType(routine)


@cache
def load_identification() -> Contract:
    """The columns every layout shares: codes, names, dates, and columns known to carry no figure."""
    return read_contract(FOLDER / f"{IDENTIFICATION}.odcs.yaml")


@cache
def load_headings() -> Mapping[str, tuple[str, Field]]:
    """Normal heading -> (contract name, field): every synonym of every contract, `kop_laporan` included.

    Each heading belongs to one field; ContractError when two claim it. The keys of a subject have no
    headings of their own, they are those of `kop_laporan`.
    """
    owners: dict[str, tuple[str, Field]] = {}
    for contract in (load_identification(), *load_contracts().values()):
        for field in contract.fields:
            for heading in map(normal_heading, field.synonyms):
                _claim(owners, heading, owner=(contract.name, field))
    return MappingProxyType(owners)


@cache
def load_form() -> Mapping[str, tuple[str, Field]]:
    """The headings of the province's form in its order, each with contract name and field."""
    return read_form(REFERENCE / "formulir_provinsi.csv", headings=load_headings())


@cache
def load_register() -> WilayahRegister:
    """The province, its 35 kabupaten/kota and their 576 kecamatan."""
    return read_register(REFERENCE)


@cache
def load_targets() -> tuple[Target, ...]:
    """The dated targets of every indicator that has one."""
    return read_targets(REFERENCE / "target.csv")


@cache
def load_residencies() -> Mapping[str, str]:
    """The former residency of every kab/kota by code."""
    return read_residencies(REFERENCE / "karesidenan.csv", register=load_register())


@cache
def load_holidays() -> frozenset[date]:
    """The national holidays on which no office reports."""
    return read_holidays(REFERENCE / "hari_libur.csv")


def _claim(owners: dict[str, tuple[str, Field]], heading: str, *, owner: tuple[str, Field]) -> None:
    held = owners.setdefault(heading, owner)
    if held != owner:
        claimants = " dan ".join(f"{contract}.{field.name}" for contract, field in (held, owner))
        message = f"Judul kolom “{heading}” diaku oleh {claimants}; hapus salah satunya dari berkas kontrak."
        raise ContractError(message)


def _refuse_shared_names(contracts: Mapping[str, Contract]) -> None:
    """Fields (but for the keys) and rules are told apart by their names alone, across all subjects."""
    seen: dict[str, str] = {}
    for contract in contracts.values():
        names = [field.name for field in contract.fields if field.measure is not Measure.KEY]
        for name in (*names, *(rule.id for rule in contract.rules)):
            if name in seen:
                message = (
                    f"Nama “{name}” ada di kontrak {seen[name]} dan {contract.name}; ganti salah satunya."
                )
                raise ContractError(message)
            seen[name] = contract.name
