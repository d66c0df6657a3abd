"""Each page on reports whose figures can be said beforehand."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest

from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from metrics.catalogue import load_indicators
from tests.dashboard.halaman import Shown
from tests.dashboard.laporan import (
    PERIODS,
    SILENT,
    open_ledger,
    publish_now,
    send_report,
    sudah_rekam,
    wajib_ktp,
)
from warehouse.files import FileStore

LAST = str(PERIODS[-1])
VIEWS = ("ringkasan", "profil", "kepatuhan", "lacak", "mutu", "tertinggal")


def percent(numerator: int, denominator: int) -> str:
    """Recomputed by hand: two decimals, half up, with a comma."""
    hundredths = (20_000 * numerator + denominator) // (2 * denominator)
    return f"{hundredths // 100},{hundredths % 100:02d}"


def grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


@pytest.mark.parametrize("view", VIEWS)
def test_an_empty_data_folder_says_what_to_do(view: str, shown: Shown, tmp_path: Path) -> None:
    page = shown(view, folder=tmp_path)
    assert "Belum ada angka untuk ditampilkan" in page.html
    assert "pantau ingest" in page.html


def test_the_province_is_the_sum_of_those_who_reported(shown: Shown) -> None:
    codes = [wilayah.kode for wilayah in load_register().kabkota if wilayah.kode not in SILENT]
    done = sum(sudah_rekam(code, step=len(PERIODS) - 1) for code in codes)
    due = sum(wajib_ktp(code) for code in codes)
    html = shown("ringkasan").html
    assert f'<span class="pt-value">{percent(done, due)}</span>' in html
    assert f'<span class="pt-value">{grouped(due - done)}</span>' in html


def test_the_answer_comes_first(shown: Shown) -> None:
    html = shown("ringkasan").html
    assert "<h1>33 dari 35 kabupaten/kota sudah lapor untuk 1–15 November 2026" in html
    assert html.index("<h1>") < html.index("pt-cards") < html.index("pt-map") < html.index("pt-table")


def test_simulated_figures_are_called_so_at_the_top(shown: Shown) -> None:
    for view in VIEWS:
        html = shown(view).html
        assert html.index("SIMULASI") < html.index("<h1>")


def test_all_35_stand_in_the_table_and_on_the_map(shown: Shown) -> None:
    html = shown("ringkasan").html
    table = html[html.index("pt-grid-daerah") :]
    assert table.count("<tr>") == 1 + 35
    assert html.count("pt-tile-name") == 35


def test_who_has_not_reported_is_named_with_a_link_to_the_report(shown: Shown) -> None:
    html = shown("ringkasan").html
    for code in SILENT:
        name = load_register().get(code).nama_pendek
        assert f'href="kepatuhan?periode={LAST}&amp;wilayah={code}">{name}</a>' in html


def test_those_furthest_from_the_target_are_listed_by_people(shown: Shown) -> None:
    codes = [wilayah.kode for wilayah in load_register().kabkota if wilayah.kode not in SILENT]
    short = {}
    for code in codes:
        need = -(-994 * wajib_ktp(code) // 1000) - sudah_rekam(code, step=len(PERIODS) - 1)
        if need > 0:
            short[code] = need
    furthest = max(short, key=lambda code: short[code])
    html = shown("ringkasan").html
    listed = html[html.index("Jarak terbesar") :]
    assert f"<b>{grouped(short[furthest])} jiwa</b>" in listed[: listed.index("</li>")]


def test_another_indicator_changes_map_trend_and_table(shown: Shown) -> None:
    html = shown("ringkasan", indikator="sisa_blangko").html
    for title in ("Peta: Sisa blangko", "Perkembangan: Sisa blangko", "Semua kabupaten/kota: Sisa blangko"):
        assert title in html


def test_a_choice_is_written_to_the_address(shown: Shown) -> None:
    page = shown("ringkasan")
    page.test.selectbox[0].select("2026-10-P2").run()
    assert page.test.query_params["periode"] == "2026-10-P2"
    assert "untuk 16–31 Oktober 2026" in page.html


@pytest.mark.parametrize(
    ("view", "name", "value", "sentence"),
    [
        ("ringkasan", "periode", "kapan-kapan", "Periode “kapan-kapan” tidak dikenali"),
        ("ringkasan", "periode", "2031-01-P1", "Periode “2031-01-P1” tidak dikenali"),
        ("ringkasan", "indikator", "<b>", "Indikator “&lt;b&gt;” tidak dikenali"),
        ("profil", "wilayah", "99.99", "Kabupaten/Kota “99.99” tidak dikenali"),
        ("kepatuhan", "wilayah", "33", "Kabupaten/Kota “33” tidak dikenali"),
        ("lacak", "wilayah", "bukan", "Wilayah “bukan” tidak dikenali"),
        ("lacak", "tanggal", "kemarin", "Tidak ada angka untuk tanggal “kemarin”"),
    ],
)
def test_an_unknown_word_in_the_address_is_said_and_the_page_still_shows(
    view: str, name: str, value: str, sentence: str, shown: Shown
) -> None:
    html = shown(view, **{name: value}).html
    assert sentence in html
    assert "pt-foot" in html


def test_a_code_may_be_written_without_its_dot(shown: Shown) -> None:
    assert "Kabupaten Brebes (33.29)" in shown("profil", wilayah="3329").html


def test_a_profile_shows_its_own_figures_and_the_trend_beside_the_35(shown: Shown) -> None:
    page = shown("profil", wilayah="33.29")
    done, due = sudah_rekam("33.29", step=len(PERIODS) - 1), wajib_ktp("33.29")
    share, gap = percent(done, due), -(-994 * due // 1000) - done
    assert f"<h1>Brebes: cakupan perekaman {share} %" in page.html
    assert f"kurang {grouped(gap)} jiwa" in page.html
    assert len(page.test.get("plotly_chart")) == 1


def test_findings_are_shown_as_text_with_their_cell(shown: Shown) -> None:
    html = shown("profil", wilayah="33.29").html
    assert "Sisa PRR &lt;b&gt;belum&lt;/b&gt; cocok" in html
    assert "lembar Laporan, sel G5" in html


def test_punctuality_counts_every_cell_of_the_35(shown: Shown) -> None:
    html = shown("kepatuhan").html
    assert "33 dari 35 kabupaten/kota sudah lapor untuk 1–15 November 2026, semuanya tepat waktu." in html
    assert "Belum lapor: Kebumen, Kab. Tegal." in html
    assert html.count("pt-mark-on_time") == 35 * len(PERIODS) - len(SILENT)
    assert html.count("pt-mark-missing") == 35 * (12 - len(PERIODS)) + len(SILENT)


def test_before_anything_is_due_nobody_is_called_missing(shown: Shown) -> None:
    html = shown("kepatuhan", periode="2026-11-P2").html
    assert "0 dari 35 kabupaten/kota sudah lapor untuk 16–30 November 2026." in html
    assert "Belum jatuh tempo: Cilacap, Banyumas" in html
    assert html.count("pt-mark-not_due") == 35


def test_a_cell_opens_the_file_with_what_was_found(shown: Shown) -> None:
    html = shown("kepatuhan", wilayah="33.29", periode=LAST, lihat="2026-10-P1").html
    assert "laporan_33.29_2026-10-P1.xlsx" in html
    assert "17 Oktober 2026 10.00 WIB" in html
    assert "Disdukcapil Kabupaten Brebes" in html
    assert "pt-chosen" in html


def test_a_missing_report_says_so_where_the_file_would_be(shown: Shown) -> None:
    assert "Belum ada berkas untuk periode ini" in shown("kepatuhan", wilayah=SILENT[0]).html


def test_a_figure_is_traced_to_file_sheet_cell_and_heading(shown: Shown) -> None:
    page = shown("lacak", indikator="cakupan_perekaman", wilayah="33.29", tanggal="2026-11-15")
    done, due = sudah_rekam("33.29", step=len(PERIODS) - 1), wajib_ktp("33.29")
    assert f"= {grouped(done)} ÷ {grouped(due)} × 100 = {percent(done, due)} %" in page.html
    for text in (
        "laporan_33.29_2026-11-P1.xlsx",
        "Lembar Laporan",
        "<b>C5</b>",
        "<b>D5</b>",
        "judul wajib_ktp",
    ):
        assert text in page.html
    assert [button.label for button in page.test.get("download_button")] == [
        "Unduh laporan_33.29_2026-11-P1.xlsx"
    ]


@pytest.mark.parametrize("indicator", load_indicators())
def test_every_indicator_has_its_pages(indicator: str, shown: Shown) -> None:
    pages = [shown("lacak", indikator=indicator, wilayah=code) for code in ("33", "33.29", SILENT[0])]
    pages.append(shown("profil", wilayah=SILENT[0], indikator=indicator))
    for page in pages:
        assert "tidak dapat ditampilkan" not in page.html
        assert "pt-foot" in page.html
        assert ">nan<" not in page.html.lower()
        assert "&lt;na&gt;" not in page.html.lower()


def test_a_province_figure_lists_the_cells_of_all_who_reported(shown: Shown) -> None:
    html = shown("lacak", indikator="prr", wilayah="33").html
    assert "33 sel dari 33 berkas" in html


def test_every_page_stands_on_the_newest_snapshot(shown: Shown, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "salinan"
    shutil.copytree(home, folder)
    assert "33 dari 35" in shown("ringkasan", folder=folder).html
    files = FileStore(folder / "berkas")
    with open_ledger(folder) as ledger:
        send_report(ledger, files, SILENT[0], periode=PERIODS[-1], step=5, name="susulan.xlsx")
        lagging = shown("ringkasan", folder=folder).html
        assert "Ada laporan yang belum terhitung" in lagging
        assert "33 dari 35" in lagging
        publish_now(folder, ledger)
    fresh = shown("ringkasan", folder=folder).html
    assert "34 dari 35" in fresh
    assert "belum terhitung" not in fresh


def test_a_failure_is_said_plainly_and_logged_for_us(
    shown: Shown, home: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "rusak"
    shutil.copytree(home, folder)
    (folder / "buku_besar.db").unlink()
    with caplog.at_level(logging.ERROR, logger="dashboard.frame"):
        html = shown("lacak", folder=folder).html
    assert "Halaman ini tidak dapat ditampilkan" in html
    assert "Traceback" not in html
    assert "page dashboard.views.lacak failed" in caplog.text


def test_a_half_month_that_has_not_begun_is_not_offered(shown: Shown, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "depan"
    shutil.copytree(home, folder)
    future, files = Periode.parse("2027-03-P1"), FileStore(folder / "berkas")
    with open_ledger(folder) as ledger:
        send_report(ledger, files, "33.29", periode=future, step=1, name="depan.xlsx")
        publish_now(folder, ledger)
    page = shown("ringkasan", folder=folder)
    assert page.test.selectbox[0].options[0] == "1–15 November 2026"


def test_coverage_above_a_hundred_is_shown_and_never_called_reached(shown: Shown) -> None:
    code = "33.14"
    done, due = sudah_rekam(code, step=len(PERIODS) - 1), wajib_ktp(code)
    assert done > due
    html = shown("profil", wilayah=code).html
    row = html[html.index("pt-grid-indikator") :]
    row = row[row.index("<tbody>") : row.index("</tr>", row.index("<tbody>"))]
    assert f"{percent(done, due)} %" in row
    assert "periksa penyebut" in row
    assert "tercapai" not in row
