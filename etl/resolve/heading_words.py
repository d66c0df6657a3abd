"""What the words of a heading mean: the parts together, without numbering and unit, or in other words."""

import re
from collections.abc import Sequence
from functools import lru_cache

from data_contracts.catalogue import load_headings
from data_contracts.contract import Field
from data_contracts.judul import normal_heading

# "3. Sisa Blangko (keping)" is "Sisa Blangko"; a percent sign is no such unit, it names another figure.
_NUMBERING = re.compile(r"^\d{1,2} ")
_UNIT = re.compile(r"(?: (?:dalam|satuan))? (?:jiwa|orang|keping|lembar|dokumen|dok|buah)$")

_FIGURE = re.compile(r"[\d ]+(?:persen)?")  # "98 %" is a figure, not the 98th heading "%"
_PART_WORDS = (
    ("lk", "l", "laki laki", "pria"),
    ("pr", "p", "perempuan", "wanita"),
    ("jml", "jumlah", "total", "lk pr", "l p"),
    ("persen", "persentase", "prosentase"),
)


@lru_cache(maxsize=8_192)  # the same headings come with every report
def meaning_of(parts: tuple[str, ...]) -> tuple[str, Field] | None:
    """Contract and field of a heading by its parts, the upper ones first; None where nobody knows it."""
    joined = [normal_heading(" ".join(parts[k:])) for k in range(len(parts))]
    if _FIGURE.fullmatch(joined[-1]):
        return None
    joined[-1:-1] = [normal_heading(" ".join((*parts[:-1], word))) for word in _other_words(parts)]
    spellings = (*joined, *(_NUMBERING.sub("", _UNIT.sub("", heading)) for heading in joined))
    known = load_headings()
    return next((known[spelling] for spelling in spellings if spelling in known), None)


def _other_words(parts: Sequence[str]) -> Sequence[str]:
    """The other words for the lowest of several parts: a split by gender is headed LK, L or Laki-laki."""
    lowest = normal_heading(parts[-1])
    return next((words for words in _PART_WORDS if len(parts) > 1 and lowest in words), ())
