"""The former residencies of Jawa Tengah: gone since 1950, and still how people group the regencies."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from data_contracts.reference_rows import read_rows, refuse_repeats
from data_contracts.wilayah import WilayahRegister

COLUMNS = ("kode", "karesidenan")


def read_residencies(path: Path, *, register: WilayahRegister) -> Mapping[str, str]:
    """The residency of every kab/kota by code; ContractError names file and line.

    Raises ContractError too where a code is not a kab/kota of the register; one that is left out stands in
    no residency.
    """
    known = {place.kode for place in register.kabkota}
    rows = []
    for row in read_rows(path, columns=COLUMNS):
        if row.text("kode") not in known:
            row.refuse(f"kode “{row.text('kode')}” bukan kabupaten/kota; perbaiki kodenya.")
        rows.append((row, (row.text("kode"), row.text("karesidenan"))))
    return MappingProxyType(dict(refuse_repeats(rows, key=lambda pair: pair[0], what="kode")))
