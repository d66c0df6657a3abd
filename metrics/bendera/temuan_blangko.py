"""Findings on cards and letters: run-out, over-stock, Suket while cards are there, books that stay open."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from data_contracts.tulisan import format_bilangan
from metrics.bendera.hasil import Fact, Judgement, Severity, Told, code_of, judgement
from metrics.bendera.kata import whole
from metrics.bendera.scene import Scene
from metrics.blangko.keadaan import COLOURS, States
from metrics.blangko.neraca import CARDS, LETTERS, NOT_ASSESSABLE, RAISED, Book, say_row
from metrics.blangko.suket_terbit import NO_LETTERS, NO_STOCK, letters_while_stocked, say_issued
from metrics.blangko.warna import Colour
from metrics.panel import Flags, Numbers

RUNNING_OUT: Final = "blangko_habis"
OVERSTOCK: Final = "blangko_berlebih"
LETTERS_ISSUED: Final = "suket_saat_blangko_ada"
OPEN_BOOK: Final = "mutasi_tidak_klop"
STOCK: Final = "sisa_blangko"
COVER: Final = "hari_cukup_blangko"
SUKET: Final = "sisa_suket"
NO_CARDS_TOLD: Final = "Sisa blangko tidak dilaporkan untuk periode ini."
NO_USE_TOLD: Final = "Pemakaian blangko tidak dapat dihitung: cetak kartu tidak dilaporkan."
NO_ROW: Final = -1
BOOKS: Final = {STOCK: CARDS, SUKET: LETTERS}


def judge_running_out(scene: Scene, cards: States) -> Judgement:
    """Red where the interval of the run-out begins before the next delivery is expected, yellow within
    `blangko_jingga_hari` working days after it (metrics/blangko/warna.py).
    """
    red, amber = _is(cards, Colour.MERAH), _is(cards, Colour.JINGGA)
    colour = np.where(red, code_of(Severity.MERAH), code_of(Severity.KUNING)).astype(np.int8)
    return judgement(
        red | amber,
        rule=RUNNING_OUT,
        indicator=COVER,
        obstacles=_obstacles(cards),
        tell=_Cards(scene=scene, cards=cards, red=red, raised=red | amber).told,
        fields=(f"{CARDS.contract}.{CARDS.closing}",),
        severity=colour,
    )


def judge_overstock(scene: Scene, cards: States) -> Judgement:
    """Violet where the cover is above `blangko_lebih_kali` times the province's."""
    over = _is(cards, Colour.UNGU)

    def told(place: int, period: int) -> Told:
        cover, province = cards.cover[place, period], cards.province_cover[period]
        evidence: dict[str, Fact] = {
            "stok": whole(cards.stock[place, period]),
            "hari_cukup": _days(cover),
            "hari_cukup_provinsi": _days(province),
            "ambang_kali": scene.rules.blangko_lebih_kali,
        }
        message = f"Stok cukup {_said(cover)}, provinsi {_said(province)}."
        clears = "sebagian dipinjamkan, atau stok provinsi bertambah" if over[place, period] else None
        return Told(message=message, clears_when=clears, evidence=evidence)

    return judgement(
        over,
        rule=OVERSTOCK,
        indicator=COVER,
        obstacles=_obstacles(cards),
        tell=told,
        fields=(f"{CARDS.contract}.{CARDS.closing}",),
        severity=Severity.UNGU,
    )


def judge_letters(scene: Scene) -> Judgement:
    """Raised where Suket were issued although cards were there at both ends of the half-month."""
    stock, letters = scene.level("blangko", "sisa_blangko"), scene.level("suket", "sisa_suket")
    found = letters_while_stocked(scene.flow("suket", "suket_terbit"), letters=letters, stock=stock)

    def told(place: int, period: int) -> Told:
        at = place, period
        clears = "tidak ada Suket yang terbit selama blangko tersedia" if found.raised[at] else None
        evidence: dict[str, Fact] = {
            "suket_terbit": whole(found.issued[at]),
            "dari_kenaikan_sisa": bool(found.is_rise[at]),
            "blangko_awal": whole(found.stock_before[at]),
            "blangko_akhir": whole(stock[at]),
        }
        message = say_issued(found, stock, place=place, period=period)
        return Told(message=message, clears_when=clears, evidence=evidence)

    return judgement(
        found.raised,
        rule=LETTERS_ISSUED,
        indicator=SUKET,
        obstacles=[
            (found.no_letters, f"Tidak dapat dinilai: {NO_LETTERS}."),
            (found.no_stock, f"Tidak dapat dinilai: {NO_STOCK}."),
        ],
        tell=told,
        fields=("suket.suket_terbit", "suket.sisa_suket", "blangko.sisa_blangko"),
    )


def judge_book(scene: Scene, book: Book, rows: pd.DataFrame, *, indicator: str) -> Judgement:
    """Raised where what a report says went in and out does not lead from its first count to its last.

    `rows` as of `metrics.blangko.neraca.reckoned`: of several intervals that end in a half-month one that
    does not close speaks for all, else one that could be reckoned.
    """
    ranked, spoken = _speaking(scene, rows)
    has_row = spoken != NO_ROW
    raised, unknown = (_where(ranked, spoken, outcome) for outcome in (RAISED, NOT_ASSESSABLE))

    def told(place: int, period: int) -> Told:
        row: dict[str, Any] = ranked.iloc[spoken[place, period]].to_dict()
        evidence: dict[str, Fact] = {
            name: None if pd.isna(row[name]) else int(row[name])
            for name in (*book.parts, "expected", "difference", "carried")
        }
        clears = "mutasi dikoreksi sampai klop" if raised[place, period] else None
        _, message = say_row(row, book=book)
        return Told(message=message, clears_when=clears, evidence=evidence)

    return judgement(
        raised,
        rule=OPEN_BOOK,
        indicator=indicator,
        obstacles=[
            (~has_row, "Mutasi tidak dilaporkan untuk periode ini."),
            (unknown, "Mutasi tidak dapat diperiksa: sebagian angkanya tidak dilaporkan."),
        ],
        tell=told,
        fields=tuple(f"{book.contract}.{part}" for part in book.parts),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cards:
    scene: Scene
    cards: States
    red: Flags
    raised: Flags

    def told(self, place: int, period: int) -> Told:
        stock, use = self.cards.stock[place, period], self.cards.use[place, period]
        cover, rules = self.cards.cover[place, period], self.scene.rules
        evidence: dict[str, Fact] = {
            "stok": whole(stock),
            "pemakaian_per_hari": _days(use),
            "hari_cukup": _days(cover),
            "selang_persen": rules.blangko_selang_persen,
            "ambang_jingga_hari": rules.blangko_jingga_hari,
        }
        held = f"Stok {format_bilangan(stock)} keping" if np.isfinite(stock) else "Stok tidak diketahui"
        message = f"{held}, cukup {_said(cover)}"
        if not self.raised[place, period]:
            return Told(message=f"{message}.", clears_when=None, evidence=evidence)
        when = (
            "dapat habis sebelum kiriman berikutnya"
            if self.red[place, period]
            else f"dapat habis dalam {rules.blangko_jingga_hari} hari kerja sesudah kiriman berikutnya"
        )
        return Told(
            message=f"{message}; {when}.", clears_when="blangko diterima atau dipinjam", evidence=evidence
        )


def _is(cards: States, colour: Colour) -> Flags:
    found: Flags = cards.colour == COLOURS.index(colour)
    return found


def _obstacles(cards: States) -> list[tuple[Flags, str]]:
    return [(np.isnan(cards.stock), NO_CARDS_TOLD), (_is(cards, Colour.ABU_ABU), NO_USE_TOLD)]


def _speaking(scene: Scene, rows: pd.DataFrame) -> tuple[pd.DataFrame, Numbers]:
    """The rows in another order, and of each place and half-month the number of the one that speaks for it,
    else NO_ROW.
    """
    spoken: Numbers = np.full(scene.shape, NO_ROW, dtype=np.int64)
    ends = np.array([periode.end for periode in scene.periods], dtype="datetime64[s]")
    first = np.datetime64(scene.periods[0].start, "s")
    order = {NOT_ASSESSABLE: 0, RAISED: 2}
    ranked = rows.assign(rank=rows["outcome"].map(order).fillna(1)).sort_values("rank", kind="stable")
    days = ranked["tanggal"].to_numpy(dtype="datetime64[s]")
    periods = np.searchsorted(ends, days)
    places = pd.Index([place.kode for place in scene.places]).get_indexer(pd.Index(ranked["wilayah"]))
    inside = np.flatnonzero((places >= 0) & (days >= first) & (periods < len(ends)))
    # Of several rows of one place and half-month the last one stays.
    spoken[places[inside], periods[inside]] = inside
    return ranked, spoken


def _where(ranked: pd.DataFrame, spoken: Numbers, outcome: str) -> Flags:
    is_so = (ranked["outcome"] == outcome).to_numpy(dtype=np.bool_)
    found: Flags = np.append(is_so, False)[spoken]
    return found


def _days(number: float) -> float | None:
    return None if np.isnan(number) else round(float(number), 2)


def _said(days: float) -> str:
    return "tidak diketahui" if np.isnan(days) else f"{format_bilangan(float(days), decimals=1)} hari kerja"
