"""Who needs a look: the flags, and nothing that the flags do not say."""

from __future__ import annotations

import pytest

from data_contracts.periode import Periode
from metrics.figures import AttentionReason
from metrics.perhatian import needing_attention
from metrics.tanda import Flag
from metrics.window import Window, read_history, window_of
from tests.metrics.reports import BLORA, NOW, PATI, Reports
from tests.metrics.tanda import flag

PERIODE = Periode.parse("2026-10-P2")
REPORTS = "kelengkapan_laporan"


def empty(reports: Reports) -> Window:
    return window_of(read_history(reports.marts(), now=NOW), periode=PERIODE)


@pytest.mark.parametrize(
    ("found", "reason", "short"),
    [
        (flag(BLORA, severity="merah"), AttentionReason.TERTINGGAL, "Perekaman tertinggal"),
        (flag(BLORA, severity="kuning"), AttentionReason.WASPADA, "Perekaman waspada"),
        (
            flag(BLORA, severity="biru", rule="periksa_penyebut"),
            AttentionReason.PERIKSA_PENYEBUT,
            "Perekaman di atas 100 %",
        ),
        (
            flag(BLORA, severity="merah", rule="belum_lapor", indicator=REPORTS),
            AttentionReason.BELUM_LAPOR,
            "belum lapor",
        ),
    ],
)
def test_a_raised_flag_is_a_reason(
    reports: Reports, found: Flag, reason: AttentionReason, short: str
) -> None:
    (item,) = needing_attention(empty(reports), flags=(found,))
    assert (item.wilayah.kode, item.reason, item.short) == (BLORA, reason, short)
    assert item.sentence == f"{found.indicator.nama} Kabupaten Blora: Kata {found.rule}."


@pytest.mark.parametrize(
    "found",
    [
        flag(BLORA, severity=None),
        flag(BLORA, severity="abu-abu"),
        flag(BLORA, severity="biru"),
        flag(BLORA, severity="kuning", rule="target"),
        flag(BLORA, severity="kuning", rule="kemungkinan_salinan", indicator=REPORTS),
        flag(BLORA, severity=None, rule="belum_lapor", indicator=REPORTS),
    ],
)
def test_one_signal_alone_or_nothing_raised_is_no_reason(reports: Reports, found: Flag) -> None:
    assert needing_attention(empty(reports), flags=(found,)) == ()


def test_reasons_come_by_code_and_then_by_weight(reports: Reports) -> None:
    flags = (
        flag(PATI, severity="merah"),
        flag(BLORA, severity="kuning"),
        flag(BLORA, severity="merah", indicator="cakupan_kia"),
        flag(BLORA, severity="merah", rule="belum_lapor", indicator=REPORTS),
    )
    found = needing_attention(empty(reports), flags=flags)
    assert [(item.wilayah.kode, item.short) for item in found] == [
        (BLORA, "belum lapor"),
        (BLORA, "KIA tertinggal"),
        (BLORA, "Perekaman waspada"),
        (PATI, "Perekaman tertinggal"),
    ]
