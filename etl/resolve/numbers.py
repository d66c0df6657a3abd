"""Text to number, the Indonesian way first, and never by guessing what a dash means."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from data_contracts.contract import LogicalType
from etl.read import CellValue
from etl.resolve.words import visible_text

Number = int | float


class NumberRemark(StrEnum):
    """What has to be said about a reading; the value is the rule of the finding."""

    AMBIGUOUS = "angka_meragukan"
    LETTER_O = "huruf_o"
    FOREIGN_STYLE = "penulisan_angka"
    NOT_WHOLE = "bukan_bilangan_bulat"
    NOT_A_NUMBER = "bukan_angka"
    TOO_LARGE = "angka_terlalu_besar"
    FORMULA = "rumus_tanpa_nilai"


@dataclass(frozen=True, slots=True)
class NumberReading:
    """`value` is None where nothing is reported, or where the remark says that it cannot be told."""

    value: Number | None
    remark: NumberRemark | None = None


_MISSING = NumberReading(None)
_ZERO_WORDS = frozenset({"nihil", "nol"})
_DASHES = frozenset({"-", "–", "—", "--", "---", "<>", "?", ".", "…", "...", "x", "xx", "o"})
_NULLS = frozenset({"null", "none", "nan", "n/a", "na", "kosong", "tidak ada", "tidak ada data", "belum ada"})
_FORMULA_ERRORS = frozenset({"#n/a", "#div/0!", "#ref!", "#value!", "#name?", "#num!", "#null!"})
_AMBIGUOUS = _DASHES | _NULLS | _FORMULA_ERRORS
_UNIT = re.compile(
    r"\s*(%|persen|jiwa|orang|anak|keping|kpg|kartu|lembar|lbr|dokumen|dok|berkas|permohonan|surat|buah|rupiah)\.?$",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"(?<![^\s(+-])(?:rp|idr)\.?\s*(?=[-−–+(]?\s*\d|[-–—]$)", re.IGNORECASE)
# "14.000,-" is how a price is written, "1.234." how a figure ends a sentence.
_TAIL = re.compile(r"(?<=[\dOo])(?:[.,]\s*[-–—=]+|[.,]+)$")
_SEPARATORS_ELSEWHERE = str.maketrans({"٫": ",", "٬": "."})
_WITH_O = re.compile(r"[-+(]?[\dOo][\dOo.,\s]*\)?")
_ACCOUNTING = re.compile(r"\((.+)\)")
_THOUSANDS = re.compile(r"\d{1,3}(?:([.,\s])\d{3})(?:\1\d{3})*")
_INDONESIAN = re.compile(r"(?:\d+|\d{1,3}(?:\.\d{3})+),\d+")
_ENGLISH = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)\.\d+")
_BARE_FRACTION = re.compile(r"[.,]\d+")
_SCIENTIFIC = re.compile(r"[-+]?\d+(?:[.,]\d+)?e[-+]?\d+", re.IGNORECASE)
# Excel's own arithmetic leaves 1234.0000000002 where 1234 is meant.
_BINARY_DUST = 1e-6
# No count of people, cards or letters comes near it; an account or telephone number in the wrong column does.
_LARGEST = 10**12
_LONGEST = 60  # characters of a number, spaces and all; Python itself refuses to read 5.000 digits


def parse_number(cell: CellValue, *, logical_type: LogicalType) -> NumberReading:
    """Read one cell for a field of this type; INTEGER gives int, NUMBER (percentages) gives float.

    Blank is missing; `0` and `nihil` are zero; a dash is ambiguous and left missing. `1.234` is a thousand
    in an integer field and a fraction in a number field: no field of the contracts takes both.
    """
    if isinstance(cell, str):
        text = visible_text(cell)
        return (_read_short if len(text) <= _LONGEST else _read_text)(text, logical_type=logical_type)
    if cell is None:
        return _MISSING
    if isinstance(cell, bool | date):
        return NumberReading(None, NumberRemark.NOT_A_NUMBER)
    return _typed(cell, logical_type=logical_type)


def _read_text(text: str, *, logical_type: LogicalType) -> NumberReading:
    word = text.lower()
    if not text:
        return _MISSING
    if text.startswith("="):
        return NumberReading(None, NumberRemark.FORMULA)
    if word in _ZERO_WORDS:
        return _typed(0, logical_type=logical_type)
    if word in _AMBIGUOUS:
        return NumberReading(None, NumberRemark.AMBIGUOUS)
    if _SCIENTIFIC.fullmatch(text):
        return _read_scientific(text, logical_type=logical_type)
    return _read_figure(_bare(text), logical_type=logical_type)


_read_short = lru_cache(maxsize=16_384)(_read_text)  # the same small numbers come over and over


def _bare(text: str) -> str:
    """The figure without currency, unit and tail, its digits those of ASCII."""
    digits = "".join(_ascii_digit(character) for character in text.lstrip("'"))
    without_unit = _UNIT.sub("", _CURRENCY.sub("", digits, count=1))
    return _TAIL.sub("", without_unit.translate(_SEPARATORS_ELSEWHERE).rstrip())


def _ascii_digit(character: str) -> str:
    if character.isascii() or not character.isdecimal():
        return character
    return str(unicodedata.digit(character))


def _read_scientific(text: str, *, logical_type: LogicalType) -> NumberReading:
    """Excel's 1,23E+05 has lost its last digits: good for a percentage, not for a count."""
    if logical_type is LogicalType.INTEGER:
        return NumberReading(None, NumberRemark.AMBIGUOUS)
    return _typed(float(text.replace(",", ".")), logical_type=logical_type)


def _read_figure(text: str, *, logical_type: LogicalType) -> NumberReading:
    if len(text) > _LONGEST:
        return NumberReading(None, NumberRemark.NOT_A_NUMBER)
    if text.lower() in _AMBIGUOUS:  # "Rp -", "- keping"
        return NumberReading(None, NumberRemark.AMBIGUOUS)
    if _has_letter_o(text):
        return NumberReading(None, NumberRemark.LETTER_O)
    sign, digits = _sign(text)
    remark = _style(digits, logical_type=logical_type)
    value = _value(digits, logical_type=logical_type)
    if value is None:
        return NumberReading(None, NumberRemark.NOT_A_NUMBER)
    reading = _typed(sign * value, logical_type=logical_type)
    return NumberReading(reading.value, reading.remark or remark)


def _has_letter_o(text: str) -> bool:
    """Whether the letter O stands for a zero: only beside at least one real digit."""
    return "o" in text.lower() and any(map(str.isdigit, text)) and _WITH_O.fullmatch(text) is not None


def _sign(text: str) -> tuple[int, str]:
    if accounting := _ACCOUNTING.fullmatch(text):
        return -1, accounting[1].strip()
    if text[:1] in {"-", "−", "–"}:
        return -1, text[1:].strip()
    return 1, text.removeprefix("+").strip()


def _value(text: str, *, logical_type: LogicalType) -> Number | None:
    if text.isdecimal() and text.isascii():
        return int(text)
    if _means_thousands(text, logical_type=logical_type):
        return int(re.sub(r"\D", "", text))
    if _INDONESIAN.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    if _ENGLISH.fullmatch(text):
        return float(text.replace(",", ""))
    return float(text.replace(",", ".")) if _BARE_FRACTION.fullmatch(text) else None


def _means_thousands(text: str, *, logical_type: LogicalType) -> bool:
    """One group alone, `1.234`, could be a fraction: then the field's type decides, and `0.980` never is."""
    if not _THOUSANDS.fullmatch(text) or not text.isascii():
        return False
    groups = len(re.split(r"[.,\s]", text))
    return groups > 2 or (logical_type is LogicalType.INTEGER and not text.startswith("0"))


def _style(text: str, *, logical_type: LogicalType) -> NumberRemark | None:
    """English separators are read, and said, so that the sender can tell a misreading."""
    thousands = _means_thousands(text, logical_type=logical_type)
    foreign = "," in text if thousands else _ENGLISH.fullmatch(text) is not None
    return NumberRemark.FOREIGN_STYLE if foreign else None


def _typed(value: Number, *, logical_type: LogicalType) -> NumberReading:
    if abs(value) > _LARGEST:
        return NumberReading(None, NumberRemark.TOO_LARGE)
    if logical_type is not LogicalType.INTEGER:
        return NumberReading(float(value))
    whole = round(value)
    if abs(value - whole) > _BINARY_DUST:
        return NumberReading(None, NumberRemark.NOT_WHOLE)
    return NumberReading(whole)
