"""Who needs a look, and why: a few plain reasons read off the measures, each with the sentence that says
it.
"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from data_contracts.tulisan import format_bilangan, format_persen, format_tanggal
from metrics.catalogue import Direction, Indicator, Share, load_indicators
from metrics.figures import Attention, AttentionReason
from metrics.ketepatan import ReportStatus
from metrics.results import CODE_LENGTH, Level, Status
from metrics.window import Window

REPORTS = "kelengkapan_laporan"
STOCK, COVER, SUKET = "sisa_blangko", "hari_cukup_blangko", "sisa_suket"
# The province tops a regency up at 2.000 cards: about three days' use for Blora (700 a day, 2018).
SHORT_COVER_DAYS = 3


def needing_attention(window: Window) -> tuple[Attention, ...]:
    """Every reason that holds in the window's half-month, by code and then in the order of
    AttentionReason.
    """
    reasons = (_silent, _falling, _without_stock, _short_of_stock, _suket, _above)
    found = [item for reason in reasons for item in reason(window)]
    order = list(AttentionReason)
    return tuple(sorted(found, key=lambda item: (item.wilayah.kode, order.index(item.reason))))


def _silent(window: Window) -> Iterator[Attention]:
    owed = window.reports_now
    is_silent = owed["status"].isin([ReportStatus.MISSING, ReportStatus.RETURNED])
    overdue = owed[is_silent & ~owed["accepted"].fillna(value=False)]
    for _, row in overdue.iterrows():
        wilayah = load_register().get(row["wilayah"])
        is_returned = row["status"] == ReportStatus.RETURNED
        advice = "dikembalikan; perbaiki dan kirim ulang" if is_returned else "belum ada"
        yield Attention(
            wilayah=wilayah,
            reason=AttentionReason.BELUM_LAPOR,
            indicator=REPORTS,
            short="laporan dikembalikan" if is_returned else "belum lapor",
            sentence=(
                f"Laporan {wilayah.nama} untuk {window.periode.label} {advice}; "
                f"jatuh tempo {format_tanggal(row['due'].date())}."
            ),
        )


def _falling(window: Window) -> Iterator[Attention]:
    for item in _coverages():
        rows = _now(window, item.id)
        fell = rows["wilayah"].isin(window.falls[item.id])
        for _, row in rows[fell & (rows["status"] == Status.DI_BAWAH_TARGET)].iterrows():
            wilayah = load_register().get(row["wilayah"])
            yield Attention(
                wilayah=wilayah,
                reason=AttentionReason.TURUN_DI_BAWAH_TARGET,
                indicator=item.id,
                short=f"{item.nama_pendek} turun dua periode",
                sentence=(
                    f"{item.nama} {wilayah.nama} turun dua periode berturut-turut menjadi "
                    f"{format_persen(row['value'])}, di bawah target {format_persen(row['target'])}."
                ),
            )


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


def _above(window: Window) -> Iterator[Attention]:
    for item in _coverages():
        rows = _now(window, item.id)
        for _, row in rows[rows["status"] == Status.PERIKSA_PENYEBUT].iterrows():
            wilayah = load_register().get(row["wilayah"])
            yield Attention(
                wilayah=wilayah,
                reason=AttentionReason.PERIKSA_PENYEBUT,
                indicator=item.id,
                short=f"{item.nama_pendek} di atas 100 %",
                sentence=(
                    f"{item.nama} {wilayah.nama} tercatat {format_persen(row['value'])}; "
                    "periksa jenis dan tanggal penyebutnya."
                ),
            )


def _coverages() -> Iterator[Indicator]:
    """Shares that are better the higher they are."""
    for item in load_indicators().values():
        if isinstance(item.formula, Share) and item.direction is Direction.HIGHER:
            yield item


def _now(window: Window, indicator: str) -> pd.DataFrame:
    return _in(window, indicator, window.periode)


def _in(window: Window, indicator: str, periode: Periode) -> pd.DataFrame:
    rows = window.results[indicator]
    is_regency = rows["wilayah"].str.len() == CODE_LENGTH[Level.KABKOTA]
    return rows[is_regency & (rows["periode"] == str(periode))]


def _stocked(window: Window, periode: Periode) -> set[Any]:
    rows = _in(window, STOCK, periode)
    return set(rows.loc[(rows["value"] > 0).fillna(value=False), "wilayah"])
