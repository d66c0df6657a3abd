"""What stands behind a figure of the province or a place: causes, denominators, the range of the total."""

import numpy as np
import pandas as pd

from data_contracts.catalogue import load_register
from data_contracts.errors import UsageError
from metrics.analisis.tabel import Asked, of_place
from metrics.panel import Matrix
from metrics.penyebut import two_denominators
from metrics.perubahan_cakupan import coverage_changes, split_rows
from metrics.rentang import total_range


def causes(asked: Asked) -> pd.DataFrame:
    """The change of coverage by cause, since the half-month before or `since`."""
    rows = split_rows(coverage_changes(asked.marts, periode=asked.periode, since=asked.since, now=asked.now))
    return of_place(rows, asked)


def denominators(asked: Asked) -> pd.DataFrame:
    """Coverage beside its two denominators."""
    return of_place(two_denominators(asked.marts, periode=asked.periode), asked)


def province_range(asked: Asked) -> pd.DataFrame:
    """The province's total at each half-month, and how far those who have not reported could move it.

    Also of an indicator without a good direction: a range says nothing about good or bad.
    """
    province = load_register().provinsi
    if asked.wilayah not in {None, province.kode}:
        raise UsageError(f"Rentang adalah milik {province.nama}; jangan sebutkan daerah lain.")
    item, scene = asked.item, asked.scene()
    known = scene.level("perekaman", "wajib_ktp")
    found = total_range(scene.panels[item.id], wajib_ktp=_carried(known))
    rows = {
        "periode": [str(periode) for periode in scene.periods],
        "nilai": found.value.round(6),
        "terendah": found.lowest.round(6),
        "tertinggi": found.highest.round(6),
        "lapor": found.n_reported,
        "dari": len(scene.places),
        "tanpa_riwayat": found.n_unknown,
        "persen_wajib_ktp": found.share.round(2),
        "kalimat": [found.sentence(period) for period in range(len(scene.periods))],
    }
    frame = pd.DataFrame(rows)
    return frame[frame["lapor"] > 0].reset_index(drop=True)


def _carried(values: Matrix) -> Matrix:
    """The last known value of each place up to each half-month."""
    known = pd.DataFrame(values.T).ffill().to_numpy(dtype=np.float64)
    found: Matrix = known.T
    return found
