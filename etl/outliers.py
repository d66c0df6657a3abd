"""Figures far from what a kabupaten/kota usually reports: the robust test of Iglewicz and Hoaglin (1993)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from data_contracts.contract import Field, LogicalType, Measure
from data_contracts.tulisan import format_bilangan
from etl.chronicle import Chronicle, Values
from etl.dkb import new_dkb
from etl.jumps import LUMPY
from etl.lines import Line
from etl.observations import Hits, warning
from etl.table import Flags, Positions, Table

THRESHOLD = 3.5
"""Of the modified z-score: their recommendation."""
FEWEST_REPORTS, MOST_REPORTS = 12, 24
"""A point needs so many earlier ones to be judged, and is held against no more: half a year to a year."""
LEAST_DEVIATION = 10
"""A handful more or less than usual is noise, however regular the series was."""

_MAD_TO_SIGMA = 0.6745
_MEAN_TO_SIGMA = 1.253314
_KABKOTA_CODE = len("33.74")
_MEASURES = (Measure.FLOW, Measure.STOCK, Measure.CUMULATIVE)


def outliers(chronicle: Chronicle) -> Iterator[Hits]:
    """Flows, and changes of levels, whose modified z-score is beyond THRESHOLD; of kabupaten/kota alone.

    Each is held against the region's own earlier reports of intervals of like length, never against itself.
    A level's change across a new DKB is left aside.
    """
    rows = np.flatnonzero(_is_kabkota(chronicle.table))
    if not len(rows):
        return
    for field in _steady(chronicle.table):
        points = _points(chronicle, field, rows)
        far = _is_far(points)
        if far.any():
            yield _hits(chronicle, field, rows[far], points=points.of(far))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Points:
    """What is judged, a row each, and what went before: `baseline` has gaps (NaN) where there was less."""

    point: Values
    baseline: Values

    def of(self, where: Flags) -> "_Points":
        return _Points(point=self.point[where], baseline=self.baseline[where])


def modified_z(point: Values, *, baseline: Values) -> Values:
    """The modified z-score of each point beside its row of `baseline`; NaN where it cannot be told.

    0,6745 |x - median| / MAD, and where the MAD is 0 |x - median| / (1,253314 * mean absolute deviation);
    `baseline` may hold gaps (NaN). A series without any deviation gives NaN.
    """
    middle = medians(baseline)
    spread = np.abs(baseline - middle[:, None])
    mad, mean = medians(spread), _means(spread)
    apart = np.abs(point - middle)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(mad > 0, _MAD_TO_SIGMA * apart / mad, apart / (_MEAN_TO_SIGMA * mean))
    return np.where(mean > 0, z, np.nan)


def medians(rows: Values) -> Values:
    """The median of each row without its gaps; NaN for a row of gaps."""
    count = (~np.isnan(rows)).sum(axis=1)
    # Gaps are sorted behind everything.
    ordered = np.sort(rows, axis=1)
    every = np.arange(len(rows))
    lower = ordered[every, np.maximum(count - 1, 0) // 2]
    upper = ordered[every, np.minimum(count // 2, rows.shape[1] - 1)]
    middle: Values = (lower + upper) / 2
    return middle


def _means(rows: Values) -> Values:
    count = (~np.isnan(rows)).sum(axis=1)
    with np.errstate(invalid="ignore"):
        means: Values = np.nansum(rows, axis=1) / np.where(count, count, np.nan)
    return means


def _is_far(points: _Points) -> Flags:
    enough = (~np.isnan(points.baseline)).sum(axis=1) >= FEWEST_REPORTS
    far = np.zeros(len(enough), dtype=bool)
    if enough.any():
        judged = points.of(enough)
        away = np.abs(judged.point - medians(judged.baseline)) >= LEAST_DEVIATION
        far[enough] = away & (modified_z(judged.point, baseline=judged.baseline) > THRESHOLD)
    return far


def _points(chronicle: Chronicle, field: Field, rows: Positions) -> _Points:
    track, own = chronicle.track(field.name), chronicle.own[rows]
    now = chronicle.now(field.name)[rows]
    # One report more than changes between them.
    reports = track.back(track.earlier[rows][:, None], np.arange(MOST_REPORTS + 1))
    if field.measure is Measure.FLOW:
        return _Points(point=now, baseline=track.value(reports[:, :-1]))
    levels = np.column_stack([now, track.value(reports)])
    moments = np.column_stack([own, track.moment(reports)])
    # What a new DKB moves is no measure of what usually moves, and is not measured by it.
    across = new_dkb(moments[:, 1:], moments[:, :-1])
    changes = np.where(across, np.nan, levels[:, :-1] - levels[:, 1:])
    return _Points(point=changes[:, 0], baseline=changes[:, 1:])


def _is_kabkota(table: Table) -> Flags:
    is_long: Flags = (table.frame["kode_wilayah"].str.len() == _KABKOTA_CODE).to_numpy(dtype=bool)
    return is_long


def _steady(table: Table) -> list[Field]:
    """Counts whose flow or change has a usual size: no percentages, nothing that moves by deliveries."""
    counts = (field for field in table.measured if field.logical_type is LogicalType.INTEGER)
    return [field for field in counts if field.measure in _MEASURES and field.name not in LUMPY]


def _hits(chronicle: Chronicle, field: Field, rows: Positions, *, points: _Points) -> Hits:
    where = np.zeros(len(chronicle.own), dtype=bool)
    where[rows] = True
    usual = medians(points.baseline)
    told = {
        int(row): (float(point), float(middle))
        for row, point, middle in zip(rows, points.point, usual, strict=True)
    }
    sentence = partial(_sentence, field=field, told=told)
    return warning("pencilan", field=field.name, where=where, sentence=sentence)


def _sentence(line: Line, position: int, *, field: Field, told: Mapping[int, tuple[float, float]]) -> str:
    point, usual = told[position]
    what, typical = format_bilangan(point), format_bilangan(usual, decimals=0 if usual == int(usual) else 1)
    if field.measure is Measure.FLOW:
        seen = f"tertulis {what}, jauh dari kebiasaannya: biasanya sekitar {typical} selaporan"
    else:
        seen = f"berubah {what} sejak laporan sebelumnya, jauh dari kebiasaannya: biasanya sekitar {typical}"
    return f"{field.business_name} {line.wilayah} {seen}. Periksa angkanya; bila benar, sebutkan sebabnya."
