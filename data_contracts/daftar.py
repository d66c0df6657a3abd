"""The closed lists: couriers, kinds of document, channels, payers, kinds of service point, yes and no.

An official writes them in many ways ("PT Pos", "POS INDONESIA"); in the figures each has one code. Nothing is
guessed: a word that no list holds is unknown.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from data_contracts.errors import ContractError
from data_contracts.judul import normal_heading
from data_contracts.reference_rows import ReferenceRow, read_rows, refuse_repeats

ALL = "semua"
"""The code for "all of them together"; never added to the others, which are its parts."""

_FOLDER = Path(__file__).parent / "reference"
_COLUMNS = ("kode", "label", "sinonim")
_SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Word:
    """One entry of a list: its code, what an official reads, and the other ways of writing it."""

    kode: str
    label: str
    sinonim: tuple[str, ...]

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.kode, self.label, *self.sinonim)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One closed list, in the order of its file."""

    name: str
    words: tuple[Word, ...]
    _by_spelling: Mapping[str, str]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(word.kode for word in self.words)

    @property
    def labels(self) -> tuple[str, ...]:
        """What an official reads, in the order of `codes`."""
        return tuple(word.label for word in self.words)

    @property
    def has_all(self) -> bool:
        """Whether the list has a word for "all of them together"."""
        return ALL in self.codes

    def find(self, text: str) -> str | None:
        """The code a text means; case, spaces and punctuation do not count. None: no such word here."""
        return self._by_spelling.get(normal_heading(text))

    def label(self, code: str) -> str:
        """What an official reads for a code; KeyError when the list has none such."""
        for word in self.words:
            if word.kode == code:
                return word.label
        message = f"vocabulary {self.name!r} has no code {code!r}"
        raise KeyError(message)


@cache
def load_vocabulary(name: str) -> Vocabulary:
    """The list of that name; ContractError (file, line) when there is none or a line is not as declared."""
    path = _FOLDER / f"{name}.csv"
    if not path.is_file():
        raise ContractError(f"Daftar “{name}” tidak ada; tambahkan berkas reference/{name}.csv.")
    return read_vocabulary(path)


def read_vocabulary(path: Path) -> Vocabulary:
    """Read one list; each spelling means one word, and no word is without code and label."""
    rows = [(row, _word(row)) for row in read_rows(path, columns=_COLUMNS)]
    words = refuse_repeats(rows, key=lambda word: word.kode, what="kode")
    spellings = refuse_repeats(_spellings(rows), key=lambda pair: pair[0], what="sebutan")
    return Vocabulary(path.stem, words, MappingProxyType(dict(spellings)))


def _word(row: ReferenceRow) -> Word:
    synonyms = row.optional(row.text, "sinonim")
    return Word(
        kode=row.text("kode"),
        label=row.text("label"),
        sinonim=tuple(synonyms.split(_SEPARATOR)) if synonyms else (),
    )


def _spellings(
    rows: Iterable[tuple[ReferenceRow, Word]],
) -> Iterator[tuple[ReferenceRow, tuple[str, str]]]:
    for row, word in rows:
        for spelling in dict.fromkeys(map(normal_heading, word.spellings)):
            if not spelling:
                row.refuse("ada sebutan tanpa huruf maupun angka; hapus.")
            yield row, (spelling, word.kode)
