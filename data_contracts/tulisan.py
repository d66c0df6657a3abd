"""Numbers, percentages and dates the way Indonesian officials write them; missing is an en dash."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from math import isnan
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

WIB = ZoneInfo("Asia/Jakarta")
KOSONG = "–"

_LOCALE = "id_ID"
# Whoever writes a page or a year of flags says the same numbers and days again and again.
_REMEMBERED = 65_536
# As many digits as the largest float has, and some decimals.
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
Number = int | float | Decimal | Fraction


def format_bilangan(value: Number | None, *, decimals: int = 0) -> str:
    """`1.234.567`, or with `decimals=1` `12,3`; rounds half away from zero on the exact value."""
    if value is None or is_nan(value):
        return KOSONG
    return _written(round_half_up(value, decimals=decimals), decimals)


@lru_cache(maxsize=_REMEMBERED)
def _written(rounded: Decimal, decimals: int) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    with localcontext(prec=len(rounded.as_tuple().digits) + 2):  # the default of 28 digits is Babel's limit
        return str(format_decimal(rounded, pattern, locale=_LOCALE))


def format_persen(value: Number | None, *, decimals: int = 2) -> str:
    """A percentage given in percent: 98.0899 is `98,09 %`."""
    return KOSONG if value is None or is_nan(value) else f"{format_bilangan(value, decimals=decimals)} %"


def format_tanggal(day: date | None) -> str:
    """`16 Oktober 2026`; a datetime is shown as its day in WIB."""
    if day is None:
        return KOSONG
    shown = day.astimezone(WIB).date() if isinstance(day, datetime) and day.tzinfo else day
    return _dated(shown)


@lru_cache(maxsize=_REMEMBERED)
def _dated(day: date) -> str:
    return str(format_date(day, "d MMMM y", locale=_LOCALE))


def format_waktu(moment: datetime | None) -> str:
    """`16 Oktober 2026 14.30 WIB`; the moment must be aware (ValueError otherwise)."""
    if moment is None:
        return KOSONG
    if moment.tzinfo is None:
        message = "a moment without its time zone cannot be shown as WIB"
        raise ValueError(message)
    return str(format_datetime(moment, "d MMMM y HH.mm 'WIB'", tzinfo=WIB, locale=_LOCALE))


def nama_bulan(bulan: int) -> str:
    """`Oktober` for 10."""
    return str(format_date(date(2000, bulan, 1), "MMMM", locale=_LOCALE))


def listed(names: Sequence[str], *, most: int) -> str:
    """`A`, `A dan B`, `A, B, dan C`, `A, B, C, dan 4 lainnya`; one more than `most` is still named."""
    shown = names if len(names) <= most + 1 else [*names[:most], f"{len(names) - most} lainnya"]
    if len(shown) < 3:
        return " dan ".join(shown)
    return f"{', '.join(shown[:-1])}, dan {shown[-1]}"


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet could take the text for something to compute: it starts with = + - @, blanks
    (tab and line break among them) aside.
    """
    return text.lstrip().startswith(("=", "+", "-", "@"))


def round_half_up(value: Number, *, decimals: int = 0) -> Decimal:
    """Round half away from zero, exactly.

    A float is taken at its shortest decimal form (1.005 as typed, not its binary neighbour); a Fraction, such
    as a ratio of two counts, at its true value, so that no intermediate rounding moves a half. Never a "-0".
    """
    if isinstance(value, float | Decimal):
        written = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), context=_EXACT)
        return written.copy_abs() if written.is_zero() else written
    exact = Fraction(value)
    scaled = abs(exact) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(f"{'-' if exact < 0 and whole else ''}{whole}E-{decimals}")


def is_nan(value: Number) -> bool:
    """The not-a-number by which a frame of floats says "missing"."""
    return isinstance(value, float) and isnan(value)
