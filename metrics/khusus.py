"""The named functions of the catalogue: which rows of a contract stand in a figure, and with which counts.

Each takes the rows asked for, wide as in the marts (`wilayah`, days, the contract's dimensions, `periode`,
its fields), and gives back those that count, with `numerator` and `denominator` (whole numbers). Nothing is
added up here; `metrics.hitungan` does that, and keeps anything from being counted twice.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import pandas as pd

from data_contracts.catalogue import load_register
from data_contracts.daftar import ALL
from metrics.jam_layanan import minutes_a_week
from metrics.layanan import CHANNELS
from metrics.penjumlahan import CustomRate, CustomShare, Function, Tally
from metrics.results import CODE_LENGTH, Level
from metrics.rincian import KABKOTA

Pick = Callable[[pd.DataFrame], pd.DataFrame]
FREE: Final = ("apbd", "lainnya")
KECAMATAN: Final = "kecamatan"


def _free_of_charge(rows: pd.DataFrame) -> pd.DataFrame:
    """Delivered documents of which it is known who pays the courier, and among them those the citizen does
    not pay for.
    """
    no_charge = (rows["tarif_rp"] == 0).fillna(value=False)
    known = rows[rows["terkirim"].notna() & (rows["penanggung_biaya"].notna() | no_charge)]
    free = known["penanggung_biaya"].isin(FREE) | (known["tarif_rp"] == 0).fillna(value=False)
    return known.assign(numerator=known["terkirim"].where(free, 0), denominator=known["terkirim"])


def _online(rows: pd.DataFrame) -> pd.DataFrame:
    """Requests of the places and half-months that report both channels, and those made online."""
    told = rows[rows["kanal"].isin(CHANNELS) & rows["permohonan"].notna()]
    told = told.assign(daerah=told["wilayah"].str.slice(0, KABKOTA))
    n_channels = told.groupby(["daerah", "periode"])["kanal"].transform("nunique")
    both = told[n_channels == len(CHANNELS)].drop(columns="daerah")
    online = both["permohonan"].where(both["kanal"] == CHANNELS[0])
    return both.assign(numerator=online, denominator=both["permohonan"])


def _kecamatan_served(rows: pd.DataFrame) -> pd.DataFrame:
    """Service points of kind kecamatan, as many as the row stands for; of a kecamatan that reports itself any
    point at all, once. The number of kecamatan is the register's.
    """
    is_own = rows["wilayah"].str.len() == CODE_LENGTH[Level.KECAMATAN]
    points = rows["jumlah_titik"].fillna(_one_if_named(rows))
    listed = rows.assign(numerator=points)[~is_own & (rows["jenis_titik"] == KECAMATAN) & points.notna()]
    own = rows[is_own & (rows["jumlah_titik"].fillna(1) > 0)].drop_duplicates(["wilayah", "periode"])
    # Whatever point it is, it says of its kecamatan what a row of the kab/kota says of all of them.
    own = own.assign(numerator=pd.array([1] * len(own), dtype="Int64"), jenis_titik=KECAMATAN, nama_titik=ALL)
    served = pd.concat([listed, own])
    return served.assign(denominator=pd.array([pd.NA] * len(served), dtype="Int64"))


def _one_if_named(rows: pd.DataFrame) -> "pd.Series[int]":
    """A named point is one; a row about all points of a kind without their number says nothing of it."""
    return pd.Series(1, index=rows.index, dtype="Int64").where(rows["nama_titik"] != ALL)


def _opening_hours(rows: pd.DataFrame) -> pd.DataFrame:
    """Minutes open a week over all points of a row, and their number (one where it is not given)."""
    names = ("hari_layanan", "jam_buka", "jam_tutup", "jam_buka_sabtu", "jam_tutup_sabtu")
    texts = [[text if isinstance(text, str) else None for text in rows[name]] for name in names]
    minutes = [
        minutes_a_week(hari=hari, buka=opens, tutup=closes, buka_sabtu=first, tutup_sabtu=last)
        for hari, opens, closes, first, last in zip(*texts, strict=True)
    ]
    points = rows["jumlah_titik"].fillna(1)
    open_for = pd.Series(minutes, index=rows.index, dtype="Int64") * points
    told = rows.assign(numerator=open_for, denominator=points)
    return told.dropna(subset=["numerator"])


def _budget_of_the_year(rows: pd.DataFrame) -> pd.DataFrame:
    """Budgets of the year of their data date that name both what may be and what was spent."""
    years = rows["tanggal"].dt.year.astype("str")
    told: pd.DataFrame = rows[
        (rows["tahun_anggaran"] == years) & rows["pagu_rp"].notna() & rows["realisasi_rp"].notna()
    ]
    return told.assign(numerator=told["realisasi_rp"], denominator=told["pagu_rp"])


PICKS: Final[Mapping[Function, Pick]] = MappingProxyType(
    {
        Function.ANTAR_GRATIS: _free_of_charge,
        Function.LAYANAN_DARING: _online,
        Function.KECAMATAN_TERLAYANI: _kecamatan_served,
        Function.JAM_BUKA_PEKAN: _opening_hours,
        Function.ANGGARAN_TERSERAP: _budget_of_the_year,
    }
)
LACKING: Final[Mapping[Function, str]] = MappingProxyType(
    {
        Function.ANTAR_GRATIS: "dokumen terkirim tidak dilaporkan bersama penanggung biaya atau tarifnya",
        Function.LAYANAN_DARING: "permohonan daring dan tatap muka tidak dilaporkan keduanya",
        Function.KECAMATAN_TERLAYANI: "titik layanan kecamatan tidak dilaporkan",
        Function.JAM_BUKA_PEKAN: "hari dan jam buka tidak dilaporkan atau tidak terbaca",
        Function.ANGGARAN_TERSERAP: "pagu dan realisasi tahun anggaran itu tidak dilaporkan keduanya",
    }
)
"""Why there is no value where the rows asked for were reported."""


def kecamatan_of(wilayah: str) -> int | None:
    """How many kecamatan the register knows in a kab/kota, or in the province; one in a kecamatan."""
    register = load_register()
    if len(wilayah) == CODE_LENGTH[Level.KECAMATAN]:
        return 1
    if len(wilayah) == CODE_LENGTH[Level.PROVINSI]:
        return len(register.kecamatan)
    return register.get(wilayah).jumlah_kecamatan


def lacking(formula: Tally) -> str:
    """Why a place that reported has no value."""
    if isinstance(formula, CustomShare | CustomRate):
        return LACKING[formula.function]
    names = [ref.business_name for ref in formula.counts]
    if len(names) == 1:
        return f"{names[0]} tidak dilaporkan"
    return f"{' dan '.join(names)} tidak dilaporkan keduanya"
