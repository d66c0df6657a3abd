"""Tables of the page Layanan by place: the 35, what was said earlier, and the places to compare with."""

from collections.abc import Iterable, Sequence

import pandas as pd

from dashboard import links, phrases
from dashboard.components.headline import section_heading
from dashboard.components.markup import Html, element, join, link
from dashboard.components.tables import Cell, Column, table
from dashboard.components.words import Outcome, badge
from dashboard.selection import label_of_month
from dashboard.service_scope import Record, Scope, not_reported
from dashboard.service_tables import opening_words
from data_contracts.catalogue import load_contracts, load_register
from data_contracts.contract import Field
from data_contracts.daftar import load_vocabulary
from data_contracts.tulisan import format_persen
from metrics.layanan import BUDGET, DELIVERY, POINTS, SERVICE, online_by_place, totals
from metrics.observations import percent_of
from metrics.pernyataan import Statement
from metrics.rincian import Figure
from metrics.sources import Span
from metrics.window import plain_rows

PLACE_COLUMNS = (
    Column("Kabupaten/Kota", "nama"),
    Column("Diserahkan", "a", "Dokumen yang diserahkan ke kurir", is_number=True),
    Column("Sampai", "b", "Terkirim dari diserahkan", is_number=True),
    Column("Diambil", "c", "Diambil sendiri di kantor, tidak diantar", is_number=True),
    Column("Permohonan", "d", "Daring dan tatap muka", is_number=True),
    Column("Daring", "e", "Bagian permohonan yang daring", is_number=True),
    Column("24 jam", "f", "Bagian yang selesai dalam 24 jam", is_number=True),
    Column("Titik", "g", "Titik layanan menurut laporan terakhir", is_number=True),
    Column("Anggaran terserap", "h", "Realisasi dari pagu tahun itu, laporan terakhir", is_number=True),
)
STATEMENT_COLUMNS = (
    Column("Daerah", "nama"),
    Column("Pokok laporan", "peran"),
    Column("Yang dilaporkan", "isi"),
    Column("Per tanggal", "g"),
)
FEE = Outcome("◆", "biaya dokumen", "waspada")
SHOWN_ELSEWHERE = ("jam_buka", "jam_tutup", "jam_buka_sabtu", "jam_tutup_sabtu")


def fee_list(rows: pd.DataFrame) -> Html:
    """One item per report of a fee on a document; the amount leads to its cell."""
    return element("ul", *(_fee(row) for row in plain_rows(rows)), class_="pt-list pt-attention")


def _fee(row: Record) -> Html:
    keys = {"kurir": row["kurir"], "jenis_dokumen": row["jenis_dokumen"]}
    span = Span(row["tanggal_awal"].date(), row["tanggal"].date())
    figure = Figure(DELIVERY, ("biaya_dokumen_rp",), row["wilayah"], span, tuple(keys.items()))
    amount = link(phrases.amount(row["biaya_dokumen_rp"], unit="rupiah"), href=links.cells(figure))
    about = ", ".join(phrases.key_labels(DELIVERY, keys))
    place = load_register().get(row["wilayah"]).nama
    said = f"dipungut atas dokumen ({about}), {phrases.interval(span)}. "
    rule = "Dokumen kependudukan gratis (UU 24/2013 Pasal 79A)."
    return element("li", badge(FEE), element("b", place), element("span", amount, f" {said}{rule}"))


def by_place(scope: Scope) -> list[Html]:
    found = {
        DELIVERY: _per_place(scope.flows(DELIVERY), DELIVERY),
        SERVICE: _per_place(scope.flows(SERVICE), SERVICE),
        POINTS: _per_place(scope.levels(POINTS), POINTS),
        BUDGET: _per_place(_this_year(scope), BUDGET),
    }
    title = "Per kabupaten/kota"
    if not any(found.values()):
        sentence = f"Belum ada kabupaten/kota yang melaporkan jumlah untuk {label_of_month(scope.month)}."
        return [section_heading(title, sentence)]
    counted = online_by_place(scope.flows(SERVICE))
    shares = counted.assign(share=percent_of(counted["daring"], counted["semua"])).set_index("daerah")[
        "share"
    ]
    rows = [
        _place_row(kode, {name: rows.get(kode, {}) for name, rows in found.items()}, shares, scope)
        for kode in (each.kode for each in load_register().kabkota)
    ]
    sentence = (
        f"Kegiatan dalam {label_of_month(scope.month)}, posisi menurut laporan terakhir. "
        "Nama membuka rincian daerah itu, angka membuka sumbernya."
    )
    shown = table(PLACE_COLUMNS, rows, caption=title, layout="daerah-layanan")
    return [section_heading(title, sentence), shown]


def _per_place(cells: pd.DataFrame, contract: str) -> dict[str, Record]:
    return {row["daerah"]: row for row in plain_rows(totals(cells, contract=contract, by=["daerah"]))}


def _this_year(scope: Scope) -> pd.DataFrame:
    cells = scope.levels(BUDGET)
    return cells[cells["tahun_anggaran"] == scope.month[:4]]


def _place_row(kode: str, rows: dict[str, Record], shares: "pd.Series[float]", scope: Scope) -> list[Cell]:
    year = {"tahun_anggaran": scope.month[:4]}
    return [
        Cell(load_register().get(kode).nama_pendek, href=links.services(bulan=scope.month, wilayah=kode)),
        scope.number(rows[DELIVERY], DELIVERY, "diserahkan", wilayah=kode),
        scope.share(rows[DELIVERY], DELIVERY, wilayah=kode),
        scope.number(rows[DELIVERY], DELIVERY, "diambil_sendiri", wilayah=kode),
        scope.number(rows[SERVICE], SERVICE, "permohonan", wilayah=kode),
        _online(shares.get(kode), kode, scope),
        scope.share(rows[SERVICE], SERVICE, wilayah=kode),
        scope.number(rows[POINTS], POINTS, "jumlah_titik", wilayah=kode),
        scope.share(rows[BUDGET], BUDGET, keys=year, wilayah=kode),
    ]


def _online(share: float | None, kode: str, scope: Scope) -> Cell:
    if share is None or pd.isna(share):
        return Cell(not_reported())
    return Cell(format_persen(share), href=scope.source(SERVICE, "permohonan", wilayah=kode))


def statements(found: Sequence[Statement], *, caption: str) -> Html:
    """One row for each, place by place."""
    rows = [_statement_row(each) for each in sorted(found, key=lambda each: each.wilayah)]
    return table(STATEMENT_COLUMNS, rows, caption=caption, layout="pernyataan")


def _statement_row(each: Statement) -> list[Cell]:
    about = ", ".join(phrases.key_labels(each.contract, dict(each.keys)))
    subject = load_contracts()[each.contract].business_name
    simulated = " (simulasi)" if each.simulasi else ""
    return [
        Cell(load_register().get(each.wilayah).nama),
        Cell(f"{subject}: {about}" if about else subject),
        Cell(_commas(_told(each))),
        Cell(f"{phrases.short_day(each.tanggal)}{simulated}"),
    ]


def _told(each: Statement) -> Iterable[Html]:
    contract = load_contracts()[each.contract]
    for name in each.figures:
        if name not in SHOWN_ELSEWHERE:
            yield _figure(each, contract.field(name))


def _figure(each: Statement, field: Field) -> Html:
    """`Diserahkan ke kurir 132.000`; the value leads to its cell."""
    span = Span(each.tanggal_awal, each.tanggal)
    figure = Figure(each.contract, (field.name,), each.wilayah, span, each.keys)
    value = each.figures[field.name]
    if field.name == "hari_layanan":
        said = "; ".join(part for part in opening_words(each.figures) if part)
    elif field.vocabulary:
        said = load_vocabulary(field.vocabulary).label(value)
    else:
        said = value if isinstance(value, str) else phrases.amount(value, unit=field.unit)
    return element(
        "span", f"{phrases.field_name(field)}: ", link(said, href=links.cells(figure), title="Lacak sumber")
    )


def _commas(parts: Iterable[Html]) -> Html:
    first, *rest = parts
    return element("span", join(first, *(join("; ", part) for part in rest)))
