"""The cells behind a figure, file by file and sheet by sheet, and the files themselves."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import links
from dashboard.components.headline import section_heading
from dashboard.components.markup import Html, element, link
from dashboard.components.tables import Cell, Column, table
from dashboard.frame import put
from dashboard.session import Session
from dashboard.views import kiriman
from data_contracts.tulisan import format_bilangan, format_waktu
from metrics.window import plain_rows

Record = Mapping[str, Any]


def show_origin(
    session: Session, cells: pd.DataFrame, *, columns: Sequence[Column], row: Callable[[Record], list[Cell]]
) -> None:
    """`cells`: one row per cell with submission, file, sha256, sheet, nama, received_at, sender.

    `row` gets each as plain values, missing as None.
    """
    files = cells.drop_duplicates("sha256")
    put(
        section_heading(
            "Sel asal", f"{len(cells)} sel dari {len(files)} berkas; isi persis seperti diterima."
        ),
        *(_sheet(group, columns, row) for _, group in cells.groupby(["sha256", "sheet"], sort=False)),
        section_heading("Berkas asli", "Unduh untuk memeriksa selnya sendiri."),
    )
    _offer_file(session, files)


def content(row: Record) -> str | None:
    """The text as it stood in the cell; the number read from it where the text was not kept."""
    if row["raw"] is not None:
        return str(row["raw"])
    value = row["value"]
    return None if value is None else format_bilangan(value, decimals=0 if value == int(value) else 2)


def _sheet(cells: pd.DataFrame, columns: Sequence[Column], row: Callable[[Record], list[Cell]]) -> Html:
    """The cells of one sheet of one file, below what is known of the file."""
    first = cells.iloc[0]
    sender = ", pengirim tidak disebut" if pd.isna(first["sender"]) else f" dari {first['sender']}"
    received = format_waktu(first["received_at"].to_pydatetime())
    facts = f"Lembar {first['sheet']}. Diterima {received}{sender}."
    rows = [row(each) for each in plain_rows(cells)]
    return element(
        "div",
        element("h3", link(first["file"], href=links.submission(int(first["submission"])))),
        element("p", facts, class_="pt-muted"),
        table(columns, rows, caption=f"Sel asal di {first['file']}", layout="sel"),
        class_="pt-file",
    )


def _offer_file(session: Session, files: pd.DataFrame) -> None:
    names = {row["sha256"]: f"{row['file']} ({row['nama']})" for row in files.to_dict("records")}
    sha256 = (
        st.selectbox("Berkas", list(names), format_func=names.__getitem__)
        if len(names) > 1
        else next(iter(names))
    )
    kiriman.offer_file(session, sha256, name=files.set_index("sha256").loc[sha256, "file"])
