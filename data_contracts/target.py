"""The dated targets: what was asked for, from when to when, and who said so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from data_contracts.reference_rows import ReferenceRow, read_rows

_COLUMNS = ("key", "value", "unit", "berlaku_mulai", "berlaku_sampai", "dasar_hukum_atau_sumber")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Target:
    """`value` in `unit`, from `berlaku_mulai` to `berlaku_sampai`, both included; None: still in force."""

    key: str
    value: float
    unit: str
    berlaku_mulai: date
    berlaku_sampai: date | None
    dasar_hukum_atau_sumber: str

    def covers(self, day: date) -> bool:
        return self.berlaku_mulai <= day and (self.berlaku_sampai is None or day <= self.berlaku_sampai)


def target_in_force(targets: Iterable[Target], *, key: str, on: date) -> Target | None:
    """The target of that key on that day; None where none was in force then, or none is known."""
    return next((target for target in targets if target.key == key and target.covers(on)), None)


def read_targets(path: Path) -> tuple[Target, ...]:
    """One row per key and time in force, per key without gap or overlap; ContractError (file, line) else."""
    rows = [(row, _target(row)) for row in read_rows(path, columns=_COLUMNS)]
    for key in {target.key for _, target in rows}:
        _check_chain([pair for pair in rows if pair[1].key == key])
    return tuple(target for _, target in rows)


def _target(row: ReferenceRow) -> Target:
    target = Target(
        key=row.text("key"),
        value=row.number("value"),
        unit=row.text("unit"),
        berlaku_mulai=row.day("berlaku_mulai"),
        berlaku_sampai=row.optional(row.day, "berlaku_sampai"),
        dasar_hukum_atau_sumber=row.text("dasar_hukum_atau_sumber"),
    )
    if not target.covers(target.berlaku_mulai):
        row.refuse("berlaku_sampai mendahului berlaku_mulai; tukar atau betulkan tanggalnya.")
    return target


def _check_chain(rows: Sequence[tuple[ReferenceRow, Target]]) -> None:
    """Each row starts on the day after the one before it ends, in the same unit."""
    for (_, before), (row, after) in pairwise(rows):
        if before.berlaku_sampai is None or before.berlaku_sampai + _ONE_DAY != after.berlaku_mulai:
            row.refuse(f"target {after.key} harus mulai sehari setelah baris sebelumnya berakhir.")
        if before.unit != after.unit:
            row.refuse(f"satuan target {after.key} berubah dari {before.unit} ke {after.unit}.")
