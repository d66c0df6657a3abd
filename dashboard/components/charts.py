"""Charts over time: one line in the accent, grey for context, direct labels, gaps not joined."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, log10

import plotly.graph_objects as go

from dashboard.components.words import ACCENT

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", Arial, sans-serif'
INK, MUTED, GRID, GROUND = "#1F2937", "#5B6472", "#E4E7EC", "#FFFFFF"
BANDS = ("#F0F2F4", "#E5E8EC", "#D9DEE4", "#CDD3DB")
SHADE = "rgba(102,112,133,0.10)"
CONFIG = {
    "displayModeBar": False,
    "scrollZoom": False,
    "doubleClick": False,
    "showTips": False,
    "responsive": True,
}
HEIGHT = 320
HALF_PERIOD = timedelta(days=7)
VEIL = "rgba(252,252,253,0.8)"


@dataclass(frozen=True, slots=True)
class Point:
    """One period: `value` None is a gap; `text` is what a reader sees on it. A revised one is hollow."""

    tanggal: date
    value: float | None
    text: str
    target: float | None = None
    is_incomplete: bool = False
    is_revised: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """The nine deciles d10 .. d90 of the `n` kabupaten/kota with a value, in the unit of the points."""

    tanggal: date
    n: int
    deciles: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """`ticks` writes a value beside the axis, `labels` one in full; `dates` writes a short tick label."""

    ticks: Callable[[float], str]
    labels: Callable[[float], str]
    dates: Callable[[date], str]
    name: str


def trend_figure(points: Sequence[Point], *, axis: Axis, bands: Sequence[Band] = ()) -> go.Figure:
    """The line of one wilayah over its target (dashed) and, where given, the decile bands of the 35."""
    figure = go.Figure()
    for trace in _bands(bands):
        figure.add_trace(trace)
    if any(point.target is not None for point in points):
        figure.add_trace(_target_line(points))
    figure.add_trace(_own_line(points))
    _shade_incomplete(figure, points)
    _label_ends(figure, points, axis, bands)
    _lay_out(figure, points, axis, bands)
    return figure


def _own_line(points: Sequence[Point]) -> go.Scatter:
    fills = [GROUND if point.is_revised else ACCENT for point in points]
    return go.Scatter(
        x=[point.tanggal for point in points],
        y=[point.value for point in points],
        mode="lines+markers",
        connectgaps=False,
        line={"color": ACCENT, "width": 3},
        marker={"size": 8, "color": fills, "line": {"color": ACCENT, "width": 2}},
        customdata=[point.text for point in points],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _target_line(points: Sequence[Point]) -> go.Scatter:
    return go.Scatter(
        x=[point.tanggal for point in points],
        y=[point.target for point in points],
        mode="lines",
        line={"color": INK, "width": 1.5, "dash": "dash", "shape": "hv"},
        hoverinfo="skip",
    )


def _bands(bands: Sequence[Band]) -> list[go.Scatter]:
    """Pairs d10-d90, d20-d80, d30-d70, d40-d60, each darker than the one around it, and the median."""
    if not bands:
        return []
    dates = [band.tanggal for band in bands]
    traces = []
    for depth, colour in enumerate(BANDS):
        low = [band.deciles[depth] for band in bands]
        high = [band.deciles[8 - depth] for band in bands]
        traces += [
            _edge(dates, low, fill=None, colour=colour),
            _edge(dates, high, fill="tonexty", colour=colour),
        ]
    median = [band.deciles[4] for band in bands]
    line = {"color": "#98A2B3", "width": 1.5}
    return [*traces, go.Scatter(x=dates, y=median, mode="lines", line=line, hoverinfo="skip")]


def _edge(dates: list[date], values: list[float], *, fill: str | None, colour: str) -> go.Scatter:
    return go.Scatter(
        x=dates, y=values, mode="lines", line={"width": 0}, fill=fill, fillcolor=colour, hoverinfo="skip"
    )


def _shade_incomplete(figure: go.Figure, points: Sequence[Point]) -> None:
    runs = incomplete_runs(points)
    for first, last in runs:
        figure.add_vrect(
            x0=first - HALF_PERIOD, x1=last + HALF_PERIOD, fillcolor=SHADE, line_width=0, layer="below"
        )
    if runs:
        figure.add_annotation(
            x=runs[-1][1] + HALF_PERIOD, y=0, yref="paper", text="belum lengkap", showarrow=False,
            xanchor="right", yanchor="bottom", font={"color": MUTED, "size": 12},
        )  # fmt: skip


def incomplete_runs(points: Sequence[Point]) -> list[tuple[date, date]]:
    """First and last date of each unbroken run of periods that have a value but not from everyone."""
    runs: list[tuple[date, date]] = []
    is_open = False
    for point in points:
        shaded = point.is_incomplete and point.value is not None
        if shaded:
            runs[-1:] = (
                [(runs[-1][0], point.tanggal)] if is_open else [*runs[-1:], (point.tanggal, point.tanggal)]
            )
        is_open = shaded
    return runs


def _label_ends(figure: go.Figure, points: Sequence[Point], axis: Axis, bands: Sequence[Band]) -> None:
    _label_own(figure, points, axis)
    target = next((point for point in points if point.target is not None), None)
    if target is not None and target.target is not None:
        place = {"x": target.tanggal, "y": target.target}
        _label_line(figure, f"target {axis.labels(target.target)}", place, yshift=9, colour=INK)
    if bands:
        place = {"x": bands[0].tanggal, "y": bands[0].deciles[4]}
        _label_line(figure, f"median {bands[-1].n} daerah", place, yshift=-9, colour=MUTED)


def _label_own(figure: go.Figure, points: Sequence[Point], axis: Axis) -> None:
    """The name and the last value, on the side the line does not come from."""
    known = [(point.tanggal, point.value) for point in points if point.value is not None]
    if not known:
        return
    day, value = known[-1]
    text = f"{axis.name} {axis.labels(value)}".strip()
    is_falling = len(known) > 1 and value < known[-2][1]
    figure.add_annotation(
        x=day, y=value, text=f"<b>{text}</b>", showarrow=False, xanchor="right",
        xshift=8, yshift=-20 if is_falling else 20, bgcolor=VEIL, font={"color": ACCENT, "size": 13},
    )  # fmt: skip


def _label_line(
    figure: go.Figure, text: str, place: Mapping[str, object], *, yshift: int, colour: str
) -> None:
    font = {"color": colour, "size": 12}
    figure.add_annotation(text=text, showarrow=False, xanchor="left", yshift=yshift, font=font, **place)


def _lay_out(figure: go.Figure, points: Sequence[Point], axis: Axis, bands: Sequence[Band]) -> None:
    ticks = value_ticks(_extent(points, bands))
    dates = _date_ticks([point.tanggal for point in points])
    figure.update_layout(
        height=HEIGHT, margin={"l": 8, "r": 28, "t": 16, "b": 8}, showlegend=False, dragmode=False,
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", separators=",.",
        font={"family": FONT, "size": 13, "color": INK}, hovermode="closest",
        hoverlabel={"bgcolor": GROUND, "font": {"family": FONT, "color": INK}},
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=ticks, ticktext=[axis.ticks(tick) for tick in ticks], range=_range(ticks),
        gridcolor=GRID, zeroline=False, automargin=True, fixedrange=True, tickfont={"color": MUTED},
    )  # fmt: skip
    figure.update_xaxes(
        range=[points[0].tanggal - HALF_PERIOD, points[-1].tanggal + HALF_PERIOD],
        tickvals=dates, ticktext=[axis.dates(day) for day in dates], tickangle=0, showgrid=False,
        automargin=True, fixedrange=True, tickfont={"color": MUTED},
    )  # fmt: skip


def _extent(points: Sequence[Point], bands: Sequence[Band]) -> tuple[float, float]:
    values = [value for point in points for value in (point.value, point.target) if value is not None]
    values += [value for band in bands for value in (band.deciles[0], band.deciles[8])]
    return (min(values), max(values)) if values else (0.0, 1.0)


def value_ticks(extent: tuple[float, float], *, about: int = 4) -> list[float]:
    """Round tick values (steps of 1, 2 or 5 times a power of ten) that enclose the extent."""
    low, high = extent
    span = (high - low) or abs(high) * 0.02 or 1.0
    power = 10.0 ** floor(log10(span / about))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power * about >= span)
    first, last = floor(low / step), ceil(high / step)
    return [round(index * step, 6) for index in range(first, max(last, first + 1) + 1)]


def starts_above_zero(points: Sequence[Point], *, bands: Sequence[Band] = ()) -> float | None:
    """Where the value axis starts when that is not zero, so that the page can say so."""
    first = value_ticks(_extent(points, bands))[0]
    return first if first > 0 else None


def _range(ticks: list[float]) -> list[float]:
    margin = (ticks[-1] - ticks[0]) * 0.1
    return [ticks[0] - margin, ticks[-1] + margin]


def _date_ticks(dates: list[date]) -> list[date]:
    if len(dates) <= 5:
        return dates
    step = ceil((len(dates) - 1) / 4)
    return list(reversed(list(reversed(dates))[::step]))
