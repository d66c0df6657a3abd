"""Writes docs/metodologi.md from the methods and the package's settings; its test fails while they differ.

Usage: python scripts/buat_metodologi.py
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from data_contracts.aturan import Setting, load_settings
from metrics.metodologi import Method, load_methods
from metrics.pengaturan import value_said

TARGET = Path(__file__).parent.parent / "docs" / "metodologi.md"
HEAD = """# Metodologi

Dibuat dari `metrics/metodologi.yaml` dan `data_contracts/aturan.yaml` oleh
`python scripts/buat_metodologi.py`; jangan disunting dengan tangan. Di dasbor isinya sama, pada halaman
Metodologi, dengan nilai pengaturan yang berlaku di folder datanya. Ambangnya pengaturan, bukan peraturan.
"""


def rendered() -> str:
    """The whole page."""
    return HEAD + "".join(map(_method, load_methods().values()))


def _method(method: Method) -> str:
    told = (("Cara", method.cara), ("Batasan", method.batasan), ("Sumber", method.sumber))
    paragraphs = "".join(f"\n{name}: {text}\n" for name, text in told)
    settings = "".join(_setting(load_settings()[key]) for key in method.settings)
    table = f"\n| pengaturan | nilai | arti |\n|---|---|---|\n{settings}" if settings else ""
    return f'\n<a id="{method.id}"></a>\n\n## {method.nama}\n\n**{method.pertanyaan}**\n{paragraphs}{table}'


def _setting(setting: Setting) -> str:
    value = value_said(setting.on(date.max), setting=setting)
    return f"| {setting.nama} (`{setting.kunci}`) | {value} | {setting.arti} |\n"


if __name__ == "__main__":
    TARGET.write_text(rendered(), encoding="utf-8")
