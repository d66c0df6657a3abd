"""Who needs a look: the flags, and nothing that the flags do not say."""

from __future__ import annotations

import pytest

from metrics.figures import AttentionReason
from metrics.perhatian import needing_attention
from metrics.tanda import Flag
from tests.metrics.reports import BLORA, PATI
from tests.metrics.tanda import flag

REPORTS, COVER = "kelengkapan_laporan", "hari_cukup_blangko"


def running_out(severity: str, **facts: object) -> Flag:
    return flag(BLORA, severity=severity, rule="blangko_habis", indicator=COVER, **facts)


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
        (running_out("merah", stok=0, hari_cukup=0), AttentionReason.BLANGKO_HABIS, "blangko habis"),
        (
            running_out("merah", stok=120, hari_cukup=1.25),
            AttentionReason.BLANGKO_HAMPIR_HABIS,
            "blangko cukup 1,3 hari kerja",
        ),
        (
            running_out("merah", stok=120, hari_cukup=None),
            AttentionReason.BLANGKO_HAMPIR_HABIS,
            "blangko hampir habis",
        ),
        (
            running_out("kuning", stok=2_000, hari_cukup=14),
            AttentionReason.BLANGKO_WASPADA,
            "blangko cukup 14,0 hari kerja",
        ),
        (
            flag(BLORA, severity="ungu", rule="blangko_berlebih", indicator=COVER),
            AttentionReason.BLANGKO_BERLEBIH,
            "blangko berlebih",
        ),
        (
            flag(BLORA, severity="kuning", rule="suket_saat_blangko_ada", indicator="sisa_suket"),
            AttentionReason.SUKET_SAAT_BLANGKO_ADA,
            "Suket saat blangko tersedia",
        ),
    ],
)
def test_a_raised_flag_is_a_reason(found: Flag, reason: AttentionReason, short: str) -> None:
    (item,) = needing_attention((found,))
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
def test_one_signal_alone_or_nothing_raised_is_no_reason(found: Flag) -> None:
    assert needing_attention((found,)) == ()


def test_reasons_come_by_code_and_then_by_weight() -> None:
    flags = (
        flag(PATI, severity="merah"),
        flag(BLORA, severity="kuning"),
        flag(BLORA, severity="merah", indicator="cakupan_kia"),
        flag(BLORA, severity="merah", rule="belum_lapor", indicator=REPORTS),
    )
    found = needing_attention(flags)
    assert [(item.wilayah.kode, item.short) for item in found] == [
        (BLORA, "belum lapor"),
        (BLORA, "KIA tertinggal"),
        (BLORA, "Perekaman waspada"),
        (PATI, "Perekaman tertinggal"),
    ]
