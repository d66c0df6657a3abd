"""What the read side asks the marts: positions, flows and the half-months they fall in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data_contracts.catalogue import load_register, load_routine_contracts
from data_contracts.periode import Periode
from metrics.results import CODE_LENGTH, Level, periode_of
from warehouse.marts import Marts
from warehouse.tables import kegiatan, posisi

BASIS_FIELDS = ("jenis_penyebut", "tanggal_penyebut")


@dataclass(frozen=True, slots=True)
class Span:
    """Data dates to look at, both ends included; None leaves an end open."""

    first: date | None
    last: date | None

    @classmethod
    def up_to(cls, day: date) -> "Span":
        """The half-month of `day`, up to `day`: a date means its half-month."""
        return cls(Periode.of(day).start, day)

    def holds(self, column: sa.ColumnElement[date]) -> sa.ColumnElement[bool]:
        """The condition that a date column lies in the span."""
        lower = [column >= self.first] if self.first else []
        upper = [column <= self.last] if self.last else []
        return sa.and_(sa.true(), *lower, *upper)


def of_province(kode: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """The condition that a code is the province's, a kab/kota's or a kecamatan's of it.

    Kab/kota of other provinces may be in the marts to compare with; no total or list of the 35 holds them.
    """
    province = load_register().provinsi.kode
    return sa.or_(kode == province, kode.startswith(f"{province}.", autoescape=True))


def read_positions(marts: Marts, *, contract: str, fields: Collection[str], span: Span) -> pd.DataFrame:
    """One row per kode_wilayah and tanggal of the span: these fields, `simulasi`, `direvisi`, and the
    denominator's kind and date where the contract knows them.
    """
    table = posisi(contract)
    wanted = [*fields, *(name for name in BASIS_FIELDS if name in table.c), "simulasi", "direvisi"]
    columns = [table.c[name] for name in ("kode_wilayah", "tanggal", *dict.fromkeys(wanted))]
    return marts.frame(
        sa.select(*columns).where(span.holds(table.c.tanggal), of_province(table.c.kode_wilayah))
    )


def read_flows(marts: Marts, *, contract: str, fields: Collection[str], span: Span) -> pd.DataFrame:
    """One row per kode_wilayah and interval that ends in the span: tanggal_awal, tanggal and these fields."""
    table = kegiatan(contract)
    columns = [table.c[name] for name in ("kode_wilayah", "tanggal_awal", "tanggal", *fields)]
    return marts.frame(
        sa.select(*columns).where(span.holds(table.c.tanggal), of_province(table.c.kode_wilayah))
    )


def read_wajib_ktp(marts: Marts, *, last: date | None) -> pd.DataFrame:
    """The last known wajib KTP of each kab/kota by half-month: index periode, one Int64 column per
    kode_wilayah.

    A half-month without a report carries the one before; missing where none was ever reported up to `last`.
    """
    table = posisi("perekaman")
    select = sa.select(table.c.kode_wilayah, table.c.tanggal, table.c.wajib_ktp).where(
        table.c.wajib_ktp.is_not(None),
        sa.func.length(table.c.kode_wilayah) == CODE_LENGTH[Level.KABKOTA],
        Span(None, last).holds(table.c.tanggal),
        of_province(table.c.kode_wilayah),
    )
    rows = marts.frame(select)
    rows = rows.assign(periode=periode_of(rows["tanggal"])).sort_values("tanggal")
    rows = rows.drop_duplicates(["kode_wilayah", "periode"], keep="last")
    return rows.pivot(index="periode", columns="kode_wilayah", values="wajib_ktp").sort_index().ffill()


def latest_day(marts: Marts, *, contracts: Collection[str], flows: Collection[str] = ()) -> date | None:
    """The latest data date with a position in any of `contracts`, or the end of an interval in any of
    `flows`; None when there is none.
    """
    tables = [*map(posisi, contracts), *map(kegiatan, flows)]
    days = [marts.frame(_last_day(table))["tanggal"].max() for table in tables]
    known = [day.date() for day in days if not pd.isna(day)]
    return max(known, default=None)


def _last_day(table: sa.Table) -> sa.Select[Any]:
    return sa.select(sa.func.max(table.c.tanggal).label("tanggal")).where(of_province(table.c.kode_wilayah))


def available_periods(marts: Marts) -> tuple[Periode, ...]:
    """Half-months with any position of the province or a kab/kota, oldest first."""
    days = pd.concat([_days(marts, posisi(contract)) for contract in load_routine_contracts()])
    return tuple(sorted({Periode.of(day.date()) for day in days.unique()}))


def _days(marts: Marts, table: sa.Table) -> "pd.Series[Any]":
    is_kecamatan = sa.func.length(table.c.kode_wilayah) == CODE_LENGTH[Level.KECAMATAN]
    wanted = sa.and_(~is_kecamatan, of_province(table.c.kode_wilayah))
    return marts.frame(sa.select(table.c.tanggal).where(wanted).distinct())["tanggal"]
