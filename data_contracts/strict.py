"""The checks by which our own files are read strictly; each raises ContractError with what is wrong."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import TypeVar

from data_contracts.errors import ContractError

_Choice = TypeVar("_Choice", bound=StrEnum)


def only(keys: Iterable[object], known: AbstractSet[str], *, where: str) -> None:
    """Every key has a reader."""
    unknown = sorted(set(map(str, keys)) - known)
    if unknown:
        raise ContractError(f"{where}: kunci {', '.join(unknown)} tidak dikenal")


def unique(values: Iterable[str], *, what: str) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise ContractError(f"{what}: “{value}” ada dua kali")
        seen.add(value)


def text(value: object, *, what: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ContractError(f"{what} belum diisi dengan teks")
    return value.strip()


def texts(value: object, *, what: str) -> tuple[str, ...]:
    """A list of texts; a single text is not one."""
    if not isinstance(value, list):
        raise ContractError(f"{what} bukan daftar")
    return tuple(text(entry, what=f"isi {what}") for entry in value)


def days(value: object, *, what: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ContractError(f"{what}: {value!r} bukan jumlah hari")
    return value


def mapping(value: object, *, what: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ContractError(f"{what} bukan pasangan kunci dan nilai")
    return value


def choice(kind: type[_Choice], value: object, *, what: str) -> _Choice:
    if value not in [member.value for member in kind]:
        raise ContractError(f"{what}: {value!r} bukan salah satu dari {', '.join(kind)}")
    return kind(value)
