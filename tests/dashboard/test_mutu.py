"""Quality, dictionary and the life of a file, on reports whose counts can be said beforehand."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data_contracts.catalogue import load_contracts
from data_contracts.kamus import entries
from tests.dashboard.halaman import Shown
from tests.dashboard.laporan import PERIODS, SILENT, open_ledger, publish_now
from warehouse.queue import JobQueue
from warehouse.records import State

REPORTERS = 35 - len(SILENT)


def test_the_quality_page_says_first_what_became_of_the_rows(shown: Shown) -> None:
    html = shown("mutu").html
    assert (
        f"dari {REPORTERS} baris laporan 1–15 November 2026, 0 tanpa catatan, {REPORTERS} bertanda, 0 ditahan"
        in html
    )
    assert html.index("<h1>") < html.index("Kelengkapan") < html.index("Baris yang diperiksa")


def test_rules_are_listed_with_their_count_and_a_cell_that_leads_to_the_source(shown: Shown) -> None:
    html = shown("mutu").html
    row = html[html.index("pt-grid-aturan") :]
    assert f">{35 * len(PERIODS) - len(SILENT)}<" in row
    assert 'href="lacak?indikator=prr&amp;wilayah=33.76&amp;tanggal=2026-11-15"' in row
    assert "Sisa PRR &lt;b&gt;belum&lt;/b&gt; cocok" in row


def test_three_completenesses_stand_apart(shown: Shown) -> None:
    html = shown("mutu").html
    assert f"{REPORTERS} dari 35" in html
    measured = sum(len(contract.measured) for contract in load_contracts().values())
    given = 4 + 1 + 2 + 4
    assert f"{given} dari {measured} bidang" in html
    owed = 12 * 35
    share = 100 * (35 * len(PERIODS) - len(SILENT)) / owed
    assert f"{share:.2f} %".replace(".", ",") in html


def test_each_contract_is_counted_with_the_rows_it_was_fed(shown: Shown) -> None:
    html = shown("mutu").html
    table = html[html.index("Per kontrak data") : html.index("Temuan tersering")]
    total = 35 * len(PERIODS) - len(SILENT)
    for name in ("perekaman", "suket", "blangko", "dokumen"):
        row = table[table.index(f">{load_contracts()[name].business_name}<") :]
        assert f">{total}<" in row[: row.index("</tr>")]
    assert load_contracts()["anggaran"].business_name not in table


def test_one_regency_is_counted_alone(shown: Shown) -> None:
    html = shown("mutu", wilayah="33.29").html
    assert "Kabupaten Brebes: dari 1 baris laporan" in html
    assert "Per kabupaten/kota" not in html
    silent = shown("mutu", wilayah=SILENT[0]).html
    assert "belum ada baris laporan 1–15 November 2026 yang diperiksa" in silent
    assert ">nan<" not in silent.lower()


def test_a_rule_without_a_result_is_never_called_good(shown: Shown) -> None:
    html = shown("mutu").html
    rules = sum(len(contract.rules) for contract in load_contracts().values())
    assert f"{rules} aturan: 0 dipatuhi, 0 dilanggar, {rules} belum pernah diperiksa." in html
    assert html.count("</span>belum pernah diperiksa</span>") == rules


def test_the_dictionary_lists_every_field_and_needs_no_report(shown: Shown, tmp_path: Path) -> None:
    html = shown("kamus", folder=tmp_path).html
    assert f"<h1>{len(entries())} bidang dalam {len(load_contracts())} kontrak data" in html
    assert html.count("<code>") >= len(entries())


def test_a_field_is_opened_by_its_address(shown: Shown) -> None:
    html = shown("kamus", bidang="persen_rekam", kontrak="perekaman").html
    assert "<h1>Persentase sudah rekam: " in html
    assert "Sudah rekam ÷ Wajib KTP × 100" in html
    assert "tidak boleh berbeda lebih dari 0,05 poin" in html


def test_a_search_narrows_the_dictionary_and_an_empty_one_says_so(shown: Shown) -> None:
    page = shown("kamus", cari="suket terbit")
    assert "suket_terbit_kumulatif" in page.html
    assert "wajib_ktp" not in page.html
    page.test.text_input[0].input("<b>tidak ada").run()
    assert "Tidak ada bidang yang cocok dengan “&lt;b&gt;tidak ada”" in page.html
    assert page.test.query_params["cari"] == "<b>tidak ada"


def test_an_unknown_contract_in_the_address_is_said(shown: Shown) -> None:
    assert "Kontrak “<b>” tidak dikenali".replace("<b>", "&lt;b&gt;") in shown("kamus", kontrak="<b>").html


def test_a_submission_shows_its_life_and_who_else_reported(shown: Shown, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "tarik"
    shutil.copytree(home, folder)
    with open_ledger(folder) as ledger:
        number = next(each.id for each in ledger.submissions() if "33.29" in each.file_name)
        moment = datetime(2026, 11, 21, 4, tzinfo=UTC)
        ledger.add_event(
            number, state=State.WITHDRAWN, occurred_at=moment, actor="petugas", reason="salah <i>kirim</i>"
        )
        publish_now(folder, ledger)
    html = shown("lacak", folder=folder, kiriman=str(number)).html
    assert "ditarik karena salah &lt;i&gt;kirim&lt;/i&gt;; angkanya tidak dihitung lagi" in html
    assert "21 November 2026 11.00 WIB" in html
    assert "oleh petugas; alasan: salah" in html
    assert (
        html.index("diterima, belum diperiksa")
        < html.index("diterima dengan catatan")
        < html.index("alasan:")
    )


@pytest.mark.parametrize("number", ["999999", "satu", "9" * 40, "-1", "<b>"])
def test_an_unknown_submission_is_said_and_the_figure_is_shown(number: str, shown: Shown) -> None:
    html = shown("lacak", kiriman=number).html
    assert "tidak ada; yang ditampilkan pelacakan angka" in html
    assert "Cara hitung" in html
    assert "<b>”" not in html


def test_a_file_our_checks_broke_on_is_called_our_fault(shown: Shown, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "macet"
    shutil.copytree(home, folder)
    moment = datetime(2026, 11, 22, 4, tzinfo=UTC)
    with open_ledger(folder) as ledger:
        queue = JobQueue(ledger.engine)
        queue.enqueue(
            folder / "x",
            sha256="0" * 64,
            file_name="macet <b>.xlsx",
            sender=None,
            received_at=moment,
            period=None,
            now=moment,
        )
        assert "Kesalahan kami" not in shown("mutu", folder=folder).html
        assert queue.claim(worker="uji", now=moment) is not None
        assert "Kesalahan kami" not in shown("mutu", folder=folder).html
        queue.release_stale()
        html = shown("mutu", folder=folder).html
    assert "1 berkas belum selesai diperiksa karena pemeriksaan kami gagal: macet &lt;b&gt;.xlsx." in html
