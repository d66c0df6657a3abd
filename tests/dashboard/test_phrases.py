"""Figures as officials write them."""

from datetime import date

import pytest

from dashboard import phrases
from data_contracts.periode import Periode
from metrics.catalogue import Unit, load_indicators
from metrics.figures import Change


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (98.0899, Unit.PERSEN, "98,09 %"),
        (104.03, Unit.PERSEN, "104,03 %"),
        (1133132, Unit.JIWA, "1.133.132 jiwa"),
        (0, Unit.LEMBAR, "0 lembar"),
        (12.34, Unit.HARI, "12,3 hari"),
        (None, Unit.KEPING, "–"),
    ],
)
def test_a_value_stands_with_its_unit(value: float | None, unit: Unit, text: str) -> None:
    assert phrases.with_unit(value, unit=unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (98.0899, Unit.PERSEN, "98,1"),
        (9999, Unit.JIWA, "9.999"),
        (12345, Unit.JIWA, "12,3 rb"),
        (196403, Unit.JIWA, "196 rb"),
        (None, Unit.JIWA, "–"),
    ],
)
def test_a_tile_has_room_for_few_characters(value: float | None, unit: Unit, text: str) -> None:
    assert phrases.compact(value, unit=unit) == text


def a_change(points: float, people: int | None) -> Change:
    since = Periode.parse("2026-10-P2")
    return Change(since=since, points=points, people=people, n_same=None, is_same_basis=True, is_good=None)


@pytest.mark.parametrize(
    ("indicator", "points", "people", "text"),
    [
        ("cakupan_perekaman", 0.12, 3204, "▲ naik 0,12 poin; +3.204 jiwa"),
        ("cakupan_perekaman", -0.36, -5389, "▼ turun 0,36 poin; −5.389 jiwa"),
        ("cakupan_perekaman", -0.1, 12, "▼ turun 0,10 poin; +12 jiwa"),
        ("cakupan_perekaman", 0.004, 90, "► tetap"),
        ("cakupan_kia", 0.5, None, "▲ naik 0,50 poin"),
        ("prr", 1792, 1792, "▲ naik 1.792 jiwa"),
    ],
)
def test_a_change_has_arrow_word_points_and_people(
    indicator: str, points: float, people: int | None, text: str
) -> None:
    assert phrases.change(a_change(points, people), indicator=load_indicators()[indicator]) == text


def test_nothing_to_compare_with_is_no_change() -> None:
    assert phrases.change(None, indicator=load_indicators()["prr"]) == ""


def test_dates_on_an_axis_are_short_and_name_the_year_where_it_begins() -> None:
    days = (date(2026, 10, 31), date(2026, 1, 15))
    assert [phrases.short_date(day) for day in days] == ["31 Okt", "15 Jan 26"]


@pytest.mark.parametrize(("value", "text"), [(99.0, "99 %"), (99.5, "99,5 %"), (99.25, "99,25 %")])
def test_an_axis_uses_as_few_decimals_as_it_needs(value: float, text: str) -> None:
    assert phrases.axis_text(value, unit=Unit.PERSEN) == text
