"""Two denominators: coverage of those counted in the last DKB, and of those who must be counted by now.

The DKB stands still for half a year while people come of age, move and die; recording goes on. Beside the
share of the frozen count stands that of the running one: the DKB's count and what was reported since its
day, or the count of a report that calls itself running. Each says its kind and date; shares of different
denominators are not comparable without them.
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
from metrics.sebab import CONTRACT, FIELDS, FLOWS, Cause, between, is_running
from metrics.selang import Interval, intervals_of
from metrics.sources import Span, read_flows, read_positions
from metrics.window import plain_rows
from warehouse.marts import Marts

MOVING: Final = (Cause.PEMULA, Cause.DATANG, Cause.PINDAH, Cause.MENINGGAL)
NO_FROZEN: Final = "penyebut DKB tidak pernah disebut setahun terakhir"
YOUNG: Final = "yang direkam sebelum wajib (menikah muda) dan yang sudah pindah mungkin masih terhitung"
COUNTS: Final = ("wajib_ktp", "sudah_rekam", "belum_rekam")
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
    """The province, then each kab/kota that reported its wajib KTP in the half-month, by code:
    DENOMINATOR_TYPES.

    Shares in percent, two decimals; a share above 100 is shown and explained. `reason` says why there is no
    running, or no frozen, count. Province: added up over those that told who is recorded, a running count
    only where all of them have one, kind and date only where they share them. Empty where nobody reported.
    """
    told = _positions(marts, periode=periode)
    reported = told[told["tanggal"] >= pd.Timestamp(periode.start)].drop_duplicates(
        "kode_wilayah", keep="last"
    )
    if reported.empty:
        return shaped(pd.DataFrame(), DENOMINATOR_TYPES)
    since = min([*told["tanggal_penyebut"].dropna().dt.date, periode.start])
    flows = read_flows(marts, contract=CONTRACT, fields=FIELDS, span=Span(since, periode.end))
    intervals = intervals_of(flows, fields=FIELDS)
    frozen = _last_frozen(told)
    places = [
        _row(row, frozen=frozen.get(row["kode_wilayah"]), told=intervals.get(row["kode_wilayah"], ()))
        for row in plain_rows(reported.sort_values("kode_wilayah"))
    ]
    counted = [row for row in places if row["recorded"] is not None]
    return _with_shares(pd.DataFrame([*([_province(counted)] if counted else []), *places]))


def explain_above(row: Mapping[str, Any]) -> str | None:
    """Why the share is above 100 %, as far as can be told; None where it is not."""
    recorded, running = row["recorded"], row["running"]
    whole = running if row["frozen"] is None else row["frozen"]
    if recorded is None or whole is None or recorded <= whole:
        return None
    said = [f"sudah rekam melebihi penyebut {format_bilangan(recorded - whole)} jiwa"]
    if row["frozen"] is None:
        said.append(f"penyebutnya hitungan berjalan per {format_tanggal(row['running_date'])}; {YOUNG}")
    else:
        said += [_say_frozen(row), *_say_running(recorded, running)]
    return "Di atas 100 %: " + "; ".join(said) + "."


def _say_frozen(row: Mapping[str, Any]) -> str:
    if row["frozen_date"] is None or row["frozen_kind"] is None:
        return "jenis atau tanggal penyebutnya tidak disebut; mintalah keduanya"
    day = format_tanggal(row["frozen_date"])
    return f"penyebutnya {row['frozen_kind']} {day}, sedangkan perekaman berjalan terus"


def _say_running(recorded: int, running: int | None) -> Sequence[str]:
    if running is None:
        return ()
    if recorded <= running:
        return ("terhadap hitungan berjalan tidak lagi di atas 100 %",)
    return (f"terhadap hitungan berjalan masih melebihi {format_bilangan(recorded - running)} jiwa; {YOUNG}",)


def _positions(marts: Marts, *, periode: Periode) -> pd.DataFrame:
    """Of each kab/kota the rows with a count of those who must, of the half-month and the year before it, in
    order of time.

    As in `observations`, those recorded are the rest of those not recorded where only these were told.
    """
    year_before = Periode(periode.tahun - 1, periode.bulan, periode.paruh)
    span = Span(year_before.start, periode.end)
    rows = read_positions(marts, contract=CONTRACT, fields=COUNTS, span=span)
    own = rows[(rows["kode_wilayah"].str.len() == CODE_LENGTH[Level.KABKOTA]) & rows["wajib_ktp"].notna()]
    recorded = own["sudah_rekam"].fillna(own["wajib_ktp"] - own["belum_rekam"])
    return own.assign(sudah_rekam=recorded).sort_values("tanggal")


def _last_frozen(told: pd.DataFrame) -> Mapping[str, Mapping[str, Any]]:
    """Of each kab/kota the last row whose count stands still."""
    return {row["kode_wilayah"]: row for row in plain_rows(told) if not is_running(row["jenis_penyebut"])}


def _row(
    row: Mapping[str, Any], *, frozen: Mapping[str, Any] | None, told: Sequence[Interval]
) -> dict[str, Any]:
    """One kab/kota: `row` its report, `frozen` the last one whose count stands still, perhaps the same."""
    running = _running(row, told)
    still = frozen or dict.fromkeys(("wajib_ktp", "jenis_penyebut", "tanggal_penyebut"))
    return {
        "wilayah": row["kode_wilayah"],
        "nama": load_register().get(row["kode_wilayah"]).nama,
        "tanggal_data": row["tanggal"],
        "recorded": row["sudah_rekam"],
        "frozen": still["wajib_ktp"],
        "frozen_kind": still["jenis_penyebut"],
        "frozen_date": still["tanggal_penyebut"],
        "running": running.count,
        "running_date": None if running.count is None else _running_day(row),
        "reason": running.reason if frozen else NO_FROZEN,
    }


def _running(row: Mapping[str, Any], told: Sequence[Interval]) -> Running:
    """The running count as reported, else reckoned from the frozen one and the flows since its day."""
    if is_running(row["jenis_penyebut"]):
        return Running(count=row["wajib_ktp"], reason=None)
    since, day = row["tanggal_penyebut"], row["tanggal"].date()
    if since is None:
        return Running(count=None, reason="tanggal penyebutnya tidak disebut")
    is_of_today = since.date() >= day
    flows = dict.fromkeys(MOVING, 0) if is_of_today else between(told, since.date(), day)
    return running_count(row["wajib_ktp"], flows=flows)


def _running_day(row: Mapping[str, Any]) -> pd.Timestamp:
    named = row["tanggal_penyebut"] if is_running(row["jenis_penyebut"]) else None
    day: pd.Timestamp = named or row["tanggal"]
    return day


def _province(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """All of them as one place; a count, kind or date that is not told of all of them is missing."""
    province = load_register().provinsi
    lacking = sum(row["running"] is None for row in rows)
    counts = {name: _total([row[name] for row in rows]) for name in ("recorded", "frozen", "running")}
    shared = {name: _shared([row[name] for row in rows]) for name in ("frozen_kind", "frozen_date")}
    return {
        "wilayah": province.kode,
        "nama": province.nama,
        "tanggal_data": max(row["tanggal_data"] for row in rows),
        **counts,
        **shared,
        "running_date": None if lacking else max(row["running_date"] for row in rows),
        "reason": f"{lacking} dari {len(rows)} daerah tanpa hitungan berjalan" if lacking else None,
    }


def _total(counts: Sequence[int | None]) -> int | None:
    return None if any(count is None for count in counts) else sum(count or 0 for count in counts)


def _shared(names: Sequence[Any]) -> object:
    return names[0] if len(set(names)) == 1 else None


def _with_shares(rows: pd.DataFrame) -> pd.DataFrame:
    frame = rows.astype(dict.fromkeys(("recorded", "frozen", "running"), "Int64"))
    frame = frame.assign(
        frozen_share=percent_of(frame["recorded"], frame["frozen"]),
        running_share=percent_of(frame["recorded"], frame["running"]),
    )
    above = [explain_above(row) for row in plain_rows(frame)]
    return shaped(
        frame.assign(explanation=pd.Series(above, index=frame.index, dtype="str")), DENOMINATOR_TYPES
    )
