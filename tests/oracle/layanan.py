"""Deliveries, services, points and budgets once more: which rows stand, what they count, in plain loops."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from data_contracts.catalogue import load_register
from data_contracts.contract import Measure
from data_contracts.periode import Periode
from tests.oracle.buku import day_of, live, names_of
from warehouse.ledger import Ledger

KEYS = {
    "pengantaran": ("kurir", "jenis_dokumen"),
    "layanan": ("kanal", "jenis_dokumen"),
    "titik_layanan": ("jenis_titik", "nama_titik"),
    "anggaran": ("tahun_anggaran", "program"),
}
WITH_FLOWS = ("pengantaran", "layanan")
ALL, FREE = "semua", ("apbd", "lainnya")
REGENCY, KECAMATAN = 5, 8
OPEN_DAYS = {"Senin–Jumat": 5, "Senin–Kamis": 4, "Senin–Sabtu": 6}


@dataclass(frozen=True, slots=True)
class Told:
    """One row as it stands: what a place said of an interval (a day, where it tells levels) and its keys."""

    kode: str
    first: date
    day: date
    keys: tuple[str, ...]
    values: Mapping[str, Any]
    k: int | None = None
    n: int | None = None

    @property
    def regency(self) -> str:
        return self.kode[:REGENCY]

    def overlaps(self, other: Told) -> bool:
        """Whether both tell something of the same days, place and keys."""
        is_inside = self.kode.startswith(other.kode) or other.kode.startswith(self.kode)
        pairs = zip(self.keys, other.keys, strict=True)
        return (
            is_inside
            and not (self.day < other.first or other.day < self.first)
            and all(mine == its or ALL in (mine, its) for mine, its in pairs)
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """What an indicator counts of one place; without `k` it was asked about and not told."""

    day: date
    k: int | None = None
    n: int | None = None


@dataclass(slots=True, eq=False)
class ServiceBook:
    """The rows of each contract as known at a moment, by the half-month in which they end."""

    rows: dict[tuple[str, Periode], list[Told]]

    def of(self, contract: str, periode: Periode) -> list[Told]:
        return self.rows.get((contract, periode), [])


def read_services(ledger: Ledger, *, known_at: datetime) -> ServiceBook:
    """Of each contract with further keys what was said last."""
    rows = defaultdict[tuple[str, Periode], list[Told]](list)
    with ledger.engine.connect() as connection:
        for contract, names in KEYS.items():
            for told in _last_said(connection, contract, names, known_at):
                rows[contract, Periode.of(told.day)].append(told)
    return ServiceBook(rows)


def _last_said(
    connection: sa.Connection, contract: str, names: tuple[str, ...], known_at: datetime
) -> Iterator[Told]:
    """Flows are of an interval; what else stands beside them is of its last day, whatever the interval."""
    sent = live(connection, known_at)
    found = connection.execute(sa.text(f"SELECT * FROM {contract}_reported ORDER BY id")).mappings()
    lines = [line for line in found if line["submission_id"] in sent and line["accepted"]]
    lines.sort(key=lambda line: (sent[line["submission_id"]], line["submission_id"]))
    flows = names_of(contract, Measure.FLOW)
    others = names_of(contract, Measure.STOCK, Measure.CUMULATIVE, Measure.RATIO, Measure.ATTRIBUTE)
    stands, happened = defaultdict[Any, dict[str, Any]](dict), defaultdict[Any, dict[str, Any]](dict)
    for line in lines:
        day = day_of(line["tanggal"])
        first = day_of(line["tanggal_awal"]) if line["tanggal_awal"] else day
        keys = tuple(line[name] for name in names)
        stands[line["kode_wilayah"], day, keys].update(_said(line, others))
        if said := _said(line, flows):
            happened[line["kode_wilayah"], first, day, keys].update(said)
    if contract in WITH_FLOWS:
        for (kode, first, day, keys), values in happened.items():
            yield Told(kode, first, day, keys, {**stands[kode, day, keys], **values})
    else:
        for (kode, day, keys), values in stands.items():
            if values:
                yield Told(kode, day, day, keys, values)


def _said(line: Mapping[Any, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: line[name] for name in names if line[name] is not None}


def _pair(numerator: str, denominator: str) -> Pick:
    def pick(rows: list[Told]) -> Iterator[Told]:
        for row in rows:
            k, n = row.values.get(numerator), row.values.get(denominator)
            if k is not None and n is not None:
                yield replace(row, k=k, n=n)

    return pick


def _fees(rows: list[Told]) -> Iterator[Told]:
    for row in rows:
        if "biaya_dokumen_rp" in row.values:
            yield replace(row, k=row.values["biaya_dokumen_rp"])


def _without_charge(rows: list[Told]) -> Iterator[Told]:
    """Known who pays, or that there is nothing to pay."""
    for row in rows:
        delivered, payer = row.values.get("terkirim"), row.values.get("penanggung_biaya")
        is_nothing = row.values.get("tarif_rp") == 0
        if delivered is not None and (payer is not None or is_nothing):
            yield replace(row, k=delivered if payer in FREE or is_nothing else 0, n=delivered)


def _online(rows: list[Told]) -> Iterator[Told]:
    """Of places that tell both ways of asking."""
    told = [row for row in rows if "permohonan" in row.values]
    ways = defaultdict[str, set[str]](set)
    for row in told:
        ways[row.regency].add(row.keys[0])
    for row in told:
        if len(ways[row.regency]) == len(("daring", "tatap_muka")):
            asked = row.values["permohonan"]
            yield replace(row, k=asked if row.keys[0] == "daring" else 0, n=asked)


def _kecamatan(rows: list[Told]) -> Iterator[Told]:
    """Points of kind kecamatan as many as there are; a kecamatan that speaks for itself is one."""
    seen = set()
    for row in rows:
        is_named = row.keys[1] != ALL
        if len(row.kode) == KECAMATAN:
            if row.kode not in seen and row.values.get("jumlah_titik", 1) > 0:
                seen.add(row.kode)
                yield replace(row, keys=("kecamatan", ALL), k=1)
        elif row.keys[0] == "kecamatan" and ("jumlah_titik" in row.values or is_named):
            yield replace(row, k=row.values.get("jumlah_titik", 1))


def _hours(rows: list[Told]) -> Iterator[Told]:
    """Minutes a week, of so many points."""
    for row in rows:
        days, hours = (
            OPEN_DAYS.get(row.values.get("hari_layanan", "")),
            _minutes(row, "jam_buka", "jam_tutup"),
        )
        if days is None or hours is None:
            continue
        saturday = _minutes(row, "jam_buka_sabtu", "jam_tutup_sabtu")
        minutes = days * hours if saturday is None else min(days, 5) * hours + saturday
        points = row.values.get("jumlah_titik", 1)
        yield replace(row, k=points * minutes, n=points)


def _minutes(row: Told, opens: str, closes: str) -> int | None:
    if opens not in row.values or closes not in row.values:
        return None
    (first, begun), (last, ended) = (map(int, row.values[name].split(".")) for name in (opens, closes))
    return 60 * last + ended - 60 * first - begun


def _spent(rows: list[Told]) -> Iterator[Told]:
    own = [row for row in rows if row.keys[0] == str(row.day.year)]
    yield from _pair("realisasi_rp", "pagu_rp")(own)


Pick = Callable[[list[Told]], Iterator[Told]]
PICKS: dict[str, tuple[str, Pick]] = {
    "antar_terkirim": ("pengantaran", _pair("terkirim", "diserahkan")),
    "antar_biaya_per_dokumen": ("pengantaran", _pair("biaya_rp", "terkirim")),
    "antar_gratis": ("pengantaran", _without_charge),
    "biaya_dokumen": ("pengantaran", _fees),
    "layanan_daring": ("layanan", _online),
    "layanan_24_jam": ("layanan", _pair("selesai_24_jam", "selesai")),
    "kecamatan_terlayani": ("titik_layanan", _kecamatan),
    "jam_buka_pekan": ("titik_layanan", _hours),
    "petugas_per_rw": ("titik_layanan", _pair("petugas", "jumlah_titik")),
    "anggaran_terserap": ("anggaran", _spent),
}
APART = {
    "antar_terkirim": ("kurir", "jenis_dokumen"),
    "antar_biaya_per_dokumen": ("kurir", "jenis_dokumen"),
    "antar_gratis": ("kurir", "jenis_dokumen"),
    "biaya_dokumen": ("kurir", "jenis_dokumen"),
    "layanan_daring": ("jenis_dokumen",),
    "layanan_24_jam": ("kanal", "jenis_dokumen"),
}
"""By which keys they are shown apart."""
KEYS_APART = ("kurir", "kanal", "jenis_dokumen")


def counted(
    book: ServiceBook, name: str, periode: Periode, *, only: tuple[str, str] | None = None
) -> dict[str, Counted]:
    """Per regency what the indicator counts in a half-month; `only` a key and its code."""
    contract, pick = PICKS[name]
    rows = [row for row in _in_force(book, contract, periode) if _is_asked(name, contract, row, only)]
    found = {row.kode: Counted(row.day) for row in sorted(rows, key=lambda row: row.day)}
    found = {kode: one for kode, one in found.items() if len(kode) == REGENCY}
    for regency, standing in _standing(pick(rows)).items():
        k, whole = sum(row.k or 0 for row in standing), [row.n for row in standing if row.n is not None]
        n = load_register().get(regency).jumlah_kecamatan if name == "kecamatan_terlayani" else None
        found[regency] = Counted(max(row.day for row in standing), k, sum(whole) if whole else n)
    return found


def _is_asked(name: str, contract: str, row: Told, only: tuple[str, str] | None) -> bool:
    if name == "petugas_per_rw" and row.keys[0] != "petugas_rw":
        return False
    return only is None or row.keys[KEYS[contract].index(only[0])] == only[1]


def _in_force(book: ServiceBook, contract: str, periode: Periode) -> list[Told]:
    """Of points and budgets the last list of each place and kind, or year."""
    rows = book.of(contract, periode)
    if contract in WITH_FLOWS:
        return rows
    last = defaultdict[tuple[str, str], date](lambda: date.min)
    for row in rows:
        last[row.kode, row.keys[0]] = max(last[row.kode, row.keys[0]], row.day)
    latest = [row for row in rows if row.day == last[row.kode, row.keys[0]]]
    return [replace(row, first=periode.end, day=periode.end) for row in latest]


def _standing(rows: Iterator[Told]) -> dict[str, list[Told]]:
    """Per regency the rows that may be added: the widest first, and none that tells of it again."""
    found = defaultdict[str, list[Told]](list)
    for row in sorted(rows, key=_width):
        kept = found[row.regency]
        if not any(row.overlaps(other) for other in kept):
            kept.append(row)
    return found


def _width(row: Told) -> tuple[Any, ...]:
    n_all = sum(key == ALL for key in row.keys)
    return len(row.kode), -n_all, -(row.day - row.first).days, row.keys, row.first
