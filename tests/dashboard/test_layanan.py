"""The page Layanan and the source of its figures, on reports whose sums can be said beforehand."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.dashboard.halaman import Shown
from tests.dashboard.laporan import open_ledger, publish_now
from tests.metrics.reports import KUDUS, PATI, PROVINCE, Reports, Row, row
from warehouse.marts import create_mart_store

CILEGON, KAB_BEKASI = "36.72", "32.16"
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


def sent(
    wilayah: str, *, awal: date | None = FIRST, tanggal: date = LAST, kurir: str = "pos", **figures: Any
) -> Row:
    return row(wilayah, tanggal, awal=awal, kurir=kurir, **{"jenis_dokumen": "ktp_el", **figures})


def asked(wilayah: str, kanal: str, *, awal: date = FIRST, tanggal: date = LAST, **figures: Any) -> Row:
    return row(wilayah, tanggal, awal=awal, kanal=kanal, jenis_dokumen="semua", **figures)


@pytest.fixture(scope="module")
def served(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The half-months of `home`, and one month of deliveries, services, points and budgets."""
    folder = tmp_path_factory.mktemp("layanan") / "data"
    shutil.copytree(home, folder)
    with open_ledger(folder) as ledger, closing(create_mart_store(f"duckdb:///{folder / 'marts'}")) as store:
        reports = Reports(ledger, store)
        reports.send(
            sent(KUDUS, diserahkan=200, terkirim=150, gagal=10, diambil_sendiri=40, tarif_rp=14_000,
                 penanggung_biaya="warga", biaya_rp=2_100_000, biaya_dokumen_rp=0),
            sent(PATI, kurir="grab", diserahkan=50, terkirim=50, tarif_rp=0, penanggung_biaya="apbd",
                 biaya_dokumen_rp=250_000),
        )  # fmt: skip
        reports.send(
            asked(KUDUS, "daring", permohonan=300, selesai=200, selesai_24_jam=180),
            asked(KUDUS, "tatap_muka", permohonan=700, selesai=600, selesai_24_jam=420),
        )
        points = {
            "hari_layanan": "Senin–<b>Jumat",
            "jam_buka": "08.00",
            "jam_tutup": "15.30",
            "cetak_di_tempat": "ya",
        }
        reports.send(
            row(
                KUDUS,
                date(2026, 6, 30),
                jenis_titik="kecamatan",
                nama_titik="semua",
                jumlah_titik=9,
                **points,
            )
        )
        reports.send(
            row(
                KUDUS,
                LAST,
                tahun_anggaran="2026",
                program="=CMD()|<b>",
                pagu_rp=1_000_000,
                realisasi_rp=250_000,
            ),
            row(PATI, LAST, tahun_anggaran="2026", program="PENGANTARAN", dianggarkan="ya"),
        )
        reports.send(
            sent(CILEGON, awal=None, tanggal=date(2020, 6, 2), jenis_dokumen="semua", tarif_rp=14_000,
                 penanggung_biaya="warga"),
            sent(KAB_BEKASI, awal=None, tanggal=date(2020, 3, 24), diserahkan=132_000, diambil_sendiri=2_000,
                 tarif_rp=0),
            sent(PROVINCE, awal=None, tanggal=date(2020, 9, 1), kurir="gojek", jenis_dokumen="semua",
                 tersedia="ya"),
        )  # fmt: skip
        publish_now(folder, ledger)
    return folder


def between(html: str, start: str, end: str) -> str:
    return html[html.index(start) : html.index(end)]


def test_the_answer_comes_first_and_names_who_charges_for_documents(shown: Shown, served: Path) -> None:
    html = shown("layanan", folder=served).html
    heading = between(html, "<h1>", "</header>")
    assert "Oktober 2026: 250 dokumen diserahkan ke kurir di 2 dari 35 kabupaten/kota" in heading
    assert ", 80,00 % sampai, 40 diambil sendiri." in heading
    assert "30,00 % dari 1.000 permohonan lewat kanal daring. Selesai dalam 24 jam: 75,00 %." in heading
    assert "Dokumen harus gratis, tetapi dipungut biaya di Pati (Oktober 2026)." in heading


def test_a_document_fee_is_a_finding_and_a_courier_fee_is_not(shown: Shown, served: Path) -> None:
    html = shown("layanan", folder=served).html
    finding = between(html, "Temuan kepatuhan", "<h2>Pengantaran dokumen")
    assert "Kabupaten Pati" in finding
    assert ">Rp250.000</a> dipungut atas dokumen (Grab, KTP-el), Oktober 2026." in finding
    assert "UU 24/2013 Pasal 79A" in finding
    assert "Kudus" not in finding
    free = shown("layanan", folder=served, wilayah=KUDUS).html
    assert "Temuan kepatuhan" not in free
    assert "gratis</span>" in free


def test_couriers_stand_with_counts_share_price_and_payer(shown: Shown, served: Path) -> None:
    table = between(shown("layanan", folder=served).html, "<h2>Pengantaran dokumen", "<h2>Layanan daring")
    pos = between(table, "Pos Indonesia", "Grab")
    for text in (
        ">200</a>",
        ">150</a>",
        ">10</a>",
        ">75,00 %</a>",
        ">40</a>",
        ">Rp14.000</a>",
        ">Rp2.100.000</a>",
        "Warga 1",
    ):
        assert text in pos
    grab = table[table.index("<b>Grab") :]
    assert ">Rp0</a>" in grab
    assert "APBD 1" in grab
    assert "belum lapor" in grab
    assert ">0<" not in grab


def test_channels_points_and_budgets_tell_their_days(shown: Shown, served: Path) -> None:
    html = shown("layanan", folder=served).html
    channels = between(html, "<h2>Layanan daring", "<h2>Titik layanan")
    assert ">90,00 %</a>" in channels
    assert ">70,00 %</a>" in channels
    assert "sasaran kerja, bukan ketentuan" in channels
    points = between(html, "<h2>Titik layanan", "<h2>Anggaran")
    assert "Senin–&lt;b&gt;Jumat 08.00–15.30" in points
    assert ">ya 1</a>" in points
    assert "30 Jun 2026" in points
    budgets = between(html, "<h2>Anggaran", "<h2>Per kabupaten/kota")
    assert "2026: =cmd()|&lt;b&gt;" in budgets
    assert ">25,00 %</a>" in budgets
    assert budgets[budgets.index("2026: Pengantaran") :].count("belum lapor") == 3


def test_each_regency_has_its_row_and_a_silent_one_has_not_reported(shown: Shown, served: Path) -> None:
    table = between(shown("layanan", folder=served).html, "<h2>Per kabupaten/kota", "<h2>Pernah dilaporkan")
    assert table.count("<tr>") == 1 + 35
    brebes = between(table, "wilayah=33.29", "wilayah=33.71")
    assert brebes.count("belum lapor") == 8
    assert "Cilegon" not in table


def test_places_outside_the_province_stand_apart_with_their_dates(shown: Shown, served: Path) -> None:
    html = shown("layanan", folder=served).html
    outside = html[html.index("Daerah pembanding (di luar provinsi)") :]
    bekasi, cilegon = (
        between(outside, "Kabupaten Bekasi", "Kota Cilegon"),
        outside[outside.index("Kota Cilegon") :],
    )
    assert "Diserahkan ke kurir: <a" in bekasi
    assert ">132.000</a>" in bekasi
    assert ">Rp0</a>" in bekasi
    assert "24 Mar 2020" in bekasi
    assert ">Rp14.000</a>" in cilegon
    assert ">Warga</a>" in cilegon
    assert "2 Jun 2020" in cilegon
    earlier = between(html, "Pernah dilaporkan", "Daerah pembanding")
    assert "Provinsi Jawa Tengah" in earlier
    assert "Gojek" in earlier
    assert "1 Sep 2020" in earlier


def test_one_regency_is_shown_alone(shown: Shown, served: Path) -> None:
    html = shown("layanan", folder=served, wilayah=KUDUS, bulan="2026-10").html
    assert "<h1>Kabupaten Kudus, Oktober 2026: 200 dokumen diserahkan ke kurir, 75,00 % sampai" in html
    for absent in ("Per kabupaten/kota", "Daerah pembanding", "Grab"):
        assert absent not in html


def test_a_folder_without_such_reports_says_so_and_shows_no_zero(shown: Shown) -> None:
    html = shown("layanan").html
    assert "belum ada laporan pengantaran dokumen" in html
    assert "Belum ada kabupaten/kota yang melaporkan jumlah" in html
    assert ">0<" not in html
    assert ">nan<" not in html.lower()


def test_a_month_nobody_knows_is_said_and_a_half_month_brings_its_month(shown: Shown, served: Path) -> None:
    unknown = shown("layanan", folder=served, bulan="2026-<b>").html
    assert "Bulan “2026-&lt;b&gt;” tidak dikenali; yang ditampilkan Oktober 2026" in unknown
    assert "<h1>Oktober 2026:" in shown("layanan", folder=served, periode="2026-10-P1").html


def test_a_share_leads_to_both_of_its_counts(shown: Shown, served: Path) -> None:
    html = shown(
        "lacak",
        folder=served,
        kontrak="pengantaran",
        bidang="terkirim,diserahkan",
        wilayah=PROVINCE,
        dari="2026-10-01",
        sampai="2026-10-31",
    ).html
    assert "<h1>Terkirim dari diserahkan ke kurir, Provinsi Jawa Tengah, Oktober 2026: 80,00 %.</h1>" in html
    assert "= 200 ÷ 250 × 100 = 80,00 %" in html
    assert "4 sel dari 1 berkas" in html
    assert "Terkirim: Pos Indonesia, KTP-el, Oktober 2026" in html


def test_a_fee_of_a_place_outside_the_province_leads_to_its_cell(shown: Shown, served: Path) -> None:
    address = {"kontrak": "pengantaran", "bidang": "tarif_rp", "wilayah": CILEGON, "sampai": "2020-06-02"}
    html = shown("lacak", folder=served, kurir="pos", jenis_dokumen="semua", **address).html
    assert "<h1>Tarif antar, Pos Indonesia, Semua dokumen, Kota Cilegon, laporan terakhir" in html
    assert "Rp14.000.</h1>" in html
    assert "1 sel dari 1 berkas" in html


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kontrak", "<b>"),
        ("bidang", "terkirim,tarif_rp"),
        ("bidang", "kurir"),
        ("bidang", "a,b,c"),
        ("wilayah", "99.99"),
        ("sampai", "kemarin"),
    ],
)
def test_an_address_that_names_no_figure_is_said(name: str, value: str, shown: Shown, served: Path) -> None:
    address = {
        "kontrak": "pengantaran",
        "bidang": "terkirim",
        "wilayah": KUDUS,
        "dari": "2026-10-01",
        "sampai": "2026-10-31",
        name: value,
    }
    html = shown("lacak", folder=served, **address).html
    assert "Angka layanan di alamat ini tidak dikenali; yang ditampilkan indikator." in html
    assert "<h1>Cakupan perekaman KTP-el" in html
