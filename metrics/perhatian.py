"""Who needs a look, and why: the flags of the half-month, and what is said of the stock of blangko."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import pandas as pd

from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from data_contracts.tulisan import format_bilangan, format_tanggal
from metrics.figures import Attention, AttentionReason
from metrics.results import CODE_LENGTH, Level
from metrics.tanda import VERDICT, Flag
from metrics.window import Window

STOCK, COVER, SUKET = "sisa_blangko", "hari_cukup_blangko", "sisa_suket"
# The province tops a regency up at 2.000 cards: about three days' use for Blora (700 a day, 2018).
SHORT_COVER_DAYS = 3
VERDICTS: Final = {"merah": AttentionReason.TERTINGGAL, "kuning": AttentionReason.WASPADA}
FINDINGS: Final = {
    "belum_lapor": AttentionReason.BELUM_LAPOR,
    "periksa_penyebut": AttentionReason.PERIKSA_PENYEBUT,
}


def needing_attention(window: Window, *, flags: Sequence[Flag]) -> tuple[Attention, ...]:
    """Every reason that holds in the window's half-month, by code and then in the order of
    AttentionReason. `flags` are all of that half-month.
    """
    found = [*_of_flags(flags), *_without_stock(window), *_short_of_stock(window), *_suket(window)]
    order = list(AttentionReason)
    return tuple(sorted(found, key=lambda item: (item.wilayah.kode, order.index(item.reason))))


def _of_flags(flags: Iterable[Flag]) -> Iterator[Attention]:
    for flag in flags:
        reason = _reason(flag)
        if reason is not None:
            yield Attention(
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
    return FINDINGS.get(flag.rule)


def _short(flag: Flag, reason: AttentionReason) -> str:
    if reason is AttentionReason.BELUM_LAPOR:
        return "belum lapor"
    if reason is AttentionReason.PERIKSA_PENYEBUT:
        return f"{flag.indicator.nama_pendek} di atas 100 %"
    return f"{flag.indicator.nama_pendek} {reason}"


def _without_stock(window: Window) -> Iterator[Attention]:
    rows = _now(window, STOCK)
    for _, row in rows[(rows["value"] == 0).fillna(value=False)].iterrows():
        wilayah = load_register().get(row["wilayah"])
        yield Attention(
            wilayah=wilayah,
            reason=AttentionReason.BLANGKO_HABIS,
            indicator=STOCK,
            short="blangko habis",
            sentence=f"Blangko KTP-el {wilayah.nama} habis per {format_tanggal(row['tanggal_data'].date())}.",
        )


def _short_of_stock(window: Window) -> Iterator[Attention]:
    rows = _now(window, COVER)
    is_short = (rows["value"] > 0) & (rows["value"] < SHORT_COVER_DAYS)
    for _, row in rows[is_short.fillna(value=False)].iterrows():
        wilayah, days = load_register().get(row["wilayah"]), format_bilangan(row["value"], decimals=1)
        yield Attention(
            wilayah=wilayah,
            reason=AttentionReason.BLANGKO_HAMPIR_HABIS,
            indicator=COVER,
            short=f"blangko cukup {days} hari kerja",
            sentence=(
                f"Sisa blangko KTP-el {wilayah.nama}, {format_bilangan(row['numerator'])} keping, "
                f"cukup untuk {days} hari kerja pada laju cetak sekarang."
            ),
        )


def _suket(window: Window) -> Iterator[Attention]:
    """Suket grew although cards were there at both ends: letters were issued that should have been cards."""
    stock = _stocked(window, window.periode) & _stocked(window, window.periode.previous())
    rise = window.changes[SUKET].set_index("wilayah")["change_people"]
    grew = rise[(rise > 0).fillna(value=False)]
    rows = _now(window, SUKET)
    for _, row in rows[rows["wilayah"].isin(stock & set(grew.index))].iterrows():
        wilayah = load_register().get(row["wilayah"])
        yield Attention(
            wilayah=wilayah,
            reason=AttentionReason.SUKET_SAAT_BLANGKO_ADA,
            indicator=SUKET,
            short="Suket bertambah saat blangko tersedia",
            sentence=(
                f"Sisa Suket {wilayah.nama} bertambah {format_bilangan(int(grew[row['wilayah']]))} menjadi "
                f"{format_bilangan(int(row['value']))} lembar, padahal blangko tersedia."
            ),
        )


def _now(window: Window, indicator: str) -> pd.DataFrame:
    return _in(window, indicator, window.periode)


def _in(window: Window, indicator: str, periode: Periode) -> pd.DataFrame:
    rows = window.results[indicator]
    is_regency = rows["wilayah"].str.len() == CODE_LENGTH[Level.KABKOTA]
    return rows[is_regency & (rows["periode"] == str(periode))]


def _stocked(window: Window, periode: Periode) -> set[Any]:
    rows = _in(window, STOCK, periode)
    return set(rows.loc[(rows["value"] > 0).fillna(value=False), "wilayah"])
