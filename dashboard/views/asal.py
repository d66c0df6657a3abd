"""Lacak Sumber, of one figure of a contract with dimensions: a courier's deliveries, a programme's budget."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from dashboard import answers, phrases
from dashboard.components.banner import complaint_banner, simulation_banner
from dashboard.components.headline import page_heading, section_heading
from dashboard.components.markup import Html, element
from dashboard.components.tables import Cell, Column
from dashboard.frame import put
from dashboard.origin import Record, content, show_origin
from dashboard.selection import asked
from dashboard.session import Session
from data_contracts.catalogue import load_contracts, load_register
from data_contracts.contract import Contract, Field
from data_contracts.tulisan import format_bilangan, format_persen, format_tanggal
from metrics.cells import NUMBERS
from metrics.layanan import NOT_ADDED, SHARES
from metrics.observations import percent_of
from metrics.rincian import Figure
from metrics.sources import Span

CELL_COLUMNS = (
    Column("Daerah", "nama"),
    Column("Bidang dan rinciannya", "peran"),
    Column("Sel", "sel"),
    Column("Judul kolom", "judul", "Seperti tertulis di berkas"),
    Column("Isi", "isi", "Isi sel persis seperti diterima", is_number=True),
)


def show(session: Session) -> bool:
    """Whether the address names such a figure; where it does not, that is said and nothing else shown."""
    figure = _figure()
    if figure is None:
        put(complaint_banner("Angka layanan di alamat ini tidak dikenali; yang ditampilkan indikator."))
        return False
    cells = answers.origins(session, figure=figure)
    names = {code: load_register().get(code).nama for code in cells["wilayah"].unique()}
    cells = cells.assign(nama=cells["wilayah"].map(names).astype("str"))
    put(
        simulation_banner() if cells["simulasi"].any() else None,
        _heading(figure, cells),
        section_heading("Cara hitung"),
        _formula(figure, cells),
    )
    if cells.empty:
        put(element("p", "Tidak ada sel berkas di balik angka ini.", class_="pt-muted"))
    else:
        show_origin(session, cells, columns=CELL_COLUMNS, row=_row)
    return True


def _figure() -> Figure | None:
    contract = load_contracts().get(asked("kontrak") or "")
    wilayah = load_register().find_kode(asked("wilayah") or "")
    first, last = _day("dari"), _day("sampai")
    fields = tuple((asked("bidang") or "").split(","))
    if contract is None or wilayah is None or last is None or not _are_fields(contract, fields):
        return None
    keys = tuple((each.name, code) for each in contract.dimensions if (code := asked(each.name)))
    return Figure(contract.name, fields, wilayah=wilayah.kode, span=Span(first, last), keys=keys)


def _are_fields(contract: Contract, names: tuple[str, ...]) -> bool:
    """One field of the contract, or the two counts of its share."""
    known = {(field.name,) for field in contract.measured}
    return names in known or names == SHARES.get(contract.name)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(asked(name) or "")
    except ValueError:
        return None


def _heading(figure: Figure, cells: pd.DataFrame) -> Html:
    place = load_register().get(figure.wilayah).nama
    about = ", ".join((*phrases.key_labels(figure.contract, dict(figure.keys)), place))
    said = _value(figure, cells) if len(cells) else "belum lapor"
    sentence = f"{_names(figure)}, {about}, {_when(figure)}: {said}."
    return page_heading(page="Lacak Sumber", sentence=sentence, context="")


def _names(figure: Figure) -> str:
    first, *rest = map(phrases.field_name, _fields(figure))
    return " dari ".join((first, *(name[:1].lower() + name[1:] for name in rest)))


def _fields(figure: Figure) -> list[Field]:
    contract = load_contracts()[figure.contract]
    return [contract.field(name) for name in figure.fields]


def _when(figure: Figure) -> str:
    if figure.is_level:
        return f"laporan terakhir sampai {format_tanggal(figure.span.last)}"
    return phrases.interval(figure.span)


def _value(figure: Figure, cells: pd.DataFrame) -> str:
    first = _fields(figure)[0]
    if len(figure.fields) > 1:
        top, base = _sums(figure, cells)
        return (
            format_persen(percent_of(pd.Series([top]), pd.Series([base])).iloc[0]) if base else "penyebut nol"
        )
    if first.logical_type not in NUMBERS:
        return f"{len(cells)} sel"
    if first.name in NOT_ADDED:
        return phrases.spread(cells["value"].min(), cells["value"].max(), unit=first.unit)
    unit = f" {first.unit}" if first.unit and first.unit != "rupiah" else ""
    return f"{phrases.amount(_sums(figure, cells)[0], unit=first.unit)}{unit}"


def _sums(figure: Figure, cells: pd.DataFrame) -> list[int]:
    return [int(cells.loc[cells["field"] == name, "value"].sum()) for name in figure.fields]


def _formula(figure: Figure, cells: pd.DataFrame) -> Html:
    added = (
        "posisi tidak dijumlahkan antarwaktu" if figure.is_level else "kegiatan dalam rentang ini dijumlahkan"
    )
    words = f"{_names(figure)}: {added}; baris yang sudah tercakup baris lain tidak dihitung dua kali."
    numbers = None
    if len(figure.fields) > 1 and len(cells):
        top, base = map(format_bilangan, _sums(figure, cells))
        numbers = element("p", f"= {top} ÷ {base} × 100 = {_value(figure, cells)}", class_="pt-numbers")
    meaning = element("p", " ".join(field.description for field in _fields(figure)), class_="pt-muted")
    return element("div", element("p", words), numbers, meaning, class_="pt-formula")


def _row(row: Record) -> list[Cell]:
    contract = load_contracts()[row["contract"]]
    keys: Mapping[str, Any] = {each.name: row[each.name] for each in contract.dimensions}
    first = row["tanggal_awal"]
    days = phrases.interval(Span(first.date() if first else None, row["tanggal"].date()))
    about = ", ".join((*phrases.key_labels(contract.name, keys), days))
    return [
        Cell(row["nama"]),
        Cell(f"{phrases.field_name(contract.field(row['field']))}: {about}"),
        Cell(element("b", row["cell"])),
        Cell(row["header"]),
        Cell(content(row)),
    ]
