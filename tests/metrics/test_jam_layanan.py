"""Opening hours as offices write them."""

from __future__ import annotations

import pytest

from metrics.jam_layanan import days_open, minutes_a_week

WEEK = frozenset(range(5))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Senin–Jumat", WEEK),
        ("senin - jum'at", WEEK),
        ("Senin s.d. Jumat", WEEK),
        ("Senin s/d Jumat", WEEK),
        ("Senin sd Jumat", WEEK),
        ("Senin sampai dengan Kamis, Sabtu", {0, 1, 2, 3, 5}),
        ("Senin, Rabu dan Jumat", {0, 2, 4}),
        ("Sabtu & Ahad", {5, 6}),
        ("Setiap hari", set(range(7))),
        ("Jumat–Senin", None),
        ("hari kerja", None),
        ("", None),
    ],
)
def test_days_are_read_or_not_at_all(text: str, days: set[int] | None) -> None:
    assert days_open(text) == days


@pytest.mark.parametrize(
    ("hari", "buka", "tutup", "sabtu", "minutes"),
    [
        ("Senin–Jumat", "08.00", "15.30", (None, None), 5 * 450),
        # Kota Bekasi, 2018: Monday to Friday 08.00-21.00, Saturday 08.00-12.00.
        ("Senin–Jumat", "08.00", "21.00", ("08.00", "12.00"), 5 * 780 + 240),
        ("Senin–Sabtu", "08.00", "15.00", ("08.00", "12.00"), 5 * 420 + 240),
        ("Senin–Sabtu", "08.00", "15.00", (None, None), 6 * 420),
        ("Senin", "8", "9", (None, None), 60),
        ("Senin–Jumat", "15.00", "08.00", (None, None), None),
        ("Senin–Jumat", "08.00", None, (None, None), None),
        (None, "08.00", "15.00", (None, None), None),
    ],
)
def test_a_week_is_its_days_and_its_saturday(
    hari: str | None, buka: str, tutup: str | None, sabtu: tuple[str | None, str | None], minutes: int | None
) -> None:
    found = minutes_a_week(hari=hari, buka=buka, tutup=tutup, buka_sabtu=sabtu[0], tutup_sabtu=sabtu[1])
    assert found == minutes
