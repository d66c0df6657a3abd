"""Small reports on cards, recordings and letters, as the outlook reads them from the marts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from data_contracts.catalogue import load_holidays
from data_contracts.hari_kerja import is_working_day
from metrics.blangko.laporan import Reported
from metrics.catalogue import DaysOfCover, load_indicators

KUDUS, PATI, BLORA, BEKASI = "33.19", "33.18", "33.16", "32.75"
Row = Mapping[str, Any]

CARDS = ("sisa_blangko", "ribbon_persen", "film_persen")
FLOWS = (
    "cetak_ktp", "cetak_baru", "cetak_prr", "cetak_suket", "cetak_ganti", "cetak_hilang", "cetak_rusak",
    "cetak_perubahan", "blangko_diterima",
)  # fmt: skip


def formula() -> DaysOfCover:
    found = load_indicators()["hari_cukup_blangko"].formula
    assert isinstance(found, DaysOfCover)
    return found


def position(wilayah: str, tanggal: date, **levels: Any) -> Row:
    return {"kode_wilayah": wilayah, "tanggal": tanggal, **levels}


def flow(wilayah: str, awal: date, akhir: date, **counts: Any) -> Row:
    return {"kode_wilayah": wilayah, "tanggal_awal": awal, "tanggal": akhir, **counts}


def frame(rows: Sequence[Row], *fields: str, is_flow: bool = False) -> pd.DataFrame:
    """With the types the marts give: codes as text, days, counts that may be missing."""
    days = ("tanggal_awal", "tanggal") if is_flow else ("tanggal",)
    columns = ["kode_wilayah", *days, *fields]
    kinds = {"kode_wilayah": "str", **dict.fromkeys(days, "datetime64[s]"), **dict.fromkeys(fields, "Int64")}
    return pd.DataFrame(list(rows), columns=columns).astype(kinds)


def reported(
    *,
    cards: Sequence[Row] = (),
    flows: Sequence[Row] = (),
    recordings: Sequence[Row] = (),
    new: Sequence[Row] = (),
    letters: Sequence[Row] = (),
) -> Reported:
    return Reported(
        cards=frame(cards, *CARDS),
        card_flows=frame(flows, *FLOWS, is_flow=True),
        recordings=frame(recordings, "prr", "sudah_rekam"),
        recording_flows=frame(new, "rekam_baru", is_flow=True),
        letters=frame(letters, "sisa_suket"),
        formula=formula(),
    )


def working(first: date, last: date) -> list[date]:
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [day for day in days if is_working_day(day, holidays=load_holidays())]


def later(day: date, number: int) -> date:
    """The so-manieth working day after a day, walked."""
    while number:
        day += timedelta(days=1)
        number -= is_working_day(day, holidays=load_holidays())
    return day
