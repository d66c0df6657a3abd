"""What a person sees in a cell, and the words that mean "nothing is written here"."""

import unicodedata
from datetime import date, datetime

from etl.privacy import holds_personal_number
from etl.read import CellValue

_HIDDEN = "(angka 16 digit)"


def visible_text(text: str) -> str:
    """Compatibility forms unified, invisible characters dropped, every run of spaces (NBSP too) one space."""
    if text.isascii():  # nearly every cell, and nothing to unify in it
        return " ".join(text.split())
    shown = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", shown).split())


def is_blank(value: CellValue) -> bool:
    """Nothing to see: None, or text of spaces and invisible characters only."""
    return value is None or (isinstance(value, str) and not visible_text(value))


def as_typed(value: CellValue) -> str:
    """The cell's text as its sender would recognise it; never a 16-digit number."""
    if holds_personal_number(value):
        return _HIDDEN
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}" if value.time() == value.min.time() else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)
