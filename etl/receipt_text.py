"""A receipt in words: of a command, of the upload page, beside a file of the inbox folder, in a mail."""

from collections.abc import Iterator
from datetime import datetime

from data_contracts.tulisan import format_bilangan, format_waktu
from etl.receipt import Receipt
from warehouse.grouping import FindingGroup, group_findings
from warehouse.records import RowCount, State

ADVICE = {
    State.ACCEPTED: "Tidak ada yang perlu dilakukan.",
    State.ACCEPTED_WITH_WARNINGS: "Semua baris masuk. Periksa catatannya; bila ada yang keliru, kirim berkas "
    "yang sudah diperbaiki.",
    State.PARTIALLY_ACCEPTED: "Perbaiki sel yang disebut, lalu kirim lagi berkas yang sama.",
    State.RETURNED: "Perbaiki yang disebut, lalu kirim lagi.",
    State.REFUSED: "Hapus berkas ini dari tempat Anda menaruhnya, dan kirim jumlahnya saja tanpa NIK, nama, "
    "dan alamat.",
    State.DUPLICATE: "Tidak ada yang perlu dilakukan.",
}


def receipt_lines(receipt: Receipt) -> list[str]:
    """The state with the rows in one line, then one line a finding."""
    return [f"{receipt.file}: {receipt.state.label}. {rows_said(receipt.rows)}.", *_findings(receipt)]


def receipt_text(receipt: Receipt, *, received_at: datetime) -> str:
    """The whole receipt as a text of its own, for a sender who has nothing else before him."""
    number = "tidak disimpan" if receipt.submission is None else f"nomor {receipt.submission}"
    facts = (
        f"Berkas   : {receipt.file}",
        f"Keadaan  : {receipt.state.label}",
        f"Diterima : {format_waktu(received_at)}",
        f"Kiriman  : {number}",
        f"Baris    : {rows_said(receipt.rows)}",
        f"SHA-256  : {receipt.sha256}",
    )
    advice = ADVICE.get(receipt.state)
    parts = ("\n".join(facts), "\n".join(_findings(receipt)), advice or "")
    return "\n\n".join(part for part in parts if part) + "\n"


def rows_said(rows: RowCount) -> str:
    return (
        f"{format_bilangan(rows.read)} baris dibaca = {format_bilangan(rows.accepted)} diterima + "
        f"{format_bilangan(rows.quarantined)} ditahan + {format_bilangan(rows.ignored)} diabaikan"
    )


def _findings(receipt: Receipt) -> Iterator[str]:
    for group in group_findings(receipt.findings):
        yield f"  [{group.severity.label}] {_said(group)}"


def _said(group: FindingGroup) -> str:
    place = " ".join(part for part in (group.sheet, group.cell_list) if part)
    return f"{place}: {group.message}" if place else group.message
