"""Writes docs/kamus-data.md from the contracts; the test of it fails while the two differ.

Usage: python scripts/buat_kamus.py
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from data_contracts.contract import Contract
from data_contracts.kamus import KINDS, TYPES, Entry, entries, examples_of, rhythm, rule_sentence

TARGET = Path(__file__).parent.parent / "docs" / "kamus-data.md"
HEAD = """# Kamus Data

Dibuat dari kontrak data oleh `python scripts/buat_kamus.py`; jangan disunting dengan tangan. Di dasbor
isinya sama, pada halaman Kamus Data, dan dapat dicari.

## Jenis bidang

| jenis | arti |
|---|---|
"""


def rendered() -> str:
    """The whole page."""
    kinds = "".join(f"| {kind.label} | {kind.meaning} |\n" for kind in KINDS.values())
    groups = groupby(entries(), key=lambda entry: entry.contract)
    return HEAD + kinds + "".join(_contract(contract, tuple(group)) for contract, group in groups)


def _contract(contract: Contract, group: tuple[Entry, ...]) -> str:
    intro = (
        f"\n## {contract.business_name} (`{contract.name}`)\n\n{contract.description}\n\n{rhythm(contract)}\n"
    )
    return intro + "".join(map(_entry, group))


def _entry(entry: Entry) -> str:
    field = entry.field
    facts = (
        ("Jenis", f"{entry.kind.label}, {TYPES[field.logical_type]}"),
        ("Satuan", field.unit),
        ("Wajib", "ya" if field.required else None),
        ("Contoh", ", ".join(f"`{example}`" for example in examples_of(field))),
        ("Pilihan", "; ".join(f"{word.label} (`{word.kode}`)" for word in entry.words)),
        ("Judul yang dikenali", ", ".join(f"`{heading}`" for heading in field.synonyms)),
    )
    lines = [f"- {name}: {value}" for name, value in facts if value]
    for rule in entry.rules:
        lines.append(f"- Aturan ({rule.severity.label}): {rule_sentence(rule, contract=entry.contract)}")
    return (
        f"\n### {field.business_name} (`{field.name}`)\n\n{field.description}\n\n" + "\n".join(lines) + "\n"
    )


if __name__ == "__main__":
    TARGET.write_text(rendered(), encoding="utf-8")
