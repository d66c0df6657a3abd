"""One regency's page: its figures, its change, its peers' deciles, its report."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from data_contracts.aturan import default_rules
from data_contracts.errors import UsageError
from data_contracts.periode import Periode
from metrics.catalogue import load_indicators
from metrics.profil import RegencyProfile, regency_profile
from metrics.window import read_history, window_of
from tests.metrics.reports import KUDUS, NOW, PATI, REGENCIES, Reports, row
from tests.metrics.tanda import flags_of

PERIODE = Periode.parse("2026-10-P2")
END, BEFORE = PERIODE.end, PERIODE.previous().end


def profile(reports: Reports, wilayah: str = KUDUS) -> RegencyProfile:
    marts = reports.marts()
    window = window_of(read_history(marts, now=NOW), periode=PERIODE)
    flags = flags_of(marts, periode=PERIODE)
    return regency_profile(window, wilayah=wilayah, flags=flags, rules=default_rules())


def test_the_sentence_gives_coverage_gap_in_people_and_the_report(reports: Reports) -> None:
    reports.send(row(KUDUS, END, wajib_ktp=10_000, sudah_rekam=9_800))
    assert profile(reports).sentence == (
        "Kudus: cakupan perekaman 98,00 %, di bawah target 99,40 %, kurang 140 jiwa. "
        "Laporan 16–31 Oktober 2026 diterima 1 November 2026, tepat waktu."
    )


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ({"wajib_ktp": 100, "sudah_rekam": 100}, "100,00 %, sesuai target 99,40 %."),
        ({"wajib_ktp": 100, "sudah_rekam": 104}, "104,00 %, di atas 100 %; periksa penyebut."),
        ({"persen_rekam": 97.0}, "97,00 % menurut persentase yang tertulis, tanpa jumlah jiwa."),
        ({"sudah_rekam": 5}, "16–31 Oktober 2026 belum dapat dihitung (Wajib KTP tidak dilaporkan)."),
    ],
)
def test_every_standing_has_its_words(reports: Reports, figures: dict[str, float], sentence: str) -> None:
    reports.send(row(KUDUS, END, **figures))
    assert profile(reports).sentence.startswith(f"Kudus: cakupan perekaman {sentence}")


def test_a_silent_regency_has_a_page_that_says_what_is_owed(reports: Reports) -> None:
    reports.send(row(PATI, END, wajib_ktp=10, sudah_rekam=9))
    found = profile(reports)
    assert found.sentence == (
        "Kudus: cakupan perekaman 16–31 Oktober 2026 belum dapat dihitung "
        "(belum dilaporkan untuk 16–31 Oktober 2026). "
        "Laporan 16–31 Oktober 2026 belum ada; jatuh tempo 3 November 2026."
    )
    assert found.report.status == "missing"
    assert (found.report.received_at, found.report.submission) == (None, None)
    assert [item.short for item in found.attention] == ["belum lapor"]


def test_what_has_to_come_to_nothing_is_told_when_it_does(reports: Reports) -> None:
    """63 working days lie between 31 July and 31 October 2026: 252 fewer are four a day, 100 left 25 days."""
    reports.send(row(KUDUS, Periode(2026, 7, 2).end, prr=352, sisa_suket=10))
    reports.send(row(KUDUS, END, prr=100, sisa_suket=30))
    found = profile(reports).to_zero
    assert set(found) == {"prr", "sisa_suket"}
    assert found["prr"].sentence == "Nol pada 4 Desember 2026 bila tetap berkurang 4,0 per hari kerja."
    assert found["sisa_suket"].sentence == (
        "Tidak tercapai pada laju sekarang: dalam 3 bulan terakhir bertambah."
    )


def test_what_is_owed_less_often_stands_with_its_last_figure(reports: Reports) -> None:
    first, last = date(2026, 9, 1), date(2026, 9, 30)
    keys = {"kurir": "pos", "jenis_dokumen": "ktp_el"}
    reports.send(row(KUDUS, last, awal=first, diserahkan=10, terkirim=9, **keys))
    reports.send(row(KUDUS, BEFORE, prr=7), row(KUDUS, END, wajib_ktp=100, sudah_rekam=99))
    by_id = {figure.indicator.id: figure for figure in profile(reports).figures}
    delivered = by_id["antar_terkirim"]
    assert delivered.value is None
    assert delivered.last_told is not None
    assert (delivered.last_told.value, delivered.last_told.tanggal) == (90, last)
    assert by_id["prr"].last_told is None, "it was owed for this half-month"
    assert by_id["cakupan_perekaman"].last_told is None, "it has its own"


def test_every_indicator_has_its_figure_change_and_trend(reports: Reports) -> None:
    for day, stock in ((BEFORE, 900), (END, 700)):
        reports.send(row(KUDUS, day, sisa_blangko=stock, sisa_suket=5))
    found = profile(reports)
    assert [figure.indicator.id for figure in found.figures] == list(load_indicators())
    by_id = {figure.indicator.id: figure for figure in found.figures}
    stock_change, suket_change = by_id["sisa_blangko"].change, by_id["sisa_suket"].change
    assert stock_change is not None
    assert suket_change is not None
    assert (stock_change.points, stock_change.people, stock_change.is_good) == (-200, -200, None)
    assert (suket_change.points, suket_change.is_good) == (0, None)
    assert [point.value for point in by_id["sisa_blangko"].trend[-3:]] == [None, 900, 700]
    assert by_id["prr"].value is None
    assert by_id["prr"].status == "belum lapor"


def test_the_bands_stand_beside_the_trend(reports: Reports) -> None:
    reports.send(*(row(code, END, sisa_suket=10 * index) for index, code in enumerate(REGENCIES)))
    bands = profile(reports).bands["sisa_suket"]
    assert bands["periode"].tolist() == ["2026-10-P2"]
    # 35 values 0 .. 340: the median is the 18th.
    assert (bands["n"].item(), bands["d50"].item(), bands["d10"].item()) == (35, 170, 34)


def test_the_last_twelve_reports_are_listed_oldest_first(reports: Reports) -> None:
    late = reports.send(row(KUDUS, BEFORE, wajib_ktp=1), received_at=datetime(2026, 10, 20, 3, tzinfo=UTC))
    found = profile(reports)
    assert len(found.reports) == 12
    assert found.reports[-1] == found.report
    assert found.reports[-2].status == "late"
    assert found.reports[-2].submission == late
    assert found.reports[-2].received_at == datetime(2026, 10, 20, 3, tzinfo=UTC)


def test_only_a_kabupaten_or_kota_has_a_profile(reports: Reports) -> None:
    with pytest.raises(UsageError, match="bukan kabupaten/kota"):
        profile(reports, "33")
