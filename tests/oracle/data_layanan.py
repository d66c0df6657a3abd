"""What offices report of deliveries, services, points and budgets in the year: in part, twice, corrected.

Months beside their halves, a regency beside its kecamatan, "all couriers" beside each of them: what must not
be counted twice is all there.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from tests.metrics.reports import Reports, Row, row

COURIERS, DOCUMENTS = ("pos", "gojek", "petugas_rw", "semua"), ("ktp_el", "kk", "semua")
PAYERS = ("warga", "apbd", "lainnya", None, None)
DAYS = ("Senin–Jumat", "Senin–Kamis", "Senin–Sabtu", "menurut kebutuhan")
POINTS = ("dinas", "kecamatan", "petugas_rw")


@dataclass(frozen=True, slots=True)
class Services:
    """One file about services, and when it came and was withdrawn."""

    name: str
    rows: tuple[Row, ...]
    received_at: datetime
    withdrawn_at: datetime | None


def services_of(seed: int, periods: Sequence[Periode]) -> list[Services]:
    """Every file of the half-months in the order in which they came."""
    found = [
        sent
        for place in load_register().kabkota
        for sent in _of_place(place.kode, periods, random.Random(f"layanan {seed} {place.kode}"))
    ]
    return sorted(found, key=lambda sent: (sent.received_at, sent.name))


def send_services(reports: Reports, sent: Sequence[Services]) -> None:
    """The files into the ledger, then the withdrawals."""
    numbers = [
        reports.send(*each.rows, received_at=each.received_at, name=each.name, sender=each.name[:5])
        for each in sent
    ]
    for number, each in zip(numbers, sent, strict=True):
        if each.withdrawn_at is not None:
            reports.withdraw(number, occurred_at=each.withdrawn_at)


def _of_place(kode: str, periods: Sequence[Periode], draw: random.Random) -> Iterator[Services]:
    for periode in periods:
        for number, rows in enumerate(_drawn(kode, periode, draw)):
            if not rows or draw.random() < 0.15:
                continue
            came = datetime.combine(periode.end + timedelta(days=draw.randint(1, 40)), time(4), tzinfo=UTC)
            name = f"{kode} {periode} {number}"
            withdrawn = came + timedelta(days=9) if draw.random() < 0.05 else None
            yield Services(f"{name}.xlsx", rows, came, withdrawn)
            if draw.random() < 0.1:
                yield Services(f"{name} baru.xlsx", rows[::2], came + timedelta(days=5), None)


def _drawn(kode: str, periode: Periode, draw: random.Random) -> Iterator[tuple[Row, ...]]:
    """Half-months from some, months from most; points now and then; budgets by quarter."""
    half, month = (periode.start, periode.end), (periode.end.replace(day=1), periode.end)
    intervals = [days for days in dict.fromkeys((half, month)) if draw.random() < 0.45]
    for days in intervals:
        places = [kode] if draw.random() < 0.7 else [kode, f"{kode}.01", f"{kode}.02"]
        yield tuple(_unique(_delivery(draw.choice(places), days, draw) for _ in range(draw.randint(1, 6))))
        yield tuple(_unique(_service(draw.choice(places), days, draw) for _ in range(draw.randint(1, 4))))
    if draw.random() < 0.3:
        hours = [periode.end, periode.end - timedelta(days=3)]
        places = [kode, kode, f"{kode}.01", f"{kode}.02"]
        yield tuple(
            _unique(_point(draw.choice(places), draw.choice(hours), draw) for _ in range(draw.randint(1, 7)))
        )
    if periode.end.month % 3 == 0 and periode.end.day > 15:
        yield tuple(_unique(_budget(kode, periode.end, draw) for _ in range(4)))


def _unique(rows: Iterator[Row]) -> Iterator[Row]:
    """A file has one row per place, days and keys."""
    seen = set()
    keys = ("kurir", "jenis_dokumen", "kanal", "jenis_titik", "nama_titik", "tahun_anggaran", "program")
    for each in rows:
        key = (each["kode_wilayah"], each["tanggal"], *(each.get(name) for name in keys))
        if key not in seen:
            seen.add(key)
            yield each


def _delivery(wilayah: str, days: tuple[date, date], draw: random.Random) -> Row:
    handed = draw.choice([0, 20, 60, 150])
    delivered = min(handed, draw.randint(0, 150)) if draw.random() < 0.97 else handed + 3
    figures = {
        "diserahkan": handed,
        "terkirim": delivered,
        "biaya_rp": delivered * draw.choice([0, 9_000, 12_500]),
        "biaya_dokumen_rp": draw.choice([0, 0, 0, 0, 0, 0, 5_000]),
        "penanggung_biaya": draw.choice(PAYERS),
        "tarif_rp": draw.choice([0, 9_000, None]),
    }
    keys = {"kurir": draw.choice(COURIERS), "jenis_dokumen": draw.choice(DOCUMENTS)}
    return row(wilayah, days[1], awal=days[0], **keys, **_told(figures, draw))


def _service(wilayah: str, days: tuple[date, date], draw: random.Random) -> Row:
    asked = draw.randint(0, 400)
    done = round(asked * draw.uniform(0.7, 1))
    figures = {"permohonan": asked, "selesai": done, "selesai_24_jam": round(done * draw.uniform(0.2, 1))}
    keys = {"kanal": draw.choice(["daring", "tatap_muka"]), "jenis_dokumen": draw.choice(DOCUMENTS)}
    return row(wilayah, days[1], awal=days[0], **keys, **_told(figures, draw))


def _point(wilayah: str, day: date, draw: random.Random) -> Row:
    figures = {
        "jumlah_titik": draw.randint(0, 25),
        "petugas": draw.randint(0, 60),
        "hari_layanan": draw.choice(DAYS),
        "jam_buka": draw.choice(["08.00", "07.30"]),
        "jam_tutup": draw.choice(["15.00", "15.30"]),
        "jam_buka_sabtu": "08.00" if draw.random() < 0.3 else None,
        "jam_tutup_sabtu": "11.00",
    }
    keys = {"jenis_titik": draw.choice(POINTS), "nama_titik": draw.choice(["semua", "satu", "dua"])}
    return row(wilayah, day, **keys, **_told(figures, draw))


def _budget(wilayah: str, day: date, draw: random.Random) -> Row:
    may = draw.randint(0, 3) * 400_000_000
    figures = {"pagu_rp": may, "realisasi_rp": round(may * draw.uniform(0, 1.05))}
    keys = {
        "tahun_anggaran": draw.choice(["2025", "2026"]),
        "program": draw.choice(["PELAYANAN", "PENGANTARAN"]),
    }
    return row(wilayah, day, **keys, **_told(figures, draw))


def _told(figures: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    """Now and then something is left blank, never everything."""
    first = next(iter(figures))
    return {
        name: value
        for name, value in figures.items()
        if value is not None and (name == first or draw.random() < 0.93)
    }
