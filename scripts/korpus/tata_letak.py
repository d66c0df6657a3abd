"""Dirt in the layout: headings, totals, hidden parts, several tables and sheets."""

from collections.abc import Callable, Mapping

from openpyxl.worksheet.worksheet import Worksheet

from scripts.korpus.formulir import HEADINGS, PERIOD, TITLE, figures, form, sheets, table


def _with_signature(sheet: Worksheet) -> None:
    for row in (["", "JUMLAH", *_sums(sheet)], [], ["", "", "", "", "", "Semarang, 1 November 2026"]):
        sheet.append(row)
    sheet.append(["", "", "", "", "", "Kepala Bidang 5"])
    sheet.append(["", "", "", "", "", "NIP. 19700101 199503 1 002"])


def _sums(sheet: Worksheet) -> list[object]:
    rows = list(sheet.iter_rows(min_row=4, max_row=7, min_col=3, max_col=8, values_only=True))
    columns = list(zip(*rows, strict=True))
    return [sum(column) if place != 2 else None for place, column in enumerate(columns)]


def _wrong_total(sheet: Worksheet) -> None:
    sheet.append(["", "JUMLAH", *_sums(sheet)])
    sheet["H8"] = 1


def _hide(sheet: Worksheet) -> None:
    sheet.row_dimensions[6].hidden = True
    sheet.column_dimensions["G"].hidden = True


def _merged_headings(sheet: Worksheet) -> None:
    """The headings of F to H in two rows under one merged word."""
    sheet.insert_rows(4)
    sheet["F3"] = "SISA"
    sheet.merge_cells("F3:H3")
    sheet["F4"], sheet["G4"], sheet["H4"] = "SUKET", "PRR", "BLANGKO"
    for column in "ABCDE":
        sheet.merge_cells(f"{column}3:{column}4")


def _second_table(sheet: Worksheet) -> None:
    sheet.append([])
    sheet.append([])
    sheet.append(["kd_wilayah", "kab_kota", "jml_anak_0_17", "jml_cetak_kia"])
    sheet.append(["3301", "Kabupaten Cilacap", 500000, 250000])


def _blank_rows(sheet: Worksheet) -> None:
    sheet.insert_rows(6, amount=2)


def _column_numbers(sheet: Worksheet) -> None:
    sheet.insert_rows(4)
    for place in range(1, len(HEADINGS) + 1):
        sheet.cell(4, place, f"({place})")


FILES: Mapping[str, Callable[[], bytes]] = {
    "judul-spasi-dan-bom.xlsx": form(
        {"A3": "\ufeffkd_wilayah", "C3": "wajib\u00a0ktp\u200b  el", "H3": "Sisa  Blanko\nKTP-el"}
    ),
    "judul-gabungan-dua-baris.xlsx": form(change=_merged_headings),
    "judul-nomor-kolom.xlsx": form(change=_column_numbers),
    "judul-tidak-dikenal.xlsx": form({"G3": "skor kebahagiaan"}),
    "judul-mirip.xlsx": form({"H3": "siza blangko ktp el"}),
    "judul-kosong-berisi-angka.xlsx": form({"G3": None}),
    "judul-saja.xlsx": form(kodes=()),
    "judul-tidak-ada-yang-dikenal.xlsx": sheets(("Data", [["apel", "jeruk"], [1, 2], [3, 4]])),
    "jumlah-dan-tanda-tangan.xlsx": form(change=_with_signature),
    "jumlah-keliru.xlsx": form(change=_wrong_total),
    "baris-kosong-di-tengah.xlsx": form(change=_blank_rows),
    "baris-dan-kolom-tersembunyi.xlsx": form(change=_hide),
    "dua-tabel-satu-lembar.xlsx": form(change=_second_table),
    "dua-lembar-saling-melengkapi.xlsx": sheets(
        ("Rekam", [[PERIOD], *(row[:5] for row in table())]),
        ("Stok", [[PERIOD], *([row[0], row[1], row[7]] for row in table())]),
    ),
    "dua-lembar-bertentangan.xlsx": sheets(
        ("Satu", [[PERIOD], *table(("33.01",))]),
        ("Dua", [[PERIOD], list(HEADINGS), [*figures("33.01")[:7], 1]]),
    ),
    "lembar-catatan.xlsx": sheets(
        ("Laporan", [[TITLE], [PERIOD], *table()]),
        ("Catatan", [["Data diambil dari SIAK, mohon diperiksa."]]),
    ),
    "agregat-dua-persentase.xlsx": sheets(
        (
            "Agregat",
            [
                ["Agregat 31 Oktober 2026"],
                ["NO_PROP", "NO_KAB", "WILAYAH", "WKTP", "REKAM", "PERSEN", "MMLK", "PERSEN"],
                [33, 1, "CILACAP", 1538018, 1507257, 98.0, 1490000, 96.88],
            ],
        )
    ),
    "kelurahan-dilewati.xlsx": sheets(
        (
            "Agregat",
            [
                ["Agregat 31 Oktober 2026"],
                ["KODE", "WILAYAH", "WKTP", "REKAM"],
                ["33.74.01", "Semarang Tengah", 45000, 44000],
                ["33.74.01.1001", "Miroto", 3000, 2900],
            ],
        )
    ),
}
