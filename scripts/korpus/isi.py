"""Dirt inside the cells: numbers, percentages, regions, dates, identities."""

from collections.abc import Callable, Mapping
from datetime import date

from scripts.korpus.formulir import PERIOD, TITLE, form, sheets

_STOCK = ["Blangko 16–31 Oktober 2026"]
_STOCK_HEADINGS = [
    "Kode",
    "Kabupaten/Kota",
    "Stok awal blangko",
    "Blangko diterima",
    "Cetak KTP-el",
    "Blangko rusak",
    "Sisa blangko",
]
_DAILY_HEADINGS = ["Kode", "Tanggal Pelayanan", "Perekaman KTP-EL", "Cetak KK", "Sisa Blanko KTP-EL"]


def _daily(*days: object) -> Callable[[], bytes]:
    rows = [["3374", day, 41 + n, 55 + n, 900 - n] for n, day in enumerate(days)]
    return sheets(("Harian", [["LAPORAN HARIAN KOTA SEMARANG"], _DAILY_HEADINGS, *rows]))


FILES: Mapping[str, Callable[[], bytes]] = {
    "angka-bersih.xlsx": form(),
    "angka-sebagai-teks.xlsx": form({"G4": "401", "H5": " 2002 ", "F6": "'6"}),
    "angka-titik-ribuan.xlsx": form({"H4": "1.367", "H5": "12.001", "G6": "1.234.567"}),
    "angka-koma-ribuan.xlsx": form({"H4": "31,270,312"}),
    "angka-spasi-ribuan.xlsx": form({"H4": "1 367", "H5": "2\u00a0002"}),
    "angka-satuan.xlsx": form({"H4": "2.001 keping", "F5": "5 orang", "H6": "nihil"}),
    "angka-desimal-pada-jumlah.xlsx": form({"H4": 20.5, "H5": "20,5"}),
    "angka-terlalu-besar.xlsx": form({"H4": "9" * 15}),
    "angka-negatif.xlsx": form({"H4": -5, "G5": "(12)"}),
    "angka-huruf-o.xlsx": form({"H4": "12O", "E5": "O,73"}),
    "angka-kata.xlsx": form({"H4": "banyak"}),
    "angka-strip.xlsx": form({"F4": "-", "F5": "–", "G6": "<>", "G7": "Null"}),
    "angka-nihil-nol-kosong.xlsx": form({"F4": "nihil", "F5": 0, "F6": None, "F7": "NIHIL"}),
    "angka-lebar-penuh.xlsx": form({"H4": "２００１", "H5": "\u200b2002\ufeff"}),
    "persen-titik.xlsx": form({"E4": "98.00"}),
    "persen-koma-dan-tanda.xlsx": form({"E4": "98,00 %", "E5": "98,00%"}),
    "persen-pecahan.xlsx": form({"E4": 0.98, "E5": 0.98}),
    "persen-keliru.xlsx": form({"E6": 99.5}),
    "persen-di-atas-seratus.xlsx": form({"D4": 1600000, "E4": 104.03, "C4": 1538018}),
    "persen-mustahil.xlsx": form({"E4": 980}),
    "semua-nol.xlsx": form({f"{column}5": 0 for column in "DEFGH"} | {"C5": None}),
    "baris-belum-diisi.xlsx": form({f"{column}6": None for column in "CDEFGH"}),
    "wajib-ktp-kurang-satu-angka.xlsx": form({"C4": 153801, "D4": 150724, "E4": 98.0}),
    "wilayah-kode-salah.xlsx": form({"A5": "3399"}),
    "wilayah-kode-bertitik.xlsx": form({"A4": "33.01", "A5": 3302, "A6": " 33.03 "}),
    "wilayah-kode-dan-nama-berbeda.xlsx": form({"B5": "Kabupaten Kebumen"}),
    "wilayah-nama-saja.xlsx": form({"A4": None, "A5": None, "B5": "Kab. Banyumas"}),
    "wilayah-tegal-saja.xlsx": form({"A7": None, "B7": "Tegal"}),
    "wilayah-solo.xlsx": form({"A5": None, "B5": "Solo"}, kodes=("33.01", "33.72")),
    "wilayah-luar-provinsi.xlsx": form({"A7": "3201", "B7": "Kab. Bogor"}),
    "wilayah-kecamatan-tanpa-induk.xlsx": sheets(
        (
            "Kecamatan",
            [
                ["REKAP 16–31 Oktober 2026"],
                ["Kecamatan", "jumlah_wajib_ktp", "jumlah_sudah_rekaman"],
                ["Karanganyar", 50000, 49000],
                ["Cilacap Selatan", 60000, 59000],
            ],
        )
    ),
    "kunci-ganda.xlsx": form(kodes=("33.01", "33.02", "33.02"), cells={"H6": 1999}),
    "baris-berulang.xlsx": form(kodes=("33.01", "33.02", "33.02")),
    "tanggal-aneka-tulisan.xlsx": _daily(
        "3 Oktober 2026", "04/10/2026", "5-10-2026", date(2026, 10, 6), "2026-10-07", "Kamis, 8 Okt 2026"
    ),
    "tanggal-mustahil.xlsx": _daily("31/02/2026", "30/10/2026"),
    "tanggal-kosong.xlsx": _daily("29/10/2026", None),
    "tanggal-masa-depan.xlsx": _daily("29/10/2026", "29/12/2026"),
    "periode-belum-selesai.xlsx": form(period="Periode 1–15 November 2026"),
    "periode-tidak-ada.xlsx": form(period=None),
    "periode-hanya-bulan.xlsx": form(period="Bulan Oktober 2026"),
    "rincian-lk-pr-tidak-cocok.xlsx": sheets(
        (
            "Agregat",
            [
                ["Agregat rekam 31 Oktober 2026"],
                ["KODE", "WILAYAH", "WKTP_LK", "WKTP_PR", "WKTP", "REKAM", "BLM_REKAM"],
                ["3301", "Cilacap", 760000, 778017, 1538018, 1507257, 30761],
                ["3302", "Banyumas", 650000, 700000, 1350000, 1323000, 27000],
            ],
        )
    ),
    "sudah-dan-belum-tidak-klop.xlsx": sheets(
        (
            "Kecamatan",
            [
                ["Kecamatan di Kabupaten Cilacap per 31 Oktober 2026"],
                ["KODE", "WILAYAH", "WKTP", "REKAM", "BLM_REKAM"],
                ["330101", "", 50000, 49000, 1000],
                ["330102", "", 50000, 49000, 900],
            ],
        )
    ),
    "stok-tidak-menutup.xlsx": sheets(
        (
            "Stok",
            [
                _STOCK,
                _STOCK_HEADINGS,
                ["3316", "Blora", 0, 22000, 19084, 0, 2916],
                ["3317", "Rembang", 500, 1000, 700, 10, 800],
            ],
        )
    ),
    "suket-saat-blangko-ada.xlsx": sheets(
        (
            "Suket",
            [
                [PERIOD],
                ["Kode", "Kabupaten/Kota", "Suket terbit", "Sisa blangko"],
                ["3316", "Blora", 25, 2916],
                ["3317", "Rembang", 0, 500],
            ],
        )
    ),
    "ribbon-di-atas-seratus.xlsx": sheets(
        (
            "Kecamatan",
            [
                [TITLE],
                ["kode", "tanggal", "rekam_ktp_el", "stok_blangko_ktp", "persentase_ribbon"],
                ["337401", "28/10/2026", 12, 90, 80],
                ["337402", "28/10/2026", 14, 95, 150],
            ],
        )
    ),
    "rumus-sebagai-teks.xlsx": form({"B4": "'=1+1", "B5": "@SUM(A1)"}),
    "nama-berkutip-dan-html.xlsx": form(
        {"B4": 'Cilacap"><script>alert(1)</script>', "B5": "'; DROP TABLE--"}
    ),
}
