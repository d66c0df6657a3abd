"""How documents reach people: deliveries, channels, service points and budgets.

Flows are added within one month and over the kab/kota, never beyond; levels are those of the latest report.
What nobody reported is missing, never zero, and what a kab/kota reports as "all together" is not added to its
parts (`metrics.rincian`).
"""

from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

import pandas as pd
import sqlalchemy as sa

from data_contracts.catalogue import load_contracts, load_register, load_routine_contracts
from data_contracts.daftar import load_vocabulary
from metrics.cells import NUMBERS
from metrics.observations import percent_of
from metrics.rincian import KABKOTA, dimensions, ends, in_force, standing, within
from metrics.sources import Span
from warehouse.marts import Marts
from warehouse.tables import kegiatan, posisi

DELIVERY, SERVICE, POINTS, BUDGET = "pengantaran", "layanan", "titik_layanan", "anggaran"
CONTRACTS: Final = (DELIVERY, SERVICE, POINTS, BUDGET)
# The one share of each contract, from rows that report both of its counts.
SHARES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        DELIVERY: ("terkirim", "diserahkan"),
        SERVICE: ("selesai_24_jam", "selesai"),
        BUDGET: ("realisasi_rp", "pagu_rp"),
    }
)
TOP, BASE = "share_top", "share_base"
CHANNELS: Final = ("daring", "tatap_muka")
FEE: Final = "biaya_dokumen_rp"
FEE_MONTHS: Final = 12
# What one delivery costs is a number, and no sum of such numbers means anything.
NOT_ADDED: Final = frozenset({"tarif_rp"})


@dataclass(frozen=True, slots=True)
class Reported:
    """What was ever reported of one contract, wide as in the marts: `wilayah` for kode_wilayah.

    levels: one row per wilayah, tanggal and dimensions; flows: also per tanggal_awal.
    """

    levels: pd.DataFrame
    flows: pd.DataFrame


Services = Mapping[str, Reported]


def read_services(marts: Marts) -> Services:
    """The four contracts whole; of the routine ones what kab/kota of other provinces reported."""
    comparators = [each.kode for each in load_register().pembanding]
    found = {name: _read(marts, name) for name in CONTRACTS}
    found |= {name: _read(marts, name, wilayah=comparators) for name in load_routine_contracts()}
    return MappingProxyType(found)


def month_span(month: str) -> Span:
    """First and last day of a month written `2026-10`."""
    year, number = map(int, month.split("-"))
    return Span(date(year, number, 1), date(year, number, monthrange(year, number)[1]))


def months(services: Services) -> tuple[str, ...]:
    """Months (`2026-10`) in which a report of deliveries or services of the province ends, oldest first."""
    return tuple(sorted(_months([rows for name in (DELIVERY, SERVICE) for rows in _both(services[name])])))


def latest_month(services: Services, *, before: date) -> str | None:
    """The latest month that ended before that day with anything done in it; None where there is none."""
    found = _months([services[name].flows for name in (DELIVERY, SERVICE)])
    return max((each for each in found if (month_span(each).last or before) < before), default=None)


def flows_in(services: Services, contract: str, *, span: Span, wilayah: str | None = None) -> pd.DataFrame:
    """Cells of the 35 kab/kota (or of one) whose interval lies in the span.

    One row per wilayah, tanggal_awal, tanggal, dimensions and field with a value. The counts of the
    contract's share stand once more as TOP and BASE where one row tells both.
    """
    rows = within(_chosen(services[contract].flows, wilayah), span)
    return _cells(rows, contract=contract, days=("tanggal_awal", "tanggal"))


def rows_in_force(
    services: Services, contract: str, *, span: Span, wilayah: str | None = None
) -> pd.DataFrame:
    """The levels in force at the end of the span, wide, as they were reported."""
    return in_force(_chosen(services[contract].levels, wilayah), contract=contract, span=span)


def levels_in(services: Services, contract: str, *, span: Span, wilayah: str | None = None) -> pd.DataFrame:
    """The numbers of `rows_in_force` as cells; without tanggal_awal, because all are of one moment."""
    rows = rows_in_force(services, contract, span=span, wilayah=wilayah)
    return _cells(rows, contract=contract, days=("tanggal",))


def totals(cells: pd.DataFrame, *, contract: str, by: Sequence[str]) -> pd.DataFrame:
    """One row per value of `by` (dimensions, or `daerah`, the kab/kota): each number's sum, missing where
    nobody reported it.

    Then n (how many kab/kota stand in it), tanggal (the latest data date), simulasi, and share: percent, from
    the counts TOP and BASE.
    """
    keys = list(by)
    stand = standing(cells, contract=contract, by=by)
    facts = stand.groupby(keys).agg(
        n=("daerah", "nunique"), tanggal=("tanggal", "max"), simulasi=("simulasi", "any")
    )
    sums = stand.groupby([*keys, "field"])["value"].sum(min_count=1).unstack("field")
    found = facts.join(sums.reindex(columns=[*_numbers(contract), TOP, BASE]).astype("Int64"))
    return found.assign(share=percent_of(found[TOP], found[BASE])).reset_index()


def total(cells: pd.DataFrame, *, contract: str) -> pd.DataFrame:
    """The row of `totals` over everything; no row where nothing was reported."""
    return totals(cells.assign(jumlah="semua daerah"), contract=contract, by=["jumlah"])


def prices(rows: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Of rows in force, per value of `by`: the lowest and highest tarif_rp (missing where nobody told), and
    of each payer (warga, apbd, lainnya) how many kab/kota it pays in.
    """
    places = rows.assign(daerah=rows["wilayah"].str.slice(0, KABKOTA))
    keys = list(by)
    found = places.groupby(keys)["tarif_rp"].agg(["min", "max"])
    payers = places.groupby([*keys, "penanggung_biaya"])["daerah"].nunique().unstack("penanggung_biaya")
    known = load_vocabulary("penanggung_biaya").codes
    return found.join(payers.reindex(columns=list(known)).fillna(0).astype("int64")).reset_index()


def usual(rows: pd.DataFrame, *, by: str, names: Sequence[str]) -> pd.DataFrame:
    """Per value of `by` the most frequent combination of these columns, n rows with it, and n_told rows that
    tell any of them; missing parts are part of a combination.
    """
    told = rows[rows[list(names)].notna().any(axis=1)]
    counted = told.groupby([by, *names], dropna=False).size().rename("n").reset_index()
    counted["n_told"] = counted.groupby(by)["n"].transform("sum")
    return counted.sort_values("n", ascending=False, kind="stable").drop_duplicates(by)


def online_by_place(cells: pd.DataFrame) -> pd.DataFrame:
    """Of each kab/kota that reports both channels: daerah, `daring` (requests made online), `semua` (all)."""
    asked = cells[(cells["field"] == "permohonan") & cells["kanal"].isin(CHANNELS)]
    by_channel = totals(asked, contract=SERVICE, by=["daerah", "kanal"])
    both = by_channel.pivot(index="daerah", columns="kanal", values="permohonan")
    both = both.reindex(columns=list(CHANNELS)).dropna()
    return both[["daring"]].assign(semua=both.sum(axis="columns")).reset_index()


def online(cells: pd.DataFrame) -> tuple[int, int] | None:
    """The sums of `online_by_place`; None where nobody reports both channels."""
    both = online_by_place(cells)
    return None if both.empty else (int(both["daring"].sum()), int(both["semua"].sum()))


def fees(services: Services, *, span: Span, wilayah: str | None = None) -> pd.DataFrame:
    """Wide rows with a fee on the document itself, in the twelve months that end with the span, latest first.

    Documents are free (UU 24/2013 Pasal 79A); what a courier takes is another thing.
    """
    rows = _chosen(services[DELIVERY].flows, wilayah)
    _, last = ends(span)
    recent = (rows["tanggal"] > last - pd.DateOffset(months=FEE_MONTHS)) & (rows["tanggal"] <= last)
    found = rows[recent & (rows[FEE] > 0).fillna(value=False)]
    return found.sort_values(["tanggal", "wilayah"], ascending=[False, True])


def straddling(services: Services, *, span: Span, wilayah: str | None = None) -> int:
    """How many rows end in the span but began before it; they are not added, half of one cannot be told."""
    first, last = ends(span)
    found = (_chosen(services[name].flows, wilayah) for name in (DELIVERY, SERVICE))
    return sum(
        int((rows["tanggal"].between(first, last) & (rows["tanggal_awal"] < first)).sum()) for rows in found
    )


def _read(marts: Marts, contract: str, *, wilayah: Collection[str] | None = None) -> Reported:
    return Reported(*(_frame(marts, table(contract), wilayah) for table in (posisi, kegiatan)))


def _frame(marts: Marts, table: sa.Table, wilayah: Collection[str] | None) -> pd.DataFrame:
    chosen = sa.true() if wilayah is None else table.c.kode_wilayah.in_(wilayah)
    rows = marts.frame(sa.select(table).where(chosen).order_by(*table.primary_key.columns))
    return rows.rename(columns={"kode_wilayah": "wilayah"})


def _both(reported: Reported) -> tuple[pd.DataFrame, pd.DataFrame]:
    return reported.levels, reported.flows


def _months(frames: Sequence[pd.DataFrame]) -> set[str]:
    return {day.strftime("%Y-%m") for rows in frames for day in _of_province(rows)["tanggal"].unique()}


def _of_province(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["wilayah"].str.startswith(load_register().provinsi.kode)]


def _chosen(rows: pd.DataFrame, wilayah: str | None) -> pd.DataFrame:
    """Rows of the kab/kota with their kecamatan; the province's own statement is in no total."""
    place = rows["wilayah"]
    if wilayah is None:
        return rows[place.str.startswith(f"{load_register().provinsi.kode}.")]
    return rows[(place == wilayah) | place.str.startswith(f"{wilayah}.")]


def _numbers(contract: str) -> tuple[str, ...]:
    known = load_contracts()[contract].measured
    return tuple(
        field.name for field in known if field.logical_type in NUMBERS and field.name not in NOT_ADDED
    )


def _cells(rows: pd.DataFrame, *, contract: str, days: Sequence[str]) -> pd.DataFrame:
    names = [name for name in _numbers(contract) if name in rows]
    if contract in SHARES and SHARES[contract][0] in rows:
        top, base = (rows[name] for name in SHARES[contract])
        rows = rows.assign(**{TOP: top.where(base.notna()), BASE: base.where(top.notna())})
        names += [TOP, BASE]
    keys = ["wilayah", *days, *dimensions(contract), "simulasi"]
    cells = rows.melt(id_vars=keys, value_vars=names, var_name="field")
    return cells[cells["value"].notna()].astype({"value": "Int64"}).reset_index(drop=True)
