"""Levels that double or halve, and flows ten times what they were: mostly a digit too many or too few."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from data_contracts.contract import Field, Measure
from data_contracts.tulisan import format_bilangan, format_tanggal
from etl.chronicle import Chronicle, Track, Values
from etl.lines import Line
from etl.observations import Hits, warning
from etl.table import Positions, Table

LEVEL_FACTOR = 2
"""Cumulative counts and denominators move by a few percent a year; one that doubles or halves is a slip."""
FLOW_FACTOR = 10
"""A slip of the keys makes a number ten times as large; no working day is that much busier than the last."""
FLOW_REPORTS = 3
"""A flow is held against the largest of so many reports before it: one quiet day is no measure."""
LEAST = 100
"""Below so many a doubling is nothing unusual."""

JUMP = "lonjakan"
RUPIAH = "rupiah"
"""A budget is spent from nothing within a year."""
LUMPY = frozenset(
    {
        "blangko_diterima",
        "blangko_pinjam_masuk",
        "blangko_pinjam_keluar",
        "sisa_blangko",
        "stok_awal_blangko",
        "stok_blangko_kia",
    }
)
"""Deliveries come in lumps, so what they move says nothing by its size; the ledger identity judges these."""


def level_jumps(chronicle: Chronicle) -> Iterator[Hits]:
    """Slow levels that more than doubled or halved since the region's latest earlier report of them."""
    for field in _slow_levels(chronicle.table):
        track = chronicle.track(field.name)
        now, earlier = chronicle.now(field.name), track.value(track.earlier)
        with np.errstate(invalid="ignore"):
            jumped = (now > LEVEL_FACTOR * earlier) | (now * LEVEL_FACTOR < earlier)
            told = jumped & (earlier > 0) & (np.maximum(now, earlier) >= LEAST)
        sentence = partial(_level_sentence, field=field, track=track)
        yield warning(JUMP, field=field.name, where=told, sentence=sentence)


def flow_jumps(chronicle: Chronicle) -> Iterator[Hits]:
    """Flows at least ten times the largest of the three reports before, all of intervals of like length."""
    for field in chronicle.table.measured:
        if field.measure is Measure.FLOW and field.name not in LUMPY:
            now = chronicle.now(field.name)
            large = np.flatnonzero(now >= LEAST)
            if len(large):
                yield _flow_hits(chronicle, field, large, now=now)


def _flow_hits(chronicle: Chronicle, field: Field, rows: Positions, *, now: Values) -> Hits:
    track = chronicle.track(field.name)
    before = [track.value(track.back(track.earlier[rows], steps)) for steps in range(FLOW_REPORTS)]
    largest = np.full(len(now), np.nan)
    # NaN where there are fewer reports.
    largest[rows] = np.maximum.reduce(before)
    with np.errstate(invalid="ignore"):
        told = (now >= FLOW_FACTOR * largest) & (largest > 0)
    sentence = partial(_flow_sentence, field=field, largest=largest)
    return warning(JUMP, field=field.name, where=told, sentence=sentence)


def _slow_levels(table: Table) -> list[Field]:
    """Cumulative counts of people and papers, and what their shares are divided by."""
    measured = (field for contract in table.contracts for field in contract.measured)
    divisors = {field.recompute.denominator for field in measured if field.recompute}
    return [
        field
        for field in table.measured
        if (field.measure is Measure.CUMULATIVE or field.name in divisors) and field.unit != RUPIAH
    ]


def _level_sentence(line: Line, position: int, *, field: Field, track: Track) -> str:
    earlier = int(track.earlier[position])
    return (
        f"{field.business_name} {line.wilayah} menjadi {format_bilangan(line.number(field.name))}, padahal "
        f"{format_bilangan(track.values[earlier])} pada {format_tanggal(track.day(earlier))}: lebih dari dua "
        "kali atau kurang dari setengahnya. Periksa angkanya; bila benar, sebutkan sebabnya."
    )


def _flow_sentence(line: Line, position: int, *, field: Field, largest: Values) -> str:
    return (
        f"{field.business_name} {line.wilayah} tertulis {format_bilangan(line.number(field.name))}, sepuluh "
        "kali atau lebih dari angka terbesar dalam tiga laporan sebelumnya "
        f"({format_bilangan(float(largest[position]))}). Periksa apakah ada angka yang terketik dua kali; "
        "bila benar, sebutkan sebabnya."
    )
