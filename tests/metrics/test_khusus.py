"""Indicators of services per kab/kota and half-month, by named functions and sums, each by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from metrics.catalogue import known_indicators
from metrics.measure import observations
from metrics.results import CODE_LENGTH, Level
from metrics.sources import Span
from tests.metrics.reports import KUDUS, NOW, PATI, PROVINCE, SEMARANG, Reports, Row, delivery, row, service

FIRST, MIDDLE, SECOND, LAST = (date(2026, 10, day) for day in (1, 15, 16, 31))
CILEGON = "36.72"
COUNTS = ("wilayah", "periode", "numerator", "denominator", "value")


def point(
    wilayah: str, jenis: str = "kecamatan", nama: str = "semua", *, day: date = LAST, **told: Any
) -> Row:
    return row(wilayah, day, jenis_titik=jenis, nama_titik=nama, **told)


def budget(wilayah: str, day: date, *, tahun: str = "2026", program: str = "A", **figures: Any) -> Row:
    return row(wilayah, day, tahun_anggaran=tahun, program=program, **figures)


def plain(frame: pd.DataFrame, *names: str) -> list[list[object]]:
    chosen = frame[list(names or COUNTS)].to_numpy(object)
    return [[None if pd.isna(value) else value for value in line] for line in chosen]


def observed(reports: Reports, indicator: str, *names: str) -> list[list[object]]:
    """The rows of kab/kota that have a numerator."""
    item = known_indicators()[indicator]
    frame = observations(reports.marts(), indicators=[item], span=Span(None, None), now=NOW)
    is_regency = frame["wilayah"].str.len() == CODE_LENGTH[Level.KABKOTA]
    told = frame[is_regency & frame["numerator"].notna()]
    return plain(told.sort_values(["periode", "wilayah"]), *names)


def test_deliveries_are_added_over_couriers_and_kecamatan_per_half_month(reports: Reports) -> None:
    reports.send(
        delivery(KUDUS, days=(FIRST, MIDDLE), diserahkan=10, terkirim=9),
        delivery(KUDUS, days=(SECOND, LAST), diserahkan=3, terkirim=2),
        delivery(KUDUS, kurir="gojek", days=(SECOND, LAST), diserahkan=4, terkirim=4),
        delivery("33.18.01", diserahkan=5, terkirim=1),
        delivery("33.18.02", diserahkan=3, terkirim=2),
        delivery(PROVINCE, diserahkan=900, terkirim=900),
        delivery(CILEGON, diserahkan=800, terkirim=800),
    )
    assert observed(reports, "antar_terkirim") == [
        [KUDUS, "2026-10-P1", 9, 10, 90.0],
        [PATI, "2026-10-P2", 3, 8, 37.5],
        [KUDUS, "2026-10-P2", 6, 7, 85.71],
    ]


def test_nothing_is_added_twice(reports: Reports) -> None:
    reports.send(
        delivery(KUDUS, kurir="semua", diserahkan=100, terkirim=80),
        delivery(KUDUS, diserahkan=70, terkirim=70),
        delivery(KUDUS, days=(SECOND, LAST), diserahkan=40, terkirim=10),
        delivery("33.19.01", diserahkan=60, terkirim=60),
    )
    assert observed(reports, "antar_terkirim") == [[KUDUS, "2026-10-P2", 80, 100, 80.0]]


def test_only_rows_that_tell_both_counts_make_a_share(reports: Reports) -> None:
    reports.send(
        delivery(KUDUS, kurir="semua", diserahkan=500),
        delivery(KUDUS, diserahkan=8, terkirim=7),
        delivery(PATI, terkirim=50),
    )
    assert observed(reports, "antar_terkirim") == [[KUDUS, "2026-10-P2", 7, 8, 87.5]]


def test_a_zero_denominator_is_no_share_and_says_so(reports: Reports) -> None:
    reports.send(delivery(KUDUS, diserahkan=0, terkirim=0), simulasi=True)
    names = ("tanggal", "denominator", "value", "state", "reason", "simulasi", "direvisi")
    assert observed(reports, "antar_terkirim", *names) == [
        [pd.Timestamp(LAST), 0, None, "tidak dapat dihitung", "penyebut nol", True, False]
    ]


def test_the_cost_per_delivered_document_is_of_rows_that_tell_both(reports: Reports) -> None:
    reports.send(
        delivery(KUDUS, biaya_rp=100_000, terkirim=8),
        delivery(KUDUS, kurir="gojek", biaya_rp=7),
        delivery(KUDUS, kurir="grab", terkirim=1000),
        delivery(PATI, biaya_rp=25, terkirim=8),
    )
    assert observed(reports, "antar_biaya_per_dokumen") == [
        [PATI, "2026-10-P2", 25, 8, 3.13],
        [KUDUS, "2026-10-P2", 100_000, 8, 12_500.0],
    ]


def test_free_deliveries_are_those_told_to_ask_the_citizen_nothing(reports: Reports) -> None:
    reports.send(
        delivery(KUDUS, terkirim=10, penanggung_biaya="apbd", tarif_rp=9000),
        delivery(KUDUS, kurir="gojek", terkirim=20, penanggung_biaya="warga", tarif_rp=14_000),
        delivery(KUDUS, kurir="grab", terkirim=30, penanggung_biaya="warga", tarif_rp=0),
        delivery(KUDUS, dokumen="kk", terkirim=40),
        delivery(PATI, terkirim=5, tarif_rp=0),
        # Of these three nobody knows who paid the hundred rupiah.
        delivery(PATI, dokumen="kk", terkirim=3, tarif_rp=100),
        delivery(SEMARANG, terkirim=7),
    )
    assert observed(reports, "antar_gratis") == [
        [PATI, "2026-10-P2", 5, 5, 100.0],
        [KUDUS, "2026-10-P2", 40, 60, 66.67],
    ]


def test_fees_on_documents_are_added_and_zero_is_told(reports: Reports) -> None:
    reports.send(
        delivery(KUDUS, biaya_dokumen_rp=0),
        delivery(PATI, biaya_dokumen_rp=250),
        delivery(PATI, dokumen="kk", biaya_dokumen_rp=50),
        delivery(SEMARANG, terkirim=1),
    )
    assert observed(reports, "biaya_dokumen", *COUNTS, "state") == [
        [PATI, "2026-10-P2", 300, None, 300.0, None],
        [KUDUS, "2026-10-P2", 0, None, 0.0, None],
    ]


def test_the_online_share_needs_both_channels(reports: Reports) -> None:
    reports.send(
        service(KUDUS, "daring", permohonan=30),
        service(KUDUS, "tatap_muka", permohonan=60),
        service(KUDUS, "semua", permohonan=999),
        service(PATI, "daring", permohonan=500),
    )
    assert observed(reports, "layanan_daring") == [[KUDUS, "2026-10-P2", 30, 90, 33.33]]


def test_requests_finished_within_a_day(reports: Reports) -> None:
    reports.send(
        service(KUDUS, "semua", selesai=60, selesai_24_jam=45),
        service(KUDUS, "daring", selesai=20, selesai_24_jam=20),
        service(PATI, "daring", selesai=20),
    )
    assert observed(reports, "layanan_24_jam") == [[KUDUS, "2026-10-P2", 45, 60, 75.0]]


def test_kecamatan_with_a_point_are_counted_once_against_the_register(reports: Reports) -> None:
    reports.send(
        point(KUDUS, jumlah_titik=10),
        point("33.19.01", nama="A", jumlah_titik=1),
        point("33.18.01", nama="A", jumlah_titik=1),
        point("33.18.01", nama="B", jumlah_titik=3),
        point("33.18.02", nama="C", petugas=2),
        point("33.18.03", nama="D", jumlah_titik=0),
        point(SEMARANG, "dinas", jumlah_titik=1),
    )
    of_register = "jumlah kecamatan menurut daftar wilayah"
    assert observed(reports, "kecamatan_terlayani", *COUNTS, "dasar") == [
        [PATI, "2026-10-P2", 2, 21, 9.52, of_register],
        [KUDUS, "2026-10-P2", 10, 9, 111.11, of_register],
    ]


def test_only_the_latest_list_of_a_half_month_counts(reports: Reports) -> None:
    reports.send(point(KUDUS, nama="A", day=SECOND, jumlah_titik=1))
    reports.send(point(KUDUS, nama="B", day=LAST, jumlah_titik=1))
    reports.send(point(KUDUS, nama="C", day=MIDDLE, jumlah_titik=1))
    assert observed(reports, "kecamatan_terlayani", "periode", "numerator") == [
        ["2026-10-P1", 1],
        ["2026-10-P2", 1],
    ]


def test_opening_hours_are_the_mean_over_points_that_tell_them(reports: Reports) -> None:
    eight_to_three: dict[str, Any] = {
        "hari_layanan": "Senin–Jumat",
        "jam_buka": "08.00",
        "jam_tutup": "15.00",
    }
    saturday: dict[str, Any] = {"jam_buka_sabtu": "08.00", "jam_tutup_sabtu": "12.00"}
    reports.send(
        point(KUDUS, nama="A", **eight_to_three),
        point(KUDUS, nama="B", jumlah_titik=2, **eight_to_three, **saturday),
        point(KUDUS, nama="C", hari_layanan="Senin–Jumat"),
        point(KUDUS, "dinas", **eight_to_three),
        point(PATI, jumlah_titik=3),
        point(PATI, "dinas", **eight_to_three),
        point(SEMARANG, hari_layanan="sesuai jadwal", jam_buka="08.00", jam_tutup="15.00"),
    )
    # Two points of 35 hours and two of 39: 148 hours over four points.
    assert observed(reports, "jam_buka_pekan") == [
        [PATI, "2026-10-P2", 2100, 1, 35.0],
        [KUDUS, "2026-10-P2", 8880, 4, 37.0],
    ]


def test_officers_per_rw(reports: Reports) -> None:
    reports.send(
        point(KUDUS, "petugas_rw", jumlah_titik=3, petugas=4),
        point(PATI, "petugas_rw", petugas=9),
        point(SEMARANG, jumlah_titik=2, petugas=9),
    )
    assert observed(reports, "petugas_per_rw") == [[KUDUS, "2026-10-P2", 4, 3, 1.33]]


def test_the_budget_spent_is_of_the_year_of_the_data_date(reports: Reports) -> None:
    reports.send(
        budget(KUDUS, MIDDLE, pagu_rp=1000, realisasi_rp=100),
        budget(KUDUS, LAST, pagu_rp=1_000_000_000_000, realisasi_rp=400_000_000_000),
        budget(KUDUS, LAST, program="B", pagu_rp=1_000_000_000_000, realisasi_rp=0),
        budget(KUDUS, LAST, program="C", pagu_rp=5),
        budget(KUDUS, LAST, tahun="2025", pagu_rp=10, realisasi_rp=10),
        budget(PATI, LAST, dianggarkan="ya"),
        budget(SEMARANG, LAST, pagu_rp=0, realisasi_rp=0),
    )
    assert observed(reports, "anggaran_terserap", *COUNTS, "dasar") == [
        [KUDUS, "2026-10-P1", 100, 1000, 10.0, "tahun anggaran 2026"],
        [KUDUS, "2026-10-P2", 400_000_000_000, 2_000_000_000_000, 20.0, "tahun anggaran 2026"],
        [SEMARANG, "2026-10-P2", 0, 0, None, "tahun anggaran 2026"],
    ]


def test_couriers_and_documents_stand_beside_each_other(reports: Reports) -> None:
    reports.send(
        delivery(KUDUS, kurir="semua", diserahkan=100, terkirim=50),
        delivery(KUDUS, diserahkan=10, terkirim=5, penanggung_biaya="apbd"),
        delivery(KUDUS, dokumen="kk", diserahkan=10, terkirim=10, biaya_rp=50),
    )
    figures = ("numerator", "denominator", "value")
    assert observed(reports, "antar_terkirim.pos", *figures) == [[15, 20, 75.0]]
    assert observed(reports, "antar_biaya_per_dokumen.pos", *figures) == [[50, 10, 5.0]]
    assert observed(reports, "antar_gratis.pos", *figures) == [[5, 5, 100.0]]
    assert observed(reports, "antar_terkirim.dok.kk", *figures) == [[10, 10, 100.0]]
    # What all couriers together report of a document stands in place of what one of them does.
    assert observed(reports, "antar_terkirim.dok.ktp_el", *figures) == [[50, 100, 50.0]]
    assert observed(reports, "antar_biaya_per_dokumen.dok.kk", *figures) == [[50, 10, 5.0]]
