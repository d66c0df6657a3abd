"""Jawa Tengah as a grid of 35 equal tiles, so that a small kota is as visible as Cilacap."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.components.markup import Html, element, link
from dashboard.components.words import Outcome


@dataclass(frozen=True, slots=True)
class Tile:
    """One kabupaten/kota; `row` and `column` count from 0, `value` is written for people."""

    short: str
    name: str
    row: int
    column: int
    is_kota: bool
    value: str
    outcome: Outcome
    href: str


def tile_map(tiles: Sequence[Tile], *, title: str) -> Html:
    """The grid: reading order is by row, so that the keyboard walks it from north-west to south-east."""
    ordered = sorted(tiles, key=lambda tile: (tile.row, tile.column))
    first_row = min((tile.row for tile in tiles), default=0)
    first_column = min((tile.column for tile in tiles), default=0)
    cells = (
        _tile(tile, row=tile.row - first_row + 1, column=tile.column - first_column + 1) for tile in ordered
    )
    return element("div", *cells, class_="pt-map", role="group", aria_label=title)


def _tile(tile: Tile, *, row: int, column: int) -> Html:
    spoken = f"{tile.name}: {tile.value}, {tile.outcome.word}"
    return link(
        element("span", tile.short, class_="pt-tile-name"),
        element("span", tile.value, class_="pt-tile-value"),
        element("span", tile.outcome.symbol, class_="pt-tile-symbol", aria_hidden="true"),
        href=tile.href,
        title=spoken,
        aria_label=spoken,
        class_=f"pt-tile pt-{tile.outcome.kind}{' pt-kota' if tile.is_kota else ''}",
        style=f"grid-row:{row};grid-column:{column}",
    )
