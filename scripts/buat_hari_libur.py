"""Write data_contracts/reference/hari_libur.csv from the package `holidays`, the same bytes each time.

python scripts/buat_hari_libur.py [FILE]
"""

import csv
import sys
from datetime import date
from pathlib import Path

import holidays

from data_contracts.catalogue import REFERENCE
from data_contracts.hari_libur import COLUMNS, HariLibur, JenisLibur

_YEARS = range(2016, 2028)
_CATEGORIES = {JenisLibur.CUTI_BERSAMA: holidays.GOVERNMENT, JenisLibur.NASIONAL: holidays.PUBLIC}


def days_off() -> list[HariLibur]:
    """Every day off of the years, in order; a national holiday goes before a cuti bersama on its day."""
    found: dict[date, HariLibur] = {}
    for jenis, category in _CATEGORIES.items():
        calendar = holidays.country_holidays("ID", years=_YEARS, language="id", categories=category)
        found |= {day: HariLibur(day, jenis, name) for day, name in calendar.items()}
    return sorted(found.values(), key=lambda one: one.tanggal)


def write(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((one.tanggal.isoformat(), one.jenis.value, one.nama) for one in days_off())


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else REFERENCE / "hari_libur.csv")
