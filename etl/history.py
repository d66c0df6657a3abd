"""A row beside what its region reported before: in the ledger, or further up in the same file."""

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from data_contracts.aturan import default_rules
from data_contracts.tulisan import format_bilangan, format_persen, format_tanggal
from etl.chronicle import Chronicle, Chronicles, Track, Values
from etl.copies import COPY, copies
from etl.dkb import new_dkb
from etl.jumps import flow_jumps, level_jumps
from etl.lines import Line, Places
from etl.observations import Hits, Observation, tell, warning
from etl.outliers import outliers
from etl.table import Positions

WAJIB_KTP_CHANGE = default_rules().wajib_ktp_ubah_persen / 100
"""A larger change of the denominator needs a new DKB, which is dated 30 June or 31 December."""

_NOBODY: Positions = np.empty(0, dtype=np.intp)


def check_history(chronicles: Sequence[Chronicles], *, places: Places) -> Iterator[Observation]:
    """Recordings that fall, a denominator that jumps, a copy, jumps and outliers; all of them warnings.

    A figure gets one of these findings, the first.
    """
    for each in chronicles:
        for hits in _fresh(_hits(each)):
            yield from tell(hits, table=each.table, places=places)


def _hits(chronicles: Chronicles) -> Iterator[Hits]:
    yield from _falls(chronicles.by_day)
    yield from _denominators(chronicles.by_day)
    yield from copies(chronicles.by_day)
    yield from level_jumps(chronicles.by_day)
    yield from flow_jumps(chronicles.by_interval)
    yield from outliers(chronicles.by_interval)


def _fresh(every: Iterator[Hits]) -> Iterator[Hits]:
    """Without the rows whose field was told of already; a copy says nothing about one field."""
    told: dict[str, Positions] = {}
    for hits in every:
        if hits.rule == COPY:
            yield hits
        elif len(hits.positions):
            fresh = hits.without(told.get(hits.field, _NOBODY))
            told[hits.field] = np.union1d(told.get(hits.field, _NOBODY), fresh.positions)
            yield fresh


def _falls(chronicle: Chronicle) -> Iterator[Hits]:
    if "sudah_rekam" in chronicle.table.fields:
        track = chronicle.track("sudah_rekam")
        fallen = chronicle.now("sudah_rekam") < track.value(track.earlier)
        sentence = partial(_fall_sentence, track=track)
        yield warning("perekaman_turun", field="sudah_rekam", where=fallen, sentence=sentence)


def _fall_sentence(line: Line, position: int, *, track: Track) -> str:
    earlier = int(track.earlier[position])
    return (
        f"Sudah rekam {line.wilayah} turun dari {format_bilangan(track.values[earlier])} "
        f"({format_tanggal(track.day(earlier))}) menjadi {format_bilangan(line.number('sudah_rekam'))}. "
        "Sebutkan sebabnya (kematian, pindah, pembersihan data), atau perbaiki angkanya."
    )


def _denominators(chronicle: Chronicle) -> Iterator[Hits]:
    if "wajib_ktp" not in chronicle.table.fields:
        return
    track = chronicle.track("wajib_ktp")
    earlier = track.value(track.earlier)
    with np.errstate(divide="ignore", invalid="ignore"):
        change = (chronicle.now("wajib_ktp") - earlier) / earlier
    moved = (np.abs(change) > WAJIB_KTP_CHANGE) & (earlier != 0)
    moved[moved] = ~new_dkb(track.moment(track.earlier[moved]), chronicle.own[moved])
    sentence = partial(_denominator_sentence, track=track, change=change)
    yield warning("wajib_ktp_berubah", field="wajib_ktp", where=moved, sentence=sentence)


def _denominator_sentence(line: Line, position: int, *, track: Track, change: Values) -> str:
    earlier, moved = int(track.earlier[position]), float(change[position])
    verb = "naik" if moved > 0 else "turun"
    return (
        f"Wajib KTP {line.wilayah} {verb} {format_persen(100 * abs(moved))} dari "
        f"{format_bilangan(track.values[earlier])} ({format_tanggal(track.day(earlier))}), padahal tidak ada "
        "DKB baru di antara keduanya. Periksa angkanya, atau sebutkan penyebut yang dipakai."
    )
