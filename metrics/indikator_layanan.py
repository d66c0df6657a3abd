"""Indicators of deliveries, channels, service points and budgets: observations per kab/kota and half-month.

Each indicator is one named function of the four contracts. Its rows are those of the half-month in which an
interval ends, or of the latest data date in it for levels; a kab/kota stands for its kecamatan, and what
tells the same thing twice is added once (`metrics.rincian`). Observations of two half-months can still speak
of the same days (a month ends where its second half does), so they are not added to each other.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import pandas as pd

from data_contracts.catalogue import load_register
from data_contracts.daftar import ALL
from metrics.layanan import BUDGET, CHANNELS, DELIVERY, FEE, POINTS, SERVICE, SHARES, Services
from metrics.observations import percent_of
from metrics.results import OBSERVATION_TYPES, Status, concatenated, missing, periode_of, shaped
from metrics.rincian import KABKOTA, dimensions, in_force, standing
from metrics.sources import Span

Indicator = Callable[[Services], pd.DataFrame]

RINCIAN: Final = "rincian"
DETAIL_TYPES: Final = {**OBSERVATION_TYPES, RINCIAN: "str"}
PERCENT, RATE = 1, 100
"""What a denominator is multiplied by, so that 100 * numerator / denominator is a percentage or a rate."""
ZERO_DENOMINATOR: Final = "penyebut nol"
OPENING: Final = ("hari_layanan", "jam_buka", "jam_tutup", "jam_buka_sabtu", "jam_tutup_sabtu")
KECAMATAN, DINAS, RW = "kecamatan", "dinas", "petugas_rw"
NOT_SERVED: Final = "tidak"
DAYS: Final = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
SATURDAY: Final = DAYS.index("sabtu")
WHOLE_WEEK: Final = ("setiap hari", "tiap hari")
_DAY: Final = "|".join(DAYS)
DAY_RANGE: Final = re.compile(rf"({_DAY})(?:\s*(?:-|–|—|s\.?\s?/?d\.?|sampai|hingga)\s*({_DAY}))?")
BETWEEN_DAYS: Final = re.compile(r"(?:[\s,;/&+]|dan|hari)*")
CLOCK: Final = re.compile(r"(\d{1,2})[.:](\d{2})(?:[.:]\d{2})?")


def antar_terkirim(services: Services, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Percent of the documents handed to a courier that arrived; rows that tell both."""
    return _observed(_shares(_flows(services, DELIVERY), DELIVERY), contract=DELIVERY, by=by)


def antar_biaya_per_dokumen(services: Services, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Rupiah the courier took per document that arrived, whoever paid; rows that tell both."""
    rows = _flows(services, DELIVERY)
    counted = rows.assign(top=rows["biaya_rp"], base=rows["terkirim"])
    return _observed(counted, contract=DELIVERY, by=by, scale=RATE)


def antar_gratis(services: Services, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Percent of the documents that arrived for which the citizen paid nothing.

    Of deliveries whose payer or price is known on their last day, for the same place, courier and document.
    A price above zero without a payer counts as paid by the citizen.
    """
    rows = _with_price(services)
    free = (rows["penanggung_biaya"] != "warga") & rows["penanggung_biaya"].notna()
    free |= (rows["tarif_rp"] == 0).fillna(value=False)
    counted = rows.assign(top=rows["terkirim"].mask(~free & rows["terkirim"].notna(), 0))
    return _observed(counted.assign(base=rows["terkirim"]), contract=DELIVERY, by=by)


def biaya_dokumen(services: Services) -> pd.DataFrame:
    """Rupiah taken for the documents themselves; must be 0 (UU 24/2013 Pasal 79A). Without denominator."""
    rows = _flows(services, DELIVERY)
    found = _observed(rows.assign(top=rows[FEE], base=1), contract=DELIVERY)
    no_base = missing(found.index, dtype="Int64")
    return found.assign(value=found["numerator"].astype("Float64"), denominator=no_base)


def layanan_daring(services: Services) -> pd.DataFrame:
    """Percent of the requests that were made online, where a kab/kota tells both channels."""
    rows = _flows(services, SERVICE)
    rows = rows[rows["kanal"].isin(CHANNELS)]
    asked = _summed(rows.assign(top=rows["permohonan"], base=1), contract=SERVICE, by=["kanal"])
    keys = ["wilayah", "periode"]
    both = asked[asked.groupby(keys)["kanal"].transform("nunique") == len(CHANNELS)]
    online = both["numerator"].where(both["kanal"] == CHANNELS[0], 0)
    found = both.assign(denominator=both["numerator"], numerator=online).groupby(keys, as_index=False)
    return _judged(found.agg(_ADDED), scale=PERCENT)


def layanan_24_jam(services: Services) -> pd.DataFrame:
    """Percent of the finished requests that were finished within 24 hours; rows that tell both."""
    return _observed(_shares(_flows(services, SERVICE), SERVICE), contract=SERVICE)


def kecamatan_terlayani(services: Services) -> pd.DataFrame:
    """Percent of the kecamatan of the register with a service point; above 100 is shown.

    A row of a kecamatan is that one kecamatan, a row of the kab/kota its jumlah_titik. A row where no service
    can be had counts none; a kab/kota that says nothing of its kecamatan has no row.
    """
    rows = _points(services, KECAMATAN)
    is_below = _is_kecamatan(rows)
    served = rows["jumlah_titik"].mask(is_below, rows["jumlah_titik"].fillna(1).clip(upper=1))
    closed = rows["layanan_tersedia"].str.strip().str.casefold() == NOT_SERVED
    counted = rows.assign(top=served.mask(closed.fillna(value=False), 0), base=1)
    found = _summed(_one_per_kecamatan(counted), contract=POINTS)
    known = {each.kode: each.jumlah_kecamatan for each in load_register().kabkota}
    whole = found["wilayah"].map(known).astype("Int64")
    found = found.assign(denominator=whole, dasar="jumlah kecamatan menurut daftar wilayah")
    return _judged(found[whole.notna()], scale=PERCENT)


def jam_buka_pekan(services: Services) -> pd.DataFrame:
    """Hours a week a kecamatan point is open, on average; of the dinas where no kecamatan point tells.

    numerator: minutes a week over the points; denominator: 60 * points. Rows whose days or hours are not
    told, or cannot be read, are left out.
    """
    found = [_opening(services, kind).assign(kind=kind) for kind in (DINAS, KECAMATAN)]
    hours = concatenated(found, {**OBSERVATION_TYPES, "kind": "str"})
    last = hours.drop_duplicates(["wilayah", "periode"], keep="last").drop(columns="kind")
    return shaped(last.sort_values(["periode", "wilayah"]), OBSERVATION_TYPES)


def petugas_per_rw(services: Services) -> pd.DataFrame:
    """Officers per RW that has any, two decimals; rows that tell both."""
    rows = _points(services, RW)
    return _observed(rows.assign(top=rows["petugas"], base=rows["jumlah_titik"]), contract=POINTS, scale=RATE)


def anggaran_terserap(services: Services) -> pd.DataFrame:
    """Percent of the budget of the data date's own year that is spent, over programs that tell both."""
    rows = _levels(services, BUDGET)
    rows = rows[rows["tahun_anggaran"].astype("str") == rows["tanggal"].dt.year.astype("str")]
    found = _observed(_shares(rows, BUDGET), contract=BUDGET)
    return found.assign(dasar=("tahun anggaran " + found["periode"].str.slice(0, 4)).astype("str"))


DETAILED: Final = (antar_terkirim, antar_biaya_per_dokumen, antar_gratis)
CHANNELLED: Final = (layanan_daring, layanan_24_jam)
PLACED: Final = (kecamatan_terlayani, jam_buka_pekan, petugas_per_rw)
CUSTOM: Final[Mapping[str, Indicator]] = MappingProxyType(
    {each.__name__: each for each in (*DETAILED, biaya_dokumen, *CHANNELLED, *PLACED, anggaran_terserap)}
)


def by_courier(services: Services) -> pd.DataFrame:
    """Per courier, columns DETAIL_TYPES: `indicator` is the key in CUSTOM, `rincian` the code."""
    return _detailed(services, "kurir")


def by_document(services: Services) -> pd.DataFrame:
    """As `by_courier`, per kind of document."""
    return _detailed(services, "jenis_dokumen")


def _detailed(services: Services, dimension: str) -> pd.DataFrame:
    found = [each(services, by=[dimension]).assign(indicator=each.__name__) for each in DETAILED]
    return concatenated((each.rename(columns={dimension: RINCIAN}) for each in found), DETAIL_TYPES)


_ADDED: Final = {"numerator": "sum", "denominator": "sum", "tanggal": "max", "simulasi": "any"}


def _observed(
    rows: pd.DataFrame, *, contract: str, by: Sequence[str] = (), scale: int = PERCENT
) -> pd.DataFrame:
    return _judged(_summed(rows, contract=contract, by=by), by=by, scale=scale)


def _summed(rows: pd.DataFrame, *, contract: str, by: Sequence[str] = ()) -> pd.DataFrame:
    """The sums of `top` and `base` of the rows that tell both: wilayah (the kab/kota), periode and `by`."""
    told = rows[rows["top"].notna() & rows["base"].notna()]
    # What ends in one half-month is compared with nothing that ends in another.
    cells = told.assign(periode=periode_of(told["tanggal"])).assign(field=lambda each: each["periode"])
    stand = standing(cells, contract=contract, by=by).drop(columns="wilayah")
    stand = stand.rename(columns={"daerah": "wilayah", "top": "numerator", "base": "denominator"})
    found = stand.groupby(["wilayah", "periode", *by], as_index=False).agg(_ADDED)
    return found.astype({"numerator": "Int64", "denominator": "Int64"})


def _judged(sums: pd.DataFrame, *, scale: int, by: Sequence[str] = ()) -> pd.DataFrame:
    """Observations from sums: the value last, from exact integers, half away from zero."""
    blank = missing(sums.index, dtype="str")
    is_zero = sums["denominator"] == 0
    found = sums.assign(
        value=percent_of(sums["numerator"], sums["denominator"] * scale),
        state=blank.mask(is_zero, str(Status.TIDAK_DAPAT_DIHITUNG)),
        reason=blank.mask(is_zero, ZERO_DENOMINATOR),
        direvisi=False,
    )
    types = OBSERVATION_TYPES | dict.fromkeys(by, "str")
    return shaped(found.sort_values(["periode", "wilayah", *by]), types)


def _flows(services: Services, contract: str) -> pd.DataFrame:
    return _below_province(services[contract].flows)


def _levels(services: Services, contract: str) -> pd.DataFrame:
    """The levels in force at the end of each half-month that were reported for a day in it."""
    rows = _below_province(services[contract].levels)
    periods = rows.groupby(periode_of(rows["tanggal"]))
    found = [in_force(each, contract=contract, span=Span(None, None)) for _, each in periods]
    return pd.concat(found) if found else rows


def _below_province(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["wilayah"].str.startswith(f"{load_register().provinsi.kode}.")]


def _shares(rows: pd.DataFrame, contract: str) -> pd.DataFrame:
    top, base = SHARES[contract]
    return rows.assign(top=rows[top], base=rows[base])


def _with_price(services: Services) -> pd.DataFrame:
    """Deliveries with the payer and price in force on their last day; those with neither are left out."""
    levels = _below_province(services[DELIVERY].levels)
    prices = ["penanggung_biaya", "tarif_rp"]
    known = levels[["wilayah", "tanggal", *dimensions(DELIVERY), *prices]].dropna(subset=prices, how="all")
    flows = _flows(services, DELIVERY)
    parts = (_joined(rows, known, day=pd.Timestamp(str(day))) for day, rows in flows.groupby("tanggal"))
    return pd.concat([_joined(flows.iloc[:0], known, day=pd.Timestamp.max), *parts])


def _joined(flows: pd.DataFrame, prices: pd.DataFrame, *, day: pd.Timestamp) -> pd.DataFrame:
    known = in_force(prices, contract=DELIVERY, span=Span(None, day.date())).drop(columns="tanggal")
    return flows.merge(known, on=["wilayah", *dimensions(DELIVERY)])


def _points(services: Services, kind: str) -> pd.DataFrame:
    """Service points of one kind; a named one without jumlah_titik is one."""
    rows = _levels(services, POINTS)
    rows = rows[rows["jenis_titik"] == kind]
    counts = rows["jumlah_titik"].astype("Int64")
    return rows.assign(jumlah_titik=counts.mask(counts.isna() & (rows["nama_titik"] != ALL), 1))


def _one_per_kecamatan(rows: pd.DataFrame) -> pd.DataFrame:
    """Of several points of one kecamatan one, an open one first; rows of a kab/kota as they are."""
    ranked = rows.sort_values("top", ascending=False, kind="stable")
    periode = periode_of(ranked["tanggal"])
    is_again = ranked.assign(periode=periode).duplicated(["wilayah", "periode"])
    return ranked[~(is_again & _is_kecamatan(ranked))]


def _is_kecamatan(rows: pd.DataFrame) -> "pd.Series[bool]":
    return rows["wilayah"].str.len() > KABKOTA


def _opening(services: Services, kind: str) -> pd.DataFrame:
    rows = _points(services, kind)
    minutes = pd.Series(list(_minutes(rows)), index=rows.index, dtype="Int64")
    n_points = rows["jumlah_titik"].fillna(1)
    found = _observed(rows.assign(top=minutes * n_points, base=60 * n_points), contract=POINTS, scale=RATE)
    return found.assign(dasar=f"titik {kind}")


def _minutes(rows: pd.DataFrame) -> Iterator[int | None]:
    texts = rows[list(OPENING)].astype("str").fillna("")
    for days, opens, closes, on_saturday, until_saturday in texts.itertuples(index=False, name=None):
        yield minutes_a_week(days, (opens, closes), saturday=(on_saturday, until_saturday))


def minutes_a_week(days: str, hours: tuple[str, str], *, saturday: tuple[str, str] = ("", "")) -> int | None:
    """Minutes a place is open in a week; None where days or hours are not told or cannot be read.

    Saturday hours come in place of those of the other days, and add a Saturday the days do not name.
    """
    open_days, usual, shorter = days_of(days), _length(*hours), _length(*saturday)
    if not open_days or usual is None:
        return None
    if shorter is None:
        return len(open_days) * usual
    return len(open_days - {SATURDAY}) * usual + shorter


def days_of(written: str) -> frozenset[int]:
    """Weekdays (0 is Monday) in "Senin–Jumat" or "Senin, Rabu dan Sabtu"; none where anything is unclear."""
    text = written.strip().casefold().replace("jum'at", "jumat").replace("ahad", "minggu")
    if text in WHOLE_WEEK:
        return frozenset(range(len(DAYS)))
    if not BETWEEN_DAYS.fullmatch(DAY_RANGE.sub("", text)):
        return frozenset()
    found: set[int] = set()
    for match in DAY_RANGE.finditer(text):
        first = DAYS.index(match[1])
        n_more = (DAYS.index(match[2] or match[1]) - first) % len(DAYS)
        found |= {(first + each) % len(DAYS) for each in range(n_more + 1)}
    return frozenset(found)


def _length(opens: str, closes: str) -> int | None:
    first, last = _minute(opens), _minute(closes)
    return last - first if first is not None and last is not None and last > first else None


def _minute(written: str) -> int | None:
    match = CLOCK.fullmatch(written.strip())
    return 60 * int(match[1]) + int(match[2]) if match else None
