"""The province's page: the answer first, the same as anyone would count it by hand."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest

from data_contracts.periode import Periode
from metrics.figures import AttentionReason
from metrics.ringkasan import ProvinceSummary, province_summary
from metrics.tanda import Flag
from metrics.window import read_history, window_of
from tests.metrics.reports import BLORA, KUDUS, NOW, PATI, PROVINCE, REGENCIES, SEMARANG, Reports, Row, row
from tests.metrics.tanda import flag, flags_of

PERIODE = Periode.parse("2026-10-P2")
END, BEFORE, EARLIER = PERIODE.end, PERIODE.previous().end, PERIODE.previous().previous().end
FIGURES = {
    "wajib_ktp": 10_000, "sudah_rekam": 9_990, "prr": 4, "sisa_suket": 3, "sisa_blangko": 500,
    "anak_0_17": 400, "kia": 300, "anak_0_18": 600, "akta_0_18": 599,
}  # fmt: skip


def usual(wilayah: str, tanggal: date, **different: int | None) -> Row:
    return row(wilayah, tanggal, **{**FIGURES, **different})


def everyone(
    reports: Reports, tanggal: date, *, silent: tuple[str, ...] = (), **different: dict[str, int]
) -> None:
    """All 35 report the usual figures; `different` has fields per code with its dot left out."""
    reports.send(
        *(
            usual(code, tanggal, **different.get(f"k{code[3:]}", {}))
            for code in REGENCIES
            if code not in silent
        )
    )


def summary(reports: Reports, *, now: datetime = NOW, also: Sequence[Flag] = ()) -> ProvinceSummary:
    """What the page makes of the reports; `also` are flags by hand beside those of the engine."""
    marts = reports.marts()
    flags = (*flags_of(marts, periode=PERIODE, now=now), *also)
    return province_summary(window_of(read_history(marts, now=now), periode=PERIODE), flags=flags)


def rounded(value: Decimal) -> float:
    return float(value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def test_when_all_is_well_the_sentence_says_so_and_no_more(reports: Reports) -> None:
    everyone(reports, END)
    found = summary(reports)
    assert found.sentence == "Semua 35 kabupaten/kota sudah lapor untuk 16–31 Oktober 2026."
    assert (found.n_reported, found.n_expected, found.missing, found.attention) == (35, 35, (), ())
    assert found.reported_share == 100


def test_the_sentence_names_the_silent_the_troubled_and_those_above_100_percent(reports: Reports) -> None:
    everyone(reports, BEFORE)
    everyone(
        reports,
        END,
        silent=(PATI, "33.76"),
        k01={"sisa_suket": 8},
        k16={"sudah_rekam": 9_880},
        k19={"sisa_blangko": 0},
        k74={"sudah_rekam": 10_300},
    )
    behind = (
        flag(BLORA, severity="merah"),
        flag(BLORA, severity="merah", indicator="cakupan_kia"),
        flag("33.29", severity="kuning"),
        flag(BLORA, severity="kuning", indicator="cakupan_akta"),
    )
    found = summary(reports, also=behind)
    assert found.sentence == (
        "33 dari 35 kabupaten/kota sudah lapor untuk 16–31 Oktober 2026; belum: Pati dan Kota Tegal. "
        "3 perlu perhatian: Cilacap (Suket saat blangko tersedia), "
        "Blora (Perekaman dan KIA tertinggal), dan Kudus (blangko habis); 1 lainnya waspada. "
        "1 di atas 100 %, periksa penyebut: Kota Semarang."
    )
    assert [(item.wilayah.kode, item.reason) for item in found.attention] == [
        ("33.01", AttentionReason.SUKET_SAAT_BLANGKO_ADA),
        (BLORA, AttentionReason.TERTINGGAL),
        (BLORA, AttentionReason.TERTINGGAL),
        (BLORA, AttentionReason.WASPADA),
        (PATI, AttentionReason.BELUM_LAPOR),
        (KUDUS, AttentionReason.BLANGKO_HABIS),
        ("33.29", AttentionReason.WASPADA),
        (SEMARANG, AttentionReason.PERIKSA_PENYEBUT),
        ("33.76", AttentionReason.BELUM_LAPOR),
    ]
    assert [place.kode for place in found.missing] == [PATI, "33.76"]
    assert [place.kode for place in found.below_target] == [BLORA]
    assert [place.kode for place in found.above_hundred] == [SEMARANG]
    sentences = {item.wilayah.kode: item.sentence for item in found.attention}
    assert sentences["33.01"].startswith("Sisa surat keterangan pengganti KTP-el (Suket) Kabupaten Cilacap: ")
    assert "belum ada; jatuh tempo 3 November 2026" in sentences[PATI]
    assert "103,00 %, di atas 100 %" in sentences[SEMARANG]


def test_before_the_due_day_has_ended_nobody_is_called_silent(reports: Reports) -> None:
    everyone(reports, END, silent=REGENCIES[5:])
    found = summary(reports, now=datetime(2026, 11, 3, 12, tzinfo=UTC))
    assert found.sentence == (
        "5 dari 35 kabupaten/kota sudah lapor untuk 16–31 Oktober 2026; jatuh tempo 3 November 2026."
    )
    assert (found.missing, found.is_due, len(found.not_due)) == ((), False, 30)


def test_a_change_onto_another_denominator_is_neither_good_nor_bad(reports: Reports) -> None:
    dkb = {"jenis_penyebut": "DKB", "tanggal_penyebut": date(2025, 12, 31)}
    rebased = {**dkb, "tanggal_penyebut": date(2026, 6, 30)}
    for day, recorded, basis in ((EARLIER, 9_900, dkb), (BEFORE, 9_890, dkb), (END, 9_880, rebased)):
        reports.send(row(BLORA, day, wajib_ktp=10_000, sudah_rekam=recorded, **basis))
        reports.send(row(KUDUS, day, wajib_ktp=10_000, sudah_rekam=9_800 if day == END else 9_900))
    found = summary(reports)
    change = found.table.query("indicator == 'cakupan_perekaman'").set_index("wilayah")
    assert change.loc[BLORA, "change_points"] == pytest.approx(-0.1)
    assert pd.isna(change.loc[BLORA, "change_is_good"])
    assert change.loc[KUDUS, "change_is_good"] == False  # noqa: E712 - a nullable boolean, not missing


def test_the_provinces_change_compares_the_same_regencies_at_both_ends(reports: Reports) -> None:
    everyone(reports, BEFORE)
    everyone(reports, END, silent=(PATI,), k19={"sudah_rekam": 9_995})
    coverage = summary(reports).headlines[0]
    assert coverage.indicator.id == "cakupan_perekaman"
    assert (coverage.n_reported, coverage.numerator) == (34, 33 * 9_990 + 9_995)
    assert coverage.change is not None
    assert (coverage.change.n_same, coverage.change.people, coverage.change.is_same_basis) == (34, 5, True)
    assert coverage.change.since == PERIODE.previous()


def test_a_trend_has_a_gap_where_nothing_came_and_says_where_it_is_incomplete(reports: Reports) -> None:
    everyone(reports, EARLIER)
    everyone(reports, END, silent=(PATI,))
    found = summary(reports)
    last = found.headlines[0].trend[-3:]
    assert [point.value is None for point in last] == [False, True, False]
    assert [point.is_incomplete for point in last] == [False, False, True]
    assert [point.target for point in last] == [99.4, 99.4, 99.4]
    trends = found.trends.query("indicator == 'prr' and wilayah == @PATI")
    assert trends["value"].tail(3).isna().tolist() == [False, True, True]
    assert trends["status"].tail(3).tolist() == ["di bawah target", "belum lapor", "belum lapor"]


def test_the_table_has_every_indicator_for_all_35_by_code(reports: Reports) -> None:
    everyone(reports, END, silent=(PATI,))
    table = summary(reports).table
    for _, rows in table.groupby("indicator"):
        assert tuple(rows["wilayah"]) == REGENCIES
    silent = table.query("indicator == 'cakupan_kia' and wilayah == @PATI").iloc[0]
    assert (silent["status"], pd.isna(silent["value"]), pd.isna(silent["change_points"])) == (
        "belum lapor",
        True,
        True,
    )


def test_a_simulated_figure_makes_the_page_say_so(reports: Reports) -> None:
    reports.send(usual(KUDUS, END))
    assert not summary(reports).simulasi
    reports.send(usual(PATI, END), simulasi=True)
    assert summary(reports).simulasi


def test_nothing_reported_at_all_is_a_page_without_figures(reports: Reports) -> None:
    found = summary(reports)
    assert found.n_reported == 0
    assert found.reported_share is None
    assert all(figure.value is None for figure in found.headlines)
    assert len(found.missing) == 35


def test_the_headlines_equal_a_recount_in_plain_python(reports: Reports) -> None:
    draw = random.Random(20261031)
    figures = {
        code: {
            "wajib_ktp": draw.randrange(90_000, 900_000), "sudah_rekam": draw.randrange(88_000, 90_000),
            "prr": draw.randrange(900), "sisa_suket": draw.randrange(400),
            "sisa_blangko": draw.randrange(5_000), "anak_0_17": draw.randrange(40_000, 90_000),
            "kia": draw.randrange(40_000), "anak_0_18": draw.randrange(50_000, 99_000),
            "akta_0_18": draw.randrange(49_000),
        }
        for code in REGENCIES
    }  # fmt: skip
    # A third of all figures is left blank at random.
    for own in figures.values():
        for field in draw.sample(sorted(own), k=3):
            del own[field]
    reports.send(*(row(code, END, **own) for code, own in figures.items()))
    found = {figure.indicator.id: figure for figure in summary(reports).headlines}
    for name, part, whole in (
        ("cakupan_perekaman", "sudah_rekam", "wajib_ktp"),
        ("cakupan_kia", "kia", "anak_0_17"),
        ("cakupan_akta", "akta_0_18", "anak_0_18"),
    ):
        both = [own for own in figures.values() if part in own and whole in own]
        k, n = (sum(own[field] for own in both) for field in (part, whole))
        assert (found[name].numerator, found[name].denominator, found[name].n_reported) == (k, n, len(both))
        assert found[name].value == rounded(Decimal(100 * k) / Decimal(n))
    for name in ("prr", "sisa_suket", "sisa_blangko"):
        known = [own[name] for own in figures.values() if name in own]
        assert (found[name].value, found[name].n_reported) == (sum(known), len(known))
    left = [
        own["wajib_ktp"] - own["sudah_rekam"]
        for own in figures.values()
        if {"wajib_ktp", "sudah_rekam"} <= own.keys()
    ]
    assert found["belum_rekam"].value == sum(left)
    assert found["kelengkapan_laporan"].wilayah.kode == PROVINCE
    assert found["kelengkapan_laporan"].value == 100
