"""The register of wilayah: Provinsi Jawa Tengah, its 35 kabupaten/kota and their 576 kecamatan.

A few kab/kota of other provinces stand beside them as `pembanding`, to compare with: known by code and
name, and never one of the 35.

Codes decide; names only help where they can mean one wilayah. Nothing here guesses: no fuzzy matching, no
"most likely". Source of the rows: `reference/README.md`.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from numbers import Integral
from typing import Literal

from data_contracts.errors import UnknownWilayahError

Tingkat = Literal["provinsi", "kabkota", "kecamatan", "pembanding"]
Jenis = Literal["Provinsi", "Kabupaten", "Kota", "Kecamatan"]

_KIND_WORDS: dict[Jenis, tuple[str, ...]] = {
    "Provinsi": ("Provinsi", "Propinsi", "Prov"),
    "Kabupaten": ("Kabupaten", "Kab"),
    "Kota": ("Kota",),
    "Kecamatan": ("Kecamatan", "Kec"),
}


@dataclass(frozen=True, slots=True)
class Wilayah:
    """One province, kabupaten, kota or kecamatan; or a kab/kota of another province to compare with.

    `nama_pendek` says the kind only where the name alone would not do: "Cilacap", "Kab. Tegal", "Kota Tegal".
    `lintang` and `bujur` (degrees) are those of the capital, for a kecamatan its middle. `penduduk` (people),
    `luas_km2`, `ibu_kota` and `jumlah_kecamatan` are None for a kecamatan, whose `singkatan` is its name.
    `petak` is (row, column) on the tile map, row 0 in the north; only the kab/kota have one. Of a
    `pembanding` only code, names and `provinsi` are known; `provinsi` is None for all others.
    """

    kode: str
    nama: str
    nama_pendek: str
    singkatan: str
    tingkat: Tingkat
    jenis: Jenis
    induk: str | None
    ibu_kota: str | None
    penduduk: int | None
    luas_km2: float | None
    jumlah_kecamatan: int | None
    alias: tuple[str, ...]
    lintang: float | None
    bujur: float | None
    petak: tuple[int, int] | None
    provinsi: str | None = None


@dataclass(frozen=True, slots=True)
class NameMatch:
    """What a name can mean: one `wilayah`; or None with two or more candidates (ambiguous) or none (unknown).

    `candidates` are in order of code; a match is its own only candidate.
    """

    wilayah: Wilayah | None
    candidates: tuple[Wilayah, ...]


class WilayahRegister:
    """Look-up by code and by name. `kabkota`, `kecamatan` and `pembanding` are in order of code."""

    __slots__ = (
        "_aliases",
        "_children",
        "_codes",
        "_kecamatan_names",
        "_names",
        "kabkota",
        "kecamatan",
        "pembanding",
        "provinsi",
    )

    def __init__(self, wilayah: Iterable[Wilayah]) -> None:
        ordered = sorted(wilayah, key=lambda one: one.kode)
        (self.provinsi,) = (one for one in ordered if one.tingkat == "provinsi")
        self.kabkota = tuple(one for one in ordered if one.tingkat == "kabkota")
        self.kecamatan = tuple(one for one in ordered if one.tingkat == "kecamatan")
        self.pembanding = tuple(one for one in ordered if one.tingkat == "pembanding")
        self._codes = {spelling: one for one in ordered for spelling in _code_spellings(one.kode)}
        upper = (self.provinsi, *self.kabkota, *self.pembanding)
        self._names = _index((_name_spellings(one), one) for one in upper)
        self._aliases = _index((one.alias, one) for one in upper)
        self._kecamatan_names = _index((_name_spellings(one), one) for one in self.kecamatan)
        self._children = _index_children(ordered)

    def get(self, kode: str) -> Wilayah:
        """The wilayah of a dotted code; UnknownWilayahError when there is none."""
        found = self._codes.get(kode)
        if found is None or found.kode != kode:
            message = f"Kode wilayah “{kode}” tidak ada di Jawa Tengah. Tulis seperti 33.74 atau 33.74.01."
            raise UnknownWilayahError(message)
        return found

    def find_kode(self, value: object) -> Wilayah | None:
        """The wilayah whose code a cell holds, or None.

        Dots are optional, spaces and invisible characters do not count, and a number is read as a
        spreadsheet shows it: 3374, 3374.0 and 33.1 (which is 33.10). BPS codes are the same digits for the 35
        kab/kota; its seven-digit kecamatan codes, kelurahan and other provinces are None, but for the
        few `pembanding`.
        """
        text = value if isinstance(value, str) else _number_as_code(value)
        return self._codes.get(text) or self._codes.get(_visible(text))

    def match_name(self, text: str, *, induk: str | None = None) -> NameMatch:
        """What a name means; case, spaces and punctuation do not count.

        With `induk`, the code of the wilayah it lies in, only what lies directly in that is looked at:
        `induk="33"` reads a list of kab/kota, `induk="33.74"` one of kecamatan; UnknownWilayahError when that
        is no code. Without it a name of the province or of a kab/kota comes first: "Rembang" is the
        kabupaten, "Kec. Rembang" is not. An alias, mostly a capital, has no such precedence over a kecamatan:
        "Purwodadi" is Grobogan's capital and a kecamatan twice, so it is ambiguous.
        """
        key = _name_key(text)
        if induk is not None:
            return _match(self._children.get(self.get(induk).kode, {}).get(key, ()))
        return _match(
            self._names.get(key) or (*self._aliases.get(key, ()), *self._kecamatan_names.get(key, ()))
        )


def _code_spellings(kode: str) -> tuple[str, ...]:
    """Dotted, undotted, and undotted as a spreadsheet's number turned into text (`3374.0`)."""
    digits = kode.replace(".", "")
    return kode, digits, f"{digits}.0"


def _number_as_code(value: object) -> str:
    if isinstance(value, Integral):
        return str(value)
    if isinstance(value, float):
        # A number loses the zero at the end of its code: 33.10 arrives as 33.1, and only 33.10 can.
        return f"{value:.0f}" if value.is_integer() else f"{value:.2f}" if value == round(value, 2) else ""
    return ""


def _name_spellings(wilayah: Wilayah) -> Iterator[str]:
    """The bare name, and the name with each word for its kind before it (for a kab/kota also after it)."""
    bare = wilayah.nama.removeprefix(f"{wilayah.jenis} ")
    yield bare
    for word in _KIND_WORDS[wilayah.jenis]:
        yield word + bare
        if wilayah.tingkat in {"kabkota", "pembanding"}:
            yield bare + word


def _index(entries: Iterable[tuple[Iterable[str], Wilayah]]) -> dict[str, tuple[Wilayah, ...]]:
    index: dict[str, tuple[Wilayah, ...]] = {}
    for spellings, wilayah in entries:
        for key in {_name_key(spelling) for spelling in spellings}:
            index[key] = (*index.get(key, ()), wilayah)
    return index


def _index_children(wilayah: Iterable[Wilayah]) -> dict[str, dict[str, tuple[Wilayah, ...]]]:
    lists: dict[str, list[Wilayah]] = {}
    for one in wilayah:
        if one.induk is not None:
            lists.setdefault(one.induk, []).append(one)
    return {
        induk: _index(((*_name_spellings(one), *one.alias), one) for one in lists[induk]) for induk in lists
    }


def _match(found: tuple[Wilayah, ...]) -> NameMatch:
    candidates = tuple(sorted({one.kode: one for one in found}.values(), key=lambda one: one.kode))
    return NameMatch(candidates[0] if len(candidates) == 1 else None, candidates)


def _name_key(text: str) -> str:
    """Letters and digits only, in one case: what is left when spaces, dots and invisible characters go."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _visible(text: str) -> str:
    """Without spaces (NBSP too) and invisible characters such as the zero-width space and the BOM."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(char for char in normal if unicodedata.category(char)[0] not in "ZC")
