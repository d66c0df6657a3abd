"""Deliveries, channels, service points and budgets: every figure here is added up by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from metrics.layanan import (
    BUDGET,
    DELIVERY,
    POINTS,
    SERVICE,
    Services,
    fees,
    flows_in,
    latest_month,
    levels_in,
    month_span,
    months,
    online,
    prices,
    read_services,
    rows_in_force,
    straddling,
    total,
    totals,
    usual,
)
from metrics.pernyataan import Statement, formerly, of_comparators
from metrics.rincian import Figure, sources
from metrics.sources import Span
from tests.metrics.reports import KUDUS, PATI, PROVINCE, SEMARANG, Reports, Row, delivery, row, service

OCTOBER = month_span("2026-10")
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
KAB_BEKASI, KOTA_BEKASI, CILEGON = "32.16", "32.75", "36.72"


def plain(frame: pd.DataFrame, *names: str) -> list[list[object]]:
    return [
        [None if pd.isna(value) else value for value in line] for line in frame[list(names)].to_numpy(object)
    ]


def only(frame: pd.DataFrame, *names: str) -> list[object]:
    (line,) = plain(frame, *names)
    return line


def delivered(services: Services, **choice: Any) -> pd.DataFrame:
    return flows_in(services, DELIVERY, span=OCTOBER, **choice)


def test_a_months_deliveries_add_up_over_regencies_couriers_and_documents(reports: Reports) -> None:
    reports.send(
        delivery(KUDUS, diserahkan=100, terkirim=90),
        delivery(KUDUS, dokumen="kk", diserahkan=50, terkirim=50),
        delivery(PATI, kurir="gojek", diserahkan=10, terkirim=4, diambil_sendiri=7),
    )
    cells = delivered(read_services(reports.marts()))
    whole = total(cells, contract=DELIVERY)
    assert only(whole, "n", "diserahkan", "terkirim", "diambil_sendiri", "gagal") == [2, 160, 144, 7, None]
    assert only(whole, "share_top", "share_base", "share") == [144, 160, 90.0]
    by_courier = totals(cells, contract=DELIVERY, by=["kurir"])
    assert plain(by_courier, "kurir", "diserahkan", "share") == [["gojek", 10, 40.0], ["pos", 150, 93.33]]
    by_place = totals(cells, contract=DELIVERY, by=["daerah"])
    assert plain(by_place, "daerah", "diserahkan") == [[PATI, 10], [KUDUS, 150]]


def test_all_together_is_never_added_to_its_parts(reports: Reports) -> None:
    reports.send(
        delivery(KUDUS, kurir="semua", diserahkan=120),
        delivery(KUDUS, diserahkan=70),
        delivery(KUDUS, kurir="grab", diserahkan=40),
        delivery(PATI, diserahkan=5),
    )
    cells = delivered(read_services(reports.marts()))
    assert only(total(cells, contract=DELIVERY), "diserahkan") == [125]
    by_courier = totals(cells, contract=DELIVERY, by=["kurir"])
    assert plain(by_courier, "kurir", "diserahkan") == [["grab", 40], ["pos", 75], ["semua", 120]]


def test_two_ways_of_summing_up_the_same_documents_are_not_added(reports: Reports) -> None:
    reports.send(
        delivery(KUDUS, kurir="pos", dokumen="semua", diserahkan=30),
        delivery(KUDUS, kurir="semua", dokumen="ktp_el", diserahkan=20),
        delivery(KUDUS, kurir="gojek", dokumen="kk", diserahkan=3),
    )
    cells = delivered(read_services(reports.marts()))
    assert only(total(cells, contract=DELIVERY), "diserahkan") == [33]


def test_days_inside_a_reported_month_are_not_added_to_it(reports: Reports) -> None:
    halves = ((FIRST, date(2026, 10, 15)), (date(2026, 10, 16), LAST))
    reports.send(
        delivery(KUDUS, diserahkan=100),
        *(delivery(KUDUS, days=days, diserahkan=45, gagal=2) for days in halves),
        *(delivery(PATI, days=days, diserahkan=8) for days in halves),
    )
    cells = delivered(read_services(reports.marts()))
    by_place = totals(cells, contract=DELIVERY, by=["daerah"])
    # The month as a whole says nothing of failures, so those of its halves stand.
    assert plain(by_place, "daerah", "diserahkan", "gagal") == [[PATI, 16, None], [KUDUS, 100, 4]]


def test_a_regency_stands_for_its_kecamatan_and_they_for_it_where_it_is_silent(reports: Reports) -> None:
    reports.send(
        delivery(KUDUS, diserahkan=100),
        delivery("33.19.01", diserahkan=60),
        delivery("33.18.01", diserahkan=3),
        delivery("33.18.02", diserahkan=4),
    )
    by_place = totals(delivered(read_services(reports.marts())), contract=DELIVERY, by=["daerah"])
    assert plain(by_place, "daerah", "diserahkan") == [[PATI, 7], [KUDUS, 100]]


def test_a_share_is_taken_from_rows_that_report_both_of_its_counts(reports: Reports) -> None:
    reports.send(
        delivery(KUDUS, diserahkan=200, terkirim=190),
        delivery(PATI, diserahkan=1000),
        delivery(SEMARANG, terkirim=50),
    )
    whole = total(delivered(read_services(reports.marts())), contract=DELIVERY)
    assert only(whole, "diserahkan", "terkirim", "share_top", "share_base", "share") == [
        1200,
        240,
        190,
        200,
        95.0,
    ]


def test_what_nobody_reported_is_missing_and_a_reported_zero_is_zero(reports: Reports) -> None:
    reports.send(delivery(KUDUS, diserahkan=0, terkirim=0))
    services = read_services(reports.marts())
    assert only(total(delivered(services), contract=DELIVERY), "diserahkan", "gagal", "share") == [
        0,
        None,
        None,
    ]
    assert total(delivered(services, wilayah=PATI), contract=DELIVERY).empty
    assert total(flows_in(services, SERVICE, span=OCTOBER), contract=SERVICE).empty


def test_only_intervals_inside_the_month_are_added_and_the_others_are_counted(reports: Reports) -> None:
    reports.send(
        delivery(KUDUS, diserahkan=10),
        delivery(PATI, days=(date(2026, 9, 20), date(2026, 10, 10)), diserahkan=500),
        delivery(SEMARANG, days=(date(2026, 9, 1), date(2026, 9, 30)), diserahkan=7),
    )
    services = read_services(reports.marts())
    assert only(total(delivered(services), contract=DELIVERY), "diserahkan") == [10]
    assert straddling(services, span=OCTOBER) == 1
    assert straddling(services, span=OCTOBER, wilayah=KUDUS) == 0
    assert months(services) == ("2026-09", "2026-10")
    assert latest_month(services, before=date(2026, 10, 31)) == "2026-09"
    assert latest_month(services, before=date(2026, 11, 1)) == "2026-10"


def test_the_province_and_places_outside_it_are_in_no_total(reports: Reports) -> None:
    reports.send(
        delivery(KUDUS, diserahkan=1), delivery(PROVINCE, diserahkan=900), delivery(CILEGON, diserahkan=800)
    )
    assert only(total(delivered(read_services(reports.marts())), contract=DELIVERY), "n", "diserahkan") == [
        1,
        1,
    ]


def test_the_online_share_is_of_those_who_report_both_channels(reports: Reports) -> None:
    reports.send(
        service(KUDUS, "daring", permohonan=30, selesai=20, selesai_24_jam=15),
        service(KUDUS, "tatap_muka", permohonan=70, selesai=60, selesai_24_jam=30),
        service(PATI, "daring", permohonan=500),
        service(SEMARANG, "semua", permohonan=900),
    )
    cells = flows_in(read_services(reports.marts()), SERVICE, span=OCTOBER)
    assert online(cells) == (30, 100)
    by_channel = totals(cells, contract=SERVICE, by=["kanal"])
    assert plain(by_channel, "kanal", "permohonan", "share") == [
        ["daring", 530, 75.0],
        ["semua", 900, None],
        ["tatap_muka", 70, 50.0],
    ]
    assert online(cells[cells["wilayah"] == PATI]) is None


def test_a_fee_on_a_document_is_found_for_twelve_months_and_no_longer(reports: Reports) -> None:
    old, year_ago = date(2025, 10, 31), date(2025, 11, 30)
    reports.send(
        delivery(KUDUS, biaya_dokumen_rp=0, biaya_rp=90_000),
        delivery(PATI, biaya_dokumen_rp=250_000),
        delivery(SEMARANG, days=(year_ago, year_ago), biaya_dokumen_rp=1),
        delivery(SEMARANG, days=(old, old), biaya_dokumen_rp=2),
        delivery(CILEGON, biaya_dokumen_rp=3),
    )
    services = read_services(reports.marts())
    assert plain(fees(services, span=OCTOBER), "wilayah", "biaya_dokumen_rp") == [
        [PATI, 250_000],
        [SEMARANG, 1],
    ]
    assert fees(services, span=OCTOBER, wilayah=KUDUS).empty


def test_what_a_delivery_costs_is_told_as_a_range_with_who_pays(reports: Reports) -> None:
    reports.send(
        delivery(KUDUS, tarif_rp=10_000, penanggung_biaya="warga"),
        delivery(KUDUS, dokumen="kk", tarif_rp=14_000, penanggung_biaya="warga"),
        delivery(PATI, tarif_rp=0, penanggung_biaya="apbd"),
        delivery(SEMARANG, kurir="grab", diserahkan=4),
    )
    rows = rows_in_force(read_services(reports.marts()), DELIVERY, span=OCTOBER)
    told = prices(rows, by=["kurir"])
    assert plain(told, "kurir", "min", "max", "warga", "apbd", "lainnya") == [["pos", 0, 14_000, 1, 1, 0]]


def test_points_are_those_of_the_latest_list_and_never_summed_over_time(reports: Reports) -> None:
    def points(day: date, **figures: Any) -> Row:
        return row(KUDUS, day, jenis_titik="kecamatan", nama_titik="semua", **figures)

    reports.send(
        points(date(2025, 12, 31), jumlah_titik=8), points(date(2026, 6, 30), jumlah_titik=9, petugas=18)
    )
    reports.send(
        row(PATI, date(2026, 6, 30), jenis_titik="kecamatan", nama_titik="MARGOREJO", jumlah_titik=1)
    )
    reports.send(points(date(2026, 11, 30), jumlah_titik=99))
    services = read_services(reports.marts())
    cells = levels_in(services, POINTS, span=Span(None, LAST))
    assert plain(totals(cells, contract=POINTS, by=["jenis_titik"]), "n", "jumlah_titik", "petugas") == [
        [2, 10, 18]
    ]


def test_the_most_frequent_hours_are_told_with_how_many_keep_them(reports: Reports) -> None:
    def opening(wilayah: str, until: str | None) -> Row:
        told = {"hari_layanan": "Senin–Jumat", "jam_tutup": until} if until else {"jumlah_titik": 3}
        return row(wilayah, LAST, jenis_titik="kecamatan", nama_titik="semua", **told)

    reports.send(
        opening(KUDUS, "15.00"), opening(PATI, "15.00"), opening(SEMARANG, "21.00"), opening("33.01", None)
    )
    rows = rows_in_force(read_services(reports.marts()), POINTS, span=Span(None, LAST))
    hours = usual(rows, by="jenis_titik", names=("hari_layanan", "jam_tutup"))
    assert plain(hours, "jam_tutup", "n", "n_told") == [["15.00", 2, 3]]


def test_a_budget_without_an_amount_stays_without_one(reports: Reports) -> None:
    def budget(wilayah: str, day: date, **figures: Any) -> Row:
        return row(wilayah, day, tahun_anggaran="2026", program="PENGANTARAN DOKUMEN", **figures)

    reports.send(
        budget(KUDUS, date(2026, 6, 30), pagu_rp=1000, realisasi_rp=100),
        budget(KUDUS, date(2026, 9, 30), pagu_rp=1000, realisasi_rp=400),
        budget(PATI, date(2026, 9, 30), dianggarkan="ya"),
        budget(SEMARANG, date(2026, 9, 30), pagu_rp=5000),
    )
    services = read_services(reports.marts())
    cells = levels_in(services, BUDGET, span=Span(None, LAST))
    by_program = totals(cells, contract=BUDGET, by=["tahun_anggaran", "program"])
    assert plain(by_program, "n", "pagu_rp", "realisasi_rp", "share") == [[2, 6000, 400, 40.0]]
    stated = rows_in_force(services, BUDGET, span=Span(None, LAST), wilayah=PATI)
    assert plain(stated, "dianggarkan", "pagu_rp") == [["ya", None]]


@pytest.fixture
def five_systems(reports: Reports) -> Reports:
    """What was published of places outside the province, and of ours in 2020."""
    reports.send(
        delivery(
            KAB_BEKASI, days=(date(2020, 3, 24),) * 2, diserahkan=132_000, diambil_sendiri=2_000, tarif_rp=0
        )
    )
    reports.send(
        row(
            CILEGON,
            date(2020, 6, 2),
            kurir="pos",
            jenis_dokumen="semua",
            tarif_rp=14_000,
            penanggung_biaya="warga",
        )
    )
    may = (date(2020, 5, 1), date(2020, 5, 31))
    reports.send(*(service(CILEGON, kanal, days=may, permohonan=2_000) for kanal in ("daring", "tatap_muka")))
    reports.send(row(CILEGON, date(2020, 6, 2), sisa_blangko=10_791, sisa_suket=4_921))
    september = date(2020, 9, 1)
    reports.send(
        row(PROVINCE, september, kurir="grab", jenis_dokumen="semua", tersedia="ya"),
        row(KUDUS, september, kurir="semua", jenis_dokumen="semua", penanggung_biaya="apbd"),
    )
    return reports


def said(found: Sequence[Statement], wilayah: str, contract: str) -> list[tuple[object, ...]]:
    return [
        (dict(each.keys), each.tanggal, dict(each.figures))
        for each in found
        if (each.wilayah, each.contract) == (wilayah, contract)
    ]


def test_places_to_compare_with_are_told_apart_with_their_days(five_systems: Reports) -> None:
    services = read_services(five_systems.marts())
    found = of_comparators(services)
    assert {each.wilayah for each in found} == {KAB_BEKASI, CILEGON}
    assert said(found, KAB_BEKASI, DELIVERY) == [
        (
            {"kurir": "pos", "jenis_dokumen": "ktp_el"},
            date(2020, 3, 24),
            {"diserahkan": 132_000, "diambil_sendiri": 2_000, "tarif_rp": 0},
        )
    ]
    assert said(found, CILEGON, DELIVERY) == [
        (
            {"kurir": "pos", "jenis_dokumen": "semua"},
            date(2020, 6, 2),
            {"tarif_rp": 14_000, "penanggung_biaya": "warga"},
        )
    ]
    channels = [(keys["kanal"], told) for keys, _, told in said(found, CILEGON, SERVICE)]  # type: ignore[index]
    assert channels == [("daring", {"permohonan": 2_000}), ("tatap_muka", {"permohonan": 2_000})]
    assert said(found, CILEGON, "blangko") == [({}, date(2020, 6, 2), {"sisa_blangko": 10_791})]
    assert said(found, CILEGON, "suket") == [({}, date(2020, 6, 2), {"sisa_suket": 4_921})]


def test_what_was_said_once_and_counted_nowhere_is_still_told(five_systems: Reports) -> None:
    five_systems.send(delivery(PATI, diserahkan=5), simulasi=False)
    services = read_services(five_systems.marts())
    found = formerly(services, span=OCTOBER)
    assert said(found, PROVINCE, DELIVERY) == [
        ({"kurir": "grab", "jenis_dokumen": "semua"}, date(2020, 9, 1), {"tersedia": "ya"})
    ]
    assert said(found, KUDUS, DELIVERY)[0][2] == {"penanggung_biaya": "apbd"}
    assert said(found, PATI, DELIVERY) == []
    assert {each.wilayah for each in formerly(services, span=OCTOBER, wilayah=KUDUS)} == {KUDUS}
    assert formerly(services, span=month_span("2020-08")) == ()


def test_a_figure_leads_to_the_cells_that_were_added(reports: Reports) -> None:
    number = reports.send(
        delivery(KUDUS, diserahkan=100, terkirim=90),
        delivery(KUDUS, kurir="semua", diserahkan=120),
        delivery(PATI, kurir="gojek", diserahkan=10),
        delivery(CILEGON, diserahkan=7),
        name="antar.xlsx",
    )
    whole = sources(reports.ledger, figure=Figure(DELIVERY, ("diserahkan",), PROVINCE, OCTOBER))
    assert plain(whole, "wilayah", "kurir", "value", "cell", "file") == [
        [PATI, "gojek", 10, "E7", "antar.xlsx"],
        [KUDUS, "semua", 120, "E6", "antar.xlsx"],
    ]
    assert set(whole["submission"]) == {number}
    share = sources(reports.ledger, figure=Figure(DELIVERY, ("terkirim", "diserahkan"), PROVINCE, OCTOBER))
    assert plain(share, "field", "value") == [["terkirim", 90], ["diserahkan", 100]]
    pos = Figure(DELIVERY, ("diserahkan",), PROVINCE, OCTOBER, (("kurir", "pos"),))
    assert plain(sources(reports.ledger, figure=pos), "wilayah", "value") == [[KUDUS, 100]]
    outside = Figure(DELIVERY, ("diserahkan",), CILEGON, OCTOBER)
    assert plain(sources(reports.ledger, figure=outside), "value") == [[7]]
    assert sources(reports.ledger, figure=Figure(DELIVERY, ("gagal",), PROVINCE, OCTOBER)).empty


def test_the_cells_of_a_total_add_up_to_it_whatever_was_corrected(reports: Reports) -> None:
    reports.send(delivery(KUDUS, diserahkan=100), delivery(PATI, diserahkan=50), name="pertama.xlsx")
    later = datetime(2026, 11, 5, 2, tzinfo=UTC)
    corrected = reports.send(delivery(PATI, diserahkan=60), name="kedua.xlsx", received_at=later)
    cells = sources(reports.ledger, figure=Figure(DELIVERY, ("diserahkan",), PROVINCE, OCTOBER))
    whole = total(delivered(read_services(reports.marts())), contract=DELIVERY)
    assert cells["value"].sum() == only(whole, "diserahkan")[0] == 160
    assert plain(cells, "submission")[0] == [corrected]


def test_texts_and_statements_of_the_province_lead_to_their_cells(five_systems: Reports) -> None:
    day = Span(None, date(2020, 6, 2))
    payer = Figure(
        DELIVERY, ("penanggung_biaya",), CILEGON, day, (("kurir", "pos"), ("jenis_dokumen", "semua"))
    )
    assert plain(sources(five_systems.ledger, figure=payer), "value", "raw") == [[None, "warga"]]
    own = Figure(DELIVERY, ("tersedia",), PROVINCE, Span(None, LAST), (("kurir", "grab"),))
    assert plain(sources(five_systems.ledger, figure=own), "wilayah", "raw") == [[PROVINCE, "ya"]]
    stock = Figure("blangko", ("sisa_blangko",), CILEGON, day)
    assert plain(sources(five_systems.ledger, figure=stock), "value") == [[10_791]]


def test_a_later_list_replaces_the_former_one_among_the_cells_too(reports: Reports) -> None:
    for day, number in ((date(2025, 12, 31), 8), (date(2026, 6, 30), 9)):
        reports.send(row(KUDUS, day, jenis_titik="kecamatan", nama_titik="semua", jumlah_titik=number))
    figure = Figure(POINTS, ("jumlah_titik",), PROVINCE, Span(None, LAST))
    assert plain(sources(reports.ledger, figure=figure), "value") == [[9]]
