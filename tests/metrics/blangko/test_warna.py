"""The colour of a stock beside the next delivery."""

from __future__ import annotations

from math import isnan, nan

import pytest

from metrics.blangko.warna import Colour, Limits, colour_of

LIMITS = Limits(amber_days=10, over_times=2)


@pytest.mark.parametrize(
    ("first", "lead_days", "cover", "province", "colour"),
    [
        (0, 10, 0, 20, Colour.MERAH),
        (9, 10, 12, 20, Colour.MERAH),
        (10, 10, 12, 20, Colour.JINGGA),  # on the day of the delivery: not before it
        (20, 10, 25, 20, Colour.JINGGA),
        (21, 10, 25, 20, Colour.AMAN),
        (35, 10, 40, 20, Colour.AMAN),  # twice the province's, not above
        (36, 10, 41, 20, Colour.UNGU),
        (15, 10, 41, 20, Colour.JINGGA),  # running out comes before having much
        (30, 10, 41, nan, Colour.AMAN),
        (30, 10, nan, 20, Colour.AMAN),
        (nan, 10, nan, 20, Colour.ABU_ABU),
    ],
)
def test_colour(first: float, lead_days: int, cover: float, province: float, colour: Colour) -> None:
    begins_by = None if isnan(first) else lambda day: first <= day
    assert (
        colour_of(begins_by, lead_days=lead_days, cover=cover, province_cover=province, limits=LIMITS)
        is colour
    )
