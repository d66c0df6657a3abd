"""The page of corrections, on one correction whose consequences can be said beforehand."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

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
from warehouse.records import State

LATE = "2026-11-18"


def grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def sent_later(home: Path, folder: Path, kode: str, *, step: int) -> Path:
    """A copy of the data folder into which one more report for the last half-month came, on 19 November."""
    shutil.copytree(home, folder)
    with open_ledger(folder) as ledger:
        files = FileStore(folder / "berkas")
        send_report(ledger, files, kode, periode=PERIODS[-1], step=step, name="susulan.xlsx", days=4)
        publish_now(folder, ledger)
    return folder


def test_nothing_revised_is_said_in_one_sentence(shown: Shown) -> None:
    page = shown("revisi", sejak=LATE)
    assert (
        "<h1>Sejak 18 November 2026, tidak ada sel yang direvisi; tidak ada angka lama yang berubah."
        in page.html
    )
    assert "pt-grid-revisi" not in page.html


@pytest.mark.parametrize("text", ["besok", "2031-01-01", "<b>"])
def test_an_unknown_day_is_said_and_the_usual_one_shown(text: str, shown: Shown) -> None:
    html = shown("revisi", sejak=text).html
    assert "tidak dikenali; yang ditampilkan 24 Oktober 2026." in html
    assert "“<b>”" not in html


def test_days_to_look_back_to_are_offered_newest_first(shown: Shown) -> None:
    assert shown("revisi", sejak="2026-11-01").test.selectbox[0].options == [
        *("22 November 2026", "16 November 2026", "9 November 2026", "1 November 2026", "24 Oktober 2026"),
    ]


def test_a_correction_is_shown_with_what_it_did_to_its_total(
    shown: Shown, home: Path, tmp_path: Path
) -> None:
    last = len(PERIODS) - 1
    folder = sent_later(home, tmp_path / "perbaikan", "33.29", step=1)
    html = shown("revisi", folder=folder, sejak=LATE).html
    before, after = (wajib_ktp("33.29") - sudah_rekam("33.29", step=step) for step in (last, 1))
    row = html[html.index("jiwa</td>", html.index(f">{grouped(before)} jiwa<") - 20) - 200 :]
    assert f">{grouped(after)} jiwa</a>" in row[:600]
    assert f"▼ {grouped(before - after)}" in row[:900]
    assert 'href="lacak?indikator=belum_rekam&amp;wilayah=33.29&amp;tanggal=2026-11-15"' in html
    assert "sel direvisi di 1 daerah; " in html
    done = (sudah_rekam("33.29", step=step) for step in (last, 1))
    for value in done:
        assert f">{grouped(value)}</a>" in html[html.index("Sel yang berubah") :]
    assert "susulan.xlsx</a>" in html
    assert "Kiriman diterima 19 November 2026 10.00 WIB dari Disdukcapil Kabupaten Brebes." in html


def test_one_place_is_shown_alone(shown: Shown, home: Path, tmp_path: Path) -> None:
    folder = sent_later(home, tmp_path / "satu", "33.29", step=1)
    assert ">Jawa Tengah<" not in shown("revisi", folder=folder, sejak=LATE, wilayah="33.29").html
    assert (
        "tidak ada angka lama yang berubah"
        in shown("revisi", folder=folder, sejak=LATE, wilayah="33.28").html
    )


def test_a_first_report_is_no_revision_but_moves_the_total(shown: Shown, home: Path, tmp_path: Path) -> None:
    folder = sent_later(home, tmp_path / "pertama", SILENT[0], step=5)
    html = shown("revisi", folder=folder, sejak=LATE).html
    assert "tidak ada sel yang direvisi; " in html
    assert "angka provinsi berubah karena laporan susulan, " in html
    assert "(33 daerah)" in html
    assert "(34 daerah)" in html
    assert ">Kebumen<" not in html


def test_a_withdrawal_is_named_with_its_reason(shown: Shown, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "tarik"
    shutil.copytree(home, folder)
    with open_ledger(folder) as ledger:
        number = next(
            each.id for each in ledger.submissions() if each.file_name == f"laporan_33.29_{PERIODS[-1]}.xlsx"
        )
        moment = datetime(2026, 11, 20, 4, tzinfo=UTC)
        ledger.add_event(
            number, state=State.WITHDRAWN, occurred_at=moment, actor="petugas", reason="salah <i>isi</i>"
        )
        publish_now(folder, ledger)
    html = shown("revisi", folder=folder, sejak=LATE).html
    cells = 11
    assert f"{cells} sel direvisi di 1 daerah, {cells} di antaranya karena penarikan" in html
    assert "ditarik 20 November 2026 11.00 WIB oleh petugas; alasan: salah &lt;i&gt;isi&lt;/i&gt;." in html
    assert html.count("tidak ada lagi") == cells
    assert "belum lapor" in html
