"""The cells that say something else now, under the file or the withdrawal that changed them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from dashboard import links, phrases
from dashboard.components.headline import section_heading
from dashboard.components.markup import Html, element, link
from dashboard.components.tables import Cell, Column, table
from dashboard.evidence import source_of
from data_contracts.catalogue import load_contracts, load_register
from data_contracts.contract import Field, LogicalType
from data_contracts.tulisan import format_bilangan, format_tanggal, format_waktu
from metrics.window import plain_rows
from warehouse.revisions import WITHDRAWN

Record = Mapping[str, Any]
MOST_CELLS = 60
COLUMNS = (
    Column("Daerah", "nama"),
    Column("Bidang", "peran"),
    Column("Per tanggal", "c"),
    Column("Dulu", "a", "Nilai dan selnya pada awal hari yang dipilih", is_number=True),
    Column("Sekarang", "nilai", "Membuka sumber angka yang memuatnya", is_number=True),
    Column("Sel sekarang", "d"),
)


def revision_cells(cells: pd.DataFrame) -> list[Html]:
    """One table per change, the latest first; a long one shows its first cells and says how many follow."""
    if cells.empty:
        return [section_heading("Sel yang berubah"), element("p", "Tidak ada.", class_="pt-muted")]
    told = cells.assign(
        by=cells["submission_after"].where(cells["cause"] != WITHDRAWN, cells["submission_before"])
    )
    groups = [plain_rows(group) for _, group in told.groupby(["by", "cause"], sort=False)]
    ordered = sorted(groups, key=lambda group: group[0]["changed_at"], reverse=True)
    parts = [section_heading("Sel yang berubah", "Menurut kiriman yang mengubahnya, terbaru di atas.")]
    return [*parts, *(part for group in ordered for part in _group(group))]


def _group(rows: Sequence[Record]) -> list[Html]:
    shown = rows[:MOST_CELLS]
    rest = len(rows) - len(shown)
    more = f"{format_bilangan(rest)} sel lagi; seluruhnya ada pada perintah “pantau revisions”."
    return [
        element("h3", _title(rows[0]), class_="pt-sub"),
        element("p", _said(rows), class_="pt-muted"),
        table(COLUMNS, [_row(row) for row in shown], caption="Sel yang berubah", layout="sel-revisi"),
        *([element("p", more, class_="pt-muted")] if rest else []),
    ]


def _title(row: Record) -> Html:
    file = row["file_before"] if row["cause"] == WITHDRAWN else row["file_after"]
    return link(f"{row['by']}: {file}", href=links.submission(row["by"]))


def _said(rows: Sequence[Record]) -> str:
    row = rows[0]
    places = len({each["wilayah"] for each in rows})
    what = "ditarik" if row["cause"] == WITHDRAWN else "diterima"
    who = f" oleh {row['sender']}" if row["sender"] and row["cause"] == WITHDRAWN else ""
    sender = f" dari {row['sender']}" if row["sender"] and not who else ""
    reason = f"; alasan: {row['reason']}" if row["reason"] else ""
    counted = f"{format_bilangan(len(rows))} sel di {places} daerah"
    moment = format_waktu(row["changed_at"].to_pydatetime())
    return f"{counted} berubah. Kiriman {what} {moment}{who}{sender}{reason}."


def _row(row: Record) -> list[Cell]:
    field = load_contracts()[row["contract"]].field(row["field"])
    details = f" ({row['rincian']})" if row["rincian"] else ""
    name = link(field.business_name, href=links.dictionary(field.name, kontrak=row["contract"]))
    return [
        Cell(load_register().get(row["wilayah"]).nama_pendek),
        Cell(element("span", name, details)),
        Cell(phrases.short_day(row["tanggal"].date())),
        Cell(_before(row, field)),
        _after(row, field),
        Cell(row["cell_after"] and f"{row['sheet_after']}, {row['cell_after']}"),
    ]


def _before(row: Record, field: Field) -> Html:
    """The former value, which leads to the file it stood in."""
    place = f"{row['file_before']}, {row['sheet_before']}, sel {row['cell_before'] or 'tidak tercatat'}"
    return link(written(row["before"], field), href=links.submission(row["submission_before"]), title=place)


def _after(row: Record, field: Field) -> Cell:
    if row["after"] is None:
        return Cell("tidak ada lagi")
    address = source_of(
        field.name,
        wilayah=row["wilayah"],
        tanggal=row["tanggal"].date(),
        submission=row["submission_after"],
    )
    return Cell(written(row["after"], field), href=address, title=f"Lacak sumber: {row['file_after']}")


def written(text: str, field: Field) -> str:
    """A value of the revision ledger as people write it."""
    match field.logical_type:
        case LogicalType.INTEGER:
            return format_bilangan(int(text))
        case LogicalType.NUMBER:
            return format_bilangan(float(text), decimals=2)
        case LogicalType.DATE:
            return format_tanggal(date.fromisoformat(text))
        case _:
            return text
