"""The province's own form, "Laporan Kinerja Bidang 5": which figures it asks every kab/kota for."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from data_contracts.judul import normal_heading
from data_contracts.reference_rows import read_rows, refuse_repeats

COLUMNS = ("judul",)
_Owner = TypeVar("_Owner")


def read_form(path: Path, *, headings: Mapping[str, _Owner]) -> Mapping[str, _Owner]:
    """The form's headings in its order, each with what it means; `headings` by normal heading.

    ContractError names file and line of a heading no contract knows, and of one that is there twice.
    """
    rows = []
    for row in read_rows(path, columns=COLUMNS):
        heading = row.text("judul")
        owner = headings.get(normal_heading(heading))
        if owner is None:
            row.refuse(f"judul “{heading}” tidak dikenal kontrak mana pun; tambahkan sebagai sinonim.")
        rows.append((row, (heading, owner)))
    return MappingProxyType(dict(refuse_repeats(rows, key=lambda pair: pair[0], what="judul")))
