"""Every indicator of the catalogue through a real ledger, each figure worked out by hand.

Kudus and Pati report for 16-31 October 2026; what a figure must be follows from the rows here alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import pytest

from metrics.catalogue import load_breakdowns, load_indicators
from metrics.lineage import lineage
from metrics.measure import measure
from tests.metrics.reports import KUDUS, NOW, PATI, PROVINCE, SEMARANG, Reports, Row, delivery, row, service

FIRST, MIDDLE, SECOND, END = (date(2026, 10, day) for day in (1, 15, 16, 31))
MONTH = (FIRST, END)
HALF = (SECOND, END)
Expected = tuple[int | None, int | None, float | None]


def titik(wilayah: str, jenis: str, *, nama: str = "semua", hari: date = END, **figures: Any) -> Row:
    return row(wilayah, hari, jenis_titik=jenis, nama_titik=nama, **figures)


def dana(wilayah: str, program: str, *, tahun: str = "2026", hari: date = END, **figures: Any) -> Row:
    return row(wilayah, hari, tahun_anggaran=tahun, program=program, **figures)


KUDUS_FORM: dict[str, int] = {
    "wajib_ktp": 1000, "sudah_rekam": 960, "prr": 24, "sfe": 7, "duplicate_record": 3, "memiliki_ktp": 926,
    "rekam_baru": 40, "pemula": 15, "sisa_blangko": 300, "cetak_ktp": 120, "blangko_diterima": 200,
    "blangko_rusak": 6, "sisa_suket": 5, "suket_terbit": 2, "suket_ditukar": 9, "anak_0_17": 400, "kia": 250,
    "anak_0_18": 500, "akta_0_18": 490, "ikd": 240, "kertas_putih_dok": 80, "tte_dok": 60,
    "layanan_ol_sudah": 18, "layanan_ol_belum": 6, "layanan_integritas_sudah": 5,
    "layanan_integritas_belum": 3, "pks": 12, "akses_data": 11,
}  # fmt: skip
# Pati leaves out what Kudus fills in, so that nothing of it may enter a sum as a zero.
PATI_FORM: dict[str, int] = {
    "wajib_ktp": 2000,
    "sudah_rekam": 1900,
    "rekam_baru": 60,
    "cetak_ktp": 80,
    "ikd": 100,
}


def send_all(reports: Reports) -> None:
    reports.send(row(KUDUS, END, awal=SECOND, **KUDUS_FORM), row(PATI, END, awal=SECOND, **PATI_FORM))
    reports.send(
        delivery(
            KUDUS, diserahkan=100, terkirim=90, biaya_rp=900_000, biaya_dokumen_rp=0,
            penanggung_biaya="warga", tarif_rp=10_000,
        ),
        delivery(
            KUDUS, dokumen="kk", diserahkan=50, terkirim=45, biaya_rp=450_000, biaya_dokumen_rp=5_000,
            penanggung_biaya="apbd", tarif_rp=10_000,
        ),
        delivery(PATI, kurir="gojek", diserahkan=40, terkirim=30, biaya_rp=420_000),
    )  # fmt: skip
    reports.send(
        service(KUDUS, "daring", permohonan=300, selesai=280, selesai_24_jam=210),
        service(KUDUS, "tatap_muka", permohonan=500, selesai=480, selesai_24_jam=360),
        service(PATI, "daring", permohonan=70, selesai=60, selesai_24_jam=30),
    )
    reports.send(
        titik(
            KUDUS, "dinas", jumlah_titik=1, petugas=20, hari_layanan="Senin–Jumat", jam_buka="08.00",
            jam_tutup="15.30",
        ),
        titik(
            KUDUS, "kecamatan", jumlah_titik=8, petugas=16, hari_layanan="Senin–Kamis", jam_buka="08.00",
            jam_tutup="15.00",
        ),
        titik(KUDUS, "petugas_rw", jumlah_titik=40, petugas=50),
    )  # fmt: skip
    reports.send(
        dana(KUDUS, "PELAYANAN", pagu_rp=1_000_000_000, realisasi_rp=600_000_000),
        dana(KUDUS, "PENGANTARAN", pagu_rp=200_000_000, realisasi_rp=90_000_000),
        dana(KUDUS, "PELAYANAN", tahun="2025", pagu_rp=500, realisasi_rp=500),
    )


# numerator, denominator, value of Kudus, then of the province.
FIGURES: dict[str, tuple[Expected, Expected]] = {
    "cakupan_perekaman": ((960, 1000, 96.0), (2860, 3000, 95.33)),
    "belum_rekam": ((40, 1000, 40), (140, 3000, 140)),
    "persen_belum_rekam": ((40, 1000, 4.0), (140, 3000, 4.67)),
    "perekaman_baru": ((40, None, 40), (100, None, 100)),
    "pemula": ((15, None, 15), (15, None, 15)),
    "prr": ((24, None, 24), (24, None, 24)),
    "prr_dari_rekam": ((24, 960, 2.5), (24, 960, 2.5)),
    "sfe": ((7, None, 7), (7, None, 7)),
    "duplicate_record": ((3, None, 3), (3, None, 3)),
    "cakupan_kepemilikan": ((926, 1000, 92.6), (926, 1000, 92.6)),
    "cetak_ktp": ((120, None, 120), (200, None, 200)),
    "sisa_blangko": ((300, None, 300), (300, None, 300)),
    # 120 cards over the eleven working days from 16 October on.
    "hari_cukup_blangko": ((300, None, 27.5), (300, None, 27.5)),
    "blangko_diterima": ((200, None, 200), (200, None, 200)),
    "blangko_rusak": ((6, 120, 5.0), (6, 120, 5.0)),
    "sisa_suket": ((5, None, 5), (5, None, 5)),
    "suket_terbit": ((2, None, 2), (2, None, 2)),
    "suket_ditukar": ((9, None, 9), (9, None, 9)),
    "antar_terkirim": ((135, 150, 90.0), (165, 190, 86.84)),
    "antar_biaya_per_dokumen": ((1_350_000, 135, 10_000), (1_770_000, 165, 10_727.27)),
    # Of Pati's thirty nobody knows who paid.
    "antar_gratis": ((45, 135, 33.33), (45, 135, 33.33)),
    "biaya_dokumen": ((5_000, None, 5_000), (5_000, None, 5_000)),
    # Pati tells one channel alone.
    "layanan_daring": ((300, 800, 37.5), (300, 800, 37.5)),
    "layanan_24_jam": ((570, 760, 75.0), (600, 820, 73.17)),
    "kecamatan_terlayani": ((8, 9, 88.89), (8, 9, 88.89)),
    # 5 days of 450 minutes at one point, 4 days of 420 at eight: 15.690 minutes at nine points.
    "jam_buka_pekan": ((15_690, 9, 29.06), (15_690, 9, 29.06)),
    "petugas_per_rw": ((50, 40, 1.25), (50, 40, 1.25)),
    "cakupan_kia": ((250, 400, 62.5), (250, 400, 62.5)),
    "cakupan_akta": ((490, 500, 98.0), (490, 500, 98.0)),
    "cakupan_ikd": ((240, 960, 25.0), (340, 2860, 11.89)),
    "kertas_putih": ((80, None, 80), (80, None, 80)),
    "tte": ((60, None, 60), (60, None, 60)),
    "layanan_ol": ((18, 24, 75.0), (18, 24, 75.0)),
    "layanan_integritas": ((5, 8, 62.5), (5, 8, 62.5)),
    "pks": ((12, None, 12), (12, None, 12)),
    "akses_data": ((11, None, 11), (11, None, 11)),
    "anggaran_terserap": ((690_000_000, 1_200_000_000, 57.5), (690_000_000, 1_200_000_000, 57.5)),
    "kelengkapan_laporan": ((1, 1, 100.0), (2, 35, 5.71)),
    "ketepatan_laporan": ((1, 1, 100.0), (2, 35, 5.71)),
    # The form has 17 counts; Pati filled in two of them.
    "kelengkapan_isian": ((17, 17, 100.0), (19, 34, 55.88)),
}  # fmt: skip


def told(line: pd.Series[Any]) -> Expected:
    numerator, denominator, value = (
        None if pd.isna(line[name]) else line[name] for name in ("numerator", "denominator", "value")
    )
    return numerator, denominator, value


def test_there_is_a_figure_by_hand_for_every_indicator() -> None:
    assert list(FIGURES) == list(load_indicators())


def test_every_indicator_is_what_it_is_by_hand(reports: Reports) -> None:
    send_all(reports)
    marts = reports.marts()
    for place, number in ((KUDUS, 0), (PROVINCE, 1)):
        found = measure(marts, indicators=list(FIGURES), wilayah=place, tanggal=END, now=NOW).set_index(
            "indicator"
        )
        assert {name: told(found.loc[name]) for name in FIGURES} == {
            name: expected[number] for name, expected in FIGURES.items()
        }
    province = found
    who = ["perekaman_baru", "antar_terkirim", "layanan_24_jam", "antar_gratis"]
    assert province["n_reported"][who].tolist() == [2, 2, 2, 1]
    assert province["n_expected"].dropna().unique().tolist() == [35]


def test_every_figure_leads_to_cells_that_add_up_to_it(reports: Reports) -> None:
    send_all(reports)
    for name, (kudus, province) in FIGURES.items():
        for place, (numerator, denominator, _) in ((KUDUS, kudus), (PROVINCE, province)):
            found = lineage(reports.ledger, indicator=name, wilayah=place, tanggal=END)
            sums = found.groupby("role")["value"].sum()
            assert sums["numerator"] - sums.get("subtrahend", 0) == numerator, name
            if "denominator" in sums:
                assert sums["denominator"] == denominator, name
            if load_indicators()[name].formula.kind != "report_share":
                assert found["cell"].notna().all(), name


def value(reports: Reports, indicator: str, wilayah: str = KUDUS, tanggal: date = END) -> Expected:
    return told(reports.figure(indicator, wilayah, tanggal))


def test_what_was_reported_without_the_count_says_so(reports: Reports) -> None:
    reports.send(row(KUDUS, END, awal=SECOND, wajib_ktp=10))
    reports.send(delivery(KUDUS, diserahkan=10))
    for name, reason in (
        ("perekaman_baru", "Perekaman baru tidak dilaporkan"),
        ("cakupan_ikd", "IKD aktif tidak dilaporkan; Sudah rekam tidak dilaporkan"),
        ("antar_terkirim", "Terkirim dan Diserahkan ke kurir tidak dilaporkan keduanya"),
        ("antar_gratis", "dokumen terkirim tidak dilaporkan bersama penanggung biaya atau tarifnya"),
    ):
        line = reports.figure(name, KUDUS, END)
        assert (line["status"], line["reason"]) == ("tidak dapat dihitung", reason), name
        assert pd.isna(line["numerator"]), name
    silent = reports.figure("antar_terkirim", PATI, END)
    assert (silent["status"], silent["reason"]) == (
        "belum lapor",
        "belum dilaporkan untuk 16–31 Oktober 2026; dilaporkan sebulan sekali",
    )


def test_days_inside_a_half_month_are_added_and_a_longer_interval_never_counts_them_again(
    reports: Reports,
) -> None:
    days = [row(KUDUS, date(2026, 10, day), awal=date(2026, 10, day), rekam_baru=3) for day in (16, 19, 20)]
    reports.send(*days)
    line = reports.figure("perekaman_baru", KUDUS, END)
    assert told(line) == (9, None, 9)
    assert line["dasar"] == "kegiatan 16–20 Oktober 2026, 3 hari dilaporkan"
    reports.send(row(KUDUS, END, awal=SECOND, rekam_baru=50))
    line = reports.figure("perekaman_baru", KUDUS, END)
    assert (line["value"], line["dasar"]) == (50, "kegiatan 16–31 Oktober 2026")


def test_cards_printed_are_the_sum_of_their_kinds_where_no_total_is_given(reports: Reports) -> None:
    kinds = {"cetak_prr": 30, "cetak_suket": 20, "cetak_ganti": 10}
    reports.send(
        row(KUDUS, END, awal=SECOND, cetak_baru=5, **kinds),
        row(PATI, END, awal=SECOND, cetak_prr=30, cetak_ktp=None),
        row(SEMARANG, END, awal=SECOND, cetak_ktp=99, **kinds),
    )
    assert value(reports, "cetak_ktp") == (65, None, 65)
    assert value(reports, "cetak_ktp", PATI) == (None, None, None)
    assert value(reports, "cetak_ktp", PROVINCE) == (164, None, 164)
    for place, cells in ((KUDUS, [5, 10, 20, 30]), (SEMARANG, [99])):
        found = lineage(reports.ledger, indicator="cetak_ktp", wilayah=place, tanggal=END)
        assert sorted(found["value"]) == cells


def test_a_month_cannot_be_told_for_one_of_its_halves(reports: Reports) -> None:
    reports.send(row(KUDUS, END, awal=FIRST, rekam_baru=80))
    line = reports.figure("perekaman_baru", KUDUS, END)
    assert pd.isna(line["value"])
    assert line["reason"] == "selang laporan lebih panjang dari setengah bulan, tidak dapat dibagi"


def test_the_change_of_the_recorded_never_stands_in_for_new_recordings(reports: Reports) -> None:
    reports.send(row(KUDUS, MIDDLE, sudah_rekam=100, wajib_ktp=200))
    reports.send(row(KUDUS, END, sudah_rekam=150, wajib_ktp=200))
    assert value(reports, "perekaman_baru") == (None, None, None)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            (
                delivery(KUDUS, kurir="semua", diserahkan=12, terkirim=6),
                delivery(KUDUS, diserahkan=7, terkirim=7),
            ),
            (6, 12, 50.0), id="all couriers together",
        ),
        pytest.param(
            (delivery(KUDUS, diserahkan=10, terkirim=8), delivery(KUDUS, kurir="grab", diserahkan=90)),
            (8, 10, 80.0), id="one count missing",
        ),
        pytest.param(
            (
                delivery(KUDUS, diserahkan=100, terkirim=50),
                delivery(KUDUS, days=HALF, diserahkan=60, terkirim=60),
            ),
            (50, 100, 50.0), id="half inside a month",
        ),
        pytest.param(
            (delivery(KUDUS, diserahkan=9, terkirim=9), delivery("33.19.01", diserahkan=5, terkirim=1)),
            (9, 9, 100.0), id="kecamatan besides",
        ),
        pytest.param(
            (delivery("33.19.01", diserahkan=5, terkirim=1), delivery("33.19.02", diserahkan=5, terkirim=3)),
            (4, 10, 40.0), id="kecamatan alone",
        ),
        pytest.param((delivery(KUDUS, diserahkan=0, terkirim=0),), (0, 0, None), id="nothing handed over"),
    ],
)  # fmt: skip
def test_no_delivery_is_counted_twice(reports: Reports, rows: Sequence[Row], expected: Expected) -> None:
    reports.send(*rows)
    assert value(reports, "antar_terkirim") == expected


def test_more_delivered_than_handed_over_asks_to_check_the_denominator(reports: Reports) -> None:
    reports.send(delivery(KUDUS, diserahkan=100, terkirim=110))
    line = reports.figure("antar_terkirim", KUDUS, END)
    assert (line["value"], line["status"]) == (110.0, "periksa penyebut")
    # A rate is no part of a whole: more spoilt than printed is dear, not impossible.
    reports.send(row(PATI, END, awal=SECOND, blangko_rusak=30, cetak_ktp=20))
    rate = reports.figure("blangko_rusak", PATI, END)
    assert (rate["value"], rate["status"]) == (150.0, "tanpa target")
    assert pd.isna(rate["gap_people"])


def test_a_delivery_belongs_to_the_half_month_in_which_its_interval_ends(reports: Reports) -> None:
    reports.send(
        delivery(KUDUS, days=(FIRST, MIDDLE), diserahkan=10, terkirim=5),
        delivery(KUDUS, days=HALF, diserahkan=10, terkirim=10),
        delivery(PATI, diserahkan=10, terkirim=4),
    )
    assert value(reports, "antar_terkirim", KUDUS, MIDDLE) == (5, 10, 50.0)
    assert value(reports, "antar_terkirim", KUDUS) == (10, 10, 100.0)
    assert value(reports, "antar_terkirim", PATI, MIDDLE) == (None, None, None)
    assert reports.figure("antar_terkirim", PATI)["tanggal_data"] == pd.Timestamp(END)


def test_couriers_and_documents_are_told_apart(reports: Reports) -> None:
    send_all(reports)
    assert value(reports, "antar_terkirim.pos") == (135, 150, 90.0)
    assert value(reports, "antar_terkirim.gojek", PATI) == (30, 40, 75.0)
    assert value(reports, "antar_terkirim.dok.kk") == (45, 50, 90.0)
    assert value(reports, "antar_terkirim.dok.kk", PROVINCE) == (45, 50, 90.0)
    assert value(reports, "layanan_24_jam.daring", PROVINCE) == (240, 340, 70.59)
    found = lineage(reports.ledger, indicator="antar_terkirim.dok.kk", wilayah=KUDUS, tanggal=END)
    assert found[["role", "value"]].to_numpy().tolist() == [["numerator", 45], ["denominator", 50]]


def test_without_a_choice_the_breakdowns_with_a_figure_follow_the_catalogue(reports: Reports) -> None:
    send_all(reports)
    marts = reports.marts()
    listed = measure(marts, wilayah=KUDUS, tanggal=END, now=NOW)["indicator"].tolist()
    assert listed[: len(FIGURES)] == list(FIGURES)
    apart = listed[len(FIGURES) :]
    assert {"antar_terkirim.pos", "antar_gratis.dok.kk", "layanan_24_jam.tatap_muka"} <= set(apart)
    assert not {name for name in apart if name.endswith((".grab", ".dok.kia"))}
    assert set(apart) <= set(load_breakdowns())


def test_free_is_what_the_citizen_does_not_pay_for(reports: Reports) -> None:
    reports.send(
        delivery(KUDUS, kurir="pos", terkirim=10, penanggung_biaya="warga", tarif_rp=0),
        delivery(KUDUS, kurir="grab", terkirim=20, penanggung_biaya="lainnya", tarif_rp=9_000),
        delivery(KUDUS, kurir="jne", terkirim=40, penanggung_biaya="warga", tarif_rp=None),
        delivery(KUDUS, kurir="tiki", terkirim=80, penanggung_biaya=None, tarif_rp=0),
        delivery(KUDUS, kurir="jnt", terkirim=160, penanggung_biaya=None, tarif_rp=5_000),
    )
    assert value(reports, "antar_gratis") == (110, 150, 73.33)
    found = lineage(reports.ledger, indicator="antar_gratis", wilayah=KUDUS, tanggal=END)
    counted = found[found["role"] == "numerator"]
    assert sorted(counted["value"]) == [10, 20, 80]
    assert set(found.loc[found["role"] == "context", "field"]) == {"penanggung_biaya", "tarif_rp"}


def test_a_fee_on_a_document_misses_its_target(reports: Reports) -> None:
    reports.send(
        delivery(KUDUS, biaya_dokumen_rp=5_000),
        delivery(PATI, biaya_dokumen_rp=0),
        delivery(SEMARANG, terkirim=1),
    )
    status = {
        place: reports.figure("biaya_dokumen", place, END)["status"] for place in (KUDUS, PATI, SEMARANG)
    }
    assert status == {KUDUS: "di bawah target", PATI: "sesuai", SEMARANG: "tidak dapat dihitung"}


def test_kecamatan_are_served_by_points_of_the_regency_or_by_their_own_word(reports: Reports) -> None:
    reports.send(
        titik(KUDUS, "kecamatan", nama="KECAMATAN KOTA", petugas=2),
        titik(KUDUS, "kecamatan", nama="KECAMATAN JATI", petugas=2),
        titik("33.19.01", "keliling", jumlah_titik=3), titik("33.18.01", "kecamatan", jumlah_titik=1),
        titik("33.18.01", "mpp", jumlah_titik=2), titik("33.18.02", "kelurahan", jam_buka="08.00"),
        titik("33.18.03", "kelurahan", jumlah_titik=0), titik(SEMARANG, "kecamatan", jumlah_titik=20),
        titik("33.01", "kecamatan", jam_buka="08.00"),
    )  # fmt: skip
    # Two named points in Kudus, whose kecamatan is among them already; two kecamatan of Pati's 21.
    assert value(reports, "kecamatan_terlayani") == (2, 9, 22.22)
    assert value(reports, "kecamatan_terlayani", PATI) == (2, 21, 9.52)
    assert reports.figure("kecamatan_terlayani", SEMARANG)["status"] == "periksa penyebut"
    assert reports.figure("kecamatan_terlayani", "33.01")["status"] == "tidak dapat dihitung"
    found = lineage(reports.ledger, indicator="kecamatan_terlayani", wilayah=PATI, tanggal=END)
    assert found["value"].tolist() == [1, 1]


def test_of_two_lists_of_points_the_later_stands(reports: Reports) -> None:
    reports.send(titik(KUDUS, "petugas_rw", hari=date(2026, 10, 17), jumlah_titik=10, petugas=10))
    reports.send(titik(KUDUS, "petugas_rw", jumlah_titik=20, petugas=30))
    assert value(reports, "petugas_per_rw") == (30, 20, 1.5)


def test_two_contracts_meet_in_the_half_month_and_say_both_dates(reports: Reports) -> None:
    reports.send(
        row(KUDUS, date(2026, 10, 20), sudah_rekam=800), row(KUDUS, date(2026, 10, 14), sudah_rekam=1)
    )
    reports.send(row(KUDUS, END, ikd=200))
    line = reports.figure("cakupan_ikd", KUDUS, END)
    assert told(line) == (200, 800, 25.0)
    assert line["dasar"] == "IKD aktif 31 Oktober 2026, Sudah rekam 20 Oktober 2026"
    assert line["tanggal_data"] == pd.Timestamp(END)


def test_a_whole_of_two_parts_needs_both(reports: Reports) -> None:
    reports.send(row(KUDUS, END, layanan_ol_sudah=5), row(PATI, END, layanan_ol_sudah=5, layanan_ol_belum=5))
    line = reports.figure("layanan_ol", KUDUS, END)
    assert (line["status"], line["reason"]) == (
        "tidak dapat dihitung",
        "Layanan daring belum tidak dilaporkan",
    )
    assert value(reports, "layanan_ol", PROVINCE) == (5, 10, 50.0)


def test_a_zero_is_an_entry_and_a_blank_is_none(reports: Reports) -> None:
    reports.send(row(KUDUS, date(2026, 10, 20), sisa_suket=0, wajib_ktp=5), row(KUDUS, END, wajib_ktp=6))
    assert value(reports, "kelengkapan_isian") == (2, 17, 11.76)
    assert value(reports, "kelengkapan_isian", PATI) == (None, None, None)


def test_the_provinces_own_statement_stands_where_no_regency_speaks(reports: Reports) -> None:
    reports.send(delivery(PROVINCE, diserahkan=100, terkirim=70))
    line = reports.figure("antar_terkirim", PROVINCE, END)
    assert (line["value"], line["reason"]) == (70.0, "dari laporan provinsi sendiri")
    reports.send(delivery(KUDUS, diserahkan=10, terkirim=9))
    assert value(reports, "antar_terkirim", PROVINCE) == (9, 10, 90.0)
