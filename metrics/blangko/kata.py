"""Why a stock of cards has its colour, in a sentence."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import pandas as pd

from data_contracts.aturan import Rules
from data_contracts.tulisan import format_bilangan, format_tanggal
from metrics.blangko.simulasi import HORIZON_DAYS
from metrics.blangko.warna import Colour
from metrics.kecukupan import cover_formula

FEW_USE_DAYS: Final = 20
"""Less than two half-months of working days: an interval from so few looks narrower than it is."""


def say_outlook(row: Mapping[Any, Any], *, rules: Rules) -> str:
    """The reason of one row of `blangko_outlook`, without its final full stop."""
    if pd.isna(row["stock"]):
        return "sisa blangko tidak dilaporkan"
    if row["stock"] == 0:
        return f"blangko habis per {_day(row['tanggal_data'])}"
    if row["colour"] == Colour.ABU_ABU:
        return _unknown_use(row)
    return "; ".join([_coloured(row, rules), *_caveats(row)])


def _unknown_use(row: Mapping[Any, Any]) -> str:
    weeks = f"dalam {cover_formula().weeks} minggu terakhir"
    if pd.isna(row["use"]):
        return f"jumlah kartu tercetak tidak dilaporkan {weeks}"
    return f"tidak ada kartu tercetak {weeks}"


def _coloured(row: Mapping[Any, Any], rules: Rules) -> str:
    ends = _ends(row)
    delivery = f"kiriman berikutnya {_day(row['next_delivery'])} (menurut {row['delivery_basis']})"
    match row["colour"]:
        case Colour.MERAH:
            begins = "" if row["runs_out_last"] < row["next_delivery"] else "mulai "
            return f"{ends}, {begins}sebelum {delivery}"
        case Colour.JINGGA:
            return f"{ends}, mulai dalam {rules.blangko_jingga_hari} hari kerja sesudah {delivery}"
        case Colour.UNGU:
            own, province = (format_bilangan(row[name], decimals=1) for name in ("cover", "province_cover"))
            times = format_bilangan(rules.blangko_lebih_kali)
            return f"cukup untuk {own} hari kerja, lebih dari {times} kali provinsi ({province} hari kerja)"
    return f"{ends}, sesudah {delivery}"


def _ends(row: Mapping[Any, Any]) -> str:
    if pd.isna(row["runs_out_first"]):
        return f"tidak habis dalam {HORIZON_DAYS} hari kerja"
    first = _day(row["runs_out_first"])
    if pd.isna(row["runs_out_last"]):
        return f"habis paling cepat {first}"
    last = _day(row["runs_out_last"])
    return f"habis {first}" if first == last else f"habis antara {first} dan {last}"


def _caveats(row: Mapping[Any, Any]) -> list[str]:
    """What the reader has to know beside the colour."""
    days = format_bilangan(row["n_use_days"])
    few = [f"hanya dari {days} hari pemakaian"] if row["n_use_days"] < FEW_USE_DAYS else []
    if row["binding"] == "blangko":
        return few
    left = format_bilangan(row["binding_days"], decimals=1)
    return [*few, f"{row['binding']} habis lebih dahulu, dalam {left} hari kerja"]


def _day(moment: pd.Timestamp) -> str:
    day: date = moment.date()
    return format_tanggal(day)
