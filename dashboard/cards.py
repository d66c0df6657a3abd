"""A figure of metrics, written for people: as a card, as a row, as the points of a chart."""

from collections.abc import Sequence

from dashboard import links, phrases
from dashboard.components.charts import Axis, Point
from dashboard.components.headline import Headline
from dashboard.components.markup import Html
from dashboard.components.spark import sparkline
from dashboard.components.words import Outcome, judged
from data_contracts.tulisan import format_bilangan, format_tanggal
from metrics.catalogue import Direction, Indicator, Unit
from metrics.figures import Figure, TrendPoint
from metrics.results import Status
from metrics.tanda import Flag
from metrics.tertinggal import colour_of


def headline(figure: Figure) -> Headline:
    indicator = figure.indicator
    return Headline(
        label=indicator.nama,
        value=phrases.number(figure.value, unit=indicator.unit),
        unit=phrases.UNIT_WORD[indicator.unit] if figure.value is not None else "",
        date=f"per {format_tanggal(figure.tanggal_data)}" if figure.tanggal_data else "",
        change=phrases.change(figure.change, indicator=indicator),
        change_is_good=is_good(figure),
        since=_since(figure),
        target=goal(figure),
        reported=_reported(figure),
        outcome=outcome(figure),
        spark=spark(figure),
        source=source(figure),
        is_simulated=figure.simulasi,
    )


def is_good(figure: Figure) -> bool | None:
    """Whether the change is for the better; None where that cannot be said."""
    return figure.change.is_good if figure.change else None


def outcome(figure: Figure, *, verdict: Flag | None = None) -> Outcome:
    """By the verdict where there is one; the province and indicators without signals have none."""
    return judged(
        colour_of(verdict) if verdict else None,
        status=figure.status,
        lower_is_better=figure.indicator.direction is Direction.LOWER,
    )


def outcome_of(point: TrendPoint, *, indicator: Indicator) -> Outcome:
    """Of one point of a trend, without a verdict."""
    return judged(None, status=point.status, lower_is_better=indicator.direction is Direction.LOWER)


def source(figure: Figure) -> str:
    """The page that shows the cells the figure was made from."""
    return links.source(figure.indicator.id, wilayah=figure.wilayah.kode, tanggal=figure.periode.end)


def goal(figure: Figure) -> str:
    """`target 99,40 %, kurang 1,20 poin (345.678 jiwa)`; empty where no target is in force."""
    if figure.target is None:
        return ""
    target = f"target {phrases.with_unit(figure.target, unit=figure.indicator.unit)}"
    gap = _gap(figure)
    return f"{target}, {gap}" if gap else target


def spark(figure: Figure) -> Html | None:
    return sparkline([point.value for point in figure.trend], alt=trend_sentence(figure))


def trend_sentence(figure: Figure) -> str:
    """The trend as one sentence, which is the chart's alternative text."""
    known = [point for point in figure.trend if point.value is not None]
    name = f"{figure.indicator.nama} {figure.wilayah.nama}"
    if not known:
        return f"{name}: belum ada angka."
    first, last = known[0], known[-1]
    unit = figure.indicator.unit
    gaps = len(figure.trend) - len(known)
    missing = f"; {gaps} periode tanpa angka" if gaps else ""
    return (
        f"{name}: dari {phrases.with_unit(first.value, unit=unit)} ({format_tanggal(first.tanggal)}) "
        f"menjadi {phrases.with_unit(last.value, unit=unit)} ({format_tanggal(last.tanggal)}){missing}."
    )


def points(figure: Figure) -> Sequence[Point]:
    """The trend as the points of a chart, gaps included."""
    return [_point(point, unit=figure.indicator.unit) for point in figure.trend]


def revised_note(points: Sequence[Point]) -> str:
    """What the hollow points of a chart mean; empty where it has none."""
    if not any(point.is_revised and point.value is not None for point in points):
        return ""
    return " Titik kosong: angkanya direvisi sesudah laporan pertama."


def value_axis(unit: Unit, *, name: str = "") -> Axis:
    """How a chart of this unit writes its values; `name` stands before the last where others are drawn."""
    return Axis(
        ticks=lambda value: phrases.axis_text(value, unit=unit),
        labels=lambda value: phrases.with_unit(value, unit=unit),
        dates=phrases.short_date,
        name=name,
    )


def _point(point: TrendPoint, *, unit: Unit) -> Point:
    reporters = (
        f"<br>{point.n_reported} dari {point.n_expected} lapor" if point.n_reported is not None else ""
    )
    marks = [word for word, is_so in (("direvisi", point.direvisi), ("simulasi", point.simulasi)) if is_so]
    value = f"<b>{phrases.with_unit(point.value, unit=unit)}</b>"
    return Point(
        tanggal=point.tanggal,
        value=point.value,
        target=point.target,
        text="<br>".join((f"{value}<br>{point.periode.label}{reporters}", *marks)),
        is_incomplete=point.is_incomplete,
        is_revised=point.direvisi,
    )


def _gap(figure: Figure) -> str:
    """`kurang 345.678 jiwa (1,20 poin)`, `tercapai`; empty where it cannot be said."""
    gaps = [gap for gap in (figure.gap_points, figure.gap_people) if gap is not None]
    if figure.value is None or not gaps:
        return ""
    if max(gaps) <= 0:
        # Above 100 % the denominator is in doubt, and with it whether anything was reached.
        return "" if figure.status == Status.PERIKSA_PENYEBUT else "tercapai"
    word = "lebih" if figure.indicator.direction is Direction.LOWER else "kurang"
    points = f"{format_bilangan(figure.gap_points, decimals=2)} poin" if figure.gap_points is not None else ""
    people = phrases.counted(figure.gap_people, figure.indicator.count_unit) if figure.gap_people else ""
    return f"{word} {people} ({points})" if people and points else f"{word} {people or points}"


def _since(figure: Figure) -> str:
    if figure.change is None:
        return "belum ada pembanding" if figure.value is not None else (figure.reason or "")
    since = phrases.short_period(figure.change.since)
    if figure.change.n_same in (None, figure.n_expected, figure.n_reported):
        return f"sejak {since}"
    return f"sejak {since}, di {figure.change.n_same} daerah yang sama"


def _reported(figure: Figure) -> str:
    if figure.n_reported is None or figure.n_expected is None:
        return ""
    return f"{figure.n_reported} dari {figure.n_expected} daerah"
