"""Lacak Sumber: one figure, how it was computed, and every cell of every file it was made from."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import answers, links, phrases
from dashboard.components.banner import complaint_banner, simulation_banner
from dashboard.components.headline import page_heading, section_heading
from dashboard.components.markup import Html, element, link
from dashboard.components.tables import Cell, Column, table
from dashboard.formulas import formula_lines
from dashboard.frame import complain, put
from dashboard.selection import Choice, asked, choose_indicator, choose_period, choose_wilayah, draw
from dashboard.session import Session
from dashboard.views import kiriman
from data_contracts.catalogue import load_contracts
from data_contracts.periode import Periode
from data_contracts.tulisan import format_bilangan, format_persen, format_tanggal, format_waktu
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
}


def show(session: Session) -> None:
    number = asked("kiriman")
    if number is not None and NUMBER.fullmatch(number) and _knows(session, int(number)):
        kiriman.show(session, int(number))
        return
    if number is not None:
        put(complaint_banner(f"Kiriman “{number}” tidak ada; yang ditampilkan pelacakan angka."))
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
    files = cells.drop_duplicates("sha256")
    put(
        section_heading(
            "Sel asal", f"{len(cells)} sel dari {len(files)} berkas; isi persis seperti diterima."
        ),
        *(_sheet(group) for _, group in cells.groupby(["sha256", "sheet"], sort=False)),
        section_heading("Berkas asli", "Unduh untuk memeriksa selnya sendiri."),
    )
    _offer_file(session, files)


def _sheet(cells: pd.DataFrame) -> Html:
    """The cells of one sheet of one file, below what is known of the file."""
    first = cells.iloc[0]
    sender = ", pengirim tidak disebut" if pd.isna(first["sender"]) else f" dari {first['sender']}"
    received = format_waktu(first["received_at"].to_pydatetime())
    facts = f"Lembar {first['sheet']}. Diterima {received}{sender}."
    rows = [_row(row) for row in cells.to_dict("records")]
    return element(
        "div",
        element("h3", link(first["file"], href=links.submission(int(first["submission"])))),
        element("p", facts, class_="pt-muted"),
        table(CELL_COLUMNS, rows, caption=f"Sel asal di {first['file']}", layout="sel"),
        class_="pt-file",
    )


def _row(row: Mapping[Hashable, Any]) -> list[Cell]:
    field = load_contracts()[row["contract"]].field(row["field"])
    return [
        Cell(row["nama"]),
        Cell(f"{ROLES.get(row['role'], row['role'])}: {field.business_name}"),
        Cell(element("b", row["cell"])),
        Cell(row["header"]),
        Cell(_content(row)),
    ]


def _content(row: Mapping[Hashable, Any]) -> str | None:
    """The text as it stood in the cell; the number read from it where the text was not kept."""
    if not pd.isna(row["raw"]):
        return str(row["raw"])
    value = row["value"]
    return None if pd.isna(value) else format_bilangan(value, decimals=0 if value == int(value) else 2)


def _offer_file(session: Session, files: pd.DataFrame) -> None:
    names = {row["sha256"]: f"{row['file']} ({row['nama']})" for row in files.to_dict("records")}
    sha256 = (
        st.selectbox("Berkas", list(names), format_func=names.__getitem__)
        if len(names) > 1
        else next(iter(names))
    )
    kiriman.offer_file(session, sha256, name=files.set_index("sha256").loc[sha256, "file"])
