"""Mutu: what the checks found over time, in which rule, where, and who gets better."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import answers, links
from dashboard.completeness import completeness
from dashboard.components.banner import fault_banner, simulation_banner
from dashboard.components.headline import change_text, page_heading, section_heading
from dashboard.components.markup import Html, element, link
from dashboard.components.stack import Part, stack
from dashboard.components.tables import Cell, Column, table
from dashboard.components.words import JUDGED, SEVERITY, badge, legend
from dashboard.evidence import rule_name, source_of
from dashboard.frame import complain, put
from dashboard.rule_folds import rule_folds
from dashboard.selection import choose_period, choose_wilayah, draw
from dashboard.session import Session
from dashboard.views.kepatuhan import window_ending
from data_contracts.catalogue import load_contracts, load_register
from data_contracts.contract import Severity
from data_contracts.periode import Periode
from data_contracts.tulisan import format_bilangan, format_persen, format_tanggal
from metrics.mutu import OUTCOMES
from metrics.window import plain_rows
from warehouse.quality import stuck_files

PROVINCE = "33"
MOST_FILES = 5
Record = Mapping[str, Any]
COUNT_COLUMNS = (
    Column(JUDGED["clean"].word.capitalize(), "a", "Masuk tanpa catatan", is_number=True),
    Column(
        JUDGED["marked"].word.capitalize(), "b", "Masuk, dengan catatan yang perlu diperiksa", is_number=True
    ),
    Column(JUDGED["held"].word.capitalize(), "c", "Tidak masuk sampai diperbaiki pengirim", is_number=True),
)
TIME_COLUMNS = (
    Column("Periode", "nama"),
    Column("Kiriman", "d", "Berkas yang memuat baris periode ini", is_number=True),
    *COUNT_COLUMNS,
    Column("Bersih", "nilai", "Bagian baris yang masuk tanpa catatan", is_number=True),
    Column("Susunan", "garis"),
)
PLACE_COLUMNS = (
    Column("Kabupaten/Kota", "nama"),
    Column("Baris", "d", is_number=True),
    *COUNT_COLUMNS,
    Column("Bersih", "nilai", "Bagian baris yang masuk tanpa catatan", is_number=True),
    Column("Perubahan", "garis", "Enam periode terakhir dibanding enam periode sebelumnya"),
)
RULE_COLUMNS = (
    Column("Aturan", "nama"),
    Column("Tingkat", "status"),
    Column("Temuan", "nilai", is_number=True),
    Column("Di mana", "a"),
    Column("Contoh terakhir", "b"),
)


def show(session: Session) -> None:
    period = choose_period(answers.periods(session), default=answers.default_period(session))
    place = choose_wilayah(default=PROVINCE)
    window = window_ending(Periode.parse(period.value))
    wilayah = None if place.value == PROVINCE else place.value
    checked = answers.checked(session, shown=window, wilayah=wilayah)
    put(
        simulation_banner() if checked.is_simulated else None,
        _heading(plain_rows(checked.over_time)[-1], checked.fired, name=place.options[place.value]),
    )
    complain(period, place)
    draw(period, place)
    put(_our_fault(session))
    put(*completeness(session, window=window, wilayah=wilayah))
    put(*_over_time(checked.over_time), *_subjects(checked.subjects), *_rules(checked.fired))
    if wilayah is None:
        put(*_places(checked.places, periode=period.value), *_senders(checked.senders))
    put(*rule_folds(checked.rules, checked.trends, window=window, is_narrowed=wilayah is not None))


def _our_fault(session: Session) -> Html | None:
    """Asked anew each time: such a file changes nothing that is published."""
    stuck = plain_rows(stuck_files(session.ledger))
    if not stuck:
        return None
    named = ", ".join(row["file"] for row in stuck[:MOST_FILES])
    rest = f", dan {len(stuck) - MOST_FILES} lainnya" if len(stuck) > MOST_FILES else ""
    return fault_banner(
        f"{len(stuck)} berkas belum selesai diperiksa karena pemeriksaan kami gagal: {named}{rest}. "
        "Pengirim tidak perlu berbuat apa-apa; berkasnya tersimpan dan diperiksa lagi setelah kami perbaiki."
    )


def _heading(now: Record, rules: pd.DataFrame, *, name: str) -> Html:
    label = Periode.parse(now["periode"]).label
    if now["n"] is None:
        sentence = f"{name}: belum ada baris laporan {label} yang diperiksa."
    else:
        parts = ", ".join(f"{format_bilangan(now[each])} {JUDGED[each].word}" for each in OUTCOMES)
        sentence = f"{name}: dari {format_bilangan(now['n'])} baris laporan {label}, {parts}."
    return page_heading(page="Mutu Laporan", sentence=f"{sentence} {_say_rules(rules)}", context="")


def _say_rules(rules: pd.DataFrame) -> str:
    told = rules[rules["severity"] != Severity.INFO]
    if told.empty:
        return "Tidak ada kesalahan atau catatan dalam dua belas periode terakhir."
    first = told.iloc[0]
    counted = f"{format_bilangan(int(first['n']))} temuan"
    if first["n_wilayah"] == 1 and not pd.isna(first["wilayah"]):
        counted += f", semuanya di {load_register().get(first['wilayah']).nama_pendek}"
    return f"Tersering dalam dua belas periode: {_lower(rule_name(first['rule']))} ({counted})."


def _lower(text: str) -> str:
    """A sentence's first word inside a sentence; abbreviations stay as they are."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def _over_time(rows: pd.DataFrame) -> list[Html]:
    records = plain_rows(rows.iloc[::-1])
    return [
        section_heading("Baris yang diperiksa", "Satu baris laporan dihitung sekali, terbaru di atas."),
        legend(tuple(JUDGED.values())),
        table(TIME_COLUMNS, [_period_row(row) for row in records], caption="Per periode", layout="mutu"),
    ]


def _subjects(rows: pd.DataFrame) -> list[Html]:
    """Nothing where nothing was reported: the rows over time say so already."""
    if rows.empty:
        return []
    columns = (Column("Kontrak data", "nama"), *TIME_COLUMNS[1:])
    shown = [_subject_row(row) for row in plain_rows(rows)]
    sentence = (
        "Dua belas periode; satu baris laporan dapat mengisi beberapa kontrak, dan dihitung di tiap kontrak."
    )
    return [
        section_heading("Per kontrak data", sentence),
        table(columns, shown, caption="Per kontrak data", layout="mutu"),
    ]


def _subject_row(row: Record) -> list[Cell]:
    name = load_contracts()[row["contract"]].business_name
    return [Cell(name), Cell(_count(row["n_files"])), *_counts(row), _share(row), Cell(_bar(row, name=name))]


def _period_row(row: Record) -> list[Cell]:
    label = Periode.parse(row["periode"]).label
    return [
        Cell(label),
        Cell(_count(row["n_files"])),
        *_counts(row),
        _share(row),
        Cell(_bar(row, name=label)),
    ]


def _counts(row: Record) -> list[Cell]:
    return [Cell(_count(row[each])) for each in OUTCOMES]


def _share(row: Record) -> Cell:
    share = row["share_clean"]
    return Cell(None if share is None else format_persen(share))


def _count(value: int | None) -> str | None:
    return None if value is None else format_bilangan(value)


def _bar(row: Record, *, name: str) -> Html | None:
    if row["n"] is None:
        return None
    parts = [Part(JUDGED[each], row[each]) for each in OUTCOMES]
    said = ", ".join(f"{format_bilangan(part.n)} {part.outcome.word}" for part in parts)
    return stack(parts, alt=f"{name}: {said}.")


def _rules(rules: pd.DataFrame) -> list[Html]:
    if rules.empty:
        return [
            section_heading("Temuan tersering"),
            element("p", "Tidak ada temuan dalam dua belas periode terakhir.", class_="pt-muted"),
        ]
    shown = [_rule_row(row) for row in plain_rows(rules)]
    sentence = f"{len(rules)} aturan menemukan sesuatu dalam dua belas periode; contohnya membuka sumbernya."
    return [
        section_heading("Temuan tersering", sentence),
        table(RULE_COLUMNS, shown, caption="Temuan per aturan", layout="aturan"),
    ]


def _rule_row(row: Record) -> list[Cell]:
    files, places = f"{row['n_files']} kiriman", row["n_wilayah"]
    where = f"{files}, {places} daerah" if places else files
    return [
        Cell(rule_name(row["rule"])),
        Cell(badge(SEVERITY[Severity(row["severity"])])),
        Cell(_count(row["n"])),
        Cell(where),
        Cell(_example(row)),
    ]


def _example(row: Record) -> Html:
    day, wilayah = row["tanggal"] and row["tanggal"].date(), row["wilayah"]
    # What was kept out stands in no figure: only its file can show it.
    field = None if row["severity"] == Severity.ERROR else row["field"]
    address = source_of(field, wilayah=wilayah, tanggal=day, submission=row["submission"])
    place = load_register().get(wilayah).nama_pendek if wilayah else None
    cell = row["cell"] and f"sel {row['cell']}"
    named = ", ".join(part for part in (place, cell, format_tanggal(day) if day else None) if part)
    return element(
        "span",
        link(named or "seluruh berkas", href=address, title=row["file"]),
        element("span", f" {row['message']} ({row['file']})", class_="pt-muted"),
    )


def _places(rows: pd.DataFrame, *, periode: str) -> list[Html]:
    shown = [_place_row(row, periode=periode) for row in plain_rows(rows)]
    return [
        section_heading("Per kabupaten/kota", "Dua belas periode; nama membuka rincian daerah itu."),
        table(PLACE_COLUMNS, shown, caption="Per kabupaten/kota", layout="mutu"),
    ]


def _place_row(row: Record, *, periode: str) -> list[Cell]:
    name = load_register().get(row["wilayah"]).nama_pendek
    address = links.quality(periode=periode, wilayah=row["wilayah"])
    return [Cell(name, href=address), Cell(_count(row["n"])), *_counts(row), _share(row), Cell(_change(row))]


def _senders(rows: pd.DataFrame) -> list[Html]:
    columns = (Column("Pengirim", "nama"), *PLACE_COLUMNS[1:])
    shown = [_sender_row(row) for row in plain_rows(rows)]
    return [
        section_heading(
            "Per pengirim", "Siapa yang membaik: enam periode terakhir dibanding enam sebelumnya."
        ),
        table(columns, shown, caption="Per pengirim", layout="mutu"),
    ]


def _sender_row(row: Record) -> list[Cell]:
    return [
        Cell(row["sender"] or "pengirim tidak disebut"),
        Cell(_count(row["n"])),
        *_counts(row),
        _share(row),
        Cell(_change(row)),
    ]


def _change(row: Record) -> Html | None:
    points = row["change_points"]
    if points is None:
        return element("span", "belum ada pembanding", class_="pt-muted") if row["n"] else None
    rounded = round(points, 2)
    word = "membaik" if rounded > 0 else "memburuk" if rounded < 0 else "tetap"
    size = f" {format_bilangan(abs(rounded), decimals=2)} poin" if rounded else ""
    arrow = "▲" if rounded > 0 else "▼" if rounded < 0 else "►"
    return change_text(f"{arrow} {word}{size}", is_good=rounded > 0 if rounded else None)
