"""Which reported row holds for a key and field: the last live one with a value; real before simulated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from data_contracts.catalogue import load_contracts
from warehouse.columns import NO_ROW, Flags, Positions, codes_of, flags_of, present, rows_where


@dataclass(frozen=True, slots=True)
class Keyed:
    """Rows in order of precedence, each with the number of its key; numbers follow the order of the keys.

    `present[field]`: in which rows the field has a value. Every row has one in some field.
    """

    rows: pa.Table
    group: Positions
    present: Mapping[str, Flags]

    @property
    def groups(self) -> int:
        return int(self.group.max(initial=-1)) + 1

    def last(self, chosen: Flags) -> Positions:
        """Per key the position of its last chosen row, or NO_ROW."""
        last = np.full(self.groups, NO_ROW)
        # Of several values assigned to one place the last one stays.
        last[self.group[chosen]] = np.flatnonzero(chosen)
        return last

    def winners(self, counting: Flags) -> dict[str, Positions]:
        """Per field the same as `winner`."""
        return {name: self.winner(name, counting) for name in self.present}

    def winner(self, name: str, counting: Flags) -> Positions:
        """Per key the position of the row whose value holds among those that count, or NO_ROW."""
        return self.last(counting & self.present[name])


def keyed(rows: pa.Table, *, keys: Sequence[str], fields: Sequence[str]) -> tuple[Keyed, Flags]:
    """The rows with a value in one of the fields, numbered by key; and which of the given rows these are."""
    has_value = {name: present(rows[name]) for name in fields}
    filled = np.logical_or.reduce([*has_value.values(), np.zeros(len(rows), dtype=bool)])
    chosen = rows if filled.all() else rows_where(rows, filled)
    group = group_numbers(chosen, keys=keys)
    return Keyed(chosen, group, {name: flags[filled] for name, flags in has_value.items()}), filled


def group_numbers(rows: pa.Table, *, keys: Sequence[str]) -> Positions:
    """Per row the number of its key, in the order of the keys from 0 on."""
    combined = np.zeros(len(rows), dtype=np.int64)
    for key in keys:
        codes = codes_of(rows[key])
        combined = combined * (codes.max(initial=0) + 1) + codes
    numbers: Positions = np.unique(combined, return_inverse=True)[1]
    return numbers


def counting_rows(rows: pa.Table, *, contract: str, live: Flags) -> Flags:
    """The live rows without simulated ones of a place and day for which a live real one holds a figure."""
    simulated = flags_of(rows["simulasi"])
    if not (simulated & live).any():
        return live
    place = group_numbers(rows, keys=("kode_wilayah", "tanggal"))
    measured = [field.name for field in load_contracts()[contract].measured]
    has_figure = np.logical_or.reduce([present(rows[name]) for name in measured])
    is_real = np.zeros(len(rows), dtype=bool)
    is_real[place[live & ~simulated & has_figure]] = True
    unshadowed: Flags = live & ~(simulated & is_real[place])
    return unshadowed


def revised_keys(told: Keyed, *, counting: Flags) -> Flags:
    """Per key whether a later submission or a withdrawal changed the value of some field.

    A field is revised where the submissions that were ever accepted for it say more than one thing, or where
    all that said something are withdrawn. Real figures are held against real ones and simulated against
    simulated ones, whichever the key shows. The first value is no revision, nor the same one said again.
    """
    shown = told.last(counting)
    simulated = flags_of(told.rows["simulasi"])
    comparable = (shown[told.group] != NO_ROW) & (simulated == simulated[shown[told.group]])
    submission = told.rows["submission_id"].to_numpy()
    revised = np.zeros(told.groups, dtype=bool)
    suspects = comparable & _of_several(told, submission=submission, comparable=comparable)
    if not suspects.any():
        return revised
    for name, has_value in told.present.items():
        said = suspects & has_value
        if said.any():
            revised |= _changed(told, name=name, said=said, submission=submission)
            revised |= _lost(told, said=said, holds=counting & has_value)
    return revised


def _of_several(told: Keyed, *, submission: Positions, comparable: Flags) -> Flags:
    """The rows of keys about which more than one submission says something: the others cannot be revised."""
    last = told.last(comparable)
    differs = np.zeros(told.groups, dtype=bool)
    differs[told.group[comparable & (submission != submission[last[told.group]])]] = True
    several: Flags = differs[told.group]
    return several


def _changed(told: Keyed, *, name: str, said: Flags, submission: Positions) -> Flags:
    rows = _last_of_each_submission(told, said=said, submission=submission)
    values = codes_of(told.rows[name])
    final = values[told.last(said)]
    changed = np.zeros(told.groups, dtype=bool)
    changed[told.group[rows][values[rows] != final[told.group[rows]]]] = True
    return changed


def _last_of_each_submission(told: Keyed, *, said: Flags, submission: Positions) -> Positions:
    # What a file says first and last about one key is one statement, not a revision.
    rows = np.flatnonzero(said)[::-1]
    pairs = np.stack([told.group[rows], submission[rows]], axis=1)
    return rows[np.unique(pairs, axis=0, return_index=True)[1]]


def _lost(told: Keyed, *, said: Flags, holds: Flags) -> Flags:
    was_said = told.last(said) != NO_ROW
    lost: Flags = was_said & (told.last(holds) == NO_ROW)
    return lost
