"""Layanan: how documents reach people, who carries them, who pays, where and when an office is open."""

import pandas as pd

from dashboard import answers, phrases
from dashboard.components.banner import simulation_banner
from dashboard.components.facts import Fact, fact_grid
from dashboard.components.headline import page_heading, section_heading
from dashboard.components.markup import Html, element
from dashboard.components.words import Outcome
from dashboard.frame import complain, put
from dashboard.selection import choose_month, choose_wilayah, draw, label_of_month
from dashboard.service_places import by_place, fee_list, statements
from dashboard.service_scope import Record, Scope
from dashboard.service_tables import budgets, channels, deliveries, points
from dashboard.session import Session
from data_contracts.catalogue import load_register
from data_contracts.tulisan import format_bilangan, format_persen
from metrics.layanan import (
    BUDGET,
    DELIVERY,
    FEE,
    SERVICE,
    SHARES,
    fees,
    latest_month,
    month_span,
    months,
    online,
    straddling,
    total,
)
from metrics.observations import percent_of
from metrics.pernyataan import formerly, of_comparators
from metrics.rincian import KABKOTA
from metrics.window import plain_rows

FREE = Outcome("●", "gratis", "sesuai")
CHARGED = Outcome("◆", "periksa biaya dokumen", "waspada")


def show(session: Session) -> None:
    services = answers.services(session)
    fallback = latest_month(services, before=session.today) or session.today.strftime("%Y-%m")
    month = choose_month(sorted({*months(services), fallback}), default=fallback)
    place = choose_wilayah(default=load_register().provinsi.kode)
    scope = Scope(services, wilayah=place.value, month=month.value, span=month_span(month.value))
    charged = fees(services, span=scope.span, wilayah=scope.narrowed)

    put(simulation_banner() if _is_simulated(scope) else None, _heading(scope, charged))
    complain(month, place)
    draw(month, place)
    put(_facts(scope), *_charged(scope, charged))
    put(*deliveries(scope), *channels(scope), *points(scope), *budgets(scope))
    put(*(by_place(scope) if scope.narrowed is None else []))
    put(*_formerly(scope), *_comparators(scope), _left_out(scope))


def _is_simulated(scope: Scope) -> bool:
    frames = (scope.flows(DELIVERY), scope.flows(SERVICE), scope.levels(BUDGET))
    return any(bool(cells["simulasi"].any()) for cells in frames)


def _total(cells: pd.DataFrame, contract: str) -> Record:
    """The one row of totals; empty where nothing was reported."""
    rows = plain_rows(total(cells, contract=contract))
    return rows[0] if rows else {}


def _heading(scope: Scope, charged: pd.DataFrame) -> Html:
    area = "" if scope.narrowed is None else f"{load_register().get(scope.narrowed).nama}, "
    said = f"{area}{label_of_month(scope.month)}: {_say_deliveries(scope)}."
    sentences = [said, *_say_services(scope), *_say_charged(charged)]
    context = (
        "Kegiatan hanya dijumlahkan dalam bulan yang dipilih; posisi tidak pernah dijumlahkan antarwaktu."
    )
    return page_heading(page="Layanan", sentence=" ".join(sentences), context=context)


def _say_deliveries(scope: Scope) -> str:
    row = _total(scope.flows(DELIVERY), DELIVERY)
    if not row:
        return "belum ada laporan pengantaran dokumen"
    where = f" di {row['n']} dari 35 kabupaten/kota" if scope.narrowed is None else ""
    handed, arrived, fetched = row["diserahkan"], row["share"], row["diambil_sendiri"]
    parts = [
        f"{format_bilangan(handed)} dokumen diserahkan ke kurir{where}" if handed is not None else "",
        f"{format_persen(arrived)} sampai" if arrived is not None else "",
        f"{format_bilangan(fetched)} diambil sendiri" if fetched is not None else "",
    ]
    return ", ".join(part for part in parts if part) or "dokumen siap antar belum diserahkan"


def _say_services(scope: Scope) -> list[str]:
    cells = scope.flows(SERVICE)
    counted, row = online(cells), _total(cells, SERVICE)
    said = []
    if counted and counted[1]:
        said.append(f"{_percent(*counted)} dari {format_bilangan(counted[1])} permohonan lewat kanal daring.")
    if row.get("share") is not None:
        said.append(f"Selesai dalam 24 jam: {format_persen(row['share'])}.")
    return said


def _say_charged(charged: pd.DataFrame) -> list[str]:
    if charged.empty:
        return []
    places = dict.fromkeys(zip(charged["wilayah"].str.slice(0, KABKOTA), charged["tanggal"], strict=True))
    named = [
        f"{load_register().get(code).nama_pendek} ({label_of_month(day.strftime('%Y-%m'))})"
        for code, day in places
    ]
    return [f"Dokumen harus gratis, tetapi dipungut biaya di {', '.join(named)}."]


def _percent(top: int, base: int) -> str:
    return format_persen(percent_of(pd.Series([top]), pd.Series([base])).iloc[0])


def _facts(scope: Scope) -> Html:
    sent, served = _total(scope.flows(DELIVERY), DELIVERY), _total(scope.flows(SERVICE), SERVICE)
    return fact_grid(
        (
            _share_fact("Sampai kepada penerima", sent, scope, DELIVERY, of="diserahkan ke kurir"),
            _fetched(sent, scope),
            _fee_fact(sent, scope),
            _online_fact(scope),
            _share_fact(
                "Selesai dalam 24 jam", served, scope, SERVICE, of="permohonan selesai; sasaran kerja"
            ),
            _budget_fact(scope),
        )
    )


def _share_fact(label: str, row: Record, scope: Scope, contract: str, *, of: str) -> Fact:
    if row.get("share") is None:
        return Fact(label, "belum lapor", "")
    said = f"{format_bilangan(row['share_top'])} dari {format_bilangan(row['share_base'])} {of}"
    return Fact(label, format_persen(row["share"]), said, source=scope.source(contract, *SHARES[contract]))


def _fetched(row: Record, scope: Scope) -> Fact:
    label, value = "Diambil sendiri", row.get("diambil_sendiri")
    if value is None:
        return Fact(label, "belum lapor", "")
    handed = row.get("diserahkan")
    beside = f"di samping {format_bilangan(handed)} yang diserahkan ke kurir" if handed is not None else ""
    return Fact(label, format_bilangan(value), beside, source=scope.source(DELIVERY, "diambil_sendiri"))


def _fee_fact(row: Record, scope: Scope) -> Fact:
    label, value = "Biaya dokumen", row.get(FEE)
    if value is None:
        return Fact(label, "belum lapor", "dokumen harus gratis")
    cells = scope.flows(DELIVERY)
    n = cells.loc[cells["field"] == FEE, "wilayah"].str.slice(0, KABKOTA).nunique()
    who = f" oleh {n} dari 35 kabupaten/kota" if scope.narrowed is None else ""
    said = f"dilaporkan{who} untuk {label_of_month(scope.month)}; dokumen harus gratis"
    outcome = CHARGED if value > 0 else FREE
    return Fact(label, phrases.amount(value, unit="rupiah"), said, outcome, scope.source(DELIVERY, FEE))


def _online_fact(scope: Scope) -> Fact:
    label, counted = "Permohonan daring", online(scope.flows(SERVICE))
    if counted is None or not counted[1]:
        return Fact(label, "belum lapor", "")
    said = f"{format_bilangan(counted[0])} dari {format_bilangan(counted[1])} permohonan"
    return Fact(label, _percent(*counted), said, source=scope.source(SERVICE, "permohonan"))


def _budget_fact(scope: Scope) -> Fact:
    cells, year = scope.levels(BUDGET), scope.month[:4]
    row = _total(cells[cells["tahun_anggaran"] == year], BUDGET)
    label = f"Anggaran {year} terserap"
    if row.get("share") is None:
        return Fact(label, "belum lapor", "")
    spent, planned = (phrases.amount(row[name], unit="rupiah") for name in ("share_top", "share_base"))
    said = f"{spent} dari {planned}, per {phrases.short_day(row['tanggal'])}"
    source = scope.source(BUDGET, *SHARES[BUDGET], keys={"tahun_anggaran": year})
    return Fact(label, format_persen(row["share"]), said, source=source)


def _charged(scope: Scope, charged: pd.DataFrame) -> list[Html]:
    if charged.empty:
        return []
    sentence = (
        f"Dalam dua belas bulan sampai {label_of_month(scope.month)}. Ongkos kurir bukan biaya dokumen."
    )
    return [section_heading("Temuan kepatuhan: biaya dokumen", sentence), fee_list(charged)]


def _formerly(scope: Scope) -> list[Html]:
    found = formerly(scope.services, span=scope.span, wilayah=scope.narrowed)
    if not found:
        return []
    title = "Pernah dilaporkan"
    sentence = (
        "Laporan nyata yang lebih lama atau tanpa jumlah dokumen, dan pernyataan provinsi sendiri; "
        "tidak masuk jumlah di atas."
    )
    return [section_heading(title, sentence), statements(found, caption=title)]


def _comparators(scope: Scope) -> list[Html]:
    found = of_comparators(scope.services)
    if scope.narrowed is not None or not found:
        return []
    title = "Daerah pembanding (di luar provinsi)"
    sentence = "Untuk dibandingkan saja: tidak masuk jumlah mana pun, dan setiap angka bertanggal sendiri."
    return [section_heading(title, sentence), statements(found, caption=title)]


def _left_out(scope: Scope) -> Html | None:
    number = straddling(scope.services, span=scope.span, wilayah=scope.narrowed)
    if not number:
        return None
    sentence = (
        f"{number} baris berakhir di {label_of_month(scope.month)} tetapi dimulai sebelumnya: bagiannya "
        "untuk bulan ini tidak diketahui, jadi tidak dijumlahkan."
    )
    return element("p", sentence, class_="pt-muted")
