"""Writes docs/indikator.md from the catalogue; its test fails while the two differ.

Usage: python scripts/buat_indikator.py
"""

from __future__ import annotations

import sys
from pathlib import Path

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from data_contracts.catalogue import load_contracts, load_targets
from data_contracts.daftar import ALL, load_vocabulary
from data_contracts.target import Target
from data_contracts.tulisan import format_bilangan, format_tanggal
from metrics.catalogue import Direction, Indicator, Kelompok, Signal, Tally, load_breakdowns, load_indicators
from metrics.rumus import formula_words

TARGET = Path(__file__).parent.parent / "docs" / "indikator.md"
HEAD = """# Indikator

Dibuat dari `metrics/indicators.yaml` oleh `python scripts/buat_indikator.py`; jangan disunting dengan tangan.

Setiap persentase dihitung ulang dari jumlahnya pada setiap tingkat, tidak pernah dirata-rata. Yang tidak
dilaporkan bukan nol. Posisi tidak pernah dijumlahkan antarwaktu; yang dijumlahkan hanya kegiatan. Jumlah
provinsi berdiri di atas kabupaten/kota yang melaporkan angkanya, dan selalu menyebut berapa. Di atas 100 %
ditampilkan apa adanya dengan “periksa penyebut”.

Dari sepuluh indikator kementerian (1 terburuk sampai 4 terbaik), yang dilaporkan formulir provinsi ada pada
kelompok Perekaman KTP-el, KIA, akta, dan IKD, serta Indikator kementerian. **Buku pemakaman tidak dilaporkan
pada kolom mana pun**, maka tidak ada angkanya. Ambang tingkat 1 sampai 4 tidak diumumkan, maka tidak ada
tingkat yang dikarang.
"""
DIRECTIONS = {
    Direction.HIGHER: "makin tinggi makin baik",
    Direction.LOWER: "makin rendah makin baik",
    Direction.NEUTRAL: "netral",
}
SIGNALS = {Signal.TARGET: "tingkat", Signal.SEBAYA: "sebaya", Signal.ARAH: "arah", Signal.LAJU: "laju"}


def rendered() -> str:
    """The whole page."""
    return HEAD + "".join(map(_group, Kelompok))


def _group(group: Kelompok) -> str:
    items = [item for item in load_indicators().values() if item.kelompok is group]
    return f"\n## {group.label}\n" + "".join(map(_indicator, items))


def _indicator(item: Indicator) -> str:
    facts = [
        f"Rumus: {formula_words(item)}",
        f"Satuan: {item.unit}; {DIRECTIONS[item.direction]}",
        f"Target: {_targets(item)}",
        f"Tanda tertinggal: {', '.join(SIGNALS[signal] for signal in item.signals) or 'tidak dinilai'}",
        *_breakdowns(item),
        *(f"Catatan: {caveat}" for caveat in item.caveats),
        f"Sumber: {item.source}",
        f"Pengampu: {item.steward}; ditinjau {format_tanggal(item.reviewed_on)}, {_next_review(item)}",
    ]
    listed = "".join(f"- {fact}\n" for fact in facts)
    return f"\n### {item.nama} (`{item.id}`)\n\n{item.arti}\n\n{listed}"


def _next_review(item: Indicator) -> str:
    return f"tinjauan berikutnya paling lambat {format_tanggal(item.review_by)}"


def _targets(item: Indicator) -> str:
    known = [target for target in load_targets() if target.key == item.target]
    return "; ".join(map(_target, known)) or "tidak ada"


def _target(target: Target) -> str:
    value = format_bilangan(target.value, decimals=0 if target.value == int(target.value) else 1)
    end = f"sampai {format_tanggal(target.berlaku_sampai)}" if target.berlaku_sampai else "dan seterusnya"
    return f"{value} {target.unit} sejak {format_tanggal(target.berlaku_mulai)} {end}"


def _breakdowns(item: Indicator) -> list[str]:
    """One line per dimension it is shown apart for, with the id of the first as the pattern of all."""
    if not isinstance(item.formula, Tally) or not item.formula.by:
        return []
    contract = load_contracts()[item.formula.contract]
    lines = []
    for name in item.formula.by:
        field = contract.field(name)
        words = load_vocabulary(field.vocabulary or name).words
        codes = [word.kode for word in words if word.kode != ALL]
        example = next(
            key for key in load_breakdowns() if key.startswith(f"{item.id}.") and key.endswith(codes[0])
        )
        lines.append(f"Rincian menurut {field.business_name.lower()}: `{example}`, dan seterusnya")
    return lines


if __name__ == "__main__":
    TARGET.write_text(rendered(), encoding="utf-8")
