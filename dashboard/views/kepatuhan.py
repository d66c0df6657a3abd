"""Kepatuhan Pelaporan: who reported when, and what came of it."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard import answers, links
from dashboard.components.banner import simulation_banner
from dashboard.components.headline import page_heading, section_heading
from dashboard.components.markup import Html, element
from dashboard.components.report_panel import report_panel
from dashboard.components.rug import Mark, Period, Strip, rug
from dashboard.components.words import REPORT_STATUS, legend, report_status
from dashboard.frame import complain, put
from dashboard.selection import Choice, asked, choose_period, choose_regency, draw
from dashboard.session import Session
from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from data_contracts.tulisan import format_persen, format_tanggal, format_waktu, nama_bulan
from data_contracts.wilayah import Wilayah

SHOWN_PERIODS = 12
MOST_NAMES = 6
ARRIVED = ("on_time", "late", "overdue")
Record = Mapping[Hashable, Any]


def show(session: Session) -> None:
    available = answers.periods(session)
    period = choose_period(_selectable(session, available), default=answers.default_period(session))
    regency = choose_regency(default=load_register().kabkota[0].kode)
    window = window_ending(Periode.parse(period.value))
    status = _as_shown(answers.punctuality(session, shown=window))
    chosen = _chosen(regency, period, window)

    is_simulated = bool(status["simulasi"].fillna(value=False).any())
    put(simulation_banner() if is_simulated else None, _heading(status, Periode.parse(period.value)))
    complain(period, *((regency,) if asked("wilayah") else ()))
    draw(period)
    if chosen is not None:
        _show_chosen(session, status, chosen)
    seen = [REPORT_STATUS[name] for name in REPORT_STATUS if name in set(status["status"])]
    put(
        section_heading("Siapa lapor kapan", "Tekan satu petak untuk melihat berkas dan temuannya."),
        legend(tuple(seen)),
        rug([_period(each) for each in window], _strips(status, window, chosen, period.value)),
    )


def window_ending(last: Periode) -> tuple[Periode, ...]:
    """The half-months shown, oldest first."""
    first = last
    for _ in range(SHOWN_PERIODS - 1):
        first = first.previous()
    return Periode.range(first, last)


def _selectable(session: Session, available: Sequence[Periode]) -> tuple[Periode, ...]:
    """Half-months with figures and the latest ones that began: nobody may have reported for those."""
    recent = window_ending(Periode.of(session.today))
    return tuple(sorted({*available, *recent}))


def _as_shown(status: pd.DataFrame) -> pd.DataFrame:
    shown = [
        report_status(each, arrived=not pd.isna(arrived))
        for each, arrived in zip(status["status"], status["received_at"], strict=True)
    ]
    return status.assign(status=shown)


def _chosen(regency: Choice, period: Choice, window: Sequence[Periode]) -> tuple[str, Periode] | None:
    """The cell whose file is shown: the regency of the address, in `lihat` or else in the last half-month."""
    if asked("wilayah") is None or regency.complaint:
        return None
    wanted = asked("lihat") or period.value
    return next(((regency.value, each) for each in window if str(each) == wanted), None)


def _heading(status: pd.DataFrame, last: Periode) -> Html:
    due = status[status["status"] != "not_due"]["status"]
    share = 100 * (due == "on_time").sum() / len(due) if len(due) else None
    context = (
        f"Dalam {SHOWN_PERIODS} periode sampai {last.label}, {format_persen(share)} laporan tiba tepat waktu."
    )
    now = status[status["periode"] == str(last)]
    return page_heading(page="Kepatuhan Pelaporan", sentence=_say(now, last), context=context)


def _say(now: pd.DataFrame, periode: Periode) -> str:
    """Who reported for one half-month, and by name who did not."""
    arrived = now["status"].isin(ARRIVED)
    late = int((arrived & (now["status"] != "on_time")).sum())
    how = f", {late} di antaranya terlambat" if late else ", semuanya tepat waktu" if arrived.any() else ""
    first = f"{arrived.sum()} dari {len(now)} kabupaten/kota sudah lapor untuk {periode.label}{how}."
    others = (
        f"{REPORT_STATUS[name].word.capitalize()}: {_listed(now.loc[now['status'] == name, 'wilayah'])}."
        for name in ("missing", "returned", "not_due")
        if (now["status"] == name).any()
    )
    return " ".join((first, *others))


def _listed(codes: "pd.Series[str]") -> str:
    names = [load_register().get(code).nama_pendek for code in codes]
    shown, rest = names[:MOST_NAMES], len(names) - MOST_NAMES
    return f"{', '.join(shown)}, dan {rest} lainnya" if rest > 0 else ", ".join(shown)


def _period(periode: Periode) -> Period:
    return Period(
        top=nama_bulan(periode.bulan)[:3],
        year=f"{periode.tahun % 100:02d}",
        bottom=f"{periode.start.day}–{periode.end.day}",
        name=periode.label,
    )


def _strips(
    status: pd.DataFrame, window: Sequence[Periode], chosen: tuple[str, Periode] | None, periode: str
) -> list[Strip]:
    by_key = {(row["wilayah"], row["periode"]): row for row in status.to_dict("records")}
    return [
        _strip(wilayah, [by_key[wilayah.kode, str(each)] for each in window], chosen, periode)
        for wilayah in load_register().kabkota
    ]


def _strip(
    wilayah: Wilayah, rows: Sequence[Record], chosen: tuple[str, Periode] | None, periode: str
) -> Strip:
    due = [row for row in rows if row["status"] != "not_due"]
    on_time = sum(row["status"] == "on_time" for row in due)
    return Strip(
        name=wilayah.nama_pendek,
        href=links.profile(wilayah.kode, periode=periode),
        marks=tuple(_mark(row, chosen, periode) for row in rows),
        summary=f"{on_time} dari {len(due)}",
    )


def _mark(row: Record, chosen: tuple[str, Periode] | None, periode: str) -> Mark:
    arrived: Any = row["received_at"]
    detail = (
        f"Jatuh tempo {format_tanggal(row['due'])}"
        if pd.isna(arrived)
        else f"Diterima {format_waktu(arrived)}"
    )
    return Mark(
        status=row["status"],
        detail=detail,
        href=links.punctuality(periode=periode, wilayah=row["wilayah"], lihat=row["periode"]),
        is_chosen=chosen is not None and (row["wilayah"], row["periode"]) == (chosen[0], str(chosen[1])),
    )


def _show_chosen(session: Session, status: pd.DataFrame, chosen: tuple[str, Periode]) -> None:
    kode, periode = chosen
    row = status[(status["wilayah"] == kode) & (status["periode"] == str(periode))].iloc[0]
    outcome = REPORT_STATUS[row["status"]]
    wilayah = load_register().get(kode)
    title = f"{wilayah.nama}, {periode.label}: {outcome.word}"
    put(section_heading(title, f"Jatuh tempo {format_tanggal(row['due'])}."), _file(session, row, kode))


def _file(session: Session, row: pd.Series, kode: str) -> Html:
    if pd.isna(row["submission"]):
        return element(
            "p", "Belum ada berkas untuk periode ini. Minta laporannya, lalu masukkan dengan “pantau ingest”."
        )
    delivery = answers.delivery(session, submission=int(row["submission"]))
    return report_panel(delivery.submission, delivery.findings, wilayah=kode)
