"""A wilayah named in running text: a title above the table, the name of a sheet or of a file."""

import re
from functools import cache
from pathlib import PurePath

from data_contracts.catalogue import load_register
from data_contracts.judul import normal_heading
from data_contracts.wilayah import Wilayah

# "Kabupaten/Kota : Tegal" says nothing about which of the two it is.
_EITHER_KIND = re.compile(r"\b(?:kabupaten|kab) kota\b")
_EITHER = "daerah"
_KINDS = {"Kabupaten": ("kabupaten", "kab"), "Kota": ("kota",)}


def wilayah_in_text(text: str) -> Wilayah | None:
    """The one kab/kota named with its kind, or the kecamatan named with it; None where none or several.

    "PEMERINTAH KABUPATEN PEMALANG" is Pemalang; "Kabupaten/Kota: Tegal" could be two and is None.
    """
    heading = f" {_EITHER_KIND.sub(_EITHER, normal_heading(text))} "
    found = {code for phrase, code in _phrases().items() if f" {phrase} " in heading}
    if len(found) != 1:
        return None
    upper = load_register().get(found.pop())
    return _kecamatan_in(heading, upper) or upper


def code_in_file_name(file_name: str) -> Wilayah | None:
    """The wilayah whose code stands in a file name such as `agr_rekam_cetak_ektp_14022020_3374.xlsx`."""
    codes = _code().findall(PurePath(file_name).stem.replace("_", " "))
    found = {one.kode: one for code in codes if (one := load_register().find_kode(code.replace("-", "")))}
    return next(iter(found.values())) if len(found) == 1 else None


@cache
def _code() -> re.Pattern[str]:
    """A code of the province or of a pembanding, dotted, dashed or not, down to the kecamatan."""
    register = load_register()
    provinces = "|".join(sorted({one.kode[:2] for one in (register.provinsi, *register.pembanding)}))
    return re.compile(rf"(?<![\d.])(?:{provinces})[.\-]?\d{{2}}(?:[.\-]?\d{{2}})?(?![\d.])")


@cache
def _phrases() -> dict[str, str]:
    """Every way a kab/kota is named with its kind -> its code; a bare name only where it can mean one."""
    phrases: dict[str, str] = {}
    register = load_register()
    for one in (*register.kabkota, *register.pembanding):
        bare = normal_heading(one.nama.removeprefix(f"{one.jenis} "))
        phrases |= {f"{kind} {bare}": one.kode for kind in _KINDS[one.jenis]}
        match = register.match_name(bare, induk=one.induk)
        if match.wilayah is not None:
            phrases[f"{_EITHER} {bare}"] = one.kode
    return phrases


def _kecamatan_in(heading: str, upper: Wilayah) -> Wilayah | None:
    inside = (one for one in load_register().kecamatan if one.induk == upper.kode)
    named = [one for one in inside if _names_kecamatan(heading, normal_heading(one.nama_pendek))]
    return max(named, key=lambda one: len(one.nama)) if named else None


def _names_kecamatan(heading: str, bare: str) -> bool:
    return f" kecamatan {bare} " in heading or f" kec {bare} " in heading
