"""Colour never speaks alone, gaps stay gaps, and every one of the 35 has its place."""

import re
from datetime import date
from pathlib import Path

import pytest

from dashboard.cards import revised_note, value_axis
from dashboard.components import words
from dashboard.components.charts import (
    Band,
    Point,
    incomplete_runs,
    starts_above_zero,
    trend_figure,
    value_ticks,
)
from dashboard.components.headline import first_sentence
from dashboard.components.spark import sparkline
from dashboard.components.tables import Cell, Column, table
from dashboard.components.tartan import Patch, PlaceRow, tartan
from dashboard.components.tile_map import Tile, tile_map
from data_contracts.catalogue import load_register
from metrics.bendera.hasil import Outcome, Severity
from metrics.catalogue import Unit
from metrics.figures import AttentionReason
from metrics.ketepatan import ReportStatus
from metrics.results import Status
from metrics.tertinggal import CLEAR, COLOURS, WORDS
from warehouse.records import State

DAYS = [date(2026, 9, 15), date(2026, 9, 30), date(2026, 10, 15), date(2026, 10, 31)]
AXIS = value_axis(Unit.PERSEN, name="Brebes")


def points(
    *values: float | None,
    incomplete: tuple[int, ...] = (),
    revised: tuple[int, ...] = (),
    target: float | None = 99.4,
) -> list[Point]:
    return [
        Point(
            day,
            value,
            f"isi {value}",
            target,
            is_incomplete=index in incomplete,
            is_revised=index in revised,
        )
        for index, (day, value) in enumerate(zip(DAYS, values, strict=True))
    ]


@pytest.mark.parametrize(
    "outcomes",
    [
        words.STATUS,
        words.REPORT_STATUS,
        words.SUBMISSION,
        words.SEVERITY,
        words.ATTENTION,
        words.FLAG,
        words.SIGNAL,
        words.JUDGED,
        words.RULE_STATE,
    ],
)
def test_every_outcome_has_a_symbol_a_word_and_a_colour(outcomes: dict[str, words.Outcome]) -> None:
    assert all(each.symbol and each.word and each.colour for each in outcomes.values())


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_words_stand_out_from_the_ground_of_their_outcome() -> None:
    style = (Path(words.__file__).parent / "gaya.css").read_text(encoding="utf-8")
    named = dict(re.findall(r"--pt-(\w+): (#[0-9A-F]{6})", style))
    pairs = re.findall(r"\.pt-(\w+) \{ --pt-kind: (\S+); --pt-tint: (#\w{6})", style)
    assert {kind for kind, _, _ in pairs} == set(words.COLOURS)
    for kind, ink, tint in pairs:
        colour = named[ink.removeprefix("var(--pt-").removesuffix(")")] if ink.startswith("var") else ink
        assert contrast(colour, tint) >= 4.5, kind
    marks = re.findall(r"a\.pt-mark-(\w+) \{ background: (#\w{3,6}); color: (#\w{3,6})", style)
    assert len(marks) == 5
    for kind, ground, colour in marks:
        assert contrast(*(f"#{c[1:] * 2}" if len(c) == 4 else c for c in (ground, colour))) >= 4.5, kind


def test_every_status_of_the_figures_and_reports_has_its_outcome() -> None:
    assert {str(status) for status in Status} <= set(words.STATUS)
    assert {str(status) for status in ReportStatus} <= set(words.REPORT_STATUS)
    assert {str(reason) for reason in AttentionReason} <= set(words.ATTENTION)
    assert {str(state) for state in State} <= set(words.SUBMISSION)


@pytest.mark.parametrize(
    ("status", "lower", "word"),
    [
        ("sesuai", False, "sesuai"),
        ("di bawah target", False, "di bawah target"),
        ("di bawah target", True, "di atas target"),
        ("sesuatu yang baru", False, "belum dapat dinilai"),
    ],
)
def test_an_outcome_says_on_which_side_of_the_target_it_is(status: str, lower: bool, word: str) -> None:
    assert words.outcome_of(status, lower_is_better=lower).word == word


@pytest.mark.parametrize(
    ("severity", "status", "symbol", "word"),
    [
        ("merah", "di bawah target", "▼", "tertinggal"),
        ("kuning", "sesuai", "◆", "waspada"),
        ("biru", "periksa penyebut", "△", "periksa penyebut"),
        ("abu-abu", "sesuai", "○", "belum dapat dinilai"),
        ("abu-abu", "belum lapor", "○", "belum lapor"),
        ("sesuai", "sesuai", "●", "sesuai"),
        ("sesuai", "di bawah target", "□", "di bawah target"),
        (None, "di bawah target", "◆", "di bawah target"),
    ],
)
def test_where_a_figure_is_judged_its_flag_decides(
    severity: str | None, status: str, symbol: str, word: str
) -> None:
    outcome = words.judged(severity, status=status)
    assert (outcome.symbol, outcome.word) == (symbol, word)


def test_every_colour_of_a_flag_and_every_outcome_of_a_signal_has_its_words() -> None:
    assert {str(severity) for severity in Severity} | {CLEAR} == set(words.FLAG)
    assert {str(outcome) for outcome in Outcome} == set(words.SIGNAL)
    assert set(COLOURS) <= set(words.FLAG)
    assert {colour: words.FLAG[colour].word for colour in COLOURS} == WORDS


def test_the_worst_cards_of_the_rug_come_first_on_a_phone_and_no_patch_is_colour_alone() -> None:
    def patch(severity: str) -> Patch:
        return Patch(severity=severity, detail="Sejak <b>.", href="tertinggal")

    rows = [
        PlaceRow(name=name, href="profil", patches=tuple(map(patch, severities)))
        for name, severities in (("A", ("sesuai", "abu-abu")), ("B", ("kuning",)), ("C", ("kuning", "merah")))
    ]
    assert [row.rank for row in rows] == [2, 1, 0]
    html = tartan([("Pendek", "Nama panjang"), ("Lain", "Nama lain")], [rows[2]], caption="Tanda")
    for part in ("▼", ">tertinggal<", "◆", ">waspada<", "C, Nama lain: tertinggal. Sejak &lt;b&gt;."):
        assert part in html
    assert 'data-label="Pendek"' in html


def test_a_report_after_the_last_day_is_late_beyond_the_limit_and_not_missing() -> None:
    assert words.report_status("missing", arrived=True) == "overdue"
    assert words.report_status("missing", arrived=False) == "missing"
    assert words.report_status("late", arrived=True) == "late"


def test_a_gap_in_the_trend_is_not_joined() -> None:
    own = trend_figure(points(98.1, None, 98.4, 98.5), axis=AXIS).data[-1]
    assert own.connectgaps is False
    assert list(own.y) == [98.1, None, 98.4, 98.5]


def test_the_target_is_dashed_and_says_its_value() -> None:
    figure = trend_figure(points(98.1, 98.2, 98.4, 98.5), axis=AXIS)
    assert figure.data[0].line.dash == "dash"
    assert "target 99,40 %" in [note.text for note in figure.layout.annotations]


def test_the_last_value_is_written_beside_the_line() -> None:
    figure = trend_figure(points(98.1, 98.2, 98.5, None), axis=AXIS)
    assert "<b>Brebes 98,50 %</b>" in [note.text for note in figure.layout.annotations]


def test_incomplete_periods_are_shaded_and_named() -> None:
    figure = trend_figure(points(98.1, 98.2, 98.4, 98.5, incomplete=(2, 3)), axis=AXIS)
    assert len(figure.layout.shapes) == 1
    assert "belum lengkap" in [note.text for note in figure.layout.annotations]
    assert len(set(figure.data[-1].marker.color)) == 1


def test_revised_points_are_hollow_and_say_so() -> None:
    drawn = points(98.1, 98.2, 98.4, 98.5, revised=(1,))
    colours = trend_figure(drawn, axis=AXIS).data[-1].marker.color
    assert colours[1] != colours[0] == colours[2] == colours[3]
    assert revised_note(drawn) == " Titik kosong: angkanya direvisi sesudah laporan pertama."
    assert revised_note(drawn[:1]) == ""


@pytest.mark.parametrize(
    ("values", "incomplete", "runs"),
    [
        ((1, 1, 1, 1), (), []),
        ((1, 1, 1, 1), (0, 2, 3), [(DAYS[0], DAYS[0]), (DAYS[2], DAYS[3])]),
        ((1, None, 1, 1), (0, 1, 2), [(DAYS[0], DAYS[0]), (DAYS[2], DAYS[2])]),
    ],
)
def test_shades_follow_unbroken_runs(
    values: tuple[float | None, ...], incomplete: tuple[int, ...], runs: list[tuple[date, date]]
) -> None:
    assert incomplete_runs(points(*values, incomplete=incomplete)) == runs


def test_a_period_without_any_value_still_draws() -> None:
    figure = trend_figure(points(None, None, None, None, target=None), axis=AXIS)
    assert [note.text for note in figure.layout.annotations] == []


def test_the_bands_hold_the_median_and_its_name() -> None:
    bands = [Band(day, 35, tuple(95 + tenth / 2 for tenth in range(9))) for day in DAYS]
    figure = trend_figure(points(98.1, 98.2, 98.4, 98.5), axis=AXIS, bands=bands)
    assert len(figure.data) == 2 * 4 + 1 + 2
    assert list(figure.data[8].y) == [97.0] * 4
    assert "median 35 daerah" in [note.text for note in figure.layout.annotations]


@pytest.mark.parametrize("extent", [(97.01, 99.8), (0, 0), (-1133132, 5), (98.0, 98.0), (0.001, 0.002)])
def test_ticks_are_few_round_and_enclose_the_values(extent: tuple[float, float]) -> None:
    ticks = value_ticks(extent)
    assert ticks[0] <= extent[0] <= extent[1] <= ticks[-1]
    assert 2 <= len(ticks) <= 7


def test_an_axis_that_does_not_begin_at_zero_is_known_to() -> None:
    assert starts_above_zero(points(98.1, 98.2, 98.4, 98.5)) == 98
    assert starts_above_zero(points(0, 10, 20, 30, target=None)) is None


def test_a_small_trend_has_a_sentence_and_no_line_across_a_gap() -> None:
    assert sparkline([1, None], alt="x") is None
    drawn = sparkline([1, 2, None, 4, 5], alt="naik dari 1 ke 5")
    assert drawn is not None
    assert 'alt="naik dari 1 ke 5"' in drawn


def test_the_35_tiles_lie_beside_each_other_never_on_each_other() -> None:
    outcome = words.STATUS["sesuai"]
    tiles = []
    for wilayah in load_register().kabkota:
        assert wilayah.petak is not None
        row, column = wilayah.petak
        is_kota = wilayah.jenis == "Kota"
        tiles.append(
            Tile(wilayah.singkatan, wilayah.nama, row, column, is_kota, "98,1", outcome, wilayah.kode)
        )
    drawn = tile_map(tiles, title="Peta")
    places = re.findall(r"grid-row:(\d+);grid-column:(\d+)", drawn)
    assert len(places) == len(set(places)) == 35
    assert max(int(column) for _, column in places) <= 8
    assert 'aria-label="Kabupaten Brebes: 98,1, sesuai"' in drawn
    assert drawn.count("pt-kota") == 6


def test_a_table_shows_a_missing_value_as_a_dash_and_never_as_zero() -> None:
    drawn = table([Column("A", "nama"), Column("B")], [[Cell(None), Cell("0")]], caption="x", layout="daerah")
    assert '<td data-label="A" class="pt-in-nama pt-empty">–</td>' in drawn
    assert '<td data-label="B" class="pt-wide">0</td>' in drawn


@pytest.mark.parametrize(
    ("text", "first", "rest"),
    [
        ("Belum: Kab. Tegal dan Demak. 2 lain. Sudah.", "Belum: Kab. Tegal dan Demak.", "2 lain. Sudah."),
        ("Semua 35 sudah lapor.", "Semua 35 sudah lapor.", ""),
        ("Ada 1.234 jiwa. Turun.", "Ada 1.234 jiwa.", "Turun."),
    ],
)
def test_the_first_sentence_ends_at_its_own_full_stop(text: str, first: str, rest: str) -> None:
    assert first_sentence(text) == (first, rest)
