"""Writes the broken and odd files of `tests/corpus/`: what each must lead to stands in its `harapan.yaml`.

Each file has one kind of dirt seen in real reports, on a form that is otherwise sound, so that a finding can
only come from the dirt. Run again after a change here: `.venv/bin/python -m scripts.buat_korpus`.
"""

from collections.abc import Callable
from pathlib import Path

from scripts.korpus import bentuk, gangguan, isi, tata_letak

FOLDER = Path(__file__).parent.parent / "tests" / "corpus"
MAKERS: tuple[dict[str, Callable[[], bytes]], ...] = (
    isi.FILES,
    tata_letak.FILES,
    bentuk.FILES,
    gangguan.FILES,
)


def write(folder: Path) -> tuple[str, ...]:
    """Every file of the corpus; returns their names in order."""
    names = []
    for maker in MAKERS:
        for name, build in maker.items():
            (folder / name).write_bytes(build())
            names.append(name)
    return tuple(names)


if __name__ == "__main__":
    for name in write(FOLDER):
        print(name)
