"""Who needs a look, and why: a reading of the flags of one half-month, the only place where that is said."""

from collections.abc import Iterable
from typing import Final

from data_contracts.tulisan import format_bilangan
from metrics.figures import Attention, AttentionReason
from metrics.tanda import VERDICT, Flag

VERDICTS: Final = {"merah": AttentionReason.TERTINGGAL, "kuning": AttentionReason.WASPADA}
RUNNING_OUT: Final = "blangko_habis"
FINDINGS: Final = {
    "belum_lapor": AttentionReason.BELUM_LAPOR,
    "blangko_berlebih": AttentionReason.BLANGKO_BERLEBIH,
    "suket_saat_blangko_ada": AttentionReason.SUKET_SAAT_BLANGKO_ADA,
    "periksa_penyebut": AttentionReason.PERIKSA_PENYEBUT,
}


def needing_attention(flags: Iterable[Flag]) -> tuple[Attention, ...]:
    """Every reason among the flags of one half-month, by code and then in the order of AttentionReason."""
    found = [_attention(flag, reason) for flag in flags if (reason := _reason(flag)) is not None]
    order = list(AttentionReason)
    return tuple(sorted(found, key=lambda item: (item.wilayah.kode, order.index(item.reason))))


def _attention(flag: Flag, reason: AttentionReason) -> Attention:
    return Attention(
        wilayah=flag.wilayah,
        reason=reason,
        indicator=flag.indicator.id,
        short=_short(flag, reason),
        sentence=f"{flag.indicator.nama} {flag.wilayah.nama}: {flag.message}",
    )


def _reason(flag: Flag) -> AttentionReason | None:
    if not flag.is_raised:
        return None
    if flag.rule == VERDICT:
        return VERDICTS.get(flag.severity or "")
    return _running_out(flag) if flag.rule == RUNNING_OUT else FINDINGS.get(flag.rule)


def _running_out(flag: Flag) -> AttentionReason:
    """Without a card, before the next delivery, or soon after it."""
    if flag.facts.get("stok") == 0:
        return AttentionReason.BLANGKO_HABIS
    is_red = flag.severity == "merah"
    return AttentionReason.BLANGKO_HAMPIR_HABIS if is_red else AttentionReason.BLANGKO_WASPADA


def _short(flag: Flag, reason: AttentionReason) -> str:
    """A few words for a sentence that names many."""
    match reason:
        case AttentionReason.TERTINGGAL | AttentionReason.WASPADA:
            return f"{flag.indicator.nama_pendek} {reason}"
        case AttentionReason.PERIKSA_PENYEBUT:
            return f"{flag.indicator.nama_pendek} di atas 100 %"
        case AttentionReason.BLANGKO_HAMPIR_HABIS | AttentionReason.BLANGKO_WASPADA:
            return _days(flag) or str(reason)
        case _:
            return str(reason)


def _days(flag: Flag) -> str | None:
    days = flag.facts.get("hari_cukup")
    if not isinstance(days, int | float):
        return None
    return f"blangko cukup {format_bilangan(days, decimals=1)} hari kerja"
