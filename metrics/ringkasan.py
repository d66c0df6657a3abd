"""The page Ringkasan: where the province stands in one half-month, the answer first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from data_contracts.tulisan import format_tanggal, listed
from data_contracts.wilayah import Wilayah
from metrics.catalogue import load_indicators
from metrics.changes import CHANGE_TYPES
from metrics.figures import Attention, AttentionReason, Figure
from metrics.judging import targets
from metrics.ketepatan import ReportStatus
from metrics.measure import completed
from metrics.perhatian import needing_attention
from metrics.results import RESULT_TYPES, Level, Status, concatenated, shaped
from metrics.tanda import Flag
from metrics.totals import share_of_wajib_ktp
from metrics.window import Window

COVERAGE: Final = "cakupan_perekaman"
HEADLINES: Final = (
    COVERAGE,
    "belum_rekam",
    "prr",
    "sisa_suket",
    "sisa_blangko",
    "cakupan_kia",
    "cakupan_akta",
    "kelengkapan_laporan",
)
CHANGES: Final = ("change_points", "change_people", "change_is_good")
TABLE_TYPES: Final = RESULT_TYPES | {name: CHANGE_TYPES[name] for name in CHANGES}
TREND_TYPES: Final = {
    "indicator": "str",
    "wilayah": "str",
    "periode": "str",
    "tanggal": "datetime64[s]",
    "value": "Float64",
    "target": "Float64",
    "status": "str",
}
NAMED: Final = 3
# Silence is counted in the first sentence and 100 % in the last; these stand in between.
ASSESSED: Final = (
    AttentionReason.TERTINGGAL,
    AttentionReason.BLANGKO_HABIS,
    AttentionReason.BLANGKO_HAMPIR_HABIS,
    AttentionReason.SUKET_SAAT_BLANGKO_ADA,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProvinceSummary:
    """All the page needs for one half-month.

    `sentence` is the opening sentence. `headlines` are the province's figures with change and trend, in
    reading order. `reported`/`missing`/`not_due` split the 35 by the half-monthly report, by code
    (`missing`: overdue and nothing accepted, whether sent back or never sent); `below_target` and
    `above_hundred` look at recording coverage. `attention` is by code. `reported_share` is
    the percentage of wajib KTP that lives where a report came from, missing when unknown.

    `table`: one row per indicator and kab/kota (35 each, by code): the columns of `measure` and
    `change_points` (Float64), `change_people` (Int64), `change_is_good` (boolean), each missing where
    there is nothing to compare. `trends`: one row per indicator, kab/kota and half-month of the window
    (gaps included): indicator, wilayah, periode, tanggal (period's last day), value, target, status.
    `simulasi` is true when any shown figure is simulated.
    """

    periode: Periode
    due: date
    is_due: bool
    sentence: str
    n_reported: int
    n_expected: int
    reported_share: float | None
    reported: tuple[Wilayah, ...]
    missing: tuple[Wilayah, ...]
    not_due: tuple[Wilayah, ...]
    below_target: tuple[Wilayah, ...]
    above_hundred: tuple[Wilayah, ...]
    attention: tuple[Attention, ...]
    headlines: tuple[Figure, ...]
    table: pd.DataFrame
    trends: pd.DataFrame
    dasar: str | None
    simulasi: bool


def province_summary(window: Window, *, flags: Sequence[Flag]) -> ProvinceSummary:
    """The province in the window's half-month; `flags` are all of it."""
    periode, province = window.periode, load_register().provinsi.kode
    indicators = load_indicators()
    reported, missing, not_due = _split(window)
    due = window.reports_now["due"].iloc[0].date()
    attention = needing_attention(flags)
    headlines = tuple(window.figure(indicators[name], province) for name in HEADLINES)
    table = _table(window)
    coverage = table[table["indicator"] == COVERAGE]
    above = _places(coverage.loc[coverage["status"] == Status.PERIKSA_PENYEBUT, "wilayah"])
    is_due = window.today > due
    return ProvinceSummary(
        periode=periode,
        due=due,
        is_due=is_due,
        sentence=" ".join(
            (
                _say_reports(reported, missing, periode=periode, due=due, is_due=is_due),
                _say_attention(attention),
                _say_above(above),
            )
        ).strip(),
        n_reported=len(reported),
        n_expected=len(load_register().kabkota),
        reported_share=_reported_share(window, reported),
        reported=reported,
        missing=missing,
        not_due=not_due,
        below_target=_places(coverage.loc[coverage["status"] == Status.DI_BAWAH_TARGET, "wilayah"]),
        above_hundred=above,
        attention=attention,
        headlines=headlines,
        table=table,
        trends=_trends(window),
        dasar=headlines[0].dasar,
        simulasi=bool(table["simulasi"].any()) or any(figure.simulasi for figure in headlines),
    )


def _split(window: Window) -> tuple[tuple[Wilayah, ...], tuple[Wilayah, ...], tuple[Wilayah, ...]]:
    """Reported, overdue without an accepted report, not yet due."""
    rows = window.reports_now
    accepted = rows["accepted"].fillna(value=False)
    not_due = rows["status"] == ReportStatus.NOT_DUE
    return (
        _places(rows.loc[accepted, "wilayah"]),
        _places(rows.loc[~accepted & ~not_due, "wilayah"]),
        _places(rows.loc[not_due, "wilayah"]),
    )


def _places(codes: Iterable[str]) -> tuple[Wilayah, ...]:
    return tuple(load_register().get(code) for code in codes)


def _reported_share(window: Window, reported: tuple[Wilayah, ...]) -> float | None:
    if not reported:
        return None
    rows = pd.DataFrame({"wilayah": [place.kode for place in reported]})
    rows = rows.assign(indicator="kelengkapan_laporan", periode=str(window.periode))
    share = share_of_wajib_ktp(rows, wajib_ktp=window.wajib_ktp).iloc[0]
    return None if pd.isna(share) else float(share)


def _table(window: Window) -> pd.DataFrame:
    rows = concatenated(window.results.values(), RESULT_TYPES)
    table = completed(
        rows[rows["periode"] == str(window.periode)],
        indicators=tuple(load_indicators().values()),
        levels=(Level.KABKOTA,),
        wilayah=None,
        periode=window.periode,
    )
    changed = concatenated(window.changes.values(), CHANGE_TYPES)
    return shaped(table.merge(changed, on=["indicator", "wilayah"], how="left"), TABLE_TYPES)


def _trends(window: Window) -> pd.DataFrame:
    """Every indicator, kab/kota and half-month of the window, also those in which nothing was reported."""
    grid = pd.MultiIndex.from_product(
        [
            list(load_indicators()),
            [regency.kode for regency in load_register().kabkota],
            [str(periode) for periode in window.periods],
        ],
        names=["indicator", "wilayah", "periode"],
    ).to_frame(index=False)
    known = concatenated(window.results.values(), RESULT_TYPES)
    rows = grid.merge(known, on=list(grid.columns), how="left")
    ends = {str(periode): pd.Timestamp(periode.end) for periode in window.periods}
    rows = rows.assign(
        tanggal=rows["periode"].map(ends), status=rows["status"].fillna(str(Status.BELUM_LAPOR))
    )
    target = rows["target"].fillna(targets(rows["indicator"], rows["tanggal"]))
    return shaped(rows.assign(target=target), TREND_TYPES)


def _say_reports(
    reported: tuple[Wilayah, ...], missing: tuple[Wilayah, ...], *, periode: Periode, due: date, is_due: bool
) -> str:
    n_expected = len(load_register().kabkota)
    if len(reported) == n_expected:
        return f"Semua {n_expected} kabupaten/kota sudah lapor untuk {periode.label}."
    start = f"{len(reported)} dari {n_expected} kabupaten/kota sudah lapor untuk {periode.label}"
    if not is_due:
        return f"{start}; jatuh tempo {format_tanggal(due)}."
    return f"{start}; belum: {listed([place.nama_pendek for place in missing], most=NAMED)}."


def _say_attention(attention: tuple[Attention, ...]) -> str:
    """One entry a regency with its first reason in brackets, then how many more are to be watched."""
    pressing = [item for item in attention if item.reason in ASSESSED]
    named = {item.wilayah: _first_reason(item.wilayah, pressing) for item in pressing}
    watched = {item.wilayah for item in attention if item.reason is AttentionReason.WASPADA} - named.keys()
    parts = []
    if named:
        places = [f"{place.nama_pendek} ({short})" for place, short in named.items()]
        parts.append(f"{len(named)} perlu perhatian: {listed(places, most=NAMED)}")
    if watched:
        parts.append(f"{len(watched)} {'lainnya ' if named else ''}waspada")
    return f"{'; '.join(parts)}." if parts else ""


def _first_reason(place: Wilayah, pressing: Sequence[Attention]) -> str:
    """The first reason of a place; behind on several indicators counts as one reason."""
    own = [item for item in pressing if item.wilayah == place]
    behind = [load_indicators()[item.indicator].nama_pendek for item in own if item.reason is own[0].reason]
    if own[0].reason is not AttentionReason.TERTINGGAL or len(behind) == 1:
        return own[0].short
    return f"{listed(behind, most=NAMED)} {own[0].reason}"


def _say_above(places: tuple[Wilayah, ...]) -> str:
    if not places:
        return ""
    names = listed([place.nama_pendek for place in places], most=NAMED)
    return f"{len(places)} di atas 100 %, periksa penyebut: {names}."
