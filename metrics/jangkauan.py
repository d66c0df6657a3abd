"""Which places and half-months a submission brought figures for."""

from dataclasses import dataclass

import sqlalchemy as sa

from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from data_contracts.wilayah import Wilayah
from warehouse.marts import Marts
from warehouse.tables import kiriman


@dataclass(frozen=True, slots=True)
class Reach:
    """`wilayah`: province or kab/kota in the order of their codes; a kecamatan counts as its kab/kota."""

    periode: Periode
    wilayah: tuple[Wilayah, ...]


def reach_of(marts: Marts, *, submission: int) -> tuple[Reach, ...]:
    """One entry per half-month with an accepted row, the latest first; none while it is not published."""
    wanted = (kiriman.c.submission_id == submission, kiriman.c.diterima_sah)
    frame = marts.frame(sa.select(kiriman.c.kode_wilayah, kiriman.c.tanggal).where(*wanted))
    places, days = frame["kode_wilayah"].str.slice(0, 5), frame["tanggal"].dt.date
    pairs = {(Periode.of(day), str(place)) for place, day in zip(places, days, strict=True)}
    register = load_register()
    return tuple(
        Reach(periode, tuple(register.get(kode) for own, kode in sorted(pairs) if own == periode))
        for periode in sorted({periode for periode, _ in pairs}, reverse=True)
    )
