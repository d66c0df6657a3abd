"""The data folder's own lines of the settings: read by everybody, written by `pantau rules set` alone."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import yaml
from filelock import FileLock

from data_contracts.aturan import (
    DatedValue,
    Settings,
    load_settings,
    read_changes,
    read_settings_file,
    with_changes,
)
from data_contracts.errors import ContractError, UsageError
from warehouse.durable import write_durably

HEADER = (
    "# Perubahan pengaturan, ditulis oleh `pantau rules set`. Tidak ada baris yang dihapus atau diubah;\n"
    "# baris yang berlaku adalah yang terakhir mulai. Nilai bawaan ada di paket Pantau.\n"
)


def add_line(path: Path, *, key: str, line: DatedValue) -> Settings:
    """Append one line to the file, making it where it is missing; the settings with it.

    Two who write at once follow one another, and neither loses a line. Raises UsageError for a key or a value
    that cannot be; the file is then as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_name(f".{path.name}.lock")):
        read_settings_file(path)
        lines = read_changes(path)
        lines[key] = [*lines.get(key, []), _written(line)]
        try:
            settings = with_changes(load_settings(), lines)
        except ContractError as error:
            raise UsageError(f"Pengaturan tidak diubah; {error.message}.") from error
        text = yaml.safe_dump(lines, allow_unicode=True, sort_keys=False)
        write_durably(path, (HEADER + text).encode())
    return settings


def _written(line: DatedValue) -> Mapping[str, object]:
    """As it stands in the file: days and moments as ISO text keep their zone."""
    written = line.model_dump()
    moment: datetime | None = written.pop("ditetapkan_pada")
    return written if moment is None else {**written, "ditetapkan_pada": moment.isoformat()}


_NUMBER = re.compile(r"-?\d+([.,]\d+)?", re.ASCII)
# 1.000 is a thousand to an Indonesian reader and one to a computer.
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}", re.ASCII)


def number_of(text: str) -> int | float:
    """A value as typed, with a decimal comma or point; UsageError for what is no number or could be two."""
    typed = text.strip()
    if _THOUSANDS.fullmatch(typed):
        plain, decimal = typed.replace(".", ""), typed.replace(".", ",")
        raise UsageError(f"Nilai {text!r} dapat dibaca {plain} atau {decimal}; tulis salah satunya.")
    if not _NUMBER.fullmatch(typed):
        raise UsageError(f"Nilai {text!r} bukan angka; tulis seperti 3 atau 0,5.")
    number = float(typed.replace(",", "."))
    return int(number) if number.is_integer() else number


def new_line(*, value: str, author: str, reason: str, since: date, now: datetime) -> DatedValue:
    """A line as typed on the command line; UsageError for what is no number or says nothing."""
    if not author.strip() or not reason.strip():
        raise UsageError("Sebutkan siapa yang menetapkan (--author) dan mengapa (--reason).")
    return DatedValue(
        berlaku_mulai=since,
        nilai=number_of(value),
        penulis=author.strip(),
        alasan=reason.strip(),
        ditetapkan_pada=now,
    )
