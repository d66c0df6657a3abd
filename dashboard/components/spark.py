"""A small trend: a line without axes whose sentence is its alternative text."""

from collections.abc import Sequence

from dashboard.components.markup import Html, image
from dashboard.components.words import ACCENT

WIDTH = 112
HEIGHT = 36
MARGIN = 4.0


def sparkline(
    values: Sequence[float | None], *, alt: str, width: int = WIDTH, height: int = HEIGHT
) -> Html | None:
    """The values in order of time; None is a gap and is not joined. Nothing below two known values."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    points = _scaled(values, low=min(known), high=max(known), width=width, height=height)
    lines = "".join(_polyline(run) for run in _runs(points))
    x, y = next(point for point in reversed(points) if point is not None)
    dot = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{ACCENT}"/>'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">{lines}{dot}</svg>'
    )
    return image(svg, alt=alt, width=width, height=height, class_="pt-spark")


def _scaled(
    values: Sequence[float | None], *, low: float, high: float, width: int, height: int
) -> list[tuple[float, float] | None]:
    step = (width - 2 * MARGIN) / (len(values) - 1)
    span = (high - low) or 1.0
    room = height - 2 * MARGIN

    def point(index: int, value: float) -> tuple[float, float]:
        level = (value - low) / span if high > low else 0.5
        return MARGIN + index * step, height - MARGIN - level * room

    return [None if value is None else point(index, value) for index, value in enumerate(values)]


def _runs(points: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def _polyline(run: list[tuple[float, float]]) -> str:
    if len(run) == 1:
        x, y = run[0]
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.5" fill="#98A2B3"/>'
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
    return f'<polyline points="{path}" fill="none" stroke="#98A2B3" stroke-width="1.5"/>'
