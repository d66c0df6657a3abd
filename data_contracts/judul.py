"""Column headings as they are compared: case, spaces and punctuation do not count."""

import re
import unicodedata

_WORDS = str.maketrans(
    {"<": " kurang ", "≤": " kurang ", ">": " lebih ", "≥": " lebih ", "%": " persen "}
)  # "Cetak Kia ( > 5 Tahun)" is not "( 0 - 5 Tahun)", and "KIA %" is not the number of KIA
_WORD = re.compile(r"[^\W_]+")


def normal_heading(text: str) -> str:
    """The heading in lower case, its letters and digits in words parted by one space.

    Compatibility forms are unified (NFKC) and invisible characters (zero-width, BOM, soft hyphen) dropped;
    `<`, `>` and `%` become the words kurang, lebih and persen. Empty when nothing is left.
    """
    if text.isascii():  # nearly every heading, and nothing to unify in it
        return " ".join(_WORD.findall(text.lower().translate(_WORDS)))
    visible = "".join(character for character in text if unicodedata.category(character) != "Cf")
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold())
    return " ".join(_WORD.findall(folded.translate(_WORDS)))
