"""Tables of the page Layanan about one month and area: deliveries, channels, service points, budgets."""

from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard import phrases
from dashboard.components.headline import section_heading
from dashboard.components.markup import Html, element
from dashboard.components.tables import Cell, Column, table
from dashboard.selection import label_of_month
from dashboard.service_scope import Record, Scope, not_reported
from data_contracts.daftar import ALL, load_vocabulary
from data_contracts.tulisan import format_bilangan
from metrics.layanan import BUDGET, DELIVERY, POINTS, SERVICE, prices, totals, usual
from metrics.window import plain_rows

DELIVERY_FIELDS = ("siap_antar", "diserahkan", "terkirim", "gagal", "diambil_sendiri")
DELIVERY_COLUMNS = (
    Column("Kurir dan dokumen", "nama"),
    Column("Daerah", "", "Berapa kabupaten/kota yang melaporkannya", is_number=True),
    Column("Siap antar", "a", is_number=True),
    Column("Diserahkan", "b", "Diserahkan ke kurir", is_number=True),
    Column("Terkirim", "c", "Sampai kepada penerimanya", is_number=True),
    Column("Gagal", "d", is_number=True),
    Column("Sampai", "nilai", "Terkirim dari diserahkan, dihitung ulang dari jumlahnya", is_number=True),
    Column("Diambil sendiri", "e", "Tidak diantar: diambil di kantor", is_number=True),
    Column("Tarif antar", "f", "Terendah–tertinggi per antar", is_number=True),
    Column("Biaya antar", "g", "Seluruh biaya kurir, bukan biaya dokumen", is_number=True),
    Column("Penanggung", "h", "Berapa daerah menurut siapa yang membayar kurir"),
)
CHANNEL_COLUMNS = (
    Column("Kanal", "nama"),
    Column("Daerah", "", "Berapa kabupaten/kota yang melaporkannya", is_number=True),
    Column("Permohonan", "a", is_number=True),
    Column("Selesai", "b", is_number=True),
    Column("Selesai dalam 24 jam", "c", is_number=True),
    Column("Bagian 24 jam", "nilai", "Dari yang selesai, dihitung ulang dari jumlahnya", is_number=True),
)
POINT_COLUMNS = (
    Column("Jenis titik", "nama"),
    Column("Daerah", "", "Berapa kabupaten/kota yang melaporkannya", is_number=True),
    Column("Titik", "nilai", is_number=True),
    Column("Petugas", "a", is_number=True),
    Column("Hari dan jam", "e", "Yang paling banyak dilaporkan"),
    Column("Cetak di tempat", "f"),
    Column("Per tanggal", "g"),
)
BUDGET_COLUMNS = (
    Column("Tahun dan program", "nama"),
    Column("Daerah", "", "Berapa kabupaten/kota yang menganggarkannya", is_number=True),
    Column("Pagu", "a", is_number=True),
    Column("Realisasi", "b", is_number=True),
    Column("Terserap", "nilai", "Realisasi dari pagu, dihitung ulang dari jumlahnya", is_number=True),
    Column("Per tanggal", "g"),
)
HOURS = ("hari_layanan", "jam_buka", "jam_tutup", "jam_buka_sabtu", "jam_tutup_sabtu")


def deliveries(scope: Scope) -> list[Html]:
    cells = scope.flows(DELIVERY)
    title = "Pengantaran dokumen"
    if cells.empty:
        return _nothing(title, f"jumlah pengantaran untuk {label_of_month(scope.month)}")
    stated = scope.stated(DELIVERY, span=scope.span)
    rows = [
        _delivery_row(row, scope, terms)
        for by in (["kurir"], ["kurir", "jenis_dokumen"])
        for terms in [_by_keys(prices(stated, by=by), by)]
        for row in _worded(totals(cells, contract=DELIVERY, by=by), by)
    ]
    order = load_vocabulary("kurir").codes
    rows.sort(key=lambda row: order.index(row[0]))
    sentence = (
        f"Dijumlahkan dalam {label_of_month(scope.month)} saja. Dokumennya gratis; tarif dan biaya antar "
        "adalah ongkos kurir."
    )
    shown = table(DELIVERY_COLUMNS, [row[1] for row in rows], caption=title, layout="layanan")
    return [section_heading(title, sentence), shown]


def _by_keys(frame: pd.DataFrame, by: Sequence[str]) -> Mapping[tuple[str, ...], Record]:
    return {tuple(row[name] for name in by): row for row in plain_rows(frame)}


def _worded(frame: pd.DataFrame, by: Sequence[str]) -> list[Record]:
    """The rows with `keys`, the codes they stand for."""
    return [{**row, "keys": {name: row[name] for name in by}} for row in plain_rows(frame)]


def _delivery_row(
    row: Record, scope: Scope, terms: Mapping[tuple[str, ...], Record]
) -> tuple[str, list[Cell]]:
    keys, known = row["keys"], terms.get(tuple(row["keys"].values()), {})
    counts = [scope.number(row, DELIVERY, name, keys=keys) for name in DELIVERY_FIELDS]
    return row["kurir"], [
        Cell(_delivery_name(keys)),
        Cell(format_bilangan(row["n"])),
        *counts[:4],
        scope.share(row, DELIVERY, keys=keys),
        counts[4],
        _price(known, scope, keys),
        scope.number(row, DELIVERY, "biaya_rp", keys=keys),
        _payers(known),
    ]


def _delivery_name(keys: Mapping[str, str]) -> Html:
    labels = phrases.key_labels(DELIVERY, keys)
    if len(keys) == 1:
        return element("b", labels[0])
    # On a phone a row is a card of its own and has to name its courier.
    return element("span", element("span", f"{labels[0]}, ", class_="pt-of"), labels[1], class_="pt-part")


def _price(known: Record, scope: Scope, keys: Mapping[str, str]) -> Cell:
    if known.get("min") is None:
        return Cell(not_reported())
    address = scope.source(DELIVERY, "tarif_rp", keys=keys)
    return Cell(phrases.spread(known["min"], known["max"], unit="rupiah"), href=address)


def _payers(known: Record) -> Cell:
    words = load_vocabulary("penanggung_biaya")
    told = [f"{words.label(code)} {known[code]}" for code in words.codes if known.get(code)]
    return Cell(", ".join(told) if told else not_reported())


def channels(scope: Scope) -> list[Html]:
    cells, title = scope.flows(SERVICE), "Layanan daring dan tatap muka"
    if cells.empty:
        return _nothing(title, f"jumlah permohonan untuk {label_of_month(scope.month)}")
    rows = [
        _channel_row(row, scope) for row in _worded(totals(cells, contract=SERVICE, by=["kanal"]), ["kanal"])
    ]
    sentence = (
        f"Permohonan dalam {label_of_month(scope.month)}. Selesai dalam 24 jam adalah sasaran kerja, "
        "bukan ketentuan peraturan."
    )
    return [section_heading(title, sentence), table(CHANNEL_COLUMNS, rows, caption=title, layout="layanan")]


def _channel_row(row: Record, scope: Scope) -> list[Cell]:
    keys = row["keys"]
    counts = (
        scope.number(row, SERVICE, name, keys=keys) for name in ("permohonan", "selesai", "selesai_24_jam")
    )
    name, n = phrases.key_labels(SERVICE, keys)[0], format_bilangan(row["n"])
    return [Cell(name), Cell(n), *counts, scope.share(row, SERVICE, keys=keys)]


def points(scope: Scope) -> list[Html]:
    stated, title = scope.stated(POINTS), "Titik layanan"
    if stated.empty:
        return _nothing(title, f"titik layanan sampai {label_of_month(scope.month)}")
    by = ["jenis_titik"]
    counted = _by_keys(totals(scope.levels(POINTS), contract=POINTS, by=by), by)
    hours = _by_keys(usual(stated, by="jenis_titik", names=HOURS), by)
    order = [code for code in load_vocabulary("jenis_titik").codes if code in set(stated["jenis_titik"])]
    rows = [
        _point_row(
            code, stated[stated["jenis_titik"] == code], counted.get((code,), {}), hours.get((code,)), scope
        )
        for code in order
    ]
    sentence = "Posisi menurut laporan terakhir; dijumlahkan antar daerah, tidak antarwaktu."
    return [section_heading(title, sentence), table(POINT_COLUMNS, rows, caption=title, layout="layanan")]


def _point_row(
    code: str, stated: pd.DataFrame, row: Record, hours: Record | None, scope: Scope
) -> list[Cell]:
    keys = {"jenis_titik": code}
    hours_source = scope.source(POINTS, "hari_layanan", keys=keys)
    return [
        Cell(load_vocabulary("jenis_titik").label(code)),
        Cell(format_bilangan(stated["wilayah"].nunique())),
        scope.number(row, POINTS, "jumlah_titik", keys=keys),
        scope.number(row, POINTS, "petugas", keys=keys),
        Cell(_opening(hours), href=hours_source) if hours else Cell(not_reported()),
        _printing(stated, scope, keys),
        Cell(phrases.short_day(stated["tanggal"].max())),
    ]


def _opening(hours: Record) -> str:
    """`Senin–Jumat 08.00–15.00 (33 dari 35)`."""
    weekday, saturday = opening_words(hours)
    count = f" ({hours['n']} dari {hours['n_told']})" if hours["n"] < hours["n_told"] else ""
    return f"{'; '.join(part for part in (weekday, saturday) if part)}{count}"


def opening_words(row: Record) -> tuple[str, str]:
    """On the days of service, and on Saturdays; empty where not told."""
    weekday = " ".join(part for part in (row.get("hari_layanan"), _from_to(row, "")) if part)
    saturday = _from_to(row, "_sabtu")
    return weekday, f"Sabtu {saturday}" if saturday else ""


def _from_to(row: Record, day: str) -> str:
    return "–".join(part for part in (row.get(f"jam_buka{day}"), row.get(f"jam_tutup{day}")) if part)


def _printing(stated: pd.DataFrame, scope: Scope, keys: Mapping[str, str]) -> Cell:
    counted = stated.drop_duplicates(["wilayah", "cetak_di_tempat"])["cetak_di_tempat"].value_counts()
    words = load_vocabulary("ya_tidak")
    told = [f"{words.label(code).lower()} {counted[code]}" for code in words.codes if code in counted]
    if not told:
        return Cell(not_reported())
    return Cell(", ".join(told), href=scope.source(POINTS, "cetak_di_tempat", keys=keys))


def budgets(scope: Scope) -> list[Html]:
    stated, title = scope.stated(BUDGET), "Anggaran"
    if stated.empty:
        return _nothing(title, f"anggaran sampai {label_of_month(scope.month)}")
    by = ["tahun_anggaran", "program"]
    counted = _by_keys(totals(scope.levels(BUDGET), contract=BUDGET, by=by), by)
    rows = [
        _budget_row(keys, _matching(stated, keys), counted.get(tuple(keys.values()), {}), scope)
        for keys in _budget_keys(stated, by)
    ]
    sentence = (
        "Realisasi sejak awal tahun anggaran, menurut laporan terakhir. Yang hanya dilaporkan dianggarkan "
        "tidak diisi besarnya."
    )
    return [section_heading(title, sentence), table(BUDGET_COLUMNS, rows, caption=title, layout="layanan")]


def _budget_keys(stated: pd.DataFrame, by: Sequence[str]) -> list[Mapping[str, str]]:
    """Years and programmes, the latest year first."""
    known = stated[list(by)].drop_duplicates().sort_values(list(by), ascending=[False, True])
    return [{name: row[name] for name in by} for row in plain_rows(known)]


def _matching(rows: pd.DataFrame, keys: Mapping[str, str]) -> pd.DataFrame:
    for name, code in keys.items():
        rows = rows[rows[name] == code]
    return rows


def _budget_row(keys: Mapping[str, str], stated: pd.DataFrame, row: Record, scope: Scope) -> list[Cell]:
    program = keys["program"]
    name = "semua program adminduk" if program == ALL else program.capitalize()
    planned = stated[stated["dianggarkan"].ne("tidak")]["wilayah"].nunique()
    return [
        Cell(f"{keys['tahun_anggaran']}: {name}"),
        Cell(format_bilangan(planned), href=scope.source(BUDGET, "dianggarkan", keys=keys)),
        scope.number(row, BUDGET, "pagu_rp", keys=keys),
        scope.number(row, BUDGET, "realisasi_rp", keys=keys),
        scope.share(row, BUDGET, keys=keys),
        Cell(phrases.short_day(stated["tanggal"].max())),
    ]


def _nothing(title: str, what: str) -> list[Html]:
    sentence = f"Belum lapor: tidak ada {what}."
    return [section_heading(title), element("p", sentence, class_="pt-muted")]
