"""A kab/kota beside the sum of its kecamatan, where all of them reported the same."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial

import numpy as np
import pandas as pd

from data_contracts.catalogue import load_register
from data_contracts.contract import Contract, Field, LogicalType, Measure, Severity
from data_contracts.tulisan import format_bilangan, format_tanggal
from etl.chronicle import LENGTH, Chronicles
from etl.lines import Line, Places
from etl.observations import Hits, Observation, tell
from etl.past import children

PEOPLE = frozenset({"jiwa", "anak"})
"""Every resident lives in one kecamatan, so levels of people add up. Cards, papers and services need not: the
office of the kab/kota has its own, so of those the kecamatan may only have less together."""

_KABKOTA_CODE, _KECAMATAN_CODE = len("33.74"), len("33.74.01")
_ADDED = (Measure.STOCK, Measure.CUMULATIVE, Measure.FLOW)
_INDUK, _POSITION = "induk", "baris"
_PAST = -1


def check_kecamatan(chronicles: Sequence[Chronicles], *, places: Places) -> Iterator[Observation]:
    """A warning where a kab/kota and its kecamatan, all reported for one day, do not add up.

    At the kab/kota's row, or where that came with an earlier file at the last of the kecamatan's. Flows are
    added over intervals of like length; of several values for a region the last counts.
    """
    for each in chronicles:
        for contract in each.table.contracts:
            rows = _both_levels(each, contract)
            if rows.empty:
                continue
            for field in contract.measured:
                if field.name in each.table.fields and _is_added(field):
                    hits = _compared(rows, field, keys=each.table.keys)
                    yield from tell(hits, table=each.table, places=places)


def _is_added(field: Field) -> bool:
    return field.measure in _ADDED and field.logical_type is LogicalType.INTEGER


def _both_levels(chronicles: Chronicles, contract: Contract) -> pd.DataFrame:
    """The rows, past before own, of each kab/kota and day of which everybody is there, with one of our own.

    With the kab/kota of each row, and the row's position in the table (_PAST where it has none).
    """
    own = chronicles.table.frame
    past, _ = chronicles.by_day.past_of(contract.name)
    known = [frame for frame in (past, own) if len(frame)]
    levels = {len(kode) for frame in known for kode in frame["kode_wilayah"].dropna().unique()}
    if not {_KABKOTA_CODE, _KECAMATAN_CODE} <= levels:
        return own.iloc[:0]
    placed = [past.assign(**{_POSITION: _PAST}), own.assign(**{_POSITION: range(len(own))})]
    rows = pd.concat([frame for frame in placed if len(frame)], ignore_index=True)
    length = rows["kode_wilayah"].str.len()
    regions = rows[length.isin([_KABKOTA_CODE, _KECAMATAN_CODE]) & rows["tanggal"].notna()]
    regions = regions.assign(**{_INDUK: regions["kode_wilayah"].str[:_KABKOTA_CODE]})
    groups = regions.groupby([*_group(chronicles.table.keys), "tanggal"], sort=False)
    everybody = groups["kode_wilayah"].transform("nunique") == regions[_INDUK].map(_sizes()) + 1
    return regions[everybody & (groups[_POSITION].transform("max") > _PAST)]


@cache
def _sizes() -> Mapping[str, int]:
    """How many kecamatan each kab/kota has."""
    return {kode: len(kecamatan) for kode, kecamatan in children().items()}


def _group(keys: Sequence[str]) -> list[str]:
    """The kab/kota instead of the region, and the dimensions."""
    return [_INDUK, *keys[1:]]


def _compared(rows: pd.DataFrame, field: Field, *, keys: Sequence[str]) -> Hits:
    moment = ["tanggal", *([LENGTH] if field.measure is Measure.FLOW else [])]
    told = rows[rows[field.name].notna()].drop_duplicates([*keys, *moment], keep="last")
    together = _sums(told, field.name, by=[*_group(keys), *moment])
    apart = (
        together["total"] != together["own"] if _lives_there(field) else together["total"] > together["own"]
    )
    wrong = together[apart.to_numpy(dtype=bool)].sort_values("place")
    positions = wrong["place"].to_numpy(dtype=np.intp)
    sums = dict(zip(positions.tolist(), wrong["total"].tolist(), strict=True))
    own = dict(zip(positions.tolist(), wrong["own"].tolist(), strict=True))
    return Hits(
        rule="jumlah_kecamatan_berbeda",
        severity=Severity.WARNING,
        field=field.name,
        positions=positions,
        sentence=partial(_sentence, field=field, own=own, sums=sums),
    )


def _lives_there(field: Field) -> bool:
    return field.unit in PEOPLE and field.measure is not Measure.FLOW


def _sums(told: pd.DataFrame, name: str, *, by: Sequence[str]) -> pd.DataFrame:
    """For each kab/kota and moment of which all is told: its own figure, the total, and where to say it."""
    is_kabkota = (told["kode_wilayah"].str.len() == _KABKOTA_CODE).to_numpy(dtype=bool)
    own = told[is_kabkota].set_index(list(by))[[name, _POSITION]].set_axis(["own", "place"], axis="columns")
    parts = (
        told[~is_kabkota]
        .groupby(list(by))
        .agg(total=(name, "sum"), count=(name, "size"), last=(_POSITION, "max"))
    )
    both = own.join(parts, how="inner").reset_index()
    both = both[both["count"] == both[_INDUK].map(_sizes())]
    both = both.assign(place=both["place"].where(both["place"] != _PAST, both["last"]))
    return both[both["place"] != _PAST]


def _sentence(
    line: Line, position: int, *, field: Field, own: Mapping[int, int], sums: Mapping[int, int]
) -> str:
    kabkota = load_register().get((line.kode_wilayah or "")[:_KABKOTA_CODE])
    more = "" if _lives_there(field) else ", padahal tidak mungkin lebih dari angka kabupaten/kotanya"
    return (
        f"{field.business_name} {kabkota.nama} {format_tanggal(line.tanggal)} dilaporkan "
        f"{format_bilangan(own[position])}, sedangkan jumlah {_sizes()[kabkota.kode]} kecamatannya "
        f"{format_bilangan(sums[position])}{more}. Periksa kecamatan atau angka kabupaten/kota yang keliru."
    )
