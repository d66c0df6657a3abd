"""Lacak Sumber: one figure, how it was computed, and every cell of every file it was made from."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from dashboard import answers, links, phrases
from dashboard.components.banner import complaint_banner, simulation_banner
from dashboard.components.headline import page_heading, section_heading
from dashboard.components.markup import Html, element, link
from dashboard.components.tables import Cell, Column
from dashboard.formulas import formula_lines
from dashboard.frame import complain, put
from dashboard.origin import Record, content, show_origin
from dashboard.selection import Choice, asked, choose_indicator, choose_period, choose_wilayah, draw
from dashboard.session import Session
from dashboard.views import asal, kiriman
from data_contracts.catalogue import load_contracts
from data_contracts.periode import Periode
from data_contracts.tulisan import format_bilangan, format_persen, format_tanggal
from metrics.catalogue import Indicator, load_indicators
from metrics.results import Status
from warehouse.records import UnknownSubmissionError

FIRST_INDICATOR = "cakupan_perekaman"
PROVINCE = "33"
NUMBER = re.compile(r"[0-9]{1,9}")
CELL_COLUMNS = (
    Column("Kabupaten/Kota", "nama"),
    Column("Peran", "peran", "Bagian rumus yang diisi sel ini"),
    Column("Sel", "sel"),
    Column("Judul kolom", "judul", "Seperti tertulis di berkas"),
    Column("Isi", "isi", "Isi sel persis seperti diterima", is_number=True),
)
ROLES = {
    "numerator": "pembilang",
    "denominator": "penyebut",
    "reported": "persentase tertulis",
    "use": "pemakaian",
    "context": "keterangan",
}


def show(session: Session) -> None:
    number = asked("kiriman")
    if number is not None and NUMBER.fullmatch(number) and _knows(session, int(number)):
        kiriman.show(session, int(number))
        return
    if number is not None:
        put(complaint_banner(f"Kiriman “{number}” tidak ada; yang ditampilkan pelacakan angka."))
    if asked("kontrak") is not None and asal.show(session):
        return
    _show_figure(session)


def _knows(session: Session, number: int) -> bool:
    try:
        answers.life(session, submission=number)
    except UnknownSubmissionError:
        return False
    return True


def _show_figure(session: Session) -> None:
    available = answers.periods(session)
    indicator = choose_indicator(tuple(load_indicators()), default=FIRST_INDICATOR)
    wilayah = choose_wilayah(default=PROVINCE)
    period = _period(session, available)
    periode, chosen = Periode.parse(period.value), load_indicators()[indicator.value]
    row = answers.figure_row(session, indicator=chosen.id, wilayah=wilayah.value, tanggal=periode.end)
    cells = answers.cells(session, indicator=chosen.id, wilayah=wilayah.value, tanggal=periode.end)

    put(simulation_banner() if _is_true(row["simulasi"]) else None, _heading(chosen, row, periode))
    complain(indicator, wilayah, period)
    draw(indicator, wilayah, period)
    put(section_heading("Cara hitung", chosen.arti), formula_lines(chosen, row, printed=_as_printed(row)))
    _show_cells(session, cells, periode=period.value)


def _period(session: Session, available: tuple[Periode, ...]) -> Choice:
    """A data date in the address stands for its half-month, until the reader chooses another."""
    chosen = choose_period(available, default=answers.default_period(session))
    text = asked("tanggal")
    if text is None or asked("periode") is not None:
        return chosen
    day = _read_day(text)
    if day is not None and Periode.of(day) in available:
        return replace(chosen, value=str(Periode.of(day)))
    complaint = f"Tidak ada angka untuk tanggal “{text}”; yang ditampilkan {chosen.options[chosen.value]}."
    return replace(chosen, complaint=complaint)


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _heading(indicator: Indicator, row: pd.Series, periode: Periode) -> Html:
    name = f"{indicator.nama} {row['nama']}"
    if pd.isna(row["value"]):
        sentence = f"{name} untuk {periode.label}: {row['status']}."
    else:
        value = phrases.with_unit(row["value"], unit=indicator.unit)
        sentence = f"{name} per {format_tanggal(row['tanggal_data'].date())}: {value}."
    context = "" if pd.isna(row["reason"]) else f"Catatan: {row['reason']}."
    return page_heading(page="Lacak Sumber", sentence=sentence, context=context)


def _is_true(flag: Any) -> bool:
    return not pd.isna(flag) and bool(flag)


def _as_printed(row: pd.Series) -> str | None:
    """What the sender typed beside what the counts give."""
    if pd.isna(row["reported_value"]) or pd.isna(row["value"]):
        return None
    if row["status"] == Status.TANPA_ANGKA_DASAR:
        return f"Tertulis di laporan {format_persen(row['reported_value'])}."
    off = abs(row["reported_value"] - row["value"])
    verdict = "sama" if off < 0.005 else f"selisih {format_bilangan(off, decimals=2)} poin"
    typed, computed = format_persen(row["reported_value"]), format_persen(row["value"])
    return f"Tertulis di laporan {typed}, dihitung ulang {computed}: {verdict}."


def _show_cells(session: Session, cells: pd.DataFrame, *, periode: str) -> None:
    if cells.empty:
        where = link("Kepatuhan Pelaporan", href=links.punctuality(periode=periode))
        sentence = "Tidak ada sel berkas di balik angka ini pada periode ini. Siapa melapor kapan tampak di "
        put(section_heading("Sel asal"), element("p", sentence, where, "."))
        return
    show_origin(session, cells, columns=CELL_COLUMNS, row=_row)


def _row(row: Record) -> list[Cell]:
    field = load_contracts()[row["contract"]].field(row["field"])
    return [
        Cell(row["nama"]),
        Cell(f"{ROLES.get(row['role'], row['role'])}: {field.business_name}"),
        Cell(element("b", row["cell"])),
        Cell(row["header"]),
        Cell(content(row)),
    ]
