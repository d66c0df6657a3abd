"""The wilayah code of a row, in one column or in the parts of a SIAK aggregate."""

from collections.abc import Mapping

from data_contracts.catalogue import load_register
from data_contracts.wilayah import Wilayah
from etl.read import CellValue
from etl.resolve.grid import Grid
from etl.resolve.words import as_typed, visible_text

_CODE_PARTS = ("no_prop", "no_kab", "no_kec")
_KABKOTA_DIGITS, _KECAMATAN_DIGITS, _VILLAGE_DIGITS = 4, 6, 10

VILLAGE_FIELDS = ("no_kel", "nama_kelurahan")

TypedKeys = Mapping[str, CellValue]


def has_code(typed: TypedKeys) -> bool:
    """Whether the row holds a code, whole or in parts; a province's number alone is none."""
    return "kode_wilayah" in typed or "no_kab" in typed


def coded_wilayah(typed: TypedKeys) -> Wilayah | None:
    """The wilayah of the row's code, None when the register has no such code."""
    code = typed["kode_wilayah"] if "kode_wilayah" in typed else _joined_code(typed)
    return load_register().find_kode(code)


def code_text(typed: TypedKeys) -> str:
    """The code as its sender would recognise it."""
    if "kode_wilayah" in typed:
        return as_typed(typed["kode_wilayah"])
    return _joined_code(typed) or as_typed(typed.get("no_kec"))


def is_village(grid: Grid, row: int) -> bool:
    """Whether the row is a desa/kelurahan's: reports are read down to the kecamatan."""
    number, name = grid.key(row, "no_kel"), grid.key(row, "nama_kelurahan")
    if name is not None or _digits(number).strip("0"):
        return True
    code = _digits(grid.key(row, "kode_wilayah"))
    return len(code) == _VILLAGE_DIGITS and load_register().find_kode(code[:_KECAMATAN_DIGITS]) is not None


def _joined_code(typed: TypedKeys) -> str:
    """NO_PROP 33, NO_KAB 74, NO_KEC 1 are 337401; a part may itself be the whole code, and 0 is none."""
    province, kabkota, kecamatan = (_digits(typed.get(part)) for part in _CODE_PARTS)
    if len(kecamatan) == _KECAMATAN_DIGITS:
        return kecamatan
    if not kabkota.strip("0"):
        return "" if kecamatan.strip("0") else province
    province = province or load_register().provinsi.kode
    upper = kabkota if len(kabkota) == _KABKOTA_DIGITS else province + kabkota.zfill(2)
    return upper + (kecamatan.zfill(2) if kecamatan.strip("0") else "")


def _digits(value: CellValue) -> str:
    return "".join(filter(str.isdigit, visible_text(as_typed(value)).removesuffix(".0")))
