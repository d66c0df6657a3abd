"""Indicators and flags of many places over many half-months, timed in a process of their own.

`python -m benchmarks.tanda 514 120` prints one JSON object: seconds of the indicators, of all flags, of the
rows of the last half-month, and the peak of memory.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from string import ascii_uppercase, digits
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import sqlalchemy as sa

from benchmarks.yardsticks import Timing, peak_bytes
from data_contracts import catalogue
from data_contracts.aturan import default_rules
from data_contracts.periode import Periode
from data_contracts.wilayah import Wilayah, WilayahRegister

if TYPE_CHECKING:
    from warehouse.marts import Marts

LAST = Periode(2026, 10, 2)
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SEED = 2026
PROVINCE_SECONDS, COUNTRY_SECONDS = 2.0, 20.0
MOST_BYTES = 1_500_000_000
PORTION_ROWS = 500_000
Matrix = np.ndarray


def with_places(register: WilayahRegister, number: int) -> WilayahRegister:
    """A register of one province with so many kab/kota, each resembling one of the real ones."""
    rng = np.random.default_rng(SEED)
    codes = (
        f"{register.provinsi.kode}.{''.join(pair)}" for pair in product(digits + ascii_uppercase, repeat=2)
    )
    places = [
        _resembling(register.kabkota[index % len(register.kabkota)], kode=kode, rng=rng)
        for index, kode in zip(range(number), codes, strict=False)
    ]
    return WilayahRegister((register.provinsi, *places, *register.pembanding))


def _resembling(place: Wilayah, *, kode: str, rng: np.random.Generator) -> Wilayah:
    return replace(
        place,
        kode=kode,
        nama=f"{place.nama} {kode}",
        nama_pendek=f"{place.nama_pendek} {kode}",
        alias=(),
        penduduk=round((place.penduduk or 0) * rng.uniform(0.6, 1.4)),
        luas_km2=(place.luas_km2 or 0) * rng.uniform(0.6, 1.4),
    )


def half_months(number: int) -> tuple[Periode, ...]:
    """So many consecutive half-months up to LAST."""
    periods = [LAST]
    while len(periods) < number:
        periods.append(periods[-1].previous())
    return tuple(reversed(periods))


def figures(places: tuple[Wilayah, ...], periods: tuple[Periode, ...]) -> dict[str, dict[str, Matrix]]:
    """A plausible report of every place in every half-month: contract -> field -> [places, periods]."""
    rng = np.random.default_rng(SEED)
    shape = (len(places), len(periods))
    people = np.repeat([[place.penduduk or 0] for place in places], len(periods), axis=1)
    wajib = np.round(people * rng.uniform(0.7, 0.77, (len(places), 1)))
    children = np.round(people * 0.25)

    def cumulative(whole: Matrix, low: float, high: float) -> Matrix:
        start = rng.uniform(low, high, (len(places), 1))
        rise = np.cumsum(rng.uniform(0, 2e-4, shape), axis=1)
        return np.round(whole * np.minimum(start + rise, 1.02))

    def counts(low: float, high: float) -> Matrix:
        return np.round(rng.uniform(low, high, shape))

    recorded = cumulative(wajib, 0.95, 0.99)
    return {
        "perekaman": {
            "wajib_ktp": wajib,
            "sudah_rekam": recorded,
            "belum_rekam": wajib - recorded,
            "prr": counts(50, 2_000),
            "persen_rekam": np.round(100 * recorded / wajib, 2),
            "sfe": counts(0, 90),
            "duplicate_record": counts(0, 400),
            "memiliki_ktp": np.round(recorded * 0.99),
        },
        "suket": {"sisa_suket": counts(0, 900)},
        "blangko": {"sisa_blangko": counts(0, 20_000)},
        "dokumen": {
            "anak_0_17": children,
            "kia": cumulative(children, 0.4, 0.7),
            "anak_0_18": np.round(children * 1.05),
            "akta_0_18": cumulative(np.round(children * 1.05), 0.94, 0.98),
            "ikd": cumulative(people, 0.1, 0.3),
            "kertas_putih_dok": counts(2_000, 9_000),
            "tte_dok": counts(2_000, 9_000),
            "layanan_ol_sudah": counts(10, 20),
            "layanan_ol_belum": counts(0, 9),
            "layanan_integritas_sudah": counts(10, 20),
            "layanan_integritas_belum": counts(0, 9),
            "pks": np.full(shape, 12.0),
            "akses_data": np.full(shape, 14.0),
        },
    }


# What happens: field -> at least, at most, of each place, half-month and set of keys.
ACTIVITIES = {
    "perekaman": {
        "rekam_baru": (50, 900),
        "pemula": (20, 400),
        "wajib_ktp_meninggal": (10, 300),
        "wajib_ktp_pindah": (10, 300),
        "wajib_ktp_datang": (10, 300),
    },
    "suket": {"suket_terbit": (0, 90), "suket_ditukar": (0, 90)},
    "blangko": {"blangko_diterima": (0, 4_000), "cetak_ktp": (500, 5_000), "blangko_rusak": (0, 40)},
    "pengantaran": {
        "diserahkan": (300, 400),
        "terkirim": (100, 300),
        "biaya_rp": (0, 900_000),
        "biaya_dokumen_rp": (0, 0),
    },
    "layanan": {"permohonan": (300, 900), "selesai": (200, 300), "selesai_24_jam": (50, 200)},
}
POINTS = {
    "pengantaran": {"tarif_rp": (0, 9_000)},
    "titik_layanan": {"jumlah_titik": (5, 25), "petugas": (20, 90)},
    "anggaran": {"pagu_rp": (500_000_000, 900_000_000), "realisasi_rp": (0, 500_000_000)},
}
OPENING = {"hari_layanan": "Senin–Jumat", "jam_buka": "08.00", "jam_tutup": "15.30"}
KEYS: dict[str, tuple[dict[str, str], ...]] = {
    "pengantaran": tuple(
        {"kurir": kurir, "jenis_dokumen": jenis}
        for kurir in ("pos", "petugas_rw")
        for jenis in ("ktp_el", "kk")
    ),
    "layanan": tuple({"kanal": kanal, "jenis_dokumen": "semua"} for kanal in ("daring", "tatap_muka")),
    "titik_layanan": tuple(
        {"jenis_titik": jenis, "nama_titik": "semua"} for jenis in ("kecamatan", "petugas_rw")
    ),
    "anggaran": ({"tahun_anggaran": "", "program": "PELAYANAN"},),
}
"""Of each contract with further keys the rows a place sends for a half-month."""


def contents(
    places: tuple[Wilayah, ...], periods: tuple[Periode, ...]
) -> Iterator[tuple[sa.Table, pa.Table]]:
    """Every mart: one report in twenty is missing."""
    from warehouse.columns import arrow_type
    from warehouse.tables import kegiatan, kiriman, mart_metadata, posisi

    there = np.random.default_rng(SEED + 1).uniform(size=(len(places), len(periods))) > 0.05
    rows = there.nonzero()
    days = np.array([periode.end for periode in periods], dtype="datetime64[D]")[rows[1]]
    codes = np.array([place.kode for place in places])[rows[0]]
    came = [datetime.combine(day + timedelta(days=2), NOW.time(), tzinfo=UTC) for day in days.tolist()]
    told = {posisi(name): fields for name, fields in figures(places, periods).items()}
    common = {"kode_wilayah": codes, "tanggal": days, "simulasi": np.zeros(len(codes), dtype=bool)}
    common |= {"diterima_pada": came, "direvisi": common["simulasi"]}
    happened = {kegiatan(name): name for name in ACTIVITIES}
    stands = {posisi(name): name for name in POINTS}
    starts = np.array([periode.start for periode in periods], dtype="datetime64[D]")[rows[1]]
    rng = np.random.default_rng(SEED + 2)
    arrivals = {
        **{name: common[name] for name in ("kode_wilayah", "tanggal", "simulasi", "diterima_pada")},
        "submission_id": np.arange(len(codes)),
        "diterima_sah": ~common["simulasi"],
        "bertanda": common["simulasi"],
    }
    for table in mart_metadata.sorted_tables:
        filled: dict[str, object] = {}
        if table is kiriman:
            filled = arrivals
        elif table in told:
            filled = common | {name: matrix[rows] for name, matrix in told[table].items()}
        elif table in happened:
            name = happened[table]
            filled = _keyed(common | {"tanggal_awal": starts}, name, ACTIVITIES[name], rng=rng)
        elif table in stands:
            name = stands[table]
            filled = _keyed(common, name, POINTS[name], rng=rng)
        size = len(filled["tanggal"]) if filled else 0  # type: ignore[arg-type]
        yield table, _arrow(table, filled, size=size, types=arrow_type)


def _keyed(
    common: dict[str, object], contract: str, ranges: dict[str, tuple[int, int]], *, rng: np.random.Generator
) -> dict[str, object]:
    """These rows once for each set of keys of the contract, with counts of their own."""
    keys = KEYS.get(contract, ({},))
    filled: dict[str, object] = {
        name: np.concatenate([np.asarray(values)] * len(keys)) for name, values in common.items()
    }
    size = len(filled["tanggal"])  # type: ignore[arg-type]
    years = np.asarray(filled["tanggal"]).astype("datetime64[Y]").astype(str)
    for name in keys[0]:
        codes = np.repeat([own[name] for own in keys], size // len(keys))
        filled[name] = years if name == "tahun_anggaran" else codes
    if contract == "titik_layanan":
        filled |= {name: np.full(size, text) for name, text in OPENING.items()}
    return filled | {
        name: rng.integers(low, high, size, endpoint=True) for name, (low, high) in ranges.items()
    }


def _arrow(table: sa.Table, filled: dict[str, object], *, size: int, types: object) -> pa.Table:
    columns = {}
    for column in table.columns:
        kind = types(column.type)  # type: ignore[operator]
        values = filled.get(column.name)
        if values is None:
            columns[column.name] = pa.nulls(size, kind)
        else:
            whole = isinstance(values, np.ndarray) and values.dtype.kind == "f" and pa.types.is_integer(kind)
            columns[column.name] = pa.array(values.astype(np.int64) if whole else values, kind)  # type: ignore[attr-defined]
    return pa.table(columns)


def flags_of_all_sizes() -> Iterator[Timing]:
    """The province for a year, and the whole country for five; each in a process of its own."""
    for places, periods, budget in ((35, 24, PROVINCE_SECONDS), (514, 120, COUNTRY_SECONDS)):
        command = [sys.executable, "-m", "benchmarks.tanda", str(places), str(periods)]
        report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        seconds = report["detik_indikator"] + report["detik_tanda"] + report["detik_baris"]
        peak = report["puncak_bita"]
        assert peak <= MOST_BYTES, f"{peak:_} bytes for {places} x {periods}"
        name = f"semua indikator dan tanda, {places} daerah x {periods} periode, puncak {peak / 1e9:.2f} GB"
        yield Timing(name=name, seconds=(seconds,), budget=budget)


def main() -> int:
    """Times one size, given on the command line as places and half-months."""
    n_places, n_periods = int(sys.argv[1]), int(sys.argv[2])
    # Before anything of metrics is imported, so that all of it sees this register.
    register = with_places(catalogue.load_register(), n_places)
    catalogue.load_register = cache(lambda: register)
    from warehouse.mart_folder import MartFolder

    periods = half_months(n_periods)
    with TemporaryDirectory() as folder:
        # Published by a process of its own, as by the worker: what it needed is no memory of the reader's.
        writer = get_context("spawn").Process(target=_publish, args=(folder, n_places, n_periods))
        writer.start()
        writer.join()
        marts = MartFolder(Path(folder)).current()
        assert marts is not None
        with closing(marts):
            print(json.dumps(_timed(marts, register.kabkota, periods)))
    return 0


def _publish(folder: str, n_places: int, n_periods: int) -> None:
    from warehouse.mart_folder import MartFolder
    from warehouse.marts import Snapshot
    from warehouse.tables import mart_layout

    register = with_places(catalogue.load_register(), n_places)
    snapshot = Snapshot(
        version=1, ledger_sequence=1, ledger_mark="", published_at=NOW, known_at=None, layout=mart_layout()
    )
    MartFolder(Path(folder)).add(contents(register.kabkota, half_months(n_periods)), snapshot=snapshot)


def _timed(marts: Marts, places: tuple[Wilayah, ...], periods: tuple[Periode, ...]) -> dict[str, float]:
    from metrics.bendera.bacaan import read_scene
    from metrics.bendera.penilaian import flag_rows, judge
    from metrics.catalogue import load_indicators
    from metrics.judging import judged
    from metrics.measure import observations
    from metrics.panel import panels_of
    from metrics.sources import Span

    start = time.perf_counter()
    indicators = tuple(load_indicators().values())
    observed = observations(marts, indicators=indicators, span=Span(None, LAST.end), now=NOW)
    # In portions, as they are written out: nobody holds two million rows of figures at once.
    cuts = range(0, len(observed), PORTION_ROWS)
    n_rows = sum(len(judged(observed.iloc[cut : cut + PORTION_ROWS])) for cut in cuts)
    known = time.perf_counter()
    codes = [place.kode for place in places]
    panels = panels_of(observed, indicators=indicators, places=codes, periods=periods)
    del observed
    scene = read_scene(
        marts,
        panels=panels,
        places=places,
        periods=periods,
        rules=default_rules(),
        now=NOW,
    )
    found = judge(scene)
    flagged = time.perf_counter()
    flags = flag_rows(found, scene=scene, periods=periods[-1:], cells={})
    done = time.perf_counter()
    return {
        "tempat": len(places),
        "periode": len(periods),
        "baris_indikator": n_rows,
        "hasil_aturan": len(found) * len(places) * len(periods),
        "baris_tanda": len(flags),
        "detik_indikator": round(known - start, 3),
        "detik_tanda": round(flagged - known, 3),
        "detik_baris": round(done - flagged, 3),
        "puncak_bita": peak_bytes(),
    }


if __name__ == "__main__":
    sys.exit(main())
