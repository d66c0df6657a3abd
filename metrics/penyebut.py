"""Two denominators: coverage of those counted in the last DKB, and of those who must be counted by now.

The DKB stands still for half a year while people come of age, move and die; recording goes on. Beside the
share of the frozen count stands that of the running one: the DKB's count and what was reported since its
day. Each says its kind and date; shares of different denominators are not comparable without them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from data_contracts.tulisan import format_bilangan, format_tanggal
from metrics.observations import percent_of
from metrics.results import CODE_LENGTH, Level, shaped
from metrics.sebab import CONTRACT, FLOWS, Cause, between, intervals_of
from metrics.sources import Span, read_flows, read_positions
from metrics.window import plain_rows
from warehouse.marts import Marts

MOVING: Final = (Cause.PEMULA, Cause.DATANG, Cause.PINDAH, Cause.MENINGGAL)
DENOMINATOR_TYPES: Final = {
    "wilayah": "str",
    "nama": "str",
    "tanggal_data": "datetime64[s]",
    "recorded": "Int64",
    "frozen": "Int64",
    "frozen_kind": "str",
    "frozen_date": "datetime64[s]",
    "frozen_share": "Float64",
    "running": "Int64",
    "running_date": "datetime64[s]",
    "running_share": "Float64",
    "reason": "str",
    "explanation": "str",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The count by now: the DKB's and all that was reported since; `count` None with the `reason` why."""

    count: int | None
    reason: str | None


def running_count(frozen: int, *, flows: Mapping[Cause, int | None]) -> Running:
    """The frozen count and those who came of age or moved in, less those who moved out or died, since its
    day.

    `flows`: people per cause over exactly that time, None where it was not reported for all of it: with a
    part missing there is no running count, for nobody died and nobody told are different things.
    """
    lacking = [str(cause) for cause in MOVING if flows.get(cause) is None]
    if lacking:
        return Running(count=None, reason=f"tidak dilaporkan sejak tanggal penyebut: {', '.join(lacking)}")
    moved = sum(FLOWS[cause][2] * (flows[cause] or 0) for cause in MOVING)
    return Running(count=frozen + moved, reason=None)


def two_denominators(marts: Marts, *, periode: Periode) -> pd.DataFrame:
    """One row per kab/kota that reported its wajib KTP in the half-month: DENOMINATOR_TYPES.

    Shares in percent, two decimals; a share above 100 is shown and explained. `reason` says why there is no
    running count.
    """
    positions = _positions(marts, periode=periode)
    if positions.empty:
        return shaped(pd.DataFrame(), DENOMINATOR_TYPES)
    named = positions["tanggal_penyebut"].dropna()
    since = min([*named.dt.date, periode.start])
    fields = [name for name, *_ in FLOWS.values()]
    told = intervals_of(read_flows(marts, contract=CONTRACT, fields=fields, span=Span(since, periode.end)))
    rows = [_row(row, told.get(row["kode_wilayah"], ())) for row in plain_rows(positions)]
    frame = pd.DataFrame(rows).astype(dict.fromkeys(("recorded", "frozen", "running"), "Int64"))
    frame = frame.assign(
        frozen_share=percent_of(frame["recorded"], frame["frozen"]),
        running_share=percent_of(frame["recorded"], frame["running"]),
    )
    above = [explain_above(row) for row in plain_rows(frame)]
    explained = frame.assign(explanation=pd.Series(above, index=frame.index, dtype="str"))
    return shaped(explained, DENOMINATOR_TYPES)


def explain_above(row: Mapping[str, Any]) -> str | None:
    """Why the share of the frozen count is above 100 %, as far as can be told; None where it is not."""
    recorded, frozen = row["recorded"], row["frozen"]
    if recorded is None or frozen is None or recorded <= frozen:
        return None
    said = [f"sudah rekam melebihi penyebut {format_bilangan(recorded - frozen)} jiwa"]
    if row["frozen_date"] is None:
        said.append("jenis dan tanggal penyebutnya tidak disebut; mintalah keduanya")
    else:
        day = format_tanggal(row["frozen_date"])
        said.append(f"penyebutnya {row['frozen_kind']} {day}, sedangkan perekaman berjalan terus")
    if row["running"] is not None:
        rest = recorded - row["running"]
        said.append(
            "terhadap hitungan berjalan tidak lagi di atas 100 %"
            if rest <= 0
            else f"terhadap hitungan berjalan masih melebihi {format_bilangan(rest)} jiwa; "
            "yang direkam sebelum wajib (menikah muda) dan yang sudah pindah mungkin masih terhitung"
        )
    return "Di atas 100 %: " + "; ".join(said) + "."


def _positions(marts: Marts, *, periode: Periode) -> pd.DataFrame:
    """Of each kab/kota the last row of the half-month with a count of those who must."""
    span = Span(periode.start, periode.end)
    rows = read_positions(marts, contract=CONTRACT, fields=("wajib_ktp", "sudah_rekam"), span=span)
    own = rows[(rows["kode_wilayah"].str.len() == CODE_LENGTH[Level.KABKOTA]) & rows["wajib_ktp"].notna()]
    return own.sort_values("tanggal").drop_duplicates("kode_wilayah", keep="last").sort_values("kode_wilayah")


def _row(row: Mapping[str, Any], told: Sequence[Any]) -> dict[str, Any]:
    day, since = row["tanggal"].date(), row["tanggal_penyebut"]
    running = Running(count=None, reason="tanggal penyebutnya tidak disebut")
    if since is not None:
        is_of_today = since.date() >= day
        flows = dict.fromkeys(MOVING, 0) if is_of_today else between(told, since.date(), day)
        running = running_count(row["wajib_ktp"], flows=flows)
    return {
        "wilayah": row["kode_wilayah"],
        "nama": load_register().get(row["kode_wilayah"]).nama,
        "tanggal_data": row["tanggal"],
        "recorded": row["sudah_rekam"],
        "frozen": row["wajib_ktp"],
        "frozen_kind": row["jenis_penyebut"],
        "frozen_date": since,
        "running": running.count,
        "running_date": row["tanggal"] if running.count is not None else None,
        "reason": running.reason,
    }
