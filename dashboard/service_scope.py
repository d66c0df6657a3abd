"""What the page Layanan looks at, and how each of its figures becomes a cell that leads to its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import links, phrases
from dashboard.components.markup import Html, element
from dashboard.components.tables import Cell
from data_contracts.catalogue import load_contracts, load_register
from data_contracts.tulisan import format_persen
from metrics.layanan import SHARES, Services, flows_in, levels_in, rows_in_force
from metrics.rincian import Figure
from metrics.sources import Span

Record = Mapping[str, Any]
Keys = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Scope:
    """One month of the province or of one kab/kota; `wilayah` is the code of either."""

    services: Services
    wilayah: str
    month: str
    span: Span

    @property
    def narrowed(self) -> str | None:
        """The one kab/kota; None for the province."""
        return None if self.wilayah == load_register().provinsi.kode else self.wilayah

    @property
    def so_far(self) -> Span:
        """For levels: whatever was reported until the month's end."""
        return Span(None, self.span.last)

    def flows(self, contract: str) -> pd.DataFrame:
        return flows_in(self.services, contract, span=self.span, wilayah=self.narrowed)

    def levels(self, contract: str) -> pd.DataFrame:
        return levels_in(self.services, contract, span=self.so_far, wilayah=self.narrowed)

    def stated(self, contract: str, *, span: Span | None = None) -> pd.DataFrame:
        return rows_in_force(self.services, contract, span=span or self.so_far, wilayah=self.narrowed)

    def source(
        self, contract: str, *fields: str, keys: Keys | None = None, wilayah: str | None = None
    ) -> str:
        """The address of a figure's cells; of levels those in force at the end of the month."""
        figure = Figure(contract, fields, wilayah or self.wilayah, self.span, tuple((keys or {}).items()))
        if figure.is_level and "tarif_rp" not in fields:
            figure = Figure(contract, fields, figure.wilayah, self.so_far, figure.keys)
        return links.cells(figure)

    def number(
        self, row: Record, contract: str, field: str, *, keys: Keys | None = None, wilayah: str | None = None
    ) -> Cell:
        """One number of a row of totals, or that nobody reported it."""
        value, unit = row.get(field), load_contracts()[contract].field(field).unit
        if value is None:
            return Cell(not_reported())
        address = self.source(contract, field, keys=keys, wilayah=wilayah)
        return Cell(phrases.amount(value, unit=unit), href=address, title="Lacak sumber")

    def share(
        self, row: Record, contract: str, *, keys: Keys | None = None, wilayah: str | None = None
    ) -> Cell:
        """The contract's share of a row of totals."""
        value = row.get("share")
        if value is None:
            return Cell(not_reported())
        address = self.source(contract, *SHARES[contract], keys=keys, wilayah=wilayah)
        return Cell(format_persen(value), href=address, title="Lacak sumber: pembilang dan penyebut")


def not_reported() -> Html:
    return element("span", "belum lapor", class_="pt-muted")
