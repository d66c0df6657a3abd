"""Revisi: what was corrected since a day, and what that did to totals and outcomes."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import answers, links, phrases
from dashboard.components.banner import simulation_banner
from dashboard.components.headline import page_heading, section_heading
from dashboard.components.markup import Html, element
from dashboard.components.tables import Cell, Column, table
from dashboard.components.words import Outcome, badge, outcome_of
from dashboard.frame import complain, put
from dashboard.revision_cells import revision_cells
from dashboard.selection import choose_since, choose_wilayah, draw
from dashboard.session import Session
from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from data_contracts.tulisan import format_bilangan
from metrics.catalogue import Direction, Indicator, load_indicators
from metrics.results import Status
from metrics.window import plain_rows
from warehouse.revisions import WITHDRAWN

PROVINCE = "33"
Record = Mapping[str, Any]
FIGURE_COLUMNS = (
    Column("Daerah", "nama"),
    Column("Indikator", "peran"),
    Column("Dulu", "a", "Seperti diketahui pada awal hari yang dipilih", is_number=True),
    Column("Sekarang", "nilai", is_number=True),
    Column("Selisih", "b", is_number=True),
    Column("Status", "status", "Sebelum dan sesudah, bila berganti"),
)


def show(session: Session) -> None:
    since = choose_since(session.today)
    place = choose_wilayah(default=PROVINCE)
    effects, cells = answers.effects(session, since=since.value), answers.revised(session, since=since.value)
    if place.value != PROVINCE:
        effects = effects[effects["wilayah"] == place.value]
        cells = cells[cells["wilayah"].str.startswith(place.value)]
    is_simulated = bool(effects["simulasi"].any() or cells["simulasi"].any())
    put(
        simulation_banner() if is_simulated else None,
        _heading(effects, cells, since=since.options[since.value]),
    )
    complain(since, place)
    draw(since, place)
    put(*_figures(effects), *revision_cells(cells))


def _heading(effects: pd.DataFrame, cells: pd.DataFrame, *, since: str) -> Html:
    sentence = f"Sejak {since}, {_say_cells(cells)}; {_say_effects(effects, cells)}."
    context = "Laporan pertama suatu periode bukan revisi; yang dihitung hanya angka yang sudah pernah ada."
    return page_heading(page="Revisi", sentence=sentence, context=context)


def _say_cells(cells: pd.DataFrame) -> str:
    if cells.empty:
        return "tidak ada sel yang direvisi"
    taken = int((cells["cause"] == WITHDRAWN).sum())
    how = f", {format_bilangan(taken)} di antaranya karena penarikan" if taken else ""
    return f"{format_bilangan(len(cells))} sel direvisi di {cells['wilayah'].nunique()} daerah{how}"


def _say_effects(effects: pd.DataFrame, cells: pd.DataFrame) -> str:
    if effects.empty:
        return "tidak ada angka lama yang berubah"
    # Where no cell says anything else, only first reports can have moved a total.
    which = "angka provinsi berubah karena laporan susulan" if cells.empty else "angka lama berubah"
    turned = int((effects["status_before"] != effects["status_after"]).sum())
    status = f"{format_bilangan(turned)} di antaranya berganti status" if turned else "tanpa ganti status"
    return f"{format_bilangan(len(effects))} {which}, {status}"


def _figures(effects: pd.DataFrame) -> list[Html]:
    title = "Akibatnya pada angka"
    if effects.empty:
        return [section_heading(title), element("p", "Tidak ada angka yang berubah.", class_="pt-muted")]
    sentence = "Angka provinsi juga berubah bila laporan susulan masuk. Nilai membuka sumbernya."
    parts = [section_heading(title, sentence)]
    for periode, group in reversed(list(effects.groupby("periode"))):
        rows = [_figure_row(row) for row in plain_rows(group)]
        label = Periode.parse(str(periode)).label
        parts += [
            element("h3", label, class_="pt-sub"),
            table(FIGURE_COLUMNS, rows, caption=label, layout="revisi"),
        ]
    return parts


def _figure_row(row: Record) -> list[Cell]:
    indicator = load_indicators()[row["indicator"]]
    address = links.source(indicator.id, wilayah=row["wilayah"], tanggal=Periode.parse(row["periode"]).end)
    return [
        Cell(load_register().get(row["wilayah"]).nama_pendek),
        Cell(indicator.nama),
        Cell(_value(row, "before", indicator)),
        Cell(_value(row, "after", indicator), href=address, title="Lacak sumber"),
        Cell(_difference(row, indicator)),
        Cell(_status(row, indicator)),
    ]


def _value(row: Record, when: str, indicator: Indicator) -> str | None:
    """The value with how many kab/kota stand in it, where that differs too."""
    value = row[f"value_{when}"]
    if value is None:
        return None
    text = phrases.with_unit(value, unit=indicator.unit)
    n_before, n_after = row["n_reported_before"], row["n_reported_after"]
    return text if n_before == n_after else f"{text} ({row[f'n_reported_{when}']} daerah)"


def _difference(row: Record, indicator: Indicator) -> str | None:
    before, after = row["value_before"], row["value_after"]
    return (
        None if before is None or after is None else phrases.short_change(after - before, unit=indicator.unit)
    )


def _status(row: Record, indicator: Indicator) -> Html:
    before, after = (_outcome(row[f"status_{when}"], indicator) for when in ("before", "after"))
    if before == after:
        return badge(after)
    return element("span", badge(before), " → ", badge(after))


def _outcome(status: str | None, indicator: Indicator) -> Outcome:
    """Nothing is there any more once the only report of it was withdrawn."""
    return outcome_of(status or Status.BELUM_LAPOR, lower_is_better=indicator.direction is Direction.LOWER)
