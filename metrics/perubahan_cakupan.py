"""Why coverage moved, from the marts: both ends of every kab/kota, the flows between, and their causes."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Final

import pandas as pd

from data_contracts.catalogue import load_register
from data_contracts.errors import UsageError
from data_contracts.periode import Periode
from metrics.catalogue import load_indicators
from metrics.measure import observations
from metrics.results import CODE_LENGTH, Level, Status, shaped
from metrics.sebab import CONTRACT, FIELDS, End, Part, Split, between, split, together
from metrics.selang import intervals_of
from metrics.sources import Span, read_flows, read_positions
from metrics.window import plain_rows
from warehouse.marts import Marts

COVERAGE: Final = "cakupan_perekaman"
POINT_DECIMALS: Final = 6
SPLIT_TYPES: Final = {
    "wilayah": "str",
    "nama": "str",
    "since": "datetime64[s]",
    "recorded_since": "Int64",
    "obliged_since": "Int64",
    "until": "datetime64[s]",
    "recorded_until": "Int64",
    "obliged_until": "Int64",
    "cause": "str",
    "recorded": "Int64",
    "obliged": "Int64",
    "numerator": "Int64",
    "denominator": "Int64",
    "points": "Float64",
    "is_reported": "boolean",
}


def coverage_changes(
    marts: Marts, *, periode: Periode, since: Periode | None = None, now: datetime
) -> tuple[Split, ...]:
    """The province (over the kab/kota with counts at both ends), then each of those, by code.

    `since` None: the half-month before. Empty where nobody has counts at both ends.
    """
    start = since or periode.previous()
    if start >= periode:
        raise UsageError(f"Periode awal {start} harus sebelum {periode}.")
    ends = _ends(marts, (start, periode), now=now)
    own = [kode for kode in ends[start] if kode in ends[periode]]
    if not own:
        return ()
    reach = Span(min(ends[start][kode].day for kode in own), max(ends[periode][kode].day for kode in own))
    told = intervals_of(read_flows(marts, contract=CONTRACT, fields=FIELDS, span=reach), fields=FIELDS)
    splits = [
        split(
            kode,
            ends[start][kode],
            ends[periode][kode],
            flows=between(told.get(kode, ()), ends[start][kode].day, ends[periode][kode].day),
        )
        for kode in sorted(own)
    ]
    return (together(load_register().provinsi.kode, splits), *splits)


def split_rows(splits: Iterable[Split]) -> pd.DataFrame:
    """One row per place and cause: SPLIT_TYPES, the people at both ends beside those each cause added.

    100 * numerator / denominator is the cause's part in points, exact; `points` is rounded to POINT_DECIMALS
    so that the rows of a place still add up to its change. What nobody reported is missing, not zero; of the
    province a cause that some did not report (`is_reported` false) holds those who did.
    """
    rows = [
        {**_ends_of(own), **_told_of(own, part, points)}
        for own in splits
        for part, points in zip(own.parts, own.rounded_points(decimals=POINT_DECIMALS), strict=True)
    ]
    return shaped(pd.DataFrame(rows, columns=list(SPLIT_TYPES)), SPLIT_TYPES)


def _ends_of(own: Split) -> dict[str, object]:
    return {
        "wilayah": own.wilayah,
        "nama": load_register().get(own.wilayah).nama,
        "since": pd.Timestamp(own.before.day),
        "recorded_since": own.before.recorded,
        "obliged_since": own.before.obliged,
        "until": pd.Timestamp(own.after.day),
        "recorded_until": own.after.recorded,
        "obliged_until": own.after.obliged,
    }


def _told_of(own: Split, part: Part, points: Fraction) -> dict[str, object]:
    named = {"cause": str(part.cause), "denominator": own.denominator, "is_reported": part.is_reported}
    if not (part.is_reported or part.recorded or part.obliged):
        return named
    return {
        **named,
        "recorded": part.recorded,
        "obliged": part.obliged,
        "numerator": own.numerator_of(part),
        "points": float(points),
    }


def _ends(marts: Marts, periods: Sequence[Periode], *, now: datetime) -> dict[Periode, dict[str, End]]:
    """Per half-month the kab/kota with both counts."""
    item = load_indicators()[COVERAGE]
    span = Span(min(periods).start, max(periods).end)
    rows = observations(marts, indicators=[item], span=span, now=now)
    is_own = rows["wilayah"].str.len() == CODE_LENGTH[Level.KABKOTA]
    rows = rows[is_own & rows["numerator"].notna() & (rows["denominator"] > 0).fillna(value=False)]
    rows = rows[rows["state"] != Status.TANPA_ANGKA_DASAR] if rows["state"].notna().any() else rows
    named = _bases(marts, span)
    return {
        periode: {
            row["wilayah"]: End(
                day=row["tanggal"].date(),
                recorded=row["numerator"],
                obliged=row["denominator"],
                basis=named.get((row["wilayah"], row["tanggal"].date())),
            )
            for row in plain_rows(rows[rows["periode"] == str(periode)])
        }
        for periode in periods
    }


def _bases(marts: Marts, span: Span) -> dict[tuple[str, date], str]:
    """Kind and date of the denominator where the sender named them."""
    rows = read_positions(marts, contract=CONTRACT, fields=("wajib_ktp",), span=span)
    rows = rows[rows["jenis_penyebut"].notna() | rows["tanggal_penyebut"].notna()]
    return {
        (row["kode_wilayah"], row["tanggal"].date()): f"{row['jenis_penyebut']} {row['tanggal_penyebut']}"
        for row in plain_rows(rows)
    }
