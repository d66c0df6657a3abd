"""The words of the draft letter that asks for a transfer of cards. Unsigned: an official decides."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from data_contracts.tulisan import format_bilangan, format_tanggal, listed
from data_contracts.wilayah import Wilayah
from metrics.blangko.pemerataan import Evening, Transfer

DIRECTIVE: Final = "arahan Direktur Jenderal Kependudukan dan Pencatatan Sipil, November 2022"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """`title` is the subject, `lines` the paragraphs of the body in their order."""

    title: str
    lines: tuple[str, ...]


def transfer_letter(plan: Evening, *, as_of: date) -> Letter:
    """The draft for a plan over the figures of one day; says so where nothing is to be moved."""
    day = format_tanggal(as_of)
    return Letter(
        title="Permohonan pemindahan blangko KTP-el antardaerah",
        lines=(*_reason(plan, day), *_moves(plan), *_left_out(plan)),
    )


def _reason(plan: Evening, day: str) -> tuple[str, ...]:
    if plan.days is None:
        lacking = "stok atau pemakaian blangko belum dilaporkan"
        return (f"Menurut laporan per {day}, pemerataan belum dapat dihitung: {lacking}.",)
    days = format_bilangan(plan.days, decimals=1)
    lasting = f"blangko KTP-el daerah yang melapor cukup untuk {days} hari kerja bila habis bersama-sama"
    return (f"Menurut laporan per {day}, {lasting}, sesuai {DIRECTIVE}.",)


def _moves(plan: Evening) -> tuple[str, ...]:
    if plan.days is None:
        return ()
    if not plan.transfers:
        return ("Tidak ada pemindahan yang diperlukan.",)
    total = format_bilangan(sum(each.count for each in plan.transfers))
    head = f"Untuk itu dimohon pemindahan {total} keping blangko sebagai berikut:"
    return (head, *(_move(number, each) for number, each in enumerate(plan.transfers, start=1)))


def _move(number: int, transfer: Transfer) -> str:
    away = "" if transfer.distance_km is None else f" (sekitar {format_bilangan(transfer.distance_km)} km)"
    count = format_bilangan(transfer.count)
    return f"{number}. {transfer.giver.nama} kepada {transfer.receiver.nama}: {count} keping{away}."


def _left_out(plan: Evening) -> tuple[str, ...]:
    if not plan.left_out:
        return ()
    by_reason: dict[str, list[Wilayah]] = {}
    for wilayah, reason in plan.left_out:
        by_reason.setdefault(reason, []).append(wilayah)
    said = [
        f"{listed([each.nama for each in places], most=len(places))} ({reason})"
        for reason, places in by_reason.items()
    ]
    return (f"Tidak ikut dihitung: {'; '.join(said)}.",)
